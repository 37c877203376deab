"""When a staffed desk is open: the weekly hours of a front door, less the bank holidays.

Used to show the right number to call, so each boundary is exact. A desk is open from its opening time
(included) until its closing time (left out): with hours 08:45 to 17:00 it is open at 08:45 exactly
and closed at 17:00 exactly.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tessera.lib.local_time import LONDON, even_stretches, instant, local

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Spell:
    """Opening and closing time of one day, as minutes after midnight on the wall clock."""

    opens: int
    closes: int


@dataclass(frozen=True)
class OpeningHours:
    """The weekly hours of a desk: the spells of seven days from Monday, none where it stays closed."""

    week: tuple[tuple[Spell, ...], ...]

    def __post_init__(self) -> None:
        if not any(self.week):
            raise ValueError("Give opening hours for at least one day of the week.")

    @classmethod
    def from_mapping(cls, settings: Mapping[str, Sequence[str | int] | None]) -> "OpeningHours":
        """Read {"mon": ["08:45", "17:00"], …}. A day left out is closed; "24:00" means until midnight. A day with a
        break has four times or more.

        Raises `ValueError` with a sentence for whoever keeps the settings.
        """
        unknown = [str(day) for day in settings if day not in WEEKDAYS]
        if unknown:
            raise ValueError(f"“{unknown[0]}” is not a day: use {', '.join(WEEKDAYS)}.")
        return cls(tuple(tuple(_spells(day, settings.get(day) or ())) for day in WEEKDAYS))


def bank_holidays(entries: Iterable[Mapping[str, Any]]) -> frozenset[date]:
    """The dates of the bank holidays in `reference/data/bank_holidays.yaml`."""
    return frozenset(entry["date"] for entry in entries)


def is_open(at: datetime, hours: OpeningHours, holidays: Collection[date] = frozenset()) -> bool:
    """Whether the desk is staffed at this moment. Opening time is inside, closing time is outside."""
    return any(start <= instant(at) < end for start, end in spells_on(local(at).date(), hours, holidays))


def next_open(at: datetime, hours: OpeningHours, holidays: Collection[date] = frozenset()) -> datetime:
    """The first moment, from this one on, when the desk is staffed; this very moment if it is open now."""
    day, now = local(at).date(), instant(at)
    while True:
        for start, end in spells_on(day, hours, holidays):
            if now < end:
                return max(now, start).astimezone(LONDON)
        day += timedelta(days=1)


def spells_on(
    day: date, hours: OpeningHours, holidays: Collection[date] = frozenset()
) -> list[tuple[datetime, datetime]]:
    """The real stretches of time, in universal time, for which the desk is open on a local day.

    None on a bank holiday. The wall clock decides, so a desk open across the hour that comes twice is open
    for an hour more, and across the hour that is skipped for an hour less.
    """
    if day in holidays:
        return []
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    found = []
    for spell in hours.week[day.weekday()]:
        opens, closes = (midnight + timedelta(minutes=minutes) for minutes in (spell.opens, spell.closes))
        found += [(max(start, opens - ahead), min(end, closes - ahead)) for start, end, ahead in even_stretches(day)]
    return sorted((start, end) for start, end in found if start < end)


def _spells(day: str, times: Sequence[str | int]) -> Iterator[Spell]:
    if isinstance(times, str) or len(times) % 2:
        raise ValueError(f"The hours for “{day}” must be an opening and a closing time.")
    minutes = [_minutes(day, written) for written in times]
    for opens, closes in zip(minutes[::2], minutes[1::2], strict=True):
        if opens >= closes:
            raise ValueError(f"The hours for “{day}” must close later than they open.")
        yield Spell(opens, closes)
    if minutes != sorted(minutes):
        raise ValueError(f"The hours for “{day}” overlap.")


def _minutes(day: str, written: str | int) -> int:
    if isinstance(written, int) and 0 <= written <= 24 * 60:
        return written  # YAML reads 17:15 without quotes as the number of minutes
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00", str(written))
    if not found:
        raise ValueError(f"“{written}” for “{day}” is not a time like 08:45.")
    return int(found[1]) * 60 + int(found[2]) if found[1] else 24 * 60
