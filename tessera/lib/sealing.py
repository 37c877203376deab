"""What may not lie open on a disk or in a backup: files, and a name that somebody asked us not to give."""

import base64
import hashlib
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Damaged(ValueError):
    """What was sealed cannot be opened: another key, or not the bytes that were sealed."""


def seal(content: bytes, *, secret: str) -> bytes:
    """Encrypt, so that only a holder of the same secret can open it and any change shows."""
    return _lock(secret).encrypt(content)


def unseal(sealed: bytes | memoryview, *, secret: str | Sequence[str]) -> bytes:
    """Open what `seal` made, with this secret or any of these.

    Raises Damaged when the secret is another or a single bit has changed.
    """
    try:
        return MultiFernet([_lock(one) for one in ([secret] if isinstance(secret, str) else secret)]).decrypt(
            bytes(sealed)
        )
    except InvalidToken:
        raise Damaged("This cannot be opened: it was changed, or sealed with another key.") from None


def _lock(secret: str) -> Fernet:
    # The key of the environment may be of any length; Fernet's is 32 bytes.
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))
