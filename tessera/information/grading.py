"""Grading a report: a trained grader's named act, kept beside what the writer said and never in its place."""

from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tessera.access.models import User
from tessera.audit.log import record, storable
from tessera.information import events, policy
from tessera.information.models import Grade, Report


class Stale(Exception):
    """Somebody graded the report while this person was at it. `saved` is the grade in force now."""

    def __init__(self, saved: Grade) -> None:
        super().__init__("Somebody else graded this report while this page was open.")
        self.saved = saved


@transaction.atomic
def grade_report(
    *,
    report: Report,
    source: str,
    information: str,
    handling: str,
    conditions: str,
    note: str,
    seen: UUID | None,
    by: User,
) -> Grade:
    """Grade a report by source (1 to 3), information (A to E) and handling (P or C), with the reason.

    `seen` is the grade in force that the page showed. The same press twice makes one grade. Raises Http404 for a
    report this person may not read, Stale where another was given since, and ValueError for a letter that is none,
    no reason, or conditions without handling C or the other way round. REQ soft-grade.
    """
    report = get_object_or_404(Report.objects.readable().filter(pk=report.pk).select_related("author").held())
    policy.may_grade(by, report).require()
    given = {
        "source": Grade.Source(source),
        "information": Grade.Information(information),
        "handling": Grade.Handling(handling),
        "conditions": storable(conditions).strip(),
        "note": storable(note).strip(),
    }
    if (handling == Grade.Handling.CONDITIONS) != bool(given["conditions"]):
        raise ValueError("Handling C has conditions, and handling P has none.")
    if not given["note"]:
        raise ValueError("A grade has a reason.")
    last = Grade.objects.readable().filter(report=report).select_related("author__user", "author__agency").first()
    if last is not None and last.pk != seen:
        if last.author == by.post and all(getattr(last, name) == value for name, value in given.items()):
            return last  # the same press twice
        raise Stale(last)
    grade = Grade(report=report, audience_id=report.audience_id, author=by.post, at=timezone.now(), **given)
    grade.save(force_insert=True)
    record(events.GRADED, by=by, on=report, grade=grade.words)
    return grade
