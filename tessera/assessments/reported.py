"""What reports say of a child's age: offered beside the questions of an assessment, and never an answer by itself."""

from dataclasses import dataclass
from datetime import date

from tessera.access.models import User
from tessera.assessments import queries
from tessera.assessments.models import Assessment
from tessera.entities import queries as entities
from tessera.ui import words


@dataclass(frozen=True)
class AgeReported:
    """Dates of birth, and ages each with the day it was said, in words. Blank where no report says one."""

    births: str = ""
    ages: str = ""


NOT_REPORTED = AgeReported()


def age_reported(user: User, assessment: Assessment) -> AgeReported:
    """What reports this person may read say of the child's age; where they differ, each stands.

    An age that was said more than once stands with the first day: they have grown older since.
    """
    child = queries.child_now(user, assessment)
    held = entities.held_for(user, [child]).get(child)
    if held is None:
        return NOT_REPORTED
    births = sorted({facts.born_on for facts in held.said if facts.born_on})
    on: dict[int, date] = {}
    for facts in held.said:
        if facts.age is not None and facts.age_on:
            on[facts.age] = min(facts.age_on, on.get(facts.age, facts.age_on))
    ages = sorted(on.items(), key=lambda said: (said[1], said[0]))
    return AgeReported(
        births=" or ".join(words.date(day) for day in births),
        ages="; ".join(f"{years} on {words.date(day)}" for years, day in ages),
    )
