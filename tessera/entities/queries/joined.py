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
from tessera.entities.models import Holding, Match, PairAnswer

# The way that each mention has come, back from where it is now: by one answer, or with its thing as a whole. A join that
# was taken back is a step only where a later one moved the mention on before, so that it stays there. Row-level security
# answers for each of the tables. UNION forgets what it has been through, so a ring ends.
_WAY_BACK = """
    way(now, mention, place, is_left) AS (
            SELECT spoken.entity_id, spoken.id, spoken.entity_id, false FROM entities_mention spoken WHERE {some}
        UNION
            SELECT way.now, given.mention, given.place, given.is_left
            FROM way
            CROSS JOIN LATERAL (
                SELECT mention_id, left_id, true FROM entities_match
                WHERE mention_id = way.mention AND right_id = way.place AND judgement = 'same'
                UNION ALL
                SELECT mention_id, was_id, true FROM entities_pairmention step
                WHERE mention_id = way.mention AND joined_to_id = way.place
                AND (way.is_left OR NOT EXISTS (SELECT FROM entities_pairback back WHERE back.joined_id = step.id))
                UNION ALL
                SELECT spoken.id, spoken.entity_id, false FROM entities_mention spoken
                WHERE way.is_left AND spoken.entity_id = way.place AND {nothing_held}
            ) given(mention, place, is_left)
    )
"""
# An entity is left when this reader sees nothing of it; whoever wrote of it alone may have come there with what they wrote.
_NOTHING_HELD = "NOT EXISTS (SELECT FROM entities_holding held WHERE held.entity_id = way.place)"
_JOINED = f"""
    WITH RECURSIVE {_WAY_BACK.format(some="spoken.entity_id = ANY(%s::uuid[])", nothing_held=_NOTHING_HELD)}
    , joined(root, id) AS (SELECT DISTINCT now, place FROM way WHERE is_left AND place <> now AND {_NOTHING_HELD})
"""  # noqa: S608  constant words  # nosec B608
_OF_GIVEN = "spoken.id IN (SELECT mention FROM given) AND spoken.entity_id <> ALL(%(been)s::uuid[])"
_NEXT = f"""
    WITH RECURSIVE given(mention, at) AS (
        SELECT mention_id, at FROM entities_match WHERE left_id = %(was)s AND judgement = 'same'
        UNION ALL
        SELECT mention_id, at FROM entities_pairmention WHERE was_id = %(was)s AND joined_to_id IS NOT NULL
    ), {_WAY_BACK.format(some=_OF_GIVEN, nothing_held="false")}
    SELECT way.now FROM way JOIN given USING (mention) WHERE way.is_left AND way.place = %(was)s
    ORDER BY given.at DESC, way.now DESC LIMIT 1
"""  # noqa: S608  constant words  # nosec B608
MOST_STEPS = 100


def joined_into(user: User | None, *entity_ids: UUID) -> RawSQL:
    """The entities of which this person sees nothing left, because people said that they are one of these.

    However many steps ago: what was joined to something that was joined to one. For use inside another query:
    `child__in=joined_into(user, child_id)`.
    """
    return RawSQL(f"{_JOINED} SELECT id FROM joined", [list(entity_ids)])  # noqa: S608, S611  constant words  # nosec B608, B611


def joined_into_each(user: User, entity_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """The same for several at once, in one query. Every one asked about is there."""
    asked = list(dict.fromkeys(entity_ids))
    joined: dict[UUID, set[UUID]] = defaultdict(set, {one: set() for one in asked})
    with connection.cursor() as cursor:
        cursor.execute(f"{_JOINED} SELECT root, id FROM joined", [asked])  # noqa: S608  constant words  # nosec B608
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
        further = _next_of(last or entity_id, been)
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


def _next_of(entity_id: UUID, been: set[UUID]) -> UUID | None:
    # Row-level security chooses them here too: whoever wrote a mention reads what was answered about it.
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, {"was": entity_id, "been": list(been)})
        found = cursor.fetchone()
    return found[0] if found else None


def are_apart(one: UUID, other: UUID) -> bool:
    """Whether the last that people said of two numbers, as far as this keyring sees, is that they are different."""
    both = {"left__in": (one, other), "right__in": (one, other)}
    single = Match.objects.readable().filter(**both).order_by("-at", "-pk").first()
    whole = PairAnswer.objects.filter(**both).order_by("-at", "-pk").first()
    last = max((said for said in (single, whole) if said), key=lambda said: said.at, default=None)
    return last is not None and last.judgement == Match.Judgement.DIFFERENT
