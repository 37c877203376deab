"""A file that was given on a page, encrypted on the disk from when it arrives until its rows are read."""

from pathlib import Path
from uuid import UUID

from django.conf import settings

from tessera.lib import file_keys, sealing


class Gone(Exception):
    """The file is missing or broken, so it has to be chosen again."""


def keep(pk: UUID, content: bytes) -> None:
    """Keep the file of this list."""
    file_keys.write_whole(_place(pk), file_keys.seal_file(content, secret=settings.FILE_KEY))


def content_of(pk: UUID) -> bytes:
    """The file as it was given. Raises Gone."""
    try:
        return file_keys.unseal_file(_place(pk).read_bytes(), secrets=settings.FILE_KEYS)
    except (OSError, sealing.Damaged) as error:
        raise Gone("The file is not here any more.") from error


def throw_away(pk: UUID) -> None:
    """Take the file off the disk, if it is there."""
    _place(pk).unlink(missing_ok=True)


def _place(pk: UUID) -> Path:
    return Path(settings.FILES_FOLDER) / "lists" / str(pk)
