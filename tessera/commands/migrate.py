"""Bring the database up to date, as its owner, and load the catalogues."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say nothing when all is well")


def run(args: argparse.Namespace) -> int:
    """Migrate, load, and say how many rows each catalogue has."""
    import django

    django.setup()
    from tessera.config.upkeep import bring_up_to_date

    for name, count in bring_up_to_date(say=not args.quiet).items():
        if not args.quiet:
            print(f"  {name}: {count} rows")
    return 0
