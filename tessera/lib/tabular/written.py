"""Rows written out as CSV, for a spreadsheet to open without running anything in them."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

# The columns put before a row that could not be taken. A file that comes back with them is a mended one.
MENDED, SAID_WRONG = "Row in the file given", "What is wrong"
# The columns put behind it, for cells that stood under no name: “Extra cell 1”.
BEYOND = "Extra cell"
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def header_to_mend(header: Sequence[str], most: int) -> list[str]:
    """What the columns of rows to mend are called, when the longest of them has so many cells."""
    return [MENDED, SAID_WRONG, *header, *(f"{BEYOND} {nth}" for nth in range(1, most - len(header) + 1))]


def own_columns(header: Sequence[str]) -> int:
    """How many of the columns of a file of rows to mend are the list's own."""
    many = len(header) - 2
    while many > 0 and header[many + 1].startswith(f"{BEYOND} "):
        many -= 1
    return many


def escaped(cell: str) -> str:
    """The cell as text in any spreadsheet: one that would be taken for a formula has an apostrophe before it.

    One that has such an apostrophe already gets another, so that reading it back gives the cell as it was.
    """
    return f"'{cell}" if cell.lstrip("'").startswith(_STARTS) else cell


def unescaped(cell: str) -> str:
    """The cell as it was before `escaped`."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_STARTS) else cell


def lines_of(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Rows as lines of CSV in UTF-8, with the mark that makes a spreadsheet read it as such, each cell escaped."""
    yield b"\xef\xbb\xbf"
    for row in rows:
        out = io.StringIO()
        csv.writer(out).writerow([escaped(cell) for cell in row])
        yield out.getvalue().encode("utf-8", "replace")
