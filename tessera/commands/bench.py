"""Measure the site on the fictional area. Prints one JSON object for each subject (docs/benchmarks.md)."""

import argparse
import os
import sys

NAMES = ("pages", "import")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `tessera bench`."""
    parser.add_argument("name", choices=NAMES, help="pages: what people open in a day; import: a list of --rows")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--reports", type=int, default=200_000)
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the list that is imported")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--queries", type=int, default=1000, help="pages to time for each number of users")
    parser.add_argument("--users", default="1,20", help="how many at once, separated by commas")
    parser.add_argument("--processes", type=int, help="web processes (default: as `tessera serve` has them)")
    parser.add_argument("--reset", action="store_true", help="load the area again")


def run(args: argparse.Namespace) -> int:
    """Print the lines as they are known. 0 when done; 1 when the site failed; 2 for bad input."""
    words = args.users.split(",")
    users = [int(word) if word.isascii() and word.isdigit() else 0 for word in words]
    if min(args.people, args.reports, args.queries, args.rows, *users) < 1:
        print("Give whole numbers of at least 1; --users is numbers separated by commas.", file=sys.stderr)
        return 2
    import django
    import psycopg
    from django.conf import settings

    django.setup()
    if not settings.DEMO:
        print("A bench signs in with the demo's published password: set TESSERA_DEMO=yes.", file=sys.stderr)
        return 2
    from tessera.bench import importing
    from tessera.bench.measuring import Asked, measure
    from tessera.bench.site import SiteFailed

    asked = Asked(
        people=args.people, reports=args.reports, seed=args.seed, queries=args.queries, users=users,
        processes=args.processes, reset=args.reset,
    )  # fmt: skip
    lines = measure(asked)
    if args.name == "import":
        many = args.processes or os.cpu_count() or 1
        lines = importing.measure(importing.Asked(args.rows, args.seed, many, args.reset))
    try:
        for line in lines:
            print(line, flush=True)
    except SiteFailed as error:
        print(error, file=sys.stderr)
        return 1
    except psycopg.errors.InsufficientPrivilege:
        print("The owner's login may not make a database for the bench: give it CREATEDB.", file=sys.stderr)
        return 2
    return 0
