"""A comparison in bulk of everything held: pairs an engine finds, scored as on arrival, kept for people to answer.

Run on the server as the owner of the tables, past the access rule: each suggestion is of two holdings alone, and the
database gives it to those who may read both. Nothing is joined, and what was kept before is not kept twice.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from django.db import connections, transaction
from django.utils import timezone

from tessera.audit.log import record
from tessera.entities import events
from tessera.entities.holding import distinct
from tessera.entities.models import BulkRun
from tessera.entities.queries.pairs import best_score, ways_of
from tessera.lib.linkage import bulk
from tessera.lib.linkage.fields import Facts
from tessera.lib.linkage.hands import hands_for, shared
from tessera.lib.linkage.model import Reason, published_model
from tessera.lib.linkage.prepared import Prepared

BATCH = 2_000  # pairs that are scored and kept at once
# A smaller file of people is compared sooner than other processes start.
WORTH_SHARING = 1_000_000  # bytes
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
    SELECT id, entity_id, audience_id, md5(fields::text), fields -> 'said' FROM entities_holding WHERE id = ANY(%s)
"""
_BEFORE = """
    SELECT left_id, left_audience_id, left_said, right_id, right_audience_id, right_said FROM entities_bulksuggestion
    WHERE left_id = ANY(%s) AND model_version = %s
"""
_ASIDE = """
    CREATE TEMPORARY TABLE IF NOT EXISTS suggested (LIKE entities_bulksuggestion) ON COMMIT DELETE ROWS
"""
_COLUMNS = (
    "id, run_id, left_id, left_audience_id, left_said, right_id, right_audience_id, right_said, score, prior, reasons, "
    "model_version"
)

_KEPT = f"INSERT INTO entities_bulksuggestion ({_COLUMNS}) SELECT {_COLUMNS} FROM suggested ON CONFLICT DO NOTHING"  # noqa: S608  our own columns  # nosec B608


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

    def take(self, more: "Done") -> None:
        """Count what another batch came to."""
        self.pairs += more.pairs
        self.suggested += more.suggested
        self.known += more.known


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
        # A process that is forked from this one has no use for its connection, and must not close it.
        connections["owner"].close()
        with hands_for(rows.stat().st_size >= WORTH_SHARING) as hands:
            pairs = chain.from_iterable(bulk.ENGINES[engine](rows, Path(folder), threshold))
            for kept in shared(hands, partial(_keep, run), _batches(pairs)):
                done.take(kept)
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


def _keep(run: BulkRun, pairs: Sequence[tuple[int, int]]) -> Done:
    """Score these pairs of holdings and keep those that score enough, in one transaction."""
    held = _read({pk for pair in pairs for pk in pair})
    both = [
        sorted((held[one], held[other]), key=lambda side: str(side.entity_id))
        for one, other in pairs
        if one in held and other in held
    ]
    known = _known(run, {left.entity_id for left, _ in both})
    done, rows = Done(pairs=len(pairs)), []
    for left, right in both:
        key = *left.key, *right.key
        if key in known:
            done.known += 1
            continue
        score = best_score(left.ways, right.ways)
        if score.total >= run.threshold:
            reasons = f"[{', '.join(map(_as_json, score.reasons))}]"
            rows.append((uuid4(), run.pk, *key, score.total, score.prior, reasons, score.model_version))
    with transaction.atomic(using="owner"), connections["owner"].cursor() as owner:
        owner.execute(_ASIDE)
        with owner.copy(f"COPY suggested ({_COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        owner.execute(_KEPT)
        done.suggested = owner.rowcount
    return done


@dataclass(frozen=True, slots=True)
class _Side:
    """One holding of a pair: whose it is, and the ways in which it was given."""

    entity_id: UUID
    audience_id: int
    digest: str
    ways: list[Prepared]

    @property
    def key(self) -> tuple[UUID, int, str]:
        return self.entity_id, self.audience_id, self.digest


def _read(pks: set[int]) -> dict[int, _Side]:
    """These holdings by number, each prepared once for all its pairs."""
    with connections["owner"].cursor() as owner:
        owner.execute(_HELD, [sorted(pks)])
        return {
            pk: _Side(entity, audience, digest, ways_of(distinct(map(Facts.from_dict, json.loads(said)))))
            for pk, entity, audience, digest, said in owner
        }


@lru_cache(maxsize=1_000)
def _as_json(reason: Reason) -> str:
    return json.dumps(reason._asdict())


def _known(run: BulkRun, lefts: set[UUID]) -> set[Key]:
    """What was suggested before by this model, of the same facts."""
    with connections["owner"].cursor() as owner:
        owner.execute(_BEFORE, [list(lefts), run.model_version])
        return set(owner.fetchall())
