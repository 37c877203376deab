"""The few things that what was said is most likely to be about, best first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tessera.lib.linkage.fields import Facts
from tessera.lib.linkage.model import KindModel, Model, Reason, published_model
from tessera.lib.linkage.prepared import Prepared, prepare
from tessera.lib.linkage.score import Frequency, Score, scored, weigh

TOP = 10

Candidates = Iterable[tuple[Any, Facts | Prepared]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """One suggestion: what it is (as the caller named it) and its score. `rank` is 1 for the best."""

    rank: int
    id: Any
    score: Score


def rank(
    query: Facts | Prepared,
    candidates: Candidates,
    limit: int = TOP,
    floor: float | None = None,
    *,
    frequency: Frequency | None = None,
    model: Model | None = None,
) -> list[Ranked]:
    """The best `limit` candidates, best first; none under the floor (the model's if not given).

    A candidate that comes twice, as one thing does that several records speak of, counts once, by its best
    score. Equal scores stand in the order of their ids as text, so that the order never depends on chance.
    """
    ranking = Ranking(query, frequency, model)
    ranking.take(candidates)
    return ranking.best(limit, floor)


class Ranking:
    """Candidates scored so far: the reasons of each id's best record. `highest` is the best total yet."""

    def __init__(self, query: Facts | Prepared, frequency: Frequency | None, model: Model | None) -> None:
        self.query = prepare(query) if isinstance(query, Facts) else query
        self._model = model or published_model()
        self._frequency = frequency or self._model.frequency
        self._kind_model: KindModel = self._model.kinds[self.query.kind]
        self._found: dict[Any, tuple[float, Sequence[Reason]]] = {}
        self.highest = -math.inf

    def take(self, candidates: Candidates) -> None:
        """Compare some more."""
        for key, facts in candidates:
            other = prepare(facts) if isinstance(facts, Facts) else facts
            reasons = weigh(self.query, other, self._kind_model, self._frequency)
            total = self._kind_model.prior + sum([reason.weight for reason in reasons])
            held = self._found.get(key)
            # Of two records with one total, the reasons that sort first: never the one that came first.
            if held is None or total > held[0] or (total == held[0] and list(reasons) < list(held[1])):
                self._found[key] = total, reasons
                self.highest = max(self.highest, total)

    def best(self, limit: int, floor: float | None) -> list[Ranked]:
        """The best `limit` of all those compared, none under the floor (the model's if not given)."""
        least = self._kind_model.floor if floor is None else floor
        shown = [(total, key, reasons) for key, (total, reasons) in self._found.items() if total >= least]
        shown.sort(key=lambda each: (-each[0], str(each[1])))
        return [
            Ranked(place, key, scored(reasons, self._kind_model, self._model.version))
            for place, (_, key, reasons) in enumerate(shown[:limit], start=1)
        ]
