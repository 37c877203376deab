"""The damage that benchmarks and tests do to a known person to see whether matching still finds them.

FROZEN, with `damage.yaml`: written before weights and keys were tuned, and not changed to better a figure.
It shares no table with the matcher, so that the matcher is not marked by its own answers. A query is a person
damaged in exactly two of nine ways, one in ten in a third; one in five has no date of birth to begin with. A
way that would change nothing is passed over for another. Everything follows from the seed. Tune on one seed,
report on another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

from tessera.lib.linkage.fields import Facts

NO_BIRTHDAY = 0.2
THIRD_WAY = 0.1
MAY_BE_MISSING = ("first_name", "surname", "phones", "postcode", "address", "nicknames")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@cache
def _tables() -> dict[str, Any]:
    tables: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("damage.yaml").read_text(encoding="utf-8"))
    return tables


class Query(NamedTuple):
    """A damaged person: who it really is (their place among the people), what is said, what was done."""

    person: int
    facts: Facts
    ways: tuple[str, ...]


def queries(people: Sequence[Facts], count: int, seed: int) -> Iterator[Query]:
    """`count` damaged people, drawn with replacement. The same seed and people give the same queries."""
    rng = Random(seed)
    for _ in range(count):
        index = rng.randrange(len(people))
        yield damaged(index, people[index], elsewhere=people[rng.randrange(len(people))], rng=rng)


def damaged(index: int, known: Facts, *, elsewhere: Facts, rng: Random) -> Query:
    """One person after two ways of damage, or three. `elsewhere` lends the address of somebody who moved."""
    facts = known
    if rng.random() < NO_BIRTHDAY:
        facts = replace(facts, born_on=None, born_year=None, born_month=None, born_day=None)
    wanted = 3 if rng.random() < THIRD_WAY else 2
    done: list[str] = []
    for way in rng.sample(sorted(WAYS), len(WAYS)):
        changed = WAYS[way](facts, elsewhere, rng)
        if changed is not None and changed != facts:
            facts = changed
            done.append(way)
        if len(done) == wanted:
            break
    return Query(index, facts, tuple(done))


def _typo(facts: Facts, elsewhere: Facts, rng: Random) -> Facts | None:
    """One slip of the finger in one name: a letter left out, put in, changed or changed over."""

    def slip(name: str) -> str:
        place = rng.randrange(len(name))
        kind = rng.choice(("left_out", "put_in", "changed", "changed_over"))
        if kind == "left_out" and len(name) > 2:
            return name[:place] + name[place + 1 :]
        if kind == "put_in":
            return name[:place] + rng.choice(LETTERS) + name[place:]
        if kind == "changed_over" and place + 1 < len(name):
            return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
        return name[:place] + rng.choice(LETTERS) + name[place + 1 :]

    return _in_one_name(facts, rng, slip)


def _heard(facts: Facts, elsewhere: Facts, rng: Random) -> Facts | None:
    """One name written down by somebody who only heard it."""
    return _in_one_name(facts, rng, lambda name: _respelt(name, _tables()["heard"], rng))


def _familiar(facts: Facts, elsewhere: Facts, rng: Random) -> Facts | None:
    """The first name as friends say it: their nickname, a short form everybody knows, or its beginning."""
    first = facts.first_name
    if facts.nicknames:
        return replace(facts, first_name=facts.nicknames[0])
    if known := _tables()["short"].get(first.lower()):
        return replace(facts, first_name=rng.choice(known))
    if len(first) < 5:
        return None
    return replace(facts, first_name=first[: rng.choice((3, 4))])


def _date_swapped(facts: Facts, elsewhere: Facts, rng: Random) -> Facts | None:
    """Day and month changed over; where that is no date, the last two digits of the year."""
    born = facts.born_on
    if born is None:
        return None
    if born.day <= 12 and born.day != born.month:
        swapped = born.replace(month=born.day, day=born.month)
    else:
        year = born.year // 100 * 100 + born.year % 10 * 10 + born.year // 10 % 10
        # A leap day moves with its year to the 28th.
        swapped = date(year, born.month, min(born.day, 28))
    year, month, day = swapped.year, swapped.month, swapped.day
    return replace(facts, born_on=swapped, born_year=year, born_month=month, born_day=day)


def _date_part_missing(facts: Facts, elsewhere: Facts, rng: Random) -> Facts | None:
    """The day, the day and the month, or the year of birth is not known."""
    born = facts.born_on
    if born is None:
        return None
    missing = rng.choice(("day", "day_and_month", "year"))
    return replace(
        facts,
        born_on=None,
        born_year=None if missing == "year" else born.year,
        born_month=None if missing == "day_and_month" else born.month,
        born_day=born.day if missing == "year" else None,
    )


def _name_order(facts: Facts, elsewhere: Facts, rng: Random) -> Facts | None:
    """First name and surname in each other's place."""
    return replace(facts, first_name=facts.surname, surname=facts.first_name)


def _romanised(facts: Facts, elsewhere: Facts, rng: Random) -> Facts | None:
    """Each name as another office would have carried it over from its own letters."""
    return replace(
        facts,
        first_name=_respelt(facts.first_name, _tables()["romanised"], rng),
        surname=_respelt(facts.surname, _tables()["romanised"], rng),
    )


def _field_missing(facts: Facts, elsewhere: Facts, rng: Random) -> Facts | None:
    """One thing that is held is not said at all."""
    given = [name for name in MAY_BE_MISSING if getattr(facts, name)]
    if len(given) < 2:
        return None
    gone = rng.choice(given)
    empty = () if gone in ("phones", "nicknames") else ""
    return replace(facts, **{gone: empty})  # type: ignore[arg-type]  # a field of its own kind: see `empty`


def _moved(facts: Facts, elsewhere: Facts, rng: Random) -> Facts | None:
    """The address and postcode are those of another home."""
    if not (facts.address or facts.postcode):
        return None
    return replace(
        facts,
        address=elsewhere.address if facts.address else "",
        postcode=elsewhere.postcode if facts.postcode else "",
    )


def _in_one_name(facts: Facts, rng: Random, change: Callable[[str], str]) -> Facts | None:
    given = [name for name in ("first_name", "surname") if len(getattr(facts, name)) > 1]
    if not given:
        return None
    name = rng.choice(given)
    changed = change(getattr(facts, name))
    return replace(facts, first_name=changed) if name == "first_name" else replace(facts, surname=changed)


def _respelt(name: str, spellings: Sequence[tuple[str, str]], rng: Random) -> str:
    small = name.lower()
    ways = [(one, other) for one, other in spellings if one in small]
    if not ways:
        return name
    one, other = rng.choice(ways)
    return small.replace(one, other, 1).capitalize()


Way = Callable[[Facts, Facts, Random], Facts | None]
WAYS: dict[str, Way] = {
    "typo": _typo,
    "phonetic_spelling": _heard,
    "nickname": _familiar,
    "swapped_date_parts": _date_swapped,
    "missing_date_part": _date_part_missing,
    "name_order": _name_order,
    "transliteration": _romanised,
    "missing_field": _field_missing,
    "changed_address": _moved,
}
