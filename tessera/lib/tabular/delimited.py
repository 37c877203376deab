"""CSV as spreadsheets save it: with commas, semicolons or tabs, in UTF-8, UTF-16 or the older Windows letters."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from typing import IO

from tessera.lib.tabular.quoting import swallows_rows
from tessera.lib.tabular.rows import LONGEST_LINE, Refused, Row, header_of, row_of

# A cell may run over many lines: a quotation mark that is never closed takes in the rest of the file, up to this.
csv.field_size_limit(LONGEST_LINE + 1)
DELIMITERS = ",;\t"
OLDER = "cp1252"
# What a page offers when the letters are not those that were expected.
CHOOSE_OLDER, CHOOSE_UTF_8 = (f"choose {one} under “Letters”" for one in ("“Windows (Western European)”", "UTF-8"))
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class NotLetters(Refused):
    """The file is in other letters than it was read in; where that was noticed first."""

    def __init__(self, sentence: str, at: str) -> None:
        super().__init__(sentence)
        self.at = at


def read(file: IO[bytes], encoding: str) -> tuple[tuple[str, ...], Iterator[Row]]:
    """The header of a CSV file, and its rows. `encoding` is empty for what the file itself says, else UTF-8.

    Raises Refused, at once or while the rows are read.
    """
    numbered = cells_of(file, encoding)
    _, first = next(numbered, (1, []))
    header = header_of(first)
    return header, _rows(numbered, header)


def _rows(numbered: Iterator[tuple[int, list[str]]], header: tuple[str, ...]) -> Iterator[Row]:
    for number, cells in numbered:
        row = row_of(number, cells, header)
        if row is not None:
            yield row


def cells_of(file: IO[bytes], encoding: str = "") -> Iterator[tuple[int, list[str]]]:
    """Every row of a CSV file with its number and its cells as they stand, the header first and blank lines too.

    Raises Refused while they are read.
    """
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    chosen = next((name for mark, name in MARKS if start.startswith(mark)), encoding or "utf-8")
    text = io.TextIOWrapper(file, chosen, newline="")
    place = _Place()
    lines = _lines(file, text, place, chosen)
    first = next(lines, "")
    place.delimiter = max(DELIMITERS, key=first.count)
    rows = csv.reader(chain([first], lines), delimiter=place.delimiter, strict=False)
    while True:
        try:
            cells = next(rows, None)
        except csv.Error as error:
            raise _too_long(place) from error
        if cells is None:
            return
        _refuse_swallowed(cells, place)
        if place.row == 1:
            place.header = tuple(" ".join(cell.split()) for cell in cells)
        yield place.row, cells
        place.row += 1
        place.lines.clear()


class _Place:
    """How far the reading has come, for the sentence that says where it stopped."""

    def __init__(self) -> None:
        self.row = 1  # the row that is being read
        self.header: tuple[str, ...] = ()
        self.delimiter = ","
        self.lines: list[str] = []  # that the row is made of: one, unless a cell of it runs over several
        self.is_at_end = False


def _lines(file: IO[bytes], text: io.TextIOWrapper, place: _Place, encoding: str) -> Iterator[str]:
    """The lines, none of them taken into memory beyond what a row may be. Leaves the file open."""
    try:
        while True:
            try:
                line = text.readline(LONGEST_LINE)
            except UnicodeError as error:
                raise _not_letters(file, place, encoding) from error
            if not line:
                place.is_at_end = True
                return
            if len(line) == LONGEST_LINE:
                raise Refused(
                    f"Row {place.row}, {_column(line, place)} is longer than {LONGEST_LINE:,} characters. "
                    "Nothing was taken. Shorten it and choose the file again."
                )
            place.lines.append(line)
            yield line
    finally:
        with suppress(ValueError):  # somebody closed it first
            text.detach()


def _column(line: str, place: _Place) -> str:
    """In which column a line that is far too long stands still."""
    delimiter = max(DELIMITERS, key=line[:10_000].count)
    try:
        at = len(next(csv.reader([line], delimiter=delimiter), [""]))
    except csv.Error:
        at = 1
    return f"column “{place.header[at - 1]}”" if at <= len(place.header) else f"column {at}"


def _refuse_swallowed(cells: list[str], place: _Place) -> None:
    """A row ends where its line does, or in a cell that was meant to run over several lines.

    A reader that looked for more lines of a row and found the end of the file has a quotation mark that is still open.
    """
    if place.is_at_end and cells:
        raise _open_mark(place, "that is never closed, so that every row after it stands in one cell")
    if len(place.lines) > 1 and swallows_rows(cells, place.lines, place.header, place.delimiter):
        last = place.row + len(place.lines) - 1
        raise _open_mark(place, f"that takes in the lines after it, to line {last}, which look like rows of their own")


def _open_mark(place: _Place, so: str) -> Refused:
    return Refused(
        f"Row {place.row} opens a quotation mark {so}. "
        'Nothing was taken. Close the mark ("), or take it out, and choose the file again.'
    )


def _too_long(place: _Place) -> Refused:
    return _open_mark(place, f"that is not closed within {LONGEST_LINE:,} characters")


def _not_letters(file: IO[bytes], place: _Place, encoding: str) -> Refused:
    """Where the first letters are that this encoding does not have: found again byte by byte, once it is known."""
    if encoding == "utf-16":
        said = f"After row {place.row} the file is not UTF-16, as it begins. Save it again as “CSV UTF-8”."
        return NotLetters(said, f"after row {place.row}")
    line_number, at = place.row, 1
    file.seek(0)
    header = place.header
    for line_number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), 1):
        if line_number == 1 and not header:
            header = tuple(re.split(f"[{DELIMITERS}]", line.decode("utf-8", "replace").strip().lstrip("\ufeff")))
        try:
            line.decode("utf-8" if encoding == "utf-8-sig" else encoding)
        except UnicodeDecodeError as error:
            before = line[: error.start].decode("latin-1")
            at = max(before.count(one) for one in DELIMITERS) + 1
            break
    named = f"column “{header[at - 1]}”" if line_number > 1 and at <= len(header) else f"column {at}"
    return NotLetters(
        f"Line {line_number}, {named} has letters that are not {'UTF-8' if encoding != OLDER else 'Windows letters'}. "
        f"Save the file again as “CSV UTF-8”, or {CHOOSE_UTF_8 if encoding == OLDER else CHOOSE_OLDER}.",
        f"line {line_number}, {named}",
    )
