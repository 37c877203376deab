"""Reading a file into batches that wait to be taken. Stopped anywhere, it goes on after the last whole batch."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import IO
from uuid import uuid4

from django.db import transaction

from tessera.access.many import insert
from tessera.access.models import User
from tessera.audit.log import record
from tessera.imports import events, kept, policy, queries, repeats
from tessera.imports.earlier import Earlier
from tessera.imports.models import Batch, Import, Problem
from tessera.imports.reading import Plan
from tessera.lib.tabular import Fault, Limits, Refused, Row, opened

ROWS = 1_000  # read and kept in one transaction
MOST_FAULTS = 20  # said of one row
LETTERS = 5_000_000  # that a thousand rows may have
MOST_PROBLEMS = 10_000
MOST_LETTERS = 20_000_000  # of all rows to mend together
Tell = Callable[[int], None]


class Overtaken(Exception):
    """Somebody else is reading the same list."""


def stage(
    *, given: Import, file: IO[bytes], by: User, limits: Limits | None = None, tell: Tell | None = None
) -> Import:
    """Read every row, keep those that can be taken in batches, and write down what is wrong with the others.

    A file that cannot be read at all is refused as a whole, and nothing of it is kept to be taken. `tell` hears how
    many rows are read. Raises Overtaken when another process reads the same list.
    """
    policy.may_change(by, given).require()
    try:
        reading = opened(file, encoding=given.encoding, limits=limits)
        if list(reading.header) != given.header:
            raise Refused("This is not the file that the columns were said of. Choose it again.")
        rows = _after(reading.rows, given.read_to)
        plan, at = Plan(given), given.given_at
        earlier = Earlier.of(given, by)
        letters = 0
        while chunk := _next_rows(rows):
            letters += _keep(given, plan, earlier, chunk, by, at)
            if letters > MOST_LETTERS:
                raise Refused(
                    f"By row {given.read_to:,} the rows to mend are longer than {MOST_LETTERS:,} characters together. "
                    "Nothing was taken. Look at the file itself."
                )
            if tell:
                tell(given.read_to)
        return _finish(given, plan, earlier, by)
    except Refused as wrong:
        return refuse(given=given, sentence=str(wrong), by=by)


@transaction.atomic
def refuse(*, given: Import, sentence: str, by: User) -> Import:
    """The file cannot be read: say why, and empty what was read of it so far."""
    given = _held(given)
    if given.status != Import.Status.CHECKING:
        raise Overtaken
    Batch.objects.filter(of=given).update(rows="[]", keys=[], many=0)
    given.status, given.refusal = Import.Status.UNREADABLE, sentence
    given.save(update_fields=["status", "refusal"])
    record(events.REFUSED, by=by, on=given, sentence=sentence)
    transaction.on_commit(lambda: kept.throw_away(given.pk))
    return given


def _next_rows(rows: Iterator[Row]) -> list[Row]:
    """As many rows as are kept together: fewer of long ones."""
    chunk: list[Row] = []
    letters = 0
    for row in islice(rows, ROWS):
        chunk.append(row)
        letters += sum(map(len, row.cells))
        if letters > LETTERS:
            break
    return chunk


def _after(rows: Iterator[Row], number: int) -> Iterator[Row]:
    return (row for row in rows if row.number > number)


@transaction.atomic
def _keep(given: Import, plan: Plan, earlier: Earlier, chunk: list[Row], by: User, at: datetime) -> int:
    """One batch with its problems, and how far the reading has come, or none of it. Answers how long the problems are."""
    read_to = given.read_to
    locked = _held(given)
    if locked.read_to != read_to or locked.status != Import.Status.CHECKING:
        raise Overtaken
    hung = _hung(given)
    good: list[Row] = []
    problems: list[Problem] = []
    for row in chunk:
        faults = row.faults or plan.faults(row.named, row.cells, now=at)
        if faults:
            first, *more = faults[:MOST_FAULTS]
            problems.append(_problem(row.number, first, row.cells, hung))
            problems += [_problem(row.number, fault, [], hung) for fault in more]
        else:
            good.append(row)
    _refuse_too_many(given, len(problems))
    if good:
        insert([
            Batch(
                number=good[0].number, first_row=good[0].number, last_row=good[-1].number, many=len(good),
                rows=json.dumps([(row.number, row.cells) for row in good], ensure_ascii=False),
                keys=[repeats.hashed(plan.key(row.cells)) for row in good],
                **_expected(given, plan, earlier, [row.cells for row in good], by), **hung,
            )
        ])  # fmt: skip
    insert(problems)
    given.read_to = chunk[-1].number
    Import.objects.filter(pk=given.pk).update(read_to=given.read_to)
    return sum(len(cell) for one in problems for cell in one.cells)


def _hung(given: Import) -> dict[str, object]:
    return {"of": given, "audience_id": given.audience_id, "author_id": given.author_id}


def _problem(number: int, fault: Fault, cells: list[str], hung: dict[str, object]) -> Problem:
    return Problem(pk=uuid4(), row=number, column=fault.column, sentence=fault.sentence, cells=cells, **hung)


def _refuse_too_many(given: Import, more: int) -> None:
    if more and Problem.objects.filter(of=given).count() + more > MOST_PROBLEMS:
        raise Refused(
            f"By row {given.read_to:,} more than {MOST_PROBLEMS:,} things are wrong. Nothing was taken. Look at what "
            "each column was said to be, or at the file itself."
        )


@transaction.atomic
def _finish(given: Import, plan: Plan, earlier: Earlier, by: User) -> Import:
    """The list is read to its end: look for references that stand twice, and say that it can be taken."""
    given = _held(given)
    if given.status != Import.Status.CHECKING:
        raise Overtaken
    found = repeats.find(given, plan)
    _refuse_too_many(given, len(found.wrong))
    for batch in found.changed:
        rows = json.loads(batch.rows)
        for name, many in _expected(given, plan, earlier, [cells for _, cells in rows], by).items():
            setattr(batch, name, many)
        batch.save(update_fields=["rows", "many", "keys", "new", "changed", "held", "later"])
    insert([_problem(row.number, fault, row.cells, _hung(given)) for row, fault in found.wrong])
    given.status, given.repeated = Import.Status.CHECKED, found.same
    given.save(update_fields=["status", "repeated"])
    rows_left = sum(Batch.objects.filter(of=given).values_list("many", flat=True))
    record(events.CHECKED, by=by, on=given, rows=rows_left, problems=Problem.objects.filter(of=given).count())
    return given


def _expected(given: Import, plan: Plan, earlier: Earlier, rows: list[list[str]], by: User) -> dict[str, int]:
    """How many of these rows are new, changed (later than this very file, too) and held, as far as this person reads."""
    said = {plan.key(cells): cells for cells in rows}
    held = queries.held_rows(by, given, said)
    # Of most rows nothing is held: what they say is worked out for the others alone.
    other = [row for key, row in held.items() if row.content != plan.content(said[key])]
    later = sum(earlier.is_before(row.of_id, row.at) for row in other)
    return {
        "new": len(rows) - len(held), "changed": len(other) - later, "held": len(held) - len(other), "later": later
    }  # fmt: skip


def _held(given: Import) -> Import:
    return Import.objects.readable().filter(pk=given.pk).select_related("profile").held().get()
