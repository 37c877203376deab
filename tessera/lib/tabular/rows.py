"""What a list is made of: a header, and rows of cells of which some are faulty."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tessera.lib.invisible import without_turns
from tessera.lib.tabular.written import MENDED, SAID_WRONG, own_columns

MOST_COLUMNS = 200
LONGEST_CELL = 20_000  # characters: several pages
LONGEST_NAME = 100
LONGEST_LINE = 1_000_000  # characters: nothing longer is taken into memory
MISSING = "[missing]"  # stands in a row to mend where there was no cell, or none that is one value
LOST = "\ufffd"  # stands there for a character that is not text
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
    """One row, numbered as a spreadsheet shows it: the header is row 1. A JSON object is numbered from 1.

    A faulty one may have more cells than the header: nothing of it is dropped. `before` is the number that a row which was
    mended had in the file that it was mended from; empty for any other.
    """

    number: int
    cells: list[str]
    faults: tuple[Fault, ...] = ()
    before: str = ""

    @property
    def named(self) -> str:
        """Which row it is, for whoever looks for it at the edge of a spreadsheet or in the column that says what it was."""
        return f"{self.number} ({self.before} in the file before)" if self.before else f"{self.number}"


@dataclass(frozen=True)
class Limits:
    """How much is read. `unpacked` is how many bytes a workbook may come to when it is unpacked."""

    rows: int = 2_000_000
    unpacked: int = 1024 * 1024 * 1024
    words: int = 64 * 1024 * 1024  # of that, the table of texts, which is held in memory


def header_of(cells: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns. Empty ones at the end are dropped.

    Raises Refused, naming the column, for one without a name, a name that stands twice, or too many columns.
    """
    names = [name_of(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Refused("Row 1 is empty. It must name each column.")
    own = own_columns(names) if names[:2] == [MENDED, SAID_WRONG] else len(names)
    if own > MOST_COLUMNS:
        raise Refused(f"Row 1 has {own} columns. The most that are read is {MOST_COLUMNS}.")
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


def name_of(cell: str) -> str:
    """What a column is called, on one line."""
    return " ".join(without_turns(cell).split())


def row_of(number: int, cells: list[str], header: Sequence[str]) -> Row | None:
    """A row under this header, with what is wrong with it. None when every cell of it is empty.

    Raises Refused for a cell of which not even a row to mend can be made.
    """
    wide = len(header)
    if not "".join(cells).isascii():
        cells = [without_turns(cell) for cell in cells]
    if len(cells) > wide:
        last = next((place for place in reversed(range(wide, len(cells))) if cells[place].strip()), wide - 1)
        cells = cells[: last + 1]
    if not any(cell and not cell.isspace() for cell in cells):
        return None
    joined = "".join(cells)
    if len(cells) == wide and len(joined) <= LONGEST_CELL and not _LOST.search(joined):
        return Row(number, cells)
    if len(joined) > LONGEST_LINE:
        longest = max(range(len(cells)), key=lambda place: len(cells[place]))
        named = f"“{header[longest]}”" if longest < wide else f"{longest + 1}"
        raise Refused(
            f"Row {number} is longer than {LONGEST_LINE:,} characters, most of them in column {named}. Nothing was taken."
        )
    faults = [*too_many(number, cells, header), *_faults(number, cells, header)]
    if len(cells) < wide:
        said = (
            f"Row {number} ends after cell {len(cells)}, and the header has {wide}: “{header[len(cells)]}” is missing."
        )
        faults.append(Fault(header[len(cells)], said))
    cells = [_LOST.sub(LOST, cell) for cell in cells] + [MISSING] * (wide - len(cells))
    return Row(number, cells, tuple(faults))


def too_many(number: int | str, cells: Sequence[str], header: Sequence[str]) -> list[Fault]:
    """What is wrong with a row that has cells under no name."""
    if len(cells) <= len(header):
        return []
    said = f"Row {number} has {len(cells)} cells, and the header has {len(header)}."
    return [Fault("", f"{said} Put the value of each column under its name.")]


def still_to_mend(number: int | str, cells: Sequence[str], header: Sequence[str]) -> list[Fault]:
    """What nobody has changed yet in a row that came back from mending."""
    found = []
    for name, cell in zip(header, cells, strict=False):
        if LOST in cell:
            found.append(Fault(name, f"Row {number}, column “{name}” still has �. Type that part again."))
        elif cell.strip() == MISSING:
            said = f"Row {number}, column “{name}” still says {MISSING}. Write what belongs there, or empty it."
            found.append(Fault(name, said))
    return found


def _faults(number: int, cells: Sequence[str], header: Sequence[str]) -> list[Fault]:
    found = []
    for name, cell in zip(header, cells, strict=False):
        if len(cell) > LONGEST_CELL:
            said = f"Row {number}, column “{name}” has {len(cell):,} characters. The most is {LONGEST_CELL:,}."
            found.append(Fault(name, said))
        elif _LOST.search(cell):
            said = f"Row {number}, column “{name}” has a character that is not text, shown as �. Type that part again."
            found.append(Fault(name, said))
    return found
