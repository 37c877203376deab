"""What happened, merged from every app: narrowed by kind and by day, and turned month by month."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from tessera.ui import words

# Each source of a timeline, in words. An item may be of a kind of its own within its app.
KINDS = {
    "reports": "Information reported",
    "triage": "Triage decisions",
    "assessments": "Assessments and levels",
    "case": "Case, team and family",
    "voice": "What the child said",
    "markers": "Markers",
    "tasks": "Actions done",
    "answers": "Matches answered",
}
COLOURS = {"reports": "blue", "triage": "purple", "assessments": "orange", "voice": "green", "tasks": "teal"}


@dataclass(frozen=True)
class Item:
    """Something that happened, as its app tells it."""

    at: datetime
    kind: str
    what: str
    text: str
    path: str
    by: str
    is_day: bool = False

    @property
    def month(self) -> date:
        """The first day of the month it stands in, on the local clock."""
        return timezone.localdate(self.at).replace(day=1)

    @property
    def shown(self) -> dict[str, Any]:
        """As the timeline component takes it."""
        return {
            "title": self.what, "by": self.by, "at": self._when, "at_iso": self._when_iso,
            "text": self.text, "href": self.path, "tag": {"text": KINDS[self.kind], "colour": COLOURS.get(self.kind, "grey")},
        }  # fmt: skip

    @property
    def _when(self) -> str:
        return words.date(self.at) if self.is_day else words.moment(self.at)

    @property
    def _when_iso(self) -> str:
        return timezone.localdate(self.at).isoformat() if self.is_day else self.at.isoformat()


def merged(sources: Mapping[str, Iterable[Mapping[str, Any]]]) -> list[Item]:
    """Every source's items in one line, newest first. The order in which they were given changes nothing."""
    items = [Item(**{"kind": kind, **one}) for kind, rows in sources.items() for one in rows]
    order = list(KINDS)
    return sorted(
        items, key=lambda one: (-one.at.timestamp(), order.index(one.kind), one.what, one.text, one.path, one.by)
    )


def narrowed(items: Iterable[Item], *, kinds: Collection[str] = (), until: date | None = None) -> list[Item]:
    """Items of these kinds (of every kind, when none is named) up to the end of a day."""
    return [
        item
        for item in items
        if (not kinds or item.kind in kinds) and (until is None or timezone.localdate(item.at) <= until)
    ]


def months_of(items: Iterable[Item]) -> list[date]:
    """The months in which anything stands, newest first."""
    return sorted({item.month for item in items}, reverse=True)


def month_named(text: str) -> date | None:
    """The month that an address names, such as 2026-03. None when it names none."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


@dataclass(frozen=True)
class Turned:
    """One month of a timeline, and the months before and after it that have anything."""

    month: date | None
    items: tuple[Item, ...]
    newer: date | None
    older: date | None

    @staticmethod
    def words(month: date) -> str:
        """“March 2026”."""
        return f"{month:%B} {month.year}"


def turned_to(items: Iterable[Item], month: date | None) -> Turned:
    """The items of this month; of the newest month that has any, when none is asked for."""
    kept = list(items)
    months = months_of(kept)
    chosen = month or (months[0] if months else None)
    return Turned(
        month=chosen,
        items=tuple(item for item in kept if item.month == chosen),
        newer=next((one for one in reversed(months) if chosen and one > chosen), None),
        older=next((one for one in months if chosen and one < chosen), None),
    )
