"""A file that was taken before, given again: what lists taken since have said of its rows is not gone back on unasked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tessera.access.models import User
from tessera.imports import queries
from tessera.imports.models import Import


@dataclass(frozen=True)
class Earlier:
    """When this very file was first taken from its source, as far as this person may read, and by which lists."""

    first_at: datetime | None = None
    lists: frozenset[UUID] = frozenset()

    @classmethod
    def of(cls, given: Import, by: User) -> "Earlier":
        """Nothing where whoever takes the list said to go over later lists. A list that is being taken counts itself:
        one that was stopped, and goes on after a later list was taken, is the older of the two.
        """
        takings = {} if given.goes_over_later else queries.takings_of_file(by, given)
        return cls(min(takings.values(), default=None), frozenset(takings))

    def is_before(self, list_id: UUID, taken_at: datetime) -> bool:
        """Whether a row that is held came from another file, taken after this one was."""
        return self.first_at is not None and taken_at > self.first_at and list_id not in self.lists
