"""`tessera bench import`: a list read and taken, as the command takes it, beside plain COPY of the same file."""

import csv
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.db import connections
from psycopg import sql

from tessera.access.keyring import opened_for
from tessera.access.models import User
from tessera.bench import place
from tessera.bench.lines import Run
from tessera.imports import queries, services, together
from tessera.imports.models import Import
from tessera.lib.area.people import people as drawn_people
from tessera.synth.county import place_county

# The area that the rows come to. Small: what is measured is the rows, and what is held already costs them nothing.
PEOPLE, REPORTS = 500, 1_000
SIGHTINGS = ("Reference", "VRM", "Make and model", "Date and time", "Location", "Note")
MISSING = ("Reference", "First name", "Surname", "Date of birth", "Missing since", "Mobile", "Found at", "Note")
LETTERS = "ABCDEFGHJKLMNOPRSTUVWXY"
CARS = ("Silver estate", "Grey hatchback", "White van", "Black saloon", "Blue people carrier")
PLACES = ("Harbour Arcade", "Quayfarers Lodge", "Strand Row car park", "Saltreach bus station", "Gannet Lane")
LAST = datetime(2026, 11, 1)
MEGABYTE = 1024


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
        for profile, header in (("plate-sightings", SIGHTINGS), ("missing-people", MISSING)):
            file = Path(folder) / f"{profile}.csv"
            _write(file, header, asked)
            with place.copied(name):
                by = place_county(on=on).staff["coordinator"]
                with opened_for(by.post):
                    yield from _measured(run, asked, file, profile, by)
                yield _copied(run, file, header, profile)


def _measured(run: Run, asked: Asked, file: Path, profile: str, by: User) -> Iterator[str]:
    kind = queries.profile_called(profile)
    assert kind is not None, "the profiles come with the site"
    began = time.perf_counter()
    with file.open("rb") as content:
        given = services.give(file=content, name=file.name, profile=kind, source="Bench", by=by, keep_file=False)
        given = services.map_columns(given=given, mapping=given.mapping, by=by)
        started = time.perf_counter()
        given = services.check(given=given, by=by, file=content)
    staged = time.perf_counter() - started
    yield _line(run, f"{profile}, staged", staged, asked.rows, peak=resource.RUSAGE_SELF)
    given = services.take(given=given, by=by)
    _analysed()
    together.take_together(given=given, by=by, processes=asked.processes, place=_where())
    seconds = time.perf_counter() - began
    progress = queries.progress_of(by, given)
    if Import.objects.get(pk=given.pk).status != Import.Status.FINISHED or progress.taken != asked.rows:
        raise RuntimeError(f"Only {progress.taken} of {asked.rows} rows were taken.")
    yield _line(
        run, f"{profile}, end to end", seconds, asked.rows, peak=resource.RUSAGE_CHILDREN, processes=asked.processes
    )


def _copied(run: Run, file: Path, header: Sequence[str], profile: str) -> str:
    """The same file with COPY into a table of text columns, without index, rule, audit or reports."""
    columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(name)) for name in header)
    with connections["owner"].cursor() as owner:
        owner.execute(sql.SQL("CREATE TABLE copied ({})").format(columns))
        began = time.perf_counter()
        with owner.copy("COPY copied FROM STDIN (FORMAT csv, HEADER true)") as copy, file.open("rb") as content:
            while chunk := content.read(1024 * MEGABYTE):
                copy.write(chunk)
        seconds = time.perf_counter() - began
    return _line(run, f"{profile}, plain COPY", seconds, run.people, peer=True)


def _line(
    run: Run, subject: str, seconds: float, rows: int, *, peak: int | None = None, peer: bool = False, **more: int
) -> str:
    if peak is not None:
        more["peak_mb"] = round(resource.getrusage(peak).ru_maxrss / MEGABYTE)
    print(f"{subject}: {rows / seconds:,.0f} rows a second", file=sys.stderr)
    return run.line(subject, [seconds * 1000], peer=peer, rows_per_second=round(rows / seconds), **more)


def _analysed() -> None:
    """What PostgreSQL does by itself after a while, done at once so that every run meets the same plans."""
    with connections["owner"].cursor() as owner:
        owner.execute("ANALYZE")


def _where() -> dict[str, str]:
    """The settings by which another process finds the copy that this one uses."""
    return {"DATABASE_URL": place.address("default"), "TESSERA_OWNER_URL": place.address("owner"), **_kept_settings()}


def _kept_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("TESSERA_")}


def _write(file: Path, header: Sequence[str], asked: Asked) -> None:
    random = Random(asked.seed)
    # A car is the same car each time it is seen: five times each.
    cars = [(_plate(random), random.choice(CARS)) for _ in range(max(asked.rows // 5, 1))]
    people = drawn_people(min(max(asked.rows // 3, 10), 100_000), seed=asked.seed, on=LAST.date())
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        for number in range(asked.rows):
            at = LAST - timedelta(
                minutes=random.randrange(190_000)
            )  # since June: an hour that the clocks skipped is a row to mend
            where = f"{random.choice(PLACES)} {random.randrange(400)}"
            if header is SIGHTINGS:
                cells = [*random.choice(cars), f"{at:%d/%m/%Y %H:%M}", where]
            else:
                one = random.choice(people)
                born = f"{one.born_on:%d/%m/%Y}"
                phone = f"07700 9{random.randrange(100_000):05}"
                cells = [one.first_name, one.surname, born, f"{at:%d/%m/%Y %H:%M}", phone, where]
            writer.writerow([f"R-{number}", *cells, f"Noted by officer {random.randrange(900)} on the day"])


def _plate(random: Random) -> str:
    letters = [random.choice(LETTERS) for _ in range(3)]
    return f"W{random.choice('XYZ')}{random.randrange(2, 70):02} {''.join(letters)}"
