"""Reading concerns: the triage list, one concern, and what is counted."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When
from django.db.models.functions import TruncMonth

from tessera.access.models import User
from tessera.concerns.models import Band, Concern, ConcernReport, Decision
from tessera.entities.models import Marker, Mention
from tessera.information.models import Report
from tessera.work.models import Task

URGENCY = Case(*(When(band=band, then=Value(place)) for place, band in enumerate(Band)), output_field=IntegerField())


def concerns_for(user: User) -> QuerySet[Concern]:
    """Concerns this person holds a key to."""
    return Concern.objects.readable().select_related("owner__user", "owner__agency")


def open_for(user: User, *, band: str = "", only_missing: bool = False) -> QuerySet[Concern]:
    """Open concerns, the most urgent band first and the oldest first within it.

    `only_missing` keeps those that name a child who has been missing: the liaison officer's list.
    REQ triage-support-teams.
    """
    found = concerns_for(user).exclude(status=Concern.Status.FINISHED)
    if band:
        found = found.filter(band=band)
    if only_missing:
        missing = Marker.objects.readable().filter(what=Marker.What.MISSING).values("entity")
        named = Mention.objects.readable().filter(entity__in=missing).values("report")
        found = found.filter(Exists(ConcernReport.objects.filter(concern=OuterRef("pk"), report__in=named)))
    return found.order_by(URGENCY, "received_at")


def clocks_of(user: User, concerns: list[Concern]) -> dict[str, Task]:
    """The open clock of each of these concerns, by the concern's page."""
    paths = [concern.get_absolute_url() for concern in concerns]
    tasks = Task.objects.readable().filter(path__in=paths, done_at__isnull=True, due_at__isnull=False).order_by("-due_at")
    return {task.path: task for task in tasks}


def reports_of(user: User, concern: Concern) -> QuerySet[Report]:
    """The reports that a concern is about, as far as this person may read them."""
    linked = ConcernReport.objects.filter(concern=concern).values("report")
    return Report.objects.readable().filter(pk__in=linked).select_related("author__user", "agency", "definition", "origin")


def concerns_about(user: User, report: Report) -> QuerySet[Concern]:
    """The concerns a report belongs to."""
    return concerns_for(user).filter(concernreports__report=report)


def decision_for(user: User, pk: Any) -> QuerySet[Decision]:
    """A decision, for somebody who reads its concern."""
    return Decision.objects.readable().select_related("concern", "author__user").filter(pk=pk)


def origins_by_month(user: User, *, since: date) -> list[tuple[date, Counter[str]]]:
    """How many concerns came from where, month by month, over what this person may read. REQ intake-many-routes."""
    rows = (
        Report.objects.readable()
        .filter(sent_at__date__gte=since)
        .annotate(month=TruncMonth("sent_at"))
        .values_list("month", "origin__label")
    )
    months: dict[date, Counter[str]] = {}
    for month, origin in rows:
        months.setdefault(month.date(), Counter())[origin or "Not said"] += 1
    return sorted(months.items(), reverse=True)


def business_reports(user: User) -> list[tuple[str, int]]:
    """How many business reports each premises has, most first. REQ intake-business-reports."""
    named = Report.objects.readable().filter(is_business_report=True).values_list("premises", flat=True)
    return Counter(premises or "Premises not named" for premises in named).most_common()


def timeline_for(user: User, reports: list[Any]) -> list[dict[str, Any]]:
    """What triage decided about these reports, for a child's timeline."""
    links = ConcernReport.objects.readable().filter(report__in=reports).values("concern")
    decisions = Decision.objects.readable().filter(concern__in=links).select_related("concern", "author__user", "author__agency")
    return [
        {"at": one.at, "what": one.get_what_display(), "text": one.reasons, "path": one.concern.get_absolute_url(),
         "by": str(one.author)}
        for one in decisions
    ]  # fmt: skip


def waiting_since(concern: Concern, *, at: datetime) -> float:
    """How long a concern has waited, in hours."""
    return (at - concern.received_at).total_seconds() / 3600
