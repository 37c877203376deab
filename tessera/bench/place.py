"""A database of its own for a bench: made once and kept, and copied so that every run meets the same rows."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, LiteralString
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from psycopg import sql

from tessera.config.database import drop_database, let_the_site_in
from tessera.reference.loading import load_catalogues
from tessera.synth import story
from tessera.synth.bulk import load_reports
from tessera.synth.county import place_county

# How far the loading came, kept as the comment on the database with the day it was loaded for.
TOLD, READY = "told", "ready"


def kept_name(*, people: int, reports: int, seed: int) -> str:
    """The database that keeps this area."""
    return f"tessera_bench_{people}_{reports}_{seed}"


def make_once(name: str, *, people: int, reports: int, seed: int, reset: bool) -> date:
    """Load the area into the database of this name, unless it is there. Goes on where an earlier one stopped.

    Answers the day the area is of. Raises psycopg.Error when the owner's login may not make databases.
    """
    reached, on = (None, timezone.localdate()) if reset else _reached(name)
    if reached is None:
        with superior() as server:
            drop_database(server, name)
            server.execute(_words("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", name))
    with pointed_at(name):
        migrate()
        placed = place_county(on=on)
        if reached is None:
            story.tell(on=on, placed=placed)
            _note(name, TOLD, on)
        if reached != READY:
            load_reports(people=people, reports=reports, seed=seed, on=on, placed=placed, progress=_show)
            print(file=sys.stderr)
            _note(name, READY, on)
    return on


@contextmanager
def copied(name: str) -> Iterator[str]:
    """A copy for one run, which both logins use and which is dropped at its end."""
    copy = f"{name}_run"
    with superior() as server:
        drop_database(server, copy)
        server.execute(_words("CREATE DATABASE {} TEMPLATE {}", copy, name))
    try:
        with pointed_at(copy):
            with connections["owner"].cursor() as owner:
                owner.execute("ANALYZE")
            yield copy
    finally:
        with superior() as server:
            drop_database(server, copy)


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Have both logins use this database for as long as the block lasts."""
    names = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "owner")}
    _point(dict.fromkeys(names, name))
    try:
        yield
    finally:
        _point(names)


def address(alias: str) -> str:
    """Where this login finds the database it uses now, as a postgresql:// address for another process."""
    place = connections[alias].settings_dict
    who = quote(place["USER"], safe="")
    if place["PASSWORD"]:
        who += ":" + quote(place["PASSWORD"], safe="")
    if str(place["HOST"]).startswith("/"):
        return f"postgresql://{who}@/{place['NAME']}?{urlencode({'host': place['HOST']})}"
    port = f":{place['PORT']}" if place["PORT"] else ""
    return f"postgresql://{who}@{place['HOST']}{port}/{place['NAME']}"


def superior() -> psycopg.Connection[Any]:
    """The owner's login on no database in particular: it may make and drop databases."""
    place = settings.DATABASES["owner"]
    words = {
        "host": place["HOST"],
        "port": place["PORT"],
        "user": place["USER"],
        "password": place.get("PASSWORD", ""),
    }
    given = {key: value for key, value in words.items() if value}
    return psycopg.connect(dbname="postgres", autocommit=True, **given)


def migrate() -> None:
    """Bring the database this process points at up to date."""
    with connections["owner"].cursor() as owner:
        let_the_site_in(owner)
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    load_catalogues()


def _reached(name: str) -> tuple[str | None, date]:
    """How far an earlier loading came (None: there is none, or it stopped inside the story), and its day."""
    with superior() as server:
        found = server.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
    if not found or not found[0]:
        return None, timezone.localdate()
    reached, _, on = found[0].partition(" ")
    return reached, date.fromisoformat(on)


def _note(name: str, reached: str, on: date) -> None:
    with superior() as server:
        words = sql.SQL("COMMENT ON DATABASE {} IS {}")
        server.execute(words.format(sql.Identifier(name), sql.Literal(f"{reached} {on}")))


def _show(done: int, of: int) -> None:
    print(f"\rLoading: {done:,} of {of:,} reports", end="", file=sys.stderr, flush=True)


def _words(statement: LiteralString, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))


def _point(names: dict[str, str]) -> None:
    for alias, name in names.items():
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
