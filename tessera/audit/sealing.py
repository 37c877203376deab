"""Sealing the log: each minute what has ended since the last time, signed and mirrored where that is set up."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from django.conf import settings
from django.db import connection

MOST = 65_536  # entries in a batch
SAID = ("number", "era", "first_xid", "until_xid", "entries", "root", "chained")


class NoKey(ValueError):
    """The file of the key cannot be read, or holds no Ed25519 key."""


def seal() -> int:
    """Seal whatever can be; give how many batches that made. One sealer at a time: another gives way."""
    made = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT number FROM audit_seal(%s)", [MOST])
            if cursor.fetchone() is None:
                break
            made += 1
    if settings.AUDIT_KEY:
        _sign(private_key(Path(settings.AUDIT_KEY)))
    if settings.AUDIT_MIRROR:
        _mirror(Path(settings.AUDIT_MIRROR))
    return made


def private_key(file: Path) -> Ed25519PrivateKey:
    """The key that batches are signed with. Raises NoKey."""
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise NoKey(f"The key {file} cannot be read: {error}.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise NoKey(f"The key {file} is no Ed25519 key. Make one with: tessera audit key --out FILE")
    return key


def public_key(file: Path) -> Ed25519PublicKey:
    """The half of the key that anybody may have, to see who signed. Raises NoKey."""
    try:
        key = load_pem_public_key(file.read_bytes())
    except (OSError, ValueError, TypeError) as error:
        raise NoKey(f"The key {file} cannot be read: {error}.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise NoKey(f"The key {file} is no Ed25519 key.")
    return key


def is_signed_by(key: Ed25519PublicKey, chained: str, signature: bytes) -> bool:
    """Whether this key signed the chain up to here."""
    try:
        key.verify(signature, chained.encode())
    except InvalidSignature:
        return False
    return True


def mirrored(file: Path) -> Iterator[dict[str, Any]]:
    """The batches that the mirror holds, oldest first. Raises ValueError, with its line, for one that is none."""
    with file.open(encoding="utf-8") as lines:
        for at, line in enumerate(lines, 1):
            try:
                batch = json.loads(line)
                yield {name: batch[name] for name in SAID}
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"Line {at} of {file} is no batch") from error


def _sign(key: Ed25519PrivateKey) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_first_unsigned()")
        [first] = cursor.fetchone()
        if first is None:
            return
        for batch in _sealed_after(cursor, first - 1):
            if not batch["is_signed"]:
                cursor.execute("SELECT audit_sign(%s, %s)", [batch["number"], key.sign(batch["chained"].encode())])


def _mirror(file: Path) -> None:
    last = 0
    if file.exists():
        for batch in mirrored(file):
            last = int(batch["number"])
    with connection.cursor() as cursor:
        new = _sealed_after(cursor, last)
    if not new:
        return
    with file.open("a", encoding="utf-8") as out:
        os.fchmod(out.fileno(), 0o600)
        for batch in new:
            out.write(json.dumps({name: batch[name] for name in SAID}) + "\n")
        out.flush()
        os.fsync(out.fileno())


def _sealed_after(cursor: Any, past: int) -> list[dict[str, Any]]:
    cursor.execute("SELECT * FROM audit_sealed_after(%s)", [past])
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
