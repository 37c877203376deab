"""Things found by any fragment of them that somebody typed, with why each was found."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tessera.access.models import User
from tessera.entities.holding import readings
from tessera.entities.models import Holding, Kind, Mention
from tessera.entities.queries.held import Held, together
from tessera.information.models import Report
from tessera.lib.fragments import Fragment, fragments
from tessera.lib.linkage.fields import Facts
from tessera.lib.linkage.keys import has_one_name, name_keys_for, query_key_tiers_for
from tessera.lib.linkage.normalise import is_ordinary
from tessera.lib.linkage.prepared import prepare
from tessera.lib.linkage.score import Score, agrees_exactly, agrees_in_full, only_sounds_alike, score

COUNTED_TO = 1_000
BESIDE_LOOKED_AT = 5_000  # mentions read to see which of what was found are spoken of together
BESIDE_SHOWN = 3
# OFFSET 0 keeps the planner from reading every holding there is: each candidate's few are looked up.
_CANDIDATES = """
    SELECT asked.n, held.*
    FROM jsonb_to_recordset(%s::jsonb) AS asked(n integer, of_kind text, wanted bigint[], called bigint[])
    CROSS JOIN LATERAL (
        SELECT DISTINCT entity_id FROM (
            SELECT entity_id FROM holdings_sharing(asked.wanted, asked.of_kind, %s)
            UNION ALL SELECT entity_id FROM holdings_called(asked.called, %s)) found) shared
    CROSS JOIN LATERAL (
        SELECT id, entity_id, audience_id, kind, name, also, parts, fields, mentions, first_at, last_at
        FROM entities_holding WHERE entity_id = shared.entity_id OFFSET 0) held
