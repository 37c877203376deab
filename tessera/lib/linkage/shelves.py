"""Everybody in a file, filed under their match keys, so that the live matcher finds them without a database.

What is known of each stands in a file of the operating system's own; only the shelves are in memory, about 300
bytes for each person. A shelf is a row of places under one key (or, seldom, under two keys that fall together:
whoever stands there by that chance is compared like the others, and shown only if they fit).

Rare keys are looked under first. Whoever stands under most of the rare ones is compared; when nobody among them is
almost certain, the commoner keys are asked too, as far as a fixed number of places.
"""

from __future__ import annotations

import math
import mmap
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from heapq import nsmallest
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from tessera.lib.linkage.fields import LONGEST_TEXT, Facts
from tessera.lib.linkage.keys import has_one_name, keys_for, name_keys_for, query_key_tiers_for
from tessera.lib.linkage.model import Model, published_model
from tessera.lib.linkage.prepared import Prepared, prepare
from tessera.lib.linkage.rank import TOP, Ranked, Ranking
from tessera.lib.linkage.rows import Row, facts_in

CHUNK = 1000
# In fewer people a name that stands once looks common. How common it is anywhere says the model, or nothing does.
ENOUGH_TO_COUNT = 1000
# Keys that so many people share are asked first, then those that so many do: each lot only when the rarer ones found
# nobody almost certain.
FEW, SOME = 20, 300
# People compared for each question: those who share the most telling keys.
MOST_COMPARED = 100
# Whoever shares less than this part of what the best shares is not compared.
LEAST_OF_THE_BEST = 4
# Places looked at under common keys.
MOST_PLACES = 40_000
SHELVES_A_PERSON = 32
FEWEST_SHELVES, MOST_SHELVES = 1 << 16, 1 << 28
_CELL = "\x1f"


class Filed(NamedTuple):
    """A chunk of people made ready: how many keys each has, the shelves those fall on, their names, their rows."""

    shelves: bytes
    many: bytes
    names: Mapping[str, int]
    rows: list[bytes]


def chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows in the lots that are made ready at once."""
    rows = iter(rows)
    while lot := list(islice(rows, CHUNK)):
        yield lot


def shelves_for(people: int) -> int:
    """How many shelves serve so many people: a power of two."""
    wanted = 1 << max(people * SHELVES_A_PERSON, 1).bit_length()
    return min(max(wanted, FEWEST_SHELVES), MOST_SHELVES)


def made_ready(rows: list[Row], shelves: int) -> Filed:
    """The keys and names of a chunk: nearly all of the work, which several processes can share."""
    placed, many, names = array("I"), array("H"), Counter[str]()
    for row in rows:
        known = prepare(facts_in(row))
        keys = keys_for(known)
        placed.extend([key % shelves for key in keys])
        many.append(len(keys))
        names.update(_names(known))
    kept = [_kept(row) for row in rows]
    return Filed(placed.tobytes(), many.tobytes(), names, kept)


def _kept(row: Row) -> bytes:
    cells = (row[0], *(cell[:LONGEST_TEXT] for cell in row[1:]))
    return _CELL.join(cell.replace(_CELL, " ") for cell in cells).encode("utf-8", "surrogatepass")


def _names(known: Prepared) -> Iterator[str]:
    if known.first.plain:
        yield f"first_name:{known.first.plain}"
    if known.surname.plain:
        yield f"surname:{known.surname.plain}"


class Shelves:
    """People filed, ready to be asked. Made by `filed`."""

    def __init__(self, ends: array[int], places: array[int], rows: _Rows, names: Counter[str]) -> None:
        self._ends, self._places, self._rows, self._names = ends, places, rows, names
        self._shelves = len(ends) - 1

    def __len__(self) -> int:
        return len(self._rows)

    def close(self) -> None:
        """Let go of the file that the rows stand in."""
        self._rows.close()

    def frequency(self, name: str) -> float:
        """How large a part of all these people has a name, asked as “surname:khan”."""
        return self._names[name] / len(self) if name in self._names else 0.0

    def best(
        self, asked: Facts, limit: int = TOP, floor: float | None = None, *, model: Model | None = None
    ) -> list[Ranked]:
        """Who this may be, best first, named by the `id` of their rows. The same people and question, the same answer."""
        known = prepare(asked)
        kind_model = (model or published_model()).kinds[known.kind]
        ranking = Ranking(known, self.frequency if len(self) >= ENOUGH_TO_COUNT else None, model)
        weights: dict[int, float] = {}
        compared: set[int] = set()
        keys = self._rarest_first(known)
        for least, most in ((0, FEW), (FEW, SOME), (SOME, len(self))):
            some = [shelf for shelf in keys if least < shelf[0] <= most]
            if not some:
                continue
            self._weigh(some, weights)
            chosen = nsmallest(MOST_COMPARED, weights, key=lambda place: (-weights[place], place))
            likely = weights[chosen[0]] / LEAST_OF_THE_BEST if chosen else 0.0
            new = [place for place in chosen if weights[place] >= likely and place not in compared]
            ranking.take((row[0], facts_in(row)) for row in map(self._rows.__getitem__, new))
            compared.update(new)
            if ranking.highest >= kind_model.enough:
                break
        if floor is None:
            floor = kind_model.floor_of_one_name if has_one_name(known) else kind_model.floor
        return ranking.best(limit, floor)

    def _rarest_first(self, known: Prepared) -> list[tuple[int, int]]:
        """The shelves to look on, each with how many stand there."""
        keys = [key for tier in query_key_tiers_for(known) for key in tier]
        keys += name_keys_for(known)
        asked = {key % self._shelves for key in keys}
        counted = ((self._ends[shelf + 1] - self._ends[shelf], shelf) for shelf in asked)
        return sorted(each for each in counted if each[0])

    def _weigh(self, shelves: list[tuple[int, int]], weights: dict[int, float]) -> None:
        """Add to each place on these shelves what it says to stand there: the more, the fewer do."""
        left = MOST_PLACES
        for many, shelf in shelves:
            if many > left:
                break
            left -= many
            weight = math.log2(1 + len(self) / many)
            start = self._ends[shelf]
            for place in self._places[start : start + many]:
                weights[place] = weights.get(place, 0.0) + weight


def filed(chunks_ready: Iterable[Filed], shelves: int) -> Shelves:
    """File everybody, in two passes: how many stand on each shelf, then who. To be closed by whoever asked."""
    ends = array("I", bytes(4 * (shelves + 1)))
    names: Counter[str] = Counter()
    rows = _Rows()
    try:
        places = _all_placed(chunks_ready, ends, names, rows)
        rows.finish()
    except BaseException:
        rows.close()
        raise
    return Shelves(ends, places, rows, names)


def _all_placed(chunks_ready: Iterable[Filed], ends: array[int], names: Counter[str], rows: _Rows) -> array[int]:
    with TemporaryFile() as spool:
        lots: list[tuple[int, bytes]] = []
        for lot in chunks_ready:
            for shelf in array("I", lot.shelves):
                ends[shelf] += 1
            spool.write(lot.shelves)
            lots.append((len(lot.shelves), lot.many))
            names.update(lot.names)
            rows.extend(lot.rows)
        _running_sum(ends)
        places = array("I", bytes(4 * ends[-1]))
        spool.seek(0)
        _place(spool, lots, ends, places)
    return places


def _running_sum(ends: array[int]) -> None:
    total = 0
    for shelf, many in enumerate(ends):
        ends[shelf] = total
        total += many
    # The last shelf of all holds nobody: it is where the one before it ends.


def _place(spool: IO[bytes], lots: list[tuple[int, bytes]], ends: array[int], places: array[int]) -> None:
    person = 0
    for size, many in lots:
        shelves = iter(array("I", spool.read(size)))
        for count in array("H", many):
            for shelf in islice(shelves, count):
                places[ends[shelf]] = person
                ends[shelf] += 1
            person += 1
    # Each start has become its end: one step on, it is the start of the next.
    for shelf in range(len(ends) - 1, 0, -1):
        ends[shelf] = ends[shelf - 1]
    ends[0] = 0


class _Rows:
    """The rows as they were given, in a file that goes when this does."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115  closed with whatever it is part of
        self._starts = array("Q", [0])
        self._all: mmap.mmap | bytes = b""

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, place: int) -> Row:
        text = self._all[self._starts[place] : self._starts[place + 1]]
        return tuple(text.decode("utf-8", "surrogatepass").split(_CELL))

    def extend(self, rows: list[bytes]) -> None:
        self._file.write(b"".join(rows))
        for row in rows:
            self._starts.append(self._starts[-1] + len(row))

    def finish(self) -> None:
        self._file.flush()
        if self._starts[-1]:
            self._all = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)

    def close(self) -> None:
        if isinstance(self._all, mmap.mmap):
            self._all.close()
        self._file.close()
