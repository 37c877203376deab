"""Dates of birth: “DOB 14/3/2010”, “born on 14 March 2010”.

Fields of the person: `born_on`, an ISO date. The day comes first, as is usual here, unless that is no date. A date on
which nobody living can have been born, to come or over 110 years ago, is nobody's.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from tessera.lib.extraction.found import Certainty, Found
from tessera.lib.extraction.reading import Reading

OLDEST = 110  # years

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SAID = (
    r"\b(?:d\.?o\.?b\b\.?|date of birth|birth ?da(?:te|y)|born(?: on)?)(?: is| was)?"
    r"[ \t]{0,3}[:(=-]?[ \t]{0,3}"
)
_SAID_SHORT = r"(?<![\w'/.-])(?-i:b)\.?[ \t]{0,3}"  # “b. 25/6/94”
_NUMBERS = r"(?P<a>\d{1,2})[/.SPACE-](?P<b>\d{1,2})[/.SPACE-](?P<year>\d{4}|\d{2})"
_SHAPES = (
    _NUMBERS.replace("SPACE", " "),
    r"(?P<year>\d{4})-(?P<b>\d{2})-(?P<a>\d{2})",
    r"(?:the )?(?P<a>\d{1,2})(?:st|nd|rd|th)?(?: of)? {1,2}"
    rf"(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}},? {{1,2}}(?P<year>\d{{4}}|\d{{2}})",
)
# Standing alone, numbers with spaces between are too like anything else.
_SHAPES_ALONE = (_NUMBERS.replace("SPACE", ""), *_SHAPES[1:])
_SAID_TO_BE = tuple(re.compile(rf"{_SAID}(?P<date>{shape})(?!\w)", re.I) for shape in _SHAPES) + tuple(
    re.compile(rf"{_SAID_SHORT}(?P<date>{shape})(?!\w)", re.I) for shape in _SHAPES_ALONE
)
_ALONE = tuple(re.compile(rf"(?<![\w/.-])(?P<date>{shape})(?!\w|[/.-]\d)", re.I) for shape in _SHAPES_ALONE)


class Standing(NamedTuple):
    """A date where it stands in a text. `born_on` is empty when nobody living can have been born on it."""

    start: int
    end: int
    born_on: str


def birth_dates_in(reading: Reading) -> Iterator[Found]:
    """Dates said to be somebody's birthday. A date alone is never taken for one."""
    for shape in _SAID_TO_BE:
        for match in shape.finditer(reading.text):
            born_on, certainty = _born_on(match)
            if born_on:
                start, end = match.span("date")
                fields = {"born_on": born_on.isoformat()}
                yield reading.found("person", start, end, fields, certainty=certainty)


def dates_in(text: str) -> list[Standing]:
    """Every date that stands in a plain text, in order, whatever it is the date of."""
    standing = []
    for match in (match for shape in _ALONE for match in shape.finditer(text)):
        born_on, _ = _born_on(match)
        standing.append(Standing(*match.span("date"), born_on.isoformat() if born_on else ""))
    return sorted(standing)


def _born_on(match: re.Match[str]) -> tuple[date | None, Certainty]:
    said = match.groupdict()
    month = _MONTHS.index(said["month"].lower()) + 1 if said.get("month") else int(said["b"])
    day, year, today = int(said["a"]), int(said["year"]), date.today()
    if len(said["year"]) == 2:
        year += today.year - today.year % 100
        year -= 100 if year > today.year else 0  # nobody is born in a year to come
    choices: tuple[tuple[int, int, Certainty], ...] = ((day, month, "clear"), (month, day, "possible"))
    for this_day, this_month, certainty in choices:
        try:
            born_on = date(year, this_month, this_day)
        except ValueError:
            continue
        is_possible = born_on <= today and today.year - year <= OLDEST
        return (born_on if is_possible else None), certainty
    return None, "possible"
