"""What somebody types into one box, read as every fragment of a thing that it may be.

“Dazza 1BX” is a name and part of a number plate; “900911” part of a telephone number; “WX4” a postcode district.
Each fragment is one or more `Facts`, one for each kind of thing it may be part of, ready to be compared with what is
held. Nothing is decided here: a word may be a nickname, a street and an account at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tessera.lib.linkage.fields import Facts

MOST_WORDS = 6  # of a name; more is a sentence
MOST_FRAGMENTS = 6
SHORTEST_PART = 3  # characters of a plate, a number or an account that tell anything

_PHRASE = re.compile(r"[\"“”„«»]([^\"“”„«»]+)[\"“”„«»]")
_LEFT_OUT = re.compile(r"(?:^|(?<=\s))-\S+")
_WORD = re.compile(r"[^\W\d_](?:[\w'’‘.-]*[^\W_])?")
_NOT_NAMES = frozenset(("or", "and", "the", "a", "an", "of", "in", "at", "on", "with", "near", "by", "to", "from"))


@dataclass(frozen=True)
class Fragment:
    """One piece of what was typed, in the words typed, and what each kind of thing would be if it were that."""

    words: str
    may_be: tuple[Facts, ...]


def fragments(typed: str) -> list[Fragment]:
    """Every fragment in what was typed, those with figures first, at most `MOST_FRAGMENTS`; none is given twice.

    Words to leave out (`-school`) are no fragments. A “phrase” is one name.
    """
    rest = _LEFT_OUT.sub(" ", typed)
    found: dict[str, Fragment] = {}
    for pattern, read in _FIGURES:
        for match in list(pattern.finditer(rest)):
            if may_be := read(match.group()):
                found.setdefault(match.group().lower(), Fragment(match.group(), may_be))
                rest = rest[: match.start()] + " " * len(match.group()) + rest[match.end() :]
    for said in _names(rest):
        found.setdefault(said.lower(), Fragment(said, _as_named(said)))
    # Three capitals are how part of a plate is written down, and may be a name as well.
    for said, fragment in found.items():
        if re.fullmatch(r"[A-Z]{3}", fragment.words):
            found[said] = Fragment(fragment.words, (*_part_of_plate(fragment.words), *fragment.may_be))
    return list(found.values())[:MOST_FRAGMENTS]


def _account(said: str) -> tuple[Facts, ...]:
    if sum(character.isalnum() for character in said) < SHORTEST_PART:
        return ()
    return Facts(kind="account", handle=said), Facts(handle=said)


def _postcode(said: str) -> tuple[Facts, ...]:
    return Facts(kind="place", postcode=said), Facts(postcode=said)


def _part_of_plate(said: str) -> tuple[Facts, ...]:
    plate = said.replace(" ", "")
    return Facts(kind="vehicle", plate_partial=plate), Facts(plate_partial=plate)


def _letters_and_figures(said: str) -> tuple[Facts, ...]:
    """“1BX”, “WX4”, “zed99”: part of a plate, a postcode district or an account."""
    plate = _part_of_plate(said) if len(said) <= 7 else ()
    district = _postcode(said) if re.fullmatch(r"[A-Za-z]{1,2}\d[A-Za-z\d]?", said) else ()
    account = _account(said) if len(said) > SHORTEST_PART else ()
    return (*plate, *district, *account)


def _number(said: str) -> tuple[Facts, ...]:
    digits = sum(character.isdigit() for character in said)
    if digits < SHORTEST_PART:
        return ()
    plate = _part_of_plate(said) if digits == len(said) == SHORTEST_PART else ()
    return (Facts(kind="phone", phones=(said,)), Facts(phones=(said,)), Facts(kind="place", phones=(said,)), *plate)


_FIGURES: tuple[tuple[re.Pattern[str], Callable[[str], tuple[Facts, ...]]], ...] = (
    (re.compile(r"https?://\S+|@[\w.]+|\b\w+[_.]\w[\w.]*\b"), _account),
    (re.compile(r"(?<![\w?*])\+?\(?\d(?:[\d ()?*.-]*[\d?*])?(?![\w?*])"), _number),
    (re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE), _postcode),
    (re.compile(r"\b[A-Z]{2}[\d?*]{2} ?[A-Z?*]{3}(?![\w?*])", re.IGNORECASE), _part_of_plate),
    (re.compile(r"(?<![\w?*])(?=[A-Z?*]*\d)[A-Z\d?*]{3,}(?![\w?*])", re.IGNORECASE), _letters_and_figures),
)


def _names(text: str) -> Iterator[str]:
    """What may be names: each phrase; the other words together; and, of several, each by itself."""
    for match in _PHRASE.finditer(text):
        if words := _WORD.findall(match[1]):
            yield " ".join(words)
    words = [word for word in _WORD.findall(_PHRASE.sub(" ", text)) if word.lower() not in _NOT_NAMES]
    if 1 < len(words) <= MOST_WORDS:
        yield " ".join(words)
    yield from (word for word in words if len(word) > 1)


def _as_named(said: str) -> tuple[Facts, ...]:
    """A person by first name and surname or by what friends call them; a place, an organisation, an account."""
    first, _, last = said.rpartition(" ")
    person = (Facts(first_name=first, surname=last), Facts(nicknames=(said,))) if first else (Facts(first_name=said),)
    place = Facts(kind="place", name=said), Facts(kind="place", address=said)
    return (*person, *place, Facts(kind="organisation", name=said), *_account(said)[:1])
