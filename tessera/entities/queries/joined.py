"""Entities that were joined to another: where what rests on one (a case, an assessment) is found now."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from tessera.access.models import User
from tessera.entities.models import Holding, Match


def joined_into(user: User, entity_id: UUID) -> QuerySet[Match, Any]:
    """The entities of which this person sees nothing left, because people said that they are this one.

    For use inside another query: `child__in=joined_into(user, child_id)`.
    """
    left = Holding.objects.filter(entity=OuterRef("left"))
    said = Match.objects.readable().filter(judgement=Match.Judgement.SAME, mention__entity=entity_id)
    return said.exclude(left=entity_id).exclude(Exists(left)).values("left")


def now_of(user: User, entity_id: UUID) -> UUID | None:
    """The entity that another was joined to, as far as this person can see.

    None when it was joined to none.
    """
    said = Match.objects.readable().filter(judgement=Match.Judgement.SAME, left=entity_id).order_by("-at", "-pk")
    return said.exclude(mention__entity=entity_id).values_list("mention__entity", flat=True).first()
