"""Each file has a key of its own, and that key is wrapped with the site's: a new site's key rewraps only a line.

A sealed file begins with a line of its own: a mark, the short public id of the site's key, and the wrapped key.
What was sealed before files had keys of their own has no such line, and still opens.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from cryptography.fernet import Fernet, InvalidToken

from tessera.lib import sealing

MARK = b"tessera-file-1"
UNFINISHED = ".part"
_LONGEST_HEAD = 500  # bytes


def public_id(secret: str) -> str:
    """The short name of a site's key, which may be printed and says nothing of the key."""
    return hashlib.sha256(b"tessera key id:" + secret.encode()).hexdigest()[:8]


def seal_file(content: bytes, *, secret: str) -> bytes:
    """Encrypt with a new key, kept at the head wrapped with the site's key."""
    own = Fernet.generate_key()
    return _head(own, secret) + Fernet(own).encrypt(content)


def unseal_file(sealed: bytes, *, secrets: Sequence[str]) -> bytes:
    """Open what `seal_file` made, or what was sealed before that. Fails when no secret opens it."""
    head, body = _parts(sealed)
    if head is None:
        return sealing.unseal(body, secret=secrets)
    try:
        return Fernet(_own_key(head, secrets)).decrypt(body)
    except InvalidToken:
        raise sealing.Damaged("This file was changed since it was sealed.") from None


def wrapped_with(place: Path) -> str | None:
    """The id of the site's key that this file's own key is wrapped with; None before files had their own."""
    with place.open("rb") as sealed:
        head, _ = _parts(sealed.read(_LONGEST_HEAD))
    return head.split(b" ")[1].decode("ascii", "replace") if head else None


def rewrap(place: Path, *, secrets: Sequence[str]) -> None:
    """Wrap the file's key with the first of the secrets. Killed at any moment, the file is whole, old or new.

    Fails when none of the secrets opens it; the file stays as it is.
    """
    head, body = _parts(place.read_bytes())
    write_whole(place, _wrapped_anew(head, body, secrets), only_if_there=True)


def _wrapped_anew(head: bytes | None, body: bytes, secrets: Sequence[str]) -> bytes:
    if head is None:
        return seal_file(sealing.unseal(body, secret=secrets), secret=secrets[0])
    return _head(_own_key(head, secrets), secrets[0]) + body


def write_whole(place: Path, content: bytes, *, only_if_there: bool = False) -> None:
    """Put the bytes on the disk under this name, all or none, for nobody else on the machine to read.

    `only_if_there` brings back no file that was thrown away meanwhile.
    """
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = place.with_name(f"{place.name}.{uuid4().hex}{UNFINISHED}")
    try:
        with beside.open("xb") as out:
            os.fchmod(out.fileno(), 0o600)
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        if not only_if_there or place.exists():
            beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)


def _head(own: bytes, secret: str) -> bytes:
    return b" ".join([MARK, public_id(secret).encode(), sealing.seal(own, secret=secret)]) + b"\n"


def _parts(sealed: bytes) -> tuple[bytes | None, bytes]:
    if not sealed.startswith(MARK + b" "):
        return None, sealed
    head, _, body = sealed.partition(b"\n")
    if head.count(b" ") != 2:
        raise sealing.Damaged("The key at the head of this file cannot be read.")
    return head, body


def _own_key(head: bytes, secrets: Sequence[str]) -> bytes:
    return sealing.unseal(head.split(b" ")[2], secret=secrets)
