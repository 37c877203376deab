"""Reading cases: the list, one case with all that hangs from it, and what a child's page shows of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone

from tessera.access.models import Post, User
from tessera.access.people import with_posts
from tessera.access.roles import GRANTS, Permission
from tessera.cases.models import (
    CareReview,
    Case,
    CaseNotice,
    CaseReport,
    FamilyMember,
    MissedContact,
    OfCase,
    StatusChange,
    TeamMember,
    Voice,
)
from tessera.concerns import queries as concerns
from tessera.concerns.models import Concern
from tessera.entities import queries as entities
from tessera.lib.local_time import midday
from tessera.reference import queries as reference
from tessera.reference.models import Unheard
from tessera.work import queries as work
from tessera.work.models import Task

_POST = ("post__user", "post__agency")
_BY = ("author__user", "author__agency")
HAPPENED: dict[str, str] = {Case.Status.OPEN: "opened", Case.Status.CLOSED: "closed"}
ON_A_DAY = {"is_day": True}  # the day is known, and no time in it
OfChild = TypeVar("OfChild", Case, CaseNotice)
MOST_CONCERNS = 100  # on a page to choose from, newest first


def cases_for(user: User) -> QuerySet[Case]:
    """Cases this person holds a key to, newest first, with what a list shows."""
    key_workers = (
        TeamMember.objects.readable()
        .filter(part=TeamMember.Part.KEY_WORKER, ends_on__isnull=True)
        .select_related(*_POST)
        .order_by("starts_on", "pk")
    )
    return (
        Case.objects.readable()
        .select_related("agency")
        .prefetch_related(Prefetch("teammembers", queryset=key_workers, to_attr="key_workers"))
        .order_by("-opened_at", "pk")
    )


def cases_of(user: User, child_id: UUID) -> QuerySet[Case]:
    """Every case of this child that the person may read, under any of the entities people said are this child."""
    return cases_for(user).filter(under_any_number(user, [child_id]))


def open_case_of(user: User, child_id: UUID) -> Case | None:
    """The child's open case, if this person holds a key to it: the newest, should there be two."""
    return cases_of(user, child_id).filter(status=Case.Status.OPEN).first()


def open_cases_of_each(user: User, children: Iterable[UUID]) -> dict[UUID, list[Case]]:
    """The open cases of several children, under any of the numbers they had, in as many queries as for one."""
    asked = list(dict.fromkeys(children))
    return by_child(user, asked, cases_for(user).filter(under_any_number(user, asked), status=Case.Status.OPEN))


def under_any_number(user: User, children: Iterable[UUID]) -> Q:
    """Rows of these children, under any of the numbers they had."""
    asked = list(children)
    return Q(child__in=asked) | Q(child__in=entities.joined_into(user, *asked))


def by_child(user: User, asked: Iterable[UUID], found: Iterable[OfChild]) -> dict[UUID, list[OfChild]]:
    """These rows under each child that was asked for. Which number was joined to which is only asked where it matters."""
    rows = list(found)
    of: dict[UUID, list[OfChild]] = {child: [one for one in rows if one.child_id == child] for child in asked}
    if elsewhere := [one for one in rows if one.child_id not in of]:
        for child, numbers in entities.joined_into_each(user, of).items():
            of[child] += [one for one in elsewhere if one.child_id in numbers]
    return of


def open_cases_for(user: User, named: Collection[UUID]) -> list[Case]:
    """Open cases that a concern may be added to: those of the children it names first."""
    found = cases_for(user).filter(status=Case.Status.OPEN)
    return sorted(found, key=lambda case: case.child_id not in named)


def children_in(user: User, concern: Concern) -> list[entities.Held]:
    """The children that a concern's reports speak of, as far as this person holds anything of them."""
    held = entities.held_for(user, [child for child, _ in concerns.children_in(user, concern)])
    return sorted(held.values(), key=lambda one: (one.name, str(one.pk)))


def concerns_naming(user: User, child_id: UUID) -> QuerySet[Concern]:
    """Concerns whose reports speak of this child, newest first: what a case may be opened from."""
    reports = entities.reports_about(user, child_id).values("pk")
    found = concerns.concerns_for(user).filter(concernreports__report__in=reports)
    return found.distinct().order_by("-received_at", "pk")


