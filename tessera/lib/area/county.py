"""The county as its files describe it: read once, then looked things up in."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[2] / "reference" / "data" / "area"


@dataclass(frozen=True, slots=True)
class Agency:
    """An organisation of the partnership, or of the next town when `outside`."""

    code: str
    name: str
    kind: str
    town: str
    telephone: str
    contact: str
    checked_days_ago: int
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Staff:
    """A worker. Those with `signs_in` are demo accounts; the others wrote things or are named as contacts"""

    email: str
    name: str
    agency: str
    job_title: str
    roles: tuple[str, ...]
    signs_in: bool
    second_factor: bool = False


@dataclass(frozen=True, slots=True)
class Town:
    """A town, its part in a thousand of the people, and its first and last postcode district."""

    name: str
    share: int
    districts: tuple[int, int]
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place that workers know by name. `kind` is a code of hotspots.yaml."""

    code: str
    name: str
    kind: str
    town: str
    address: str
    postcode: str


@dataclass(frozen=True, slots=True)
class NameGroup:
    """Names of one broad group of the population, commonest first."""

    code: str
    share: int
    first_names: tuple[str, ...]
    surnames: tuple[str, ...]


@dataclass(frozen=True)
class County:
    """Everything the generators draw from."""

    agencies: Mapping[str, Agency]
    staff: Mapping[str, Staff]
    domain: str
    towns: tuple[Town, ...]
    streets: tuple[str, ...]
    places: Mapping[str, Place]
    platforms: tuple[str, ...]
    vehicles: tuple[str, ...]
    groups: Mapping[str, NameGroup]
    short_names: Mapping[str, tuple[str, ...]]
    street_names: tuple[str, ...]
    phrases: Mapping[str, Any]

    @property
    def accounts(self) -> tuple[Staff, ...]:
        """The demo accounts that can sign in."""
        return tuple(worker for worker in self.staff.values() if worker.signs_in)


@cache
def read(name: str) -> dict[str, Any]:
    """One file of the county, by name without its ending. Kept, so it must not be changed."""
    content: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return content


@cache
def county() -> County:
    """The whole county, read from its files the first time and kept."""
    names, places, accounts = read("names"), read("places"), read("accounts")
    streets = places["streets"]
    return County(
        agencies={row["code"]: Agency(**row) for row in read("agencies")["agencies"]},
        staff={worker.email: worker for worker in _staff(accounts)},
        domain=accounts["meta"]["domain"],
        towns=tuple(Town(**{**row, "districts": tuple(row["districts"])}) for row in places["towns"]),
        streets=tuple(
            f"{before} {name} {after}".strip()
            for before in streets["before"]
            for name in streets["names"]
            for after in streets["after"]
        ),
        places={row["code"]: Place(**row) for row in places["places"]},
        platforms=tuple(places["platforms"]),
        vehicles=tuple(f"{colour} {body}" for colour in places["colours"] for body in places["vehicles"]),
        groups={row["code"]: _group(row) for row in names["groups"]},
        short_names={name: tuple(short) for name, short in names["short"].items()},
        street_names=tuple(names["street"]),
        phrases=read("phrases"),
    )


def plain(name: str) -> str:
    """A name in small English letters only, as in an account name: Małgorzata is malgorzata."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_STROKES))
    return "".join(letter for letter in decomposed.lower() if letter.isascii() and letter.isalpha())


# Letters that Unicode does not take apart into a letter and a mark.
_STROKES = str.maketrans("łŁıøØđĐ", "lLioOdD")


def _staff(accounts: dict[str, Any]) -> list[Staff]:
    return [
        Staff(**{**row, "roles": tuple(row["roles"])}, signs_in=signs_in)
        for key, signs_in in (("accounts", True), ("colleagues", False))
        for row in accounts[key]
    ]


def _group(row: dict[str, Any]) -> NameGroup:
    return NameGroup(row["code"], row["share"], tuple(row["forenames"]), tuple(row["surnames"]))
