"""What the partnership counts of triage: where reports come from, which premises, and how soon the desk answers."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from tessera.access.models import User
from tessera.concerns.models import Band, Decision
from tessera.information.models import Report
from tessera.work.models import Task


def origins_by_month(user: User, *, since: date) -> list[tuple[date, Counter[str]]]:
    """How many reports came from where, month by month, the newest first, of those this person may read.

    Rows of a list are not counted: they were asked for, and none of them is a concern that somebody brought.
    REQ intake-many-routes.
    """
    rows = (
        Report.objects.readable()
        .filter(sent_at__date__gte=since)
        .exclude(kind=Report.Kind.IMPORTED)
        .order_by()
        .annotate(month=TruncMonth("sent_at"))
        .values_list("month", "origin__label")
        .annotate(Count("pk"))
    )
    months: dict[date, Counter[str]] = {}
    for month, origin, count in rows:
        months.setdefault(timezone.localdate(month), Counter())[origin or "Not said"] += count
    return sorted(months.items(), reverse=True)


def business_reports(user: User) -> list[tuple[str, int]]:
    """How many business reports each premises has, most first. REQ intake-business-reports."""
    found = Report.objects.readable().filter(is_business_report=True).order_by()
    counted = found.values_list("premises").annotate(Count("pk"))
    named = [(premises or "Premises not named", count) for premises, count in counted]
    return sorted(named, key=lambda row: (-row[1], row[0]))


@dataclass(frozen=True)
class InTime:
    """How soon the desk answered the concerns of one band: how many by their time, how many late, how many still wait."""

    band: Band
    in_time: int
    late: int
    waiting: int


def answered_in_time(user: User, *, since: date) -> list[InTime]:
    """Each band's own response measure, over clocks this person may read. REQ triage-urgency-levels."""
    done = Q(done_at__isnull=False)
    rows = (
        Task.objects.readable()
        .filter(rule__in=[f"triage-{band}" for band in Band], started_at__date__gte=since)
        # A clock that was stopped because the concern went to another band says nothing of how soon it was answered.
        .exclude(outcome__startswith="Moved to ")
        # One that goes on until a second person agrees is counted there, once.
        .exclude(outcome=Decision.What.NOT_ENOUGH.label)
        .order_by()
        .values_list("rule")
        .annotate(
            in_time=Count("pk", filter=done & Q(done_at__lte=F("due_at"))),
            late=Count("pk", filter=done & Q(done_at__gt=F("due_at"))),
            waiting=Count("pk", filter=~done),
        )
    )
    counted = {rule: counts for rule, *counts in rows}
    return [InTime(band, *counted.get(f"triage-{band}", (0, 0, 0))) for band in Band]
