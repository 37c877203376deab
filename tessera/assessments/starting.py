"""Starting an assessment: from nothing, or from the last one with its answers carried over to be confirmed."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from tessera.access import services as access
from tessera.access.models import Audience, Holder, User
from tessera.assessments import events, policy, queries
from tessera.assessments.answering import locked
from tessera.assessments.at_once import immediate_path
from tessera.assessments.before import keep_reading
from tessera.assessments.instrument import Answers
from tessera.assessments.models import Assessment, JoinedNumber, PartAnswer, RestedOn, Tick
from tessera.assessments.online import move_online_reports
from tessera.assessments.parts import ABOUT, ADVICE_SINCE, ASKED_AFRESH, CHILD
from tessera.assessments.terms import ASKED, Part
from tessera.audit.log import record
from tessera.entities.queries import are_apart
from tessera.reference import queries as reference
from tessera.reference.models import Indicator
from tessera.work.services import show_tasks_at


@transaction.atomic
def begin(
    *, child_id: UUID, child_name: str, readers: Iterable[Holder], by: User, born_on: date | None = None
) -> Assessment:
    """Begin to assess a child for these readers, and for whoever is on the team of the child's open case.

    One that this person had begun for the child before is carried on with, by all of them too: what it says about
    contact with the family reaches everybody beside the child (REQ assess-honour-forced-marriage).
    """
    readers = [*readers, *queries.teams_beside(by, child_id)]
    audience = access.audience_of(readers)
    assessment = start(child_id=child_id, child_name=child_name, born_on=born_on, audience=audience, by=by)
    return share(assessment=assessment, readers=readers, by=by)


@transaction.atomic
def share(*, assessment: Assessment, readers: Iterable[Holder], by: User | None) -> Assessment:
    """Let these holders read an assessment too. `by` is nobody when the worker does it."""
    wider = access.widened(assessment.audience, *readers)
    if wider.pk == assessment.audience_id:
        return assessment
    return move(assessment=assessment, audience=wider, by=by)


@transaction.atomic
def move(*, assessment: Assessment, audience: Audience, by: User | None) -> Assessment:
    """Let another set of holders read an assessment and all that hangs from it, as when a child's case is opened."""
    assessment = locked(assessment)
    move_online_reports(assessment=assessment, audience=audience, by=by)
    assessment.audience = audience
    assessment.save(update_fields=["audience"])
    for path in (result_path(assessment), sign_off_path(assessment), immediate_path(assessment)):
        show_tasks_at(path=path, holders=audience.holders.all())
    record(events.MOVED, by=by, on=assessment, audience=audience)
    return assessment


@transaction.atomic
def number(*, assessment: Assessment, child_id: UUID, by: User | None) -> None:
    """Let an assessment be found under the number that the child's case has, by whoever reads it."""
    if assessment.child_id == child_id:
        return
    _, is_new = JoinedNumber.objects.get_or_create(assessment=assessment, child_id=child_id)
    if is_new:
        record(events.NUMBERED, by=by, on=assessment)


@transaction.atomic
def unnumber(*, child_id: UUID, by: User | None) -> None:
    """Find no assessment under this number any more of which people said since that it is of another child."""
    for row in JoinedNumber.objects.filter(child=child_id).select_related("assessment"):
        if are_apart(row.assessment.child_id, child_id):
            row.delete()
            record(events.UNNUMBERED, by=by, on=row.assessment)


def result_path(assessment: Assessment) -> str:
    """Where a level is decided."""
    return f"{assessment.get_absolute_url()}result/"


def sign_off_path(assessment: Assessment) -> str:
    """Where a second person signs off or sends back."""
    return f"{assessment.get_absolute_url()}sign-off/"


@transaction.atomic
def start(*, child_id: UUID, child_name: str, audience: Audience, by: User, born_on: date | None = None) -> Assessment:
    """Begin to assess a child. Nothing is asked twice: the last answers come along with their date and author.

    They count for nothing until they are confirmed here (REQ assess-no-repeats). One that this person has already
    begun for the child is given back instead of a second.
    """
    policy.may_start(by).require()
    _one_at_a_time(child_id, by)
    begun = queries.of_child(by, child_id).filter(status=Assessment.Status.DRAFT, author=by.post).first()
    if begun is not None:
        return begun
    last = queries.last_decided(by, child_id)
    if last is not None:
        locked(last)  # whoever is writing in it is waited for: what comes along is what is kept of it
        last = queries.assessments_for(by).get(pk=last.pk)
    assessment = Assessment(
        child_id=child_id,
        child_name=child_name,
        audience=audience,
        author=by.post,
        previous=last,
        born_on=born_on,
    )
    if last is not None:
        _carry_fields(last, assessment)
    assessment.save(force_insert=True)
    RestedOn.objects.bulk_create(
        RestedOn(assessment=assessment, mention_id=pk) for pk in queries.mentions_that_made(by, child_id)
    )
    if last is not None:
        answers = queries.answers_for(by, last)
        _carry_rows(answers, assessment, by)
        keep_reading(answers, assessment, on=timezone.localdate())
    record(events.STARTED, by=by, on=assessment)
    return assessment


def _one_at_a_time(child_id: UUID, by: User) -> None:
    """A second press waits for the first, and then finds what it made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"assess {child_id} {by.pk}"])


def _carry_fields(last: Assessment, assessment: Assessment) -> None:
    kept = assessment.born_on
    for name in {*ABOUT, *CHILD, *ADVICE_SINCE} - set(ASKED_AFRESH):
        setattr(assessment, name, getattr(last, name))
    assessment.born_on = kept or last.born_on
    # What the last one says later is of the last one: what came along is told by how it stood today.
    assessment.advice_came_along = last.specialist_advice
    assessment.advice_answered_then = policy.is_yes_answered(last)


def _carry_rows(answers: Answers, assessment: Assessment, by: User) -> None:
    today = {row.code: row for row in reference.current(Indicator)}
    Tick.objects.bulk_create(
        Tick(
            assessment=assessment, audience_id=assessment.audience_id, author=by.post, part=old.part,
            indicator=today.get(old.indicator.code, old.indicator) if old.indicator else None,
            label=old.label, note=old.note, detail=old.detail, carried_from=old, is_confirmed=False,
            at=timezone.now(),
        )
        for old in answers.ticks
    )  # fmt: skip
    PartAnswer.objects.bulk_create(
        PartAnswer(
            assessment=assessment, audience_id=assessment.audience_id, author=by.post, part=part,
            state=PartAnswer.State.CARRIED, left=list(ASKED_AFRESH) if part == Part.ABOUT else [],
        )
        for part in ASKED
        if part in answers.parts
    )  # fmt: skip
