"""What two things that may be one have around them: reports that name both, what is spoken of with both, and ties.

Two in one report are seldom one; two who are always with the same car, house and friends may well be. A person judges.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tessera.access.models import User
from tessera.entities.queries.associates import Source, most_beside, spoken_of_beside
from tessera.entities.queries.held import Held, held_for
from tessera.entities.queries.ties import Tie, drawn, links_of, tied_to
from tessera.information.queries import grade_words


@dataclass(frozen=True)
class WithBoth:
    """Something spoken of with each of the two, with the reports that say so."""

    held: Held
    with_left: tuple[Source, ...]
    with_right: tuple[Source, ...]


@dataclass(frozen=True)
class Around:
    """The reports that name both, what each is spoken of with, and what ties each of them to others."""

    together: tuple[Source, ...]
    with_both: Sequence[WithBoth]
    ties: Sequence[tuple[Held, Sequence[Tie]]]


def around_two(user: User, left: Held, right: Held) -> Around:
    """What is around two things, from the reports that this reader may open alone."""
    beside_left, beside_right = (spoken_of_beside(user, one.pk) for one in (left, right))
    both = {pk: beside_left[pk] for pk in beside_left.keys() & beside_right.keys()}
    shared = sorted(most_beside(both), key=str)
    links = {one.pk: links_of(user, one.pk) for one in (left, right)}
    tied = {other for pk, some in links.items() for other in tied_to(some, pk)}
    others = held_for(user, {*shared, *tied}, with_standings=True)
    grades = grade_words(user, {link.report_id for some in links.values() for link in some})
    with_both = [
        WithBoth(others[pk], tuple(map(Source, beside_left[pk])), tuple(map(Source, beside_right[pk])))
        for pk in shared
        if pk in others
    ]
    with_both.sort(key=lambda one: (-len(one.with_left) - len(one.with_right), one.held.name, str(one.held.pk)))
    ties = [(one, drawn(links[one.pk], one.pk, others=others, grades=grades)) for one in (left, right)]
    return Around(tuple(map(Source, beside_left.get(right.pk, ()))), with_both, [said for said in ties if said[1]])
