"""Test databases: one template, migrated as the owner, and a quick clone of it for each worker."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections

TEMPLATE = "test_tessera_template"


@contextmanager
def cloned_database(name: str) -> Iterator[str]:
    """A fresh database of this name, used by both logins for as long as the block lasts."""
    _make_template_once()
    names = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "owner")}
    clone(name)
    _use(dict.fromkeys(names, name))
    try:
        yield name
    finally:
        _use(names)
        with _superior() as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def clone(name: str, template: str = TEMPLATE) -> None:
    """Make a database as a copy of another, under a lock: two copies at once disturb each other."""
    with _lock(), _superior() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _make_template_once() -> None:
    """Built once for each pytest run (the workers of one run share it)."""
    from tessera.config.upkeep import bring_up_to_date

    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    mark = Path(settings.FOLDER) / "test-template"
    with _lock("template"):
        if mark.exists() and mark.read_text() == run:
            return
        names = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "owner")}
        with _superior() as server:
            server.execute(f'DROP DATABASE IF EXISTS "{TEMPLATE}" WITH (FORCE)')
            server.execute(f"CREATE DATABASE \"{TEMPLATE}\" TEMPLATE template0 ENCODING 'UTF8'")
        _use(dict.fromkeys(names, TEMPLATE))
        bring_up_to_date(say=False)
        _use(names)
        mark.write_text(run)


def _use(names: dict[str, str]) -> None:
    for alias, name in names.items():
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def _superior() -> psycopg.Connection:
    """The owner's login, which may create databases."""
    place = connections["owner"].settings_dict
    words = {
        "host": place["HOST"],
        "port": place["PORT"],
        "user": place["USER"],
        "password": place["PASSWORD"],
    }
    return psycopg.connect(
        dbname="postgres", autocommit=True, **{key: value for key, value in words.items() if value}
    )


@contextmanager
def _lock(name: str = "clone") -> Iterator[None]:
    folder = Path(settings.FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"test-{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
