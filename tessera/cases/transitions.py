"""Nobody falls between the children's desk and the adults': the move is planned before an 18th birthday.

REQ triage-children-and-adults.
"""

from datetime import date, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from tessera.access import services as access
from tessera.access.keyring import of_audience, opened
from tessera.access.models import Audience, Holder
from tessera.cases.models import Case, TeamMember
from tessera.lib.calendar import age_on, months_later
from tessera.lib.local_time import midday
from tessera.reference import queries as reference
from tessera.work.models import Message, Task
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
    _, due = due_under(RULE, start=midday(on))
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
        waiting = (
            Case.objects.readable()
            .select_related("agency")
            .filter(audience=audience, status=Case.Status.OPEN, transition_asked_at__isnull=True)
        )
        case = waiting.filter(pk=case_id).held().first()
        if case is None or case.born_on is None or turns_adult(case.born_on) > until:
            return False
        birthday, now = turns_adult(case.born_on), timezone.now()
        # One for each desk, so that neither is done with it because the other is; both desks see both. At the child's
        # page, not the case's: neither desk may read the case, and the adults' reads no more than the task itself.
        beside = _beside(case)
        for title, desk, is_apart in _asked():
            task = set_task(
                title=title, subject=f"{case.title}, 18 on {birthday:%-d %B %Y}", path=f"/children/{case.child_id}/",
                rule=RULE, due_at=end_of_day(birthday - timedelta(days=1)), desk=desk,
                also=[access.triage_desk(), access.adult_desk(), *audience.holders.all()], by=None,
                why=beside, is_apart=is_apart,
            )  # fmt: skip
            for path, told in _told(task, audience):
                Message.objects.create(text=f"New: {task}", path=path, at=now, audience=told)
        case.transition_asked_at = now
        case.save(update_fields=["transition_asked_at"])
    return True


def _asked() -> list[tuple[str, Holder, bool]]:
    """The task of each desk, and whether that desk may not open the child's page."""
    return [
        ("Plan the move to adult services", access.triage_desk(), False),
        ("Plan with the triage desk for somebody who is about to turn 18", access.adult_desk(), True),
    ]


def _told(task: Task, audience: Audience) -> list[tuple[str, Audience]]:
    """Who is told of a task, each with a page that they may open."""
    team = list(audience.holders.all())
    assert task.desk is not None
    if not task.is_apart:
        return [(task.path, access.audience_of([task.desk, *team]))]
    apart = reverse("work:finish", args=[task.pk])
    return [(apart, access.audience_of([task.desk])), (task.path, access.audience_of(team))]


def _beside(case: Case) -> str:
    """Whom to ring about a child: their key workers, and the contact that the directory names at the agency.

    A desk that may not read the case plans with these people, and with nothing else of it.
    """
    members = TeamMember.objects.readable().filter(case=case, part=TeamMember.Part.KEY_WORKER, ends_on__isnull=True)
    names = [str(one.post) for one in members.select_related("post__user", "post__agency").order_by("starts_on", "pk")]
    rung = [f"{one.name} ({one.role}), {one.telephone}" for one in reference.contacts().filter(agency=case.agency)]
    lines = [f"Key worker: {' and '.join(names)}."] if names else []
    lines += [f"Contact at {case.agency}: {'; '.join(rung)}."] if rung else []
    return " ".join(lines)
