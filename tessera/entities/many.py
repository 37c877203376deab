"""What many new reports speak of, kept in a few statements: the rows that `record_mentions` would have made."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from tessera.access.many import insert
from tessera.access.models import User
from tessera.entities.holding import holding_of
from tessera.entities.models import Entity, Holding, Mention
from tessera.entities.services import MentionGiven, unsaved_mentions
from tessera.information.models import Report

Made = tuple[list[Entity], list[Mention], list[Holding]]


def drawn(said: Sequence[tuple[Report, Sequence[MentionGiven]]], *, by: User) -> Made:
    """The entities, mentions and holdings of these reports, not yet kept. Each mention is of an entity of its own.

    Nobody says here that two things are the same (`MentionGiven.same_as`): whoever reads a list decides nothing.
    Raises ValueError when a mention says so.
    """
    mentions: list[Mention] = []
    for report, given in said:
        if any(one.same_as for one in given):
            raise ValueError("A row of a list does not say what it is the same as.")
        mentions += unsaved_mentions(report, given, by=by)
    entities = [Entity(id=mention.entity_id, kind=mention.kind) for mention in mentions]
    known: dict[Any, Holding] = {}
    holdings = [_held(mention, known) for mention in mentions]
    return entities, mentions, holdings


@transaction.atomic
def keep(made: Made) -> None:
    """Keep what was drawn, once its reports are kept. Nobody else can be rebuilding what is new."""
    for rows in made:
        insert(rows)


def _held(mention: Mention, known: dict[Any, Holding]) -> Holding:
    """What its audience holds of a new entity: this mention. The same words twice are worked out once."""
    said = (mention.kind, mention.part, mention.words, repr(mention.fields))
    first = known.get(said)
    if first is None:
        known[said] = first = holding_of(mention.entity_id, mention.audience_id, [mention])
        return first
    again = Holding(
        entity_id=mention.entity_id, audience_id=mention.audience_id, kind=first.kind, name=first.name, also=first.also,
        parts=first.parts, fields=first.fields, keys=first.keys, mentions=1, first_at=mention.at, last_at=mention.at,
    )  # fmt: skip
    return again
