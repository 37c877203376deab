"""Files kept for a report."""

from django.db import models

from tessera.access.models import Protected


class File(Protected):
    """A file as given: what it is by content, its size, its hash. The bytes lie encrypted on the disk."""

    name = models.TextField()
    kind = models.CharField(max_length=80, help_text="Media type, found from the content.")
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/files/{self.pk}/"
