"""What a mention may be the same as, worked out when a reader looks from what their keyring opens alone."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from tessera.access.models import User
from tessera.entities.facts import facts_of, is_named
from tessera.entities.holding import distinct, readings
from tessera.entities.models import Holding, Kind, Match, Mention, PairAnswer
from tessera.entities.queries.held import Held, held_for, newest_mentions, together
from tessera.entities.queries.merged import answers_given
from tessera.lib.linkage.compare import is_half_alike
from tessera.lib.linkage.keys import has_one_name, name_keys_for, query_key_tiers_for
from tessera.lib.linkage.model import KindModel, Reason, published_model
from tessera.lib.linkage.prepared import Prepared, prepare
from tessera.lib.linkage.rank import TOP, rank
from tessera.lib.linkage.score import Score, agrees_in_first_name, agrees_in_full, agrees_in_surname

# Of those that share keys with a mention, the ones that share most and rarest are scored.
MOST_CANDIDATES = 40
# A key that more of the things the reader holds share tells nothing apart, and is left out.
COMMONEST_KEY = 50
# Nor does it when more share it than this; asked at last, of all keys, for those for whom nobody likely was found before.
COMMONEST_KEY_AT_LAST = 200
# A name that more of what the reader holds is called tells nobody apart.
COMMONEST_NAME = 60
_SHARING = """
    WITH sharing AS MATERIALIZED (
        SELECT asked.n, shared.entity_id, shared.by_name
        FROM jsonb_to_recordset(%s::jsonb) AS asked(
            n integer, of_kind text, besides uuid[], wanted bigint[], called bigint[])
        CROSS JOIN LATERAL (
            SELECT entity_id, bool_or(called) AS by_name FROM (
                SELECT entity_id, false AS called FROM entities_likely(asked.wanted, asked.of_kind, asked.besides, %s, %s)
                UNION ALL
                SELECT entity_id, true FROM holdings_called(asked.called, %s) WHERE cardinality(asked.called) > 0) found
            GROUP BY entity_id) shared)
    SELECT sharing.n, sharing.by_name, held.id, held.entity_id, held.audience_id, held.kind, held.name, held.also,
           held.parts, held.fields, held.mentions, held.first_at, held.last_at
    FROM holdings_of((SELECT array_agg(DISTINCT entity_id) FROM sharing)) held
    JOIN sharing ON sharing.entity_id = held.entity_id
