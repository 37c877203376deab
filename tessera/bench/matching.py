"""`tessera bench match`: who was meant, asked of many people held; ours as the site asks it, and the peers beside it.

Each question goes the site's own way (`entities.queries.suggestions`): keys, the definer function that applies the access
rule, scores. Its keyring opens 3,000 audiences. The same function without the rule is one peer of that, another counts
every key the same and leaves none out. Splink and RapidFuzz are asked about the same people, loaded into their own
memory, by the same questions.
"""

import json
import os
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.db import connections

from tessera.access.keyring import opened
from tessera.bench import held, place
from tessera.bench.lines import commit, percentile
from tessera.entities.models import Mention
from tessera.entities.queries.suggestions import TIERS, Ranking
from tessera.lib.area.people import Person
from tessera.lib.linkage.fields import Facts
from tessera.lib.linkage.model import published_model
from tessera.lib.linkage.rank import TOP

WARM_UP = 30
# A scan of everybody takes so long that fewer questions are asked of it.
OF_A_PEER = 50
OF_THE_UNRANKED = 200
# What the people are drawn by; the questions are drawn by the seed that is asked for.
SEED_OF_PEOPLE = 1
# Above so many, a peer that holds everybody in its own memory has no room.
MOST_OF_A_PEER = 2_000_000
_RULE = re.compile(r"WHERE \(\s*SELECT true FROM access_audienceholder.*?LIMIT 1\)", re.DOTALL)
_RANKED = re.compile(r"WITH telling AS.*?(?=\s*LIMIT most)", re.DOTALL)
_UNRANKED = """
    SELECT under.entity_id FROM unnest(wanted) AS asked(key)
    CROSS JOIN LATERAL holdings_under(asked.key, of_kind, besides, NULL) under
    GROUP BY under.entity_id ORDER BY count(DISTINCT asked.key) DESC, under.entity_id"""

Question = tuple[Person, Facts]
Answer = Callable[[Facts], Sequence[Any]]  # the numbers of the people it may be, best first


@dataclass
class Asked:
    """What one subject answered: how long each took (ms), and who was found, by broad group of names."""

    times: list[float] = field(default_factory=list)
    found: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    in_order: list[bool] = field(default_factory=list)
    first: int = 0

    def line(self, subject: str, people: int, seed: int, *, peer: bool, **more: Any) -> str:
        """Its line: times, recall at ten, the right one first, and recall by group, the worst first."""
        groups = {name: round(sum(each) / len(each), 3) for name, each in self.found.items()}
        every = self.in_order
        few = every[:OF_A_PEER]
        told = {
            "bench": "match", "subject": subject, "peer": peer, "n": people, "queries": len(self.times), "seed": seed,
            "p50_ms": percentile(self.times, 50), "p95_ms": percentile(self.times, 95),
            "recall_at_10": round(sum(every) / len(every), 4),
            "recall_of_the_peers_questions": round(sum(few) / len(few), 4), "first": round(self.first / len(every), 4),
            "by_group": {name: [groups[name], len(self.found[name])] for name in sorted(groups, key=lambda n: groups[n])},
            **more,
        }  # fmt: skip
        return json.dumps(told | {"cpus": os.cpu_count() or 1, "commit": commit()})


def measure(*, people: int, queries: int, seed: int, reset: bool) -> Iterator[str]:
    """Load the people if they are not there, ask, and yield each line as it is known."""
    name, built = held.make_once(people_held=people, seed=SEED_OF_PEOPLE, reset=reset)
    drawn = held.damaged(people, WARM_UP + queries, seed=SEED_OF_PEOPLE, asked_seed=seed)
    questions = list(drawn)
    with place.pointed_at(name), opened(held.keyring()):
        # Whoever comes first would read the disk for all the others.
        _say("Every question once, untimed")
        ask(_as_the_site_does, questions)
        _say("Ours, for somebody who holds 3,000 audiences")
        asked = ask(_as_the_site_does, questions)
        version = published_model().version
        yield asked.line("ours, holding 3,000 audiences", people, seed, peer=False, model=version, **built)
        _say("The same without the access rule")
        with _changed("holdings_under", _RULE, "WHERE true"):
            bare = ask(_as_the_site_does, questions)
        yield bare.line("the same with no rule", people, seed, peer=True)
        _say("The same with keys unranked")
        with _changed("entities_likely", _RANKED, _UNRANKED):
            unranked = ask(_as_the_site_does, questions[: WARM_UP + OF_THE_UNRANKED])
        yield unranked.line("the same with keys unranked", people, seed, peer=True)
    if people <= MOST_OF_A_PEER:
        yield from _peers(people, questions, seed)
    else:
        _say("RapidFuzz and Splink hold everybody in memory: left out.")


def ask(answer: Answer, questions: Sequence[Question]) -> Asked:
    """Ask each question, the first few to warm up and untimed."""
    for _, facts in questions[:WARM_UP]:
        answer(facts)
    asked = Asked()
    for person, facts in questions[WARM_UP:]:
        began = time.perf_counter()
        found = list(answer(facts))
        asked.times.append((time.perf_counter() - began) * 1000)
        asked.in_order.append(person.number in found)
        asked.found[person.group].append(person.number in found)
        asked.first += found[:1] == [person.number]
    return asked


def _as_the_site_does(facts: Facts) -> Sequence[int]:
    """One mention that nobody has kept, compared with what is held. Commoner keys wait for the rarer, as on a page.

    A page asks even when nothing is left to ask, so that it sends as many statements for one mention as for many.
    """
    mention = Mention(id=uuid4(), entity_id=uuid4(), kind=facts.kind, fields=facts.to_dict())
    ranking = Ranking([mention], {mention.pk: set()})
    for tier in range(TIERS):
        if ranking.asking(tier):
            ranking.ask(tier)
    return [held.number_of(entity) for entity, _ in ranking.best(mention)]


@contextmanager
def _changed(function: str, part: "re.Pattern[str]", instead: str) -> Iterator[None]:
    """The function of the database with a part of it changed, for as long as the block lasts."""
    with connections["owner"].cursor() as owner:
        owner.execute("SELECT pg_get_functiondef(%s::regproc)", [function])
        ours = owner.fetchone()[0]
        other, changed = part.subn(instead, ours)
        assert changed == 1
        owner.execute(other)
        try:
            yield
        finally:
            owner.execute(ours)


def _peers(people: int, questions: Sequence[Question], seed: int) -> Iterator[str]:
    few = questions[: WARM_UP + OF_A_PEER]
    try:
        from tessera.bench import peers
    except ImportError:
        _say("Splink is not installed, so the peers are left out: install requirements/linkage.txt.")
        return
    for subject, made in (
        ("RapidFuzz, everybody scanned", peers.rapidfuzz),
        ("Splink 5, predict_between", peers.splink),
    ):
        _say(subject)
        began = time.monotonic()
        answer = made(held.everybody(people, SEED_OF_PEOPLE), TOP)
        build = round(time.monotonic() - began)
        yield ask(answer, few).line(subject, people, seed, peer=True, build_s=build)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
