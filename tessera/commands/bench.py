"""Measure the site on the fictional area. Prints one JSON object for each subject (docs/benchmarks.md)."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence

NAMES = {
    "pages": "the pages people open in a day",
    "search": "the first page of what --reports reports say",
    "match": "who was meant, of --people people",
    "febrl": "the same of four public files (needs requirements/linkage.txt)",
    "bulk": "all of --people people compared with one another (needs requirements/linkage.txt)",
    "import": "a list of --rows rows",
    "audit": "the log: appending while it is sealed, and proving --rows entries",
    "pointer": "whether the clock tells something hidden from nothing at all",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `tessera bench`."""
    parser.add_argument("name", choices=NAMES, help="; ".join(f"{name}: {words}" for name, words in NAMES.items()))
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--reports", type=int, default=200_000)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--queries", type=int, default=1000, help="pages to time for each number of users, or questions, or searches"
    )
    parser.add_argument("--users", default="1,20", help="how many at once, separated by commas")
    parser.add_argument("--processes", type=int, help="processes (default: as `tessera serve` has them, or one a core)")
    parser.add_argument("--reset", action="store_true", help="load the area again")


def run(args: argparse.Namespace) -> int:
    """Print the lines as they are known. 0 when done; 1 when the site failed; 2 for bad input."""
    words = args.users.split(",")
    users = [int(word) if word.isascii() and word.isdigit() else 0 for word in words]
    if min(args.people, args.reports, args.rows, args.queries, *users) < 1:
        print("Give whole numbers of at least 1; --users is numbers separated by commas.", file=sys.stderr)
        return 2
    if args.name == "febrl":
        return _febrl()
    import django
    import psycopg
    from django.conf import settings

    django.setup()
    if not settings.DEMO:
        print("A bench signs in with the demo's published password: set TESSERA_DEMO=yes.", file=sys.stderr)
        return 2
    from tessera.bench.site import SiteFailed

    try:
        for line in _lines(args, users):
            print(line, flush=True)
    except SiteFailed as error:
        print(error, file=sys.stderr)
        return 1
    except psycopg.errors.InsufficientPrivilege:
        print("The owner's login may not make a database for the bench: give it CREATEDB.", file=sys.stderr)
        return 2
    return 0


def _lines(args: argparse.Namespace, users: Sequence[int]) -> Iterator[str]:
    if args.name == "search":
        from tessera.bench import searching

        return searching.measure(searching.Asking(args.reports, args.queries, args.seed, args.reset))
    if args.name == "match":
        from tessera.bench import matching

        return matching.measure(people=args.people, queries=args.queries, seed=args.seed, reset=args.reset)
    if args.name == "bulk":
        from tessera.bench import bulk

        return bulk.measure(people=args.people, seed=args.seed, reset=args.reset)
    if args.name == "import":
        from tessera.bench import importing

        many = args.processes or os.cpu_count() or 1
        return importing.measure(importing.Asked(args.rows, args.seed, many, args.reset))
    if args.name == "audit":
        from tessera.bench import auditing

        return auditing.measure(entries=args.rows, seed=args.seed, reset=args.reset)
    if args.name == "pointer":
        from tessera.bench import pointing

        return pointing.measure(queries=args.queries, seed=args.seed, reset=args.reset)
    from tessera.bench.measuring import Asked, measure

    return measure(Asked(
        people=args.people, reports=args.reports, seed=args.seed, queries=args.queries, users=users,
        processes=args.processes, reset=args.reset,
    ))  # fmt: skip


def _febrl() -> int:
    """Needs no database, but the optional packages of requirements/linkage.txt."""
    try:
        from tessera.bench import febrl
    except ImportError:
        print("The FEBRL files are not installed: install requirements/linkage.txt.", file=sys.stderr)
        return 2
    for line in febrl.measure():
        print(line, flush=True)
    return 0
