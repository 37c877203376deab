"""Run the background worker: it strikes the clocks and sends what is due."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="strike what is due now and stop")


def run(args: argparse.Namespace) -> int:
    """Work until stopped. Two workers share the jobs: a clock strikes once."""
    import django

    django.setup()
    if args.once:
        from django.utils import timezone

        from tessera.work.services import strike

        print(f"{strike(at=timezone.now())} clocks struck")
        return 0
    from django.core.management import call_command

    call_command("procrastinate", "worker", "--concurrency", "2")
    return 0
