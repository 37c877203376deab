"""A text as the recognisers read it: accents, odd spaces, curly quotes and other scripts' digits made plain.

Every character of the plain text remembers where it came from, so that what is found can be shown in the
words of the writer, who never sees the plain text.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tessera.lib.extraction.found import Certainty, Found, Kind

# Letters and marks that Unicode does not decompose, but that people type either way.
_PLAIN = {
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
    "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i",
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "ʼ": "'", "ʻ": "'", "′": "'", "´": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"',
    "\N{MINUS SIGN}": "-", "\N{FRACTION SLASH}": "/",
}  # fmt: skip


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """The plain equivalent of one character: none for a combining mark, several for a ligature."""
    if character in _PLAIN:
        return _PLAIN[character]
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf"):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Pd":
        return "-"
    if category == "Zs":
        return " "
    if category in ("Zl", "Zp"):
        return "\n"
    decomposed = unicodedata.normalize("NFKD", character)
    if decomposed == character or len(decomposed) > 4:  # some single characters stand for whole phrases
        return character
    return "".join(_plain(part) for part in decomposed)


@dataclass(frozen=True)
class Reading:
    """The plain text, with the place of each of its characters in the original."""

    original: str
    text: str
    begins: Sequence[int]
    ends: Sequence[int]

    def words(self, start: int, end: int) -> str:
        """The original words that stand between these places of the plain text."""
        return self.original[self.begins[start] : self.ends[end - 1]]

    def found(
        self,
        kind: Kind,
        start: int,
        end: int,
        fields: Mapping[str, str],
        *,
        ids: tuple[int, ...] = (),
        certainty: Certainty = "clear",
    ) -> Found:
        """What stands at these places of the plain text, in the words and places of the original."""
        begin, finish = self.begins[start], self.ends[end - 1]
        return Found(kind, self.words(start, end), begin, finish, dict(fields), ids=ids, certainty=certainty)


def reading_of(text: str) -> Reading:
    """Make a text plain, keeping its case. Any text is accepted; the time is in proportion to its length."""
    if text.isascii():
        return Reading(text, text, range(len(text)), range(1, len(text) + 1))
    characters: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    for place, character in enumerate(text):
        plain = character if character.isascii() else _plain(character)
        if not plain and ends:
            ends[-1] = place + 1  # a combining mark belongs to the letter before it
        for one in plain:
            characters.append(one)
            begins.append(place)
            ends.append(place + 1)
    return Reading(text, "".join(characters), begins, ends)
