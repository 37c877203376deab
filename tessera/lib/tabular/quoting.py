"""Whether a quotation mark in a CSV file was meant to open a cell, or has taken rows in with it."""

import csv
from collections.abc import Sequence


def swallows_rows(cells: Sequence[str], lines: Sequence[str], header: Sequence[str], delimiter: str) -> bool:
    """Whether the lines that one row is made of were rows of their own: the mark that joins them was never meant.

    One sign is a mark that closes in the middle of a cell: it opened that cell, and was not the end of another. The
    second is a cell whose lines are cut as rows are.
    """
    if _closes_inside_a_cell(lines, delimiter):
        return True
    spaced = bool(header) and _is_spaced(delimiter.join(header), delimiter)
    return any(
        _is_cut_like_rows(cell.splitlines(), place, len(header), delimiter, spaced=spaced)
        for place, cell in enumerate(cells, 1)
    )


def _closes_inside_a_cell(lines: Sequence[str], delimiter: str) -> bool:
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return False


def _is_cut_like_rows(lines: Sequence[str], place: int, wide: int, delimiter: str, *, spaced: bool) -> bool:
    """Whether the first line holds the rest of one row, the lines between a row each, and the last a row as far as here.

    A comma in a sentence has a space behind it, and one between two cells has none, unless the header has it too.
    """
    if len(lines) < 2 or wide < 2:
        return False
    first, *between, last = (_cells(line, delimiter) for line in lines)
    if first != wide - place + 1 or any(many != wide for many in between):
        return False
    if last != place and not between:
        return False
    return spaced or not all(_is_spaced(line, delimiter) for line in lines if delimiter in line)


def _cells(line: str, delimiter: str) -> int:
    return len(next(csv.reader([line], delimiter=delimiter), [""]))


def _is_spaced(line: str, delimiter: str) -> bool:
    """Whether each delimiter in it has a space behind it. A semicolon or a tab in a sentence is as seldom as none."""
    return all(part.startswith(" ") for part in line.split(delimiter)[1:])
