"""Seal the log, and prove that nothing in it or in a report was changed."""

import argparse
import sys
from pathlib import Path

from tessera.ui.words import plural


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `tessera audit`."""
    parsers = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    prove = parsers.add_parser("verify", help="prove the log and every report as sent; names the first fault")
    prove.add_argument(
        "--key", type=Path, metavar="FILE.pem", help="the public half of the key that batches are signed with"
    )
    prove.add_argument(
        "--mirror", type=Path, metavar="FILE", help="the mirror: without it a cut-off end is not noticed"
    )
    prove.add_argument(
        "--since", type=int, default=1, metavar="BATCH", help="go on from this batch (default: the first)"
    )
    prove.add_argument("--log-only", action="store_true", help="leave the reports out")
    prove.set_defaults(audit=verify)
    parsers.add_parser("seal", help="seal now what the worker seals each minute").set_defaults(audit=seal)
    key = parsers.add_parser("key", help="make a key to sign batches with")
    key.add_argument(
        "--out", type=Path, required=True, metavar="FILE.pem", help="where it goes; FILE.pub.pem is its public half"
    )
    key.set_defaults(audit=make_key)


def run(args: argparse.Namespace) -> int:
    """0 when all is well; 1 with the first fault; 2 and one sentence for what cannot be used."""
    import django

    django.setup()
    from tessera.audit.sealing import NoKey

    try:
        return int(args.audit(args))
    except NoKey as error:
        return _refused(str(error))


def verify(args: argparse.Namespace) -> int:
    """Prove the log, then the reports. Reads as the owner of the database."""
    from tessera.audit import sealing, verifying
    from tessera.information import proving

    if args.since < 1:
        return _refused("--since must be at least 1.")
    if args.mirror is not None and not args.mirror.is_file():
        return _refused(f"There is no mirror at {args.mirror}.")
    key = sealing.public_key(args.key) if args.key is not None else None
    try:
        proved = verifying.verify(
            verifying.owners_connection, key=key, mirror=args.mirror, since=args.since,
            said=lambda batches, entries: _say(f"  {entries:,} entries, up to batch {batches:,}"),
        )  # fmt: skip
        print(
            f"Sealed entries that are what was sealed: {proved.entries:,}, in {plural(proved.batches, 'batch', 'batches')}."
        )
        print(f"Entries of the last minutes, not sealed yet: {proved.not_sealed:,}.")
        if key is not None:
            print("Every batch is signed with this key.")
        if args.mirror is not None:
            print(f"Batches that are the ones in the mirror: {proved.mirrored:,}.")
        else:
            print("Whether the end of the log was cut off is not known: give --mirror.")
        if not args.log_only:
            reports = proving.prove_reports(lambda done: _say(f"  {done:,} reports"))
            print(f"Reports that are what was sent: {reports:,}.")
    except (verifying.Fault, proving.NotAsSent) as fault:
        print(fault)
        return 1
    except ValueError as error:
        return _refused(f"{error}.")
    return 0


def seal(args: argparse.Namespace) -> int:
    """Seal what can be sealed now."""
    from tessera.audit import sealing

    made = sealing.seal()
    print(f"{plural(made, 'new batch', 'new batches')}.")
    return 0


def make_key(args: argparse.Namespace) -> int:
    """Make an Ed25519 key. The private half is readable by its owner alone; the public one goes to whoever verifies."""
    import os

    from cryptography.hazmat.primitives import serialization as as_bytes
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    public = args.out.with_suffix(".pub.pem")
    made = Ed25519PrivateKey.generate()
    private_half = made.private_bytes(as_bytes.Encoding.PEM, as_bytes.PrivateFormat.PKCS8, as_bytes.NoEncryption())
    public_half = made.public_key().public_bytes(as_bytes.Encoding.PEM, as_bytes.PublicFormat.SubjectPublicKeyInfo)
    for file, half, mode in ((args.out, private_half, 0o600), (public, public_half, 0o644)):
        try:
            with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
                out.write(half)
        except OSError as error:
            return _refused(f"{file} cannot be written: {error.strerror}.")
    print(f"{args.out} signs: keep it where the database’s owner cannot read it, and name it in TESSERA_AUDIT_KEY.")
    print(f"{public} shows who signed: keep it with whoever verifies.")
    return 0


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _refused(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
