"""Starting an assessment: from nothing, or from the last one with its answers carried over to be confirmed."""

from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from tessera.access.models import Audience, User
from tessera.assessments import events, policy, queries
from tessera.assessments.models import Assessment, PartAnswer, RestedOn, Tick
from tessera.assessments.parts import ABOUT, ASKED_AFRESH, CHILD
from tessera.assessments.terms import ASKED, Part
from tessera.audit.log import record
from tessera.reference import queries as reference
from tessera.reference.models import Indicator


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
        _carry_rows(last, assessment, by)
    record(events.STARTED, by=by, on=assessment)
    return assessment


def _one_at_a_time(child_id: UUID, by: User) -> None:
    """A second press waits for the first, and then finds what it made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"assess {child_id} {by.pk}"])


def _carry_fields(last: Assessment, assessment: Assessment) -> None:
    kept = assessment.born_on
    for name in (set(ABOUT) | set(CHILD)) - set(ASKED_AFRESH):
        setattr(assessment, name, getattr(last, name))
    assessment.born_on = kept or last.born_on


def _carry_rows(last: Assessment, assessment: Assessment, by: User) -> None:
    today = {row.code: row for row in reference.current(Indicator)}
    answers = queries.answers_for(by, last)
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
