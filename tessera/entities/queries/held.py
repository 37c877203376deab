"""What a reader holds of the things in the world: the union of what their keyring opens, and no more."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Case, Exists, F, Func, JSONField, Max, OuterRef, QuerySet, When
from django.http import Http404
from django.utils import timezone

from tessera.access.models import User
from tessera.entities import facts
from tessera.entities import holding as making
from tessera.entities.models import Entity, Holding, Kind, Mention, Part, Standing
from tessera.information.models import Report
from tessera.lib.extraction import HeldName, HeldNames
from tessera.lib.linkage.fields import Facts

MOST_NAMES = 2000
# Both in one statement: what audiences hold, and what this person wrote in reports held for others. In an order that is
# the same whichever was built first, which may depend on what this person may not see.
_NAMED = """
    SELECT entity_id, kind, name, also, NULL::jsonb AS fields, first_at AS at, false AS is_own
    FROM holdings_named(%s, %s)
    UNION ALL
    SELECT entity_id, kind, words, '{}'::text[], fields, at, true FROM own_mentions_named(%s, %s)
    ORDER BY is_own, entity_id, at, name, also, fields"""
# Asked of people alone, and once for each, with the first of their holdings that the reader may read.
_EARLIER = Holding.objects.filter(entity=OuterRef("entity"), audience__lt=OuterRef("audience"))
_STANDINGS = Case(
    When(
        ~Exists(_EARLIER),
        kind=Kind.PERSON,
        then=Func(F("entity"), function="standings_in_force", output_field=JSONField()),
    ),
    default=None,
    output_field=JSONField(),
)
REPORTS_SHOWN = 5
REPORTS_LOOKED_AT = 1000


@dataclass(frozen=True)
class StandingInShort:
    """A standing in force, as a list that names its person shows it. Always a person of concern, and never proof."""

    level: str
    rests_on: str
    review_on: date

    def __str__(self) -> str:
        return f"Person of concern, {Standing.Level(self.level).label.lower()}"

    @property
    def is_overdue(self) -> bool:
        """Nobody has looked at it again by the day it was to be: it has lapsed for review."""
        return self.review_on < timezone.localdate()


@dataclass(frozen=True)
class Held:
    """What one reader holds of one entity: every holding their keyring opens, taken together."""

    pk: UUID
    kind: str
    name: str
    also: tuple[str, ...]
    parts: tuple[str, ...]
    holdings: tuple[Holding, ...] = field(repr=False)
    audiences: tuple[int, ...]
    mentions: int
    first_at: datetime
    last_at: datetime
    standings: tuple["StandingInShort", ...] = ()

    def __str__(self) -> str:
        return self.name

    @cached_property
    def said(self) -> tuple[Facts, ...]:
        """Its distinct facts. Read when they are asked for: a list of names has no use for them."""
        return tuple(making.said_in(self.holdings))

    def more_than(self, shown: int) -> int:
        """How many mentions there are besides so many shown. None, where some shown are read only as their author."""
        return max(self.mentions - shown, 0)

    @property
    def is_child(self) -> bool:
        return self.kind == Kind.PERSON and Part.CHILD in self.parts

    @property
    def path(self) -> str:
        """The page about it: a child has one of their own."""
        return f"/children/{self.pk}/" if self.is_child else f"/entities/{self.pk}/"

    @property
    def kind_words(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def part_words(self) -> list[str]:
        """In which part reports speak of a person. Of a car or a place they say no such thing."""
        return [str(Part(part).label) for part in self.parts] if self.kind == Kind.PERSON else []


@dataclass(frozen=True)
class Fact:
    """Something said of a thing, with the mentions whose reports say so."""

    label: str
    value: str
    mentions: tuple[Mention, ...]


def held_for(user: User | None, entity_ids: Iterable[UUID], *, with_standings: bool = False) -> dict[UUID, Held]:
    """What this person holds of each of these entities. One they hold nothing of is not there.

    For a page that names people, with the standings of each that are in force: in the same statement.
    """
    holdings = holdings_for(user, entity_ids)
    return together(holdings.annotate(stands=_STANDINGS) if with_standings else holdings)


def holdings_for(user: User | None, entity_ids: Iterable[UUID]) -> QuerySet[Holding]:
    """The holdings of these entities that this person's keyring opens (row-level security chooses them)."""
    return Holding.objects.filter(entity_id__in=set(entity_ids)).defer("keys")


def together(holdings: Iterable[Holding]) -> dict[UUID, Held]:
    """Several audiences' holdings of each entity as one. The result does not depend on the order given."""
    of: dict[UUID, list[Holding]] = defaultdict(list)
    for holding in holdings:
        of[holding.entity_id].append(holding)
    return {entity_id: _union(sorted(some, key=_by_content)) for entity_id, some in of.items()}


def _by_content(holding: Holding) -> tuple[Any, ...]:
    # Not by audience: which was first made may depend on what the reader may not see.
    return holding.first_at, holding.last_at, holding.name, holding.also, str(holding.fields)


def _union(some: Sequence[Holding]) -> Held:
    names = Counter[str]()
    for holding in some:
        names[holding.name] += holding.mentions
    name = making.fullest(names)
    words = [*names, *(word for holding in some for word in holding.also)]
    return Held(
        pk=some[0].entity_id,
        kind=some[0].kind,
        name=name,
        also=tuple(making.different_words(words, besides=name)),
        parts=tuple(sorted({part for holding in some for part in holding.parts})),
        holdings=tuple(some),
        audiences=tuple(holding.audience_id for holding in some),
        mentions=sum(one.mentions for one in some),
        first_at=min(one.first_at for one in some),
        last_at=max(one.last_at for one in some),
        standings=tuple(
            StandingInShort(one["level"], one["rests_on"], date.fromisoformat(one["review_on"]))
            for one in next(filter(None, (getattr(one, "stands", None) for one in some)), ())
        ),
    )


