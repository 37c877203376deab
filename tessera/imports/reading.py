"""What one row of a list becomes: the report, and what it speaks of. The cells are kept as given."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from django.utils.timezone import localdate

from tessera.entities.facts import kind_of
from tessera.entities.models import Kind, Part
from tessera.entities.services import MentionGiven
from tessera.imports.columns import LEAVE, Target, Thing, targets_of, things_of
from tessera.imports.models import Import
from tessera.information.models import Report
from tessera.lib.linkage.birthdays import approximate_age, says_an_age, wrong_with_birth
from tessera.lib.linkage.nothing_said import says_nothing
from tessera.lib.tabular import MISSING, Fault
from tessera.lib.when import When
from tessera.lib.when_listed import read_listed
from tessera.lib.when_plain import Unreadable

HOW_BORN = "Write it like 01/08/2012, 2012-08-01, 08/2012 or 2012, or how old about: ~15."
LONGEST_KEY = 200
GROUPS = {Part.CHILD: "about_child", Part.CONCERN: "about_concern", Part.PROTECTS: "about_protects"}
# Of a person these say their name, with spaces between them; all else stands behind a comma.
NAMES = ("first_name", "surname")


@dataclass(frozen=True)
class RowGiven:
    """What a row becomes. `given` is what the report was sent with."""

    given: dict[str, Any]
    mentions: list[MentionGiven]


class Plan:
    """How the rows of one list are read. Made once for a list, and used for each of its rows."""

    def __init__(self, given: Import) -> None:
        profile, self.header = given.profile, given.header
        self.opening = f"A row of a list ({profile.label.lower()}) from {given.source}, as given."
        # Whoever gives a list is not the source of what it says.
        self.always = {
            "how_known": Report.HowKnown(profile.how_known).value,
            "source": Report.Source.PROFESSIONAL.value,
            "source_name": f"The list “{given.source}”",
        }
        self.things = things_of(profile)
        targets = targets_of(profile)
        self.labels = {one.id: one.label for one in targets.values()}
        self.at = {what: place for place, name in enumerate(self.header) if (what := given.mapping[name]) in targets}
        self.targets: list[Target] = [one for one in targets.values() if one.id in self.at]
        self.kept = [place for place, name in enumerate(self.header) if given.mapping[name] != LEAVE]
        self.sorted = sorted(self.kept, key=lambda place: self.header[place].casefold())
        self.needs = [[self.at[one] for one in group if one in self.at] for group in profile.needs]
        self.whens = [self.at[one.id] for one in self.targets if one.use == "when"]
        self.times = [self.at[one.id] for one in self.targets if one.use == "time"]
        self.wheres = [self.at[one.id] for one in self.targets if one.use == "where"]
        self.keys = [self.at[one.id] for one in self.targets if one.use == "key"]
        self.ages = [self.at[one.id] for one in self.targets if one.field == "age"]
        self.born = [self.at[one.id] for one in self.targets if one.field == "born_on"]

    def faults(self, number: str, cells: Sequence[str], *, now: datetime) -> list[Fault]:
        """What stops this row, named by its number, from being taken."""
        found: list[Fault] = []
        for group in self.needs:
            if all(says_nothing(cells[place]) for place in group):
                names = " or ".join(f"“{self.header[place]}”" for place in group)
                given = next((f" but “{text[:60]}”" for place in group if (text := cells[place].strip())), "")
                found.append(Fault(self.header[group[0]], f"Row {number} has nothing under {names}{given}."))
        for place in self.whens:
            if cells[place].strip():
                try:
                    self._when(cells, now)
                except Unreadable as unread:
                    said = f"Row {number}, column “{self.header[place]}”: “{cells[place][:60]}”. {unread}"
                    found.append(Fault(self.header[place], said))
        for place in self.born:
            text = cells[place].strip()
            if text and not says_an_age(text) and (wrong := wrong_with_birth(text, on=_day(now))):
                said = f"Row {number}, column “{self.header[place]}”: “{text[:60]}” {wrong}"
                found.append(Fault(self.header[place], f"{said} {HOW_BORN}"))
        for place in self.ages:
            if (text := cells[place].strip()) and approximate_age(text) is None:
                said = f"Row {number}, column “{self.header[place]}”: “{text[:60]}” is not an age."
                found.append(Fault(self.header[place], f"{said} Write it like 15, ~15 or 14-16."))
        for place in self.keys:
            name = self.header[place]
            if not cells[place].strip():
                said = f"Row {number} has nothing under “{name}”, which tells its rows apart."
                found.append(Fault(name, said))
            elif len(cells[place]) > LONGEST_KEY:
                said = f"Row {number}, column “{name}” is longer than {LONGEST_KEY} characters, which no reference is."
                found.append(Fault(name, said))
        return found

    def content(self, cells: Sequence[str]) -> str:
        """A hash of what the kept columns say, whatever their order in the file."""
        said = [(self.header[place].casefold(), cells[place].strip()) for place in self.sorted if cells[place].strip()]
        return blake2b(json.dumps(said).encode(), digest_size=16).hexdigest()

    def key(self, cells: Sequence[str]) -> str:
        """What its own system calls the row; where no column is that, its content is."""
        return cells[self.keys[0]].strip() if self.keys else self.content(cells)

    def key_if_any(self, cells: Sequence[str]) -> str:
        """What its own system calls a row that is to be mended, as far as that can be read."""
        key = cells[self.keys[0]].strip() if self.keys and self.keys[0] < len(cells) else ""
        return "" if key == MISSING or len(key) > LONGEST_KEY else key

    def read(self, cells: Sequence[str], *, now: datetime) -> RowGiven:
        """What this row becomes. Raises Unreadable for one that `faults` refuses."""
        mentions = self._mentions(cells)
        lines = [f"{self.header[place]}: {text}" for place in self.kept if (text := cells[place].strip())]
        given: dict[str, Any] = {"narrative": "\n".join([self.opening, *lines]), **self.always}
        for part, name in GROUPS.items():
            if named := [one.words for one in mentions if one.part == part and one.kind == Kind.PERSON]:
                given[name] = "\n".join(named)
        if where := ", ".join(text for place in self.wheres if (text := cells[place].strip())):
            given["where_text"] = where
        if (found := self._when(cells, now)) is not None:
            given |= {
                "when_text": found.text, "happened_from": found.earliest, "happened_until": found.latest,
                "happened_words": found.words,
            }  # fmt: skip
        return RowGiven(given, mentions)

    def _when(self, cells: Sequence[str], now: datetime) -> When | None:
        said = " ".join(text for place in self.whens if (text := cells[place].strip()))
        if not said:
            return None
        clock = " ".join(text for place in self.times if (text := cells[place].strip()))
        return read_listed(said, clock, now=now)

    def _mentions(self, cells: Sequence[str]) -> list[MentionGiven]:
        said: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for target in self.targets:
            if target.thing and not says_nothing(text := cells[self.at[target.id]].strip()):
                said[target.thing].append((target.field, text))
        return [_mention(thing, said[name]) for name, thing in self.things.items() if name in said]


@lru_cache(maxsize=16)
def _day(now: datetime) -> date:
    """The day it is here: the same for every row of a list."""
    return localdate(now)


def _mention(thing: Thing, said: Sequence[tuple[str, str]]) -> MentionGiven:
    words, fields = _words(said), _fields(said)
    kind = Kind(kind_of(thing.kind, words, fields))
    if kind != thing.kind:  # a firm has no surname and no age
        fields = {}
    return MentionGiven(kind, thing.part, words, fields)


def _words(said: Sequence[tuple[str, str]]) -> str:
    name = " ".join(text for field, text in said if field in NAMES)
    return ", ".join([*([name] if name else []), *(text for field, text in said if field not in NAMES)])


def _fields(said: Sequence[tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field, text in said:
        if field in ("age", "born_on") and (field == "age" or says_an_age(text)):
            found["age"] = approximate_age(text)
        elif field != "words":
            found[field] = [text] if field in ("nicknames", "phones") else text
    return found