@dataclass(frozen=True)
class Record:
    """Some cases of one child with everything that hangs from them, loaded once and read in many ways."""

    cases: tuple[Case, ...]
    team: tuple[TeamMember, ...]
    statuses: tuple[StatusChange, ...]
    voice: tuple[Voice, ...]
    family: tuple[FamilyMember, ...]
    missed: tuple[MissedContact, ...]
    reviews: tuple[CareReview, ...]

    @property
    def people(self) -> tuple[tuple[Iterable[OfCase], tuple[str, ...]], ...]:
        """The rows that name somebody, for `with_posts`."""
        written = (self.statuses, self.voice, self.family, self.missed, self.reviews)
        return (self.team, ("author", "post", "left_by")), *((rows, ("author",)) for rows in written)

    @property
    def open_case(self) -> Case | None:
        """The newest open case."""
        return next((case for case in self.cases if case.status == Case.Status.OPEN), None)

    @property
    def present_team(self) -> list[TeamMember]:
        """Who is beside the child now, key worker first."""
        parts = list(TeamMember.Part)
        return sorted(
            (one for one in self.team if one.ends_on is None), key=lambda one: parts.index(TeamMember.Part(one.part))
        )

    @property
    def past_team(self) -> list[TeamMember]:
        """Who was beside the child before, with dates."""
        return [one for one in self.team if one.ends_on is not None]

    @property
    def present_family(self) -> list[FamilyMember]:
        """The part each family member plays now."""
        return [one for one in self.family if one.ends_on is None]

    @property
    def past_family(self) -> list[FamilyMember]:
        """Parts that family members played before."""
        return [one for one in self.family if one.ends_on is not None]

    def latest(self, what: str) -> Voice | None:
        """The newest thing of this sort that the child said. Of safe contact and needs, the newest counts."""
        return next((said for said in self.voice if said.what == what), None)

    @property
    def safe_contact(self) -> Voice | None:
        """How to reach the child safely: shown first wherever the child is contacted. REQ intake-childs-words."""
        return self.latest(Voice.What.SAFE_CONTACT)

    @property
    def needs(self) -> Voice | None:
        """How the child needs to be spoken with, carried to every contact. REQ lang-interpreters."""
        return self.latest(Voice.What.NEEDS)


def record_of_child(user: User, child_id: UUID) -> Record:
    """Everything in every case of this child that the person may read. Whoever shows names fills in its `people`."""
    return _record(cases_of(user, child_id))


def record_of(user: User, case: Case) -> Record:
    """Everything in one case."""
    record = _record(cases_for(user).filter(pk=case.pk))
    with_posts(*record.people)
    return record


def _record(cases: QuerySet[Case]) -> Record:
    # A case has somebody on its team from its first day, so the team brings the cases along. The rest is asked for
    # by their numbers: how a case came to be this child's is worked out once.
    team = tuple(
        TeamMember.objects.readable()
        .filter(case__in=cases.order_by().values("pk"))
        .select_related("case__agency")
        .order_by("starts_on", "at", "pk")
    )
    found = {member.case_id: member.case for member in team}

    def rows(model: type[OfCase]) -> QuerySet[Any]:
        return model.objects.readable().filter(case__in=found)

    return Record(
        cases=tuple(sorted(found.values(), key=lambda case: (case.opened_at, case.pk), reverse=True)),
        team=team,
        statuses=tuple(rows(StatusChange).order_by("at", "pk")),
        voice=tuple(rows(Voice).order_by("-said_on", "-at", "pk")),
        family=tuple(rows(FamilyMember).order_by("name", "from_on", "at", "pk")),
        missed=tuple(rows(MissedContact).order_by("-meant_for", "-at", "pk")),
        reviews=tuple(rows(CareReview).order_by("-held_on", "-at", "pk")),
    )


def cases_with(user: User, *, status: str) -> QuerySet[Case]:
    """Cases of this status that the person may read; of any, when it is no status."""
    found = cases_for(user)
    return found.filter(status=status) if status in Case.Status.values else found


def clocks_of(user: User, cases: Iterable[Case]) -> dict[str, Task]:
    """The soonest open clock of each of these cases, by the case's page."""
    paths = [case.get_absolute_url() for case in cases]
    open_now = work.tasks_for(user).filter(path__in=paths, done_at__isnull=True, due_at__isnull=False)
    return {task.path: task for task in open_now.order_by("-due_at", "-pk")}


