"""A child's page: everything held about one child that its reader may see, across apps, in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404
from django.utils import timezone

from tessera.access.models import User
from tessera.access.people import with_posts
from tessera.access.policy import Answer
from tessera.assessments import queries as assessments
from tessera.assessments.contact import FamilyContact, family_contact
from tessera.assessments.models import Assessment, ModelSeen
from tessera.assessments.moves import LevelDecided, levels_among
from tessera.assessments.timeline import timeline_of
from tessera.cases import policy
from tessera.cases import queries as cases
from tessera.cases.models import CaseNotice, CaseReport, FamilyMember, TeamMember, Voice
from tessera.cases.notices import noticed
from tessera.cases.queries import Record
from tessera.concerns import queries as concerns
from tessera.concerns.models import ConcernReport
from tessera.entities import queries as entities
from tessera.entities.models import Marker, Match, Mention
from tessera.information.models import Report
from tessera.information.queries import with_grades
from tessera.lib.calendar import age_on
from tessera.overview.timeline import Item, merged
from tessera.work import queries as work
from tessera.work.models import Task

HowKnown = Report.HowKnown


@dataclass(frozen=True)
class Child:
    """Who the child is: what the reports call them, and what their cases do."""

    pk: UUID
    name: str
    also: tuple[str, ...]
    born: tuple[date, ...]
    ages: tuple[tuple[int, date], ...]
    is_named_in_reports: bool
    record: Record

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        return f"/children/{self.pk}/"

    def age(self, *, on: date) -> int | None:
        """Whole years on this day. None when no date of birth is known, or two are."""
        return age_on(self.born[0], on) if len(self.born) == 1 and self.born[0] <= on else None


@dataclass(frozen=True)
class Said:
    """Something the child said or wants, dated, with whom they told. From their case, a report or an assessment."""

    what: str
    text: str
    on: date
    told: str
    path: str
    source: str = ""


@dataclass(frozen=True)
class Asked:
    """Somebody whom the child has told already, so that nobody asks again. `on` is the day they wrote it down."""

    agency: str
    on: datetime
    happened: str
    reference: str
    path: str


@dataclass(frozen=True)
class Gathered:
    """What both of a child's pages rest on, loaded once."""

    reports: tuple[Report, ...]
    assessments: tuple[Assessment, ...]
    tasks: tuple[Task, ...]
    markers: tuple[Marker, ...]
    timeline: tuple[Item, ...]

    @property
    def grades(self) -> dict[UUID, str]:
        """The words for the grade of each report."""
        return {report.pk: report.grade_said for report in self.reports}

    @property
    def levels(self) -> list[LevelDecided]:
        """Every exploitation level decided, newest first."""
        return levels_among(self.assessments)

    @property
    def begun(self) -> list[Assessment]:
        """Assessments that are not decided yet."""
        return [one for one in self.assessments if one.status == Assessment.Status.DRAFT]

    @property
    def asked(self) -> list[Asked]:
        """They tell it once: whom the child has told, newest first."""
        return [
            Asked(one.agency.name, one.sent_at, one.happened_words, one.reference, one.get_absolute_url())
            for one in self.reports
            if one.how_known == HowKnown.CHILD_TOLD
        ]

    def standings(self) -> list[tuple[Task, str]]:
        """What is to be done, the soonest first, and how each clock stands now."""
        now = timezone.now()
        return [(task, work.standing_of(task, at=now)) for task in self.tasks if task.done_at is None]


def child_for(user: User, pk: UUID, known: Mapping[UUID, entities.Held] | None = None) -> Child | None:
    """The child of this number: spoken of as a child in a report, or with a case, that this person may read.

    None when it is something else, or was joined to another: then `elsewhere` says where it is found. `known` is what
    the page has asked for already.
    """
    held = (entities.held_for(user, [pk]) if known is None else known).get(pk)
    if held is None and _held_elsewhere(user, pk):
        return None
    record = cases.record_of_child(user, pk)
    if not record.cases and not (held and held.is_child):
        return None
    said = held.said if held else ()
    names = [case.title for case in record.cases]
    written = [case.born_on for case in record.cases if case.born_on]
    born = written or [facts.born_on for facts in said if facts.born_on]
    name = held.name if held else names[0]
    also = [one for one in [*(held.also if held else ()), *names] if one.casefold() != name.casefold()]
    return Child(
        pk=pk, name=name, also=tuple(dict.fromkeys(also)), born=tuple(sorted(set(born))),
        ages=tuple(sorted({(facts.age, facts.age_on) for facts in said if facts.age is not None and facts.age_on})),
        is_named_in_reports=held is not None, record=record,
    )  # fmt: skip


