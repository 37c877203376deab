"""Who and what is spoken of together: from one child to linked peers, shared places and people of concern.

REQ: assess-peers-and-groups. Every tie rests on reports that the reader may open, and counts only those.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tessera.access.models import User
from tessera.entities.models import Holding, Kind, Mention, Part
from tessera.entities.queries.held import Held, held_for, newest_mentions

# A much-used place is in thousands of reports: a page shows the newest of them and the strongest ties.
MOST_REPORTS = 300
MOST_MENTIONS = 2000
MOST_SHOWN = 100
MOST_COMMON = 50  # mentions
# Each entity spoken of in the same reports, with the references of those reports, newest first.
Beside = Mapping[UUID, Sequence[str]]
GROUPS = (
    "Children",
    "People of concern",
    "People who protect",
    "Other people",
    "Places",
    "Phones, vehicles and accounts",
    "Organisations and groups",
)


@dataclass(frozen=True)
class Source:
    """A report that says so, as a link."""

    reference: str

    @property
    def path(self) -> str:
        return f"/reports/{self.reference}/"


@dataclass(frozen=True)
class Associate:
    """Something spoken of in the same reports, newest report first."""

    held: Held
    reports: tuple[Source, ...]

    @property
    def group(self) -> str:
        """The heading it stands under. Somebody who is a child in any report stands with the children."""
        if self.held.kind == Kind.PERSON:
            named = {Part.CHILD: GROUPS[0], Part.CONCERN: GROUPS[1], Part.PROTECTS: GROUPS[2]}
            return next((words for part, words in named.items() if part in self.held.parts), GROUPS[3])
        return {Kind.PLACE: GROUPS[4], Kind.ORGANISATION: GROUPS[6]}.get(Kind(self.held.kind), GROUPS[5])


@dataclass(frozen=True)
class PersonOfConcern:
    """Somebody spoken of beside the child who is a person of concern in some report, perhaps another."""

    associate: Associate
    said: tuple[Mention, ...]


@dataclass(frozen=True)
class Peer:
    """Another child who has people, places or numbers in common, with the reports that say so."""

    held: Held
    through: tuple[Held, ...]
    reports: tuple[Source, ...]


def associates_of(user: User, entity_id: UUID, *, reports: Beside | None = None) -> list[Associate]:
    """The hundred entities that are in most of the same reports, newest reports first.

    `reports` is `spoken_of_beside` for whoever has asked for it already.
    """
    reports = spoken_of_beside(user, entity_id) if reports is None else reports
    return associates_among(held_for(user, most_beside(reports), with_standings=True), reports)


def most_beside(reports: Beside) -> list[UUID]:
    """The hundred that are in most of the same reports."""
    return sorted(reports, key=lambda entity: -len(reports[entity]))[:MOST_SHOWN]


def associates_among(named: Mapping[UUID, Held], reports: Beside) -> list[Associate]:
    """These, with the reports they are spoken of in, those in most reports first."""
    found = [Associate(held, _sources(reports[pk])) for pk, held in named.items()]
    return sorted(found, key=lambda one: (-len(one.reports), one.held.name, str(one.held.pk)))


def in_groups(associates: Iterable[Associate]) -> list[tuple[str, list[Associate]]]:
    """Associates under their headings, empty headings left out."""
    groups: dict[str, list[Associate]] = {group: [] for group in GROUPS}
    for associate in associates:
        groups[associate.group].append(associate)
    return [(group, some) for group, some in groups.items() if some]


def persons_of_concern_near(user: User, entity_id: UUID, *, reports: Beside | None = None) -> list[PersonOfConcern]:
    """Associates who are of concern in any report the reader may open, with the reports that say so."""
    reports = spoken_of_beside(user, entity_id) if reports is None else reports
    of_concern = Holding.objects.filter(entity__in=reports, kind=Kind.PERSON, parts__contains=[Part.CONCERN])
    near = list(dict.fromkeys(of_concern.order_by("entity").values_list("entity", flat=True)))[:MOST_SHOWN]
    said = newest_mentions(user, near, part=Part.CONCERN)
    associates = associates_among(held_for(user, near, with_standings=True), reports)
    return [PersonOfConcern(one, tuple(said[one.held.pk])) for one in associates if one.held.pk in said]


def peers_of(user: User, entity_id: UUID, associates: Iterable[Associate]) -> list[Peer]:
    """Other children spoken of with the same associates, the hundred with most in common first.

    A child who is in the very same reports is an associate already and is left out here. What half the county
    is spoken of with links nobody.
    """
    associates = list(associates)
    shared = {one.held.pk: one.held for one in associates if _links(one.held)}
    known = {one.held.pk for one in associates} | {entity_id}
    elsewhere = Mention.objects.readable().filter(part=Part.CHILD, report__mentions__entity__in=shared)
    rows = _pairs(elsewhere.exclude(entity_id__in=known), "entity_id", "report__mentions__entity_id")
    through: dict[UUID, set[UUID]] = defaultdict(set)
    reports: dict[UUID, dict[str, None]] = defaultdict(dict)
    for child, via, reference in rows:
        through[child].add(via)
        reports[child][reference] = None
    strongest = sorted(through, key=lambda child: -len(through[child]))[:MOST_SHOWN]
    found = [
        Peer(held, tuple(via for pk, via in shared.items() if pk in through[child]), _sources(reports[child]))
        for child, held in held_for(user, strongest).items()
    ]
    return sorted(found, key=lambda one: (-len(one.through), one.held.name, str(one.held.pk)))


def _links(held: Held) -> bool:
    return not held.is_child and held.mentions <= MOST_COMMON


def spoken_of_beside(user: User, entity_id: UUID) -> Beside:
    """What is spoken of in the newest reports about an entity: each with the references, newest first."""
    spoken = Mention.objects.readable().filter(entity_id=entity_id).order_by("-at", "report_id")
    beside = Mention.objects.readable().filter(report__among=spoken.values("report")[:MOST_REPORTS])
    reports: dict[UUID, dict[str, None]] = defaultdict(dict)
    for entity, reference in _pairs(beside.exclude(entity_id=entity_id), "entity_id"):
        reports[entity][reference] = None
    return {entity: list(references) for entity, references in reports.items()}


def _pairs(mentions: Any, *columns: str) -> list[tuple[Any, ...]]:
    """These columns and the report's reference, newest report first, never more than a page can use."""
    return list(
        mentions.order_by("-at", "report_id", "position", "pk").values_list(*columns, "report__reference")[
            :MOST_MENTIONS
        ]
    )


def _sources(references: Iterable[str]) -> tuple[Source, ...]:
    return tuple(map(Source, references))
