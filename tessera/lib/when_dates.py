"""Reads the date out of what was typed about a time, and finds the most recent day that it can mean."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from tessera.lib.calendar import months_later
from tessera.lib.local_time import instant, local
from tessera.lib.when_clock import Clock
from tessera.lib.when_plain import HOW, MONTHS, UNIT, WEEKDAYS, Unreadable
from tessera.lib.when_words import dates_words, day_words

Precision = Literal["minute", "part_of_day", "day", "range", "month", "about"]
YEARS = range(1900, 2200)
# How many days either side “about” and “… ago” reach, and “a few … ago”. The writer is shown it.
NEARLY = {"day": 3, "week": 3, "month": 14, "year": 90}
A_FEW = {"day": 2, "week": 14, "month": 60, "year": 730}


@dataclass(frozen=True)
class Day:
    """A date as written. What was left out (usually the year) is taken from the most recent day that fits."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None


@dataclass(frozen=True)
class Dates:
    """A stretch of whole days, how exactly it was meant, and words for it if its ends do not say it all."""

    first: date
    last: date
    precision: Precision = "range"
    words: str = ""

    def about(self, days: int) -> "Dates":
        """The same, reaching some days further either way."""
        spread = timedelta(days=days)
        words = f"about {dates_words(self.first, self.last)}".replace("about between", "about").replace(" and ", " to ")
        return Dates(self.first - spread, self.last + spread, "about", words)


@dataclass(frozen=True)
class Dated:
    """A date as read, with the time of day if the words gave one (“2 hours ago”)."""

    date: Day | Dates
    clock: Clock | None = None


def read_date(said: str, here: datetime) -> Dated:
    """The date in the plain shape of what was typed; `here` is now on the local clock.

    Raises `Unreadable` when any word means nothing to us.
    """
    for pattern, reader in DATES:
        if found := pattern.fullmatch(said):
            return reader(found, here)
    raise Unreadable(f"We could not read that as a date or time. {HOW}")


def resolve(day: Day, upto: date) -> Dates:
    """The days a written date means: the most recent that fits, on or before `upto`, unless it has a year."""
    if day.year is None:
        return _whole(day, _first_fit(day, (upto - timedelta(days=back) for back in range(8 * 366))))
    if day.year not in YEARS:
        raise Unreadable(f"Check the year. {HOW}")
    if day.month is None:
        return Dates(date(day.year, 1, 1), date(day.year, 12, 31))
    try:
        found = date(day.year, day.month, 1 if day.day is None else day.day)
    except ValueError:
        raise _no_such_day(day) from None
    return _whole(day, found)


def resolve_after(day: Day, since: date) -> Dates:
    """The days a written date means: the next that fits on or after `since`. For the end of a range."""
    return _whole(day, _first_fit(day, (since + timedelta(days=on) for on in range(8 * 366))))


def _first_fit(day: Day, days: Iterable[date]) -> date:
    for on in days:
        right_weekday = day.day is not None or day.weekday in (None, on.weekday())
        if day.day in (None, on.day) and day.month in (None, on.month) and right_weekday:
            return on
    raise _no_such_day(day)


def _no_such_day(day: Day) -> Unreadable:
    month = f" {MONTHS[day.month - 1].title()}" if day.month else ""
    year = f" {day.year}" if day.year else ""
    return Unreadable(f"There is no {day.day}{month}{year}. Check the day and the month.")


def _whole(day: Day, found: date) -> Dates:
    if day.day is None and day.month is not None:
        start = found.replace(day=1)
        return Dates(start, months_later(start, 1) - timedelta(days=1), "month")
    if day.weekday not in (None, found.weekday()):
        right, wrong = WEEKDAYS[found.weekday()].title(), WEEKDAYS[day.weekday or 0].title()
        raise Unreadable(f"{day_words(found)} is a {right}, not a {wrong}. Check the day and the date.")
    return Dates(found, found, "day")


def _written(found: re.Match[str], here: datetime) -> Dated:
    parts = {name: value for name, value in found.groupdict().items() if value}
    year = _full_year(parts.pop("year"), here.year) if "year" in parts else None
    return Dated(Day(year=year, **{name: int(value) for name, value in parts.items()}))


def _full_year(written: str, this_year: int) -> int:
    """Two figures are this century, unless that is more than ten years off: 14/3/98 is 1998."""
    year = int(written.removeprefix("y"))
    if len(written) == 4:
        return year
    return 2000 + year if 2000 + year <= this_year + 10 else 1900 + year


def _days_back(days: int) -> Callable[[re.Match[str], datetime], Dated]:
    return lambda _, here: _on(here.date() - timedelta(days=days))


def _on(day: date) -> Dated:
    return Dated(Dates(day, day, "day"))


def _now(_: re.Match[str], here: datetime) -> Dated:
    return Dated(_on(here.date()).date, Clock((here.hour * 60 + here.minute,)))


