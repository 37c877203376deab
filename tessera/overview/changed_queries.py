"""The records that people change, each with the rows that make it up and what these are called."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model

from tessera.access.models import User
from tessera.assessments import queries as assessments
from tessera.assessments.models import AgencyAsked, Assessment, ModelSeen, PartAnswer, Tick
from tessera.cases import queries as cases
from tessera.cases.models import Case, FamilyMember, TeamMember
from tessera.concerns import queries as concerns
from tessera.concerns.models import Concern
from tessera.history.reading import Changed, changes_of
from tessera.reference import queries as reference
from tessera.work import queries as work

Rows = Iterator[tuple[Model, str]]


@dataclass(frozen=True)
class Kind:
    """A kind of record: how it is found for a person, what it is made of, and words for fields that need others."""

    found: Callable[[User], Any]
    rows: Callable[[User, Any], Rows]
    labels: dict[str, str]
    where: Callable[[Any], str] = lambda record: str(record.get_absolute_url())


def record_of(user: User, kind: str, pk: UUID | int) -> Any | None:
    """The record of this kind and number, or nothing: hidden and absent are the same."""
    return KINDS[kind].found(user).filter(pk=pk).first()


def changed_in(user: User, kind: str, record: Any) -> list[Changed]:
    """What was changed in a record that this person reads, newest first."""
    return changes_of(KINDS[kind].rows(user, record), labels=KINDS[kind].labels)


def _case(user: User, case: Case) -> Rows:
    yield case, "The case"
    for member in TeamMember.objects.readable().filter(case=case).select_related("post__user", "post__agency"):
        yield member, f"{member.get_part_display()}: {member.post}"
    for one in FamilyMember.objects.readable().filter(case=case):
        yield one, f"Family: {one.name}, {one.relation}"


def _concern(user: User, concern: Concern) -> Rows:
    yield concern, "The concern"
    for decision in concerns.decisions_on(user, concern):
        yield decision, f"Decision: {decision.get_what_display()}"


def _assessment(user: User, assessment: Assessment) -> Rows:
    yield assessment, "The assessment"
    for part in PartAnswer.objects.readable().filter(assessment=assessment):
        yield part, f"Part: {part.get_part_display()}"
    for tick in Tick.objects.readable().filter(assessment=assessment):
        yield tick, f"Indicator: {tick.label}"
    for seen in ModelSeen.objects.readable().filter(assessment=assessment).select_related("model"):
        yield seen, f"Model of exploitation: {seen.model}"
    for asked in AgencyAsked.objects.readable().filter(assessment=assessment).select_related("agency"):
        yield asked, f"Asked: {asked.agency}"


def _alone(called: str) -> Callable[[User, Any], Rows]:
    return lambda user, record: iter([(record, called)])


KINDS: dict[str, Kind] = {
    "case": Kind(cases.cases_for, _case, {"title": "Name", "left_because": "Why they left"}),
    "concern": Kind(concerns.concerns_for, _concern, {"review_on": "Review on"}),
    "assessment": Kind(assessments.assessments_for, _assessment, {"left": "Left blank"}),
    "task": Kind(work.tasks_for, _alone("The task"), {"why": "Note to whoever does it"}, lambda task: "/work/"),
    "contact": Kind(lambda user: reference.contacts(), _alone("The contact"), {}, lambda one: f"/directory/{one.pk}/"),
}
