"""Set up the fictional area of Wexmouth and Estuary, and serve it with its worker."""

import argparse
import os
import signal
import subprocess
import sys

HOST = "127.0.0.1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reset", action="store_true", help="forget what was entered and start again")
    parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"))
    parser.add_argument("--no-serve", action="store_true", help="set up and stop")
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--reports", type=int, default=4000)


def run(args: argparse.Namespace) -> int:
    """Migrate, load the area unless it is there, print the sign-ins, and serve. Refuses to run outside demo mode."""
    # Whoever stops it while it loads stops the embedded server too, which ends when Python does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    if not os.environ.get("DATABASE_URL"):
        # Nobody's real database is turned into the demo's for want of a setting.
        os.environ.setdefault("TESSERA_DEMO", "yes")
    import django
    from django.conf import settings

    django.setup()
    if not settings.DEMO:
        print("The demo's accounts have a published password: set TESSERA_DEMO=yes to run it.", file=sys.stderr)
        return 2
    if settings.DATABASES["default"]["NAME"] and args.reset:
        _forget()
    from django.core.management import call_command

    from tessera.config.upkeep import bring_up_to_date
    from tessera.synth import demo

    bring_up_to_date(say=False)
    demo.load_once(people=args.people, reports=args.reports)
    call_command("collectstatic", interactive=False, verbosity=0)
    print(demo.sign_ins(f"http://{HOST}:{args.port}"), flush=True)
    return 0 if args.no_serve else _serve(args.port)


def _serve(port: int) -> int:
    """Serve until stopped: by the keyboard, or by SIGTERM as a supervisor of processes sends it."""
    tessera = [sys.executable, "-m", "tessera"]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    started: list[subprocess.Popen[bytes]] = []
    try:
        started.append(subprocess.Popen([*tessera, "worker"]))
        started.append(subprocess.Popen([*tessera, "serve", "--host", HOST, "--port", str(port)]))
        return started[-1].wait()
    except KeyboardInterrupt:
        return 0
    finally:
        for one in reversed(started):
            one.terminate()
        for one in started:
            one.wait()


def _forget() -> None:
    """Drop the demo database and make it anew, empty."""
    import psycopg
    from django.conf import settings
    from django.db import connections
    from psycopg import sql

    from tessera.config.database import drop_database

    connections.close_all()
    place = settings.DATABASES["owner"]
    words = {
        "host": place["HOST"],
        "port": place["PORT"],
        "user": place["USER"],
        "password": place["PASSWORD"],
    }
    server = {key: value for key, value in words.items() if value}
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as owner:
        name = sql.Identifier(place["NAME"])
        drop_database(owner, place["NAME"])
        owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(name))
