"""A file that was given on a page, encrypted on the disk from when it arrives until its rows are read."""

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings

from tessera.lib import sealing


class Gone(Exception):
    """The file is missing or broken, so it has to be chosen again."""


def keep(pk: UUID, content: bytes) -> None:
    """Keep the file of this list."""
    place = _place(pk)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with place.open("wb") as out:
        os.fchmod(out.fileno(), 0o600)
        out.write(sealing.seal(content, secret=settings.FILE_KEY))
        out.flush()
        os.fsync(out.fileno())


def content_of(pk: UUID) -> bytes:
    """The file as it was given. Raises Gone."""
    try:
        return sealing.unseal(_place(pk).read_bytes(), secret=settings.FILE_KEY)
    except (OSError, sealing.Damaged) as error:
        raise Gone("The file is not here any more.") from error


def throw_away(pk: UUID) -> None:
    """Take the file off the disk, if it is there."""
    _place(pk).unlink(missing_ok=True)


def _place(pk: UUID) -> Path:
    return Path(settings.FILES_FOLDER) / "lists" / str(pk)
