"""The clock on the wall in England and Wales, and the two nights a year when it misleads.

Python compares two times of the same zone by what the wall clock says. On the night the clocks go back that
is wrong by up to an hour, so every comparison and subtraction of moments here goes through `instant`.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
SMALLEST = timedelta(microseconds=1)


def instant(at: datetime) -> datetime:
    """The same moment in universal time, safe to compare and subtract. A time with no zone is refused."""
    if at.tzinfo is None:
        raise ValueError("A moment must carry its time zone.")
    return at.astimezone(UTC)


def local(at: datetime) -> datetime:
    """The same moment as the wall clock in England and Wales shows it. A time with no zone is refused."""
    return instant(at).astimezone(LONDON)


def day_starts(on: date) -> datetime:
    """The first moment of a local day."""
    return datetime.combine(on, time(0), LONDON)


def midday(on: date) -> datetime:
    """Noon of a local day: where something that has a day and no time stands among moments."""
    return datetime.combine(on, time(12), LONDON)


def day_ends(on: date) -> datetime:
    """The last moment of a local day: one microsecond before the next one starts."""
    return datetime.combine(on, time.max, LONDON)


def readings(wall: datetime) -> tuple[datetime, datetime]:
    """The earliest and latest moments that a time read off a wall clock can mean.

    Nearly always the same moment. They are an hour apart for a time that came twice (clocks went back) or was
    jumped over (clocks went forward: a person whose watch had not been changed may still have read it).
    """
    first, second = (instant(wall.replace(tzinfo=LONDON, fold=fold)) for fold in (0, 1))
    return min(first, second).astimezone(LONDON), max(first, second).astimezone(LONDON)


def was_skipped(wall: datetime) -> bool:
    """True for a wall-clock time that never came, because the clocks went forward over it."""
    return local(wall.replace(tzinfo=LONDON)).replace(tzinfo=None) != wall


def came_twice(wall: datetime) -> bool:
    """True for a wall-clock time that came twice, because the clocks went back."""
    first, second = readings(wall)
    return first.utcoffset() != second.utcoffset() and not was_skipped(wall)


def even_stretches(on: date) -> list[tuple[datetime, datetime, timedelta]]:
    """A local day cut where the clocks change: from, until (in universal time), and how far ahead of it.

    One stretch of 24 hours on most days; two on the days of 23 and 25 hours.
    """
    start, end = instant(day_starts(on)), instant(day_starts(on + timedelta(days=1)))
    ahead, ahead_after = _ahead(start), _ahead(end - SMALLEST)
    if ahead == ahead_after:
        return [(start, end, ahead)]
    # Every change in this zone has fallen on a whole minute since standard time began.
    before, after = start, end
    while after - before > timedelta(minutes=1):
        middle = before + timedelta(minutes=(after - before) // timedelta(minutes=2))
        before, after = (middle, after) if _ahead(middle) == ahead else (before, middle)
    return [(start, after, ahead), (after, end, ahead_after)]


def _ahead(at: datetime) -> timedelta:
    return at.astimezone(LONDON).utcoffset() or timedelta(0)
