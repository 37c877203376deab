"""What people write of when somebody was born: a date that cannot be, one known in part, or about how old they are."""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache

from tessera.lib.linkage.fields import OLDEST_AGE, full_date, parse_date, written_parts
from tessera.lib.when_listed import is_serial

_ABOUT = r"(?:~|≈|about|around|approx(?:imately|\.)?|roughly|circa|ca?\.?|aged?|est(?:imated|\.)?|between|maybe)"
_YEARS = r"(?:-?\s*ish|\?|years?(?:\s+old)?|yrs?\.?(?:\s+old)?|y\s*/?\s*o\.?)"
_AGE = re.compile(
    rf"(?P<about>(?:{_ABOUT}\s*)*)(?P<age>\d{{1,3}})(?:\s*(?:-|–|/|or|to|and)\s*(?P<most>\d{{1,3}}))?"
    rf"\s*(?P<years>(?:{_YEARS}\s*)*)",
    re.IGNORECASE | re.ASCII,
)
_LEAP = 2000  # a year that has every day there is


@lru_cache(maxsize=65_536)
def wrong_with_birth(said: str, *, on: date) -> str:
    """Why these words cannot be somebody's date of birth, as the end of a sentence; empty when they can.

    A date known in part is one: 08/2012, 2012, ????-08-01. `on` is the day the words were written down.
    """
    parts = written_parts(said)
    year, month, day = parse_date(said)
    if parts is None or (year, month, day) == (None, None, None):
        if is_serial(said.strip()):
            return "looks like a spreadsheet’s number for a day: format its column as a date."
        lost = parts is not None and any(int(part or 0) for part in parts)
        return "is no day that was ever in a calendar." if lost else "is not a date."
    if any(int(part or 0) and read is None for part, read in zip(parts, (year, month, day), strict=True)):
        return "is no day that was ever in a calendar."
    if month and day and full_date(year or _LEAP, month, day) is None:
        return f"is no day: there is no {day} {calendar.month_name[month]}{f' {year}' if year else ''}."
    if year and date(year, month or 1, day or 1) > on:
        return "has not come yet."
    if year and year < on.year - OLDEST_AGE:
        return f"is more than {OLDEST_AGE} years ago."
    return ""


def approximate_age(said: str) -> int | None:
    """How old somebody is, about: 15 of “~15”, “15?” and “14-16”. None when the words are something else."""
    found = _AGE.fullmatch(said.strip())
    if found is None:
        return None
    least, most = int(found["age"]), int(found["most"] or found["age"])
    return (least + most) // 2 if least <= most <= OLDEST_AGE else None


@lru_cache(maxsize=65_536)
def says_an_age(said: str) -> bool:
    """Whether these words, where a date was asked for, are plainly an age: “~15”, and not “15” or “14-16”."""
    found = _AGE.fullmatch(said.strip())
    return found is not None and bool(found["about"] or found["years"]) and approximate_age(said) is not None
