"""Look the configuration over and say what is not safe or not finished."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--production", action="store_true", help="also refuse what is only fit for the demo")


def run(args: argparse.Namespace) -> int:
    """Print one sentence a finding. Exit 0 when there is none, else 1."""
    import django

    django.setup()
    from tessera.config import doctor
    from tessera.documents import rotation

    findings = doctor.findings(production=args.production)
    if old := sum(1 for _ in rotation.still_old()):
        findings.append(f"{old} files are not wrapped with the key of now: run `tessera keys rotate`.")
    for finding in findings:
        print(finding)
    if not findings:
        print("Nothing to mend.")
    return 1 if findings else 0
