"""The clocks of a concern: which rule each of them runs by, and the one that runs until a second person agrees."""

from datetime import datetime
from uuid import UUID

from tessera.access import services as access
from tessera.access.models import User
from tessera.concerns.models import Concern, Decision
from tessera.work import services as work
from tessera.work.models import Task


def clock_code(band: str) -> str:
    """The clock rule of a band."""
    return f"triage-{band}"


def partner_clock(band: str) -> str:
    """The clock of an agency that was asked what it knows about a concern of this band."""
    return f"partner-{band}"


def taken_on_clock(band: str) -> str:
    """The clock of whoever a concern of this band was passed to, or who is to offer early help."""
    return f"taken-on-{band}"


def agree_path(decision: Decision) -> str:
    """Where a second person agrees with a decision."""
    return f"/concerns/{decision.concern_id}/decisions/{decision.pk}/agree/"


def started_at(concern: Concern) -> datetime | None:
    """Since when the clock of the band runs, on the concern or on a decision that waits; none where it has ended."""
    waiting = [agree_path(one) for one in _waiting(concern)]
    tasks = Task.objects.readable().filter(path__in=[concern.get_absolute_url(), *waiting], done_at__isnull=True)
    found = tasks.filter(rule=clock_code(concern.band)).order_by("started_at").first()
    return found.started_at if found else None


def run_until_agreed(concern: Concern, decision: Decision, *, since: datetime | None, by: User) -> None:
    """Ask for a second person, by the time of the concern's band: the answer is not given before they agree.

    It goes on from `since`, so that no time is won by deciding; from now where the clock of the band had ended.
    """
    work.set_task(
        title="Agree, or not, that there is not enough evidence", subject=f"{concern.reference}: {concern.subject}",
        path=agree_path(decision), desk=access.triage_desk(), also=concern.audience.holders.all(),
        why=decision.reasons, rule=clock_code(concern.band), at=since, by=by,
        ends_when="a second person agrees, or another decision is made",
    )  # fmt: skip


def stop_asking(concern: Concern, *, outcome: str, by: User, besides: UUID | None = None) -> list[Decision]:
    """End the clocks of the decisions that wait for a second person. Answers the decisions whose clock ended."""
    decisions = [one for one in _waiting(concern) if one.pk != besides]
    return [one for one in decisions if work.finish_tasks_at(path=agree_path(one), rule=None, outcome=outcome, by=by)]


def _waiting(concern: Concern) -> list[Decision]:
    return list(concern.decisions.filter(needs_agreement=True, agreed_at__isnull=True))
