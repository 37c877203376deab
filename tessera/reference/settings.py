"""The area's own settings that are lists: bank holidays, the front door, the words of its catalogues."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tessera.lib import hours

DATA = Path(__file__).parent / "data"


@cache
def bank_holidays() -> frozenset[date]:
    """Bank holidays of England and Wales."""
    return hours.bank_holidays(_read(DATA / "bank_holidays.yaml")["entries"])


@cache
def _front_door() -> dict[str, Any]:
    return _read(DATA / "area" / "front_door.yaml")


@cache
def desk_hours() -> hours.OpeningHours:
    """When the children's social care front door is staffed."""
    week: dict[str, list[str]] = {}
    for row in _front_door()["front_door"]["hours"]:  # a day with a break stands there more than once
        week.setdefault(row["day"][:3], []).extend((row["opens"], row["closes"]))
    return hours.OpeningHours.from_mapping(week)


def front_door(*, at: datetime) -> dict[str, Any]:
    """Whom to ring about a child who is being harmed, at this moment: name, telephone, and whether it is in hours.

    REQ intake-out-of-hours. The opening minute is in hours and the closing minute is not.
    """
    door = _front_door()["front_door"]
    is_open = hours.is_open(at, desk_hours(), bank_holidays())
    route = door["in_hours"] if is_open else door["out_of_hours"]
    return {
        "name": route.get("name", door["name"]),
        "is_open": is_open,
        **{k: v for k, v in route.items() if k != "name"},
    }


def emergency() -> dict[str, str]:
    """Whom to ring when somebody is in danger now."""
    return dict(_front_door()["emergency"])


def police() -> dict[str, str]:
    """Whom to ring at the police when it is not an emergency."""
    return dict(_front_door()["police"])


@cache
def look_behind() -> dict[str, Any]:
    """What to ask when a child is a suspect (`questions`), and what the law then offers (`prompts`), each with its source.

    REQ intake-look-behind-offending, trust-not-criminalised.
    """
    return _read(DATA / "look_behind.yaml")


def _read(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return read
