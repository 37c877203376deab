"""The key that files are encrypted with: wrap everything with a new one."""

import argparse
import sys

from tessera.lib.invisible import on_a_terminal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs of `tessera keys`."""
    verbs = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    rotation = verbs.add_parser("rotate", help="wrap the key of each file with TESSERA_FILE_KEY, while the site runs")
    rotation.set_defaults(verb=rotate)


def run(args: argparse.Namespace) -> int:
    """0 when done; 1 when something could not be opened with any key."""
    import django

    django.setup()
    return int(args.verb(args))


def rotate(args: argparse.Namespace) -> int:
    """Show how far it is; say at the end what no key opened. Stopped, it goes on from there the next time."""
    from tessera.documents import rotation

    done = rotation.Rotated()
    try:
        for done in rotation.rotate():
            if done.seen % 100 == 0:
                print(f"{done.seen} of {done.of} files", file=sys.stderr)
    except KeyboardInterrupt:
        print(f"Stopped after {done.seen} of {done.of} files. Run it again to go on.", file=sys.stderr)
        return 1
    print(f"{done.rewrapped} files were wrapped with the key of now.")
    for name in done.unopened:
        print(f"No key opens {on_a_terminal(name)}. If an older key is known, add it to TESSERA_FILE_KEY_OLD.")
    return 1 if done.unopened else 0
