"""Who in a concern is or was under investigation: their requests for information go to the investigating team.

REQ triage-requests-for-information.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import F, Q, QuerySet

from tessera.access.models import Post, User
from tessera.concerns.models import Concern
from tessera.concerns.naming import unnamed_in
from tessera.concerns.queries import mentions_in, reports_of
from tessera.entities import queries as entities
from tessera.entities.models import Marker, Match


def investigator_of(user: User, concern: Concern) -> Post | None:
    """Who leads an investigation, open or closed, of somebody in a concern: its officer, else whoever recorded it.

    Also of somebody of whom it was said that nobody can tell whether they are the same: the team that investigates can.
    """
    mentions = mentions_in(user, reports_of(user, concern))
    named = {mention.entity_id for mention in mentions}
    for matches in entities.suggestions_for_each(user, mentions).values():
        said = ((one.entity_id, one.answered) for one in matches.answered)
        named |= {pk for pk, answer in said if answer and answer.judgement == Match.Judgement.UNSURE}
    posts = ("officer__user", "officer__agency", "author__user", "author__agency")
    found = _investigations(named).filter(Q(officer__isnull=False) | Q(author__isnull=False)).select_related(*posts)
    marker = found.order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "pk").first()
    return (marker.officer or marker.author) if marker else None


def maybe_investigated(user: User, concern: Concern) -> list[tuple[str, str]]:
    """Whoever may be somebody under investigation, and nobody has said yet whether they are.

    Each as the words of the report and the name that is held: what is suggested of those who are named, and held names
    that only stand in the words.
    """
    reports = list(reports_of(user, concern))
    mentions = mentions_in(user, reports)
    found = entities.suggestions_for_each(user, mentions)
    maybe = [(mention.words, one.entity_id, one.name) for mention in mentions for one in found[mention.pk].open]
    for unnamed in unnamed_in(user, reports, mentions):
        said = unnamed.suggestion
        maybe += [(said.words, pk, f"the {said.fields.get('name', said.words)} that is held") for pk in said.entities]
    marked = set(_investigations({pk for _, pk, _ in maybe}).values_list("entity", flat=True))
    return list(dict.fromkeys((words, name) for words, pk, name in maybe if pk in marked))


def _investigations(of: Collection[UUID]) -> QuerySet[Marker]:
    return Marker.objects.readable().filter(entity__in=of, what=Marker.What.INVESTIGATION)
