"""Look the configuration over and say what is not safe or not finished."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--production", action="store_true", help="also refuse what is only fit for the demo")


def run(args: argparse.Namespace) -> int:
    """Print one sentence a finding. Exit 0 when there is none, else 1."""
    import django

    django.setup()
    from tessera.config import doctor

    findings = doctor.findings(production=args.production)
    for finding in findings:
        print(finding)
    if not findings:
        print("Nothing to mend.")
    return 1 if findings else 0
