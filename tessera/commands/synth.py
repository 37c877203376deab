"""Make a fictional area of any size, the same for the same seed."""

import argparse
import sys
import time


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--reports", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)


def run(args: argparse.Namespace) -> int:
    """Load the county and its reports with COPY, showing progress. Run again to go on after a stop."""
    if args.people < 1 or args.reports < 0:
        print("Give at least one person, and no fewer than 0 reports.", file=sys.stderr)
        return 2
    import django
    from django.conf import settings

    django.setup()
    if not settings.DEMO:
        print("Made-up people belong in a demo: set TESSERA_DEMO=yes.", file=sys.stderr)
        return 2
    from django.utils import timezone

    from tessera.synth.bulk import load_reports
    from tessera.synth.county import place_county

    on, began = timezone.localdate(), time.monotonic()
    placed = place_county(on=on)
    loaded = load_reports(people=args.people, reports=args.reports, seed=args.seed, on=on, placed=placed, progress=show)
    print(f"\n{loaded} reports loaded in {time.monotonic() - began:.0f} s")
    return 0


def show(done: int, of: int) -> None:
    """One line that counts up."""
    print(f"\r{done:,} of {of:,} reports", end="", file=sys.stderr, flush=True)
