"""What a list is made of: a header, and rows of cells of which some are faulty."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

MOST_COLUMNS = 200
LONGEST_CELL = 20_000  # characters: several pages
LONGEST_NAME = 100
LONGEST_LINE = 1_000_000  # characters: nothing longer is taken into memory
_LOST = re.compile("[\x00\ud800-\udfff]")


class Refused(ValueError):
    """The file cannot be read; the message is a sentence for whoever chose it, with row and column where it has one."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row. `column` is the name of the column, or empty for the row as a whole."""

    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row, numbered as a spreadsheet shows it: the header is row 1. A JSON object is numbered from 1."""

    number: int
    cells: list[str]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Limits:
    """How much is read. `unpacked` is how many bytes a workbook may come to when it is unpacked."""

    rows: int = 2_000_000
    unpacked: int = 1024 * 1024 * 1024
    words: int = 128 * 1024 * 1024  # of that, the table of texts, which is held in memory


def header_of(cells: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns. Empty ones at the end are dropped.

    Raises Refused, naming the column, for one without a name, a name that stands twice, or too many columns.
    """
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Refused("Row 1 is empty. It must name each column.")
    if len(names) > MOST_COLUMNS:
        raise Refused(f"Row 1 has {len(names)} columns. The most that are read is {MOST_COLUMNS}.")
    first: dict[str, int] = {}
    for place, name in enumerate(names, 1):
        if not name:
            raise Refused(f"Row 1, column {place} has no name. Give each column a name.")
        if _LOST.search(name):
            raise Refused(
                f"Row 1, column {place} has characters that are not text. Save the file again as “CSV UTF-8”."
            )
        if len(name) > LONGEST_NAME:
            raise Refused(f"Row 1, column {place} has a name of {len(name)} characters. The most is {LONGEST_NAME}.")
        if (before := first.setdefault(name.casefold(), place)) != place:
            raise Refused(f"Row 1: columns {before} and {place} are both called “{name}”. Give each a name of its own.")
    return tuple(names)


def row_of(number: int, cells: list[str], header: Sequence[str]) -> Row | None:
    """A row under this header, with what is wrong with it. None when every cell of it is empty."""
    if len(cells) > len(header):
        more = cells[len(header) :]
        cells = cells[: len(header)]
        while more and not more[-1].strip():
            more.pop()
        if more:
            said = f"Row {number} has {len(header) + len(more)} cells, and the header has {len(header)}."
            return Row(number, _whole(cells), (Fault("", f"{said} Put the value of each column under its name."),))
    if not any(cell and not cell.isspace() for cell in cells):
        return None
    if len(cells) < len(header):
        said = f"Row {number} ends after cell {len(cells)}, and the header has {len(header)}: “{header[len(cells)]}” is missing."
        return Row(number, _whole(cells) + [""] * (len(header) - len(cells)), (Fault(header[len(cells)], said),))
    joined = "".join(cells)
    if len(joined) <= LONGEST_CELL and not _LOST.search(joined):
        return Row(number, cells)
    return Row(number, _whole(cells), tuple(_faults(number, cells, header)))


def _faults(number: int, cells: Sequence[str], header: Sequence[str]) -> list[Fault]:
    found = []
    for name, cell in zip(header, cells, strict=True):
        if len(cell) > LONGEST_CELL:
            said = f"Row {number}, column “{name}” has {len(cell):,} characters. The most is {LONGEST_CELL:,}."
            found.append(Fault(name, said))
        elif _LOST.search(cell):
            said = f"Row {number}, column “{name}” has a character that is not text, shown as �. Type that part again."
            found.append(Fault(name, said))
    return found


def _whole(cells: Sequence[str]) -> list[str]:
    """The cells with what cannot be kept shown as �, and of one too long its beginning: to be shown beside the fault."""
    return [_LOST.sub("\ufffd", cell[:LONGEST_CELL]) for cell in cells]
