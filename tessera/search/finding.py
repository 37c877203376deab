"""What one search finds: things that a fragment fits, reports and sanitised versions that say the words, all filtered."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from tessera.access.models import User
from tessera.entities import queries as entities
from tessera.entities.queries import FoundOwn, FoundThing, Held, StandingSeen
from tessera.information import searching, searching_versions
from tessera.information.searching import Asked, Counted, FoundReport
from tessera.information.searching_versions import KIND, FoundVersion
from tessera.lib.local_time import day_ends, day_starts
from tessera.search.places import places_counted, reports_naming

PAGE = 20
VERSION = KIND  # among the kinds of reports
UNGRADED, NOT_SHOWN = "none", "hidden"
THINGS, OWN = 10, 20
VERSIONS, MOST_VERSIONS = 10, 200  # shown at first, and when all are asked for


@dataclass(frozen=True)
class Narrowed:
    """The filters of one search. `things` are kinds of things, `standings` of people; the others are about reports.

    What narrows reports narrows things by the reports that speak of them; a standing narrows reports by whom they name.
    """

    things: tuple[str, ...] = ()
    standings: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    agencies: tuple[int, ...] = ()
    grades: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    place: str = ""
    places: tuple[UUID, ...] = ()
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
            standings=tuple(given.get("standing") or ()),
            kinds=tuple(given.get("kind") or ()),
            agencies=tuple(int(pk) for pk in given.get("agency") or ()),
            grades=tuple(given.get("grade") or ()),
            years=tuple(int(year) for year in given.get("year") or ()),
            place=given.get("place") or "",
            places=tuple(UUID(place) for place in given.get("at") or ()),
            since=days["since"],
            until=days["until"],
        )

    @property
    def is_about_reports(self) -> bool:
        """Whether anything narrows reports, and so things by the reports that speak of them."""
        days = (self.since, self.until)
        return any((self.kinds, self.agencies, self.grades, self.years, self.place, self.places, *days))

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
    standings: Mapping[UUID, list[StandingSeen]] = field(default_factory=dict)
    more_things: int = 0
    is_cut: bool = False
    counted: Counted = field(default_factory=Counted)
    reports: tuple[FoundReport, ...] = ()
    versions: tuple[FoundVersion, ...] = ()
    every_version: int = 0
    own: tuple[FoundOwn, ...] = ()
    is_own_cut: bool = False
    places: Mapping[UUID, Held] = field(default_factory=dict)
    has_places_uncounted: bool = False
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.things or self.counted.every or self.every_version)


@dataclass(frozen=True)
class FoundIds:
    """Everything that one search finds, as ids: of reports and versions the newest, and of things."""

    reports: list[UUID]
    things: list[UUID]
    versions: list[UUID]


@dataclass(frozen=True)
class Wanted:
    """How much of what is found is wanted: which page of reports, all things and versions, places counted at any cost."""

    page: int = 1
    all_things: bool = False
    all_versions: bool = False
    all_places: bool = False


def search(user: User, words: str, narrowed: Narrowed, wanted: Wanted = Wanted()) -> Results:
    """Find what this person may read. Raises `searching.TooMuch`."""
    with searching.patiently():
        return _search(user, words, narrowed, wanted)


def _search(user: User, words: str, narrowed: Narrowed, wanted: Wanted) -> Results:
    at_places = reports_naming(user, narrowed.places) if narrowed.places else None
    found = _things(user, words, narrowed, at_places)
    asked = narrowed.asked(words, _among(user, narrowed, at_places))
    counted = searching.count_reports(user, asked)
    reports = searching.find_reports(user, asked, counted, skipped=(wanted.page - 1) * PAGE, most=PAGE)
    # How many versions there would be, were they chosen; without them among the kinds chosen, none are shown.
    offered = searching_versions.count_versions(replace(asked, kinds=[VERSION]))
    shared = offered if not asked.kinds or VERSION in asked.kinds else Counted()
    versions = searching_versions.find_versions(user, asked, MOST_VERSIONS if wanted.all_versions else VERSIONS)
    shown = found.things if wanted.all_things else found.things[:THINGS]
    places = _places(user, words, narrowed, counted, at_any_cost=wanted.all_places)
    named = entities.held_for(user, places or ())
    own, is_own_cut = _own_words(user, words, narrowed)
    at = {str(place): hits for place, hits in (places or {}).items() if place in named}
    return Results(
        things=shown,
        standings=found.standings,
        more_things=len(found.things) - len(shown),
        is_cut=found.is_cut,
        counted=counted,
        reports=tuple(reports),
        versions=tuple(versions),
        every_version=shared.every,
        places=named,
        has_places_uncounted=places is None,
        own=own,
        is_own_cut=is_own_cut,
        facets={**_facets(counted, shared, offered), "thing": found.kinds, "standing": found.levels, "at": at},
    )


def _own_words(user: User, words: str, narrowed: Narrowed) -> tuple[tuple[FoundOwn, ...], bool]:
    """What this person wrote for others, narrowed as things are. They read no standing and no place of it."""
    if narrowed.standings or narrowed.places:
        return (), False
    found = entities.find_own_words(user, words)
    own = [one for one in found.mentions if not narrowed.things or one.mention.kind in narrowed.things]
    if narrowed.is_about_reports and own:
        among = sorted({one.mention.report_id for one in own})
        kept = set(searching.ids_of_reports(narrowed.asked("", among), len(among)))
        own = [one for one in own if one.mention.report_id in kept]
    return tuple(own[:OWN]), found.is_cut


def _places(
    user: User, words: str, narrowed: Narrowed, counted: Counted, *, at_any_cost: bool
) -> dict[UUID, int] | None:
    """How many reports name each place, were it chosen. None where there are so many that nobody waits for it unasked."""
    without = replace(narrowed, places=())
    asked = without.asked(words, _among(user, without, None))
    if not at_any_cost:
        every = searching.count_reports(user, asked).every if narrowed.places else counted.every
        if every > searching.COUNTED_TO:
            return None
    return places_counted(user, asked)


def _facets(counted: Counted, shared: Counted, offered: Counted) -> dict[str, dict[str, int]]:
    """How many reports and versions there would be of each choice."""
    facets = {name: dict(some) for name, some in counted.facets.items()}
    for name in ("grade", "year"):
        facets[name] = dict(Counter(facets.get(name, {})) + Counter(shared.facets.get(name, {})))
    if offered.every:
        facets["kind"] = {**facets.get("kind", {}), VERSION: offered.every}
    facets["grade"] = {code or UNGRADED: hits for code, hits in facets["grade"].items()}
    return facets


def found_ids(user: User, words: str, narrowed: Narrowed, most: int) -> FoundIds:
    """Everything found, at most so many reports and versions. Raises `searching.TooMuch`."""
    with searching.patiently():
        at_places = reports_naming(user, narrowed.places) if narrowed.places else None
        found = _things(user, words, narrowed, at_places)
        asked = narrowed.asked(words, _among(user, narrowed, at_places))
        return FoundIds(
            reports=searching.ids_of_reports(asked, most),
            things=[one.held.pk for one in found.things],
            versions=searching_versions.ids_of_versions(asked, most),
        )


@dataclass(frozen=True)
class _Things:
    """What was found, how many of each kind and standing there are, and who has a standing in force."""

    things: tuple[FoundThing, ...]
    is_cut: bool
    kinds: Mapping[str, int]
    levels: Mapping[str, int]
    standings: Mapping[UUID, list[StandingSeen]]


def _things(user: User, words: str, narrowed: Narrowed, at_places: set[UUID] | None) -> _Things:
    found = entities.find_things(user, words)
    things = found.things
    if narrowed.is_about_reports:
        spoken = entities.reports_speaking_of(user, [one.held.pk for one in things])
        reports = {report for some in spoken.values() for report in some}
        among = sorted(reports if at_places is None else reports & at_places)
        kept = set(searching.ids_of_reports(narrowed.asked("", among), len(among))) if among else set()
        things = tuple(one for one in things if not kept.isdisjoint(spoken.get(one.held.pk, ())))
    seen = entities.standings_on(user, [one.held.pk for one in things])
    standings = {pk: now for pk, some in seen.items() if (now := [one for one in some if one.is_in_force])}
    kinds = Counter(one.held.kind for one in things)
    levels = Counter(level for now in standings.values() for level in {one.standing.level for one in now})
    if narrowed.things:
        things = tuple(one for one in things if one.held.kind in narrowed.things)
    if narrowed.standings:
        things = tuple(
            one
            for one in things
            if any(seen.standing.level in narrowed.standings for seen in standings.get(one.held.pk, ()))
        )
    return _Things(things, found.is_cut, kinds, levels, standings)


def _among(user: User, narrowed: Narrowed, at_places: set[UUID] | None) -> list[UUID] | None:
    """The reports that name a person of the standings chosen and a place chosen; without any chosen, no such limit."""
    limits: list[set[UUID]] = []
    if narrowed.standings:
        people = entities.people_of_standing(user, narrowed.standings)
        limits.append({report for some in entities.reports_speaking_of(user, people).values() for report in some})
    if at_places is not None:
        limits.append(at_places)
    return sorted(set.intersection(*limits)) if limits else None
