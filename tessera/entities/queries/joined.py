"""Entities that were joined to another: where what rests on one (a case, an assessment) is found now.

People join one mention at a time, or all that they may read of a thing, and each may be joined again, so the way from
a number to what it is now may have many steps. Every step rests on an answer, a mention and holdings that the reader's
own keyring opens.
"""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL
from django.http import Http404

from tessera.access.models import User
from tessera.entities.models import Holding, Match, PairAnswer, PairMention

# An entity is left when this reader sees nothing of it, and joined to wherever a mention is that people said “same” of.
# Row-level security answers for each of the three tables. UNION forgets what it has been through, so a ring ends.
_JOINED = """
    WITH RECURSIVE joined(root, id) AS (
            SELECT asked, asked FROM unnest(%s::uuid[]) asked
        UNION
            SELECT joined.root, given.was
            FROM joined
            JOIN entities_mention spoken ON spoken.entity_id = joined.id
            CROSS JOIN LATERAL (
                SELECT left_id AS was FROM entities_match WHERE mention_id = spoken.id AND judgement = 'same'
                UNION ALL
                SELECT was_id FROM entities_pairmention WHERE mention_id = spoken.id AND joined_to_id IS NOT NULL
            ) given
            WHERE given.was <> joined.id
            AND NOT EXISTS (SELECT FROM entities_holding held WHERE held.entity_id = given.was)
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


def joined_now(user: User, entity_id: UUID) -> UUID:
    """Where a number that this person holds nothing of any more is found. Raises Http404 when nowhere they can see."""
    now = now_of(user, entity_id)
    if now is None or not Holding.objects.filter(entity=now).exists():
        raise Http404
    return now


def _next_of(user: User | None, entity_id: UUID, been: set[UUID]) -> UUID | None:
    # Row-level security chooses them here too: whoever wrote a mention reads what was answered about it.
    single = Match.objects.filter(judgement=Match.Judgement.SAME, left=entity_id)
    whole = PairMention.objects.filter(was=entity_id, joined_to__isnull=False)
    said = [
        some.exclude(mention__entity__in=been).order_by("-at", "-pk").values_list("at", "mention__entity").first()
        for some in (single, whole)
    ]
    return max((one for one in said if one), default=(None, None))[1]


def are_apart(one: UUID, other: UUID) -> bool:
    """Whether the last that people said of two numbers, as far as this keyring sees, is that they are different."""
    both = {"left__in": (one, other), "right__in": (one, other)}
    single = Match.objects.readable().filter(**both).order_by("-at", "-pk").first()
    whole = PairAnswer.objects.filter(**both).order_by("-at", "-pk").first()
    last = max((said for said in (single, whole) if said), key=lambda said: said.at, default=None)
    return last is not None and last.judgement == Match.Judgement.DIFFERENT
