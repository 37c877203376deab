"""Dates and times as other systems write them, by the hundred thousand: what `when.parse` answers, in a tenth of the time."""

import re
from datetime import date, datetime, time
from functools import lru_cache

from tessera.lib.local_time import LONDON, instant, local
from tessera.lib.when import When, parse
from tessera.lib.when_dates import YEARS
from tessera.lib.when_words import day_words, minutes_words

_SHAPE = re.compile(r"(?:(\d{1,2})/(\d{1,2})/(\d{4})|(\d{4})-(\d{2})-(\d{2}))(?: ([01]\d|2[0-3]):([0-5]\d))?", re.ASCII)
CLOCKS_CHANGE = (3, 10)  # in the last week of these months a time may come twice, or never
LAST_WEEK = 25


def parse_listed(text: str, *, now: datetime) -> When:
    """Read a date, with or without a time, as `when.parse` does. Raises `Unreadable` for what that refuses."""
    found = _SHAPE.fullmatch(text)
    if found is None:
        return parse(text, now=now)
    day, month, year, year_first, month_second, day_third, hour, minute = found.groups()
    parts = (int(year or year_first), int(month or month_second), int(day or day_third))
    known = _day(*parts)
    if known is None:
        return parse(text, now=now)
    words, starts, ends = known
    here = local(now)
    if hour is not None:
        at = starts.replace(hour=int(hour), minute=int(minute))
        if instant(at) > instant(here):
            return parse(text, now=now)
        return When(at, at, "minute", text, f"{words} at {_clock(int(hour) * 60 + int(minute))}")
    if instant(starts) > instant(here):
        return parse(text, now=now)
    return When(starts, min(ends, here, key=instant), "day", text, words)


@lru_cache(maxsize=4096)
def _day(year: int, month: int, day: int) -> tuple[str, datetime, datetime] | None:
    """A day in words with its two ends; None for one that is better read slowly."""
    try:
        on = date(year, month, day)
    except ValueError:
        return None
    if year not in YEARS or (month in CLOCKS_CHANGE and day >= LAST_WEEK):
        return None
    words = day_words(on, weekday=True)
    return words, datetime.combine(on, time(0), LONDON), datetime.combine(on, time.max, LONDON)


@lru_cache(maxsize=1440)
def _clock(minutes: int) -> str:
    return minutes_words([minutes])
