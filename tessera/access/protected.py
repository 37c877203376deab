"""The access rule, said in the ORM. The database enforces the same rule underneath."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from tessera.access.keyring import current


class ReadableQuerySet(models.QuerySet[Any]):
    """Rows that somebody's keyring may open."""

    def readable(self) -> Self:
        """Rows the current keyring opens: written by this post, or with one of its holders in the audience.

        Without an open keyring there are none.
        """
        from tessera.access.models import AudienceHolder

        keyring = current()
        opened = AudienceHolder.objects.filter(audience=OuterRef("audience"), holder__in=keyring.holders)
        return self.filter(Q(author=keyring.post) | Exists(opened))


ReadableManager = models.Manager.from_queryset(ReadableQuerySet)