def _ago(found: re.Match[str], here: datetime) -> Dated:
    few = found["number"] == "few"
    number = 3 if few else int(found["number"])
    unit = found["unit"].removesuffix("s")
    unit = {"min": "minute", "hr": "hour"}.get(unit, unit)
    if unit in ("minute", "hour"):
        then = local(instant(here) - timedelta(**{f"{unit}s": number}))
        return Dated(_on(then.date()).date, Clock((then.hour * 60 + then.minute,), about=True))
    if unit in ("day", "week"):
        day = here.date() - timedelta(days=number * (7 if unit == "week" else 1))
    else:
        day = months_later(here.date(), -number * (12 if unit == "year" else 1))
    if found["exactly"] or (unit == "day" and not few):
        return _on(day)
    return Dated(Dates(day, day).about((A_FEW if few else NEARLY)[unit]))


def _last_weekday(found: re.Match[str], here: datetime) -> Dated:
    """“Last Tuesday” is the most recent Tuesday before today."""
    yesterday = here.date() - timedelta(days=1)
    return Dated(resolve(Day(weekday=int(found[1])), yesterday))


def _weekday_last_week(found: re.Match[str], here: datetime) -> Dated:
    return _on(_monday(here) + timedelta(days=int(found[1] or found[2]) - 7))


def _monday(here: datetime) -> date:
    return here.date() - timedelta(days=here.weekday())


def _week(found: re.Match[str], here: datetime) -> Dated:
    monday = _monday(here) - timedelta(days=7 * (found[1] == "last"))
    return Dated(Dates(monday, monday + timedelta(days=6)))


def _week_beginning(found: re.Match[str], here: datetime) -> Dated:
    day = _written(found, here).date
    first = resolve(day, here.date()).first if isinstance(day, Day) else day.first
    return Dated(Dates(first, first + timedelta(days=6)))


def _weekend(found: re.Match[str], here: datetime) -> Dated:
    """The most recent weekend, counting one that has begun unless “last” was said."""
    before = _monday(here) - timedelta(days=1) if found[1] == "last" else here.date()
    saturday = resolve(Day(weekday=5), before).first
    return Dated(Dates(saturday, saturday + timedelta(days=1)))


def _month(found: re.Match[str], here: datetime) -> Dated:
    month = months_later(here.date(), -(found[1] == "last"))
    return Dated(resolve(Day(month=month.month, year=month.year), here.date()))


def _year(found: re.Match[str], here: datetime) -> Dated:
    return Dated(Day(year=here.year - (found[1] == "last")))


def _last_named_month(found: re.Match[str], here: datetime) -> Dated:
    """“Last March” is the most recent March before this month."""
    before = here.date().replace(day=1) - timedelta(days=1)
    return Dated(resolve(Day(month=int(found["month"])), before))


def _third_of_month(found: re.Match[str], here: datetime) -> Dated:
    """The first ten days, the next ten, or the rest."""
    word = found["third"]
    year = _full_year(found["year"], here.year) if found["year"] else None
    month = resolve(Day(month=int(found["month"]), year=year), here.date())
    starts, ends = {"middle": (11, 20), "late": (21, None), "end": (21, None)}.get(word, (1, 10))
    last = month.first.replace(day=ends) if ends else month.last
    of = "" if word in ("early", "late") else " of"
    return Dated(
        Dates(month.first.replace(day=starts), last, words=f"{word}{of} {dates_words(month.first, month.last)}")
    )


_day = r"(?P<day>\d\d?)(?:th)?"
_month_named = r"#(?P<month>\d\d?)"
_any_year = r"(?: (?P<year>\d{4}|y?\d\d))?"
_weekday = r"(?:@(?P<weekday>\d) )?"
DATES: list[tuple[re.Pattern[str], Callable[[re.Match[str], datetime], Dated]]] = [
    (re.compile(pattern), reader)
    for pattern, reader in (
        (rf"{_weekday}{_day} {_month_named}{_any_year}", _written),
        (rf"{_weekday}{_month_named} {_day}(?: (?P<year>\d{{4}}|y\d\d))?", _written),
        (rf"{_month_named}(?: (?P<year>\d{{4}}|y\d\d))?", _written),
        (r"(?P<year>\d{4})", _written),
        (rf"{_weekday}(?P<day>\d\d?)th", _written),
        (rf"@(?P<weekday>\d) {_day}", _written),
        (r"(?:this )?@(?P<weekday>\d)(?: this week)?", _written),
        (r"last @(\d)(?: just gone)?", _last_weekday),
        (r"today", _days_back(0)),
        (r"yesterday", _days_back(1)),
        (r"daybefore", _days_back(2)),
        (r"(?:just )?now", _now),
        (rf"(?P<number>few|\d{{1,3}}) (?P<unit>{UNIT}) ago(?P<exactly> today)?", _ago),
        (r"(?:@(\d) last week|last week @(\d))", _weekday_last_week),
        (r"(last|this) week", _week),
        (
            rf"week (?:beginning |commencing |starting )?{_weekday}{_day} {_month_named}{_any_year}",
            _week_beginning,
        ),
        (r"(?:(last|this) )?weekend", _weekend),
        (r"(last|this) month", _month),
        (r"(last|this) year", _year),
        (rf"(?P<third>early|start|beginning|middle|late|end) {_month_named}{_any_year}", _third_of_month),
        (rf"last {_month_named}", _last_named_month),
    )
]
