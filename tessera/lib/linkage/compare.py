"""How two things agree, field by field: each function names a level of `model.yaml`, or nothing to go by.

Every function gives the same answer whichever way round it is asked, and says nothing (an empty string) when
either side does not give the field. Only distances that are symmetric are used (optimal string alignment and
the longest common subsequence; Jaro–Winkler is not).
"""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA, Indel

from tessera.lib.linkage.normalise import Name, telling_words
from tessera.lib.linkage.prepared import Prepared

_edits = OSA.distance
_likeness = Indel.normalized_similarity

ALIKE = frozenset(("same", "known_form", "sounds", "one_letter"))
# Two names with one phonetic code must also look a little alike: Ahmed and Amit share a code.
LIKE_ENOUGH = 0.5
# Of two names that were not heard alike, two sounds of three must be.
HALF_HEARD = 0.6
# What friends put on the beginning of a name: “Tegs”, “Teggy” and “Tegsy” of Tegan.
FAMILIAR = re.compile(r"(?P<start>\w{2,}?)(?P<last>\w)(?P=last)?(?:s|z|s?y|zy|s?ie|i|o)")


def name_level(one: Name, other: Name) -> str:
    """How two names agree: `same`, `known_form`, `sounds` … `different`. Both must be given."""
    a, b = one.plain, other.plain
    if a == b:
        return "same"
    if one.is_initial or other.is_initial:
        return "initial" if a[0] == b[0] else "different"
    if not one.families.isdisjoint(other.families):
        return "known_form"
    edits = _edits(a, b, score_cutoff=2)
    if not one.sounds.isdisjoint(other.sounds) and (edits < 2 or _likeness(a, b) >= LIKE_ENOUGH):
        return "sounds"
    shortest = min(len(a), len(b))
    if edits == 1 and shortest > 2:
        return "one_letter"
    if edits == 2 and shortest > 5:
        return "two_letters"
    if len(one.words) + len(other.words) > 2 and not set(one.words).isdisjoint(other.words):
        return "one_of_several"
    if shortest > 2 and (a.startswith(b) or b.startswith(a)):
        return "starts_same"
    return "different"


def is_half_alike(one: Name, other: Name) -> bool:
    """Whether two names that are different look or sound half alike: one may be the other, heard wrong."""
    if not (one.plain and other.plain):
        return False
    sounds = (
        _likeness(mine, others) for mine in one.sounds for others in other.sounds if min(len(mine), len(others)) > 2
    )
    return _likeness(one.plain, other.plain) >= LIKE_ENOUGH or any(like >= HALF_HEARD for like in sounds)


def is_short_form(one: Name, other: Name) -> bool:
    """Whether one first name is what friends may make of the other's beginning: “Tegs” of Tegan, or of Tegwen.

    Only of a name that no list knows: Mary is not short for Marcus.
    """
    return any(
        not short.families and (found := FAMILIAR.fullmatch(short.plain)) and long.plain.startswith(found[1] + found[2])
        for short, long in ((one, other), (other, one))
    )


def compare_names(a: Prepared, b: Prepared) -> list[tuple[str, str]]:
    """First name, surname and nickname together, because each may have been written in another's place."""
    found: list[tuple[str, str]] = []
    first = name_level(a.first, b.first) if a.first.plain and b.first.plain else ""
    if first == "different" and is_short_form(a.first, b.first):
        first = "short_form"
    surname = name_level(a.surname, b.surname) if a.surname.plain and b.surname.plain else ""
    nickname = nickname_level(a, b, first)
    if nickname:
        found.append(("nickname", nickname))
        if nickname in ("given_as_first_name", "known_form", "sounds_like_first_name"):
            # The nickname explains why the first names differ, or says more than they do.
            first = ""
    if first in ("", "different") and surname in ("", "different") and (crossed := _crossed(a, b)):
        found.append(("names", crossed))
        return found
    if first:
        found.append(("first_name", first))
    if surname:
        found.append(("surname", surname))
    return found


