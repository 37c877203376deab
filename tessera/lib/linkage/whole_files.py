"""Two files of people, the one asked about the other: filed, asked and written out by as many processes as there are cores."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from tempfile import NamedTemporaryFile

from tessera.lib.invisible import on_one_line
from tessera.lib.linkage.hands import hands_for, shared
from tessera.lib.linkage.model import Model, published_model
from tessera.lib.linkage.rank import Ranked
from tessera.lib.linkage.rows import Noticed, Row, Unreadable, facts_in, opened
from tessera.lib.linkage.shelves import Filed, Shelves, chunks, filed, made_ready, shelves_for
from tessera.lib.tabular import escaped

HEADER = ("query_id", "rank", "match_id", "score", "reasons")
# A smaller file is filed sooner than other processes start.
WORTH_SHARING = 1_000_000  # bytes
SHORTEST_ROW = 40  # bytes: how many people a file may hold at most
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ASKED_AT_ONCE = 20


@dataclass(frozen=True)
class Written:
    """What was written of the answers: how many lines, and how many ids in them a spreadsheet would run as a formula."""

    lines: int
    formulas: int


@contextmanager
def filed_away(path: Path, told: Callable[[int], None], noticed: Noticed | None = None) -> Iterator[Shelves]:
    """Everybody in a file, filed for as long as the block lasts. Raises Unreadable, for an id that stands twice too.

    `told` hears how many so far, and `noticed` what is not read as it stands.
    """
    try:
        size = path.stat().st_size
    except OSError as wrong:
        raise Unreadable(f"Cannot read {on_one_line(str(path))}: {wrong.strerror}.") from None
    shelves = shelves_for(size // SHORTEST_ROW)
    with opened(path, noticed, ids_once=True) as rows, hands_for(size >= WORTH_SHARING) as hands:
        lots = shared(hands, partial(made_ready, shelves=shelves), chunks(rows))
        people = filed(_counted(lots, told), shelves)
    try:
        yield people
    finally:
        people.close()


def ask_all(
    people: Shelves,
    questions: Path,
    out: Path,
    *,
    top: int,
    told: Callable[[int], None],
    model: Model | None = None,
    noticed: Noticed | None = None,
) -> Written:
    """Write to `out` who each row of `questions` may be, best first. Ids are written as they were given.

    Scored by the model in use, or by the one given.

    `out` appears only when it is whole. Raises Unreadable for questions that cannot be read or a place that
    cannot be written to.
    """
    name, out = on_one_line(str(out)), out.resolve()  # what a link leads to takes it, and the link stays
    try:
        part = NamedTemporaryFile(  # noqa: SIM115  closed before it is given its name
            "w", encoding="utf-8", newline="", dir=out.parent, prefix=".", suffix=".part", delete=False
        )
    except OSError as wrong:
        raise Unreadable(f"Cannot write {name}: {wrong.strerror}.") from None
    whole = Path(part.name)
    try:
        with part:
            write = csv.writer(part, lineterminator="\n").writerow
            with opened(questions, noticed, ids_once=True) as rows:
                written = _answers(people, rows, write, top, told, model)
        whole.chmod(0o666 & ~_umask())
        whole.replace(out)
    except OSError as wrong:
        raise Unreadable(f"Cannot write {name}: {wrong.strerror}.") from None
    finally:
        whole.unlink(missing_ok=True)
    return written


def _answers(
    people: Shelves,
    questions: Iterator[Row],
    write: Callable[[Iterable[object]], object],
    top: int,
    told: Callable[[int], None],
    model: Model | None,
) -> Written:
    global _people, _model
    _people, _model = (
        people,
        model or published_model(),
    )  # the processes that are forked from this one have it without a copy
    written = asked = 0
    formulas: set[str] = set()
    write(HEADER)
    try:
        with hands_for(len(people) >= 1000) as hands:
            lots = iter(lambda: list(islice(questions, _ASKED_AT_ONCE)), [])
            for answers in shared(hands, partial(_asked, top=top), lots):
                for line in chain.from_iterable(answers):
                    write(line)
                    written += 1
                    formulas.update(name for name in (line[0], line[2]) if _is_formula(name))
                asked += len(answers)
                told(asked)
    finally:
        _people = _model = None
    return Written(written, len(formulas))


_people: Shelves | None = None
_model: Model | None = None
Line = tuple[str, int, str, float, str]


def _asked(rows: list[Row], top: int) -> list[list[Line]]:
    """For each row the lines that answer it."""
    assert _people is not None
    assert _model is not None
    floor = _model.kinds["person"].floor_of_first_name
    return [
        [_line(row[0], each) for each in _people.best(facts_in(row), top, floor, model=_model)]
        for row in rows
    ]  # fmt: skip


def _line(asked: str, found: Ranked) -> Line:
    reasons = "; ".join(f"{each.words} ({each.weight:+g})" for each in found.score.reasons)
    return asked, found.rank, str(found.id), found.score.total, escaped(reasons)


def _is_formula(name: str) -> bool:
    """Whether a spreadsheet would run this id. It stands as given all the same: answers are joined back by it."""
    return name.startswith(_FORMULA) and not name[1:].isdecimal()


def _counted(lots: Iterable[Filed], told: Callable[[int], None]) -> Iterator[Filed]:
    people = 0
    for lot in lots:
        people += len(lot.rows)
        told(people)
        yield lot


def _umask() -> int:
    now = os.umask(0)
    os.umask(now)
    return now
