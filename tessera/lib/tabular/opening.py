"""Which kind of list a file is, by its content, and its header and rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import IO

from tessera.lib.tabular import delimited, objects, workbook
from tessera.lib.tabular.rows import MISSING, Fault, Limits, Refused, Row, still_to_mend, too_many
from tessera.lib.tabular.written import BEYOND, MENDED, SAID_WRONG, own_columns, unescaped

Listed = str  # "csv", "xlsx" or "json"
_NUMBER = re.compile(r"[1-9]\d{0,8}", re.ASCII)
LEFT = "Choose a CSV file, an Excel workbook (.xlsx) or a JSON file."


@dataclass(frozen=True)
class Opened:
    """A list that is being read: what it is, its columns, and its rows, to be taken once."""

    kind: Listed
    header: tuple[str, ...]
    rows: Iterator[Row]


def opened(file: IO[bytes], *, encoding: str = "", limits: Limits | None = None) -> Opened:
    """Begin to read a list. `encoding` is “cp1252” for the older Windows letters, else empty.

    A file of rows that could not be taken, which comes back mended, is read without the columns that said why.
    Raises Refused, with a sentence, at once or while the rows are read.
    """
    limits = limits or Limits()
    kind = _kind_of(file)
    if kind == "xlsx":
        header, rows = workbook.read(file, limits)
    elif kind == "json":
        header, rows = objects.read(file)
    else:
        header, rows = delimited.read(file, encoding)
    if header[:2] == (MENDED, SAID_WRONG):
        header = header[2 : 2 + own_columns(header)]
        rows = _without_what_was_wrong(rows, header)
        if not header:
            raise Refused("Row 1 has no columns besides those that say what was wrong.")
    return Opened(kind, header, _at_most(rows, limits.rows))


def _kind_of(file: IO[bytes]) -> Listed:
    file.seek(0)
    start = file.read(64)
    if not start.strip():
        raise Refused("This file is empty. Choose another.")
    if start.startswith(b"PK\x03\x04"):
        return "xlsx"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(
            "This is an older Excel file, or one locked with a password. Save it as .xlsx without a password."
        )
    if start.startswith((b"%PDF", b"MZ", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b")):
        raise Refused(f"This is no list of rows. {LEFT}")
    plain = start.removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe\x00 \t\r\n")
    return "json" if plain.startswith((b"[", b"{")) else "csv"


def _without_what_was_wrong(rows: Iterator[Row], header: Sequence[str]) -> Iterator[Row]:
    """The rows as somebody mended them. What nobody has mended yet is wrong with them still."""
    for row in rows:
        cells = [unescaped(cell) for cell in row.cells[2:]]
        while len(cells) > len(header) and cells[-1].strip() in ("", MISSING):
            cells.pop()
        before = row.cells[0].strip()
        was = replace(row, before=before if _NUMBER.fullmatch(before) and before != str(row.number) else "")
        # A row that ends before the cells that stood under no name ends where it should.
        faults = tuple(_of(was, fault) for fault in row.faults if not fault.column.startswith(BEYOND)) or (
            *too_many(was.named, cells, header),
            *still_to_mend(was.named, cells, header),
        )
        if any(cells) or faults:
            yield replace(was, cells=cells, faults=faults)


def _of(row: Row, fault: Fault) -> Fault:
    return Fault(fault.column, fault.sentence.replace(f"Row {row.number}", f"Row {row.named}", 1))


def _at_most(rows: Iterator[Row], most: int) -> Iterator[Row]:
    for place, row in enumerate(rows):
        if place == most:
            raise Refused(f"Row {row.number}: the most rows that one file may have is {most:,}. Give it in parts.")
        yield row
