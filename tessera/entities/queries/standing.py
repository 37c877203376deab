"""The standing of a person of concern with what it rests on, as far as this reader may open all of that.

Whom a standing is about is where the mentions it rests on point today: it goes along when its person is joined to
another, and comes back when that is taken back. A mention that was told apart from its person no longer counts, and
with its last one the standing lapses by itself. REQ soft-person-of-concern-safeguards.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import BooleanField, F, Func, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from tessera.access import keyring
from tessera.access.models import Key, Post, User
from tessera.access.roles import GRANTS, Permission
from tessera.entities.models import Mention, Part, Standing, StandingBasis, StandingReview
from tessera.information.models import Grade, Report
from tessera.information.queries import corrections_among, grade_words
from tessera.lib.calendar import due_at
from tessera.reference.queries import clock

MOST_STANDINGS = 200
MOST_PEOPLE = 1_000
MOST_OWNERS = 300
MOST_BASES = 100
# What a report may say of somebody for a standing to rest on it: nobody is of concern because they protect.
OF_CONCERN = (Part.CONCERN.value, Part.OTHER.value)
_STILL_OF = Func(
    F("mention_id"), F("was_id"), F("standing__at"), F("mention__entity_id"), function="still_of",
    output_field=BooleanField(),
)  # fmt: skip
_POSTS = ("author__user", "author__agency", "owner__user", "owner__agency")


@dataclass(frozen=True)
class Basis:
    """One report that a standing rests on: how it is graded and since when, whether it still speaks of them, what corrects it."""

    mention: Mention
    grade: str
    graded_at: datetime | None
    counts: bool
    corrected_by: tuple[Report, ...]


@dataclass(frozen=True)
class StandingSeen:
    """A standing as it is today: in force, lapsed for review, without its basis, or withdrawn."""

    standing: Standing
    bases: tuple[Basis, ...]
    reviews: tuple[StandingReview, ...]

    def __str__(self) -> str:
        return str(self.standing)

    @property
    def last(self) -> StandingReview | None:
        """The last time that somebody looked at it again."""
        return self.reviews[0] if self.reviews else None

    @property
    def withdrawn(self) -> StandingReview | None:
        """Who withdrew it and why; nothing while nobody has."""
        return next((one for one in self.reviews if one.decision == StandingReview.Decision.WITHDRAWN), None)

    @property
    def review_on(self) -> date:
        return next((one.review_on for one in self.reviews if one.review_on), self.standing.review_on)

    @property
    def owner(self) -> Post:
        return next((one.owner for one in self.reviews if one.owner), self.standing.owner)

    @property
    def has_basis(self) -> bool:
        """Whether a report that it rests on still speaks of that person."""
        return any(basis.counts for basis in self.bases)

    @property
    def is_in_force(self) -> bool:
        return self.withdrawn is None and self.has_basis

    @property
    def is_overdue(self) -> bool:
        """Nobody has looked at it again by the day it was to be: it has lapsed for review."""
        return self.is_in_force and self.review_on < timezone.localdate()

    @property
    def looked_at(self) -> datetime:
        """When somebody last looked at it."""
        return self.last.at if self.last else self.standing.at

    @property
    def is_corrected(self) -> bool:
        """Whether a report that it rests on was added to or corrected since somebody last looked."""
        return any(later.sent_at > self.looked_at for basis in self.bases for later in basis.corrected_by)

    @property
    def is_graded_since(self) -> bool:
        """Whether a report that it rests on was graded, or graded again, since somebody last looked."""
        return any(basis.graded_at and basis.graded_at > self.looked_at for basis in self.bases)

    @property
    def lost(self) -> str:
        """The reports that it rested on and that are no longer read as about that person."""
        kept = {one.mention.report_id for one in self.bases if one.counts}
        gone = (one.mention.report for one in self.bases if not one.counts and one.mention.report_id not in kept)
        return ", ".join(dict.fromkeys(report.reference for report in gone))

    @property
    def state(self) -> str:
        """How it stands, in words."""
        if self.withdrawn is not None:
            return "Withdrawn"
        if not self.has_basis:
            return "Lapsed: no report that it rested on speaks of them now"
        if self.is_overdue:
            return "Lapsed for review"
        if self.is_corrected:
            return "Look again: a report it rests on was corrected"
        return "Look again: a report it rests on was graded since" if self.is_graded_since else "In force"

    @property
    def persons(self) -> set[UUID]:
        """Whom it is about today."""
        return {basis.mention.entity_id for basis in self.bases if basis.counts}

    @property
    def rests_on(self) -> str:
        """The reports that still speak of them, each with its grade: “WX-1234 (2C), WX-5678 (Ungraded)”."""
        said = (f"{one.mention.report.reference} ({one.grade})" for one in self.bases if one.counts)
        return ", ".join(dict.fromkeys(said))


@dataclass(frozen=True)
class Dates:
    """The day a review is offered for, the last it may be put off to, and where both come from."""

    usual: date
    last: date


def standings_on(user: User, entity_ids: Iterable[UUID]) -> dict[UUID, list[StandingSeen]]:
    """Every standing of each of these people that this reader may read: those in force first, the newest first.

    One that has lost its basis stands under what it was recorded on.
    """
    asked = set(entity_ids)
    spoken = StandingBasis.objects.filter(mention__entity__in=asked).values("standing")
    found = Standing.objects.filter(Q(pk__in=spoken) | Q(entity__in=asked)).order_by("-at", "-pk")[:MOST_STANDINGS]
    of: dict[UUID, list[StandingSeen]] = defaultdict(list)
    for seen in _seen(user, found):
        for person in (seen.persons or {seen.standing.entity_id}) & asked:
            of[person].append(seen)
    return {pk: sorted(some, key=lambda one: not one.is_in_force) for pk, some in of.items()}


def people_of_standing(user: User, levels: Iterable[str]) -> set[UUID]:
    """Everybody who has a standing of these levels in force, as far as this reader may read it."""
    found = Standing.objects.filter(level__in=list(levels)).order_by("-at", "-pk")[:MOST_PEOPLE]
    return {person for seen in _seen(user, found) if seen.is_in_force for person in seen.persons}


def standing_for(user: User, pk: UUID) -> StandingSeen | None:
    """One standing, or nothing: hidden and absent are the same."""
    return next(iter(_seen(user, Standing.objects.filter(pk=pk))), None)


def may_rest_on(user: User, entity_id: UUID) -> list[Mention]:
    """Where reports that this person may read speak of somebody other than as a child or a protector, newest first."""
    spoken = Mention.objects.readable().filter(entity_id=entity_id, part__in=OF_CONCERN)
    return list(spoken.select_related("report__agency").order_by("-at", "report_id", "position", "pk")[:MOST_BASES])


def owners_for(mentions: Sequence[Mention]) -> list[Post]:
    """Who might look after a standing that rests on some of these: whoever may record one, and holds a key to any."""
    now, audiences = timezone.now(), {mention.audience_id for mention in mentions}
    good = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    keys = Key.objects.filter(good, starts_at__lte=now, holder__audienceholder__audience__in=audiences)
    roles = [role.value for role, grants in GRANTS.items() if Permission.STANDING in grants]
    held = Post.objects.held(on=timezone.localdate()).filter(pk__in=keys.values("post"), roles__overlap=roles)
    return list(held.select_related("user", "agency").order_by("agency__name", "user__name", "pk")[:MOST_OWNERS])


def reads_all(post: Post, mentions: Collection[Mention]) -> bool:
    """Whether this post's own keys open every one of these mentions."""
    with keyring.opened(keyring.keyring_of(post)):
        return Mention.objects.readable().filter(pk__in=[one.pk for one in mentions]).count() == len(mentions)


