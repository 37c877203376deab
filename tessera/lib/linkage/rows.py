"""People in somebody's own file: CSV with a header, read one row at a time, whatever its size."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import IO

from tessera.lib.invisible import on_one_line
from tessera.lib.linkage.birthdays import approximate_age, says_an_age, wrong_with_birth
from tessera.lib.linkage.fields import LONGEST_TEXT, MOST_VALUES, Facts, full_date, parse_date
from tessera.lib.tabular import NotLetters, Refused, cells_of

COLUMNS = ("id", "first_name", "surname", "date_of_birth", "phone", "postcode", "address", "nickname")
BORN = COLUMNS.index("date_of_birth")
# What others call them. Capitals, spaces and signs count for nothing: “D.O.B.”, “Date of birth”, “First name”.
ALSO_CALLED = {
    "first_name": ("forename", "forenames", "given_name"),
    "surname": ("last_name", "family_name"),
    "date_of_birth": ("dob", "birth_date", "born"),
    "phone": ("telephone", "phone_number", "telephone_number", "mobile", "mobile_number"),
    "postcode": ("home_postcode",),
    "address": ("home_address",),
    "nickname": ("nicknames", "alias", "aka", "known_as"),
}
ALIKE_ENOUGH = 0.75  # for a name to be the nearest that is meant
SHOWN = 20  # things noticed in one file; of the others how many there are
# A cell of a telephone or a nickname may hold several.
_SEVERAL = re.compile(r"[;|/,]")
_LOST = re.compile("[\x00\ud800-\udfff]")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Row = tuple[str, ...]  # a cell for each of COLUMNS, empty where the file has none


class Unreadable(Exception):
    """A file that cannot be used, with the one sentence that says why and where."""


@dataclass
class Noticed:
    """What was not read as it stands in a file: the first sentences, and how many there are."""

    sentences: list[str] = field(default_factory=list)
    many: int = 0

    def say(self, sentence: str) -> None:
        """One more thing."""
        self.many += 1
        if len(self.sentences) < SHOWN:
            self.sentences.append(sentence)

    def __str__(self) -> str:
        more = [f"… and {self.many - SHOWN:,} more."] if self.many > SHOWN else []
        return "\n".join([*self.sentences, *more])


@contextmanager
def opened(path: Path, noticed: Noticed | None = None, *, ids_once: bool = False) -> Iterator[Iterator[Row]]:
    """The rows of a file, `id` filled in with the number of the row (from 1) where it is not given.

    Columns may stand in any order, and a blank line is no row. `noticed` hears which columns are not read, and what is
    not read as it stands, with its row as a spreadsheet counts it and its column. Raises Unreadable for a file that is
    missing, is not UTF-8, has no column that could find anybody, names a column twice, or has a row with more cells
    than the header, where nobody can tell which belongs under which name. With `ids_once` for an id that stands twice
    too: an answer would not say which of the two is meant.
    """
    name = on_one_line(str(path))
    try:
        with path.open("rb") as file:
            yield _rows(file, name, noticed or Noticed(), ids_once=ids_once)
    except OSError as wrong:
        raise Unreadable(f"Cannot read {name}: {wrong.strerror or wrong}.") from None


def _rows(file: IO[bytes], name: str, noticed: Noticed, *, ids_once: bool) -> Iterator[Row]:
    try:
        if file.read(2) in _UTF_16:
            raise Unreadable(f"{name} is not UTF-8 text: save it as CSV in UTF-8 (it is UTF-16).")
        lines = cells_of(file)
        _, header = next(lines, (1, []))
        places, today, known = _places(header, name), date.today(), set[int]()
        if unread := _unread(header, places):
            noticed.say(f"{name}: {unread}")
        for many, (number, line) in enumerate(((number, line) for number, line in lines if line), 1):
            at = f"{name}: Row {number}"
            cells = _cells(line, header, places, at, noticed)
            if not cells[0].strip():
                cells[0] = str(many)
            if ids_once:
                known.add(hash(cells[0]))
                if len(known) < many:
                    said = f"“{on_one_line(cells[0])[:40]}” is the id of an earlier row too. Give each row its own."
                    raise Unreadable(f"{at}, column “{_named(header, places[0])}”: {said}")
            if cells[BORN] and (wrong := _wrong_with_birth(cells[BORN], today)):
                said = f"“{on_one_line(cells[BORN])[:40]}” {wrong} What can be read of it is compared."
                noticed.say(f"{at}, column “{_named(header, places[BORN])}”: {said}")
            yield tuple(cells)
    except NotLetters as wrong:
        raise Unreadable(f"{name} is not UTF-8 text: save it as CSV in UTF-8 ({wrong.at}).") from None
    except Refused as wrong:
        raise Unreadable(f"{name}: {wrong}") from None


def _cells(line: list[str], header: Sequence[str], places: Sequence[int], at: str, noticed: Noticed) -> list[str]:
    """A cell for each of COLUMNS. What is passed over of them is said."""
    wide = len(header)
    if len(line) > wide:
        if any(cell.strip() for cell in line[wide:]):
            said = f"has {len(line)} cells, and the header has {wide}. Put the value of each column under its name."
            raise Unreadable(f"{at} {said}")
        del line[wide:]
    if (many := len(line)) < wide:
        if lost := next((place for place in sorted(places) if place >= many), None):
            noticed.say(f"{at} ends after cell {many}, and the header has {wide}: “{_named(header, lost)}” is missing.")
        line += [""] * (wide - many)
    line.append("")  # where a place of -1 points
    cells = [line[place] for place in places]
    joined = "".join(cells)
    if len(joined) > LONGEST_TEXT or _LOST.search(joined):
        for nth, (cell, place) in enumerate(zip(cells, places, strict=True)):
            if _LOST.search(cell):
                said = "has a character that is not text. It is passed over."
                noticed.say(f"{at}, column “{_named(header, place)}” {said}")
                cells[nth] = _LOST.sub("", cell)
            if len(cell) > LONGEST_TEXT and nth:
                said = f"has {len(cell):,} characters. The first {LONGEST_TEXT} are compared."
                noticed.say(f"{at}, column “{_named(header, place)}” {said}")
    return cells


def _wrong_with_birth(said: str, on: date) -> str:
    return "" if not said.strip() or says_an_age(said) else wrong_with_birth(said, on=on)


def _named(header: Sequence[str], place: int) -> str:
    return on_one_line(" ".join(header[place].split()))[:40] if place >= 0 else COLUMNS[0]


def _places(header: list[str], name: str) -> list[int]:
    """Where in a line each of COLUMNS stands; -1 for one that the file does not have."""
    given = ["_".join(cell.split()).lower() for cell in header]
    for place, column in enumerate(given):
        if column and column in given[:place]:
            raise Unreadable(f"{name} has two columns called “{on_one_line(column)}”: keep one of them.")
    letters = [_letters(cell) for cell in header]
    known = [next((letters.index(one) for one in _names_of(column) if one in letters), -1) for column in COLUMNS]
    if max(known[1:]) < 0:
        nearest = "".join(
            f" “{_named(header, at)}” is nearest to {near}." for at, near in islice(_nearest(header).items(), SHOWN)
        )
        raise Unreadable(f"{name} has none of the columns {', '.join(COLUMNS[1:])} in its first line.{nearest}")
    return known


def _letters(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _names_of(column: str) -> list[str]:
    """What a column may be called, by its letters. Its own name comes first: of two columns the one called so is read."""
    return [_letters(one) for one in (column, *ALSO_CALLED.get(column, ()))]


def _nearest(header: Sequence[str]) -> dict[int, str]:
    """For the place of each name that is nearly that of a column, which it is."""
    meant = {name: column for column in COLUMNS for name in _names_of(column)}
    found = ((at, get_close_matches(_letters(cell[:40]), meant, 1, ALIKE_ENOUGH)) for at, cell in enumerate(header))
    return {at: meant[near[0]] for at, near in found if near}


def _unread(header: Sequence[str], places: Sequence[int]) -> str:
    """Which columns are not read, in a sentence: a misspelt one would be missed by nobody. Empty when each is."""
    unread = [at for at, cell in enumerate(header) if cell.strip() and at not in places]
    if not unread:
        return ""
    nearest = _nearest(header)
    said = [
        f"“{_named(header, at)}”" + (f" (nearest: {nearest[at]})" if at in nearest else "") for at in unread[:SHOWN]
    ]
    more = f" and {len(unread) - SHOWN:,} more" if len(unread) > SHOWN else ""
    what = "Column" if len(unread) == 1 else "Columns"
    return f"{what} not read: {', '.join(said)}{more}. What is read: {', '.join(COLUMNS)}."


def facts_in(row: Row) -> Facts:
    """What one row says of somebody. Anything that cannot be read counts as not said."""
    _, first_name, surname, born, phone, postcode, address, nickname = row
    is_age = bool(born) and says_an_age(born)
    year, month, day = parse_date(born) if born and not is_age else (None, None, None)
    return Facts(
        first_name=first_name[:LONGEST_TEXT].strip(),
        surname=surname[:LONGEST_TEXT].strip(),
        nicknames=_several(nickname) if nickname else (),
        born_on=full_date(year, month, day),
        born_year=year,
        born_month=month,
        born_day=day,
        age=approximate_age(born) if is_age else None,
        phones=_several(phone) if phone else (),
        postcode=postcode[:LONGEST_TEXT].strip(),
        address=address[:LONGEST_TEXT].strip(),
    )


def _several(cell: str) -> tuple[str, ...]:
    parts = (part.strip() for part in _SEVERAL.split(cell[:LONGEST_TEXT]))
    return tuple(dict.fromkeys(part for part in parts if part))[:MOST_VALUES]
