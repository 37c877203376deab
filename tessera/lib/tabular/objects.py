"""JSON: an array of objects, or one object a line. Each object is a row; its names are the columns."""

import codecs
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import IO, Any, NoReturn

import ijson

from tessera.lib.tabular.rows import LONGEST_LINE, MISSING, Fault, Refused, Row, header_of, name_of, row_of

PEEK = 100  # objects that say what the columns are
DEEPEST = 20
MOST_DIGITS = 400
_DIGITS = re.compile(rb"\d{%d}" % MOST_DIGITS)
GIVE = "Give an array of objects, or one object a line."
CHUNK = 64 * 1024
# What a parser says of a file that is not JSON, or of a number that it cannot hold.
BROKEN = (ijson.JSONError, ValueError, OverflowError)
SCALARS = {"string", "number", "boolean", "null"}
# An object's names with their values as text; what is wrong with it; what stands under no name of its own.
Read = tuple[dict[str, str], tuple[Fault, ...], list[str]]


def read(file: IO[bytes]) -> tuple[tuple[str, ...], Iterator[Row]]:
    """The columns, and a row for each object. Raises Refused, at once or while the rows are read."""
    file.seek(0)
    start = file.read(64)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Refused("This file is UTF-16. JSON is UTF-8: save it again as UTF-8.")
    skip = len(codecs.BOM_UTF8) if start.startswith(codecs.BOM_UTF8) else 0
    file.seek(skip)
    is_array = start[skip:].lstrip().startswith(b"[")
    objects = _of_array(file) if is_array else _of_lines(file)
    first = list(islice(objects, PEEK))
    header = header_of(list(dict.fromkeys(name for said, _, _ in first for name in said)))
    return header, _rows(chain(first, objects), header)


def _rows(objects: Iterator[Read], header: tuple[str, ...]) -> Iterator[Row]:
    known = set(header)
    for number, (said, faults, beyond) in enumerate(objects, 1):
        said = {name_of(name): value for name, value in said.items()}
        row = row_of(number, [said.get(name, "") for name in header], header)
        unknown = [name[:100] for name in said if name not in known]
        faults = tuple(Fault(fault.column, f"Row {number}{fault.sentence}") for fault in faults)
        if unknown:
            sentence = f"Row {number} has a column “{unknown[0]}” that none of the first {PEEK} rows has."
            faults = (*faults, Fault("", sentence))
        beyond += [f"{name}: {value}" for name, value in said.items() if name not in known]
        if row is not None or faults:
            cells, more = (row.cells, row.faults) if row else ([""] * len(header), ())
            yield Row(number, [*cells, *beyond], (*more, *faults))


def _of_lines(file: IO[bytes]) -> Iterator[Read]:
    number = 0
    for at, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), 1):
        if not line.strip():
            continue
        number += 1
        if len(line) == LONGEST_LINE:
            raise Refused(f"Row {number} is longer than {LONGEST_LINE:,} characters. Nothing was taken.")
        try:
            found = json.loads(line, object_pairs_hook=_Pairs, parse_int=str, parse_float=str, parse_constant=_refuse)
        except UnicodeDecodeError as error:
            raise Refused(f"Row {number} has letters that are not UTF-8. Save the file again as UTF-8.") from error
        except RecursionError as error:
            raise Refused(f"Row {number} is nested too deeply. Each row is one flat object.") from error
        except json.JSONDecodeError as error:
            found_at = f"line {at + error.lineno - 1}, column {error.colno}"
            raise Refused(f"Row {number} is not JSON. Look at {found_at}. {GIVE}") from error
        except ValueError as error:
            raise Refused(f"Row {number} is not JSON. Look at line {at}. {GIVE}") from error
        if not isinstance(found, _Pairs):
            raise Refused(f"Row {number} is not an object. {GIVE}")
        yield _said(found)


