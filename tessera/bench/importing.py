"""`tessera bench import`: a list read and taken, as the command takes it, beside plain COPY of the same file."""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connections
from psycopg import sql

from tessera.access.keyring import opened_for
from tessera.access.models import User
from tessera.bench import lists, place
from tessera.bench.lines import Run
from tessera.imports import queries, services, together
from tessera.imports.models import Import
from tessera.synth.county import place_county

# The area that the rows come to. Small: what is measured is the rows, and what is held already costs them nothing.
PEOPLE, REPORTS = 500, 1_000
KILOBYTES = 1024  # of a megabyte
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Asked:
    """What one run is to measure: lists of so many rows, taken by so many processes."""

    rows: int
    seed: int
    processes: int
    reset: bool


def measure(asked: Asked) -> Iterator[str]:
    """Make the area if it is not there, and yield each line as it is known."""
    name = place.kept_name(people=PEOPLE, reports=REPORTS, seed=asked.seed)
    on = place.make_once(name, people=PEOPLE, reports=REPORTS, seed=asked.seed, reset=asked.reset)
    run = Run("import", asked.rows, REPORTS, asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        for profile, header in (("plate-sightings", lists.SIGHTINGS), ("missing-people", lists.MISSING)):
            file = Path(folder) / f"{profile}.csv"
            lists.write(file, header, rows=asked.rows, seed=asked.seed)
            with place.copied(name):
                by = place_county(on=on).staff["coordinator"]
                with opened_for(by.post):
                    yield from _measured(run, asked, file, profile, by)
                yield _copied(run, file, header, profile)
                if header is lists.SIGHTINGS:
                    with opened_for(by.post):
                        yield _staged_as_workbook(run, file, profile, by)


def _measured(run: Run, asked: Asked, file: Path, profile: str, by: User) -> Iterator[str]:
    began = time.perf_counter()
    given, staged, memory = _staged(file, profile, by)
    yield _line(run, f"{profile}, staged", staged, asked.rows, memory)
    given = services.take(given=given, by=by)
    _analysed()
    together.take_together(given=given, by=by, processes=asked.processes, place=_where())
    seconds = time.perf_counter() - began
    progress = queries.progress_of(by, given)
    if Import.objects.get(pk=given.pk).status != Import.Status.FINISHED or progress.taken != asked.rows:
        raise RuntimeError(f"Only {progress.taken} of {asked.rows} rows were taken.")
    # Of the processes that took it, this one among them, the one that came to most.
    others = round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KILOBYTES)
    memory = {"before_mb": memory["before_mb"], "peak_mb": max(others, _memory("VmHWM"))}
    yield _line(run, f"{profile}, end to end", seconds, asked.rows, {"processes": asked.processes, **memory})


def _staged(file: Path, profile: str, by: User) -> tuple[Import, float, dict[str, int]]:
    """The list read and kept in batches, the seconds that took, and the memory of this process before and at most."""
    kind = queries.profile_called(profile)
    assert kind is not None, "the profiles come with the site"
    with file.open("rb") as content:
        given = services.give(file=content, name=file.name, profile=kind, source="Bench", by=by, keep_file=False)
        given = services.map_columns(given=given, mapping=given.mapping, by=by)
        before, started = _memory_from_here(), time.perf_counter()
        given = services.check(given=given, by=by, file=content)
    return given, time.perf_counter() - started, {"before_mb": before, "peak_mb": _memory("VmHWM")}


def _staged_as_workbook(run: Run, file: Path, profile: str, by: User) -> str:
    book = file.with_suffix(".xlsx")
    rows = lists.as_workbook(file, book)
    given, seconds, memory = _staged(book, profile, by)
    services.put_aside(given=given, by=by)
    if queries.progress_of(by, given).wrong:
        raise RuntimeError("A row of the workbook is not the row of the file.")
    return _line(run, f"{profile}, staged from a workbook", seconds, rows, memory)


def _copied(run: Run, file: Path, header: Sequence[str], profile: str) -> str:
    """The same file with COPY into a table of text columns, without index, rule, audit or reports."""
    columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(name)) for name in header)
    with connections["owner"].cursor() as owner:
        owner.execute(sql.SQL("CREATE TABLE copied ({})").format(columns))
        began = time.perf_counter()
        with owner.copy("COPY copied FROM STDIN (FORMAT csv, HEADER true)") as copy, file.open("rb") as content:
            while chunk := content.read(CHUNK):
                copy.write(chunk)
        seconds = time.perf_counter() - began
    return _line(run, f"{profile}, plain COPY", seconds, run.people, peer=True)


def _memory_from_here() -> int:
    """The memory of this process now, in megabytes; what it comes to at most is measured from here."""
    Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


def _memory(called: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith(called)) / KILOBYTES)


def _line(
    run: Run, subject: str, seconds: float, rows: int, more: Mapping[str, int] | None = None, *, peer: bool = False
) -> str:
    print(f"{subject}: {rows / seconds:,.0f} rows a second", file=sys.stderr)
    return run.line(subject, [seconds * 1000], peer=peer, rows_per_second=round(rows / seconds), **(more or {}))


def _analysed() -> None:
    """What PostgreSQL does by itself after a while, done at once so that every run meets the same plans."""
    with connections["owner"].cursor() as owner:
        owner.execute("ANALYZE")


def _where() -> dict[str, str]:
    """The settings by which another process finds the copy that this one uses."""
    return {"DATABASE_URL": place.address("default"), "TESSERA_OWNER_URL": place.address("owner"), **_kept_settings()}


def _kept_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("TESSERA_")}
