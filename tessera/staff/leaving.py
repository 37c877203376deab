"""Somebody leaves or moves: every key, sign-in and account closes at once, and what was waiting for them waits for others."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tessera.access import linking, second_factor
from tessera.access import services as access
from tessera.access.joining import join
from tessera.access.keyring import Keyring, opened
from tessera.access.models import Holder, Key, Post, User
from tessera.access.roles import Role
from tessera.audit.log import record
from tessera.cases import team
from tessera.concerns.handing_on import hand_on_concerns
from tessera.lib.local_time import day_starts
from tessera.staff import events, letters, limits, policy
from tessera.staff.models import Departure, Invitation, Sitting, words_of
from tessera.work.handing_on import hand_on_all
from tessera.work.models import Message


@transaction.atomic
def remove(*, post: Post, reason: str, to: Post | None, sitting: Sitting | None, by: User) -> None:
    """Somebody left: from this moment they open nothing. What was theirs to do goes to `to`, or to a desk."""
    post = _held(post, by)
    policy.may_end(by, sitting, post).require()
    end_post(post, what=Departure.What.LEFT, reason=reason, to=to, by=by)
    _close_account(post.user)


@transaction.atomic
def move(
    *,
    post: Post,
    title: str,
    roles: list[str],
    ends_on: date | None,
    reason: str,
    to: Post | None,
    sitting: Sitting | None,
    by: User,
) -> Post:
    """Give a colleague another post here. The old one ends: what it wrote and opened closes to them."""
    post = _held(post, by)
    policy.may_move(by, sitting, post, roles=roles).require()
    end_post(post, what=Departure.What.MOVED, reason=reason, to=to, by=by)
    kinds = [Role(role) for role in roles]
    new = join(user=post.user, agency=post.agency, title=title, roles=kinds, on=timezone.localdate(), until=ends_on)
    record(events.ROLES_CHANGED, by=by, on=post, to=title, roles=words_of(roles), reason=reason)
    Message.objects.create(
        text=f"Your post is now {title}. What you wrote and read in your post as {post.title} is closed to you.",
        path="/", at=timezone.now(), audience=access.audience_of([access.person(new)]),
    )  # fmt: skip
    return new


@transaction.atomic
def close_posts_past_their_last_day(*, on: date) -> int:
    """Finish what a last day began: the post opens nothing since; its keys, tasks and account are closed now."""
    past = Post.objects.filter(ends_on__lte=on, departure__isnull=True).select_for_update(
        skip_locked=True, of=("self",)
    )
    posts = list(past.select_related("user", "agency"))
    for post in posts:
        end_post(post, what=Departure.What.RAN_OUT, reason="The last day had come.", to=None, by=None)
        if not Post.objects.held(on=on).filter(user=post.user).exists():
            _close_account(post.user)
    return len(posts)


@transaction.atomic
def warn_of_last_days(*, on: date) -> int:
    """Tell whoever's last day is two weeks away. Their administrator reads it on the list of staff and at home."""
    near = Post.objects.held(on=on).filter(ends_on__isnull=False, ends_on__lte=on + limits.WARNED_BEFORE)
    told = 0
    for post in near.select_related("user", "agency"):
        words = (
            f"The last day of your post as {post.title} is {post.last_day:%-d %B %Y}. Hand over what is yours to do."
        )
        audience = access.audience_of([access.person(post)])
        with opened(Keyring(post=post.pk, holders=(access.person(post).pk,))):
            if Message.objects.readable().filter(audience=audience, text=words).exists():
                continue
            Message.objects.create(text=words, path="/work/", at=timezone.now(), audience=audience)
        record(events.WARNED, by=None, on=post, last_day=str(post.last_day))
        told += 1
    return told


def end_post(post: Post, *, what: Departure.What, reason: str, to: Post | None, by: User | None) -> None:
    """End a post now, with its keys, its place on teams, its tasks and its open invitations. It was decided already.

    Its own keyring is opened for as long as that takes, which shows whoever does it nothing (ADR 2).
    """
    today, now = timezone.localdate(), timezone.now()
    since = day_starts(min(post.ends_on or today, today))
    kept = Key.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gte=since), post=post)
    held = tuple(sorted(set(kept.values_list("holder_id", flat=True))))
    desk = _desk_after(post)
    with opened(Keyring(post=post.pk, holders=held)):
        hand_on_all(of=post, to=to, desk=desk, because=_words(what, reason), by=by)
        hand_on_concerns(of=post, to=to, because=_words(what, reason), by=by)
        team.leave_all(post=post, because=_words(what, reason), by=by)
    Key.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), post=post).update(ends_at=now)
    if post.ends_on is None or post.ends_on > today:
        post.ends_on = today
        post.save(update_fields=["ends_on"])
    Sitting.objects.filter(post=post, ended_at__isnull=True).update(ended_at=now)
    waiting = Invitation.objects.filter(invited_by=post, accepted_at__isnull=True, withdrawn_at__isnull=True)
    for one in waiting.select_related("agency"):
        take_back(one, by=by)
    Departure.objects.create(post=post, what=what, reason=reason, by=by.post if by else None, at=now)
    record(events.ENDED_POST, by=by, on=post, what=what.label.lower(), reason=reason)


def take_back(invitation: Invitation, *, by: User | None) -> None:
    """The link of an invitation opens nothing from now on. It was decided already."""
    invitation.withdrawn_at, invitation.fingerprint = timezone.now(), None
    invitation.save(update_fields=["withdrawn_at", "fingerprint"])
    letters.forget_letter(invitation)
    record(events.WITHDRAWN, by=by, on=invitation)


def _close_account(user: User) -> None:
    """Nobody signs in with it, and every session of it ends with the password that it was begun with.

    Whoever is invited again begins anew: with another password, another second factor and no provider.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    second_factor.forget(user)
    linking.forget(user)


def _desk_after(post: Post) -> Holder:
    """Who takes on what was somebody's to do: supervisors there, else the safeguarding leads, else the triage desk."""
    now = timezone.now()
    for holder in (access.supervisors_of(post.agency), access.leads_of(post.agency)):
        good = Key.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), holder=holder, starts_at__lte=now)
        if good.exclude(post=post).filter(post__in=Post.objects.held(on=timezone.localdate())).exists():
            return holder
    return access.triage_desk()


def _words(what: Departure.What, reason: str) -> str:
    return f"{what.label}. {reason}"


def _held(post: Post, by: User) -> Post:
    held = Post.objects.filter(pk=post.pk, agency=by.agency).select_for_update(of=("self",))
    return get_object_or_404(held.select_related("user", "agency"))