def review_dates() -> Dates:
    """When a standing that is recorded today is to be looked at again (clock rules `standing-review`, `-longest`)."""
    return Dates(*(_runs_out(code) for code in ("standing-review", "standing-longest")))


def _runs_out(code: str) -> date:
    rule = clock(code)
    assert rule.length is not None, "the catalogue gives these a length"
    return timezone.localdate(due_at(timezone.now(), rule.length, rule.unit))


def _seen(user: User, found: QuerySet[Standing]) -> list[StandingSeen]:
    standings = {one.pk: one for one in found.select_related(*_POSTS)}
    rows = StandingBasis.objects.filter(standing__in=standings).select_related("mention__report__agency")
    grades = Grade.objects.readable().filter(report=OuterRef("mention__report")).order_by("-at", "-id")
    rows = rows.annotate(still_counts=_STILL_OF, graded_at=Subquery(grades.values("at")[:1]))
    bases = list(rows.order_by("-mention__at", "mention__report_id", "mention__position", "pk"))
    reviews: dict[UUID, list[StandingReview]] = defaultdict(list)
    for review in StandingReview.objects.filter(standing__in=standings).select_related(*_POSTS):
        reviews[review.standing_id].append(review)
    reports = {basis.mention.report_id for basis in bases}
    words, later = grade_words(user, reports), corrections_among(reports)
    of: dict[UUID, list[Basis]] = defaultdict(list)
    for basis in bases:
        mention = basis.mention
        of[basis.standing_id].append(
            Basis(mention, words[mention.report_id], basis.graded_at, basis.still_counts, later[mention.report_id])
        )
    return [StandingSeen(one, tuple(of[pk]), tuple(reviews[pk])) for pk, one in standings.items()]
