"""People held for `tessera bench match`: a database of its own, loaded once in chunks, and gone on with after a stop.

Each is held once, in one of 3,000 audiences, as the site would hold somebody spoken of once: the same columns, the
same keys, the same index, made after the rows are in. Only the reports behind them are missing.
"""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import combinations, islice
from multiprocessing import get_context
from typing import Any, overload
from uuid import UUID

from django.db import connections
from psycopg import sql

from tessera.access.keyring import Keyring
from tessera.bench import place
from tessera.config.database import drop_database
from tessera.lib.area.people import People, Person, people
from tessera.lib.linkage import damage
from tessera.lib.linkage.fields import Facts
from tessera.lib.linkage.keys import keys_for

ON = date(2026, 11, 22)
CHUNK = 10_000
AUDIENCES = 3_000
# A keyring of so many holders opens all the audiences, each of which has two of them.
HOLDERS = 80
_INDEX = "CREATE INDEX entities_match_keys ON entities_holding USING gin (keys) WITH (fastupdate = off)"
_LATER = ("ALTER TABLE entities_holding DROP CONSTRAINT entities_holding_once", "DROP INDEX entities_match_keys")
_SAID = "first_at, last_at, parts, also, mentions"


def facts_of(person: Person) -> Facts:
    """What is held of somebody: names, date of birth, telephone and address, but no account and no plate."""
    born = person.born_on
    return Facts(
        first_name=person.first_name, surname=person.surname, nicknames=(person.nickname,) if person.nickname else (),
        born_on=born, born_year=born.year, born_month=born.month, born_day=born.day,
        phones=(person.phone,) if person.phone else (), postcode=person.postcode, address=person.address,
    )  # fmt: skip


def entity_of(number: int) -> UUID:
    """The entity that a person of this number is."""
    return UUID(int=number + 1)


def number_of(entity: UUID) -> int:
    """The number of the person that an entity is."""
    return entity.int - 1


def everybody(people_held: int, seed: int) -> People:
    """All of them, made as they are asked for."""
    return people(people_held, seed=seed, on=ON)


def make_once(*, people_held: int, seed: int, reset: bool) -> tuple[str, dict[str, Any]]:
    """The name of the database that holds them, loaded if it is not, and what loading and indexing took (s, MB)."""
    name = f"tessera_bench_match_{people_held}_{seed}"
    with place.superior() as server:
        found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if reset or not found:
            drop_database(server, name)
            words = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
            server.execute(words.format(sql.Identifier(name)))
    with place.pointed_at(name):
        place.migrate()
        with connections["owner"].cursor() as owner:
            _prepare(owner)
            _load(owner, people_held, seed)
            _finish(owner)
            return name, _built(owner)


def keyring() -> Keyring:
    """The keys that open all the audiences."""
    with connections["owner"].cursor() as owner:
        owner.execute("SELECT array_agg(id ORDER BY id) FROM access_holder WHERE code LIKE 'bench-%'")
        return Keyring(holders=tuple(owner.fetchone()[0]))


def _prepare(owner: Any) -> None:
    """The holders, the audiences and the book of what is loaded. What is there already stays."""
    owner.execute("CREATE TABLE IF NOT EXISTS bench_loaded (chunk integer PRIMARY KEY, seconds real)")
    owner.execute("CREATE TABLE IF NOT EXISTS bench_built (what text PRIMARY KEY, seconds real)")
    owner.execute("SELECT count(*) FROM access_holder WHERE code LIKE 'bench-%%'", [])
    if owner.fetchone()[0]:
        return
    owner.execute("BEGIN")
    owner.execute(
        "INSERT INTO access_holder (kind, code, label) SELECT 'team', 'bench-' || n, '' FROM generate_series(1, %s) n",
        [HOLDERS],
    )
    owner.execute("SELECT id FROM access_holder WHERE code LIKE 'bench-%%' ORDER BY id", [])
    pairs = combinations([row[0] for row in owner.fetchall()], 2)
    for one, other in islice(pairs, AUDIENCES):
        owner.execute("INSERT INTO access_audience (digest) VALUES (%s) RETURNING id", [f"{one},{other}"])
        audience = owner.fetchone()[0]
        owner.execute(
            "INSERT INTO access_audienceholder (audience_id, holder_id) VALUES (%s, %s), (%s, %s)",
            [audience, one, audience, other],
        )
    for statement in _LATER:
        owner.execute(statement)
    owner.execute("COMMIT")


