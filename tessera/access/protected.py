"""The access rule, said in the ORM. The database enforces the same rule underneath."""

from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import BooleanField, F, Field, ForeignKey, Func, Lookup

from tessera.access.keyring import current

Row = TypeVar("Row", bound=models.Model, covariant=True)


class Opened(Func):
    """Whether a row's author is this post, or one of these holders is in its audience.

    Written out, because every read of a page says it: built from `Exists` it was a fifth of a page's time.
    """

    output_field = BooleanField()

    def __init__(self, *columns: Any, post: int | None, holders: tuple[int, ...]) -> None:
        super().__init__(*columns)
        self.post, self.holders = post, list(holders)

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        author, audience = (compiler.compile(column)[0] for column in self.source_expressions)
        rule = (
            f"({author} = %s OR EXISTS (SELECT FROM access_audienceholder h "
            f"WHERE h.audience_id = {audience} AND h.holder_id = ANY (%s)))"  # constant words  # nosec B608
        )
        return rule, (self.post, self.holders)


class ReadableQuerySet(models.QuerySet[Row]):
    """Rows that somebody's keyring may open."""

    def readable(self) -> Self:
        """Rows the current keyring opens: written by this post, or with one of its holders in the audience.

        Without an open keyring there are none.
        """
        keyring = current()
        return self.filter(Opened(F("author"), F("audience"), post=keyring.post, holders=keyring.holders))

    def held(self) -> Self:
        """The same rows as they are now, held until this transaction ends, so that one writer follows another.

        They are asked for twice. Whoever waits here for another writer is judged by the audiences that stood before
        the wait: given a new audience meanwhile, a row they may read would look hidden. The second time the rows are
        held already, and the audiences are today's. Rows that others point at are held without their keys, so that
        nobody who writes such a pointer waits for whoever holds them, and two never wait in a ring.
        """
        rows = self.select_for_update(of=("self",), no_key=True)
        list(rows.select_related(None).only("pk"))
        return rows


ReadableManager = models.Manager.from_queryset(ReadableQuerySet)


@Field.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """`filter(pk__among=few)`: the column is one of the few that another query answers, which is asked first.

    With `__in`, PostgreSQL may read a whole table and test each row: it cannot know how few the other query answers
    when row-level security stands on both sides (docs/benchmarks.md: 1.4 s for what then took 3 ms).
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, column_params = self.process_lhs(compiler, connection)
        query, params = self.process_rhs(compiler, connection)
        return f"{column} = ANY (ARRAY{query})", (*column_params, *params)