def _crossed(a: Prepared, b: Prepared) -> str:
    """First name and surname changed places, or the one name given stands in the other place."""
    there = name_level(a.first, b.surname) if a.first.plain and b.surname.plain else ""
    back = name_level(a.surname, b.first) if a.surname.plain and b.first.plain else ""
    if there == back == "same":
        return "reversed"
    if there and back and "different" not in (there, back) and not ALIKE.isdisjoint((there, back)):
        return "reversed_alike"
    alone = there if not back else back if not there else ""
    return "in_other_place" if alone == "same" else "other_place_alike" if alone in ALIKE else ""


def nickname_level(a: Prepared, b: Prepared, first: str) -> str:
    """How nicknames agree, with one another or (when first names are not the same) with a first name.

    Exactly that name comes before a known form of it, and that before one which only sounds like it. Where a nickname is
    all that somebody is called it may be a surname: it is compared with those too.
    """
    if not a.nicknames and not b.nicknames:
        return ""
    levels = {name_level(one, other) for one in a.nicknames for other in b.nicknames}
    if "same" in levels:
        return "same"
    if levels & ALIKE:
        return "known_nickname" if "known_form" in levels else "alike"
    crossed = {name_level(one, b.first) for one in a.nicknames if b.first.plain}
    crossed |= {name_level(one, a.first) for one in b.nicknames if a.first.plain}
    if "same" in crossed and first != "same":
        return "given_as_first_name"
    if first in ("", "different"):
        if crossed & ALIKE:
            return "known_form" if "known_form" in crossed else "sounds_like_first_name"
        by_surname = {name_level(one, b.surname) for one in _alone(a) if b.surname.plain}
        by_surname |= {name_level(one, a.surname) for one in _alone(b) if a.surname.plain}
        if "same" in by_surname:
            return "given_as_surname"
        if by_surname & ALIKE:
            return "surname_alike"
    return "different" if levels else ""


def _alone(known: Prepared) -> tuple[Name, ...]:
    """What somebody is called when neither a first name nor a surname is known."""
    return () if known.first.plain or known.surname.plain else known.nicknames


def born_level(a: Prepared, b: Prepared) -> str:
    """How dates of birth agree, in whole or in part, or an age with a date of birth or another age."""
    if a.born and b.born:
        return _dates_level(a, b)
    compared = agreed = 0
    for part, mine, others in ((4, a.year, b.year), (2, a.month, b.month), (1, a.day, b.day)):
        if mine and others:
            compared += part
            if mine == others:
                agreed += part
    if compared == 3 and (a.month, a.day) == (b.day, b.month):
        agreed = compared  # day and month, and nothing says which was written first
    if compared:
        return _PARTS.get(compared, "part_other") if compared == agreed else "part_different"
    return _age_level(a, b)


_PARTS = {6: "part_month_year", 3: "part_day_month", 4: "part_year"}


def _dates_level(a: Prepared, b: Prepared) -> str:
    if a.born == b.born:
        return "same"
    if a.year == b.year and a.month == b.day and a.day == b.month:
        return "day_month_swapped"
    if _edits(a.born, b.born, score_cutoff=1) == 1:
        return "one_digit"
    if a.month == b.month:
        if a.day == b.day:
            return "day_month"
        if a.year == b.year:
            return "month_year"
    return "year" if a.year == b.year else "different"


def _age_level(a: Prepared, b: Prepared) -> str:
    mine = a.born_between or ((a.year, a.year) if a.year else None)
    others = b.born_between or ((b.year, b.year) if b.year else None)
    if mine and others:
        apart = max(mine[0] - others[1], others[0] - mine[1], 0)
    elif a.age is not None and b.age is not None:
        # Without the day each was said, ages can only be set side by side.
        apart = max(abs(a.age - b.age) - 1, 0)
    else:
        return ""
    return "age_fits" if apart == 0 else "age_close" if apart <= 2 else "age_different"


