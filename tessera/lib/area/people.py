"""The people of the county: any number of them, each decided by the seed and their place in the line alone.

Nobody is remembered: person 4,000,000 is made without making those before, so a run can be split, stopped and
resumed, and ten million people cost no memory. Eight neighbours in the line make a circle (three children,
five adults) whom reports tend to speak of together; some share a home and a surname, as families do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import blake2b
from struct import Struct
from typing import NamedTuple, overload

from tessera.lib.area import identifiers
from tessera.lib.area.county import County, NameGroup, county, plain

CIRCLE = 8
CHILDREN_IN_CIRCLE = 3
# Youngest age in days and width of the band, by place in the circle: three children of 10 to 17, then adults.
_BANDS = (
    (3653, 2920), (3653, 2920), (3653, 2920),
    (6600, 2400), (9200, 12500), (6900, 5600), (7300, 9200), (9200, 12500),
)  # fmt: skip
_DRAWS = Struct("<32H")
_ONE = 1 << 16


class Account(NamedTuple):
    """An account on an (invented) platform."""

    platform: str
    handle: str


class Person(NamedTuple):
    """A made-up person as they are, before anybody misheard or misspelt them. Anything they lack is empty.

    `group` is the broad group their name comes from: for figures per group only, never stored about anyone.
    """

    number: int
    group: str
    first_name: str
    surname: str
    nickname: str
    born_on: date
    phone: str
    plate: str
    vehicle: str
    address: str
    town: str
    postcode: str
    accounts: tuple[Account, ...]

    def age(self, on: date) -> int:
        """Age in whole years on a day."""
        return on.year - self.born_on.year - ((on.month, on.day) < (self.born_on.month, self.born_on.day))


class People(Sequence[Person]):
    """The people, made as they are asked for."""

    def __init__(self, n: int, seed: int, on: date, of: County) -> None:
        if n < 0:
            raise ValueError("There cannot be fewer than no people.")
        self.county, self.on = of, on
        self._n = n
        self._key = seed.to_bytes(16, "little", signed=True)
        self._today = on.toordinal()
        self._groups = [group for group in of.groups.values() for _ in range(group.share)]
        self._second_groups = [group for group in self._groups if group.surnames and group.code != "british"]
        self._towns = [town for town in of.towns for _ in range(town.share)]
        first_names = (name for group in of.groups.values() for name in group.first_names)
        short_names = (name for short in of.short_names.values() for name in short)
        self._plain = {name: plain(name) for name in (*first_names, *short_names, *of.street_names)}

    def __len__(self) -> int:
        return self._n

    @overload
    def __getitem__(self, index: int) -> Person: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Person]: ...
    def __getitem__(self, index: int | slice) -> Person | Sequence[Person]:
        if isinstance(index, slice):
            return [self._make(each) for each in range(*index.indices(self._n))]
        if not -self._n <= index < self._n:
            raise IndexError(f"There are {self._n} people.")
        return self._make(index % self._n)

    def __iter__(self) -> Iterator[Person]:
        return map(self._make, range(self._n))

    def _draws(self, index: int) -> tuple[int, ...]:
        """Thirty-two numbers of sixteen bits that belong to one person and to no other."""
        return _DRAWS.unpack(blake2b(index.to_bytes(8, "little"), digest_size=64, key=self._key).digest())

    def _make(self, index: int) -> Person:
        own = self._draws(index)
        # In a third of cases the person lives with the first of their half of the circle.
        home = self._draws(index & ~3) if index & 3 and own[0] < _ONE // 3 else own
        group = self._groups[home[1] * len(self._groups) >> 16]
        first_names, surname = self._names(group, own, home)
        first_name = first_names[own[5] * own[5] * len(first_names) >> 32]
        nickname = self._nickname(first_name, own)
        address, town, postcode = self._home(home)
        youngest, width = _BANDS[index & 7]
        has_vehicle = index & 7 >= CHILDREN_IN_CIRCLE and own[13] < 46_000
        return Person(
            index,
            group.code,
            first_name,
            surname,
            nickname,
            date.fromordinal(self._today - youngest - (own[12] * width >> 16)),
            identifiers.telephone(index) if own[24] < 52_000 else "",
            identifiers.plate(own[14], own[15], own[16]) if has_vehicle else "",
            self.county.vehicles[own[17] * len(self.county.vehicles) >> 16] if has_vehicle else "",
            address,
            town,
            postcode,
            self._accounts(index, first_name, nickname, own),
        )

    def _names(self, group: NameGroup, own: tuple[int, ...], home: tuple[int, ...]) -> tuple[tuple[str, ...], str]:
        """The first names to draw from, and the surname, which those who share a home share."""
        surnames = group.surnames
        if not surnames:
            second = self._second_groups[home[2] * len(self._second_groups) >> 16]
            surnames = second.surnames
            group = self.county.groups["british"] if own[2] & 1 else second
        surname = surnames[home[3] * home[3] * len(surnames) >> 32]
        if home[4] < 2600:
            surname = f"{surname}-{surnames[home[4] * len(surnames) // 2600]}"
        return group.first_names, surname

    def _nickname(self, first_name: str, own: tuple[int, ...]) -> str:
        """A familiar form of the first name, a name of the street, or (mostly) none."""
        if own[10] < 12_000 and (short := self.county.short_names.get(first_name)):
            return short[own[11] % len(short)]
        if own[10] < 19_000:
            return self.county.street_names[own[11] % len(self.county.street_names)]
        return ""

    def _home(self, home: tuple[int, ...]) -> tuple[str, str, str]:
        """Address, town and postcode. Ten doors or so of one street share a postcode, as they do."""
        town = self._towns[home[6] * len(self._towns) >> 16]
        street = (home[7] << 16 | home[8]) % len(self.county.streets)
        number = 1 + (home[9] * home[9] * 190 >> 32)
        first, last = town.districts
        district = first + street * 7 % (last - first + 1)
        return (
            f"{number} {self.county.streets[street]}",
            town.name,
            identifiers.postcode(district, street * 19 + number // 10),
        )

    def _accounts(self, index: int, first_name: str, nickname: str, own: tuple[int, ...]) -> tuple[Account, ...]:
        """Up to two accounts, the second with the same handle on another platform about half the time."""
        if own[18] > 40_000:
            return ()
        platforms = self.county.platforms
        stem = self._plain[nickname if nickname and own[19] & 1 else first_name]
        word = self._plain[self.county.street_names[own[20] % len(self.county.street_names)]]
        handle = f"{stem}{'._-'[own[19] % 3]}{word}{index}"
        accounts: tuple[Account, ...] = (Account(platforms[own[21] % len(platforms)], handle),)
        if own[18] < 12_000:
            other = handle if own[22] & 1 else f"real{stem}{index}"
            accounts += (Account(platforms[(own[21] + 1) % len(platforms)], other),)
        return accounts


def people(n: int, *, seed: int, on: date) -> People:
    """The first `n` people of the county on a day. Same seed and day, same people, however many."""
    return People(n, seed, on, county())
