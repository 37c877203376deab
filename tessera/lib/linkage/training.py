"""Weights learnt from a file of people: how often the same person and different people agree, level by level.

Only the chances of a person's fields that the file can answer are learnt. Everything else is kept: the other kinds, the
chance before anything is compared and the floors, because how many people a site holds is not how many a file does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from random import Random

from tessera.lib.invisible import on_one_line
from tessera.lib.linkage.answers import Level, Tally, answers_of, levels
from tessera.lib.linkage.expected import expected
from tessera.lib.linkage.model import COUNTED_NAMES, KindModel
from tessera.lib.linkage.normalise import name_of
from tessera.lib.linkage.prepared import Prepared, prepare
from tessera.lib.linkage.rows import COLUMNS, Noticed, Row, Unreadable, facts_in, opened
from tessera.lib.tabular import NotLetters, Refused, cells_of

# A level that fewer pairs show keeps the chance that is published: nine is too few to tell.
FEW = 10
DIFFERENT = "different"
RANDOM_PAIRS = 400_000
# A name is common that so many have, and so large a part of all.
MANY, COMMON = 50, 0.002
# Pairs of one date of birth (or names, or telephone) that Splink is shown, and people who may share one.
MOST_PAIRS = 50_000
MOST_ALIKE = 50
_NAMED = ("first_name", "surname", "names")
PAIR_COLUMNS = ("id", "same_as")

Pair = tuple[int, int]  # two places in the file, the lower first


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a file says of one level. A chance is None where too few pairs show it, and then the published one stays.

    So it does where what was learnt would make differing a reason for a match: `is_backwards`.
    """

    level: Level
    m: float | None
    u: float | None
    same: float  # pairs of the same person that were asked, and those that answered so
    same_so: float
    different: float
    different_so: float
    is_backwards: bool = False


@dataclass(frozen=True, slots=True)
class Lesson:
    """All that was learnt, and from how much."""

    people: int
    pairs: int | None  # labelled; None where Splink worked out who may be the same
    random_pairs: int
    levels: tuple[Learnt, ...]
    common_names: Mapping[str, Mapping[str, float]]  # how large a part of the people has one of the commonest


class People:
    """Everybody in a file, by place. All rows are kept in memory: about 0.7 GB for a million. Raises Unreadable.

    `noticed` is what of them was not read as it stands.
    """

    def __init__(self, path: Path) -> None:
        self.name = on_one_line(str(path))
        self.noticed = Noticed()
        with opened(path, self.noticed) as rows:
            self.rows: list[Row] = list(rows)
        if len(self.rows) < 2:
            raise Unreadable(f"{self.name} has {len(self.rows)} row(s): there is nobody to compare with anybody.")
        self.prepared = lru_cache(maxsize=50_000)(self._prepared)

    def __len__(self) -> int:
        return len(self.rows)

    def _prepared(self, place: int) -> Prepared:
        return prepare(facts_in(self.rows[place]))

    def answers(self, pair: Pair, kind_model: KindModel) -> dict[str, str]:
        """How two of them agree."""
        return answers_of(self.prepared(pair[0]), self.prepared(pair[1]), kind_model)


def labelled(path: Path, people: People) -> set[Pair]:
    """The pairs that somebody says are one person, with those that follow: if a is b and b is c, a is c.

    Raises Unreadable for a file that cannot be read, an id that the people do not have, or no pair at all.
    """
    name = on_one_line(str(path))
    places: dict[str, int] = {}
    for place, row in enumerate(people.rows):
        if places.setdefault(row[0], place) != place:
            raise Unreadable(f"{people.name} has two rows with the id “{on_one_line(row[0])[:40]}”: give each its own.")
    groups: dict[int, set[int]] = {}
    for number, ids in _labels(path, name):
        for each in ids:
            if each not in places:
                raise Unreadable(
                    f"{name}, row {number:,}: nobody in {people.name} has the id “{on_one_line(each)[:40]}”."
                )
        one, other = (places[each] for each in ids)
        joined = groups.get(one, {one}) | groups.get(other, {other})
        groups.update(dict.fromkeys(joined, joined))
    pairs = {(one, other) for one, joined in groups.items() for other in joined if one < other}
    if not pairs:
        raise Unreadable(f"{name} names no two rows that are the same person.")
    return pairs


def _labels(path: Path, name: str) -> Iterator[tuple[int, tuple[str, str]]]:
    try:
        with path.open("rb") as file:
            lines = cells_of(file)
            header = ["_".join(cell.split()).lower() for cell in next(lines, (1, []))[1]]
            if not all(header.count(column) == 1 for column in PAIR_COLUMNS):
                raise Unreadable(f"{name} needs one column called id and one called same_as in its first line.")
            one, other = (header.index(column) for column in PAIR_COLUMNS)
            for number, line in enumerate((line for _, line in lines if line), start=1):
                if len(line) <= max(one, other):
                    raise Unreadable(f"{name}, row {number:,} does not name two ids.")
                yield number, (line[one], line[other])
    except OSError as wrong:
        raise Unreadable(f"Cannot read {name}: {wrong.strerror or wrong}.") from None
    except NotLetters as wrong:
        raise Unreadable(f"{name} is not UTF-8 text: save it as CSV in UTF-8 ({wrong.at}).") from None
    except Refused as wrong:
        raise Unreadable(f"{name}: {wrong}") from None