class _Pairs(list[tuple[str, Any]]):
    """The names and values of one object, a name that stands twice too."""


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _said(pairs: list[tuple[str, Any]]) -> Read:
    said: dict[str, str] = {}
    faults: list[Fault] = []
    beyond: list[str] = []
    for name, value in pairs:
        if name in said:
            beyond.append(f"{name}: {_text(value)}")
            faults.append(Fault(name, f" gives “{name[:100]}” twice."))
        elif isinstance(value, list):
            faults.append(Fault(name, f", column “{name[:100]}” is a list or an object. Give one value."))
        said.setdefault(name, _text(value))
    return said, tuple(faults), beyond


def _of_array(file: IO[bytes]) -> Iterator[Read]:
    """Event by event, so that neither depth nor length fills the memory."""
    depth, number, name = 0, 0, ""
    pairs: list[tuple[str, Any]] = []
    start, guarded = file.tell(), _Guarded(file)
    events = ijson.basic_parse(guarded, buf_size=CHUNK)
    while True:
        try:
            event, value = next(events, (None, None))
        except Refused:
            raise
        except BROKEN as error:
            named = f"Row {number if depth > 1 else number + 1} is" if depth else "What stands behind the last row is"
            found_at = _where_it_breaks(file, start, guarded.sure)
            raise Refused(f"{named} not JSON that can be read. Look at {found_at}. The whole array must be.") from error
        if event is None:
            return
        if event == "start_map" and depth == 1:
            pairs, number = [], number + 1
        elif depth == 1 and event != "end_array":
            raise Refused(f"Row {number + 1} is not an object. Give an array of objects.")
        elif depth == 2 and event == "map_key":
            name = str(value)
        elif depth == 2 and event in SCALARS:
            pairs.append((name, value))
        elif depth == 2 and event in {"start_map", "start_array"}:
            pairs.append((name, []))
        elif depth == 2 and event == "end_map":
            yield _said(pairs)
        depth += {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}.get(event, 0)
        if depth > DEEPEST:
            raise Refused(f"Row {number} is nested too deeply. Each row is one flat object.")
        if len(pairs) > 1_000:
            raise Refused(f"Row {number} has more than 1,000 columns.")


class _Guarded:
    """The file without numbers that Python refuses to make: the parser in C ends the whole process at one of them."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.end = file, b""
        self.line, self.column = 1, 1  # where the end of what was read before stands
        self.sure = self.given = 0  # bytes: what was read without a fault, and what was given out

    def read(self, size: int = -1) -> bytes:
        chunk = self.file.read(size)
        self.sure, self.given = self.given, self.given + len(chunk)
        looked_at = self.end + chunk
        if found := _DIGITS.search(looked_at):
            self._follow(looked_at[: found.start()])
            raise Refused(
                f"Line {self.line}, column {self.column}: a number of more than {MOST_DIGITS} digits, "
                "which is no number that a row can have."
            )
        self._follow(looked_at[:-MOST_DIGITS])
        self.end = looked_at[-MOST_DIGITS:]
        return chunk

    def _follow(self, passed: bytes) -> None:
        self.line += passed.count(b"\n")
        self.column = len(passed) - passed.rfind(b"\n") if b"\n" in passed else self.column + len(passed)


def _where_it_breaks(file: IO[bytes], start: int, sure: int) -> str:
    """Line and column of what is no JSON. The parser does not say, so the part that broke is given to it once more."""
    file.seek(start)
    followed = _Followed(file, sure)
    with suppress(*BROKEN):
        for _ in ijson.basic_parse(followed, buf_size=CHUNK):
            pass
    return f"line {followed.line}, column {max(followed.column, 1)}"


class _Followed:
    """The file from its beginning, one byte at a time once it comes to what may be broken, and how far it was read."""

    def __init__(self, file: IO[bytes], sure: int) -> None:
        self.file, self.left = file, sure
        self.line, self.column = 1, 0

    def read(self, size: int = -1) -> bytes:
        chunk = self.file.read(min(size, self.left or 1))  # the parser asks for nothing first, to see what it is given
        self.left -= min(len(chunk), self.left)
        *before, last = chunk.split(b"\n")
        self.line += len(before)
        letters = sum(byte & 0xC0 != 0x80 for byte in last)  # the other bytes of a letter are no column of their own
        self.column = letters if before else self.column + letters
        return chunk


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return MISSING
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)
