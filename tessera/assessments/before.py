"""The assessment that another was begun from: what it said on that day, and what stands in it today."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from tessera.access.models import User
from tessera.assessments import queries
from tessera.assessments.instrument import Answers
from tessera.assessments.kept import KeptReading
from tessera.assessments.models import Assessment, PartAnswer
from tessera.assessments.reading import Reading, reading_of
from tessera.assessments.terms import Part


@dataclass(frozen=True)
class Before:
    """The assessment that another started from, and what it said then.

    `kept_at` is when it was kept: none where that other was begun before these were, and it is read as it stands now.
    """

    assessment: Assessment
    reading: Reading
    kept_at: datetime | None


def keep_reading(last: Answers, later: Assessment, *, on: date) -> None:
    """Keep what the last assessment says on the day when the next one is begun from it.

    Without an author, who would go on reading it where they no longer read that assessment.
    """
    KeptReading.objects.create(
        assessment=last.assessment, audience_id=last.assessment.audience_id, later=later,
        said=asdict(reading_of(last, on=on)),
    )  # fmt: skip


def as_it_stood(
    user: User, assessment: Assessment, of_child: Iterable[Assessment], *, on: date, today: Answers | None = None
) -> Before | None:
    """What the assessment that this one starts from said when it was begun, where this person may read that one.

    `of_child` are those of the child that were read already; `today` is what stands in that one, where it was too.
    """
    if (last := assessment_before(user, assessment, of_child)) is None:
        return None
    kept = KeptReading.objects.readable().filter(later=assessment, assessment=last).first()
    if kept is None:
        return Before(last, reading_of(today or queries.answers_for(user, last), on=on), None)
    return Before(last, Reading(**kept.said), kept.at)


def assessment_before(user: User, assessment: Assessment, of_child: Iterable[Assessment]) -> Assessment | None:
    """The assessment that this one starts from, where this person may read it. Some of the child were read already."""
    if (pk := assessment.previous_id) is None:
        return None
    return next((one for one in of_child if one.pk == pk), None) or queries.assessments_for(user).filter(pk=pk).first()


def answers_before(user: User, assessment: Assessment, of_child: Iterable[Assessment] = ()) -> Answers | None:
    """What stands today in the assessment that this one starts from, late answers too, where this person may read it."""
    before = assessment_before(user, assessment, of_child)
    return queries.answers_for(user, before) if before else None


def part_before(user: User, assessment: Assessment, part: Part) -> PartAnswer | None:
    """How a part stood in the last assessment when this one was begun, where this person may read that."""
    before = PartAnswer.objects.readable().filter(assessment=assessment.previous_id, part=part)
    return before.filter(at__lte=assessment.started_at).select_related("author__user", "author__agency").first()
