"""Facts in the forms that keys and scores are made from, worked out once for each thing compared."""

from __future__ import annotations

from dataclasses import dataclass

from tessera.lib.linkage.fields import Facts, Kind
from tessera.lib.linkage.normalise import (
    NO_ADDRESS,
    NO_NAME,
    WHOLE_PHONE,
    Address,
    Name,
    address_of,
    described,
    handle_of,
    name_of,
    phone_of,
    plate_parts_of,
    postcode_of,
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is known of one thing, normalised. Made by `prepare`; compare as many times as needed."""

    kind: Kind
    first: Name
    surname: Name
    name: Name
    nicknames: tuple[Name, ...]
    year: int
    month: int
    day: int
    born: str  # eight digits when the whole date is known, else empty
    born_between: tuple[int, int] | None  # years, from an age and the day it was said
    age: int | None
    phones: tuple[str, ...]
    phone_parts: tuple[str, ...]
    plate: str
    plate_parts: tuple[str, ...]
    postcode: str
    address: Address
    handle: str
    platform: str
    description: frozenset[str]


def prepare(facts: Facts) -> Prepared:
    """Normalise what is known of one thing, ready to be compared."""
    first, surname = name_of(facts.first_name), name_of(facts.surname)
    if not surname.plain and len(first.words) > 1:
        # “Daniel Mercer” written in one box: the last word is the surname.
        surname, first = name_of(first.words[-1]), name_of(" ".join(first.words[:-1]))
    given = [phone_of(phone) for phone in facts.phones] if facts.phones else ()
    whole = tuple(phone for phone in given if len(phone) >= WHOLE_PHONE and "?" not in phone)
    parts = tuple(phone for phone in given if phone and phone not in whole)
    plate, plate_parts = _plate(facts) if facts.plate or facts.plate_partial else ("", ())
    year, month, day = facts.born_year or 0, facts.born_month or 0, facts.born_day or 0
    born_on = facts.born_on
    if born_on:
        year, month, day = born_on.year, born_on.month, born_on.day
    age, age_on = facts.age, facts.age_on
    return Prepared(
        kind=facts.kind,
        first=first,
        surname=surname,
        name=name_of(facts.name) if facts.name else NO_NAME,
        nicknames=_nicknames(facts.nicknames) if facts.nicknames else (),
        year=year,
        month=month,
        day=day,
        born=f"{year:04d}{month:02d}{day:02d}" if year and month and day else "",
        born_between=(age_on.year - age - 1, age_on.year - age) if age is not None and age_on else None,
        age=age,
        phones=whole,
        phone_parts=parts,
        plate=plate,
        plate_parts=plate_parts,
        postcode=postcode_of(facts.postcode) if facts.postcode else "",
        address=address_of(facts.address) if facts.address else NO_ADDRESS,
        handle=handle_of(facts.handle) if facts.handle else "",
        platform=name_of(facts.platform).plain if facts.platform else "",
        description=described(facts.description) if facts.description else frozenset(),
    )


def _plate(facts: Facts) -> tuple[str, tuple[str, ...]]:
    """The whole plate, or failing that the parts caught of it. A “whole” plate with a gap in it is a part."""
    parts = plate_parts_of(facts.plate_partial)
    whole = plate_parts_of(facts.plate)
    if len(whole) == 1 and facts.plate.strip()[-1:].isalnum() and facts.plate.strip()[:1].isalnum():
        return whole[0], parts
    return "", whole or parts


def _nicknames(given: tuple[str, ...]) -> tuple[Name, ...]:
    return tuple(name for name in map(name_of, given) if name.plain)
