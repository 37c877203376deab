"""Recording the standing of a person of concern, looking at it again, and telling its owner when its basis changes."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone

from tessera.access import keyring
from tessera.access.models import Post, User
from tessera.audit.log import record, storable
from tessera.entities import events, policy, queries
from tessera.entities.models import Mention, Standing, StandingBasis, StandingReview
from tessera.entities.queries import standing as seeing
from tessera.entities.queries.standing import StandingSeen
from tessera.work.models import Task
from tessera.work.services import end_of_day, finish_tasks_at, say_more, set_task

Decision = StandingReview.Decision
REVIEW, LOOK_AGAIN = "standing-review", "standing-look-again"
ENDS_WHEN = "somebody keeps or withdraws the standing"


class Stale(Exception):
    """Somebody else looked at this standing while this person was writing. `saved` is how it stands now."""

    def __init__(self, saved: StandingSeen) -> None:
        super().__init__("Somebody else looked at this standing while this page was open.")
        self.saved = saved


class BasisGone(Exception):
    """A report that was chosen no longer speaks of this person: somebody moved its mention meanwhile."""


class CannotRead(ValueError):
    """The owner may not read every report that the standing rests on."""


@transaction.atomic
def record_standing(
    *, entity: UUID, level: str, mentions: Sequence[Mention], basis: str, review_on: date, owner: Post, by: User
) -> Standing:
    """Say that somebody is suspected, or known, to be of concern, and what that rests on. Proves nothing.

    Its owner gets a task to look again by that day. The same press twice makes one. Raises Http404 for somebody this
    person holds nothing of, PermissionDenied where the policy says no, BasisGone, CannotRead, and ValueError for a day
    that is past or further off than the catalogue allows.
    """
    held = queries.entity_for(by, entity)
    asked = {mention.pk for mention in mentions}
    rests = list(Mention.objects.readable().filter(pk__in=asked).select_related("report").order_by("pk").held())
    if len(rests) != len(asked) or any(mention.entity_id != held.pk for mention in rests):
        raise BasisGone
    policy.may_record_standing(by, held, rests).require()
    _check(owner, review_on, rests)
    words = storable(basis).strip()
    _one_at_a_time(f"standing {held.pk} {by.pk}")
    given = {
        "entity_id": held.pk,
        "level": Standing.Level(level),
        "basis": words,
        "review_on": review_on,
        "owner": owner,
    }
    for made in Standing.objects.filter(author=by.post, reviews=None, **given).prefetch_related("bases"):
        if {one.mention_id for one in made.bases.all()} == asked:
            return made  # the same press twice
    standing = Standing(author=by.post, at=timezone.now(), rests_on=len(rests), **given)
    standing.save(force_insert=True)
    StandingBasis.objects.bulk_create(
        StandingBasis(standing=standing, mention=mention, was_id=mention.entity_id, author=by.post) for mention in rests
    )
    _set_review(standing, held.name, review_on, owner, by)
    reports = ", ".join(sorted({mention.report.reference for mention in rests}))
    record(events.STANDING_RECORDED, by=by, on=standing, name=held.name, reports=reports)
    return standing


@transaction.atomic
def keep_standing(
    *, standing: Standing, because: str, review_on: date, owner: Post, seen: UUID | None, by: User
) -> StandingReview:
    """Look at a standing again and keep it until another day, with reasons and an owner.

    `seen` is the last review that the page showed. Raises Stale when there is a later one, and as `record_standing` does.
    """
    now = _locked(standing, by)
    words = storable(because).strip()
    if (
        now.last
        and now.last.author == by.post
        and (now.last.because, now.review_on, now.owner) == (words, review_on, owner)
    ):
        return now.last  # the same press twice
    _not_stale(now, seen)
    policy.may_keep_standing(by, now).require()
    _check(owner, review_on, [basis.mention for basis in now.bases])
    review = _reviewed(now, Decision.KEPT, words, by, review_on=review_on, owner=owner)
    _end_tasks(now, f"Kept until {review_on:%-d %B %Y}.", by)
    _set_review(now.standing, _name(now), review_on, owner, by)
    record(events.STANDING_KEPT, by=by, on=now.standing, until=f"{review_on:%-d %B %Y}", because=words)
    return review


@transaction.atomic
def withdraw_standing(*, standing: Standing, because: str, seen: UUID | None, by: User) -> StandingReview:
    """Take a standing back, with the reason. It stays on record as withdrawn. Raises Stale as `keep_standing` does."""
    now = _locked(standing, by)
    words = storable(because).strip()
    if now.withdrawn and (now.withdrawn.author, now.withdrawn.because) == (by.post, words):
        return now.withdrawn  # the same press twice
    _not_stale(now, seen)
    policy.may_review_standing(by, now).require()
    review = _reviewed(now, Decision.WITHDRAWN, words, by)
    _end_tasks(now, "Withdrawn.", by)
    record(events.STANDING_WITHDRAWN, by=by, on=now.standing, because=words)
    return review


def look_again(mentions: Collection[UUID]) -> None:
    """Tell the owners of the standings that rest on these mentions: moved, or of a report corrected or graded since.

    Whoever did so may read less than the standing rests on, or nothing of it. So each owner's own keys say whether there
    is anything to tell them, and nobody else learns that there is a standing.
    """
    if not mentions:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT standing_id, owner_id FROM standings_resting_on(%s)", [list(mentions)])
        rows = sorted(cursor.fetchall())
    owners = {post.pk: post for post in Post.objects.filter(pk__in={owner for _, owner in rows})}
    for pk, owner in rows:
        with keyring.opened(keyring.keyring_of(owners[owner])), transaction.atomic():
            _tell_owner(pk, owners[owner])


def _tell_owner(pk: UUID, owner: Post) -> None:
    now = seeing.standing_for(owner.user, pk)
    if now is None or not (now.lost or now.is_corrected or now.is_graded_since):
        return
    path = now.standing.get_absolute_url()
    waiting = Task.objects.readable().filter(path=path, rule=LOOK_AGAIN, done_at__isnull=True).held().first()
    if waiting is not None:
        if not waiting.why.endswith(_why(now)):
            say_more(task=waiting, why=_why(now), by=None)
        return
    set_task(
        title="Look again at a standing", subject=_name(now), path=path, owner=owner, rule=LOOK_AGAIN, why=_why(now),
        ends_when=ENDS_WHEN, by=None,
    )  # fmt: skip


def _why(now: StandingSeen) -> str:
    if not now.has_basis:
        return "No report that it rested on speaks of them now, so it has lapsed. Withdraw it, or put that right."
    if now.lost:
        return f"It rests on less than it did. No longer read as about them: {now.lost}."
    if now.is_corrected:
        return "A report that it rests on was added to or corrected."
    return "A report that it rests on was graded since somebody last looked."


def _check(owner: Post, review_on: date, mentions: Collection[Mention]) -> None:
    if not timezone.localdate() < review_on <= seeing.review_dates().last:
        raise ValueError("A review is after today, and no later than the longest that the catalogue allows.")
    if not seeing.reads_all(owner, mentions):
        raise CannotRead(f"{owner} cannot read every report that this rests on.")


def _locked(standing: Standing, by: User) -> StandingSeen:
    """The standing as it is now; a second person who reviews it waits, and then finds what the first did."""
    _one_at_a_time(f"review {standing.pk}")
    now = seeing.standing_for(by, standing.pk)
    if now is None:
        raise Http404
    return now


def _not_stale(now: StandingSeen, seen: UUID | None) -> None:
    if (now.last.pk if now.last else None) != seen:
        raise Stale(now)


def _reviewed(
    now: StandingSeen,
    decision: Decision,
    words: str,
    by: User,
    review_on: date | None = None,
    owner: Post | None = None,
) -> StandingReview:
    review = StandingReview(
        standing=now.standing, decision=decision, because=words, review_on=review_on, owner=owner, author=by.post,
        at=timezone.now(),
    )  # fmt: skip
    review.save(force_insert=True)
    return review


def _set_review(standing: Standing, name: str, review_on: date, owner: Post, by: User) -> None:
    set_task(
        title="Look again at a standing", subject=name, path=standing.get_absolute_url(), owner=owner, rule=REVIEW,
        due_at=end_of_day(review_on), ends_when=ENDS_WHEN, by=by,
    )  # fmt: skip


def _end_tasks(now: StandingSeen, outcome: str, by: User) -> None:
    """What its owner was asked to do is done, by whoever did it: their tasks are theirs alone to read."""
    with keyring.opened(keyring.keyring_of(now.owner)), transaction.atomic():
        finish_tasks_at(path=now.standing.get_absolute_url(), rule=None, outcome=outcome, by=by)


def _name(now: StandingSeen) -> str:
    return next(one.mention.words for one in now.bases)


def _one_at_a_time(what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
