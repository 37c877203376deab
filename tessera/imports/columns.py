"""What each column of a list is: worked out from its name, remembered from the last time, or said by a person."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tessera.entities.models import Kind
from tessera.reference.models import ImportProfile

# What a column is that is none of the profile's: in the words of the report, or left out of it.
WORDS, LEAVE = "words", "leave"
Use = Literal["", "key", "when", "time", "where"]


@dataclass(frozen=True)
class Target:
    """Something that a column may be."""

    id: str
    label: str
    use: Use
    thing: str
    field: str
    headers: tuple[str, ...]


@dataclass(frozen=True)
class Thing:
    """Something that a row may speak of."""

    id: str
    kind: Kind
    part: str


def targets_of(profile: ImportProfile) -> dict[str, Target]:
    """What the columns of this kind of list may be, in the profile's order."""
    return {
        one["id"]: Target(
            one["id"], one["label"], one.get("use", ""), one.get("thing", ""), one.get("field", ""),
            tuple(_letters(name) for name in [*one["headers"], one["label"]]),
        )
        for one in profile.fields
    }  # fmt: skip


def things_of(profile: ImportProfile) -> dict[str, Thing]:
    """What a row of this kind of list may speak of, in the order of its columns."""
    named = dict.fromkeys(one["thing"] for one in profile.fields if one.get("thing"))
    return {name: Thing(name, Kind(profile.things[name]["kind"]), profile.things[name]["part"]) for name in named}


def suggested(profile: ImportProfile, header: Sequence[str]) -> dict[str, str]:
    """What each column probably is, by its name. Each of the profile's is taken once; the rest stay in the words.

    Of two names of one thing the one that the profile names first is taken. A name that may be two things (“Read time”: a
    moment, or the time beside a day) is what no other column is.
    """
    targets = targets_of(profile).values()
    may_be = {name: [one for one in targets if _letters(name) in one.headers] for name in header}

    def order(name: str) -> tuple[int, int]:
        return len(may_be[name]), may_be[name][0].headers.index(_letters(name))

    found = dict.fromkeys(header, WORDS)
    for name in sorted(filter(may_be.get, header), key=order):
        found[name] = next((one.id for one in may_be[name] if one.id not in found.values()), WORDS)
    return found


def set_of(header: Sequence[str]) -> str:
    """A hash of the names of the columns, whatever their order and capitals."""
    return hashlib.sha256("\n".join(sorted(_plain(name) for name in header)).encode()).hexdigest()


def as_remembered(mapping: Mapping[str, str], header: Sequence[str]) -> dict[str, str] | None:
    """The mapping of an earlier list with the same columns, in the names of this one. None when one is missing."""
    plain = {_plain(name): what for name, what in mapping.items()}
    if any(_plain(name) not in plain for name in header):
        return None
    return {name: plain[_plain(name)] for name in header}


def faults_in(profile: ImportProfile, header: Sequence[str], mapping: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with what was said of the columns: a sentence by column, or under the empty name for all of them."""
    targets, found, first = targets_of(profile), {}, dict[str, str]()
    for name in header:
        what = mapping.get(name)
        if what in (WORDS, LEAVE):
            continue
        if what not in targets:
            found[name] = f"Say what the column “{name}” is."
        elif what in first:
            label = targets[what].label
            found[name] = f"“{first[what]}” is already “{label}”. Only one column can be."
        else:
            first[what] = name
    for group in profile.needs:
        if not any(one in first for one in group):
            labels = " or ".join(f"“{targets[one].label}”" for one in group)
            found[""] = f"Say which column is {labels}: without it a row speaks of nothing that can be found again."
    return found


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())


def _letters(name: str) -> str:
    """“Forename(s)”, “D.O.B.” and “CaptureDate” without what systems put between and around their letters."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
