"""Grading a report: a trained grader's named act, kept beside what the writer said and never in its place."""

from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tessera.access import keyring
from tessera.access.models import Post, User
from tessera.audit.log import record, storable
from tessera.information import events, policy
from tessera.information.developed import Development, development_of
from tessera.information.models import Grade, Report
from tessera.work.models import Task
from tessera.work.services import say_more, set_task

LOOK_AGAIN = "grade-look-again"


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

    Where it was graded otherwise before, whoever promoted it, marked it for the police or shared a version of it is asked
    to look again: what was made of it stays until a person says otherwise. `entities.grading` also asks those whose
    standings rest on it. `seen` is the grade in force that the page showed. The same press twice makes one grade. Raises Http404 for a
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
    if last is not None and (last.words, last.conditions) != (grade.words, grade.conditions):
        _ask_to_look_again(report, now=grade, before=last, by=by)
    return grade


def _ask_to_look_again(report: Report, *, now: Grade, before: Grade, by: User) -> None:
    made = development_of(by, report)
    if not (authors := _who_made(made)):
        return
    why = f"It is graded {now.words} now, and was graded {before.words}. {_what_rests_on(made)}"
    for owner in sorted({_who_reads(post, report, otherwise=by) for post in authors}, key=lambda post: post.pk):
        with keyring.opened(keyring.keyring_of(owner)), transaction.atomic():
            path = report.get_absolute_url()
            asked = Task.objects.readable().filter(path=path, rule=LOOK_AGAIN, owner=owner, done_at__isnull=True)
            if waiting := asked.held().first():
                say_more(task=waiting, why=why, by=by)
            else:
                set_task(
                    title="Look again at what was made of a report", subject=f"Report {report.reference}",
                    path=path, owner=owner, rule=LOOK_AGAIN, why=why, by=by,
                )  # fmt: skip


def _what_rests_on(made: Development) -> str:
    """In words, what rests on the grade of a report: “It is used as evidence and shared as SV-2345-6789.”"""
    said = [f"used as {made.step.label.lower()}"] if made.is_promoted else []
    said += ["marked for the police"] if made.is_for_police else []
    versions = ", ".join(one.sanitised.reference for one in made.shared_still)
    said += [f"shared as {versions}"] if versions else []
    *others, last = said
    return f"It is {', '.join(others)} and {last}." if others else f"It is {last}."


def _who_made(made: Development) -> set[Post]:
    """Who promoted it, marked it for the police and shared it, as far as that stands."""
    authors = [
        *made.promoted_by,
        made.marks[0].author if made.is_for_police else None,
        *(one.sanitised.prepared_by for one in made.shared_still),
    ]
    return {author for author in authors if author is not None}


def _who_reads(post: Post, report: Report, *, otherwise: User) -> Post:
    """Whoever made it, while they hold a key to the report; else whoever graded it, for somebody must look."""
    with keyring.opened(keyring.keyring_of(post)):
        reads = report.audience.holders.filter(pk__in=keyring.current().holders).exists()
    assert otherwise.post is not None
    return post if reads else otherwise.post