def entity_for(user: User, pk: UUID) -> Held:
    """What this person holds of one entity.

    Raises Http404 when that is nothing: it does not exist for them.
    """
    found = held_for(user, [pk])
    if pk not in found:
        raise Http404
    return found[pk]


def mentions_for(user: User | None) -> QuerySet[Mention]:
    """Mentions this person may read, each with its report and the agency that wrote it."""
    return Mention.objects.readable().select_related("report__agency")


def mention_for(user: User, pk: UUID) -> Mention:
    """One mention. Raises Http404 when this person may not read it."""
    found = mentions_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def mentions_of(user: User, entity_id: UUID) -> QuerySet[Mention]:
    """Where an entity is spoken of, newest first."""
    return mentions_for(user).filter(entity_id=entity_id).order_by("-at", "position", "pk")


def reports_about(user: User, entity_id: UUID) -> QuerySet[Report]:
    """The reports that speak of an entity, newest first."""
    spoken = Mention.objects.readable().filter(entity_id=entity_id).values("report")
    return Report.objects.readable().filter(pk__among=spoken).select_related("agency")


def newest_mentions(
    user: User | None, entity_ids: Iterable[UUID], *, besides: Iterable[Report] = (), **narrowed: Any
) -> dict[UUID, list[Mention]]:
    """The newest few mentions of each entity, in other reports than those it is `besides`."""
    keys = _newest_keys(entity_ids, REPORTS_SHOWN, besides, **narrowed)
    newest: dict[UUID, list[Mention]] = defaultdict(list)
    for mention in mentions_for(user).filter(pk__among=keys).order_by("-at", "pk"):
        newest[mention.entity_id].append(mention)
    return newest


def agencies_that_spoke_of(
    user: User | None, entity_ids: Iterable[UUID], *, besides: Iterable[Report] = ()
) -> dict[UUID, list[str]]:
    """The agencies that wrote the newest reports about each entity (1,000 of them at most), the latest first."""
    newest = Mention.objects.readable().filter(pk__among=_newest_keys(entity_ids, REPORTS_LOOKED_AT, besides))
    written = newest.order_by().values_list("entity", "report__agency__name").annotate(last=Max("at"))
    agencies: dict[UUID, list[str]] = defaultdict(list)
    for entity_id, agency, _ in written.order_by("-last", "report__agency__name"):
        agencies[entity_id].append(agency)
    return agencies


def _newest_keys(
    entity_ids: Iterable[UUID], most: int, besides: Iterable[Report], **narrowed: Any
) -> QuerySet[Any, Any]:
    """The keys of the newest mentions of each entity, looked up one entity at a time: some places have thousands."""
    of_one = Mention.objects.readable().filter(entity=OuterRef("pk"), **narrowed).exclude(report__in=list(besides))
    keys = ArraySubquery(of_one.order_by("-at", "pk").values("pk")[:most])
    return Entity.objects.filter(pk__in=set(entity_ids)).values(key=Func(keys, function="unnest"))


def facts_from(mentions: Iterable[Mention]) -> list[Fact]:
    """Everything these mentions say, each fact once with all that say so. Two that disagree both stand."""
    said: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in mentions:
        for named, value in facts.said_by(mention):
            said[named, value].append(mention)
    order = list(facts.LABELS)
    ranked = sorted(said.items(), key=lambda item: (order.index(item[0][0]), -len(item[1]), item[0][1]))
    return [Fact(facts.LABELS[named], value, tuple(by)) for (named, value), by in ranked]


def held_names_for(user: User, text: str) -> HeldNames:
    """Names already held that stand in this text and that this person may see, to be offered as mentions.

    Those that their keyring opens, and those that they wrote themselves in reports held for others: these as they
    wrote them, whatever anybody else calls the same thing. The number of each name is its entity's: `UUID(int=number)`.
    """
    wanted = making.name_keys_in(text)
    if not wanted:
        return HeldNames(())
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, [wanted, MOST_NAMES, wanted, MOST_NAMES])
        rows = cursor.fetchall()
    return HeldNames(
        HeldName(one, entity_id.int, kind)
        for entity_id, kind, name, also, fields, at, is_own in rows
        for one in (_names_said(kind, name, fields, at) if is_own else (name, *also))
    )


def _names_said(kind: Kind, words: str, fields: str, at: datetime) -> list[str]:
    return making.names_of(Mention(kind=kind, words=words, fields=json.loads(fields), at=at))


def timeline_for(user: User, entity_id: UUID) -> list[dict[str, Any]]:
    """What was reported about somebody, as items of a merged timeline (newest first)."""
    return timeline_from(reports_about(user, entity_id))


def timeline_from(reports: Iterable[Report]) -> list[dict[str, Any]]:
    """These reports, each with its agency, as items of a merged timeline."""
    return [
        {
            "at": report.sent_at,
            "what": f"{report.get_kind_display()}: {report.reference}",
            "text": report.narrative,
            "path": report.get_absolute_url(),
            "by": report.agency.name,
        }
        for report in reports
    ]
