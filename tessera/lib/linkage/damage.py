"""The damage that benchmarks and tests do to a known person to see whether matching still finds them.

FROZEN: this file was written before the weights and keys were tuned, and is not changed to make a figure better.
It shares no table with the matcher, so that the matcher is not marked by its own answers. A query is a person
damaged in exactly two of nine ways, one in ten in a third; one in five has no date of birth to begin with. A
way that would change nothing is passed over for another. Everything follows from the seed. Tune on one seed,
report on another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import NamedTuple

from tessera.lib.linkage.fields import Facts

NO_BIRTHDAY = 0.2
THIRD_WAY = 0.1
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Query(NamedTuple):
    """A damaged person: who it really is (their place among the people), what is said, and what was done to it."""

    index: int
    facts: Facts
    ways: tuple[str, ...]


def queries(people: Sequence[Facts], count: int, seed: int) -> Iterator[Query]:
    """`count` damaged people, drawn with replacement. The same seed and people give the same queries."""
    rng = Random(seed)
    for _ in range(count):
        index = rng.randrange(len(people))
        yield damaged(index, people[index], elsewhere=people[rng.randrange(len(people))], rng=rng)


def damaged(index: int, person: Facts, *, elsewhere: Facts, rng: Random) -> Query:
    """One person after two ways of damage, or three. `elsewhere` lends the address of somebody who moved."""
    facts = person
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


_HEARD = (
    ("ph", "f"), ("f", "ph"), ("ck", "k"), ("c", "k"), ("k", "c"), ("ee", "ea"), ("ie", "y"), ("y", "ie"), ("i", "ee"),
    ("ai", "ay"), ("ay", "ai"), ("ei", "ie"), ("ou", "oo"), ("oo", "u"), ("th", "t"), ("gh", ""), ("kn", "n"),
    ("wr", "r"), ("ll", "l"), ("l", "ll"), ("tt", "t"), ("nn", "n"), ("n", "nn"), ("ss", "s"), ("s", "z"), ("z", "s"),
    ("er", "ah"), ("or", "er"), ("an", "en"), ("en", "an"), ("a", "e"), ("o", "u"), ("qu", "kw"), ("x", "ks"), ("dge", "j"),
)  # fmt: skip


def _heard(facts: Facts, elsewhere: Facts, rng: Random) -> Facts | None:
    """One name written down by somebody who only heard it."""
    return _in_one_name(facts, rng, lambda name: _respelt(name, _HEARD, rng))


_SHORT = {
    "william": ("Bill", "Will", "Billy"), "robert": ("Bob", "Rob", "Bobby"), "richard": ("Dick", "Rich", "Ricky"),
    "elizabeth": ("Liz", "Beth", "Lizzie"), "margaret": ("Maggie", "Peggy"), "james": ("Jim", "Jamie"),
    "michael": ("Mike", "Mick", "Mikey"), "thomas": ("Tom", "Tommy"), "charlotte": ("Lottie", "Charlie"),
    "katherine": ("Kate", "Kath"), "catherine": ("Cathy", "Kate"), "daniel": ("Dan", "Danny"), "joseph": ("Joe", "Joey"),
    "samantha": ("Sam", "Sammy"), "samuel": ("Sam",), "david": ("Dave", "Davey"), "stephen": ("Steve",),
    "steven": ("Steve", "Ste"), "christopher": ("Chris", "Kit"), "matthew": ("Matt",), "anthony": ("Tony", "Ant"),
    "andrew": ("Andy", "Drew"), "jessica": ("Jess",), "rebecca": ("Becky", "Bex"), "jack": ("Jacko",), "george": ("Geordie",),
    "mohammed": ("Mo", "Moe"), "muhammad": ("Mo",), "mohamed": ("Mo",), "ibrahim": ("Ibby", "Ibz"), "hassan": ("Has",),
    "abdullah": ("Abz", "Abdul"), "imran": ("Immy",), "shahid": ("Shaz",), "tariq": ("Taz",), "gurpreet": ("Gurps", "Preet"),
    "harpreet": ("Harps", "Preet"), "manpreet": ("Manny",), "jaspreet": ("Jas", "Jazz"), "sukhvinder": ("Sukhi",),
    "rajesh": ("Raj",), "oluwaseun": ("Seun",), "olufemi": ("Femi",), "babatunde": ("Tunde",), "chukwuemeka": ("Emeka",),
    "adebayo": ("Bayo", "Ade"), "temitope": ("Temi",), "emmanuel": ("Manny",), "kwabena": ("Kobby",), "aleksandra": ("Ola",),
    "katarzyna": ("Kasia",), "malgorzata": ("Gosia",), "małgorzata": ("Gosia",), "krzysztof": ("Krzysiek", "Kris"),
    "tomasz": ("Tomek",), "piotr": ("Piotrek",), "jakub": ("Kuba",), "wojciech": ("Wojtek",), "agnieszka": ("Aga",),
    "zuzanna": ("Zuzia",), "aleksander": ("Olek",), "dmitri": ("Dima",), "anastasia": ("Nastya",), "vladimir": ("Vova",),
    "ekaterina": ("Katya",), "sergei": ("Seryozha",), "mihai": ("Misu",), "ionut": ("Nutu",), "fatima": ("Fati",),
    "khadija": ("Dija",), "yusuf": ("Yus", "Joe"), "mustafa": ("Mus",), "suleiman": ("Sully",), "ahmed": ("Ahmo",),
}  # fmt: skip


def _familiar(facts: Facts, elsewhere: Facts, rng: Random) -> Facts | None:
    """The first name as friends say it: their nickname, a short form everybody knows, or its beginning."""
    first = facts.first_name
    if facts.nicknames:
        return replace(facts, first_name=facts.nicknames[0])
    if known := _SHORT.get(first.lower()):
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
        swapped = date(year, born.month, min(born.day, 28))
    return replace(facts, born_on=swapped, born_year=swapped.year, born_month=swapped.month, born_day=swapped.day)


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


_ROMANISED = (
    ("kh", "h"), ("kh", "k"), ("ch", "tch"), ("sh", "ch"), ("sh", "sch"), ("sz", "sh"), ("cz", "ch"), ("zh", "j"),
    ("j", "y"), ("j", "dj"), ("y", "i"), ("y", "j"), ("w", "v"), ("v", "w"), ("q", "k"), ("k", "q"), ("x", "ks"),
    ("ks", "x"), ("ou", "u"), ("u", "ou"), ("oo", "u"), ("ee", "i"), ("i", "y"), ("ai", "ei"), ("ei", "ai"), ("aa", "a"),
    ("a", "aa"), ("mm", "m"), ("ss", "s"), ("s", "ss"), ("dh", "d"), ("bh", "b"), ("gh", "g"), ("th", "t"), ("ph", "f"),
    ("ł", "l"), ("ś", "s"), ("ń", "n"), ("ć", "c"), ("ż", "z"), ("ó", "o"), ("ę", "e"), ("ă", "a"), ("ș", "s"), ("ț", "t"),
    ("ski", "sky"), ("ov", "off"), ("e", "a"), ("o", "u"), ("ah", "a"), ("c", "k"), ("z", "s"),
)  # fmt: skip


def _romanised(facts: Facts, elsewhere: Facts, rng: Random) -> Facts | None:
    """Each name as another office would have carried it over from its own letters."""
    return replace(
        facts,
        first_name=_respelt(facts.first_name, _ROMANISED, rng),
        surname=_respelt(facts.surname, _ROMANISED, rng),
    )


def _field_missing(facts: Facts, elsewhere: Facts, rng: Random) -> Facts | None:
    """One thing that is held is not said at all."""
    given = [name for name in ("first_name", "surname", "phones", "postcode", "address", "nicknames") if getattr(facts, name)]
    if len(given) < 2:
        return None
    gone = rng.choice(given)
    empty = () if gone in ("phones", "nicknames") else ""
    return replace(facts, **{gone: empty})  # type: ignore[arg-type]


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
