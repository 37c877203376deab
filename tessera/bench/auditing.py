"""`tessera bench audit`: appending by eight at once while the log is sealed, proving it, and what a look costs."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any

import psycopg
from django.db import connection, connections

from tessera.audit import log, sealing, verifying
from tessera.audit.registry import Event
from tessera.audit.verifying import owners_connection
from tessera.bench import place
from tessera.bench.lines import Run

WRITERS, EACH, ROUNDS, LOOKS = 8, 400, 3, 1_000
ROW = ["bench.looked", "Nia Bell opened the page of a child, Tegan Hollis", 1, "Nia Bell", "estuary-health",
       "Tegan Hollis", "7a2f1c1e-6f5f-4a54-9c2a-0b8f6f1f9e11", '{"path": "/children/7a2f1c1e/"}']  # fmt: skip
PLAIN = """
    CREATE TABLE bench_plain (seq bigserial PRIMARY KEY, at timestamptz, kind varchar(80), sentence text,
        by_post integer, by_name text, agency varchar(80), subject_label text, subject_id varchar(80), detail jsonb);
    GRANT INSERT ON bench_plain TO tessera_app; GRANT USAGE ON SEQUENCE bench_plain_seq_seq TO tessera_app;
"""
INTO_PLAIN = """
    INSERT INTO bench_plain (at, kind, sentence, by_post, by_name, agency, subject_label, subject_id, detail)
    VALUES (clock_timestamp(), %s, %s, %s, %s, %s, %s, %s, %s)
"""
FILL = """
    INSERT INTO audit_entry (kind, sentence, by_post, by_name, agency, subject_label, subject_id, detail)
    SELECT 'bench.looked', 'Nia Bell opened the page of a child, number ' || n, n %% 3000, 'Nia Bell', 'estuary-health',
        'Tegan Hollis', gen_random_uuid()::text, jsonb_build_object('path', '/children/' || n)
    FROM generate_series(1, %s) n
"""
LOOKED = Event("bench.looked", "A bench looked at {what}")
AT_ONCE = 50_000  # entries of one filling transaction


def measure(*, entries: int, seed: int, reset: bool) -> Iterator[str]:
    """Yield a line for appending, ours and plain; for proving so many entries; and for a look."""
    name = f"tessera_bench_audit_{entries}"
    on, is_ready = place.begun(name, reset=reset)
    run = Run("audit", entries, 0, seed)
    with place.pointed_at(name):
        if not is_ready:
            place.migrate()
            _fill(entries)
            place.note_ready(name, on)
    with place.copied(name):
        yield from _proved(run)
        yield from _appended(run)
        yield from _looked(run)
        connections["default"].close()
        connections["owner"].close()


def _fill(entries: int) -> None:
    with owners_connection() as owner:
        owner.autocommit = True
        for done in range(0, entries, AT_ONCE):
            owner.execute(FILL, [min(AT_ONCE, entries - done)])
            sealing.seal()
            _say(f"{min(done + AT_ONCE, entries):,} entries")


def _proved(run: Run) -> Iterator[str]:
    def only_read() -> int:
        with owners_connection() as owner, owner.cursor().copy("COPY audit_entry TO STDOUT") as rows:
            return sum(1 for _ in rows)

    def proved() -> int:
        return verifying.verify(owners_connection).entries

    for subject, work, peer in (("verify", proved, False), ("reading every entry once, unproved", only_read, True)):
        began = time.perf_counter()
        count = work()
        took = time.perf_counter() - began
        yield run.line(subject, [took * 1000], peer=peer, events_per_second=round(count / took))


def _appended(run: Run) -> Iterator[str]:
    with owners_connection() as owner:
        owner.execute(PLAIN)
    rates: dict[str, list[float]] = {"ours": [], "plain": []}
    times: dict[str, list[float]] = {"ours": [], "plain": []}
    for _ in range(ROUNDS):
        for how, statement in (("plain", INTO_PLAIN), ("ours", log.APPEND)):
            with _Sealing(how == "ours"):
                took, each = _written(statement)
            rates[how].append(WRITERS * EACH / took)
            times[how] += each
    share = median(rates["ours"]) / median(rates["plain"])
    for how, subject in (("ours", "appending while sealing"), ("plain", "plain INSERT")):
        more: dict[str, float] = {"writers": WRITERS, "events_per_second": round(median(rates[how]))}
        more |= {"of_plain": round(share, 2)} if how == "ours" else {}
        yield run.line(subject, times[how], peer=how == "plain", **more)


def _written(statement: str) -> tuple[float, list[float]]:
    """Each of the writers commits its rows one by one. Seconds for all, and milliseconds of each."""
    ready = threading.Barrier(WRITERS + 1)

    def write() -> list[float]:
        with psycopg.connect(place.address("default"), autocommit=True) as own:
            own.execute(statement, ROW)
            ready.wait()
            return [_timed(lambda: own.execute(statement, ROW)) for _ in range(EACH)]

    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write) for _ in range(WRITERS)]
        ready.wait()
        began = time.perf_counter()
        each = [ms for one in writers for ms in one.result()]
        return time.perf_counter() - began, each


class _Sealing:
    """Seal the log every second beside the writers, as often as no worker ever would."""

    def __init__(self, is_on: bool) -> None:
        self.is_on, self.over = is_on, threading.Event()

    def __enter__(self) -> None:
        if self.is_on:
            self.thread = threading.Thread(target=self._seal)
            self.thread.start()

    def __exit__(self, *_: Any) -> None:
        self.over.set()
        if self.is_on:
            self.thread.join()

    def _seal(self) -> None:
        while not self.over.wait(1):
            sealing.seal()
        connection.close()


def _looked(run: Run) -> Iterator[str]:
    times = [_timed(lambda: log.record(LOOKED, by=None, what="a page")) for _ in range(LOOKS)]
    yield run.line("a look recorded, with its commit", times)
    with connection.cursor() as cursor:
        nothing = [_timed(lambda: cursor.execute("SELECT 1")) for _ in range(LOOKS)]
    yield run.line("the same trip to the database, nothing written", nothing, peer=True)


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
