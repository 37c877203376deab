"""What a thing as a whole may be the same as, and two things side by side."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from tessera.access.models import User
from tessera.entities.holding import readings
from tessera.entities.models import Match, Mention, PairAnswer, Part
from tessera.entities.queries.held import Held, facts_from, held_for, mentions_for, mentions_of, newest_mentions
from tessera.entities.queries.merged import told_of
from tessera.entities.queries.suggestions import Suggestion, suggestions_for_each
from tessera.lib.linkage.fields import Facts, Kind
from tessera.lib.linkage.model import published_model
from tessera.lib.linkage.prepared import Prepared, prepare
from tessera.lib.linkage.score import Score, score

# The newest mentions speak for a thing that thousands speak of; more ways of giving it than this are not compared.
MOST_ASKED = 12
MOST_WAYS = 16
MOST_BESIDE = 100
PARTS_APART = {Part.CHILD: "a child", Part.CONCERN: "a person of concern", Part.PROTECTS: "somebody who protects"}


@dataclass(frozen=True)
class Pairs:
    """What a thing may be the same as: still to be answered, best first; and answered already, with the answer."""

    open: list[Suggestion]
    answered: list[Suggestion]


@dataclass(frozen=True)
class Line:
    """What two things each say of one fact, with the mentions whose reports say so, and whether they agree."""

    label: str
    left: tuple[tuple[str, tuple[Mention, ...]], ...]
    right: tuple[tuple[str, tuple[Mention, ...]], ...]

    @property
    def verdict(self) -> str:
        if not self.left or not self.right:
            return "Only one says"
        ours = {value.casefold() for value, _ in self.left}
        return "Agree" if ours & {value.casefold() for value, _ in self.right} else "Differ"


def names_apart(left: Held, right: Held) -> tuple[str, str]:
    """What to call two things on a page about both: of one name, “the first” and “the second”."""
    if left.name.casefold() != right.name.casefold():
        return left.name, right.name
    return f"{left.name} (the first)", f"{right.name} (the second)"


def spoken_of_otherwise(left: Held, right: Held) -> str:
    """That reports give the two such parts as one person seldom has, as a warning before they are joined; else nothing.

    A child may be made to harm others, so nothing is forbidden.
    """
    one, two = ([words for part, words in PARTS_APART.items() if part in held.parts] for held in (left, right))
    if not one or not two or set(one) & set(two):
        return ""
    first, second = names_apart(left, right)
    return (
        f"Reports speak of {first} as {' and '.join(one)}, and of {second} as {' and '.join(two)}. Joined, all that is "
        "said of either stands on one page, a child’s page too. Be sure that they are one person."
    )


def wholes_like(user: User, held: Held) -> Pairs:
    """Everything else of its kind that a thing may be the same as, each compared as a whole.

    Found by what its newest mentions say, from what the reader's keyring opens alone. What is alike in one mention
    and, all told, too unlike to be suggested is left out, unless somebody answered about it.
    """
    asked = list(mentions_of(user, held.pk)[:MOST_ASKED])
    found = suggestions_for_each(user, asked)
    wholes = {
        other: answer
        for other, answer in told_of(user, [held.pk])[held.pk].items()
        if answer.judgement != Match.Judgement.SAME
    }
    answers: dict[UUID, Match | PairAnswer] = {}
    for matches in found.values():
        for one in matches.answered:
            if one.answered is not None and one.answered.judgement != Match.Judgement.SAME:
                answers[one.entity_id] = one.answered
    answers |= wholes
    candidates = {one.entity_id for matches in found.values() for one in matches.open}
    named = held_for(user, (candidates | set(answers)) - {held.pk})
    said = newest_mentions(user, named)
    rows = [
        _as_whole(held, other, said.get(pk, ()), answers.get(pk))
        for pk, other in named.items()
        if other.kind == held.kind
    ]
    rows.sort(key=lambda one: (-one.score, one.name, str(one.entity_id)))
    floor = published_model().kinds[cast("Kind", held.kind)].lowest_floor
    return Pairs(
        [one for one in rows if one.answered is None and one.score >= floor],
        [one for one in rows if one.answered is not None],
    )


def whole_score(one: Held, other: Held) -> Score:
    """How two things compare as wholes: the best of the ways in which each was given. The same whichever is first."""
    first, second = sorted((one, other), key=lambda held: str(held.pk))
    return best_score(ways_of(first.said), ways_of(second.said))


def ways_of(said: Sequence[Facts]) -> list[Prepared]:
    """The ways in which one thing was given, ready to be compared."""
    return [prepare(facts) for facts in readings(said)[:MOST_WAYS]]


def best_score(first: Sequence[Prepared], second: Sequence[Prepared]) -> Score:
    """The best score of two things, of all the ways in which each was given; of equals the reasons that sort first."""
    scores = [score(one, other) for one in first for other in second]
    return min(scores, key=lambda each: (-each.total, list(each.reasons)))


def lines_of(one: Sequence[Mention], other: Sequence[Mention]) -> list[Line]:
    """The facts of two things side by side, with what agrees and what differs."""
    sides: dict[str, tuple[list[tuple[str, tuple[Mention, ...]]], ...]] = defaultdict(lambda: ([], []))
    for side, mentions in enumerate((one, other)):
        for fact in facts_from(mentions):
            sides[fact.label][side].append((fact.value, fact.mentions))
    return [Line(label, tuple(left), tuple(right)) for label, (left, right) in sides.items()]


def of_a_report(user: User, reference: str, held: Held) -> list[Held]:
    """Everything else of the same kind that a report speaks of, as far as the reader may open it."""
    spoken = mentions_for(user).filter(report__reference__iexact=reference, kind=held.kind)
    others = set(spoken.values_list("entity", flat=True)[:MOST_BESIDE]) - {held.pk}
    return sorted(held_for(user, others).values(), key=lambda one: (one.name, str(one.pk)))


def _as_whole(held: Held, other: Held, mentions: Iterable[Mention], answer: Match | PairAnswer | None) -> Suggestion:
    score, shown = whole_score(held, other), tuple(mentions)
    return Suggestion(other, score.total, score.prior, score.reasons, shown, other.more_than(len(shown)), answer)
