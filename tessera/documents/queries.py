"""Finding a file that somebody may open."""

from uuid import UUID

from django.db.models import QuerySet

from tessera.access.models import User
from tessera.documents.models import File


def files_for(user: User) -> QuerySet[File]:
    """Files this person holds a key to."""
    return File.objects.readable()


def file_for(user: User, pk: UUID | str) -> File | None:
    """The file of this number, or nothing: hidden and absent are the same."""
    return files_for(user).filter(pk=pk).first()
