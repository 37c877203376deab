"""Let somebody sign in with a provider only: their password stops working."""

import argparse
import sys

AT_THE_SERVER = "Whoever runs the site"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", metavar="EMAIL", required=True, help="whose password stops working")


def run(args: argparse.Namespace) -> int:
    """End the password of somebody who is linked to a provider. Exit 2 when nobody is, with a sentence."""
    import django

    django.setup()
    from tessera.access import linking
    from tessera.access.models import User

    user = User.objects.filter(email__iexact=args.only).first()
    if user is None:
        print("Nobody here has this email address.", file=sys.stderr)
        return 2
    answer = linking.only_by_provider(user=user, by=AT_THE_SERVER)
    if not answer:
        print(answer.reason, file=sys.stderr)
        return 2
    print(f"{user} signs in with a provider only.")
    return 0
