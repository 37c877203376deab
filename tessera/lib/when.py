"""Understands the one answer to “When was this?”, however a busy person writes it, and says it back in words.

Nothing is guessed silently: an answer that could mean two things is kept as the stretch that holds both, and
the words say so. What cannot have happened (31 February, tomorrow, an hour the clocks jumped over) is refused
with a sentence to show beside the field.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from tessera.lib.local_time import instant, local, readings
from tessera.lib.when_clock import MIDNIGHT, Part, bare_hour, settle
from tessera.lib.when_dates import YEARS, Dates, Day, Precision, resolve_after
from tessera.lib.when_plain import HOW, Unreadable, plain
from tessera.lib.when_span import Piece, Span, dates_of, ends_at, read_piece, span_of, starts_at, todays
from tessera.lib.when_words import dates_words, day_words, minutes_words, moment_words, sentence

__all__ = ["Precision", "Unreadable", "When", "parse"]

LONGEST = 200

IN_FUTURE = "That is in the future. Give a date or time that has already passed."
NOT_SURE = "If you are not sure, give the closest you can, like about 12 March, March 2026 or last week."
CANNOT_READ = f"We could not read that as a date or time. {HOW}"


@dataclass(frozen=True)
class When:
    """When something happened, as exactly as the person knew.

    It happened at or after `earliest` and at or before `latest`: both ends are included, both are on the
    clock of England and Wales, and neither is later than the moment of writing. A day ends at
    23:59:59.999999; a minute has `earliest` and `latest` the same. Compare them in universal time
    (`local_time.instant`).
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
        raise Unreadable(NOT_SURE)
    if here.hour < SMALL_HOURS:
        said = THIS_PART.sub(lambda found: _part_so_far(found[1]), said)
    span = _range(said, here) or _single(said, here)
    earliest, latest = readings(span.start)[0], readings(span.end)[1]
    if instant(earliest) > instant(here):
        raise Unreadable(IN_FUTURE)
    if earliest.year not in YEARS:
        raise Unreadable(f"Check the year. {HOW}")
    return When(earliest, min(latest, here, key=instant), span.precision, text, sentence(span.words))


# Until then somebody's “tonight” began yesterday, and their “this morning” is the early hours.
SMALL_HOURS = 5
THIS_PART = re.compile(r"\btoday (morning|(?:early |late )?(?:afternoon|eve(?:ning)?|night)\b)")
NOT_YET = re.compile(r"\b(?:tomorrow|next)\b")
NOT_KNOWN = re.compile(r"\b(?:unknown|unsure|not (?:sure|known|certain)|(?:dont|don t|do not|cant|cannot) \w+)\b")
AND = r"\b(?:and|to|until|till|or)\b"
BETWEEN = re.compile(rf"(?P<lead>.*?)\b(?:between|from)\b(?P<start>.+?){AND}(?P<end>.+)")
PAIR = re.compile(rf"(?P<lead>)(?P<start>.+?){AND}(?P<end>.+)")


def _part_so_far(part: str) -> str:
    return "today early morning" if part == "morning" else f"yesterday {part}"


def _single(said: str, here: datetime) -> Span:
    piece = read_piece(said, here)
    if piece.bare is not None and piece.date:
        piece = _as_end(piece, None, hourly=True)
    if not (piece.date or piece.clock or piece.part):
        raise Unreadable(CANNOT_READ)
    written = piece.date or Day()
    for upto in todays(written, here):
        span = span_of(piece, dates_of(piece, written, upto), here)
        if instant(readings(span.start)[0]) <= instant(here):
            break
    return span


