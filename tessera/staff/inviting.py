"""Somebody is invited, a second person agrees where two are needed, and they come into their post by a link of one use."""

import secrets
from datetime import date
from hashlib import sha256

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tessera.access.joining import join
from tessera.access.models import Post, User
from tessera.access.roles import Role
from tessera.audit.log import record
from tessera.staff import events, leaving, letters, limits, policy
from tessera.staff.models import Departure, Invitation, Sitting

MOVED_HERE = "They accepted an invitation to another post."


class Gone(LookupError):
    """The link was used, taken back or has run out, or never was one."""


@transaction.atomic
def invite(
    *,
    name: str,
    email: str,
    title: str,
    roles: list[str],
    basis: str,
    ends_on: date | None,
    sitting: Sitting | None,
    by: User,
) -> tuple[Invitation, str]:
    """Ask somebody to come into a post at one's own agency. Answers the link's secret, empty while a second must agree."""
    policy.may_invite(by, sitting, email=email, roles=roles).require()
    invitation = Invitation.objects.create(
        agency=by.agency, name=name, email=email, title=title, roles=list(roles), basis=basis, ends_on=ends_on,
        invited_by=by.post, invited_at=timezone.now(),
    )  # fmt: skip
    record(events.INVITED, by=by, on=invitation, roles=invitation.role_words)
    return invitation, "" if invitation.needs_two else send(invitation)


@transaction.atomic
def agree(*, invitation: Invitation, sitting: Sitting | None, by: User) -> str:
    """Be the second person: only now does the letter go. Answers the link's secret."""
    invitation = _held(invitation, by)
    policy.may_agree(by, sitting, invitation).require()
    invitation.agreed_by, invitation.agreed_at = by.post, timezone.now()
    invitation.save(update_fields=["agreed_by", "agreed_at"])
    record(events.AGREED, by=by, on=invitation, roles=invitation.role_words)
    return send(invitation)


@transaction.atomic
def withdraw(*, invitation: Invitation, sitting: Sitting | None, by: User) -> None:
    """Take an invitation back: its link opens nothing from now on."""
    invitation = _held(invitation, by)
    policy.may_withdraw(by, sitting, invitation).require()
    leaving.take_back(invitation, by=by)


def open_invitation(token: str) -> Invitation:
    """The invitation that this link is of. Raises Gone."""
    found = Invitation.objects.filter(
        fingerprint=_fingerprint(token), accepted_at__isnull=True, withdrawn_at__isnull=True,
        expires_at__gt=timezone.now(),
    ).select_related("agency").first()  # fmt: skip
    if found is None:
        raise Gone("This link was used, has run out or was taken back.")
    return found


def account_of(invitation: Invitation) -> User | None:
    """The account that is open under this address, whose own password must be given. A closed one is begun anew."""
    return User.objects.filter(email__iexact=invitation.email, is_active=True).first()


@transaction.atomic
def accept(*, token: str, password: str, account: User | None) -> Post:
    """Come into the post. `account` is whose password was given; with none, this password is chosen. Raises Gone.

    A post held elsewhere ends with it. Nothing that an earlier post opened is opened again.
    """
    invitation = open_invitation(token)
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("agency").get(pk=invitation.pk)
    if invitation.accepted_at is not None or invitation.withdrawn_at is not None:
        raise Gone("This link was used or taken back.")
    today = timezone.localdate()
    if not invitation.agency.is_active or (invitation.ends_on is not None and invitation.ends_on <= today):
        raise Gone("The post that this link leads to is over.")
    user = User.objects.select_for_update().filter(email__iexact=invitation.email).first()
    if user is not None and user.is_active:
        if account != user:
            raise Gone("This link leads to an account whose password was not given.")
    else:
        user = user or User(email=User.objects.normalize_email(invitation.email))
        user.name, user.is_active = invitation.name, True
        user.set_password(password)
        user.save()
    _end_earlier(user)
    post = join(
        user=user, agency=invitation.agency, title=invitation.title, roles=[Role(role) for role in invitation.roles],
        on=today, until=invitation.ends_on,
    )  # fmt: skip
    invitation.accepted_at, invitation.post, invitation.fingerprint = timezone.now(), post, None
    invitation.save(update_fields=["accepted_at", "post", "fingerprint"])
    letters.forget_letter(invitation)
    record(events.ACCEPTED, by=user, on=post)
    return post


def _end_earlier(user: User) -> None:
    for post in Post.objects.held(on=timezone.localdate()).filter(user=user).select_related("user", "agency"):
        leaving.end_post(post, what=Departure.What.MOVED, reason=MOVED_HERE, to=None, by=user)


def send(invitation: Invitation) -> str:
    """Make the link, keep its fingerprint and write the letter. That it may go was decided already."""
    token = secrets.token_urlsafe(32)
    invitation.fingerprint, invitation.expires_at = _fingerprint(token), timezone.now() + limits.LETTER_LASTS
    invitation.save(update_fields=["fingerprint", "expires_at"])
    letters.write_letter(invitation, token)
    return token


def _fingerprint(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _held(invitation: Invitation, by: User) -> Invitation:
    held = Invitation.objects.select_for_update(of=("self",)).filter(agency=by.agency, pk=invitation.pk)
    return get_object_or_404(held.select_related("agency"))