def actions_of(user: User, case: Case) -> QuerySet[Task]:
    """What is to be done in a case and for the child, the soonest first."""
    paths = [case.get_absolute_url(), f"/children/{case.child_id}/"]
    found = work.tasks_for(user).filter(path__in=paths, done_at__isnull=True)
    return found.order_by(F("due_at").asc(nulls_last=True), "started_at", "pk")


def present_part(user: User, case: Case, name: str) -> FamilyMember | None:
    """The part that the family member of this name plays now."""
    named = " ".join(name.split())
    found = FamilyMember.objects.readable().filter(case=case, name__iexact=named, ends_on__isnull=True)
    return found.first()


def member_for(user: User, case: Case, pk: UUID) -> QuerySet[TeamMember]:
    """One person's part on the team of a case, if it is there."""
    return TeamMember.objects.readable().filter(case=case, pk=pk).select_related("case", *_POST)


def family_member_for(user: User, case: Case, pk: UUID) -> QuerySet[FamilyMember]:
    """One part that a family member plays or played, if it is there."""
    return FamilyMember.objects.readable().filter(case=case, pk=pk).select_related(*_BY)


def reports_in(user: User, case: Case) -> QuerySet[CaseReport]:
    """The reports that were added to a case, newest first, as far as this person may read them."""
    found = CaseReport.objects.readable().filter(case=case).select_related("report__agency", *_BY)
    return found.order_by("-report__sent_at", "pk")


def unheard() -> list[Unheard]:
    """What services may have tried to reach a child, and what may have got in the way."""
    return reference.unheard(Unheard.Use.CONTACT)


def workers() -> QuerySet[Post]:
    """Posts held today whose role includes casework, to choose a worker from."""
    casework = [role.value for role, grants in GRANTS.items() if Permission.CASE in grants]
    held = Post.objects.held(on=timezone.localdate()).filter(roles__overlap=casework)
    return held.select_related("user", "agency").order_by("agency__name", "user__name", "pk")


def timeline_for(user: User, child_id: UUID) -> list[dict[str, Any]]:
    """What happened in the child's cases, as items of a merged timeline."""
    record = record_of_child(user, child_id)
    with_posts(*record.people)
    return timeline_from(record)


def timeline_from(record: Record) -> list[dict[str, Any]]:
    """The same from what is loaded already. What the child said is of a kind of its own."""
    opened: set[UUID] = set()
    rows: list[dict[str, Any]] = []
    for change in record.statuses:
        again = change.status == Case.Status.OPEN and change.case_id in opened
        opened.add(change.case_id)
        what = "Case reopened" if again else f"Case {HAPPENED[change.status]}"
        rows.append(_item(change.at, what, change.reason, change))
    for member in record.team:
        rows.append(_item(member.at, "Joined the team", str(member), member))
        if member.ends_on:
            left = ". ".join(part for part in (str(member), member.left_because) if part)
            # After they joined, on a day when they did both.
            left_at = max(midday(member.ends_on), member.at + timedelta(microseconds=1))
            by = {"by": str(member.left_by or "")}  # not kept in the first version
            rows.append(_item(left_at, "Left the team", left, member) | ON_A_DAY | by)
    for one in record.family:
        part = f"{one.name}, {one.relation}: {one.get_part_display().lower()}"
        rows.append(_item(midday(one.from_on), "Part in the family noted", part, one) | ON_A_DAY)
    for missed in record.missed:
        rows.append(_item(midday(missed.meant_for), "A contact did not happen", missed.words, missed) | ON_A_DAY)
    for review in record.reviews:
        rows.append(_item(midday(review.held_on), "Care plan review", review.words, review) | ON_A_DAY)
    for said in record.voice:
        item = _item(midday(said.said_on), said.get_what_display(), said.text, said)
        rows.append(item | ON_A_DAY | {"kind": "voice"})
    return rows


def _item(at: datetime, what: str, text: str, row: Any) -> dict[str, Any]:
    path, by = f"/cases/{row.case_id}/", str(row.author or "")
    return {"at": at, "what": what, "text": text, "path": path, "by": by}
