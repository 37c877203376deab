"""Nobody falls between the children's desk and the adults': the move is planned before an 18th birthday.

REQ triage-children-and-adults.
"""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from tessera.access import services as access
from tessera.access.keyring import of_audience, opened
from tessera.access.models import Audience, Holder
from tessera.cases.models import Case
from tessera.lib.calendar import age_on, months_later
from tessera.work.models import Message
from tessera.work.services import due_under, end_of_day, set_task

RULE = "transition-18"
ADULT = 18  # years


def turns_adult(born_on: date) -> date:
    """The day on which somebody is 18. Born on 29 February, in a year without one, that is 1 March."""
    day = months_later(born_on, 12 * ADULT)
    return day if age_on(born_on, day) == ADULT else day + timedelta(days=1)


def ask_for_plans(*, on: date) -> int:
    """Ask the triage desk and the adults', once, to plan the move of each child in an open case who will be 18 within the time that
    the clock rule sets, or already is. Answers how many were new.

    The worker has no keyring. The database tells it which cases, by their ids and audiences and nothing else; each is
    then opened under the keys of its own audience (its team and supervisors), so what is written about one child can
    only come from what those who work with that child may read.
    """
    _, due = due_under(RULE, start=timezone.make_aware(datetime.combine(on, time(12))))
    assert due is not None, "the clock rule has a length"
    until = timezone.localdate(due)
    with connection.cursor() as cursor:
        # A day more than the months say: somebody born on 29 February. Each is looked at again below.
        cursor.execute(
            "SELECT case_id, audience_id FROM open_cases_born_by(%s)",
            [months_later(until, -12 * ADULT) + timedelta(days=1)],
        )
        found = cursor.fetchall()
    return sum(_ask(case_id, Audience.objects.get(pk=audience_id), until) for case_id, audience_id in found)


def _ask(case_id: UUID, audience: Audience, until: date) -> bool:
    with opened(of_audience(audience)), transaction.atomic():
        waiting = Case.objects.readable().filter(
            audience=audience, status=Case.Status.OPEN, transition_asked_at__isnull=True
        )
        case = waiting.select_for_update(of=("self",)).filter(pk=case_id).first()
        if case is None or case.born_on is None or turns_adult(case.born_on) > until:
            return False
        birthday, now = turns_adult(case.born_on), timezone.now()
        # One for each desk, so that neither is done with it because the other is; both desks see both. At the child's
        # page, not the case's: neither desk may read the case, and the adults' reads no more than the task itself.
        for title, desk in _asked():
            task = set_task(
                title=title, subject=f"{case.title}, 18 on {birthday:%-d %B %Y}", path=f"/children/{case.child_id}/",
                rule=RULE, due_at=end_of_day(birthday - timedelta(days=1)), desk=desk,
                also=[access.triage_desk(), access.adult_desk(), *audience.holders.all()], by=None,
            )  # fmt: skip
            told = access.audience_of([desk, *audience.holders.all()])
            Message.objects.create(text=f"New: {task}", path=task.path, at=now, audience=told)
        case.transition_asked_at = now
        case.save(update_fields=["transition_asked_at"])
    return True


def _asked() -> list[tuple[str, Holder]]:
    return [
        ("Plan the move to adult services", access.triage_desk()),
        ("Plan with the triage desk for somebody who is about to turn 18", access.adult_desk()),
    ]
