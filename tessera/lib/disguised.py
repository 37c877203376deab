"""Whether words stand in a text, also where they are written otherwise: spelled out, hyphenated, with look-alike letters.

For pointing out slips before something is shared. It does not find everything: a person reads the text as well.
"""

import re
import unicodedata
from collections.abc import Mapping

SHORTEST = 3  # letters: fewer stand in every text
_BETWEEN_WORDS = r"[\W_]*"
# “Thor-ley”, with what cannot be seen; an apostrophe or a space parts two words: “there’s a” is not Theresa.
_WITHIN_A_WORD = "[-\u2010-\u2013_.·\u00ad\u200b-\u200d\u2060]?"
_SPELLED_OUT = r"[\W_]{1,3}"
_ANY_GAP = r"[\W_]*"
_OF_SEVERAL = r"(?:['’]?(?:e?s))?"  # the Thorleys, Thorley’s
_LOOK_ALIKE = str.maketrans("аеорсухіјѕһмткнвαβεικνορτυχ", "aeopcyxijshmtkhbabeikvoptux")
_FOR_LETTERS = (str.maketrans("013457$@", "oieastsa"), str.maketrans("013457$@", "oleastsa"))  # a 1 is an i or an l
_RUN, _LETTER = re.compile(r"\S+"), re.compile(r"[^\W\d_]")


def stands_in(words: str, text: str) -> bool:
    """Whether these words stand in the text as words, in whatever capitals, accents and look-alike letters.

    Spaces and hyphens between them make no difference, nor does the s of a plural; a word may be spelled out
    (“T h o r l e y”), broken (“Thor-ley”) or have digits for letters (“Th0rley”). Less than three letters are never found.
    """
    parts = [part for part in re.split(r"[\W_]+", _plain(words)) if part]
    if len("".join(parts)) < SHORTEST:
        return False
    found = _BETWEEN_WORDS.join(_however_written(part) for part in parts)
    return _has(found + _OF_SEVERAL, text)


def number_stands_in(number: str, text: str) -> bool:
    """Whether a number or code stands in the text, however it is grouped: a telephone, a plate, a postcode."""
    letters = re.sub(r"[\W_]+", "", _plain(number))
    return len(letters) >= SHORTEST and _has(_ANY_GAP.join(map(re.escape, letters)), text)


def _has(pattern: str, text: str) -> bool:
    whole = re.compile(rf"(?<![^\W_]){pattern}(?![^\W_])")
    plain = _plain(text)
    return any(whole.search(one) for one in (plain, *(_lettered(plain, table) for table in _FOR_LETTERS)))


def _lettered(text: str, table: Mapping[int, int]) -> str:
    """The text with letters for the digits that stand among letters."""
    return _RUN.sub(lambda run: run[0].translate(table) if _LETTER.search(run[0]) else run[0], text)


def _however_written(part: str) -> str:
    letters = [re.escape(letter) for letter in part]
    return f"(?:{_WITHIN_A_WORD.join(letters)}|{_SPELLED_OUT.join(letters)})"


def _plain(text: str) -> str:
    """Small letters without accents, those of other scripts that look like ours as ours."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in parted if not unicodedata.combining(one)).casefold().translate(_LOOK_ALIKE)
