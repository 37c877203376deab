"""Grading a report, with what rests on it: whoever owns a standing that rests on the report is asked to look again."""

from typing import Any

from django.db import transaction

from tessera.access.models import User
from tessera.entities.models import Mention
from tessera.entities.standing import look_again
from tessera.information import grading
from tessera.information.models import Grade, Report


@transaction.atomic
def grade_report(*, report: Report, by: User, **said: Any) -> Grade:
    """Grade a report, and ask the owners of the standings that rest on it to look again. Raises as `information.grading`."""
    grade = grading.grade_report(report=report, by=by, **said)
    look_again(list(Mention.objects.readable().filter(report=report).values_list("pk", flat=True)))
    return grade
