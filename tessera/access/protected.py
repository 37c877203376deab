"""The access rule, said in the ORM. The database enforces the same rule underneath."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, Field, ForeignKey, Lookup, OuterRef, Q

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


@Field.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):  # type: ignore[type-arg]  # the rows of another query: no one type
    """`filter(pk__among=few)`: the column is one of the few that another query answers, which is asked first.

    With `__in`, PostgreSQL may read a whole table and test each row: it cannot know how few the other query answers
    when row-level security stands on both sides (docs/benchmarks.md: 1.1 s for what then took 1 ms).
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, column_params = self.process_lhs(compiler, connection)
        query, params = self.process_rhs(compiler, connection)
        return f"{column} = ANY (ARRAY{query})", (*column_params, *params)
