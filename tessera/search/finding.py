"""What one search finds: things that a fragment fits, and reports that say the words, under the same filters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from tessera.access.models import User
from tessera.entities import queries as entities
from tessera.entities.queries import FoundThing
from tessera.information import searching
from tessera.information.searching import Asked, Counted, FoundReport
from tessera.lib.local_time import day_ends, day_starts
from tessera.search.forms import NOT_SHOWN, UNGRADED

PAGE = 20
THINGS = 10


@dataclass(frozen=True)
class Narrowed:
    """The filters of one search. `things` are kinds of things; the others are about reports, and about things by them."""

    things: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    agencies: tuple[int, ...] = ()
    grades: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    place: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Narrowed":
        """From a form's answers, or from what was kept of them."""
        days = {
            name: date.fromisoformat(day) if isinstance(day := given.get(name), str) and day else day or None
            for name in ("since", "until")
        }
        return cls(
            things=tuple(given.get("thing") or ()),
            kinds=tuple(given.get("kind") or ()),
            agencies=tuple(int(pk) for pk in given.get("agency") or ()),
            grades=tuple(given.get("grade") or ()),
            years=tuple(int(year) for year in given.get("year") or ()),
            place=given.get("place") or "",
            since=days["since"],
            until=days["until"],
        )

    @property
    def is_about_reports(self) -> bool:
        """Whether anything narrows reports, and so things by the reports that speak of them."""
        return any((self.kinds, self.agencies, self.grades, self.years, self.place, self.since, self.until))

    def asked(self, words: str, among: list[UUID] | None = None) -> Asked:
        """The same as reports are asked for."""
        codes = {UNGRADED: "", NOT_SHOWN: NOT_SHOWN}
        return Asked(
            words=words,
            place=self.place,
            since=day_starts(self.since) if self.since else None,
            until=day_ends(self.until) if self.until else None,
            kinds=self.kinds,
            agencies=self.agencies,
            grades=[codes.get(grade, grade) for grade in self.grades],
            years=self.years,
            among=among,
        )


@dataclass(frozen=True)
class Results:
    """A page of what was found, with how many there are of each kind."""

    things: tuple[FoundThing, ...] = ()
    more_things: int = 0
    is_cut: bool = False
    counted: Counted = field(default_factory=Counted)
    reports: tuple[FoundReport, ...] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.things and not self.counted.every


def search(user: User, words: str, narrowed: Narrowed, *, page: int = 1, all_things: bool = False) -> Results:
    """Find what this person may read. Raises `searching.TooMuch`."""
    things, is_cut, kinds = _things(user, words, narrowed)
    asked = narrowed.asked(words)
    counted = searching.count_reports(user, asked)
    reports = searching.find_reports(user, asked, counted, skipped=(page - 1) * PAGE, most=PAGE)
    shown = things if all_things else things[:THINGS]
    facets = {**counted.facets, "thing": kinds}
    facets["grade"] = {code or UNGRADED: hits for code, hits in counted.facets.get("grade", {}).items()}
    return Results(shown, len(things) - len(shown), is_cut, counted, tuple(reports), facets)


def found_ids(user: User, words: str, narrowed: Narrowed, most: int) -> tuple[list[UUID], list[UUID]]:
    """Everything found, as ids: of reports the newest, at most so many; and of things. Raises `searching.TooMuch`."""
    things, _, _ = _things(user, words, narrowed)
    reports = searching.ids_of_reports(narrowed.asked(words), most)
    return reports, [one.held.pk for one in things]


def _things(user: User, words: str, narrowed: Narrowed) -> tuple[tuple[FoundThing, ...], bool, dict[str, int]]:
    found = entities.find_things(user, words)
    things = found.things
    if narrowed.is_about_reports:
        spoken = entities.reports_speaking_of(user, [one.held.pk for one in things])
        among = sorted({report for some in spoken.values() for report in some})
        kept = set(searching.ids_of_reports(narrowed.asked("", among), len(among))) if among else set()
        things = tuple(one for one in things if not kept.isdisjoint(spoken.get(one.held.pk, ())))
    kinds: dict[str, int] = {}
    for one in things:
        kinds[one.held.kind] = kinds.get(one.held.kind, 0) + 1
    if narrowed.things:
        things = tuple(one for one in things if one.held.kind in narrowed.things)
    return things, found.is_cut, kinds
