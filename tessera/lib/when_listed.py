"""Dates and times as other systems write them, by the hundred thousand: what `when.parse` answers, in a tenth of the time."""

import re
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache

from tessera.lib.local_time import LONDON, instant, local
from tessera.lib.when import CANNOT_READ, IN_FUTURE, NOT_SURE, When, parse
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
# As most systems write a moment: “2026-03-14T16:30:00”. Seconds are left out.
_IN_FIGURES = re.compile(r"(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})[T ]+(\d{1,2}:\d{2})(?::\d{2}(?:\.\d+)?)?")
# And as the others do: “2026-03-14T16:30:05.123Z”, “14-Mar-2026 4:30:05 PM”. A clock that is an hour or more behind is told
# from a stretch of time (“16:30-17:30”) by a T, or by the seconds, before it.
_MOMENT = re.compile(
    r"(?P<day>.*?\d{4}.*?)(?:(?P<t>(?<=\d)T)|,? +)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})"
    r"(?P<seconds>[:.]\d{2}(?:[.,]\d+)?)?(?: ?(?P<half>[ap])\.?m\.?)?"
    r"(?: ?(?P<clock>Z|UTC|GMT|BST|\+\d{2}(?::?\d{2})?|(?(t)-|(?(seconds)-|(?!)))\d{2}(?::?\d{2})?))?",
    re.ASCII | re.IGNORECASE,
)
_AHEAD = {"Z": 0, "UTC": 0, "GMT": 0, "BST": 60}  # minutes
_MOST_AHEAD = 14 * 60
_LONGEST_MOMENT = 60  # characters
_NAMED = re.compile(r"[a-z]", re.IGNORECASE)
# Where the time has a cell of its own, a system writes the day with a midnight that nobody meant.
_NO_TIME = re.compile(r"(?<=\d)[T ]00:00(?::00(?:\.0+)?)?$")
HOW_LISTED = "Write it like 14/03/2026 16:30 or 2026-03-14."


def read_listed(day: str, clock: str = "", *, now: datetime) -> When:
    """Read a day of a list, which has its year, and the time that may stand in a cell of its own.

    Raises `Unreadable`, with a sentence that suggests nothing that a list cannot say.
    """
    usual = not clock and _SHAPE.fullmatch(day) is not None
    if not usual:
        _refuse_unlike(day)
    when, has_year = None, usual or _HAS_YEAR.search(day)
    try:
        when = parse_listed(day, now=now) if usual else _read_as_one(_as_one(day, clock), now)
    except Unreadable as wrong:
        if str(wrong) in (CANNOT_READ, NOT_SURE):
            raise Unreadable(f"That is not a date. {HOW_LISTED}") from None
        if has_year:
            raise Unreadable(str(wrong).replace(HOW, HOW_LISTED)) from None
    if when is None or not has_year:
        raise Unreadable(f"A day in a list needs its year. {HOW_LISTED}")
    return when


def _refuse_unlike(day: str) -> None:
    if is_serial(day):
        raise Unreadable(f"That looks like a spreadsheet’s number for a day. Format the column as a date. {HOW_LISTED}")
    if _SHORT_YEAR.match(day):
        raise Unreadable(f"Write the year in four digits. {HOW_LISTED}")
    if day.startswith("="):
        raise Unreadable(f"That is not a date. {HOW_LISTED}")


def is_serial(text: str) -> bool:
    """Whether this is what a spreadsheet shows of a day in a cell that is not formatted as one: “45123”."""
    return _SERIAL.fullmatch(text) is not None


def _as_one(day: str, clock: str) -> str:
    if not clock:
        return day
    if found := _TIME.fullmatch(clock):
        clock = f"{int(found[1]):02}:{found[2]}"
    if ":" in day:
        day = _NO_TIME.sub("", day)
    return f"{day} {clock}"


def _read_as_one(said: str, now: datetime) -> When:
    """A day and its time in one. By the clock of another place, or by Greenwich, it is said in the time here."""
    if found := _IN_FIGURES.fullmatch(said):
        return parse_listed(f"{found[1]} {found[2]:0>5}", now=now)
    if len(said) > _LONGEST_MOMENT:
        return parse_listed(said, now=now)
    found = _MOMENT.fullmatch(said)
    if found is None:
        return _read_slowly(said, now)
    if found["clock"]:
        return _by_its_clock(found, now)
    half = f" {found['half']}m" if found["half"] else ""
    return parse_listed(f"{_in_figures(found['day'], now)} {found['hour']:0>2}:{found['minute']}{half}", now=now)


# Of a hundred thousand rows many are of one day: “14-Mar-2026” is read once.
@lru_cache(maxsize=4096)
def _read_slowly(said: str, now: datetime) -> When:
    return parse_listed(said, now=now)


def _in_figures(day: str, now: datetime) -> str:
    """A day written with the name of its month as one in figures, which are read fast. All else as it is."""
    if not _NAMED.search(day):
        return day
    try:
        when = _read_slowly(day, now)
    except Unreadable:
        return day
    return f"{when.earliest:%d/%m/%Y}" if when.precision == "day" else day


def _by_its_clock(found: re.Match[str], now: datetime) -> When:
    ahead = _ahead(found["clock"].upper())
    hour, minute, half = int(found["hour"]), int(found["minute"]), (found["half"] or "").lower()
    if half and 0 < hour < 13:
        hour = hour % 12 + 12 * (half == "p")
    # It may be tomorrow there.
    day = _read_slowly(found["day"], now + timedelta(days=1))
    if hour > 23 or minute > 59 or day.precision != "day":
        raise Unreadable(CANNOT_READ)
    there = datetime.combine(day.earliest.date(), time(hour, minute), timezone(timedelta(minutes=ahead)))
    at = local(there)
    if instant(at) > instant(now):
        raise Unreadable(IN_FUTURE)
    return When(at, at, "minute", found.string, f"{_words(at.date())} at {_clock(at.hour * 60 + at.minute)}")


@lru_cache(maxsize=64)
def _ahead(clock: str) -> int:
    """How many minutes a clock is ahead of Greenwich. None is more than fourteen hours."""
    if clock in _AHEAD:
        return _AHEAD[clock]
    figures = clock[1:].replace(":", "")
    minutes = int(figures[:2]) * 60 + int(figures[2:] or 0)
    if minutes > _MOST_AHEAD:
        raise Unreadable(CANNOT_READ)
    return minutes if clock[0] == "+" else -minutes


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
    return _words(on), starts, ends


@lru_cache(maxsize=4096)
def _words(on: date) -> str:
    return day_words(on, weekday=True)


@lru_cache(maxsize=1440)
def _clock(minutes: int) -> str:
    return minutes_words([minutes])
