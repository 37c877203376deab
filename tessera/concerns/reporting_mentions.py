"""What a report speaks of, offered to its writer: plates, phones, postcodes, accounts, names, people.

Suggestions only. The writer confirms each by its tick; a name already held is never ticked for them.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from tessera.access.models import User
from tessera.entities.facts import LABELS, completed, is_named, kind_of, said_by
from tessera.entities.models import Kind, Part
from tessera.entities.queries import held_names_for
from tessera.entities.services import MentionGiven
from tessera.lib import words
from tessera.lib.extraction import Found, HeldNames, mentions_in
from tessera.lib.people_lines import people_named
from tessera.reference.queries import terms

# More than this is a pasted document: what stands further down is read by the desk, not by the pattern.
READ_AT_MOST = 100_000
SUGGESTED_AT_MOST = 60
PEOPLE_AT_MOST = 50
GROUPS = {"about_child": Part.CHILD, "about_concern": Part.CONCERN, "about_protects": Part.PROTECTS}
# What is read of somebody, in the middle of a sentence.
_READ_AS = {"nicknames": "called", "age": "aged"}
TEXTS = ("narrative", "childs_words", "where_text", "vehicle")


@dataclass(frozen=True)
class Suggestion:
    """One thing that the words seem to speak of. A sure one is ticked until the writer unticks it."""

    code: str
    kind: str
    words: str
    fields: Mapping[str, Any]
    is_sure: bool
    entities: tuple[UUID, ...]

    @property
    def is_held(self) -> bool:
        """Whether something that this reader holds is called so."""
        return bool(self.entities)

    @property
    def label(self) -> str:
        """What it is thought to be: “Vehicle: WX51 ABC”."""
        return f"{Kind(self.kind).label}: {self.words}"

    @property
    def hint(self) -> str:
        """Why it is offered, where that is not plain."""
        return "A name that is already held" if self.is_held else ""

    def stands(self, *, ticked: Collection[str], offered: Collection[str]) -> bool:
        """Whether it is ticked: as the writer left it once it was offered to them, and until then when it is sure."""
        return self.code in ticked if self.code in offered else self.is_sure


def suggestions_in(text: str, *, user: User) -> list[Suggestion]:
    """What the words speak of, once each, in the order written. Held names are those this person may see."""
    return suggestions_from(text, held_names_for(user, text[:READ_AT_MOST]))


def suggestions_from(text: str, held: HeldNames) -> list[Suggestion]:
    """What the words speak of, once each, in the order written, with the names among these that stand in them."""
    found = mentions_in(text[:READ_AT_MOST], held=held)
    # A date of birth alone is of nobody in particular.
    offered = [_suggestion(one) for one in found if not set(one.fields) <= {"born_on"}]
    return list({one.code: one for one in reversed(offered)}.values())[::-1][:SUGGESTED_AT_MOST]


def _suggestion(found: Found) -> Suggestion:
    said = json.dumps([found.kind, dict(found.fields)], sort_keys=True)
    return Suggestion(
        code=f"{found.kind}-{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()[:12]}",
        kind=found.kind,
        words=" ".join(found.words.split()),
        fields=dict(found.fields),
        is_sure=found.kind not in ("person", "organisation") and found.certainty == "clear",
        entities=tuple(UUID(int=number) for number in found.ids),
    )


def suggested_for(typed: Mapping[str, Any], *, user: User) -> list[Suggestion]:
    """What a whole report speaks of outside its three groups."""
    return suggestions_in("\n\n".join(str(typed.get(name) or "") for name in TEXTS), user=user)


def mentions_from(
    typed: Mapping[str, Any], *, user: User, ticked: Collection[str] = (), offered: Collection[str] = ()
) -> list[MentionGiven]:
    """Every mention the writer gave: all the people in the groups, and the suggestions ticked.

    One that was never offered, because Send was quicker than the suggestion, counts when it is sure.
    """
    people = [mention for name, part in GROUPS.items() for mention in people_in(str(typed.get(name) or ""), part)]
    in_groups = {_plain(mention.words) for mention in people}
    chosen = [
        _given(one, Part.OTHER)
        for one in suggested_for(typed, user=user)
        if one.stands(ticked=ticked, offered=offered) and _plain(one.words) not in in_groups
    ]
    return [*people, *chosen]


def people_read(typed: Mapping[str, Any]) -> dict[str, str]:
    """For each group of people: what was read in each line and will be looked for, to be read back to the writer."""
    return {
        name: "; ".join(
            f"“{one.words}”: {_as_read(one)}"
            for one in people_in(str(typed.get(name) or ""), part)
            if one.kind in (Kind.PERSON, Kind.ORGANISATION)
        )
        for name, part in GROUPS.items()
    }


def _as_read(one: MentionGiven) -> str:
    """“first name Tegan, surname Hollis, date of birth 8 January 2012”; first of all “no name” when nobody is named."""
    if one.kind == Kind.ORGANISATION:
        return "an organisation"
    kept = replace(one, fields=completed(one.kind, one.words, one.fields, on=localdate()))
    values: dict[str, list[str]] = {}
    for name, value in said_by(kept):
        if name != "description":
            values.setdefault(_READ_AS.get(name, LABELS[name].lower()), []).append(value)
    read = [f"{label} {' or '.join(some)}" for label, some in values.items()]
    return ", ".join(read if is_named(kept) else ["no name", *read])


def people_in(lines: str, part: Part) -> list[MentionGiven]:
    """Each person of a group, one a line, and the plates, numbers and accounts that stand on their line."""
    people = [
        MentionGiven(kind=Kind(kind_of(Kind.PERSON, line, fields)), part=part, words=line, fields=fields, same_as=None)
        for line, fields in people_named(lines)
    ][:PEOPLE_AT_MOST]
    found = [_suggestion(one) for one in mentions_in(lines[:READ_AT_MOST])]
    return people + [_given(one, part) for one in found if one.is_sure]


def _given(one: Suggestion, part: Part) -> MentionGiven:
    return MentionGiven(kind=one.kind, part=part, words=one.words, fields=dict(one.fields), same_as=None)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def blaming_words(texts: Iterable[str]) -> list[words.Pointed]:
    """Listed words that the writer used in their own voice, once each. Never a reason to refuse."""
    listed = terms()
    found = [one for text in texts for one in words.check(text[:READ_AT_MOST], listed)]
    return list({one.words.casefold(): one for one in reversed(found)}.values())[::-1]
