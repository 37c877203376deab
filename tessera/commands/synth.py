"""Make a fictional area of any size, the same for the same seed."""

import argparse
import sys
import time


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--reports", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)


def run(args: argparse.Namespace) -> int:
    """Bring the database up to date, then load the county and its reports with COPY. Run again to go on after a stop."""
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

    from tessera.config.upkeep import bring_up_to_date
    from tessera.synth.bulk import already_loaded, load_reports
    from tessera.synth.county import place_county

    bring_up_to_date(say=False)
    if (before := already_loaded()) >= args.reports:
        print(
            f"{before} made-up reports are here already, so nothing was loaded: --people, --reports and --seed only count "
            "in an area without any. For another area, use an empty database; for a larger one, ask for more reports."
        )
        return 0
    if before:
        print(f"{before} made-up reports are here already, and stay as they are. The others are added after them.")
    on, began = timezone.localdate(), time.monotonic()
    placed = place_county(on=on)
    loaded = load_reports(people=args.people, reports=args.reports, seed=args.seed, on=on, placed=placed, progress=show)
    print(f"\n{loaded} reports loaded in {time.monotonic() - began:.0f} s")
    return 0


def show(done: int, of: int) -> None:
    """One line that counts up."""
    print(f"\r{done:,} of {of:,} reports", end="", file=sys.stderr, flush=True)
