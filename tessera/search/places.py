"""Places that reports name, to choose from: which there are, how many reports each, and what choosing some leaves."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from tessera.access.models import User
from tessera.entities import queries as entities
from tessera.entities.models import Kind, Mention
from tessera.entities.queries import Held
from tessera.information.searching import Asked, rows_of

MOST = 30  # to choose from
_COUNTED = "SELECT place, hits FROM places_counted({}, %s, %s, %s, %s, %s, %s, %s, %s)"


def places_counted(user: User, asked: Asked) -> dict[UUID, int]:
    """How many of the reports asked for name each place that this person holds, the commonest 30."""
    return dict(rows_of(_COUNTED, asked, [*asked.narrowed, MOST]))


def places_named(user: User, ids: Iterable[UUID]) -> Mapping[UUID, Held]:
    """What this person holds of each of these, by the number it was chosen under, whatever it was joined to since."""
    asked = set(ids)
    held = dict(entities.held_for(user, asked))
    now = {one: entities.now_of(user, one) for one in asked - held.keys()}
    moved = entities.held_for(user, {one for one in now.values() if one}) if any(now.values()) else {}
    return held | {one: moved[later] for one, later in now.items() if later in moved}


def reports_naming(user: User, ids: Collection[UUID]) -> set[UUID]:
    """The reports that name any of these places, as far as this person's keys open them."""
    named = _naming(ids)
    if joined := set(ids) - {place for place, _ in named}:
        named += _naming({one.pk for one in places_named(user, joined).values()})
    return {report for _, report in named}


def _naming(ids: Iterable[UUID]) -> list[tuple[UUID, UUID]]:
    mentions = Mention.objects.readable().filter(entity__in=set(ids), kind=Kind.PLACE)
    return list(mentions.values_list("entity", "report"))
