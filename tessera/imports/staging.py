"""Reading a file into batches that wait to be taken. Stopped anywhere, it goes on after the last whole batch."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import blake2b
from itertools import islice
from typing import IO
from uuid import uuid4

from django.db import connection, transaction

from tessera.access.many import insert
from tessera.access.models import User
from tessera.audit.log import record
from tessera.imports import events, kept, policy
from tessera.imports.models import Batch, Import, Problem
from tessera.imports.reading import Plan
from tessera.lib.tabular import Fault, Limits, Refused, Row, opened

ROWS = 1_000  # read and kept in one transaction
MOST_PROBLEMS = 10_000
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
        while chunk := list(islice(rows, ROWS)):
            _keep(given, plan, chunk, by, at)
            if tell:
                tell(given.read_to)
        _without_repeats(given, plan, by)
    except Refused as wrong:
        return refuse(given=given, sentence=str(wrong), by=by)
    return _checked(given, by)


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


def _after(rows: Iterator[Row], number: int) -> Iterator[Row]:
    return (row for row in rows if row.number > number)


@transaction.atomic
def _keep(given: Import, plan: Plan, chunk: list[Row], by: User, at: datetime) -> None:
    """One batch with its problems, and how far the reading has come, or none of it."""
    read_to = given.read_to
    locked = _held(given)
    if locked.read_to != read_to or locked.status != Import.Status.CHECKING:
        raise Overtaken
    hung = {"of": given, "audience_id": given.audience_id, "author_id": given.author_id}
    good: list[Row] = []
    problems: list[Problem] = []
    for row in chunk:
        faults = row.faults or plan.faults(row.number, row.cells, now=at)
        if faults:
            problems += [_problem(row, fault, hung) for fault in faults]
        else:
            good.append(row)
    _refuse_too_many(given, len(problems))
    if good:
        insert([
            Batch(
                number=good[0].number, first_row=good[0].number, last_row=good[-1].number, many=len(good),
                rows=json.dumps([(row.number, row.cells) for row in good], ensure_ascii=False),
                keys=[hashed(plan.key(row.cells)) for row in good], **hung,
            )
        ])  # fmt: skip
    insert(problems)
    given.read_to = chunk[-1].number
    Import.objects.filter(pk=given.pk).update(read_to=given.read_to)


def _problem(row: Row, fault: Fault, hung: dict[str, object]) -> Problem:
    return Problem(pk=uuid4(), row=row.number, column=fault.column, sentence=fault.sentence, cells=row.cells, **hung)


def _refuse_too_many(given: Import, more: int) -> None:
    if more and Problem.objects.filter(of=given).count() + more > MOST_PROBLEMS:
        raise Refused(
            f"By row {given.read_to:,} more than {MOST_PROBLEMS:,} things are wrong. Nothing was taken. Look at what "
            "each column was said to be, or at the file itself."
        )


@transaction.atomic
def _without_repeats(given: Import, plan: Plan, by: User) -> None:
    """A key stands once in a list. The same row again is left out; another row of the same key is to be mended."""
    locked = _held(given)
    if locked.status != Import.Status.CHECKING:
        raise Overtaken
    repeated = _repeated_keys(given)
    if len(repeated) > MOST_PROBLEMS:
        raise Refused(
            f"More than {MOST_PROBLEMS:,} rows have the same reference as another. Nothing was taken. Choose the column "
            "that tells the rows apart."
        )
    hung = {"of": given, "audience_id": given.audience_id, "author_id": given.author_id}
    first: dict[str, tuple[int, str]] = {}
    same = 0
    problems: list[Problem] = []
    batches = Batch.objects.filter(of=given, keys__overlap=list(repeated)).order_by("number") if repeated else []
    for batch in batches:
        stay = []
        for number, cells in json.loads(batch.rows):
            key = plan.key(cells)
            if hashed(key) in repeated:
                before, content = first.setdefault(key, (number, plan.content(cells)))
                if before != number and content == plan.content(cells):
                    same += 1
                    continue
                if before != number:
                    problems.append(_problem(Row(number, cells), _twice(number, key, before, plan), hung))
                    continue
            stay.append((number, cells))
        batch.rows, batch.many = json.dumps(stay, ensure_ascii=False), len(stay)
        batch.keys = [hashed(plan.key(cells)) for _, cells in stay]
        batch.save(update_fields=["rows", "many", "keys"])
    _refuse_too_many(given, len(problems))
    insert(problems)
    Import.objects.filter(pk=given.pk).update(repeated=same)


def _twice(number: int, key: str, before: int, plan: Plan) -> Fault:
    name = plan.header[plan.keys[0]]
    said = f"Row {number}, column “{name}”: “{key[:60]}” is also row {before}, which says something else."
    return Fault(name, f"{said} Keep one of the two, or give one its own reference.")


def _repeated_keys(given: Import) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key FROM imports_batch, unnest(keys) key WHERE of_id = %s GROUP BY key HAVING count(*) > 1 LIMIT %s",
            [given.pk, MOST_PROBLEMS + 1],
        )
        return {row[0] for row in cursor.fetchall()}


@transaction.atomic
def _checked(given: Import, by: User) -> Import:
    given = _held(given)
    if given.status != Import.Status.CHECKING:
        raise Overtaken
    given.status = Import.Status.CHECKED
    given.save(update_fields=["status"])
    rows = sum(Batch.objects.filter(of=given).values_list("many", flat=True))
    record(events.CHECKED, by=by, on=given, rows=rows, problems=Problem.objects.filter(of=given).count())
    return given


def _held(given: Import) -> Import:
    return Import.objects.readable().filter(pk=given.pk).select_related("profile").held().get()


def hashed(key: str) -> int:
    """A key as a number, to find those that stand twice."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)