"""


@dataclass(frozen=True)
class Fits:
    """How one fragment fits a thing: the words typed, and the score with its reasons."""

    words: str
    score: Score

    @property
    def bits(self) -> float:
        """By how much the reasons speak for it."""
        return self.score.total - self.score.prior

    @property
    def is_exact(self) -> bool:
        """Whether it is just what was typed, not something like it."""
        return agrees_exactly(self.score)

    @property
    def strength(self) -> str:
        """How well it fits, in words: by how much the reasons speak for it."""
        return "Fits well" if self.bits >= 8 else "Fits" if self.bits >= 4 else "Fits in part"


@dataclass(frozen=True)
class Beside:
    """Something else that another fragment found, spoken of in the same reports."""

    words: str
    held: Held
    reports: tuple[Report, ...]


@dataclass(frozen=True)
class FoundThing:
    """One thing, what fits it, and what else was found beside it, those that fit most of what was typed first."""

    held: Held
    fits: tuple[Fits, ...]
    beside: tuple[Beside, ...]

    @property
    def covers(self) -> int:
        """How many of the words typed it accounts for, by itself or by what it is spoken of with."""
        said = [*(one.words for one in self.fits), *(one.words for one in self.beside)]
        return len({word for words in said for word in words.lower().split()})

    @property
    def is_exact(self) -> bool:
        """Whether anything that was typed is just what it is called or has."""
        return any(one.is_exact for one in self.fits)

    @property
    def best(self) -> float:
        """The most that any fragment speaks for it, in bits."""
        return max(one.bits for one in self.fits)


@dataclass(frozen=True)
class FoundThings:
    """Everything found, best first. `is_cut` when a fragment is so common that not all it fits were looked at."""

    things: tuple[FoundThing, ...] = ()
    is_cut: bool = False


def find_things(user: User, typed: str) -> FoundThings:
    """What this person holds that any fragment of these words fits, in a few queries however many fit."""
    asked = fragments(typed)
    found, is_cut = _candidates(asked)
    held = {pk: one for pk, (one, _) in found.items()}
    fits = {pk: fitting(asked, one.kind, readings(one.said), some) for pk, (one, some) in found.items()}
    fits = {pk: some for pk, some in fits.items() if some}
    beside = _beside(user, held, fits)
    things = [FoundThing(held[pk], some, beside.get(pk, ())) for pk, some in fits.items()]
    things.sort(key=_best_first)
    return FoundThings(tuple(things), is_cut)


def _best_first(one: FoundThing) -> tuple[Any, ...]:
    """What accounts for most; of that, what is exactly what was typed before what is like it.

    Then people: a number or a car is looked for because of somebody.
    """
    return (-one.covers, not one.is_exact, one.held.kind != Kind.PERSON, -one.best, one.held.name, str(one.held.pk))


def reports_speaking_of(user: User, entity_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """The newest reports that speak of each of these things, as ids, at most 5,000 mentions in all."""
    spoken = Mention.objects.readable().filter(entity__in=set(entity_ids)).order_by("-at", "pk")
    reports: dict[UUID, set[UUID]] = defaultdict(set)
    for entity_id, report_id in spoken.values_list("entity", "report")[:BESIDE_LOOKED_AT]:
        reports[entity_id].add(report_id)
    return reports


@dataclass(frozen=True)
class Reading:
    """One way to read a fragment: which fragment, as what, and the keys that whatever fits it is filed under."""

    place: int
    facts: Facts
    wanted: tuple[int, ...]
    called: tuple[int, ...]


def readings_asked(asked: Sequence[Fragment]) -> list[Reading]:
    """Every way to read each of these fragments."""
    found = []
    for place, fragment in enumerate(asked):
        for facts in fragment.may_be:
            known = prepare(facts)
            wanted = tuple(key for tier in query_key_tiers_for(known) for key in tier)
            called = name_keys_for(known) if facts.kind == "person" and has_one_name(known) else ()
            found.append(Reading(place, facts, wanted, called))
    return found


def _candidates(asked: Sequence[Fragment]) -> tuple[dict[UUID, tuple[Held, dict[int, list[Facts]]]], bool]:
    """What shares a key with any reading of any fragment: what is held of it, and by which readings it was found."""
    read = readings_asked(asked)
    rows = [
        {"n": n, "of_kind": one.facts.kind, "wanted": one.wanted, "called": one.called} for n, one in enumerate(read)
    ]
    holdings: list[Any] = list(Holding.objects.raw(_CANDIDATES, [json.dumps(rows), COUNTED_TO, COUNTED_TO]))
    by: dict[UUID, dict[int, list[Facts]]] = defaultdict(lambda: defaultdict(list))
    met = Counter[int]()
    for holding in holdings:
        place, facts = read[holding.n].place, read[holding.n].facts
        met[holding.n] += 1
        if facts not in by[holding.entity_id][place]:
            by[holding.entity_id][place].append(facts)
    held = together({holding.pk: holding for holding in holdings}.values())
    return {pk: (held[pk], some) for pk, some in by.items()}, any(n >= COUNTED_TO for n in met.values())


def fitting(
    asked: Sequence[Fragment], kind: str, said: Iterable[Facts], by: Mapping[int, Sequence[Facts]]
) -> tuple[Fits, ...]:
    """How the fragments fit a thing of this kind of which this is said; `by` are the readings it was found by."""
    known = [prepare(facts) for facts in said]
    fits = []
    for place, readings_of in sorted(by.items()):
        scores = [score(facts, other) for facts in readings_of for other in known]
        best = max(scores, key=lambda one: (one.total, one.reasons), default=None)
        if best is not None and best.total > best.prior and _is_all_of(asked[place].words, kind, best):
            fits.append(Fits(asked[place].words, best))
    return tuple(fits)


def _is_all_of(words: str, kind: str, score: Score) -> bool:
    """Of several words that may be somebody's name, whether all fit. One that fits by itself is found by itself.

    An ordinary word (“taxi”, “not”) is no misspelt name: it fits whoever is called just that. The groups of a telephone
    number are no words.
    """
    if not any(character.isalpha() for character in words):
        return True
    if kind == Kind.PERSON and is_ordinary(words) and only_sounds_alike(score):
        return False
    known_as = any((reason.field, reason.level) == ("nickname", "same") for reason in score.reasons)
    return kind != Kind.PERSON or " " not in words or known_as or agrees_in_full(score)


def _beside(
    user: User, held: Mapping[UUID, Held], fits: Mapping[UUID, Sequence[Fits]]
) -> dict[UUID, tuple[Beside, ...]]:
    """Which of what was found by different words are spoken of in the same reports."""
    words = {pk: {one.words for one in some} for pk, some in fits.items()}
    if len({one for some in words.values() for one in some}) < 2:
        words = {}
    spoken = Mention.objects.readable().filter(entity__in=words).select_related("report__agency")
    together_in: dict[Report, set[UUID]] = defaultdict(set)
    for mention in spoken.order_by("-at", "pk")[:BESIDE_LOOKED_AT]:
        together_in[mention.report].add(mention.entity_id)
    reports: dict[tuple[UUID, UUID], list[Report]] = defaultdict(list)
    for report, some in together_in.items():
        for one in some:
            for other in some:
                if one != other and not _says_no_more(words[one], words[other]):
                    reports[one, other].append(report)
    beside: dict[UUID, list[Beside]] = defaultdict(list)
    for (one, other), said in sorted(reports.items(), key=lambda item: (-len(item[1]), str(item[0]))):
        more = max(words[other] - words[one], key=lambda fragment: (len(fragment.split()), fragment))
        if len(beside[one]) < BESIDE_SHOWN:
            beside[one].append(Beside(more, held[other], tuple(said)))
    return {pk: tuple(others) for pk, others in beside.items()}


def _says_no_more(mine: set[str], theirs: set[str]) -> bool:
    """Whether the other was found by nothing that I was not found by, word for word."""
    said = {word for one in mine for word in one.lower().split()}
    return all(word in said for one in theirs for word in one.lower().split())
