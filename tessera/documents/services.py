"""Keeping a file as it was given: typed by its content, hashed, encrypted on the disk."""

from pathlib import Path, PurePosixPath
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from tessera.access.models import Audience, User
from tessera.audit.log import record, storable
from tessera.documents import events, policy
from tessera.documents.models import File
from tessera.lib import file_keys, files, sealing

NAME_LENGTH = 200


class Unreadable(Exception):
    """The bytes on the disk are missing, changed, or sealed with another key."""


@transaction.atomic
def keep(*, content: bytes, name: str, audience: Audience, by: User) -> File:
    """Keep a file for this audience. What it is comes from its content; its name only has to agree.

    Raises `lib.files.Refused`, with a sentence, for an empty file, a large one, or a kind that is not taken.
    """
    limit = settings.MAX_FILE_MEGABYTES * 1024 * 1024
    kind = files.kind_of(content, name, limit=limit)
    file = File(
        pk=uuid4(),
        name=_clean(name) or f"file.{kind.code}",
        kind=kind.media_type,
        size=len(content),
        sha256=files.fingerprint(content),
        audience=audience,
        author=by.post,
    )
    # The bytes first: a row whose file is not there would be a report that lost its evidence.
    file_keys.write_whole(_place(file.pk), file_keys.seal_file(content, secret=settings.FILE_KEY))
    file.save(force_insert=True)
    record(events.KEPT, by=by, on=file, kind=file.kind, size=file.size)
    return file


def content_of(file: File) -> bytes:
    """The file exactly as it was given. Raises Unreadable when it is no longer that."""
    try:
        content = file_keys.unseal_file(_place(file.pk).read_bytes(), secrets=settings.FILE_KEYS)
    except (OSError, sealing.Damaged) as error:
        raise Unreadable(f"The file {file.name} cannot be read.") from error
    if files.fingerprint(content) != file.sha256:
        raise Unreadable(f"The file {file.name} is not the one that was kept.")
    return content


def move(file: File, audience: Audience) -> File:
    """Give the file to the audience of what it was attached to."""
    file.audience = audience
    file.save(update_fields=["audience"])
    return file


@transaction.atomic
def throw_away(*, file: File, by: User) -> None:
    """Take out a file that was never sent with a report. One that was is kept: the database refuses.

    Raises PermissionDenied for anybody but whoever chose it.
    """
    policy.may_throw_away(by, file).require()
    record(events.THROWN_AWAY, by=by, on=file)
    place = _place(file.pk)
    file.delete()
    transaction.on_commit(lambda: place.unlink(missing_ok=True))


def _place(pk: UUID) -> Path:
    return Path(settings.FILES_FOLDER) / pk.hex[:2] / str(pk)


def _clean(name: str) -> str:
    """The last part of the name, without what no page or disk can carry."""
    last = PurePosixPath(storable(name).replace("\\", "/")).name
    kept = "".join(character for character in last if character.isprintable()).strip()
    stem, dot, ending = kept.rpartition(".")
    return kept if len(kept) <= NAME_LENGTH else (stem or ending)[: NAME_LENGTH - 20] + (dot + ending)[:20]
