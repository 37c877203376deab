"""What a concern's page shows about everyone and everything in it, across apps, in as many queries for one as for fifty."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tessera.access.models import User
from tessera.access.roles import Permission
from tessera.assessments import queries as assessments
from tessera.assessments.contact import FamilyContact, family_contact
from tessera.assessments.moves import LevelDecided, levels_among, stands_now
from tessera.cases import queries as cases
from tessera.cases.models import Case, CaseNotice
from tessera.cases.notices import noticed_for_each
from tessera.entities import queries as entities
from tessera.entities.models import Kind, Marker, Mention, Part
from tessera.entities.queries import Held, Matches
from tessera.information.models import Report

# The three groups of REQ intake-who-is-involved: an empty one is pointed out, because the one who is missing may be
# the one who exploits, or the one who could protect.
GROUPS = {
    Part.CHILD: ("Children", "No child is named."),
    Part.CONCERN: ("People of concern", "Nobody is named as a person of concern."),
    Part.PROTECTS: ("People who protect", "Nobody is named who protects the child."),
}
# Compared on one page with what is held. Of 200 reports with eight names each, comparing all took 20 seconds.
MOST_COMPARED = 60


@dataclass
class Spoken:
    """Somebody or something that a concern's reports speak of: the words, what is held, what may be the same."""

    held: Held
    matches: list[Matches]
    markers: list[Marker] = field(default_factory=list)
    maybe: list[tuple[str, Marker]] = field(default_factory=list)
    earlier: list[Any] = field(default_factory=list)
    more: int = 0
    agencies: list[str] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    notices: list[CaseNotice] = field(default_factory=list)
    maybe_notices: list[tuple[str, CaseNotice]] = field(default_factory=list)
    level: LevelDecided | None = None
    contact: FamilyContact | None = None  # of a child

    @property
    def words(self) -> list[str]:
        """What it is called in these reports, each once."""
        return list(dict.fromkeys(one.mention.words for one in self.matches))

    @property
    def named_by(self) -> list[str]:
        """Who named it in a report that somebody else wrote."""
        mentions = [one.mention for one in self.matches]
        return list(dict.fromkeys(str(one.author) for one in mentions if one.author_id != one.report.author_id))

    @property
    def is_child(self) -> bool:
        return any(one.mention.part == Part.CHILD for one in self.matches) and self.held.kind == Kind.PERSON


@dataclass(frozen=True)
class Group:
    """One labelled group, and what to say when it is empty."""

    label: str
    empty: str
    spoken: list[Spoken]


def spoken_of(user: User, mentions: Sequence[Mention], *, besides: Iterable[Report]) -> list[Spoken]:
    """Everybody and everything these mentions are of, with what this person holds of each.

    `besides` are the reports on the page already: what is earlier is in others.
    """
    compared = to_compare(mentions)
    matches = entities.suggestions_for_each(user, compared)
    held = entities.held_for(user, {mention.entity_id for mention in compared}, with_standings=True)
    grouped: dict[UUID, list[Matches]] = defaultdict(list)
    for mention in compared:
        grouped[mention.entity_id].append(matches[mention.pk])
    spoken = {pk: Spoken(held[pk], of) for pk, of in grouped.items() if pk in held}
    children = [pk for pk, one in spoken.items() if one.is_child]
    _add_markers(spoken)
    _add_earlier(user, spoken, mentions, besides)
    if user.may(Permission.TRIAGE):
        _add_notices(user, spoken, children)
    else:
        for child, open_now in cases.open_cases_of_each(user, children).items():
            spoken[child].cases = open_now
    for child, assessed in assessments.of_children(user, children).items():
        spoken[child].level = stands_now(levels_among(assessed))
        spoken[child].contact = family_contact(user, spoken[child].held.name, assessed)
    return list(spoken.values())


def to_compare(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions a page compares with what is held, in their order: each entity once before any twice, children first.

    What two reports say of one entity in the same words is compared once.
    """
    apart: dict[tuple[Any, ...], Mention] = {}
    for mention in mentions:
        apart.setdefault((mention.entity_id, mention.kind, mention.words, repr(mention.fields)), mention)
    order, seen = list(Part), set()
    ranked = []
    for place, mention in enumerate(apart.values()):
        ranked.append((mention.entity_id in seen, order.index(Part(mention.part)), place, mention))
        seen.add(mention.entity_id)
    chosen = sorted(ranked, key=lambda one: one[:3])[:MOST_COMPARED]
    return [mention for *_, mention in sorted(chosen, key=lambda one: one[2])]


def not_compared(mentions: Iterable[Mention]) -> int:
    """How many things these mentions speak of that the page has no room to compare."""
    mentions = list(mentions)
    return len({one.entity_id for one in mentions} - {one.entity_id for one in to_compare(mentions)})


def in_groups(spoken: Iterable[Spoken]) -> tuple[list[Group], list[Spoken]]:
    """People in their three groups, empty ones too, and everything else that is spoken of."""
    of: dict[str, list[Spoken]] = {part: [] for part in GROUPS}
    others = []
    for one in spoken:
        part = next((match.mention.part for match in one.matches if match.mention.part in of), None)
        if part is None or one.held.kind != Kind.PERSON:
            others.append(one)
        else:
            of[part].append(one)
    return [Group(label, empty, of[part]) for part, (label, empty) in GROUPS.items()], others


def _add_notices(user: User, spoken: dict[UUID, Spoken], children: Sequence[UUID]) -> None:
    """The open cases of each child and of whoever they may be: the desk knows of all, whether it reads them or not."""
    maybe = [(child, one) for child in children for matches in spoken[child].matches for one in matches.open]
    noticed = noticed_for_each(user, [*children, *(one.entity_id for _, one in maybe)])
    for child in children:
        spoken[child].notices = noticed[child]
    for child, one in maybe:
        spoken[child].maybe_notices += [(one.name, notice) for notice in noticed[one.entity_id]]


def _add_markers(spoken: dict[UUID, Spoken]) -> None:
    """What is marked on each, and on those that it may be the same as: a marker is no use if it waits for an answer."""
    maybe: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    for pk, one in spoken.items():
        for suggestion in (suggestion for match in one.matches for suggestion in match.open):
            maybe[suggestion.entity_id].append((pk, suggestion.name))
    markers = (
        Marker.objects.readable()
        .filter(entity__in={*spoken, *maybe})
        .select_related("officer__user", "officer__agency")
    )
    for marker in markers.order_by("-starts_on", "pk"):
        if marker.entity_id in spoken:
            spoken[marker.entity_id].markers.append(marker)
        for pk, name in maybe[marker.entity_id]:
            spoken[pk].maybe.append((name, marker))


def _add_earlier(
    user: User, spoken: dict[UUID, Spoken], mentions: Iterable[Mention], besides: Iterable[Report]
) -> None:
    """The newest other reports about each, how many there are, and which agencies wrote them: who else knows them."""
    besides = list(besides)
    here = Counter(mention.entity_id for mention in mentions)
    newest = entities.newest_mentions(user, spoken, besides=besides)
    agencies = entities.agencies_that_spoke_of(user, spoken, besides=besides)
    for pk, one in spoken.items():
        one.earlier = newest[pk]
        one.more = one.held.more_than(here[pk] + len(one.earlier))
        one.agencies = agencies[pk]
