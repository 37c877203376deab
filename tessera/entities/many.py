"""What many new reports speak of, kept in a few statements: the rows that `record_mentions` would have made."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from tessera.access.many import Columns, Same, insert_columns, new_ids
from tessera.audit.log import storable
from tessera.entities.facts import understood
from tessera.entities.holding import Known, known_of
from tessera.entities.models import Entity, Holding, Mention
from tessera.entities.services import MentionGiven
from tessera.information.models import Report

MOST_KNOWN = 10_000  # things of a list that are worked out once; each is a few kilobytes


class Understood:
    """What was worked out of words that a list says again and again: kept for the reports of one day."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._held: OrderedDict[tuple[str, str, str], tuple[dict[str, Any], Known]] = OrderedDict()

    def of(self, given: MentionGiven) -> tuple[dict[str, Any], Known]:
        """The fields of a mention and what its audience then holds: as a report that says this alone would have."""
        said = (given.kind, given.words, repr(given.fields))
        found = self._held.get(said)
        if found is None:
            words = storable(given.words)
            fields, facts = understood(given.kind, words, given.fields, on=self._on)
            found = self._held[said] = fields, known_of(given.kind, [(words, facts)])
            if len(self._held) > MOST_KNOWN:
                self._held.popitem(last=False)
        return found

    @classmethod
    def like(cls, report: Report) -> "Understood":
        """For reports sent when this one was."""
        return cls(timezone.localdate(report.sent_at))


Made = list[tuple[type[models.Model], Columns]]


def drawn(said: Sequence[tuple[str, Sequence[MentionGiven]]], *, like: Report, known: Understood) -> Made:
    """The entities, mentions and holdings of reports, not yet kept. Each mention is of an entity of its own.

    A report is given by its number; all are of the readers, the writer and the moment of the one they are like. Nobody
    says here that two things are the same (`MentionGiven.same_as`): whoever reads a list decides nothing. Raises
    ValueError when a mention says so.
    """
    rows = [(report, place, one) for report, given in said for place, one in enumerate(given)]
    if not rows:
        return []
    if any(one.same_as for _, _, one in rows):
        raise ValueError("A row of a list does not say what it is the same as.")
    found = [known.of(one) for _, _, one in rows]
    held = [holding for _, holding in found]
    entities = new_ids(len(rows))
    audience, at = Same(like.audience_id), Same(like.sent_at)
    kinds = [str(one.kind) for _, _, one in rows]
    parts = [str(one.part) for _, _, one in rows]
    mentions: Columns = {
        "id": new_ids(len(rows)), "audience_id": audience, "author_id": Same(like.author_id),
        "report_id": [report for report, _, _ in rows], "entity_id": entities, "kind": kinds, "part": parts,
        "words": [storable(one.words) for _, _, one in rows], "fields": [fields for fields, _ in found],
        "position": [place for _, place, _ in rows], "at": at,
    }  # fmt: skip
    holdings: Columns = {
        "entity_id": entities, "audience_id": audience, "kind": kinds, "name": [one.name for one in held],
        "also": [one.also for one in held], "parts": [[part] for part in parts],
        "fields": [one.fields for one in held], "keys": [one.keys for one in held], "mentions": Same(1),
        "first_at": at, "last_at": at,
    }  # fmt: skip
    return [(Entity, {"id": entities, "kind": kinds}), (Mention, mentions), (Holding, holdings)]


@transaction.atomic
def keep(made: Made) -> None:
    """Keep what was drawn, once its reports are kept. Nobody else can be rebuilding what is new."""
    for model, columns in made:
        insert_columns(model, columns)
