"""A reference stands once in a list: of two rows that say different things under one, neither is taken."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from django.db import connection

from tessera.imports.models import Batch, Import, Problem
from tessera.imports.reading import Plan
from tessera.lib.tabular import Fault, Refused, Row

MOST = 10_000


@dataclass(frozen=True)
class Repeats:
    """What was found: rows that stand in the list twice, word for word, and rows that share a reference."""

    same: int
    wrong: list[tuple[Row, Fault]]  # of a row that was to be mended before the cells are empty: they are kept already
    changed: list[Batch]  # with those rows taken out, not saved


def find(given: Import, plan: Plan) -> Repeats:
    """Look through the whole list. Whoever takes one of two such rows would correct the report of another child later.

    Rows that are to be mended anyway count too. Raises Refused when there are too many.
    """
    faulty = _faulty(given, plan)
    repeated = _repeated(given, faulty)
    if len(repeated) > MOST:
        raise Refused(
            f"More than {MOST:,} rows have the same reference as another. Nothing was taken. Choose the column that "
            "tells the rows apart."
        )
    batches = _batches_with(given, repeated) if repeated else []
    said: dict[str, set[str]] = defaultdict(set)
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, cells in _rows(batches):
        if hashed(key := plan.key(cells)) in repeated:
            said[key].add(plan.content(cells))
            numbers[key].append(number)
    for key, rows in faulty.items():
        if hashed(key) in repeated:
            said[key].update(f"row {number}" for number in rows)  # its words are not whole, so never those of another
            numbers[key] = sorted({*numbers[key], *rows})
    wrong = [
        (Row(number, []), _twice(number, key, numbers[key], plan))
        for key, rows in faulty.items()
        if len(said[key]) > 1
        for number in rows
    ]
    same = 0
    for batch in batches:
        stay = []
        for number, cells in json.loads(batch.rows):
            key = plan.key(cells)
            if len(said.get(key, ())) > 1:
                wrong.append((Row(number, cells), _twice(number, key, numbers[key], plan)))
            elif key in numbers and numbers[key][0] != number:
                same += 1
            else:
                stay.append((number, cells))
        batch.rows, batch.many = json.dumps(stay, ensure_ascii=False), len(stay)
        batch.keys = [hashed(plan.key(cells)) for _, cells in stay]
    return Repeats(same, wrong, batches)


def hashed(key: str) -> int:
    """A key as a number, to find those that stand twice."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


def _rows(batches: Iterable[Batch]) -> Iterable[tuple[int, list[str]]]:
    return (row for batch in batches for row in json.loads(batch.rows))


def _faulty(given: Import, plan: Plan) -> dict[str, list[int]]:
    """The rows that are to be mended, by their reference where they have one."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, cells in Problem.objects.filter(of=given).exclude(cells=[]).order_by("row").values_list("row", "cells"):
        if key := plan.key_if_any(cells):
            found[key].append(number)
    return found


def _repeated(given: Import, faulty: dict[str, list[int]]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key FROM imports_batch, unnest(keys) key WHERE of_id = %s"
            " GROUP BY key HAVING count(*) > 1 OR key = ANY(%s) LIMIT %s",
            [given.pk, [hashed(key) for key in faulty], MOST + 1],
        )
        found = {row[0] for row in cursor.fetchall()}
    return found | {hashed(key) for key, rows in faulty.items() if len(rows) > 1}


def _batches_with(given: Import, repeated: set[int]) -> list[Batch]:
    # `keys__overlap` would send each number as one of four bytes, and find nothing: these have eight.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM imports_batch WHERE of_id = %s AND keys && %s::bigint[]", [given.pk, list(repeated)]
        )
        found = [row[0] for row in cursor.fetchall()]
    return list(Batch.objects.filter(pk__in=found).order_by("number"))


def _twice(number: int, key: str, numbers: list[int], plan: Plan) -> Fault:
    name = plan.header[plan.keys[0]]
    other = next(one for one in numbers if one != number)
    said = f"Row {number}, column “{name}”: “{key[:60]}” is also row {other}, which says something else."
    return Fault(name, f"{said} Keep one of the two, or give one its own reference.")
