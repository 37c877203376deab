"""People in somebody's own file: CSV with a header, read one row at a time, whatever its size."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tessera.lib.invisible import on_one_line
from tessera.lib.linkage.fields import LONGEST_TEXT, MOST_VALUES, Facts, full_date, parse_date

COLUMNS = ("id", "first_name", "surname", "date_of_birth", "phone", "postcode", "address", "nickname")
LONGEST_CELL = 131_072
# A cell of a telephone or a nickname may hold several.
_SEVERAL = re.compile(r"[;|/,]")

Row = tuple[str, ...]  # a cell for each of COLUMNS, empty where the file has none


class Unreadable(Exception):
    """A file that cannot be used, with the one sentence that says why and where."""


@contextmanager
def opened(path: Path) -> Iterator[Iterator[Row]]:
    """The rows of a file, `id` filled in with the number of the row (from 1) where it is not given.

    Columns may stand in any order, unknown ones are passed over, and a blank line is no row. Raises Unreadable
    for a file that is missing, is not UTF-8, has no column that could find anybody, or names a column twice.
    """
    name = on_one_line(str(path))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield _rows(csv.reader(file), name)
    except OSError as wrong:
        raise Unreadable(f"Cannot read {name}: {wrong.strerror or wrong}.") from None


def _rows(lines: Iterator[list[str]], name: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    number = 0
    try:
        places = _places(next(lines, []), name)
        wide = max(places) + 1
        for line in lines:
            if not line:
                continue
            number += 1
            if len(line) < wide:
                line += [""] * (wide - len(line))
            line.append("")  # where a place of -1 points
            cells = [line[place] for place in places]
            if not cells[0].strip():
                cells[0] = str(number)
            yield tuple(cells)
    except UnicodeDecodeError:
        raise Unreadable(f"{name} is not UTF-8 text: save it as CSV in UTF-8 ({_after(number)}).") from None
    except csv.Error as wrong:
        if "field larger" in str(wrong):
            said = f"has a cell of more than {LONGEST_CELL:,} characters, or a quotation mark that is never closed"
        else:
            said = "cannot be read as CSV"
        raise Unreadable(f"{name} {said} ({_after(number)}).") from None


def _after(number: int) -> str:
    return f"after row {number:,}" if number else "in the first rows"


def _places(header: list[str], name: str) -> list[int]:
    """Where in a line each of COLUMNS stands; -1 for one that the file does not have."""
    given = ["_".join(cell.split()).lower() for cell in header]
    for place, column in enumerate(given):
        if column and column in given[:place]:
            raise Unreadable(f"{name} has two columns called “{on_one_line(column)}”: keep one of them.")
    places = [given.index(column) if column in given else -1 for column in COLUMNS]
    if max(places[1:]) < 0:
        raise Unreadable(f"{name} has none of the columns {', '.join(COLUMNS[1:])} in its first line.")
    return places


def facts_in(row: Row) -> Facts:
    """What one row says of somebody. Anything that cannot be read counts as not said."""
    _, first_name, surname, born, phone, postcode, address, nickname = row
    year, month, day = parse_date(born) if born else (None, None, None)
    return Facts(
        first_name=first_name[:LONGEST_TEXT].strip(),
        surname=surname[:LONGEST_TEXT].strip(),
        nicknames=_several(nickname) if nickname else (),
        born_on=full_date(year, month, day),
        born_year=year,
        born_month=month,
        born_day=day,
        phones=_several(phone) if phone else (),
        postcode=postcode[:LONGEST_TEXT].strip(),
        address=address[:LONGEST_TEXT].strip(),
    )


def _several(cell: str) -> tuple[str, ...]:
    parts = (part.strip() for part in _SEVERAL.split(cell[:LONGEST_TEXT]))
    return tuple(dict.fromkeys(part for part in parts if part))[:MOST_VALUES]