def _load(owner: Any, people_held: int, seed: int) -> None:
    owner.execute("SELECT chunk FROM bench_loaded")
    done = {row[0] for row in owner.fetchall()}
    owner.execute(
        "SELECT array_agg(DISTINCT audience_id) FROM access_audienceholder JOIN access_holder h ON h.id = holder_id "
        "WHERE code LIKE 'bench-%%'",
        [],
    )
    audiences = sorted(owner.fetchone()[0])
    wanted = [chunk for chunk in range(-(-people_held // CHUNK)) if chunk not in done]
    if not wanted:
        return
    work = partial(_rows, people_held=people_held, seed=seed, audiences=audiences)
    began = time.monotonic()
    with get_context("fork").Pool() as hands:
        for number, (chunk, entities, holdings) in enumerate(hands.imap_unordered(work, wanted), start=1):
            owner.execute("BEGIN")
            with owner.copy("COPY entities_entity (id, kind) FROM STDIN") as copy:
                copy.write(entities)
            columns = f"entity_id, audience_id, kind, name, fields, keys, {_SAID}"
            with owner.copy(f"COPY entities_holding ({columns}) FROM STDIN") as copy:
                copy.write(holdings)
            now = time.monotonic()
            owner.execute("INSERT INTO bench_loaded VALUES (%s, %s)", [chunk, now - began])
            owner.execute("COMMIT")
            began = now
            print(f"\rLoading: {number:,} of {len(wanted):,} chunks", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def _rows(chunk: int, *, people_held: int, seed: int, audiences: list[int]) -> tuple[int, str, str]:
    """One chunk as COPY reads it."""
    drawn = everybody(people_held, seed)
    entities, holdings = [], []
    for number in range(chunk * CHUNK, min((chunk + 1) * CHUNK, people_held)):
        person = drawn[number]
        facts = facts_of(person)
        said = json.dumps({"said": [facts.to_dict()]}).replace("\\", "\\\\")
        keys = ",".join(map(str, keys_for(facts)))
        entities.append(f"{entity_of(number)}\tperson\n")
        holdings.append(
            f"{entity_of(number)}\t{audiences[number % len(audiences)]}\tperson\t{person.first_name} {person.surname}\t"
            f"{said}\t{{{keys}}}\t2026-11-01\t2026-11-01\t{{other}}\t{{}}\t1\n"
        )
    return chunk, "".join(entities), "".join(holdings)


def _finish(owner: Any) -> None:
    """The index of match keys, and what the planner knows."""
    owner.execute("SELECT 1 FROM pg_indexes WHERE indexname = 'entities_match_keys'")
    if owner.fetchone():
        return
    print("Building the index of match keys", file=sys.stderr, flush=True)
    began = time.monotonic()
    owner.execute("SET maintenance_work_mem = '1GB'")
    owner.execute("ALTER TABLE entities_holding ADD CONSTRAINT entities_holding_once UNIQUE (entity_id, audience_id)")
    owner.execute(_INDEX)
    owner.execute("RESET maintenance_work_mem")
    owner.execute("INSERT INTO bench_built VALUES ('index', %s)", [time.monotonic() - began])
    owner.execute("VACUUM ANALYZE entities_holding")


def _built(owner: Any) -> dict[str, Any]:
    owner.execute("SELECT sum(seconds) FROM bench_loaded")
    loading = owner.fetchone()[0]
    owner.execute("SELECT seconds FROM bench_built WHERE what = 'index'")
    index = owner.fetchone()[0]
    owner.execute("SELECT pg_relation_size('entities_match_keys'), pg_table_size('entities_holding')")
    index_size, table_size = owner.fetchone()
    return {
        "build_s": round(loading + index),
        "index_s": round(index),
        "index_mb": round(index_size / 2**20),
        "table_mb": round(table_size / 2**20),
    }


def damaged(people_held: int, queries: int, *, seed: int, asked_seed: int) -> Iterator[tuple[Person, Facts]]:
    """The people asked for, each with what is said of them: the frozen damage, on a seed of its own."""
    drawn = everybody(people_held, seed)
    known = _Known(drawn)
    for query in damage.queries(known, queries, asked_seed):
        yield drawn[query.person], query.facts


class _Known(Sequence[Facts]):
    """The facts of everybody, made as they are asked for."""

    def __init__(self, drawn: People) -> None:
        self._drawn = drawn

    def __len__(self) -> int:
        return len(self._drawn)

    @overload
    def __getitem__(self, place: int) -> Facts: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Facts]: ...
    def __getitem__(self, place: int | slice) -> Facts | Sequence[Facts]:
        found = self._drawn[place]
        return facts_of(found) if isinstance(found, Person) else [facts_of(each) for each in found]
