"""Dates of birth: “DOB 14/3/2010”, “born on 14 March 2010”.

Fields of the person: `born_on`, an ISO date. The day comes first, as is usual here, unless that is no date.
"""

import re
from collections.abc import Iterator
from datetime import date

from tessera.lib.extraction.found import Certainty, Found
from tessera.lib.extraction.reading import Reading

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SAID = (
    r"\b(?:d\.?o\.?b\b\.?|date of birth|birth ?da(?:te|y)|born(?: on)?)(?: is| was)?"
    r"[ \t]{0,3}[:(=-]?[ \t]{0,3}"
)
_NUMBERS = re.compile(_SAID + r"(?P<date>(?P<a>\d{1,2})[/. -](?P<b>\d{1,2})[/. -](?P<year>\d{4}|\d{2}))(?!\w)", re.I)
_ISO = re.compile(_SAID + r"(?P<date>(?P<year>\d{4})-(?P<b>\d{2})-(?P<a>\d{2}))(?!\w)", re.I)
_WORDS = re.compile(
    _SAID + r"(?P<date>(?:the )?(?P<a>\d{1,2})(?:st|nd|rd|th)?(?: of)? {1,2}"
    rf"(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}},? {{1,2}}(?P<year>\d{{4}}|\d{{2}}))(?!\w)",
    re.I,
)


def birth_dates_in(reading: Reading) -> Iterator[Found]:
    """Dates said to be somebody's birthday. A date alone is never taken for one."""
    for shape in (_NUMBERS, _ISO, _WORDS):
        for match in shape.finditer(reading.text):
            month = _MONTHS.index(match["month"].lower()) + 1 if shape is _WORDS else int(match["b"])
            born_on, certainty = _born_on(int(match["a"]), month, match["year"])
            if born_on:
                start, end = match.span("date")
                fields = {"born_on": born_on.isoformat()}
                yield reading.found("person", start, end, fields, certainty=certainty)


def _born_on(day: int, month: int, year: str) -> tuple[date | None, Certainty]:
    full_year = int(year)
    if len(year) == 2:
        this_year = date.today().year
        full_year += this_year - this_year % 100
        full_year -= 100 if full_year > this_year else 0  # nobody is born in a year to come
    choices: tuple[tuple[int, int, Certainty], ...] = ((day, month, "clear"), (month, day, "possible"))
    for this_day, this_month, certainty in choices:
        try:
            return date(full_year, this_month, this_day), certainty
        except ValueError:
            continue
    return None, "possible"
