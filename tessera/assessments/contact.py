"""What every page about a child says first of contact with the family (REQ assess-honour-forced-marriage)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tessera.access.models import User
from tessera.access.policy import Answer
from tessera.assessments import policy, queries
from tessera.assessments.models import Assessment


@dataclass(frozen=True)
class FamilyContact:
    """Whether the family of this child may be contacted, and the page where the advice that it waits for is written."""

    name: str
    may: Answer
    advice_at: str


def family_contact(user: User, name: str, assessments: Sequence[Assessment]) -> FamilyContact:
    """The same from all the child's assessments that this person may read, the newest first."""
    stops = policy.stops_contact(*assessments)
    return FamilyContact(name, policy.may_contact_family(user, *assessments), stops.advice_path if stops else "")


def blocked_among(user: User, children: Mapping[UUID, str]) -> list[FamilyContact]:
    """Whose families may not be contacted, of these children by their numbers, each with the name that the page has."""
    of = queries.of_children(user, children)
    asked = [family_contact(user, name, of[pk]) for pk, name in children.items()]
    return [one for one in asked if not one.may]
