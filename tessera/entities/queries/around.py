"""A child and all that stands around them, for their page: asked of the database at once, so that the page stays quick."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tessera.access.models import User
from tessera.entities.queries.associates import Associate, Beside, associates_among, most_beside, spoken_of_beside
from tessera.entities.queries.held import Held, held_for
from tessera.entities.queries.ties import Tie, drawn, links_of, tied_to


@dataclass(frozen=True)
class Around:
    """What one reader holds of one thing, of what is spoken of beside it, and of what it is tied to."""

    pk: UUID
    held: Mapping[UUID, Held]
    beside: Beside
    links: tuple[Any, ...]

    @property
    def associates(self) -> list[Associate]:
        """As `associates_of`."""
        return associates_among({pk: self.held[pk] for pk in most_beside(self.beside) if pk in self.held}, self.beside)

    def ties(self, grades: Mapping[UUID, str]) -> list[Tie]:
        """As `ties_of`. `grades` are the words for the grade of every report that speaks of it."""
        return drawn(self.links, self.pk, others=self.held, grades=grades)


def around(user: User, pk: UUID) -> Around:
    """All that stands around one thing, with the standings of the people in it; nothing of what this reader may not read."""
    beside, links = spoken_of_beside(user, pk), links_of(user, pk)
    held = held_for(user, {pk, *most_beside(beside), *tied_to(links, pk)}, with_standings=True)
    return Around(pk, held, beside, tuple(links))
