"""Find who in one file may be who in another, with the matcher of the live site (docs/matching.md)."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

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


def _counter(words: str) -> Callable[[int], None]:
    """Counts up on one line of a terminal; says nothing into a file."""

    def told(many: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{many:,} {words}", end="", file=sys.stderr, flush=True)

    return told
