"""What comparisons in bulk suggested and this reader has not answered, best first, one after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from tessera.access.models import User
from tessera.entities.models import BulkSuggestion, Match, PairAnswer
from tessera.entities.queries.held import Held, held_for
from tessera.entities.queries.merged import answers_given
from tessera.lib.linkage.model import Reason

LOOKED_AT = 50  # at once
COUNTED = 1_000


@dataclass(frozen=True)
class Review:
    """A suggestion with both sides as this reader holds them. `right` is what more is said of: “same” joins to it."""

    suggestion: BulkSuggestion
    left: Held
    right: Held

    @property
    def name(self) -> str:
        return f"{self.left.name} and {self.right.name}"

    @property
    def prior(self) -> float:
        return self.suggestion.prior

    @property
    def score(self) -> float:
        return self.suggestion.score

    @property
    def reasons(self) -> list[Reason]:
        """Why, as it was when it was suggested: both holdings still say the same, or it would not be here."""
        return [Reason(**reason) for reason in self.suggestion.reasons]

    @property
    def strength(self) -> str:
        return "Likely" if self.score >= 4 else "Possible" if self.score >= 0 else "Less likely"


def to_review(user: User, *, most: int, after: BulkSuggestion | None = None) -> list[Review]:
    """The best that this reader may answer and nobody whose answer they may read has, each pair once.

    `after` is one of them: those that stand behind it. What is held by others changes nothing here: a suggestion is of
    two holdings that the reader holds, and an answer counts that they may read.
    """
    found: list[BulkSuggestion] = []
    while len(found) < most:
        some = list(_behind(_unanswered(), after)[:LOOKED_AT])
        found += _not_answered_of_a_part(user, some)
        if len(some) < LOOKED_AT:
            break
        after = some[-1]
    return _seen(user, found[:most])


def review_for(user: User, pk: UUID) -> Review:
    """One suggestion, answered or not. Raises Http404 where this reader may not read it, or a side says more by now."""
    suggestion = BulkSuggestion.objects.select_related("run").filter(pk=pk).first()
    seen = _seen(user, [suggestion]) if suggestion else []
    if not seen:
        raise Http404
    return seen[0]


def how_many_to_review(user: User) -> int:
    """How many are open, exact to 1,000; one more stands for any number above that."""
    return len(_unanswered().values_list("pk")[: COUNTED + 1])


def _unanswered() -> QuerySet[BulkSuggestion]:
    """Each pair once, by the best suggestion of it, where nobody has answered about the two as wholes."""
    pair = Q(left=OuterRef("left"), right=OuterRef("right"))
    back = Q(left=OuterRef("right"), right=OuterRef("left"))
    better = Q(score__gt=OuterRef("score")) | Q(score=OuterRef("score"), pk__lt=OuterRef("pk"))
    return (
        BulkSuggestion.objects.exclude(Exists(PairAnswer.objects.filter(pair | back)))
        .exclude(Exists(BulkSuggestion.objects.filter(pair & better)))
        .order_by("-score", "pk")
    )


def _behind(suggestions: QuerySet[BulkSuggestion], after: BulkSuggestion | None) -> QuerySet[BulkSuggestion]:
    if after is None:
        return suggestions
    return suggestions.filter(Q(score__lt=after.score) | Q(score=after.score, pk__gt=after.pk))


def _not_answered_of_a_part(user: User, some: Sequence[BulkSuggestion]) -> list[BulkSuggestion]:
    """Those about which nothing was answered for a part either: for a mention of one, or before one was joined."""
    entities = {pk for one in some for pk in (one.left_id, one.right_id)}
    given = Match.objects.readable().filter(left__in=entities, right__in=entities)
    singles, wholes = answers_given(given.exclude(judgement=Match.Judgement.SAME), entities)
    told = {frozenset((one.left_id, one.right_id)) for one in singles}
    return [
        one
        for one in some
        if frozenset((one.left_id, one.right_id)) not in told and one.right_id not in wholes[one.left_id]
    ]


def _seen(user: User, some: Sequence[Any]) -> list[Review]:
    held = held_for(user, {pk for one in some for pk in (one.left_id, one.right_id)}, with_standings=True)
    seen = []
    for one in some:
        if one.left_id in held and one.right_id in held:
            sides = sorted((held[one.left_id], held[one.right_id]), key=lambda each: (each.mentions, str(each.pk)))
            seen.append(Review(one, *sides))
    return seen
