"""Finding sanitised versions by what they say: whoever searches finds those shared with them, and counts no other.

As with reports, functions of the database apply the access rule inside (ADR 0009). What was withdrawn is not found.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tessera.access.models import User
from tessera.information.developed import shared_versions
from tessera.information.models import Sanitised
from tessera.information.searching import Asked, Counted, Why, counted_from, headline, rows_of, why_found

KIND = "sanitised"  # what a filter by kind of report calls them
_PARTS = {"title": "What it is about", "text": "What may be shared", "conditions": "Conditions"}
_COUNTED = "SELECT facet, value, hits FROM versions_counted({}, %s, %s, %s, %s)"
_FOUND = "SELECT found FROM versions_found({}, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class FoundVersion:
    """One sanitised version, and why it was found."""

    version: Sanitised
    why: tuple[Why, ...]


def count_versions(asked: Asked) -> Counted:
    """Count the versions of what is asked that the open keyring may read, by grade and year."""
    return counted_from(rows_of(_COUNTED, asked, _narrowed(asked))) if _may_say(asked) else Counted()


def find_versions(user: User, asked: Asked, most: int) -> list[FoundVersion]:
    """The versions that this person may read of what is asked, the newest first."""
    keys = ids_of_versions(asked, most)
    why = {f"why_{part}": headline(part, asked.typed[0]) for part in _PARTS}
    found = {one.pk: one for one in shared_versions(user).filter(pk__in=keys).annotate(**why)}
    return [FoundVersion(found[key], why_found(found[key], _PARTS)) for key in keys if key in found]


def ids_of_versions(asked: Asked, most: int) -> list[UUID]:
    """The newest of what is asked that the open keyring may read, at most so many."""
    if not _may_say(asked):
        return []
    return [key for (key,) in rows_of(_FOUND, asked, [*_narrowed(asked), most])]


def _may_say(asked: Asked) -> bool:
    """Whether a version can be what is asked: it says no agency, no place and nobody of a standing."""
    if not asked.words.strip() or asked.place.strip() or asked.agencies or asked.among is not None:
        return False
    return not asked.kinds or KIND in asked.kinds


def _narrowed(asked: Asked) -> list[Any]:
    return [asked.since, asked.until, list(asked.grades) or None, list(asked.years) or None]
