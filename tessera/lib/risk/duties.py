"""What a professional must do by the child's age (REQ: assess-age-rules, assess-benefit-of-doubt-on-age)."""

from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path

import yaml

SUPPLIED = Path(__file__).parents[2] / "reference" / "data" / "age_duties.yaml"


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One age band and its duty, with where it comes from and whether a local adviser has checked it."""

    id: str
    summary: str
    duty: str
    from_age: int
    below_age: int
    if_disputed: bool
    source: list[str]
    confidence: str
    verified: bool

    def covers(self, age: int | None, age_disputed: bool) -> bool:
        """Whether this duty is owed. An unknown age owes every duty; a disputed one may be too high."""
        if age is None or self.from_age <= age < self.below_age:
            return True
        return age_disputed and self.if_disputed and age >= self.below_age


@cache
def load_duties(path: Path = SUPPLIED) -> tuple[Duty, ...]:
    """Every age duty in a file, youngest band first."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))["entries"]
    names = [each.name for each in fields(Duty)]
    duties = (Duty(**{name: row[name] for name in names}) for row in rows)
    return tuple(sorted(duties, key=lambda duty: duty.from_age))


def duties_for(
    age: int | None,
    sexual_activity: bool | None,
    age_disputed: bool | None = None,
    *,
    duties: tuple[Duty, ...] | None = None,
) -> tuple[Duty, ...]:
    """What is owed when something sexual is known or believed to have been done to a child, youngest first.

    `age` in whole years (`age_on` works it out, right on the birthday). Nothing is owed by age until
    `sexual_activity` is true. Unknown age: every band. Disputed: the recorded band and the bands below it
    that a doubt reaches, and the bands for children even where 18 or over is recorded.
    """
    if not sexual_activity:
        return ()
    owed = load_duties() if duties is None else duties
    return tuple(duty for duty in owed if duty.covers(age, bool(age_disputed)))


def age_on(born_on: date, on: date) -> int:
    """Whole years of age on a day. An age is reached as the birthday begins (Family Law Reform Act 1969 s9).

    A child born on 29 February reaches it on 1 March in other years. Raises ValueError before the birth.
    """
    if on < born_on:
        raise ValueError("The date of birth is later than the day asked about.")
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