def learn(people: People, pairs: set[Pair] | None, kind_model: KindModel, *, seed: int) -> Lesson:
    """Count how often people agree. The same file, pairs and seed teach the same. Raises NotInstalled without pairs."""
    rng = Random(seed)
    different = Tally()
    drawn = _at_random(len(people), rng, pairs or set())
    for pair in drawn:
        answers = people.answers(pair, kind_model)
        if pairs is not None or not _seems_one_person(answers, kind_model):
            different.take(answers)
    same = Tally()
    if pairs is None:
        chances = {
            level: different.answered[level] / different.asked[question]
            if different.answered[level] >= FEW
            else kind_model.chance[level]
            for question, level in levels()
        }
        for without, alike in _picked(people, rng):
            shown = [people.answers(pair, kind_model) for pair in alike]
            same.add(expected(shown, kind_model, chances, without))
    else:
        for pair in sorted(pairs):
            same.take(people.answers(pair, kind_model))
    learnt = tuple(_forwards(_learnt(question, level, same, different), kind_model) for question, level in levels())
    return Lesson(len(people), None if pairs is None else len(pairs), len(drawn), learnt, _common_names(people))


def _common_names(people: People) -> dict[str, dict[str, float]]:
    """The names that many share, each with how large a part of the people has it. A name that few have tells who they are."""
    counted: dict[str, Counter[str]] = {name: Counter() for name in COUNTED_NAMES}
    for row in people.rows:
        for name in COUNTED_NAMES:
            counted[name][name_of(row[COLUMNS.index(name)]).plain] += 1
    least = max(MANY, COMMON * len(people))
    return {
        of: {name: _chance(count, len(people)) for name, count in names.most_common() if name and count >= least}
        for of, names in counted.items()
    }


def _learnt(question: str, level: Level, same: Tally, different: Tally) -> Learnt:
    m, of_same = same.answered[level], same.asked[question]
    u, of_different = different.answered[level], different.asked[question]
    return Learnt(
        level,
        _chance(m, of_same) if m >= FEW else None,
        _chance(u, of_different) if u >= FEW else None,
        of_same, m, of_different, u,
    )  # fmt: skip


def _forwards(each: Learnt, kind_model: KindModel) -> Learnt:
    """Of a file in which hardly anybody differs, two that do seem to be more alike than others. They never are."""
    published = kind_model.chance[each.level]
    u = published if each.u is None else each.u
    m = published * 2 ** kind_model.reasons[each.level].weight if each.m is None else each.m
    if each.level[1] != DIFFERENT or m <= u:
        return each
    return replace(each, m=None, u=None, is_backwards=True)


def _chance(answered: float, asked: float) -> float:
    """To four figures: more would say more than was counted."""
    return float(f"{min(answered / asked, 1.0):.4g}")


def _at_random(people: int, rng: Random, same: set[Pair]) -> list[Pair]:
    """Pairs of different people: all there are in a small file."""
    every = people * (people - 1) // 2
    if every <= RANDOM_PAIRS:
        return [(one, other) for one in range(people) for other in range(one + 1, people) if (one, other) not in same]
    # A few people are prepared once and met often, rather than everybody a time or two.
    some = rng.sample(range(people), min(people, 20_000))
    drawn: dict[Pair, None] = {}
    while len(drawn) < min(RANDOM_PAIRS, every):
        one, other = rng.choice(some), rng.choice(some)
        drawn[(one, other) if one < other else (other, one)] = None
        if one == other:
            del drawn[one, other]
    return [pair for pair in drawn if pair not in same]


def _seems_one_person(answers: Mapping[str, str], kind_model: KindModel) -> bool:
    """Whether the published weights take two people for one: a file may hold somebody twice, and nobody says who."""
    found = [level for question, level in levels() if answers.get(question) == level[1]]
    return kind_model.prior + sum(kind_model.reasons[level].weight for level in found) > 0


def _picked(people: People, rng: Random) -> Iterator[tuple[tuple[str, ...], list[Pair]]]:
    """Pairs that agree exactly in one thing, and the questions about that thing, which such pairs cannot answer."""
    yield ("born", "part_born"), _alike(people, rng, lambda known: known.born)
    yield (
        (*_NAMED, "nickname_elsewhere"),
        _alike(people, rng, lambda known: f"{known.first.plain} {known.surname.plain}" if known.surname.plain else ""),
    )
    yield ("phone",), _alike(people, rng, lambda known: known.phones[0] if known.phones else "")


def _alike(people: People, rng: Random, by: Callable[[Prepared], str]) -> list[Pair]:
    sharing: defaultdict[str, list[int]] = defaultdict(list)
    for place in range(len(people)):
        if shared := by(people.prepared(place)):
            sharing[shared].append(place)
    groups = [group for group in sharing.values() if 2 <= len(group) <= MOST_ALIKE]
    rng.shuffle(groups)
    pairs: list[Pair] = []
    for group in groups:
        pairs += [(one, other) for at, one in enumerate(group) for other in group[at + 1 :]]
        if len(pairs) >= MOST_PAIRS:
            break
    return pairs
