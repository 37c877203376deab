"""Delete every row outside my keyring: whatever I open is the same to the byte. Said the other way round here.

Others report, answer, assess, decide and set tasks about the very things that the reader sees, where the reader holds
no key; then each page, each refusal and each suggestion that the reader can get is what it was without.
"""

import os
import random
import re
from contextlib import contextmanager
from unittest.mock import patch
from zlib import crc32

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from tessera.concerns.models import Concern
from tessera.entities.models import Marker, Match, Mention
from tessera.information.models import Report
from tests.cast import as_user
from tests.house import hidden
from tests.house.recipes import POST_ONLY, RECIPES
from tests.house.test_cast_on_every_url import CAST, TOKEN

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.slow]
# Without content of its own: a stream says only that something the reader may read has changed.
STREAMS = {"overview:triage_stream"}

said = st.lists(st.tuples(st.integers(0, len(hidden.SAID) - 1), st.booleans()), min_size=1, max_size=3)
which = st.integers(0, 3)
happenings = st.lists(
    st.one_of(
        st.tuples(st.just(hidden.reported), which, st.tuples(said)),
        st.tuples(st.just(hidden.answered), which, st.tuples(st.sampled_from(Match.Judgement.values), said)),
        st.tuples(st.just(hidden.asked), which, st.tuples(st.sampled_from(hidden.BANDS))),
        st.tuples(st.just(hidden.assessed_too), which, st.tuples(st.just("high"))),
        st.tuples(st.just(hidden.closed_before), which, st.tuples()),
        st.tuples(st.just(hidden.set_to_do), which, st.tuples(st.integers(0, 4))),
        st.tuples(st.just(hidden.marked), which, st.tuples(st.sampled_from(Marker.What.values))),
        st.tuples(st.just(hidden.begun), which, st.tuples()),
        st.tuples(st.just(hidden.sent), which, st.tuples(said)),
    ),
    min_size=1,
    max_size=5,
)
within_a_world = settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each example opens every page: too slow to shrink
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Seen(dict):
    """What each reader sees of the world as it is. Megabytes: a failure names the page and not all of them."""

    __repr__ = object.__repr__


@pytest.fixture(scope="module")
def seen_before():
    return Seen()


@given(reader=st.sampled_from(CAST), happened=happenings)
@within_a_world
def test_what_others_do_behind_closed_doors_changes_no_byte(world, browser_of, seen_before, reader, happened):
    user = getattr(world.cast, reader)
    with stopped_clock(world):
        if reader not in seen_before:
            seen_before[reader] = everything_seen_by(user, world, browser_of)
        with undone():
            for event, which, drawn in happened:
                note(f"{event.__name__}{drawn}")
                happen(world, reader, event, which, drawn)
            seen = everything_seen_by(user, world, browser_of)
    assert seen.keys() == seen_before[reader].keys()
    different = [page for page in seen if seen[page] != seen_before[reader][page]]
    assert not different, first_difference(seen_before[reader][different[0]], seen[different[0]])


def happen(world, reader, event, which, drawn):
    """Something is done by a colleague of the child's team for their own agency; or what the desk alone reads."""
    if event is hidden.sent and reader == "holder":
        return  # the desk reads everything that is sent
    event(world, world.insider, hidden.audiences_of(world.insider)[which], *drawn)


@pytest.mark.parametrize("event", [hidden.reported, hidden.marked, hidden.set_to_do, hidden.closed_before])
def test_the_same_done_before_their_eyes_is_seen(world, browser_of, event):
    """So that the test above could fail: for an audience with the reader in it each of these changes some page."""
    drawn = {hidden.reported: ([(0, True)],), hidden.marked: ("hate_crime",), hidden.set_to_do: (0,)}.get(event, ())
    user = world.cast.invited
    with stopped_clock(world):
        before = everything_seen_by(user, world, browser_of)
        with undone():
            event(world, world.insider, hidden.audiences_of(user)[0], *drawn)
            assert everything_seen_by(user, world, browser_of) != before


def everything_seen_by(user, world, browser_of):
    """Each page of the site and each answer to what is typed, as bytes, each as if it were the first to be opened."""
    paths = [
        recipe.path(name, world)
        for name, recipe in RECIPES.items()
        if name not in STREAMS and POST_ONLY not in recipe.statuses
    ]
    seen = {path: opened(browser_of(user), "get", path) for path in [*paths, *pages_of_what_is_read_by(user)]}
    typed = {"text": hidden.TYPED}
    return seen | {"suggestions": opened(browser_of(user), "post", "/report/suggest/", typed)}


def pages_of_what_is_read_by(user):
    """The pages of every thing that the reader can read, whether or not a recipe names it."""
    with as_user(user):
        mentions = list(Mention.objects.order_by("pk"))
        return sorted(
            {f"/entities/{one.entity_id}/" for one in mentions}
            | {f"/mentions/{one.pk}/matches/" for one in mentions}
            | {one.get_absolute_url() for one in [*Report.objects.all(), *Concern.objects.all()]}
        )


def opened(browser, method, path, typed=None):
    """The status and the bytes, without what is drawn anew each time; whatever opening it wrote is undone."""
    drawn = random.Random(crc32(path.encode()))
    with undone(), patch.object(os, "urandom", drawn.randbytes):
        response = getattr(browser, method)(path, typed)
    return response.status_code, response.headers.get("Location", ""), TOKEN.sub(b"", response.content)


@contextmanager
def stopped_clock(world):
    """Every page is opened at the one moment, which is just after the world was made."""
    with patch.object(timezone, "now", lambda: world.made_at):
        yield


@contextmanager
def undone():
    """Whatever happens inside has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def first_difference(before, after):
    """Where two answers part, with what stands around it, to be read in a failure."""
    if before[:2] != after[:2]:
        return f"{before[:2]} became {after[:2]}"
    at = next((n for n, (a, b) in enumerate(zip(before[2], after[2], strict=False)) if a != b), -1)
    return re.sub(
        rb"\s+", b" ", before[2][at - 200 : at + 200] + b" \n=====>\n " + after[2][at - 200 : at + 200]
    ).decode()
