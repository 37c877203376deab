"""Test databases: one template, migrated as the owner, and a quick clone of it for each worker."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections

from tessera.config.database import drop_database

ROOT = Path(__file__).parent.parent
PREFIX = "test_tessera_template_"


@contextmanager
def cloned_database(name: str) -> Iterator[str]:
    """A fresh database of this name, used by both logins for as long as the block lasts."""
    name = f"{name}_{os.getpid()}"
    template = _template()
    names = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "owner")}
    with _lock(), server() as superior:
        superior.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    _use(dict.fromkeys(names, name))
    try:
        yield name
    finally:
        _use(names)
        drop(name)


def drop(name: str) -> None:
    """Remove a database, whoever is in it."""
    with server() as superior:
        drop_database(superior, name)


def _template() -> str:
    """The migrated database that the others are copies of: made anew when a migration or a catalogue has changed."""
    from tessera.config.upkeep import bring_up_to_date

    made_from = sorted([*ROOT.glob("tessera/*/migrations/*.py"), *ROOT.glob("tessera/reference/**/*.yaml")])
    name = PREFIX + sha256(b"".join(file.read_bytes() for file in made_from)).hexdigest()[:16]
    with _lock("template"):
        with server() as superior:
            held = [row[0] for row in superior.execute("SELECT datname FROM pg_database")]
            if name in held:
                return name
            for old in (one for one in held if one.startswith(PREFIX)):
                drop_database(superior, old)
            superior.execute(f"CREATE DATABASE \"{name}_unfinished\" TEMPLATE template0 ENCODING 'UTF8'")
        names = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "owner")}
        _use(dict.fromkeys(names, f"{name}_unfinished"))
        bring_up_to_date(say=False)
        _use(names)
        with server() as superior:
            superior.execute(f'ALTER DATABASE "{name}_unfinished" RENAME TO "{name}"')
    return name


def _use(names: dict[str, str]) -> None:
    for alias, name in names.items():
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def server() -> psycopg.Connection:
    """The owner's login, which may create databases."""
    place = connections["owner"].settings_dict
    words = {
        "host": place["HOST"],
        "port": place["PORT"],
        "user": place["USER"],
        "password": place["PASSWORD"],
    }
    return psycopg.connect(dbname="postgres", autocommit=True, **{key: value for key, value in words.items() if value})


@contextmanager
def _lock(name: str = "clone") -> Iterator[None]:
    folder = Path(settings.FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"test-{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
