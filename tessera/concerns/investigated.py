"""Who in a concern is or was under investigation: their requests for information go to the investigating team.

REQ triage-requests-for-information.
"""

from django.db.models import F, Q

from tessera.access.models import Post, User
from tessera.concerns.models import Concern
from tessera.concerns.queries import mentions_in, reports_of
from tessera.entities import queries as entities
from tessera.entities.models import Marker


def investigator_of(user: User, concern: Concern) -> Post | None:
    """Who leads an investigation, open or closed, of somebody in a concern: its officer, else whoever recorded it."""
    named = {mention.entity_id for mention in mentions_in(user, reports_of(user, concern))}
    markers = Marker.objects.readable().filter(entity__in=named, what=Marker.What.INVESTIGATION)
    posts = ("officer__user", "officer__agency", "author__user", "author__agency")
    found = markers.filter(Q(officer__isnull=False) | Q(author__isnull=False)).select_related(*posts)
    marker = found.order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "pk").first()
    return (marker.officer or marker.author) if marker else None


def maybe_investigated(user: User, concern: Concern) -> list[tuple[str, str]]:
    """Whoever is suggested to be somebody under investigation, and nobody has said yet whether they are the same.

    Each as the words of the report and the name that is held.
    """
    mentions = mentions_in(user, reports_of(user, concern))
    found = entities.suggestions_for_each(user, mentions)
    maybe = [(mention, one) for mention in mentions for one in found[mention.pk].open]
    markers = Marker.objects.readable().filter(
        entity__in={one.entity_id for _, one in maybe}, what=Marker.What.INVESTIGATION
    )
    marked = set(markers.values_list("entity", flat=True))
    return list(dict.fromkeys((mention.words, one.name) for mention, one in maybe if one.entity_id in marked))
