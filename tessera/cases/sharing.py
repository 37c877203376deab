"""What an assessment says reaches everybody beside the child, whoever began it and whenever (ADR 0002)."""

from uuid import UUID

from django.db import connection, transaction

from tessera.access.keyring import current, of_audience, opened
from tessera.access.models import Audience, User
from tessera.assessments import queries as assessments
from tessera.assessments import starting
from tessera.cases.models import Case
from tessera.cases.notices import keep_notice, with_desk
from tessera.cases.team import team_holder


def share_assessments(case: Case, by: User) -> None:
    """Let the team read every assessment of the child that was begun before: those of the triage desk too.

    Whoever opens a case may hold no key to them. What they say about contact with the family must reach everybody
    beside the child (REQ assess-honour-forced-marriage).
    """
    with opened(with_desk(current())):
        _share(case, by)


def share_where_joined() -> int:
    """Let the team of each open case read assessments of the child that were not shared when the case was opened.

    A case and an assessment may be of one child under two numbers, until somebody says that they are the same. Answers
    how many were shared. The worker has no keyring: the database tells it which cases, and each is opened under the
    keys of its own audience and the desk's, as when it was opened.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, audience_id FROM open_cases()")
        found = cursor.fetchall()
    return sum(_share_one(case_id, Audience.objects.get(pk=audience_id)) for case_id, audience_id in found)


def _share_one(case_id: UUID, audience: Audience) -> int:
    with opened(with_desk(of_audience(audience))), transaction.atomic():
        case = Case.objects.readable().filter(pk=case_id, audience=audience, status=Case.Status.OPEN).held().first()
        if case is None:
            return 0
        keep_notice(case, by=None)
        return _share(case, None)


def _share(case: Case, by: User | None) -> int:
    """Answers how many are read by more people than before."""
    team = team_holder(case.pk, case.agency)
    shared = 0
    starting.unnumber(child_id=case.child_id, by=by)
    for assessment in assessments.of_child(by, case.child_id):
        shared += starting.share(assessment=assessment, readers=[team], by=by).audience_id != assessment.audience_id
        starting.number(assessment=assessment, child_id=case.child_id, by=by)
    return shared
