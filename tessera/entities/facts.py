"""What one mention says, in the fields that matching compares and in the words a page shows."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tessera.lib.extraction import Found, mentions_in
from tessera.lib.firms import firm_in
from tessera.lib.linkage.fields import Facts
from tessera.lib.linkage.normalise import WHOLE_PHONE
from tessera.lib.people_lines import person_in
from tessera.ui.words import date as in_words

# The order in which a page shows them.
LABELS = {
    "first_name": "First name",
    "surname": "Surname",
    "name": "Name",
    "nicknames": "Nickname",
    "born_on": "Date of birth",
    "born_year": "Year of birth",
    "born_month": "Month of birth",
    "born_day": "Day of birth",
    "age": "Age when written",
    "phones": "Telephone number",
    "plate": "Number plate",
    "plate_partial": "Part of a number plate",
    "address": "Address",
    "postcode": "Postcode",
    "handle": "Account name",
    "platform": "Platform",
    "description": "Description",
}
_UK_DIGITS = 11  # of a whole number, its leading 0 among them
# Digits enough for a whole number, some perhaps written as the letter O. Looked for first: reading words costs far more.
_MAY_HOLD_A_NUMBER = re.compile(rf"(?:[\dOo][^\w,;\n]{{0,3}}){{{WHOLE_PHONE - 1}}}[\dOo]")


def facts_of(mention: Any) -> Facts:
    """The facts of a mention (anything with `kind` and `fields`), ready to be compared."""
    return Facts.from_dict({**mention.fields, "kind": mention.kind})


def kind_of(kind: str, words: str, given: Mapping[str, Any]) -> str:
    """What sort of thing a mention is of: an organisation where what stands for a person is a firm, “Hertz UK Ltd”."""
    if kind != "person" or given.get("first_name") or given.get("nicknames"):
        return kind
    return "organisation" if firm_in(str(given.get("surname") or words)) else kind


def completed(kind: str, words: str, given: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    """The fields of a mention: those given, and what can be read from its words where they say nothing.

    `on` is the day it was written: an age is only worth something with the day it was said.
    """
    return understood(kind, words, given, on=on)[0]


def understood(kind: str, words: str, given: Mapping[str, Any], *, on: date) -> tuple[dict[str, Any], Facts]:
    """The fields of a mention as `completed` gives them, with the facts that they say.

    A telephone is a thing of its own too; the number in somebody's own words is besides a fact of theirs.
    """
    said = {**given, **_renamed(given)}
    if not _comparable(kind, said):
        told = {name: value for name, value in said.items() if value not in ("", None, [])}
        said = {**_read(kind, str(given.get("name") or words)), **told}
    if kind == "person" and not (said.get("phones") or said.get("phone")):
        said["phones"] = _whole_numbers_in(words)
    if said.get("age") not in (None, "") and not said.get("age_on"):
        said["age_on"] = on.isoformat()
    facts = Facts.from_dict({**said, "kind": kind})
    plain = facts.to_dict()
    del plain["kind"]
    return {**given, **plain}, facts


def is_named(mention: Any) -> bool:
    """Whether the words of a mention of a person give a name, that they could be found by."""
    facts = facts_of(mention)
    return bool(facts.first_name or facts.surname or facts.nicknames)


def said_by(mention: Any) -> list[tuple[str, str]]:
    """The facts of a mention as (field, value in words), in the order of the labels."""
    return [(name, as_shown(name, value)) for name, value in values_of(mention)]


def values_of(mention: Any) -> list[tuple[str, str]]:
    """The facts of a mention as (field, value as kept), in the order of the labels."""
    plain = facts_of(mention).to_dict()
    if "born_on" in plain:
        plain = {name: value for name, value in plain.items() if name not in ("born_year", "born_month", "born_day")}
    values: list[tuple[str, str]] = []
    for name in LABELS:
        value = plain.get(name, ())
        several: Iterable[object] = value if isinstance(value, list | tuple) else [value]
        values += [(name, str(one)) for one in several]
    return values


def as_shown(name: str, value: str) -> str:
    """A value of this field as a page says it."""
    return in_words(date.fromisoformat(value)) if name == "born_on" else value


def _comparable(kind: str, said: Mapping[str, Any]) -> bool:
    """Whether the fields say anything that could find this kind of thing again."""
    telling = {
        "person": ("first_name", "surname", "nicknames", "nickname"),
        "phone": ("phones", "phone", "description"),
        "vehicle": ("plate", "plate_partial", "description"),
        "place": ("name", "address", "postcode"),
        "account": ("handle",),
        "organisation": ("name",),
    }
    return any(said.get(name) for name in telling[kind])


def _renamed(given: Mapping[str, Any]) -> dict[str, Any]:
    """What the recognisers of `lib.extraction` call a field, in the words of `lib.linkage`."""
    renamed: dict[str, Any] = {}
    if given.get("digits") and not given.get("phones"):
        renamed["phones"] = [_with_gaps(str(given["digits"]), str(given.get("part_at", "")))]
    if given.get("plate_pattern") and not given.get("plate"):
        renamed["plate_partial"] = given["plate_pattern"]
    if given.get("outward") and not given.get("postcode"):
        renamed["postcode"] = given["outward"]
    if given.get("street") and not given.get("address"):
        flat = f"Flat {given['flat']}" if given.get("flat") else ""
        renamed["address"] = ", ".join(
            part for part in (flat, f"{given.get('number', '')} {given['street']}".strip()) if part
        )
    return renamed


def _with_gaps(digits: str, part_at: str) -> str:
    """The beginning of a number, long enough to be taken for a whole one, with a ? for each digit not caught."""
    is_long = part_at == "start" and digits.startswith("0") and WHOLE_PHONE <= len(digits) < _UK_DIGITS
    return digits.ljust(_UK_DIGITS, "?") if is_long else digits


def _whole_numbers_in(words: str) -> list[str]:
    """The whole telephone numbers in the words for somebody (“Dazza, 07700 900911”), which are taken for theirs.

    What may as well be another number, and a part of one, are not.
    """
    if not _MAY_HOLD_A_NUMBER.search(words):
        return []
    return [one.fields["digits"] for one in mentions_in(words) if "e164" in one.fields and one.certainty == "clear"]


def _read(kind: str, words: str) -> dict[str, Any]:
    match kind:
        case "person":
            return person_in(words)
        case "phone":
            return _first(kind, words) or {"phones": [words]}
        case "vehicle":
            return _first(kind, words) or _first(kind, f"plate {words}") or {"description": words}
        case "account":
            return _first(kind, words) or {"handle": words.strip().lstrip("@")}
        case "place":
            return _place(words)
    return {"name": firm_in(words) or words}


def _first(kind: str, words: str) -> dict[str, Any]:
    """What the recognisers find of this kind, with the words around it as a description of a vehicle."""
    found = [one for one in mentions_in(words) if one.kind == kind]
    if not found:
        return {}
    fields = {**found[0].fields, **_renamed(found[0].fields)}
    around = _without(words, found)
    if kind == "vehicle" and around.lower() not in ("", "plate"):
        fields["description"] = around
    return fields


def _place(words: str) -> dict[str, Any]:
    found = [one for one in mentions_in(words) if one.kind == "place"]
    fields: dict[str, Any] = {}
    for one in found:
        fields |= {**one.fields, **_renamed(one.fields)}
    name = re.sub(r"^(?:the|a|an) ", "", _without(words, found), flags=re.IGNORECASE)
    if not fields and name[:1].isdigit():
        fields["address"] = name
    elif name or not fields:
        fields["name"] = name or words
    return fields


def _without(words: str, found: Iterable[Found]) -> str:
    """The words with what was found in them taken out."""
    for one in sorted(found, key=lambda one: -one.start):
        words = words[: one.start] + " " + words[one.end :]
    return " ".join(words.split()).strip(" ,.;:-()")
