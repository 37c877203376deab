"""Who may be who, in two files or among all that is held, by the matcher of the site; and learning its weights."""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from tessera.lib.invisible import on_a_terminal
from tessera.lib.linkage.bulk import ENGINES, NotInstalled
from tessera.lib.linkage.model import LONGEST_VERSION, PUBLISHED, own_model, published_model, read_model
from tessera.lib.linkage.rank import TOP
from tessera.lib.linkage.rows import COLUMNS, Noticed, Unreadable
from tessera.lib.linkage.trained import changes, write_model
from tessera.lib.linkage.training import People, labelled, learn
from tessera.lib.linkage.whole_files import ask_all, filed_away
from tessera.lib.outcomes import Unwritable, refuse_device, refuse_place


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `tessera match`."""
    parsers = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    csv = parsers.add_parser("csv", help="rank the people of one CSV file for each row of another")
    csv.add_argument("population", type=Path, metavar="POPULATION.csv", help=f"who is known: {', '.join(COLUMNS)}")
    csv.add_argument("queries", type=Path, metavar="QUERIES.csv", help="who is asked for, with the same columns")
    csv.add_argument("--out", type=Path, required=True, metavar="RANKED.csv", help="where the answers go")
    csv.add_argument("--top", type=int, default=TOP, help="how many to give for each row (default %(default)s)")
    csv.add_argument(
        "--model",
        type=Path,
        metavar="MODEL.yaml",
        help="weights of one's own (default: those of TESSERA_MODEL, else the published)",
    )
    csv.set_defaults(match=match_csv)
    bulk = parsers.add_parser("bulk", help="compare everybody held with everybody else, for people to review")
    bulk.add_argument("--engine", choices=ENGINES, default="duckdb", help="spark where one machine is not enough")
    bulk.add_argument(
        "--threshold", type=float, help="the lowest score to suggest, in bits (default: 4, which is 16 to 1 on)"
    )
    bulk.set_defaults(match=match_bulk)
    again = parsers.add_parser("again", help="file all that is held again, when an upgrade changed how it is found")
    again.set_defaults(match=file_again)
    train = parsers.add_parser("train", help="learn the weights from a file of people")
    train.add_argument("population", type=Path, metavar="POPULATION.csv", help=f"people: {', '.join(COLUMNS)}")
    train.add_argument("--pairs", type=Path, metavar="TRUTH.csv", help="who is the same: columns id and same_as")
    train.add_argument("--out", type=Path, required=True, metavar="MODEL.yaml", help="where the model goes")
    train.add_argument("--version", help="its name, which every score will carry (default: the day and the seed)")
    train.add_argument("--seed", type=int, default=1, help="what chance is drawn by (default %(default)s)")
    train.set_defaults(match=match_train)


def run(args: argparse.Namespace) -> int:
    """0 when done; 2 and one sentence for files or numbers that cannot be used."""
    return int(args.match(args))


def match_csv(args: argparse.Namespace) -> int:
    """Rank the people of one file for each row of another. Needs no database."""
    if args.top < 1:
        print("--top must be at least 1.", file=sys.stderr)
        return 2
    try:
        own = args.model or os.environ.get("TESSERA_MODEL", "").strip()
        refuse_device("--out", args.out)
        refuse_place("--out", args.out, args.population, args.queries, *([Path(own)] if own else []))
        known, asked = Noticed(), Noticed()
        model = own_model(Path(own)) if own else published_model()
        with filed_away(args.population, _counter("people filed"), known) as people:
            told = _counter("rows asked for")
            written = ask_all(people, args.queries, args.out, top=args.top, told=told, model=model, noticed=asked)
    except (Unreadable, ValueError) as wrong:
        print(on_a_terminal(str(wrong)), file=sys.stderr)
        return 2
    for noticed in (known, asked):
        if noticed.many:
            print(on_a_terminal(str(noticed)), file=sys.stderr)
    if written.formulas:
        print(_run_as_formula(written.formulas), file=sys.stderr)
    print(f"{len(people):,} people, {written.lines:,} answers, by model {model.version}.", file=sys.stderr)
    return 0


def _run_as_formula(many: int) -> str:
    begin = "id begins" if many == 1 else "ids begin"
    said = "written as given, to be joined back. In a spreadsheet, import those columns as text."
    return f"{many:,} {begin} with =, +, - or @ as a formula does, and {'is' if many == 1 else 'are'} {said}"


def match_train(args: argparse.Namespace) -> int:
    """Learn the weights of a person's fields from a file. 1 when it is too small to tell anything."""
    on = date.today()
    version = f"trained-{on}-{args.seed}" if args.version is None else args.version.strip()
    published = read_model(PUBLISHED)
    if version == published.version or not 0 < len(version) <= LONGEST_VERSION:
        said = f"must be 1 to {LONGEST_VERSION} characters and not {published.version}, which is the published model's"
        print(f"--version {said}.", file=sys.stderr)
        return 2
    try:
        refuse_device("--out", args.out)
        refuse_place("--out", args.out, args.population, *([args.pairs] if args.pairs else []))
        people = People(args.population)
        pairs = labelled(args.pairs, people) if args.pairs else None
        lesson = learn(people, pairs, published.kinds["person"], seed=args.seed)
        if all(each.m is None and each.u is None for each in lesson.levels):
            print("Too few pairs to tell anything: nothing was written.", file=sys.stderr)
            return 1
        model = write_model(args.out, lesson, version=version, seed=args.seed, on=on)
    except (Unreadable, Unwritable, NotInstalled) as wrong:
        print(on_a_terminal(str(wrong)), file=sys.stderr)
        return 2
    if people.noticed.many:
        print(on_a_terminal(str(people.noticed)), file=sys.stderr)
    print("\n".join(changes(lesson, published, model)))
    of = "no labelled pairs" if lesson.pairs is None else f"{lesson.pairs:,} labelled pairs"
    print(f"{lesson.people:,} people, {of}, {lesson.random_pairs:,} random pairs: model {version}.", file=sys.stderr)
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


def file_again(args: argparse.Namespace) -> int:
    """File all that is held again, while the site runs. It is recorded who asked for it."""
    import getpass

    import django

    django.setup()
    from tessera.entities import filing, suggesting

    filed = filing.file_again(by=suggesting.OnTheServer(getpass.getuser()), tell=_counter("things filed"))
    print(f"{filed:,} things filed again.", file=sys.stderr)
    return 0


def _counter(words: str) -> Callable[[int], None]:
    """Counts up on one line of a terminal; says nothing into a file."""

    def told(many: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{many:,} {words}", end="", file=sys.stderr, flush=True)

    return told