def elsewhere(user: User, pk: UUID) -> str:
    """The page of a number that is no child's. Raises Http404 when there is nothing that this person may see."""
    held = entities.held_for(user, [pk])
    if pk in held:
        return f"/entities/{pk}/"
    now = _held_elsewhere(user, pk)
    if now is None:
        raise Http404
    return now.path


def _held_elsewhere(user: User, pk: UUID) -> entities.Held | None:
    """What this number was joined to, as far as this person holds anything of it."""
    now = entities.now_of(user, pk)
    return entities.held_for(user, [now]).get(now) if now else None


def gathered_for(user: User, child: Child) -> Gathered:
    """The reports, assessments, tasks and timeline of a child, as far as this person may see them."""
    reports = list(with_grades(_reports(child)))
    found = assessments.of_child(user, child.pk, is_held=child.is_named_in_reports).order_by("-started_at", "pk")
    # Who wrote and did all this is asked once, at the end, instead of joined to each.
    assessed = list(assessments.with_childs_view_at(found.select_related(None)))
    tasks = list(_tasks(user, child, reports, assessed).select_related(None).select_related("desk"))
    markers = list(entities.markers_of(user, child.pk).select_related(None))
    with_posts(
        *child.record.people,
        (assessed, ("author", "decided_by", "signed_off_by")),
        (tasks, ("owner", "given_by", "done_by")),
        (markers, ("author", "officer", "ended_by")),
    )
    timeline = merged({
        "reports": entities.timeline_from(reports),
        "triage": concerns.timeline_for(user, reports),
        "assessments": timeline_of(assessed),
        "case": cases.timeline_from(child.record),
        "tasks": work.timeline_from(tasks),
        "markers": entities.markers_timeline(markers, child.pk),
        "answers": _answers(user, child),
    })  # fmt: skip
    return Gathered(tuple(reports), tuple(assessed), tuple(tasks), tuple(markers), tuple(timeline))


def said_by(child: Child, gathered: Gathered) -> list[Said]:
    """What the child said and wants, newest first: from their cases, from reports that carry their own words, and
    from the assessments that this person may read.
    """
    heard = [
        Said(one.get_what_display(), one.text, one.said_on, str(one.author or ""), f"/cases/{one.case_id}/")
        for one in child.record.voice
        if one.what not in (Voice.What.SAFE_CONTACT, Voice.What.NEEDS)
    ]
    for report in gathered.reports:
        given = {Voice.What.WISH: report.child_wants, Voice.What.WORDS: report.childs_words}
        heard += [
            Said(what.label, text, timezone.localdate(report.sent_at), report.agency.name, report.get_absolute_url())
            for what, text in given.items()
            if text.strip()
        ]
    # A later assessment begins with the words of the one before: they are shown once, from where they were written.
    views = {one.childs_view: one for one in gathered.assessments if one.childs_view.strip()}
    heard += [_view(one) for one in views.values()]
    return sorted(heard, key=lambda one: (-one.on.toordinal(), one.what, one.text, one.path))


def _view(one: Assessment) -> Said:
    """By the day on which it was written, or that of the assessment where it only came along from one out of sight."""
    at, source = one.childs_view_at, "Written in an assessment on"
    if at is None:
        at, source = one.started_at, "In an assessment started"
    return Said("Thinks and wants", one.childs_view, timezone.localdate(at), "", one.get_absolute_url(), source)


def born_in_assessments(child: Child, gathered: Gathered) -> list[tuple[date, date]]:
    """Dates of birth that only an assessment has, each with the day on which the first that says so was started."""
    started = {one.born_on: timezone.localdate(one.started_at) for one in gathered.assessments if one.born_on}
    return sorted((born_on, on) for born_on, on in started.items() if born_on not in child.born)


