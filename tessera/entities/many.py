"""What many new reports speak of, kept in a few statements: the rows that `record_mentions` would have made."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from tessera.access.many import Columns, Same, insert_columns, new_ids
from tessera.access.models import User
from tessera.entities.holding import holding_of
from tessera.entities.models import Entity, Holding, Mention
from tessera.entities.services import MentionGiven, unsaved_mentions
from tessera.information.models import Report

MOST_KNOWN = 10_000  # things of a list that are worked out once; each is a few kilobytes


@dataclass
class Known:
    """What was worked out of words that a list says again and again: kept for the reports of one moment."""

    held: "OrderedDict[Any, tuple[dict[str, Any], Holding]]" = field(default_factory=OrderedDict)

    def of(self, report: Report, given: MentionGiven, by: User) -> tuple[dict[str, Any], Holding]:
        """The fields of a mention and what its audience then holds: as a report that says this alone would have."""
        said = (report.audience_id, report.sent_at, given.kind, given.part, given.words, repr(given.fields))
        found = self.held.get(said)
        if found is None:
            (mention,) = unsaved_mentions(report, [given], by=by)
            found = mention.fields, holding_of(mention.entity_id, mention.audience_id, [mention])
            self.held[said] = found
            if len(self.held) > MOST_KNOWN:
                self.held.popitem(last=False)
        return found


Made = list[tuple[type[models.Model], Columns]]


def drawn(said: Sequence[tuple[Report, Sequence[MentionGiven]]], *, by: User, known: Known) -> Made:
    """The entities, mentions and holdings of these reports, not yet kept. Each mention is of an entity of its own.

    The reports are of one audience and one moment. Nobody says here that two things are the same
    (`MentionGiven.same_as`): whoever reads a list decides nothing. Raises ValueError when a mention says so.
    """
    rows = [(report, place, one) for report, given in said for place, one in enumerate(given)]
    if not rows:
        return []
    if any(one.same_as for _, _, one in rows):
        raise ValueError("A row of a list does not say what it is the same as.")
    found = [known.of(report, one, by) for report, _, one in rows]
    held = [holding for _, holding in found]
    first, entities = rows[0][0], new_ids(len(rows))
    audience, at = Same(first.audience_id), Same(first.sent_at)
    kinds = [str(one.kind) for _, _, one in rows]
    mentions: Columns = {
        "id": new_ids(len(rows)), "audience_id": audience, "author_id": Same(first.author_id),
        "report_id": [report.pk for report, _, _ in rows], "entity_id": entities, "kind": kinds,
        "part": [str(one.part) for _, _, one in rows], "words": [one.words for _, _, one in rows],
        "fields": [fields for fields, _ in found], "position": [place for _, place, _ in rows], "at": at,
    }  # fmt: skip
    holdings: Columns = {
        "entity_id": entities, "audience_id": audience, "kind": kinds, "name": [one.name for one in held],
        "also": [one.also for one in held], "parts": [[str(part) for part in one.parts] for one in held],
        "fields": [one.fields for one in held], "keys": [one.keys for one in held], "mentions": Same(1),
        "first_at": at, "last_at": at,
    }  # fmt: skip
    return [(Entity, {"id": entities, "kind": kinds}), (Mention, mentions), (Holding, holdings)]


@transaction.atomic
def keep(made: Made) -> None:
    """Keep what was drawn, once its reports are kept. Nobody else can be rebuilding what is new."""
    for model, columns in made:
        insert_columns(model, columns)
