"""Dates and times as other systems write them, by the hundred thousand: what `when.parse` answers, in a tenth of the time."""

import re
from datetime import date, datetime, time
from functools import lru_cache

from tessera.lib.local_time import LONDON, instant, local
from tessera.lib.when import CANNOT_READ, NOT_SURE, When, parse
from tessera.lib.when_dates import YEARS
from tessera.lib.when_plain import HOW, Unreadable
from tessera.lib.when_words import day_words, minutes_words

_SHAPE = re.compile(r"(?:(\d{1,2})/(\d{1,2})/(\d{4})|(\d{4})-(\d{2})-(\d{2}))(?: ([01]\d|2[0-3]):([0-5]\d))?", re.ASCII)
# A list is read days later: “yesterday” in it is nobody’s yesterday. A day has a year.
_HAS_YEAR = re.compile(r"\d{4}")
_SHORT_YEAR = re.compile(r"\d{1,2}([/.-])(?:\d{1,2}|[a-z]{3,9})\1\d{2}(?!\d)", re.ASCII | re.IGNORECASE)
# How many days a spreadsheet counts to: 10000 is in 1927, 99999 in 2173. Behind the point stands the time.
_SERIAL = re.compile(r"[1-9]\d{4}(?:\.\d+)?", re.ASCII)
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]?([0-5]\d)(?::[0-5]\d)?")
# As systems write a moment: “2026-03-14T16:30:00”. Seconds are left out.
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})[T ]+(\d{1,2}:\d{2})(?::\d{2}(?:\.\d+)?)?")
HOW_LISTED = "Write it like 14/03/2026 16:30 or 2026-03-14."


def read_listed(day: str, clock: str = "", *, now: datetime) -> When:
    """Read a day of a list, which has its year, and the time that may stand in a cell of its own.

    Raises `Unreadable`, with a sentence that suggests nothing that a list cannot say.
    """
    if is_serial(day):
        raise Unreadable(f"That looks like a spreadsheet’s number for a day. Format the column as a date. {HOW_LISTED}")
    if _SHORT_YEAR.match(day):
        raise Unreadable(f"Write the year in four digits. {HOW_LISTED}")
    if day.startswith("="):
        raise Unreadable(f"That is not a date. {HOW_LISTED}")
    when, has_year = None, _HAS_YEAR.search(day)
    try:
        when = parse_listed(_as_one(day, clock), now=now)
    except Unreadable as wrong:
        if str(wrong) in (CANNOT_READ, NOT_SURE):
            raise Unreadable(f"That is not a date. {HOW_LISTED}") from None
        if has_year:
            raise Unreadable(str(wrong).replace(HOW, HOW_LISTED)) from None
    if when is None or not has_year:
        raise Unreadable(f"A day in a list needs its year. {HOW_LISTED}")
    return when


def is_serial(text: str) -> bool:
    """Whether this is what a spreadsheet shows of a day in a cell that is not formatted as one: “45123”."""
    return _SERIAL.fullmatch(text) is not None


def _as_one(day: str, clock: str) -> str:
    if found := _TIME.fullmatch(clock):
        clock = f"{int(found[1]):02}:{found[2]}"
    said = f"{day} {clock}".strip()
    found = _MOMENT.fullmatch(said)
    return f"{found[1]} {found[2]:0>5}" if found else said


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
    here = _here(now)
    if starts.date() > here.date():
        return parse(text, now=now)
    if hour is not None:
        at = starts.replace(hour=int(hour), minute=int(minute))
        if at.date() == here.date() and instant(at) > instant(here):
            return parse(text, now=now)
        return When(at, at, "minute", text, f"{words} at {_clock(int(hour) * 60 + int(minute))}")
    return When(starts, here if starts.date() == here.date() else ends, "day", text, words)


@lru_cache(maxsize=8)
def _here(now: datetime) -> datetime:
    return local(now)


@lru_cache(maxsize=4096)
def _day(year: int, month: int, day: int) -> tuple[str, datetime, datetime] | None:
    """A day in words with its two ends; None for one that is better read slowly."""
    try:
        on = date(year, month, day)
    except ValueError:
        return None
    starts, ends = datetime.combine(on, time(0), LONDON), datetime.combine(on, time.max, LONDON)
    if year not in YEARS or starts.utcoffset() != ends.utcoffset():  # a time of it may come twice, or never
        return None
    return day_words(on, weekday=True), starts, ends


@lru_cache(maxsize=1440)
def _clock(minutes: int) -> str:
    return minutes_words([minutes])
