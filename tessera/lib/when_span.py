"""Puts a date, an hour and a part of the day together into one stretch of time on the wall clock."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from tessera.lib.local_time import SMALLEST, came_twice, instant, readings, was_skipped
from tessera.lib.when_clock import MIDNIGHT, Clock, Part, settle, take_clock, take_part
from tessera.lib.when_dates import NEARLY, Dates, Day, Precision, read_date, resolve
from tessera.lib.when_plain import Unreadable
from tessera.lib.when_words import dates_words, day_words, minutes_words, moment_words, time_words

ABOUT_A_TIME = timedelta(minutes=30)
NOISE = re.compile(r"\b(?:on|in|at|the|of|it|was|happened|sometime|during|over|within|for|date|dated)\b")
BARE = re.compile(r"\d\d?")
HOUR_THEN_DAY = re.compile(r"(?P<hour>\d\d?) (?P<day>(?:last )?@\d|today|yesterday)")
DAY_THEN_HOUR = re.compile(r"(?P<day>(?:last )?@\d|today|yesterday) (?P<hour>\d\d?)")


@dataclass(frozen=True)
class Piece:
    """A whole answer, or one end of a range. `bare` is a number that may yet be a day or an hour."""

    date: Day | Dates | None = None
    clock: Clock | None = None
    part: Part | None = None
    bare: int | None = None
    about: bool = False


@dataclass(frozen=True)
class Span:
    """From and until on the wall clock, both included."""

    start: datetime
    end: datetime
    precision: Precision
    words: str


def read_piece(said: str, here: datetime) -> Piece:
    clock, rest = take_clock(said)
    part, rest = take_part(rest)
    about, rest = "~" in rest, " ".join(NOISE.sub(" ", rest.replace("~", " ")).split())
    piece = Piece(clock=settle(clock, part) if clock and part else clock, part=part, about=about)
    if not rest:
        return piece
    if bare := BARE.fullmatch(rest):
        return replace(piece, bare=int(bare[0]))
    # “Tuesday 4” is a date; “Tuesday about 4” is a time.
    if found := HOUR_THEN_DAY.fullmatch(rest) or (DAY_THEN_HOUR.fullmatch(rest) if about else None):
        return replace(piece, bare=int(found["hour"]), date=read_date(found["day"], here).date)
    dated = read_date(rest, here)
    return replace(piece, date=dated.date, clock=dated.clock or piece.clock)


def todays(written: Day | Dates, here: datetime) -> list[date]:
    """Today; and yesterday to fall back on, for “9pm” or “Tuesday evening” said earlier than that today."""
    today = here.date()
    if isinstance(written, Day) and written.day is written.month is written.year is None:
        return [today, today - timedelta(days=1)]
    return [today]


def dates_of(piece: Piece, written: Day | Dates, upto: date) -> Dates:
    dates = resolve(written, upto) if isinstance(written, Day) else written
    if piece.about and dates.precision != "about" and not _about_the_hour(piece, written):
        return dates.about(_reach(dates))
    return dates


def _about_the_hour(piece: Piece, written: Day | Dates) -> bool:
    """“About” with an hour or part of the day means the hour, unless it stands with the number of a day."""
    return bool(piece.clock or piece.part) and not (isinstance(written, Day) and written.day is not None)


def _reach(dates: Dates) -> int:
    days = (dates.last - dates.first).days
    return NEARLY["year" if days > 31 else "month" if days > 7 else "day"]


def span_of(piece: Piece, dates: Dates, here: datetime) -> Span:
    clock, part = piece.clock, piece.part
    if clock and piece.about and dates.precision != "about":
        clock = replace(clock, about=True)
    if dates.first == dates.last and dates.precision == "day":
        return _one_day(dates.first, clock, part, here)
    last = min(dates.last, here.date())
    if dates.words:
        words = f"{dates.words} ({dates_words(dates.first, last)})"
    else:
        words = dates_words(dates.first, dates.last if dates.precision == "month" else last)
    words += f", {time_words(clock, part)}" if clock or part else ""
    return Span(starts_at(dates, clock, part), ends_at(dates, clock, part), dates.precision, words)


def _one_day(on: date, clock: Clock | None, part: Part | None, here: datetime) -> Span:
    dates = Dates(on, on, "day")
    precision: Precision = "part_of_day" if part else "day"
    twice = ""
    if clock:
        clock = _possible(on, clock, here)
        repeated = came_twice(_wall(on, clock.minutes[0]))
        twice = " (the clocks went back that night, so this came twice)" if repeated else ""
        precision = "about" if clock.about or len(clock.minutes) > 1 or repeated else "minute"
    words = moment_words(on, clock, part) + twice
    return Span(starts_at(dates, clock, part), ends_at(dates, clock, part), precision, words)


def _possible(on: date, clock: Clock, here: datetime) -> Clock:
    """The readings of a clock that came about, leaving out those still to come if another has passed."""
    came = [minute for minute in clock.minutes if not was_skipped(_wall(on, minute))]
    if not came and not clock.about:
        raise Unreadable(
            f"The clocks went forward on {day_words(on)}, so there was no {minutes_words(clock.minutes)}. "
            "Check the time."
        )
    passed = [minute for minute in came if instant(readings(_wall(on, minute))[0]) <= instant(here)]
    return replace(clock, minutes=tuple(passed or came or clock.minutes))


def _wall(on: date, minutes: int) -> datetime:
    return datetime.combine(on, time(0)) + timedelta(minutes=minutes)


def starts_at(dates: Dates, clock: Clock | None, part: Part | None) -> datetime:
    if clock:
        return _wall(dates.first, min(clock.minutes)) - ABOUT_A_TIME * clock.about
    return _wall(dates.first, part.starts if part else 0)


def ends_at(dates: Dates, clock: Clock | None, part: Part | None) -> datetime:
    if clock:
        return _wall(dates.last, max(clock.minutes)) + ABOUT_A_TIME * clock.about
    return _wall(dates.last, part.ends if part else MIDNIGHT) - SMALLEST
