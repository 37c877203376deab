"""How words reach a report: misspelt, half heard, partly read, in another order. Each says what happened.

`fields` are what a careful reader would take from the words, under the names that `lib/linkage` knows; they
carry the damage too, because nobody who reads the report knows better.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random
from typing import NamedTuple

from tessera.lib.area.county import plain
from tessera.lib.area.people import Account, Person

Fields = dict[str, object]


class Given(NamedTuple):
    """One thing as a report gives it: the words, what they say, and what happened to them on the way."""

    words: str
    fields: Fields
    damage: str


def name_given(person: Person, rng: Random, *, on: date) -> Given:
    """A person as named on a day: in full, in part, misspelt, by nickname, with or without a birthday."""
    roll = rng.random()
    if roll < 0.17 and person.nickname:
        return Given(person.nickname, {"nicknames": [person.nickname]}, "nickname")
    if roll < 0.30:
        return Given(person.first_name, {"first_name": person.first_name}, "first_name_only")
    first, last, damage = person.first_name, person.surname, "exact"
    if roll < 0.45:
        first, damage = misspelt(first, rng), "misspelt"
    elif roll < 0.60:
        last, damage = misspelt(last, rng), "misspelt"
    elif roll < 0.63:
        first, last, damage = last, first, "names_swapped"
    words, fields = f"{first} {last}", Fields(first_name=first, surname=last)
    if person.nickname and rng.random() < 0.25:
        words = f"{first} “{person.nickname}” {last}"
        fields["nicknames"] = [person.nickname]
    if rng.random() < 0.4:
        birthday = born_given(person, rng, on=on)
        words, fields = f"{words} ({birthday.words})", fields | birthday.fields
        if birthday.damage != "exact":
            damage = birthday.damage if damage == "exact" else f"{damage}+{birthday.damage}"
    return Given(words, fields, damage)


def born_given(person: Person, rng: Random, *, on: date) -> Given:
    """A date of birth as given on a day: right, day and month the wrong way round, a year out, or an age."""
    born, roll, damage = person.born_on, rng.random(), "exact"
    if roll < 0.2:
        age = person.age(on)
        return Given(f"aged {age}", {"age": age, "age_on": on.isoformat()}, "age_only")
    if roll < 0.35 and born.day <= 12 and born.day != born.month:
        born, damage = born.replace(day=born.month, month=born.day), "day_month_swapped"
    elif roll < 0.45 and born.day <= 28:
        born, damage = born.replace(year=born.year + rng.choice((-1, 1))), "year_out"
    return Given(f"born {born.day}/{born.month}/{born.year}", {"born_on": born.isoformat()}, damage)


def phone_given(number: str, rng: Random) -> Given:
    """A telephone number as written down: in any of the usual ways, or with a digit that was not caught."""
    roll = rng.random()
    if roll < 0.15:
        unread = rng.randrange(5, len(number))
        caught = f"{number[:unread]}?{number[unread + 1 :]}"
        return Given(f"{caught[:5]} {caught[5:]}", {"phones": [caught]}, "partial")
    if roll < 0.25:
        # Only the last three digits: any other swap could turn a number kept for drama into somebody's own.
        place = rng.randrange(len(number) - 3, len(number) - 1)
        number = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    written = rng.choice(_PHONE_FORMS)(number)
    return Given(written, {"phones": [written]}, "digits_swapped" if 0.15 <= roll < 0.25 else "exact")


def plate_given(plate: str, vehicle: str, rng: Random) -> Given:
    """A number plate as caught: whole, part of it, with characters missed, or one letter read as another."""
    letters, roll = plate.replace(" ", ""), rng.random()
    if roll < 0.4:
        words = rng.choice((plate, letters, plate.lower()))
        return Given(words, {"plate": words, "description": vehicle}, "exact")
    if roll < 0.55:
        # Not the first two letters: a Q or Z there is what makes the plate nobody's.
        place = rng.randrange(4, 7)
        read = _MISREAD.get(letters[place], "X" if letters[place] == "K" else "K")
        words = letters[:place] + read + letters[place + 1 :]
        return Given(words, {"plate": words, "description": vehicle}, "misread")
    if roll < 0.8:
        start = rng.randrange(0, 3)
        words = letters[start : start + rng.randrange(4, 6)]
        return Given(words, {"plate_partial": words, "description": vehicle}, "partial")
    missed = set(rng.sample(range(7), 2))
    words = "".join("?" if place in missed else letter for place, letter in enumerate(letters))
    return Given(words, {"plate_partial": words, "description": vehicle}, "partial")


def account_given(account: Account, rng: Random) -> Given:
    """An account name as remembered: right, or with a letter wrong."""
    roll = rng.random()
    handle = misspelt(account.handle, rng) if roll < 0.2 else account.handle
    fields: Fields = {"handle": handle}
    if roll < 0.6:
        fields["platform"] = account.platform
    return Given(f"@{handle}", fields, "misspelt" if handle != account.handle else "exact")


def home_given(person: Person, rng: Random) -> Given:
    """A home address as given: with its postcode, without it, or with the postcode run together."""
    written = rng.choice((person.postcode, person.postcode.replace(" ", ""), ""))
    if not written:
        return Given(person.address, {"address": person.address}, "no_postcode")
    fields: Fields = {"address": person.address, "postcode": written}
    return Given(f"{person.address}, {written}", fields, "exact")


def misspelt(name: str, rng: Random) -> str:
    """The name as written by someone who only heard it, or typed it in haste. Never the name itself."""
    unmarked = plain(name)
    ways = [way for way in _SOUNDS_LIKE if way[0] in unmarked]
    if ways and rng.random() < 0.6:
        heard, written = rng.choice(ways)
        changed = name.lower().replace(heard, written, 1)
        changed = changed.title() if name[:1].isupper() else changed
        if changed.lower() != name.lower():
            return changed
    # Nobody gets the first letter wrong in this way.
    place = rng.randrange(2, len(name)) if len(name) > 2 else len(name) - 1
    roll = rng.random()
    if roll < 0.4 and len(name) > 3:
        return name[:place] + name[place + 1 :]
    if roll < 0.7 and place > 1 and name[place] != name[place - 1]:
        return name[: place - 1] + name[place] + name[place - 1] + name[place + 1 :]
    return name[:place] + name[place] + name[place:]


_SOUNDS_LIKE = (
    ("ph", "f"), ("ee", "ea"), ("ie", "ei"), ("ck", "k"), ("gh", ""), ("ou", "oo"), ("ch", "sh"),
    ("sz", "sh"), ("aa", "a"), ("mm", "m"), ("ll", "l"), ("tt", "t"), ("y", "i"), ("c", "k"), ("z", "s"),
    ("ey", "y"), ("th", "t"), ("w", "v"), ("oo", "u"), ("ai", "ay"), ("er", "a"), ("i", "e"), ("a", "e"),
)  # fmt: skip
_MISREAD = {"B": "8", "S": "5", "Z": "2", "M": "N", "N": "M", "W": "V", "V": "W", "G": "C", "C": "G"}
_PHONE_FORMS: tuple[Callable[[str], str], ...] = (
    lambda number: number,
    lambda number: f"{number[:5]} {number[5:]}",
    lambda number: f"{number[:5]} {number[5:8]} {number[8:]}",
    lambda number: f"{number[:4]} {number[4:7]} {number[7:]}",
    lambda number: f"{number[:5]}-{number[5:]}",
    lambda number: f"+44 {number[1:5]} {number[5:]}",
    lambda number: f"0044{number[1:]}",
    lambda number: f"({number[:5]}) {number[5:]}",
)
