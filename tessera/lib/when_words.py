"""Says a date or time back in plain words, so that whoever typed it can see how it was understood."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from tessera.lib.when_clock import MIDDAY, Clock, Part
from tessera.lib.when_plain import MONTHS, WEEKDAYS


def day_words(on: date, *, weekday: bool = False, year: bool = True) -> str:
    """“14 March 2026”, or “Saturday 14 March 2026”, or “14 March”."""
    named = f"{WEEKDAYS[on.weekday()].title()} " if weekday else ""
    return f"{named}{on.day} {MONTHS[on.month - 1].title()}{f' {on.year}' if year else ''}"


def dates_words(first: date, last: date) -> str:
    """“14 March 2026”, “March 2026”, “2026”, or “between 1 March and 5 March 2026”."""
    if first == last:
        return day_words(first)
    if first.day == 1 and last == first.replace(day=monthrange(first.year, first.month)[1]):
        return f"{MONTHS[first.month - 1].title()} {first.year}"
    if (first.day, first.month, last.day, last.month) == (1, 1, 31, 12) and first.year == last.year:
        return f"{first.year}"
    return f"between {day_words(first, year=first.year != last.year)} and {day_words(last)}"


def time_words(clock: Clock | None, part: Part | None) -> str:
    """“at 4:30pm”, “at about 4:30pm”, “at 9:15am or 9:15pm”, “in the evening”, or nothing."""
    if clock:
        return f"at {'about ' * clock.about}{minutes_words(clock.minutes)}"
    return part.words if part else ""


def minutes_words(minutes: Iterable[int]) -> str:
    """Minutes after midnight as a person says them."""
    return " or ".join(_minute_words(minute) for minute in minutes)


def moment_words(on: date, clock: Clock | None, part: Part | None, *, year: bool = True) -> str:
    """“Saturday 14 March 2026 at 4:30pm”; a time that is not exact stands after a comma."""
    if clock and min(clock.minutes) >= 24 * 60:
        on, clock = on + timedelta(days=1), Clock(tuple(m - 24 * 60 for m in clock.minutes), clock.about)
    exact = clock is not None and len(clock.minutes) == 1 and not clock.about
    named = day_words(on, weekday=True, year=year)
    return f"{named}{' ' if exact else ', '}{time_words(clock, part)}" if clock or part else named


def sentence(words: str) -> str:
    """The same words with a capital letter."""
    return words[:1].upper() + words[1:]


def _minute_words(minute: int) -> str:
    hour, past = divmod(minute % (24 * 60), 60)
    if minute % (24 * 60) == MIDDAY:
        return "midday"
    if minute % (24 * 60) == 0:
        return "12am (the start of the day)"
    return f"{(hour - 1) % 12 + 1}{f':{past:02}' if past else ''}{'pm' if hour >= 12 else 'am'}"
