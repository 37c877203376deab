"""Deadlines, gaps and ages, exact on bank holidays, leap days and the nights the clocks change.

How the law counts (England and Wales): a limit in hours runs from the moment itself, in real hours. A limit
in days, weeks, months or years ignores parts of a day: the day of the event is not counted and the limit runs
out at the end of its last day (Lester v Garland (1808)); a limit in months ends on the corresponding date, or
on the last day of a shorter month (Dodds v Walker [1981] 1 WLR 1027).
"""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, datetime, timedelta

from tessera.lib.hours import OpeningHours, next_open, spells_on
from tessera.lib.local_time import LONDON, day_ends, day_starts, instant, local

UNITS = ("minute", "hour", "working hour", "day", "calendar day", "working day", "week", "month", "year")
SATURDAY = 5


def due_at(
    start: datetime,
    length: int,
    unit: str,
    *,
    hours: OpeningHours | None = None,
    holidays: Collection[date] = frozenset(),
    start_day_counts: bool = False,
) -> datetime:
    """The last moment, on the local clock, at which something with this time limit is still in time.

    - minute, hour: that much real time after `start`, however the clocks change meanwhile.
    - working hour: real time for which the desk is open; needs `hours`.
    - day (the same as calendar day), week, month, year: the end of the last local day.
    - working day: the end of the last Monday to Friday that is not in `holidays`. A start at a weekend counts
      its first day on the next working day.

    `start_day_counts` is for a limit in days “beginning with” the day of the event (Sexual Offences Act 2003
    s83, Anti-social Behaviour, Crime and Policing Act 2014 s117). A negative length looks back from `start`:
    one working day before a meeting. Compare the result with other moments in universal time.
    Raises `ValueError` for an unknown unit, or for something the unit cannot do.
    """
    if start_day_counts and not (unit in ("day", "calendar day", "working day") and length > 0):
        raise ValueError("Only a limit of one or more days can begin with the day of the event.")
    length -= start_day_counts
    if unit in ("minute", "hour"):
        return (instant(start) + timedelta(**{f"{unit}s": length})).astimezone(LONDON)
    if unit == "working hour":
        return _after_working_hours(start, length, hours, holidays)
    return day_ends(_last_day(local(start).date(), length, unit, holidays))


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Monday to Friday and not a bank holiday, whatever hours any one desk keeps."""
    return day.weekday() < SATURDAY and day not in holidays


def months_later(day: date, months: int) -> date:
    """The corresponding date that many months on (back, if negative), or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def age_on(born_on: date, on: date) -> int:
    """Completed years of age. An age is reached as the birthday begins (Family Law Reform Act 1969 s9).

    Someone born on 29 February is a year older on 1 March in a year that has no 29 February.
    Raises `ValueError` for a day before birth.
    """
    if on < born_on:
        raise ValueError("The day is before the date of birth.")
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def gap(happened: datetime, written: datetime, *, latest: datetime | None = None) -> str:
    """How long after it happened something was written down, in plain words.

    `latest` is the last moment it can have happened, where that is not known exactly: then the answer is in
    days and says as much as is known. The longer the gap, the less it counts as a note made at the time.
    """
    elapsed, days = instant(written) - instant(happened), _days_between(happened, written)
    if elapsed < timedelta(0):
        return "written down before the time given"
    if latest is not None and instant(latest) != instant(happened):
        return _gap_from_range(happened, latest, written)
    if elapsed < timedelta(minutes=1):
        return "written down at once"
    if elapsed < timedelta(hours=1):
        return f"written down {_count(elapsed // timedelta(minutes=1), 'minute')} after"
    if days == 0 or elapsed < timedelta(hours=24):
        return f"written down {_count(elapsed // timedelta(hours=1), 'hour')} after"
    return f"written down {_length(happened, written)} after"


def _gap_from_range(earliest: datetime, latest: datetime, written: datetime) -> str:
    if _days_between(earliest, written) == 0:
        return "written down the same day"
    longest = _length(earliest, written)
    if instant(written) < instant(latest) or _days_between(latest, written) == 0:
        return f"written down up to {longest} after"
    shortest = _length(latest, written)
    if shortest == longest:
        return f"written down {longest} after"
    number, noun = shortest.split()
    start = number if longest.split()[1].startswith(noun.removesuffix("s")) else shortest
    return f"written down between {start} and {longest} after"


def _length(happened: datetime, written: datetime) -> str:
    """Days up to two months, then whole months, then whole years: as exact as a reader can use."""
    first, last = local(happened).date(), local(written).date()
    months = (last.year - first.year) * 12 + last.month - first.month
    months -= months_later(first, months) > last
    if months < 2:
        return _count((last - first).days, "day")
    return _count(months, "month") if months < 24 else _count(months // 12, "year")


def _days_between(happened: datetime, written: datetime) -> int:
    return (local(written).date() - local(happened).date()).days


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _last_day(first: date, length: int, unit: str, holidays: Collection[date]) -> date:
    match unit:
        case "day" | "calendar day":
            return first + timedelta(days=length)
        case "working day":
            return _working_days_later(first, length, holidays)
        case "week":
            return first + timedelta(weeks=length)
        case "month":
            return months_later(first, length)
        case "year":
            return months_later(first, 12 * length)
    raise ValueError(f"“{unit}” is not a unit of time: use {', '.join(UNITS)}.")


def _working_days_later(day: date, length: int, holidays: Collection[date]) -> date:
    step = timedelta(days=1 if length >= 0 else -1)
    remaining = abs(length)
    while remaining or not is_working_day(day, holidays):
        day += step
        remaining -= bool(remaining) and is_working_day(day, holidays)
    return day


def _after_working_hours(
    start: datetime, length: int, hours: OpeningHours | None, holidays: Collection[date]
) -> datetime:
    if hours is None or length < 0:
        raise ValueError("Working hours need opening hours, and a length that is not negative.")
    at, remaining = next_open(start, hours, holidays), timedelta(hours=length)
    while True:
        day, now = local(at).date(), instant(at)
        for opens, closes in spells_on(day, hours, holidays):
            now = max(now, opens)
            if now + remaining <= closes:
                return (now + remaining).astimezone(LONDON)
            remaining -= max(timedelta(0), closes - now)
        at = next_open(day_starts(day + timedelta(days=1)), hours, holidays)
