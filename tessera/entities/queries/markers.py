"""Dated markers on a person, found again after what they were recorded on was joined to another."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from tessera.access.models import Agency, Post, User
from tessera.access.roles import Role
from tessera.entities.models import Marker
from tessera.entities.queries.joined import joined_into
from tessera.lib.local_time import midday

_POSTS = ("officer__user", "officer__agency", "author__user", "author__agency", "ended_by__user", "ended_by__agency")


def markers_of(user: User, entity_id: UUID) -> QuerySet[Marker]:
    """Markers on a person that this reader holds a key to, those in force first; ended ones stay."""
    on = Q(entity=entity_id) | Q(entity__in=joined_into(user, entity_id))
    held = Marker.objects.readable().filter(on).select_related(*_POSTS)
    return held.order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "pk")


def is_age_in_dispute(user: User, entity_id: UUID, *others: QuerySet[Any, Any]) -> bool:
    """Whether a marker that this reader holds a key to says today that a person's age is in dispute.

    Found under any number that people joined to this one, and under `others`: queries of the numbers it has now.
    """
    on = Q(entity=entity_id) | Q(entity__in=joined_into(user, entity_id))
    for other in others:
        on |= Q(entity__in=other)
    in_force = Q(ends_on__isnull=True) | Q(ends_on__gt=timezone.localdate())
    return Marker.objects.readable().filter(on, in_force, what=Marker.What.AGE_DISPUTED).exists()


def officers() -> QuerySet[Post]:
    """Police posts held today: who may be named as looking after somebody, or leading an investigation."""
    held = Post.objects.held(on=timezone.localdate()).select_related("user", "agency")
    police = Q(roles__contains=[Role.POLICE_OFFICER.value]) | Q(agency__kind=Agency.Kind.POLICE)
    return held.filter(police).order_by("agency__name", "user__name", "pk")


def markers_timeline(markers: Iterable[Marker], entity_id: UUID) -> list[dict[str, Any]]:
    """When each of these markers on a person began and ended, as items of a merged timeline."""
    rows: list[dict[str, Any]] = []
    for marker in markers:
        words, path = marker.get_what_display(), f"/entities/{entity_id}/#markers"
        at = {"path": path, "is_day": True}
        rows.append(
            at | {"at": midday(marker.starts_on), "what": f"Marker: {words}", "text": marker.note,
                  "by": str(marker.author or "")}
        )  # fmt: skip
        if marker.ends_on is not None:
            rows.append(
                at | {"at": midday(marker.ends_on), "what": f"Marker ended: {words}", "text": marker.ended_note,
                      "by": str(marker.ended_by or marker.author or "")}
            )  # fmt: skip
    return rows
