"""Find who may be who: in two files, or among all that is held, with the matcher of the live site (docs/matching.md)."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from tessera.lib.linkage.bulk import ENGINES, NotInstalled
from tessera.lib.linkage.model import published_model
from tessera.lib.linkage.rank import TOP
from tessera.lib.linkage.rows import COLUMNS, Unreadable
from tessera.lib.linkage.whole_files import ask_all, filed_away


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `tessera match`."""
    parsers = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    csv = parsers.add_parser("csv", help="rank the people of one CSV file for each row of another")
    csv.add_argument("population", type=Path, metavar="POPULATION.csv", help=f"who is known: {', '.join(COLUMNS)}")
    csv.add_argument("queries", type=Path, metavar="QUERIES.csv", help="who is asked for, with the same columns")
    csv.add_argument("--out", type=Path, required=True, metavar="RANKED.csv", help="where the answers go")
    csv.add_argument("--top", type=int, default=TOP, help="how many to give for each row (default %(default)s)")
    csv.set_defaults(match=match_csv)
    bulk = parsers.add_parser("bulk", help="compare everybody held with everybody else, for people to review")
    bulk.add_argument("--engine", choices=ENGINES, default="duckdb", help="spark where one machine is not enough")
    bulk.add_argument(
        "--threshold", type=float, help="the lowest score to suggest, in bits (default: 4, which is 16 to 1 on)"
    )
    bulk.set_defaults(match=match_bulk)


def run(args: argparse.Namespace) -> int:
    """0 when done; 2 and one sentence for files or numbers that cannot be used."""
    return int(args.match(args))


def match_csv(args: argparse.Namespace) -> int:
    """Rank the people of one file for each row of another. Needs no database."""
    if args.top < 1:
        print("--top must be at least 1.", file=sys.stderr)
        return 2
    try:
        with filed_away(args.population, _counter("people filed")) as people:
            written = ask_all(people, args.queries, args.out, top=args.top, told=_counter("rows asked for"))
    except Unreadable as wrong:
        print(wrong, file=sys.stderr)
        return 2
    print(f"{len(people):,} people, {written:,} answers, by model {published_model().version}.", file=sys.stderr)
    return 0


def match_bulk(args: argparse.Namespace) -> int:
    """Compare everybody held with everybody else, past the access rule, as the owner of the tables does.

    Whoever runs it is told so, and it is recorded; each suggestion is read by those alone who may read both sides.
    """
    import getpass

    import django

    django.setup()
    from tessera.entities import suggesting

    told = _counter("pairs compared")
    threshold = suggesting.LOWEST_SCORE if args.threshold is None else args.threshold
    print("Comparing everybody held, as the owner of the tables. This is recorded.", file=sys.stderr)
    try:
        done = suggesting.suggest_in_bulk(
            engine=args.engine,
            threshold=threshold,
            by=suggesting.OnTheServer(getpass.getuser()),
            tell=lambda done: told(done.pairs),
        )
    except (NotInstalled, ValueError) as wrong:
        print(wrong, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. What was suggested is kept: run the same command again to go on.", file=sys.stderr)
        return 2
    print(
        f"{done.pairs:,} pairs compared: {done.suggested:,} new suggestions, {done.known:,} suggested before, "
        f"by model {published_model().version}.",
        file=sys.stderr,
    )
    return 0


def _counter(words: str) -> Callable[[int], None]:
    """Counts up on one line of a terminal; says nothing into a file."""

    def told(many: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{many:,} {words}", end="", file=sys.stderr, flush=True)

    return told