def key_worker_of(child: Child) -> str:
    """Who the child turns to first, by name. Blank when this reader sees none."""
    with_posts((child.record.present_team, ("post",)))
    workers = [one.post.user.name for one in child.record.present_team if one.part == TeamMember.Part.KEY_WORKER]
    return workers[0] if workers else ""


def models_of(user: User, gathered: Gathered) -> list[ModelSeen]:
    """Models of exploitation thought to be at work, each with its dates, newest first. REQ assess-several-models."""
    seen = ModelSeen.objects.readable().filter(assessment__in=gathered.assessments)
    verified = seen.select_related("model__verified_by__user", "model__verified_by__agency")
    return list(verified.order_by(F("until_on").desc(nulls_first=True), "-from_on", "pk"))


def contact_with_family(user: User, child: Child, gathered: Gathered | None = None) -> FamilyContact:
    """Whether the family may be contacted at all: every page about the child says so first."""
    if gathered is not None:
        return family_contact(user, child.name, gathered.assessments)
    found = assessments.of_child(user, child.pk, is_held=child.is_named_in_reports)
    return family_contact(user, child.name, list(found))


def open_unread(user: User, child: Child) -> list[CaseNotice]:
    """Where this person reads no open case of the child: those the desk knows of, with whom to ring."""
    return [] if child.record.open_case else list(noticed(user, [child.pk]))


def family_of(child: Child, contact: FamilyContact) -> list[tuple[FamilyMember, Answer]]:
    """What may be sent to each of the family."""
    return [(one, policy.may_inform(one, contact.may)) for one in child.record.present_family]


def _reports(child: Child) -> QuerySet[Report]:
    """The reports that speak of the child or were put with their cases, and what adds to or corrects one of these.

    Newest first. Asked for in one statement, by their keys: what corrects a correction is followed one step further.
    """
    spoken = Mention.objects.readable().filter(entity=child.pk).values("report")
    added = CaseReport.objects.readable().filter(case__in=child.record.cases).values("report")
    readable = Report.objects.readable()
    corrects = Q(corrects__among=spoken) | Q(corrects__among=added)
    corrects |= Q(corrects__among=readable.filter(corrects).values("pk"))
    found = readable.filter(Q(pk__among=spoken) | Q(pk__among=added) | corrects)
    return found.select_related("agency").order_by("-sent_at", "pk")


def _tasks(user: User, child: Child, reports: list[Report], assessed: list[Assessment]) -> Any:
    """Open and done, about the child's cases, assessments, reports and the concerns they belong to."""
    about = [child.path]
    about += [case.get_absolute_url() for case in child.record.cases]
    about += [
        f"{one.get_absolute_url()}{page}" for one in assessed for page in ("", "sign-off/", "result/", "immediate/")
    ]
    about += [report.get_absolute_url() for report in reports]
    # A case opened for this child under a number that has since been joined to this one.
    about += [f"/children/{case.child_id}/" for case in child.record.cases]
    links = ConcernReport.objects.readable().filter(report__in=reports)
    page = Concat(Value("/concerns/"), Cast("concern_id", TextField()), Value("/"), output_field=TextField())
    found = work.tasks_for(user).filter(Q(path__in=about) | Q(path__in=links.values_list(page)))
    return found.order_by(F("due_at").asc(nulls_last=True), "started_at", "pk")


def _answers(user: User, child: Child) -> list[dict[str, Any]]:
    """What people answered about who the child is."""
    about = Q(mention__entity=child.pk) | Q(left=child.pk) | Q(right=child.pk)
    given = Match.objects.readable().filter(about).select_related("mention__report", "author__user", "author__agency")
    return [
        {"at": one.at, "what": f"Answered “{one.get_judgement_display().lower()}”",
         "text": " ".join(filter(None, [f"About “{one.mention.words}” in {one.mention.report.reference}.", one.note])),
         "path": f"/entities/{child.pk}/", "by": str(one.author)}
        for one in given
    ]  # fmt: skip
