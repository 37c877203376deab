"""Make the first administrator of an installation, who invites everybody else. Prints their link."""

import argparse
import sys

HAS_ONE = (
    "There is an administrator already, who can invite another. If nobody can reach one, say why with --because: "
    "it is recorded, and information governance is told."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `tessera administrator`."""
    parser.add_argument("--email", required=True, help="their work address")
    parser.add_argument("--name", required=True, help="their name")
    parser.add_argument("--agency", required=True, metavar="CODE", help="the code of their agency, such as triage-hub")
    parser.add_argument(
        "--agency-name", default="", help="its name, to make the agency when there is none of this code"
    )
    parser.add_argument("--kind", default="partnership", help="which kind of agency to make: police, health, school…")
    parser.add_argument("--because", default="", metavar="REASON", help="why, when there is an administrator already")


def run(args: argparse.Namespace) -> int:
    """Print the link that makes them administrator. 2 and one sentence when that cannot be."""
    import django

    django.setup()
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from tessera.staff import first, letters

    try:
        validate_email(args.email)
        invitation, token = first.invite_first(
            name=args.name, email=args.email, code=args.agency, agency_name=args.agency_name, kind=args.kind,
            because=args.because,
        )  # fmt: skip
    except ValidationError:
        print("Give --email in full, like name@example.org.", file=sys.stderr)
        return 2
    except first.HasOne:
        print(HAS_ONE, file=sys.stderr)
        return 2
    except first.NoAgency as wrong:
        print(wrong, file=sys.stderr)
        return 2
    print(f"{invitation.name} comes in as administrator of {invitation.agency} by this link, once, within seven days:")
    print(letters.link_of(token))
    return 0
