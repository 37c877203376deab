"""A comparison in bulk of everything held: pairs an engine finds, scored as on arrival, kept for people to answer.

Run on the server as the owner of the tables, past the access rule: each suggestion is of two holdings alone, and the
database gives it to those who may read both. Nothing is joined, and what was kept before is not kept twice.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

from django.db import connections, transaction
from django.utils import timezone

from tessera.audit.log import record
from tessera.entities import events
from tessera.entities.models import BulkRun, BulkSuggestion, Holding
from tessera.entities.queries.held import together
from tessera.entities.queries.pairs import whole_score
from tessera.lib.linkage import bulk
from tessera.lib.linkage.model import published_model

BATCH = 2_000  # pairs that are scored and kept at once
# “Likely”, as the pages call it: sixteen to one on. The queue is for a person to work through.
LOWEST_SCORE = 4.0
_PEOPLE = """
    COPY (
        SELECT held.id, held.entity_id, said.first_name, said.surname, nickname, said.born_on, phone, said.postcode,
            said.address
        FROM entities_holding held
        CROSS JOIN LATERAL jsonb_to_recordset(held.fields -> 'said') AS said(
            first_name text, surname text, nicknames jsonb, born_on text, phones jsonb, postcode text, address text)
        LEFT JOIN LATERAL jsonb_array_elements_text(said.nicknames) AS nickname ON true
        LEFT JOIN LATERAL jsonb_array_elements_text(said.phones) AS phone ON true
        WHERE held.kind = 'person') TO STDOUT (FORMAT csv)
"""
_HELD = """
    SELECT id, entity_id, audience_id, kind, name, also, parts, fields, mentions, first_at, last_at,
        md5(fields::text) AS digest
    FROM entities_holding WHERE id = ANY(%s)
"""
_ASIDE = """
    CREATE TEMPORARY TABLE IF NOT EXISTS suggested (LIKE entities_bulksuggestion) ON COMMIT DELETE ROWS
"""
_COLUMNS = (
    "id, run_id, left_id, left_audience_id, left_said, right_id, right_audience_id, right_said, score, prior, reasons, "
    "model_version"
)

_KEPT = f"INSERT INTO entities_bulksuggestion ({_COLUMNS}) SELECT {_COLUMNS} FROM suggested ON CONFLICT DO NOTHING"  # noqa: S608  our own columns


@dataclass(frozen=True)
class OnTheServer:
    """Somebody who works on the server itself, named as it knows them. In no post, and with no keyring."""

    name: str

    def __str__(self) -> str:
        return f"Somebody on the server ({self.name})"


@dataclass
class Done:
    """How far a comparison in bulk is: pairs that the engine found, those looked at, and suggestions that are new."""

    pairs: int = 0
    suggested: int = 0
    known: int = 0


Key = tuple[UUID, int, str, UUID, int, str]
Tell = Callable[[Done], None]


def suggest_in_bulk(*, engine: str, by: OnTheServer, threshold: float = LOWEST_SCORE, tell: Tell | None = None) -> Done:
    """Compare everybody held with everybody else, and keep each pair that may be one person as a suggestion.

    `engine` is a key of `bulk.ENGINES`. Kept in batches: stopped at any point, the same call goes on, and writes no
    pair twice. Raises bulk.NotInstalled before anything is read, and ValueError for a threshold that is no number.
    """
    if not math.isfinite(threshold):
        raise ValueError("The threshold is a number of bits, such as 4.")
    bulk.check_installed(engine)
    model = published_model()
    run = BulkRun(
        engine=engine, model_version=model.version, threshold=threshold, started_by=str(by), at=timezone.now()
    )
    run.save(using="owner", force_insert=True)
    record(events.BULK_BEGUN, by=by, on=run, threshold=threshold)
    done = Done()
    with TemporaryDirectory() as folder:
        rows = Path(folder) / "people.csv"
        written(rows)
        for lot in bulk.ENGINES[engine](rows, Path(folder), threshold):
            for batch in _batches(lot):
                _keep(run, batch, done)
                if tell is not None:
                    tell(done)
    record(events.BULK_FINISHED, by=by, on=run, pairs=done.pairs, suggested=done.suggested, known=done.known)
    return done


def written(rows: Path) -> None:
    """Write what is held of people to a file, a row for each way it was given, as `bulk.ENGINES` read it."""
    with connections["owner"].cursor() as owner, rows.open("wb") as file, owner.copy(_PEOPLE) as copy:
        for part in copy:
            file.write(part)


def _batches(pairs: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    pairs = iter(pairs)
    while batch := list(islice(pairs, BATCH)):
        yield batch


def _keep(run: BulkRun, pairs: Sequence[tuple[int, int]], done: Done) -> None:
    """Score these pairs of holdings and keep those that score enough, in one transaction."""
    held: dict[int, Any] = {
        one.pk: one
        for one in Holding.objects.using("owner").raw(_HELD, [sorted({pk for pair in pairs for pk in pair})])
    }
    both = [
        sorted((held[one], held[other]), key=lambda each: str(each.entity_id))
        for one, other in pairs
        if one in held and other in held
    ]
    known = _known(run, {left.entity_id for left, _ in both})
    rows = []
    done.pairs += len(pairs)
    for left, right in both:
        key = left.entity_id, left.audience_id, left.digest, right.entity_id, right.audience_id, right.digest
        if key in known:
            done.known += 1
            continue
        score = whole_score(together([left])[left.entity_id], together([right])[right.entity_id])
        if score.total >= run.threshold:
            reasons = json.dumps([reason._asdict() for reason in score.reasons])
            rows.append((uuid4(), run.pk, *key, score.total, score.prior, reasons, score.model_version))
    with transaction.atomic(using="owner"), connections["owner"].cursor() as owner:
        owner.execute(_ASIDE)
        with owner.copy(f"COPY suggested ({_COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        owner.execute(_KEPT)
        done.suggested += owner.rowcount


def _known(run: BulkRun, lefts: set[UUID]) -> set[Key]:
    """What was suggested before by this model, of the same facts."""
    before = BulkSuggestion.objects.using("owner").filter(left__in=lefts, model_version=run.model_version)
    return set(before.values_list("left", "left_audience", "left_said", "right", "right_audience", "right_said"))
