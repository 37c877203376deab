"""Understands the one answer to “When was this?”, however a busy person writes it, and says it back in words.

Nothing is guessed silently: an answer that could mean two things is kept as the stretch that holds both, and the
words say so. What cannot have happened (31 February, tomorrow, an hour the clocks jumped over) is refused with
a sentence to show beside the field.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from tessera.lib.local_time import SMALLEST, came_twice, instant, local, readings, was_skipped
from tessera.lib.when_clock import MIDNIGHT, Clock, Part, bare_hour, settle, take_clock, take_part
from tessera.lib.when_dates import NEARLY, YEARS, Dates, Day, Precision, read_date, resolve, resolve_after
from tessera.lib.when_plain import HOW, Unreadable, plain
from tessera.lib.when_words import dates_words, day_words, minutes_words, moment_words, sentence, time_words

__all__ = ["Precision", "Unreadable", "When", "parse"]

LONGEST = 200
ABOUT_A_TIME = timedelta(minutes=30)

IN_FUTURE = "That is in the future. Give a date or time that has already passed."
CANNOT_READ = f"We could not read that as a date or time. {HOW}"


@dataclass(frozen=True)
class When:
    """When something happened, as exactly as the person knew.

    It happened at or after `earliest` and at or before `latest`: both ends are included, both are on the clock of
    England and Wales, and neither is later than the moment of writing. A day ends at 23:59:59.999999; a minute
    has `earliest` and `latest` the same. Compare either with other moments in universal time (`local_time.instant`).
    """

    earliest: datetime
    latest: datetime
    precision: Precision
    text: str
    words: str


def parse(text: str, *, now: datetime) -> When:
    """Read what somebody typed as the answer to “When was this?”; `now` must carry its time zone.

    Dates are always day first. A missing year (or month, or day) is the most recent that has passed.
    “About” a date is taken as three days either way, “about” a time as half an hour either way.
    Raises `Unreadable`, and nothing else whatever the text, with a sentence for the person who typed it.
    """
    here = local(now)
    if len(text) > LONGEST:
        raise Unreadable(f"Keep this to a date or time, and put the rest in what happened. {HOW}")
    said = plain(text)
    if not said:
        raise Unreadable(f"Say when this was. {HOW}")
    if NOT_YET.search(said):
        raise Unreadable(IN_FUTURE)
    if NOT_KNOWN.search(said):
        raise Unreadable(
            "If you are not sure, give the closest you can, like about 12 March, March 2026 or last week."
        )
    span = _range(said, here) or _single(said, here)
    earliest, latest = readings(span.start)[0], readings(span.end)[1]
    if instant(earliest) > instant(here):
        raise Unreadable(IN_FUTURE)
    if earliest.year not in YEARS:
        raise Unreadable(f"Check the year. {HOW}")
    return When(earliest, min(latest, here, key=instant), span.precision, text, sentence(span.words))


NOT_YET = re.compile(r"\b(?:tomorrow|next)\b")
NOT_KNOWN = re.compile(
    r"\b(?:unknown|unsure|not (?:sure|known|certain)|(?:dont|don t|do not|cant|cannot) \w+)\b"
)
NOISE = re.compile(r"\b(?:on|in|at|the|of|it|was|happened|sometime|during|over|within|for|date|dated)\b")
AND = r"\b(?:and|to|until|till|or)\b"
BETWEEN = re.compile(rf"(?P<lead>.*?)\b(?:between|from)\b(?P<start>.+?){AND}(?P<end>.+)")
PAIR = re.compile(rf"(?P<lead>)(?P<start>.+?){AND}(?P<end>.+)")


@dataclass(frozen=True)
class _Piece:
    """A whole answer, or one end of a range. `bare` is a number that may yet be a day or an hour."""

    date: Day | Dates | None = None
    clock: Clock | None = None
    part: Part | None = None
    bare: int | None = None
    about: bool = False


@dataclass(frozen=True)
class _Span:
    """From and until on the wall clock, both included."""

    start: datetime
    end: datetime
    precision: Precision
    words: str


def _piece(said: str, here: datetime) -> _Piece:
    clock, rest = take_clock(said)
    part, rest = take_part(rest)
    about, rest = "~" in rest, " ".join(NOISE.sub(" ", rest.replace("~", " ")).split())
    piece = _Piece(clock=settle(clock, part) if clock and part else clock, part=part, about=about)
    if not rest:
        return piece
    if bare := re.fullmatch(r"(\d\d?)(?: ((?:last )?@\d|today|yesterday))?", rest):
        named = read_date(bare[2], here).date if bare[2] else None
        return replace(piece, bare=int(bare[1]), date=named)
    dated = read_date(rest, here)
    return replace(piece, date=dated.date, clock=dated.clock or piece.clock)


def _single(said: str, here: datetime) -> _Span:
    piece = _piece(said, here)
    if piece.bare is not None and piece.date:
        piece = replace(piece, clock=bare_hour(piece.bare))
    if not (piece.date or piece.clock or piece.part):
        raise Unreadable(CANNOT_READ)
    written = piece.date or Day()
    for upto in _todays(written, here):
        span = _span(piece, _dates(piece, written, upto), here)
        if instant(readings(span.start)[0]) <= instant(here):
            break
    return span


def _todays(written: Day | Dates, here: datetime) -> list[date]:
    """Today; and yesterday to fall back on, for “9pm” or “Tuesday evening” said before it has come round again."""
    today = here.date()
    if isinstance(written, Day) and written.day is written.month is written.year is None:
        return [today, today - timedelta(days=1)]
    return [today]


def _dates(piece: _Piece, written: Day | Dates, upto: date) -> Dates:
    dates = resolve(written, upto) if isinstance(written, Day) else written
    if piece.about and dates.precision != "about" and not _about_the_hour(piece, written):
        return dates.about(_reach(dates))
    return dates


def _about_the_hour(piece: _Piece, written: Day | Dates) -> bool:
    """“About” before a named day with an hour or part of the day means the hour, before a numbered day the day."""
    return bool(piece.clock or piece.part) and not (isinstance(written, Day) and written.day is not None)


def _reach(dates: Dates) -> int:
    days = (dates.last - dates.first).days
    return NEARLY["year" if days > 31 else "month" if days > 7 else "day"]


def _span(piece: _Piece, dates: Dates, here: datetime) -> _Span:
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
    return _Span(_start(dates, clock, part), _end(dates, clock, part), dates.precision, words)


def _one_day(on: date, clock: Clock | None, part: Part | None, here: datetime) -> _Span:
    dates = Dates(on, on, "day")
    precision: Precision = "part_of_day" if part else "day"
    twice = ""
    if clock:
        clock = _possible(on, clock, here)
        repeated = came_twice(_wall(on, clock.minutes[0]))
        twice = " (the clocks went back that night, so this came twice)" if repeated else ""
        precision = "about" if clock.about or len(clock.minutes) > 1 or repeated else "minute"
    words = moment_words(on, clock, part) + twice
    return _Span(_start(dates, clock, part), _end(dates, clock, part), precision, words)


def _possible(on: date, clock: Clock, here: datetime) -> Clock:
    """The readings of a clock that came about, leaving out those still to come if another has passed."""
    came = [minute for minute in clock.minutes if not was_skipped(_wall(on, minute))]
    if not came and not clock.about:
        raise Unreadable(
            f"The clocks went forward on {day_words(on)}, so there was no {minutes_words(clock.minutes)}. Check the time."
        )
    passed = [minute for minute in came if instant(readings(_wall(on, minute))[0]) <= instant(here)]
    return replace(clock, minutes=tuple(passed or came or clock.minutes))


def _wall(on: date, minutes: int) -> datetime:
    return datetime.combine(on, time(0)) + timedelta(minutes=minutes)


def _start(dates: Dates, clock: Clock | None, part: Part | None) -> datetime:
    if clock:
        return _wall(dates.first, min(clock.minutes)) - ABOUT_A_TIME * clock.about
    return _wall(dates.first, part.starts if part else 0)


def _end(dates: Dates, clock: Clock | None, part: Part | None) -> datetime:
    if clock:
        return _wall(dates.last, max(clock.minutes)) + ABOUT_A_TIME * clock.about
    return _wall(dates.last, part.ends if part else MIDNIGHT) - SMALLEST


def _range(said: str, here: datetime) -> _Span | None:
    """“Between 1 and 5 March”, “yesterday from 2 to 4pm”, “Friday night or Saturday morning”; None if not a range."""
    found = BETWEEN.fullmatch(said) or PAIR.fullmatch(said)
    if not found:
        return None
    lead, start, end = (_piece(found[name], here) for name in ("lead", "start", "end"))
    if lead.clock or lead.bare is not None or (lead.date and (start.date or end.date)):
        raise Unreadable(CANNOT_READ)
    hourly = bool(lead.date) or any(
        piece.clock or (piece.bare is not None and (piece.date or piece.part)) for piece in (start, end)
    )
    start, end = (_as_end(piece, lead.part or end.part, hourly) for piece in (start, end))
    if not all(piece.date or piece.clock or piece.part for piece in (start, end)):
        raise Unreadable(CANNOT_READ)
    start, end = _settle_pair(start, end)
    first_day = start.date or lead.date or end.date or Day()
    last_day = end.date or lead.date or start.date or Day()
    for upto in _todays(last_day, here):
        first, last = _ends(replace(start, date=first_day), replace(end, date=last_day), upto)
        if start.clock and end.clock and first == last and max(end.clock.minutes) < min(start.clock.minutes):
            end = replace(
                end, clock=replace(end.clock, minutes=tuple(m + MIDNIGHT for m in end.clock.minutes))
            )
        starts = _start(first, start.clock, start.part)
        if instant(readings(_start(last, end.clock, end.part))[0]) <= instant(here):
            break
    else:
        raise Unreadable(IN_FUTURE)
    ends = _end(last, end.clock, end.part)
    if starts > ends:
        raise Unreadable("The second date or time is before the first. Check which came first.")
    return _Span(starts, ends, "range", _range_words(start, end, first, last, here))


def _as_end(piece: _Piece, part: Part | None, hourly: bool) -> _Piece:
    """One end of a range, its bare number taken as an hour or a day, and its hour as the shared part of day has it."""
    if piece.bare is not None and not hourly:
        return replace(piece, date=Day(day=piece.bare))
    clock = bare_hour(piece.bare) if piece.bare is not None else piece.clock
    part = piece.part or part
    if clock and part:
        clock = settle(clock, part)
    about = piece.about and clock is not None
    return replace(piece, clock=replace(clock, about=about or clock.about) if clock else None)


def _settle_pair(start: _Piece, end: _Piece) -> tuple[_Piece, _Piece]:
    """“2 to 4pm”: the end that says am or pm tells what the other end means, on one day."""
    if not (start.clock and end.clock):
        return start, end
    first, last = start.clock.minutes, end.clock.minutes
    if len(last) == 1:
        first = tuple([minute for minute in first if minute <= last[0]][-1:]) or first
    if len(first) == 1:
        last = tuple([minute for minute in last if minute >= first[0]][:1]) or last
    return (
        replace(start, clock=replace(start.clock, minutes=first)),
        replace(end, clock=replace(end.clock, minutes=last)),
    )


def _ends(start: _Piece, end: _Piece, upto: date) -> tuple[Dates, Dates]:
    """The days at both ends. The end is the most recent that fits and the start the most recent before it,
    unless only the start says which month or year."""
    first, last = start.date or Day(), end.date or Day()
    if first == last:
        both = _dates(end, last, upto)
        return both, both
    if isinstance(first, Day) and isinstance(last, Day):
        start_says_more = (last.year is None and first.year) or (last.month is None and first.month)
        if start_says_more and last.year is None:
            begins = _dates(start, first, upto)
            following = resolve_after(last, begins.first)
            return begins, _dates(end, following, upto)
    finishes = _dates(end, last, upto)
    return _dates(start, first, min(finishes.last, upto)), finishes


def _range_words(start: _Piece, end: _Piece, first: Dates, last: Dates, here: datetime) -> str:
    if first == last and first.first == first.last and start.clock and end.clock:
        times = (
            f"{'about ' * clock.about}{minutes_words(clock.minutes)}" for clock in (start.clock, end.clock)
        )
        return f"{day_words(first.first, weekday=True)}, between {' and '.join(times)}"
    same_year = first.first.year == last.last.year
    return f"between {_end_words(start, first, first.first, not same_year)} and " + _end_words(
        end, last, min(last.last, here.date()), True
    )


def _end_words(piece: _Piece, dates: Dates, on: date, year: bool) -> str:
    if dates.words:
        return dates.words
    if piece.clock or piece.part:
        return moment_words(on, piece.clock, piece.part, year=year).replace(", ", " ", 1)
    if dates.precision == "month":
        return dates_words(dates.first, dates.last)
    return day_words(on, year=year)