"""
TIERS = 3


@dataclass(frozen=True)
class Suggestion:
    """An entity that a mention may be of, with the reasons as a sum.

    `prior` plus each reason's weight is `score`. Weights are in bits: +1 makes it twice as likely. `mentions` are
    the newest of it, `more` how many there are besides. `answered` is the answer when somebody has given one.
    """

    held: Held
    score: float
    prior: float
    reasons: tuple[Reason, ...]
    mentions: tuple[Mention, ...] = ()
    more: int = 0
    answered: Match | PairAnswer | None = None

    @property
    def entity_id(self) -> UUID:
        return self.held.pk

    @property
    def name(self) -> str:
        return self.held.name

    @property
    def reports(self) -> list[Any]:
        """The newest reports that speak of it."""
        return list(dict.fromkeys(mention.report for mention in self.mentions))

    @property
    def strength(self) -> str:
        """The score in words, by the odds it stands for: 16 to 1 on, evens, or less."""
        return "Likely" if self.score >= 4 else "Possible" if self.score >= 0 else "Less likely"


@dataclass(frozen=True)
class Matches:
    """What a mention may be the same as: what is still to be answered, best first, and what has been."""

    mention: Mention
    open: list[Suggestion] = field(default_factory=list)
    answered: list[Suggestion] = field(default_factory=list)

    @property
    def has_no_name(self) -> bool:
        """Whether it speaks of somebody whose name could not be read, so that nobody could be found by it."""
        return self.mention.kind == Kind.PERSON and not is_named(self.mention)


def suggestions_for(user: User, mention: Mention) -> list[Suggestion]:
    """What a mention may be the same as and nobody has answered yet, best first."""
    return suggestions_for_each(user, [mention])[mention.pk].open


def suggestions_for_each(user: User | None, mentions: Sequence[Mention]) -> dict[UUID, Matches]:
    """The same for every mention of a report or a concern, and what was answered, in a few queries.

    Commoner keys are only asked for while nobody likely enough was found by the rarer ones.
    """
    answers = _answers(mentions)
    ranking = Ranking(mentions, {pk: asked for pk, (asked, _) in answers.items()})
    for tier in range(TIERS):
        ranking.ask(tier)
    best = {mention.pk: ranking.best(mention) for mention in mentions}
    others = {other for _, given in answers.values() for other, _ in given}
    # Asked for whether or not they were found as well, so that a page takes as many queries either way.
    named = ranking.held | held_for(user, others)
    said = newest_mentions(user, others | {entity for some in best.values() for entity, _ in some})
    found: dict[UUID, Matches] = {}
    for mention in mentions:
        shown = [_as_suggested(named[entity], score, said[entity]) for entity, score in best[mention.pk]]
        given = [
            _as_answered(mention, named[other], match, said[other])
            for other, match in answers[mention.pk][1]
            if other in named
        ]
        found[mention.pk] = Matches(mention, shown, given)
    return found


def answers_about(user: User, mention: Mention, entity_id: UUID) -> Match | None:
    """The latest answer about this mention and this entity that the reader may see."""
    given = Match.objects.readable().filter(mention=mention, right=entity_id)
    return given.select_related("author__user", "author__agency").order_by("-at", "-pk").first()


def evidence_for(mention: Mention, held: Held) -> tuple[Score, list[UUID]]:
    """How a mention compares with what the reader holds of an entity, and with which mentions of it."""
    others = Mention.objects.filter(entity_id=held.pk, audience__in=held.audiences).exclude(pk=mention.pk)
    compared = list(others.order_by("pk"))
    said = readings(distinct(facts_of(other) for other in compared))
    ranked = rank(facts_of(mention), [(held.pk, facts) for facts in said], limit=1, floor=float("-inf"))
    return ranked[0].score, [other.pk for other in compared]


def _as_suggested(held: Held, score: Score, mentions: Sequence[Mention]) -> Suggestion:
    return Suggestion(held, score.total, score.prior, score.reasons, tuple(mentions), held.more_than(len(mentions)))


def _as_answered(mention: Mention, held: Held, match: Match | PairAnswer, mentions: Sequence[Mention]) -> Suggestion:
    """An answer with how the two compare now, from what the reader may see.

    Not with the reasons it was given on: those may tell of what this reader may not see.
    """
    others = tuple(one for one in mentions if one.pk != mention.pk)
    more = held.more_than(len(others) + (held.pk == mention.entity_id))
    said = distinct(facts_of(one) for one in others) if held.pk == mention.entity_id else held.said
    ranked = rank(facts_of(mention), [(held.pk, facts) for facts in readings(said)], 1, float("-inf"))
    if not ranked:
        return Suggestion(held, 0, 0, (), others, more, match)
    score = ranked[0].score
    return Suggestion(held, score.total, score.prior, score.reasons, others, more, match)


class Ranking:
    """The candidates of several mentions, asked for together, a tier of keys at a time."""

    def __init__(self, mentions: Sequence[Mention], answered: Mapping[UUID, set[UUID]]) -> None:
        self.held: dict[UUID, Held] = {}
        self._mentions = mentions
        self._answered = {mention.pk: {mention.entity_id, *answered[mention.pk]} for mention in mentions}
        self._not_again = {pk: set(entities) for pk, entities in self._answered.items()}
        self._facts = {mention.pk: prepare(facts_of(mention)) for mention in mentions}
        self._tiers = {pk: query_key_tiers_for(facts) for pk, facts in self._facts.items()}
        people = {mention.pk for mention in mentions if mention.kind == Kind.PERSON}
        self._one_name = {pk for pk in people if has_one_name(self._facts[pk])}
        self._names = {pk: name_keys_for(facts) if pk in people else () for pk, facts in self._facts.items()}
        self._prepared: dict[UUID, list[Prepared]] = {}
        self._best: dict[UUID, list[tuple[UUID, Score]]] = {mention.pk: [] for mention in mentions}

    def best(self, mention: Mention) -> list[tuple[UUID, Score]]:
        return self._best[mention.pk]

    def asking(self, tier: int) -> list[Mention]:
        """The mentions that have keys in this tier and nothing likely enough yet."""
        return [
            one
            for one in self._mentions
            if (self._keys(one, tier) or self._name(one, tier)) and not self._is_enough(one)
        ]

    def ask(self, tier: int) -> None:
        """Find by one tier of keys, for each mention that has one and nothing likely enough yet.

        It is asked even for none of them, so that a page takes as many queries for one mention as for many.
        """
        asking = self.asking(tier)
        asked = [
            {
                "n": n,
                "of_kind": mention.kind,
                "besides": sorted(str(pk) for pk in self._answered[mention.pk]),
                "wanted": self._keys(mention, tier),
                "called": self._name(mention, tier),
            }
            for n, mention in enumerate(asking)
        ]
        commonest = COMMONEST_KEY_AT_LAST if _is_last(tier) else COMMONEST_KEY
        given = [json.dumps(asked), commonest, MOST_CANDIDATES, COMMONEST_NAME]
        found: list[Any] = list(Holding.objects.raw(_SHARING, given))
        new = together({row.pk: row for row in found if row.entity_id not in self.held}.values())
        self.held |= new
        self._prepared |= {pk: [prepare(facts) for facts in readings(held.said)] for pk, held in new.items()}
        candidates: dict[UUID, set[UUID]] = defaultdict(set)
        called: dict[UUID, set[UUID]] = defaultdict(set)
        for row in found:
            candidates[asking[row.n].pk].add(row.entity_id)
            if row.by_name:
                called[asking[row.n].pk].add(row.entity_id)
        for mention in asking:
            asked_already = self._not_again[mention.pk]
            self._rank(mention, candidates[mention.pk] - asked_already)
            asked_already |= candidates[mention.pk]
            if mention.pk not in self._one_name and not self._is_in_full(mention):
                self._rank_by_first_name(mention, called[mention.pk])
                self._rank_by_surname(mention, candidates[mention.pk])

    def _keys(self, mention: Mention, tier: int) -> Sequence[int]:
        """The keys of this tier; in the last of them those of all tiers, which the commoner ones were left out of before.

        The last is for two names misspelt at once, too: somebody of both names makes it needless.
        """
        tiers = self._tiers[mention.pk]
        if not _is_last(tier):
            return tiers[tier]
        return () if self._is_in_full(mention) else [key for some in tiers for key in some]

    def _name(self, mention: Mention, tier: int) -> Sequence[int]:
        is_wanted = _is_last(tier) and (mention.pk in self._one_name or not self._is_in_full(mention))
        return self._names[mention.pk] if is_wanted else ()

    def _rank(self, mention: Mention, new: Iterable[UUID]) -> None:
        model = self._model(mention)
        self._take(mention, new, model.floor_of_one_name if mention.pk in self._one_name else model.floor)

    def _rank_by_first_name(self, mention: Mention, called: Iterable[UUID]) -> None:
        """Nobody is held under both names: whoever is called by the first, though their surname is another."""
        others = set(called) - self._answered[mention.pk] - {pk for pk, _ in self._best[mention.pk]}
        self._take(mention, others, self._model(mention).floor_of_first_name, agrees_in_first_name)

    def _rank_by_surname(self, mention: Mention, found: Iterable[UUID]) -> None:
        """Nobody is held under both names: whoever has exactly that surname and a first name heard half like the one said."""
        said = self._facts[mention.pk].first
        others = set(found) - self._answered[mention.pk] - {pk for pk, _ in self._best[mention.pk]}
        alike = [pk for pk in others if any(is_half_alike(said, one.first) for one in self._prepared[pk])]
        self._take(mention, alike, self._model(mention).floor_of_surname, agrees_in_surname)

    def _take(
        self, mention: Mention, new: Iterable[UUID], floor: float, fits: Callable[[Score], bool] = lambda score: True
    ) -> None:
        candidates = [(pk, facts) for pk in new for facts in self._prepared[pk]]
        ranked = rank(self._facts[mention.pk], candidates, TOP, floor)
        found = [(one.id, one.score) for one in ranked if fits(one.score)]
        best = sorted([*self._best[mention.pk], *found], key=lambda one: (-one[1].total, str(one[0])))
        self._best[mention.pk] = best[:TOP]

    def _is_enough(self, mention: Mention) -> bool:
        return any(score.total >= self._model(mention).enough for _, score in self._best[mention.pk])

    def _is_in_full(self, mention: Mention) -> bool:
        return any(agrees_in_full(score) for _, score in self._best[mention.pk])

    def _model(self, mention: Mention) -> KindModel:
        return published_model().kinds[self._facts[mention.pk].kind]


def _is_last(tier: int) -> bool:
    return tier == TIERS - 1


# For each mention: the entities not to ask about again, and each answer to show with the other entity.
Answers = dict[UUID, tuple[set[UUID], list[tuple[UUID, Match | PairAnswer]]]]


def _answers(mentions: Sequence[Mention]) -> Answers:
    """What was answered about each mention, and about the whole that it is of.

    An answer about a mention holds for that mention wherever it now points. “Different” and “unsure” hold for
    the two entities too, whichever side is looked from; “same” does not: the rest is still to compare.
    """
    entities = {mention.entity_id for mention in mentions}
    given = Match.objects.readable().filter(Q(mention__in=mentions) | Q(left__in=entities) | Q(right__in=entities))
    singles, wholes = answers_given(given, entities)
    latest: dict[tuple[UUID, UUID], Match] = {}
    for match in singles:
        latest[match.mention_id, match.right_id] = match
    answers: Answers = {}
    for mention in mentions:
        of_whole = wholes[mention.entity_id].items()
        about: dict[UUID, Match | PairAnswer] = {
            other: answer for other, answer in of_whole if answer.judgement != Match.Judgement.SAME
        }
        for match in latest.values():
            other = _other_side(match, mention)
            if other is not None:
                about[other] = match
        answers[mention.pk] = (set(about), list(about.items()))
    return answers


def _other_side(match: Match, mention: Mention) -> UUID | None:
    if match.mention_id == mention.pk:
        return match.right_id
    if match.judgement == Match.Judgement.SAME:
        return None
    if match.right_id == mention.entity_id:
        return match.left_id
    return match.right_id if match.left_id == mention.entity_id else None
