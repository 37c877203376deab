"""`tessera bench pointer`: whether the clock tells something hidden from nothing at all.

Somebody without the keys asks in turn for people whom others hold and for people nobody holds, on the page and in this
process. The two medians are to be within 5 % of each other (issue: hidden and absent are indistinguishable).
"""

import time
from collections.abc import Iterator
from datetime import date
from typing import Any
from unittest.mock import patch

from django.db import connections

from tessera.bench import place
from tessera.bench.lines import Run, percentile
from tessera.bench.within import Inside
from tessera.search import policy
from tessera.synth.county import place_county

PEOPLE, REPORTS = 500, 1_000
ASKER = "outsider"
WARM_UP = 20
NOBODY = "Quillfeatherstone"
# People with a surname and a whole date of birth, held by audiences that the asker is not in.
_HIDDEN = """
    SELECT DISTINCT said->>'first_name', said->>'surname', said->>'born_on'
    FROM entities_holding h, jsonb_array_elements(h.fields->'said') said
    WHERE h.kind = 'person' AND said ? 'surname' AND said ? 'first_name' AND said ? 'born_on' AND NOT EXISTS (
        SELECT FROM access_audienceholder a JOIN access_key k ON k.holder_id = a.holder_id
        WHERE a.audience_id = h.audience_id AND k.post_id = %s)
    ORDER BY 1, 2, 3 LIMIT 100
"""


def measure(*, queries: int, seed: int, reset: bool) -> Iterator[str]:
    """Make the area if it is not there, and yield a line for the hidden and one for the absent."""
    name = place.kept_name(people=PEOPLE, reports=REPORTS, seed=seed)
    on = place.make_once(name, people=PEOPLE, reports=REPORTS, seed=seed, reset=reset)
    run = Run("pointer", PEOPLE, REPORTS, seed)
    with place.copied(name), patch.object(policy, "ASKS_AN_HOUR", 10 * queries + WARM_UP):
        asker = place_county(on=on).staff[ASKER]
        assert asker.post is not None
        with connections["owner"].cursor() as owner:
            owner.execute(_HIDDEN, [asker.post.pk])
            people = owner.fetchall()
        times = _asked(Inside(asker), people, queries)
    apart = abs(percentile(times[False], 50) / percentile(times[True], 50) - 1)
    yield run.line("hidden", times[True], apart_percent=round(100 * apart, 1))
    yield run.line("absent", times[False], apart_percent=round(100 * apart, 1))


def _asked(browser: Inside, people: list[Any], queries: int) -> dict[bool, list[float]]:
    """How long each answer took, in ms: by whether the person asked for is held. One and the other in turn."""
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(WARM_UP + queries):
        is_held = number % 2 == 0
        first_name, surname, born_on = people[number // 2 % len(people)]
        born = date.fromisoformat(born_on)
        sent = {
            "first_name": first_name, "surname": surname if is_held else NOBODY, "purpose": "A bench",
            "born_on-day": born.day, "born_on-month": born.month, "born_on-year": born.year, "phone": "",
        }  # fmt: skip
        began = time.perf_counter()
        answered = browser.client.post("/search/ask/", sent)
        taken = (time.perf_counter() - began) * 1000
        assert b"No agency holds anything" in answered.content, "an agency lets others find somebody: not a fair bench"
        if number >= WARM_UP:
            times[is_held].append(taken)
    return times
