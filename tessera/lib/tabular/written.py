"""Rows written out as CSV, for a spreadsheet to open without running anything in them."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

# The columns put before a row that could not be taken. A file that comes back with them is a mended one.
MENDED, SAID_WRONG = "Row", "What is wrong"
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


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