def phone_level(a: Prepared, b: Prepared) -> str:
    """How telephone numbers agree: the best of every number given, whole or in part."""
    best = 0
    if a.phones and b.phones:
        if not set(a.phones).isdisjoint(b.phones):
            return "same"
        for mine in a.phones:
            for others in b.phones:
                if _edits(mine, others, score_cutoff=1) == 1:
                    return "one_digit"
                if mine[-6:] == others[-6:]:
                    best = max(best, 7)
    # A part may begin with the 0 that a whole number is kept without.
    for wholes, parts in ((a.phones, b.phone_parts), (b.phones, a.phone_parts)):
        for whole in wholes:
            best = max([best, *(_digits_fitting("0" + whole, part) for part in parts)])
    for mine in a.phone_parts:
        best = max([best, *(_digits_fitting(mine, others) for others in b.phone_parts)])
    if best:
        return "last_six" if best == 7 else f"part_{best}"
    return "different" if (a.phones or a.phone_parts) and (b.phones or b.phone_parts) else ""


def _digits_fitting(one: str, other: str) -> int:
    """How many digits (`?` for one not caught) the shorter shares with the longer where it fits best.

    At most 6; 0 when it fits nowhere, or when fewer than three digits bear it out.
    """
    shortest, longest = sorted((one, other), key=lambda digits: (len(digits), digits))
    most = 0
    for start in range(len(longest) - len(shortest) + 1):
        pairs = list(zip(longest[start:], shortest, strict=False))
        if all(a == b or "?" in (a, b) for a, b in pairs):
            most = max(most, sum("?" not in pair for pair in pairs))
    return min(most, 6) if most > 2 else 0


def account_level(a: Prepared, b: Prepared) -> str:
    """How account names agree, and whether on the same platform."""
    mine, others = a.handle, b.handle
    if not (mine and others):
        return ""
    if mine == others:
        return "same_there" if a.platform and a.platform == b.platform else "same"
    shortest = min(len(mine), len(others))
    if shortest > 4 and _edits(mine, others, score_cutoff=2) <= (1 if shortest < 8 else 2):
        return "near"
    return "part" if shortest > 4 and (mine in others or others in mine) else "different"


def plate_level(a: Prepared, b: Prepared) -> str:
    """How number plates agree, whole with whole or part with whole."""
    if a.plate and b.plate:
        if a.plate == b.plate:
            return "same"
        return "one_character" if _edits(a.plate, b.plate, score_cutoff=1) == 1 else "different"
    if a.plate_parts == b.plate_parts and a.plate_parts:
        caught = sum(map(len, a.plate_parts))
    elif a.plate and b.plate_parts:
        caught = _characters_fitting(a.plate, b.plate_parts)
    elif b.plate and a.plate_parts:
        caught = _characters_fitting(b.plate, a.plate_parts)
    elif len(a.plate_parts) == len(b.plate_parts) == 1:
        longest, shortest = sorted((a.plate_parts[0], b.plate_parts[0]), key=len, reverse=True)
        # Two different fragments may be of one plate: no evidence either way.
        caught = len(shortest) if shortest in longest else 1
    else:
        return ""
    if caught == 1:
        return ""
    return f"part_{min(caught, 6)}" if caught else "part_different"


def _characters_fitting(plate: str, parts: tuple[str, ...]) -> int:
    """How many characters were caught, when the parts stand in the plate in that order; 0 if they do not."""
    start = 0
    for part in parts:
        found = plate.find(part, start)
        if found < 0:
            return 0
        start = found + len(part)
    return sum(map(len, parts))


def description_level(a: Prepared, b: Prepared) -> str:
    """How many telling words two descriptions share."""
    if not (a.description and b.description):
        return ""
    shared = len(a.description & b.description)
    return "several" if shared > 1 else "one" if shared else "none"


def place_name_level(a: Prepared, b: Prepared) -> str:
    """How the names of two places or organisations agree, words of the trade (taxis, hotel) left out."""
    if not (a.name.plain and b.name.plain):
        return ""
    mine, others = set(telling_words(a.name)), set(telling_words(b.name))
    if a.name.plain == b.name.plain or mine == others:
        return "same"
    if name_level(a.name, b.name) in ("sounds", "one_letter", "two_letters"):
        return "alike"
    if mine <= others or others <= mine:
        return "within"
    return "one_word" if mine & others else "different"
