"""`tessera bench bulk`: everybody compared with everybody else, from the tables to suggestions kept; Splink alone beside it.

The people are those of `tessera bench match`, every tenth of whom is held a second time with one letter of the surname
lost and no telephone number. Splink alone is given the same rows from the same tables, compares them with its own
comparisons and blocking as its guides suggest, and hands over its pairs: nothing is read as names, scored or kept.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connections

from tessera.bench import held, place
from tessera.bench.lines import commit
from tessera.entities import suggesting
from tessera.lib.linkage.bulk import on_duckdb
from tessera.lib.linkage.model import published_model

SEED_OF_PEOPLE = 1
WARM_UP = 1_000  # rows
EVERY = 10
_TWICE = """
    INSERT INTO entities_entity (id, kind) SELECT md5('again ' || id)::uuid, kind FROM entities_entity
        WHERE id IN (SELECT entity_id FROM entities_holding WHERE id %% %s = 0);
    INSERT INTO entities_holding (entity_id, audience_id, kind, name, fields, keys, first_at, last_at, parts, also, mentions)
        SELECT md5('again ' || entity_id)::uuid, audience_id, kind, name,
            jsonb_set(fields, '{said,0,surname}', to_jsonb(left(fields #>> '{said,0,surname}', -1))) #- '{said,0,phones}',
            '{}', first_at, last_at, parts, also, mentions
        FROM entities_holding WHERE id %% %s = 0
"""
_FOUND = """
    SELECT count(DISTINCT left_id) FROM entities_bulksuggestion
    WHERE right_id = md5('again ' || left_id)::uuid OR left_id = md5('again ' || right_id)::uuid
"""


def measure(*, people: int, seed: int, reset: bool) -> Iterator[str]:
    """Load the people if they are not there, run both after the same warm-up, and yield each line as it is known.

    Raises ImportError where the optional packages are not installed.
    """
    from tessera.bench.peers import alone_in_bulk

    name, _ = held.make_once(people_held=people, seed=SEED_OF_PEOPLE, reset=reset)
    with place.copied(name), TemporaryDirectory() as folder:
        with connections["owner"].cursor() as owner:
            owner.execute(_TWICE, [EVERY, EVERY])
            twice = owner.rowcount
            owner.execute("ANALYZE")
        rows, few = Path(folder) / "people.csv", Path(folder) / "few.csv"
        suggesting.written(rows)
        with rows.open("rb") as every, few.open("wb") as some:
            some.writelines(line for line, _ in zip(every, range(WARM_UP), strict=False))
        engine = on_duckdb
        warm = Path(folder) / "warm"
        warm.mkdir()
        _ = [list(engine(few, warm, suggesting.LOWEST_SCORE)), alone_in_bulk(few)]
        _say("Splink alone")
        began = time.perf_counter()
        suggesting.written(rows)
        pairs = alone_in_bulk(rows)
        alone = time.perf_counter() - began
        yield _line("Splink 5 alone", people, seed, alone, peer=True, pairs=pairs)
        _say("Ours, from the tables to suggestions kept")
        began = time.perf_counter()
        done = suggesting.suggest_in_bulk(engine="duckdb", by=suggesting.OnTheServer("bench"), tell=_tell)
        ours = time.perf_counter() - began
        with connections["owner"].cursor() as owner:
            owner.execute(_FOUND)
            found = owner.fetchone()[0]
        told = {"pairs": done.pairs, "suggested": done.suggested, "held_twice_found": round(found / max(twice, 1), 4)}
        times = {"times_splink_alone": round(ours / alone, 2), "model": published_model().version}
        yield _line("ours", people, seed, ours, peer=False, **told, **times)


def _line(subject: str, people: int, seed: int, seconds: float, *, peer: bool, **more: Any) -> str:
    took = round(seconds * 1000)
    told = {"bench": "bulk", "subject": subject, "peer": peer, "n": people, "queries": 1, "seed": seed}
    return json.dumps(told | {"p50_ms": took, "p95_ms": took, **more, "cpus": os.cpu_count() or 1, "commit": commit()})


def _tell(done: suggesting.Done) -> None:
    print(f"\r{done.pairs:,} pairs", end="", file=sys.stderr, flush=True)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