def _range(said: str, here: datetime) -> Span | None:
    """“Between 1 and 5 March”, “yesterday from 2 to 4pm”, “Friday night or Saturday morning”; or no range."""
    found = BETWEEN.fullmatch(said) or PAIR.fullmatch(said)
    if not found:
        return None
    lead, start, end = (read_piece(found[name], here) for name in ("lead", "start", "end"))
    if lead.clock or lead.bare is not None or (lead.date and (start.date or end.date)):
        raise Unreadable(CANNOT_READ)
    hourly = bool(lead.date) or any(
        piece.clock or (piece.bare is not None and (piece.date or piece.part)) for piece in (start, end)
    )
    only_numbers = start.bare is not None and end.bare is not None and not hourly
    start, end = (_as_end(piece, lead.part or end.part, hourly) for piece in (start, end))
    if only_numbers or not all(piece.date or piece.clock or piece.part for piece in (start, end)):
        raise Unreadable(CANNOT_READ)
    start, end = _settle_pair(start, end)
    first_day = start.date or lead.date or end.date or Day()
    last_day = end.date or lead.date or start.date or Day()
    for upto in todays(last_day, here):
        first, last = _ends(replace(start, date=first_day), replace(end, date=last_day), upto)
        if start.clock and end.clock and first == last and max(end.clock.minutes) < min(start.clock.minutes):
            end = replace(end, clock=replace(end.clock, minutes=tuple(m + MIDNIGHT for m in end.clock.minutes)))
        starts = starts_at(first, start.clock, start.part)
        if instant(readings(starts_at(last, end.clock, end.part))[0]) <= instant(here):
            break
    else:
        raise Unreadable(IN_FUTURE)
    ends = ends_at(last, end.clock, end.part)
    if starts > ends:
        raise Unreadable("The second date or time is before the first. Check which came first.")
    return Span(starts, ends, "range", _range_words(start, end, first, last, here))


def _as_end(piece: Piece, part: Part | None, hourly: bool) -> Piece:
    """A piece whose bare number is taken as an hour or a day, and its hour as the part of the day has it."""
    if piece.bare is not None and not hourly:
        return replace(piece, date=Day(day=piece.bare))
    clock = bare_hour(piece.bare) if piece.bare is not None else piece.clock
    part = piece.part or part
    if clock and part:
        clock = settle(clock, part)
    about = piece.about and clock is not None
    return replace(piece, clock=replace(clock, about=about or clock.about) if clock else None)


def _settle_pair(start: Piece, end: Piece) -> tuple[Piece, Piece]:
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


def _ends(start: Piece, end: Piece, upto: date) -> tuple[Dates, Dates]:
    """The days at both ends. The end is the most recent that fits and the start the most recent before it,
    unless only the start says which month or year."""
    first, last = start.date or Day(), end.date or Day()
    if first == last:
        both = dates_of(end, last, upto)
        return both, both
    if isinstance(first, Day) and isinstance(last, Day):
        start_says_more = (last.year is None and first.year) or (last.month is None and first.month)
        if start_says_more and last.year is None:
            begins = dates_of(start, first, upto)
            following = resolve_after(last, begins.first)
            return begins, dates_of(end, following, upto)
    finishes = dates_of(end, last, upto)
    return dates_of(start, first, min(finishes.last, upto)), finishes


def _range_words(start: Piece, end: Piece, first: Dates, last: Dates, here: datetime) -> str:
    one_day = first == last and first.first == first.last
    if one_day and start.clock and end.clock and max(end.clock.minutes) < MIDNIGHT:
        times = (f"{'about ' * clock.about}{minutes_words(clock.minutes)}" for clock in (start.clock, end.clock))
        return f"{day_words(first.first, weekday=True)}, between {' and '.join(times)}"
    same_year = first.first.year == last.last.year
    return f"between {_end_words(start, first, first.first, not same_year)} and " + _end_words(
        end, last, min(last.last, here.date()), True
    )


def _end_words(piece: Piece, dates: Dates, on: date, year: bool) -> str:
    if dates.words:
        return dates.words
    if piece.clock or piece.part:
        return moment_words(on, piece.clock, piece.part, year=year).replace(", ", " ", 1)
    if dates.precision == "month":
        return dates_words(dates.first, dates.last)
    return day_words(on, year=year)
