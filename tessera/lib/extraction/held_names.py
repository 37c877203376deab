"""Names that are already held, found in a text in one pass however many there are.

Fields: `name`, as it is held. `ids` are all the things held under that name. Case, accents, hyphens,
apostrophes and the number of spaces make no difference: “mary jane obrien” finds “Mary-Jane O’Brien”. A held first
name that stands beside another surname is offered with it, as it is written.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import ahocorasick

from tessera.lib.extraction.everyday import DAYS_AND_MONTHS, NAMES_TOO, NOT_A_NAME, NOT_A_PERSONS
from tessera.lib.extraction.found import Found, Kind
from tessera.lib.extraction.reading import Reading, reading_of

LONGEST = 60  # characters of a first name with its surnames
_WORD = re.compile(r" ([^\W\d_][^\W\d_]+)(?!\w)")
_NO_SURNAMES = DAYS_AND_MONTHS | NOT_A_NAME | NOT_A_PERSONS | {"year", "class", "form", "aged", "instagram", "snapchat"}


class HeldName(NamedTuple):
    """A name, the number of the thing that bears it, and what sort of thing that is."""

    name: str
    id: int
    kind: Kind = "person"


class HeldNames:
    """An Aho-Corasick automaton over names that the writer may see.

    The caller chooses the names: whatever is in here will be offered, so never put in a name that the person
    writing holds no key to. Names of fewer than two letters are left out.
    """

    def __init__(self, names: Iterable[HeldName]) -> None:
        held: dict[str, dict[Kind, tuple[str, list[int]]]] = {}
        for name, number, kind in names:
            key = _comparable(reading_of(name)).text.strip()
            if sum(character.isalpha() for character in key) < 2:
                continue
            _, numbers = held.setdefault(key, {}).setdefault(kind, (name, []))
            if number not in numbers:
                numbers.append(number)
        self._held = held
        self._automaton = ahocorasick.Automaton()
        for key in held:
            self._automaton.add_word(key, key)
        self._automaton.make_automaton()

    def __len__(self) -> int:
        return len(self._held)

    def found_in(self, reading: Reading) -> Iterator[Found]:
        """Every held name that stands in the text as whole words."""
        if not self._held:
            return
        comparable = _comparable(reading)
        text = comparable.text
        for last, key in self._automaton.iter(text):
            start, end = last + 1 - len(key), last + 1
            if _is_within_a_word(text, start) or _is_within_a_word(text, end):
                continue
            if key in NAMES_TOO and not comparable.original[comparable.begins[start]].isupper():
                continue
            for kind, (name, ids) in self._held[key].items():
                yield comparable.found(kind, start, end, {"name": name}, ids=tuple(ids))
            if "person" in self._held[key] and " " not in key:
                yield from self._with_surname(comparable, start, end)

    def _with_surname(self, comparable: Reading, start: int, end: int) -> Iterator[Found]:
        """A held first name with the surname beside it, as it is written: “Tegan Holis”, where Tegan Hollis is held."""
        finish = end
        while finish - start < LONGEST and (word := _surname_at(comparable, finish)):
            finish += 1 + len(word)
        if finish > end and comparable.text[start:finish] not in self._held:
            name = comparable.words(start, finish)
            yield comparable.found("person", start, finish, {"name": name}, certainty="possible")


def _surname_at(comparable: Reading, place: int) -> str:
    """The word that follows on the same line, when it is written as a name is and is no other word."""
    following = _WORD.match(comparable.text, place)
    if not following:
        return ""
    word = following[1]
    between = comparable.original[comparable.ends[place - 1] : comparable.begins[place + 1]]
    written = comparable.words(*following.span(1))
    is_written_so = between.strip(" ") in ("", "-") and written[0].isupper() and not written.isupper()
    return word if is_written_so and word not in _NO_SURNAMES else ""


def _is_within_a_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and _joins(text[place - 1]) and _joins(text[place])


def _joins(character: str) -> bool:
    return character.isalnum() or character == "_"


def _comparable(reading: Reading) -> Reading:
    """Small letters, one space for any run of spaces and hyphens, no apostrophe inside a name."""
    text = reading.text.lower()
    characters: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    for place, character in enumerate(text):
        if character.isspace() or character == "-":
            if characters and characters[-1] == " ":
                continue
            character = " "
        elif character == "'" and _is_inside_a_name(text, place):
            continue
        characters.append(character)
        begins.append(reading.begins[place])
        ends.append(reading.ends[place])
    return Reading(reading.original, "".join(characters), begins, ends)


def _is_inside_a_name(text: str, place: int) -> bool:
    """O'Brien, but not Jay's: a possessive ends the name."""
    before, after = text[max(0, place - 1) : place], text[place + 1 : place + 3]
    if not before.isalnum() or not after[:1].isalnum():
        return False
    return not (after[0] == "s" and not after[1:].isalnum())
