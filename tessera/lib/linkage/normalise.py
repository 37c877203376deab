"""Words as given, made comparable: names, telephone numbers, plates, postcodes, addresses, account names.

Nothing here is shown to anybody or kept in place of what was said: these forms exist only to be compared.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from tessera.lib.linkage.nicknames import families_of
from tessera.lib.linkage.scripts import to_latin
from tessera.lib.linkage.sounds import phonetic_codes

_WORDS = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
_PARTICLES = frozenset(_WORDS["particles"])
# What is left must be long enough to be a name by itself: “Albert” and “Vanessa” are whole.
_RUN_TOGETHER = re.compile(f"(?:{'|'.join(sorted(_WORDS['run_together'], key=len, reverse=True))})([^\\W\\d]{{5,}})")
_NOT_A_LETTER = re.compile(r"[^\w]+|_")
_IN_A_NAME = re.compile(r"['’‘ʻʼ`´ʿʾ]")


class Name(NamedTuple):
    """One name, or the names that stand in one field, in the forms that are compared."""

    plain: str  # small Latin letters run together, particles left out: “El-Masri” is masri
    words: tuple[str, ...]  # the same, a word each
    sounds: frozenset[str]  # phonetic codes of the whole, and of a name without the particle written as one with it
    families: frozenset[str]  # the fullest forms it may stand for: “Bill” is william
    is_initial: bool  # a single letter was given, or letters only: “T.”, “T.J.”


NO_NAME = Name("", (), frozenset(), frozenset(), False)


@lru_cache(maxsize=131_072)
def name_of(text: str) -> Name:
    """A name as given, in comparable form. Empty or without a letter: `NO_NAME`."""
    # An apostrophe joins (O'Brien, Sa'id), a hyphen or a dot parts.
    every = tuple(word for word in _NOT_A_LETTER.split(to_latin(_IN_A_NAME.sub("", text))) if word)
    words = tuple(word for word in every if word not in _PARTICLES) or every
    if not words:
        return NO_NAME
    plain = "".join(words)
    families = frozenset(family for word in words for family in families_of(word))
    is_initial = len(plain) == 1 or (plain.isascii() and len(words) == len(plain))
    return Name(
        plain, words, frozenset((*phonetic_codes(plain), *_codes_without_particle(plain))), families, is_initial
    )


def _codes_without_particle(plain: str) -> tuple[str, ...]:
    """How “elmasri” sounds where El-Masri was meant. Empty for a name that begins with no particle."""
    found = _RUN_TOGETHER.fullmatch(plain)
    return phonetic_codes(found[1]) if found else ()


@lru_cache(maxsize=131_072)
def name_codes(name: Name) -> tuple[str, ...]:
    """How each word of a name sounds, with the full forms it may stand for: what match keys are made of."""
    codes: dict[str, None] = {}
    for word in name.words:
        codes.update(dict.fromkeys(phonetic_codes(word)))
    if len(name.words) > 1:
        codes.update(dict.fromkeys(phonetic_codes(name.plain)))
    codes.update(dict.fromkeys(_codes_without_particle(name.plain)))
    for family in sorted(name.families):
        codes[phonetic_codes(family)[0]] = None
    return tuple(codes)


# The country's code as written from abroad, with or without the 0 that is dialled at home.
_ABROAD = re.compile(r"^(?:\+|00)440?|^44(?=[\d?]{10}$)")
SHORTEST_PHONE = 3
WHOLE_PHONE = 9


@lru_cache(maxsize=65_536)
def phone_of(text: str) -> str:
    """A telephone number as its national digits without the leading 0, `?` where a digit was not caught.

    +44 7700 900123, 0044 (0)7700 900123, 07700-900-123 and 447700900123 are all 7700900123. Less than a whole
    number stays as it is, a leading 0 too. Fewer than three digits say nothing: empty.
    """
    caught = text.replace("*", "?").replace("\N{HORIZONTAL ELLIPSIS}", "?")
    kept = "".join(str(int(c)) if c.isdecimal() else c for c in caught if c.isdecimal() or c in "+?")
    digits = _ABROAD.sub("", kept).replace("+", "")
    if len(digits) > WHOLE_PHONE:
        digits = digits.lstrip("0")
    return digits if len(digits) - digits.count("?") >= SHORTEST_PHONE else ""


_PLATE_LOOKALIKES = str.maketrans("OI", "01")
_UNREAD = re.compile(r"[?*.…_]+")


def plate_of(text: str) -> str:
    """A number plate in capitals without spaces, O read as 0 and I as 1: the two nobody can tell apart."""
    kept = "".join(c for c in to_latin(text).upper() if c.isascii() and c.isalnum())
    return kept.translate(_PLATE_LOOKALIKES)


def plate_parts_of(text: str) -> tuple[str, ...]:
    """What was caught of a plate, split where characters were missed: “KF?1 BX?” is KF, 1BX."""
    return tuple(part for part in (plate_of(piece) for piece in _UNREAD.split(text)) if part)


_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9][A-Z]{2})?$")
_INWARD_DIGIT = {"O": "0", "I": "1", "L": "1"}


@lru_cache(maxsize=65_536)
def postcode_of(text: str) -> str:
    """A postcode in capitals without its space; O and I read as 0 and 1 where a digit must stand.

    Anything else (a foreign code, a district alone) is kept in capitals: it can still match itself.
    """
    letters = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
    if len(letters) >= 5:
        letters = letters[:-3] + _INWARD_DIGIT.get(letters[-3], letters[-3]) + letters[-2:]
    return letters


def district_of(postcode: str) -> str:
    """The outward half of a normalised postcode: WX4 of WX41AB. Empty when it is not one of ours."""
    found = _POSTCODE.match(postcode)
    return found[1] if found else ""


_STREET_IN_FULL: dict[str, str] = _WORDS["street_in_full"]
OF_MANY_STREETS = frozenset(_WORDS["of_many_streets"])
_NO_STREET = frozenset(_WORDS["within_a_street"])
_STREET_SORTS = frozenset(_STREET_IN_FULL.values()) | frozenset(_WORDS["street_sorts"])
# Words of an address, in full and in short, that do not name its street.
NAMES_NO_STREET = _STREET_SORTS | frozenset(_STREET_IN_FULL) | OF_MANY_STREETS


class Address(NamedTuple):
    """An address line: its words, its numbers, the words that tell streets apart, and which sort of street it is."""

    words: frozenset[str]
    numbers: frozenset[str]
    telling: frozenset[str]
    sorts: frozenset[str]


NO_ADDRESS = Address(frozenset(), frozenset(), frozenset(), frozenset())


@lru_cache(maxsize=65_536)
def address_of(text: str) -> Address:
    """An address line in comparable form: “Flat 2, 14 Harbour Rd.” has 2 and 14, and tells by *harbour*."""
    said = [word for word in _NOT_A_LETTER.split(to_latin(_IN_A_NAME.sub("", text))) if word]
    words = frozenset(_STREET_IN_FULL.get(word, word) for word in said)
    numbers = frozenset(word for word in words if word[0].isdigit())
    sorts = words & _STREET_SORTS
    return Address(words, numbers, words - numbers - sorts, sorts - _NO_STREET) if words else NO_ADDRESS


def handle_of(text: str) -> str:
    """An account name in small letters and digits only: “@Big_Zed.99” is bigzed99."""
    if "/" in text:
        # A link to a profile ends in the account's name.
        text = text.partition("?")[0].rstrip("/").rpartition("/")[2]
    return "".join(c for c in to_latin(text) if c.isalnum())


_TRADE = frozenset(_WORDS["trade"])


def telling_words(name: Name) -> tuple[str, ...]:
    """The words of a place's or an organisation's name that tell it from others of its trade."""
    return tuple(word for word in name.words if word not in _TRADE) or name.words


_ORDINARY = frozenset(_WORDS["ordinary"])


def is_ordinary(text: str) -> bool:
    """Whether these are ordinary words and nothing else (“taxi”, “was not there”): what is said, not somebody's name."""
    words = [word for word in _NOT_A_LETTER.split(to_latin(_IN_A_NAME.sub("", text))) if word]
    return bool(words) and all(word in _ORDINARY for word in words)


_COMMON_DESCRIPTION = frozenset(_WORDS["description"])


@lru_cache(maxsize=16_384)
def described(text: str) -> frozenset[str]:
    """The words of a description that could tell somebody or something apart."""
    words = _NOT_A_LETTER.split(to_latin(text))
    return frozenset(word for word in words if len(word) > 2 and word not in _COMMON_DESCRIPTION)
