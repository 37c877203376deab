"""Bring the database up to date, as its owner, and load the catalogues."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say nothing when all is well")


def run(args: argparse.Namespace) -> int:
    """Migrate under the owner's login, then load every catalogue. Safe to run at each deploy."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from tessera.config.database import let_the_site_in
    from tessera.reference.loading import load_catalogues

    verbosity = 0 if args.quiet else 1
    with connections["owner"].cursor() as owner:
        let_the_site_in(owner)
    call_command("migrate", database="owner", interactive=False, verbosity=verbosity)
    connections["owner"].close()
    for name, count in load_catalogues().items():
        if not args.quiet:
            print(f"  {name}: {count} rows")
    return 0
