"""Entities that were joined to another: where what rests on one (a case, an assessment) is found now.

People join one mention at a time, and each may be joined again, so the way from a number to what it is now may have
many steps. Every step rests on an answer, a mention and holdings that the reader's own keyring opens.
"""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

from tessera.access.models import User
from tessera.entities.models import Holding, Match

# An entity is left when this reader sees nothing of it, and joined to wherever a mention is that people said “same” of.
# Row-level security answers for each of the three tables. UNION forgets what it has been through, so a ring ends.
_JOINED = """
    WITH RECURSIVE joined(root, id) AS (
            SELECT asked, asked FROM unnest(%s::uuid[]) asked
        UNION
            SELECT joined.root, given.left_id
            FROM joined
            JOIN entities_mention spoken ON spoken.entity_id = joined.id
            JOIN entities_match given ON given.mention_id = spoken.id AND given.judgement = 'same'
            WHERE given.left_id <> joined.id
            AND NOT EXISTS (SELECT FROM entities_holding held WHERE held.entity_id = given.left_id)
    )
"""
MOST_STEPS = 100


def joined_into(user: User | None, *entity_ids: UUID) -> RawSQL:
    """The entities of which this person sees nothing left, because people said that they are one of these.

    However many steps ago: what was joined to something that was joined to one. For use inside another query:
    `child__in=joined_into(user, child_id)`.
    """
    return RawSQL(f"{_JOINED} SELECT id FROM joined WHERE id <> root", [list(entity_ids)])  # noqa: S608, S611  constant words


def joined_into_each(user: User, entity_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """The same for several at once, in one query. Every one asked about is there."""
    asked = list(dict.fromkeys(entity_ids))
    joined: dict[UUID, set[UUID]] = defaultdict(set, {one: set() for one in asked})
    with connection.cursor() as cursor:
        cursor.execute(f"{_JOINED} SELECT root, id FROM joined WHERE id <> root", [asked])  # noqa: S608  constant words
        for root, one in cursor.fetchall():
            joined[root].add(one)
    return dict(joined)


def now_of(user: User | None, entity_id: UUID) -> UUID | None:
    """The entity that another was joined to, as far as this person can see.

    Step by step, the newest answer first, until something of which they hold something; else the last there is. None
    when it was joined to none.
    """
    been, last = {entity_id}, None
    for _ in range(MOST_STEPS):
        further = _next_of(user, last or entity_id, been)
        if further is None:
            return last
        been.add(further)
        last = further
        if Holding.objects.filter(entity=further).exists():
            return further
    return last


def _next_of(user: User | None, entity_id: UUID, been: set[UUID]) -> UUID | None:
    # Row-level security chooses them here too: whoever wrote a mention reads what was answered about it.
    said = Match.objects.filter(judgement=Match.Judgement.SAME, left=entity_id).order_by("-at", "-pk")
    return said.exclude(mention__entity__in=been).values_list("mention__entity", flat=True).first()


def are_apart(one: UUID, other: UUID) -> bool:
    """Whether the last that people said of two numbers, as far as this keyring sees, is that they are different."""
    between = Match.objects.readable().filter(left__in=(one, other), right__in=(one, other))
    last = between.order_by("-at", "-pk").first()
    return last is not None and last.judgement == Match.Judgement.DIFFERENT
