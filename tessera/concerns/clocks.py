"""The clocks of a concern: which rule each of them runs by, and the one that runs until a second person agrees."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from tessera.access import services as access
from tessera.access.models import User
from tessera.audit.log import record
from tessera.concerns import events
from tessera.concerns.models import Concern, Decision
from tessera.work import services as work
from tessera.work.models import Message, Task


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


def run_by_band(concern: Concern, band: str, *, by: User) -> None:
    """Let every clock of this concern run by another band: of whoever was asked, has it now, or is still to agree."""
    rules = {rule(concern.band): rule(band) for rule in (clock_code, partner_clock, taken_on_clock)}
    work.change_clocks(under=concern.get_absolute_url(), rules=rules, by=by)


def stop_asking(concern: Concern, *, outcome: str, by: User, besides: UUID | None = None) -> None:
    """End the clocks of the decisions that wait for a second person."""
    for decision in _waiting(concern):
        if decision.pk != besides:
            work.finish_tasks_at(path=agree_path(decision), rule=None, outcome=outcome, by=by)


def take_back(concern: Concern, *, outcome: str, by: User) -> None:
    """End the clocks of those to whom an earlier decision gave the concern, and tell them what was decided instead."""
    path, rule = concern.get_absolute_url(), taken_on_clock(concern.band)
    given = Task.objects.readable().filter(path=path, rule=rule, done_at__isnull=True).select_related("desk")
    for task in given:
        text = f"“{task.title}” no longer waits for you, on {concern}: it was decided again, as “{outcome}”."
        Message.objects.create(
            text=text, path=path, at=timezone.now(), audience=access.audience_of(filter(None, [task.desk]))
        )
        record(events.TAKEN_BACK, by=by, on=concern, whom=str(task.desk), task=task.title, outcome=outcome)
    work.finish_tasks_at(path=path, rule=rule, outcome=outcome, by=by)


def _waiting(concern: Concern) -> list[Decision]:
    return list(concern.decisions.filter(needs_agreement=True, agreed_at__isnull=True))
