"""What is packed in a workbook, unpacked no further than a row at a time: a small file may hold a very long cell."""

import re
import zipfile
from typing import IO, Any

from openpyxl.utils import column_index_from_string

from tessera.lib.tabular.rows import Refused

LONGEST_IN_A_SHEET = 32_767  # characters that a cell of a spreadsheet may have
# Bytes from one mark-up to the next: each of those characters may be written with as many as ten.
LONGEST_TEXT = 10 * LONGEST_IN_A_SHEET
# Bytes from the end of one row (or text of the table of texts) to the next, and before the first.
LONGEST_ROW = 4 * 1024 * 1024
LONGEST_PART = 16 * 1024 * 1024  # of what is read whole, such as styles
CHUNK = 64 * 1024
LONGEST_BESIDE = 16 * 1024 * 1024  # bytes that stand in no row
_ROW = re.compile(rb"<(/?)(?:\w+:)?(?:row|si)(?:\s[^<>]*?)?(/?)>")
_LAST = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")
_CELL = re.compile(rb'<(?:\w+:)?c\s[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_SEAM = 256  # bytes kept of what went before: a mark-up may be cut in two
STRANGE = (
    "This workbook has parts that no spreadsheet writes (XML entities, comments or other letters). It was not opened."
)


class EndOfRows(Exception):
    """The last row of the sheet was given out. What stands behind it nobody reads."""


class Packed(zipfile.ZipFile):
    """The parts of a workbook as openpyxl asks for them. What is longer than any spreadsheet writes is refused."""

    header: tuple[str, ...] = ()

    def open(self, name: Any, *args: Any, **more: Any) -> Any:
        """A part, to be read whole or as a stream. Raises Refused, at once or while it is read."""
        return _Part(self, super().open(name, *args, **more), self.getinfo(getattr(name, "filename", name)).file_size)


class _Part:
    def __init__(self, packed: Packed, part: IO[bytes], size: int) -> None:
        self.packed, self.part, self.size = packed, part, size
        self.seam = b""
        self.since_mark = self.since_row = self.beside = 0
        self.is_in_row = False
        self.is_at_end = False

    def __enter__(self) -> "_Part":
        return self

    def __exit__(self, *_: object) -> None:
        self.part.close()

    def close(self) -> None:
        self.part.close()

    def read(self, size: int = -1) -> bytes:
        """The next bytes, looked through before anything is made of them."""
        if size is None or size < 0:
            if self.size > LONGEST_PART:
                raise Refused(f"A part of this workbook is {self.size // (1024 * 1024):,} MB. {_SAVE}")
            return self.part.read()
        if self.is_at_end:
            raise EndOfRows
        chunk = self.part.read(min(size, CHUNK))
        self._look_through(chunk)
        return chunk

    def _look_through(self, chunk: bytes) -> None:
        first = chunk.find(b"<")
        if self.since_mark + (first if first >= 0 else len(chunk)) > LONGEST_TEXT:
            raise self._too_long()
        if first >= 0:
            self.since_mark = len(chunk) - chunk.rfind(b"<")
        else:
            self.since_mark += len(chunk)
        seen = self.seam + chunk
        last = _LAST.search(seen)
        self.is_at_end = last is not None
        if seen.find(b"<!", 0, last.end() if last else len(seen)) >= 0 or b"\x00" in chunk:
            raise Refused(STRANGE)
        self._count_rows(seen, len(chunk))
        if first >= 0 or len(self.seam) < _SEAM:
            self.seam = seen[max(seen.rfind(b"<") - _SEAM, 0) :][: 2 * _SEAM] if first >= 0 else seen[-_SEAM:]

    def _count_rows(self, seen: bytes, fresh: int) -> None:
        """How far the end of the last row is behind; and how much stands in no row, which is kept to the end."""
        at = len(seen) - fresh
        for found in _ROW.finditer(seen):
            if found.end() <= len(seen) - fresh:
                continue
            is_end, is_whole = found[1] or found[2], found[2]
            if bool(found[1]) is not self.is_in_row:
                raise Refused(STRANGE)  # a row inside a row
            if not self.is_in_row:
                self.beside += max(found.start() - at, 0)
            self.is_in_row = not is_end and not is_whole
            at, self.since_row = found.end(), 0
        rest = len(seen) - at
        self.since_row += rest
        self.beside += 0 if self.is_in_row else rest
        if max(self.since_row - LONGEST_ROW, self.beside - LONGEST_BESIDE) > 0:
            raise Refused(
                f"A row of this workbook{self._at()} is longer than {LONGEST_ROW // (1024 * 1024)} MB. {_SAVE}"
            )

    def _too_long(self) -> Refused:
        at = self._at() or " of this workbook"
        return Refused(
            f"A cell{at} is longer than a spreadsheet can hold, which is {LONGEST_IN_A_SHEET:,} characters. {_SAVE}"
        )

    def _at(self) -> str:
        """In which row and column that is, as far as the sheet itself says."""
        found = _CELL.findall(self.seam)
        if not found:
            return ""
        column, row = found[-1][0].decode(), int(found[-1][1])
        place = column_index_from_string(column)
        named = self.packed.header[place - 1] if place <= len(self.packed.header) else column
        return f" in row {row}, column “{named}”"


_SAVE = "It was not opened further. Nothing was taken. Shorten it, or save the sheet as CSV instead."
