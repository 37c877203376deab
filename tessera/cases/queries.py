"""Reading cases."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from tessera.access.models import Agency, Post, User
from tessera.cases.models import Case, CaseReport, FamilyMember, StatusChange, TeamMember, Voice


def cases_for(user: User) -> QuerySet[Case]:
    """Cases this person holds a key to, with what a list shows."""
    key_workers = (
        TeamMember.objects.readable()
        .filter(part=TeamMember.Part.KEY_WORKER, ends_on__isnull=True)
        .select_related("post__user", "post__agency")
    )
    return (
        Case.objects.readable()
        .select_related("agency")
        .prefetch_related(Prefetch("teammembers", queryset=key_workers, to_attr="key_workers"))
    )


def open_case_of(user: User, child_id: UUID) -> Case | None:
    """The child's open case, if this person holds a key to it."""
    return cases_for(user).filter(child=child_id, status=Case.Status.OPEN).first()


def cases_of(user: User, child_id: UUID) -> QuerySet[Case]:
    """Every case of this child that the person may read, newest first."""
    return cases_for(user).filter(child=child_id)


def team_of(user: User, case: Case) -> QuerySet[TeamMember]:
    """Who is and was beside the child, with dates."""
    return (
        TeamMember.objects.readable().filter(case=case).select_related("post__user", "post__agency").order_by("starts_on")
    )


def statuses_of(user: User, case: Case) -> QuerySet[StatusChange]:
    """The case's status history."""
    return StatusChange.objects.readable().filter(case=case).select_related("author__user", "author__agency")


def voice_of(user: User, case: Case) -> QuerySet[Voice]:
    """What the child said, newest first."""
    found = Voice.objects.readable().filter(case=case).select_related("author__user", "author__agency")
    return found.order_by("-said_on", "-at")


def safe_contact(user: User, case: Case) -> Voice | None:
    """The latest word on how to reach the child safely: shown first wherever the child is contacted."""
    return voice_of(user, case).filter(what=Voice.What.SAFE_CONTACT).first()


def family_of(user: User, case: Case) -> QuerySet[FamilyMember]:
    """Family members, with the part each plays now."""
    return FamilyMember.objects.readable().filter(case=case, ends_on__isnull=True).order_by("name")


def reports_in(user: User, case: Case) -> QuerySet[CaseReport]:
    """The reports that were added to a case."""
    return CaseReport.objects.readable().filter(case=case).select_related("report__agency")


def workers() -> QuerySet[Post]:
    """Posts held today, to choose a worker from."""
    held = Post.objects.held(on=timezone.localdate())
    return held.select_related("user", "agency").order_by("agency__name", "user__name")


def agencies() -> QuerySet[Agency]:
    """Agencies that may own a case."""
    return Agency.objects.filter(is_active=True)


def timeline_for(user: User, child_id: UUID) -> list[dict[str, Any]]:
    """What happened in the child's cases, for a timeline."""
    cases = {case.pk: case for case in cases_of(user, child_id)}
    rows: list[dict[str, Any]] = []
    for change in StatusChange.objects.readable().filter(case__in=cases).select_related("author__user", "author__agency"):
        what = f"Case {change.get_status_display().lower()}"
        rows.append(_row(change.at, what, change.reason, cases[change.case_id], change.author))
    members = TeamMember.objects.readable().filter(case__in=cases)
    for member in members.select_related("post__user", "post__agency", "author__user", "author__agency"):
        case, text = cases[member.case_id], f"{member.post}, {member.get_part_display().lower()}"
        rows.append(_row(_noon(member.starts_on), "Joined the team", text, case, member.author))
        if member.ends_on:
            rows.append(_row(_noon(member.ends_on), "Left the team", text, case, member.author))
    for said in Voice.objects.readable().filter(case__in=cases).select_related("author__user", "author__agency"):
        rows.append(_row(_noon(said.said_on), said.get_what_display(), said.text, cases[said.case_id], said.author))
    return rows


def _row(at: Any, what: str, text: str, case: Case, author: Post | None) -> dict[str, Any]:
    return {"at": at, "what": what, "text": text, "path": case.get_absolute_url(), "by": str(author or "")}


def _noon(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
