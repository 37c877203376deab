"""Delete every row outside my keyring: whatever I open is the same to the byte. Said the other way round here.

Others report, answer, assess, decide and set tasks about the very things that the reader sees, where the reader holds
no key; then each page, each refusal and each suggestion that the reader can get is what it was without; so is each
answer to a form that the reader sends, with what they see next; and no open page of theirs is woken.
"""

import os
import random
import re
from contextlib import contextmanager
from unittest.mock import patch
from zlib import crc32

import pytest
from django.db import connection, transaction
from django.test import TestCase
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from tessera.access.keyring import keyring_of
from tessera.access.models import AudienceHolder
from tessera.concerns.models import Concern, Decision
from tessera.entities.models import Marker, Match, Mention
from tessera.information.models import Grade, Promotion, Report
from tests.cast import as_user
from tests.house import hidden
from tests.house.filling import forms_on
from tests.house.recipes import POST_ONLY, RECIPES
from tests.house.test_cast_on_every_url import CAST, TOKEN

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.slow]
# Without content of its own: a stream says only that something the reader may read has changed. That it says so of
# nothing else is `test_no_open_page_is_woken_by_what_its_reader_may_not_read`, below.
STREAMS = {"overview:triage_stream"}
# Pages that a recipe opens in one way only, opened in their others.
ASKED_OTHERWISE = [
    "/report/write/", "/triage/?band=emergency", "/triage/?only_missing=on", "/triage/?page=2", "/cases/?show=all",
    "/cases/?show=closed",
]  # fmt: skip
NUMBERED = re.compile(rb"(/directory/|/words/)\d+")
DECISIONS = [what for what in Decision.What.values if what != "assess"]  # which has a recipe
# What a form that is filled in must have come to, or nothing would be known of what is seen afterwards.
SENT_BY_ALL = {"concerns:sighting", "reference:words", "/report/write/"}
SENT_BY = {
    "holder": SENT_BY_ALL
    | {
        "assessments:actual", "assessments:child", "cases:hear", "cases:put_on_team", "concerns:check",
        "concerns:change_band", "concerns:correct", "concerns:give_feedback", "concerns:spoken", "concerns:write",
        "entities:matches", "entities:pair", "entities:undo_merge", "not_enough", "not_exploitation", "strategy", "work:finish",
    },
    "invited": SENT_BY_ALL | {"assessments:child", "concerns:agree", "concerns:correct", "entities:matches"},
    "outsider": SENT_BY_ALL,
}  # fmt: skip

said = st.lists(st.tuples(st.integers(0, len(hidden.SAID) - 1), st.booleans()), min_size=1, max_size=3)
which = st.integers(0, 3)
happenings = st.lists(
    st.one_of(
        st.tuples(st.just(hidden.reported), which, st.tuples(said)),
        st.tuples(st.just(hidden.listed), which, st.tuples(said)),
        st.tuples(st.just(hidden.graded), which, st.tuples(said, st.sampled_from(Grade.Information.values))),
        st.tuples(st.just(hidden.developed), which, st.tuples(said, st.sampled_from(Promotion.Step.values))),
        st.tuples(st.just(hidden.answered), which, st.tuples(st.sampled_from(Match.Judgement.values), said)),
        st.tuples(st.just(hidden.joined), which, st.tuples(st.sampled_from(Match.Judgement.values), said)),
        st.tuples(st.just(hidden.asked), which, st.tuples(st.sampled_from(hidden.BANDS))),
        st.tuples(st.just(hidden.assessed_too), which, st.tuples(st.just("high"))),
        st.tuples(st.just(hidden.closed_before), which, st.tuples()),
        st.tuples(st.just(hidden.set_to_do), which, st.tuples(st.integers(0, 4))),
        st.tuples(st.just(hidden.tied), which, st.tuples(st.sampled_from(["uses", "keeps"]))),
        st.tuples(st.just(hidden.stood), which, st.tuples(st.sampled_from(["suspected", "known"]))),
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
    if event in {hidden.sent, hidden.developed} and reader == "holder":
        return  # the desk reads everything that is sent, and every version that is shared
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


@pytest.fixture(scope="module")
def answered_before():
    return Seen()


@pytest.mark.parametrize("reader", CAST)
def test_what_others_do_behind_closed_doors_changes_no_answer_to_what_is_sent(
    world, browser_of, answered_before, reader
):
    """Every form of every page, as it stands and filled in, with the page it leads to and each new thing's own."""
    user = getattr(world.cast, reader)
    with stopped_clock(world):
        before = answered_before[reader] = everything_answered_to(user, world, browser_of)
        assert {name for name, answers in before.items() if answers[-1][0][0] == 302} >= SENT_BY[reader]
        with undone():
            for event, which, drawn in EVERYTHING:
                happen(world, reader, event, which, drawn)
            after = everything_answered_to(user, world, browser_of)
    assert after.keys() == before.keys()
    for name, answers in before.items():
        for one, other in zip(pages_in(answers), pages_in(after[name]), strict=True):
            assert one == other, f"{name}: {first_difference(one, other)}"


def test_an_answer_to_what_is_sent_may_change_when_the_reader_sees_why(world, browser_of, answered_before):
    """So that the test above could fail."""
    user = world.cast.invited
    with stopped_clock(world):
        before = answered_before.get("invited") or everything_answered_to(user, world, browser_of)
        with undone():
            hidden.reported(world, world.insider, hidden.audiences_of(user)[0], [(0, True), (2, False)])
            after = everything_answered_to(user, world, browser_of)
    assert {"/report/write/", "entities:matches"} <= {name for name in before if before[name] != after[name]}


@pytest.mark.parametrize("reader", CAST)
def test_no_open_page_is_woken_by_what_its_reader_may_not_read(world, reader):
    user, told = getattr(world.cast, reader), []

    def note_who_is_told(execute, sql, params, many, context):
        if "pg_notify" in str(sql):
            told.append(int(params[-1]))
        return execute(sql, params, many, context)

    with stopped_clock(world), undone(), connection.execute_wrapper(note_who_is_told):
        with TestCase.captureOnCommitCallbacks(execute=True):
            for event, which, drawn in EVERYTHING:
                happen(world, reader, event, which, drawn)
        if reader != "holder":
            assert told, "the desk is told of what is sent"
        woken = AudienceHolder.objects.filter(audience__in=told, holder__in=keyring_of(user.post).holders)
        assert not woken.exists()


# One of each, for several audiences.
EVERYTHING = [
    (hidden.reported, 0, ([(0, True), (2, True), (4, True)],)),
    (hidden.listed, 0, ([(0, True), (2, True)],)),
    (hidden.graded, 1, ([(0, True), (2, True), (4, True)], "A")),
    (hidden.reported, 3, ([(5, False), (6, False), (8, False), (9, False)],)),
    *((hidden.answered, n, (judgement, [(n, False)])) for n, judgement in enumerate(Match.Judgement.values)),
    *((hidden.joined, n, (judgement, [(n, False), (3, False)])) for n, judgement in enumerate(Match.Judgement.values)),
    *((hidden.asked, n, (band,)) for n, band in enumerate(hidden.BANDS)),
    (hidden.assessed_too, 1, ("high",)),
    (hidden.closed_before, 2, ()),
    *((hidden.set_to_do, n % 4, (n,)) for n in range(5)),
    (hidden.tied, 1, ("uses",)),
    (hidden.stood, 1, ("known",)),
    (hidden.developed, 1, ([(0, True), (2, True)], "evidence")),
    *((hidden.marked, n % 4, (what,)) for n, what in enumerate(Marker.What.values)),
    (hidden.begun, 0, ()),
    (hidden.sent, 0, ([(0, False), (2, False), (4, False)],)),
]


def pages_of(world):
    """Each page of the site by the name of its recipe, and those that no recipe opens."""
    named = {
        name: recipe.path(name, world)
        for name, recipe in RECIPES.items()
        if name not in STREAMS and POST_ONLY not in recipe.statuses
    }
    decide = {what: f"{world.concern.get_absolute_url()}decide/{what}/" for what in DECISIONS}
    return named | {path: path for path in ASKED_OTHERWISE} | decide


def everything_seen_by(user, world, browser_of):
    """Each page of the site and each answer to what is typed, as bytes, each as if it were the first to be opened."""
    seen = {
        path: opened(browser_of(user), "get", path)
        for path in [*pages_of(world).values(), *pages_of_what_is_read_by(user)]
    }
    for field in ("narrative", "childs_words"):
        typed = {"text": hidden.TYPED, "field": field}
        seen[f"suggestions in {field}"] = opened(browser_of(user), "post", "/report/suggest/", typed)
    return seen


def everything_answered_to(user, world, browser_of):
    """What each form of each page answers, sent as it stands and sent filled in, and what is seen then."""
    answered = {}
    for name, path in pages_of(world).items():
        shown = opened(browser_of(user), "get", path)
        for form in forms_on(path, shown[2]) if shown[0] == 200 else []:
            answers = [sent(browser_of(user), user, form.action, typed) for typed in (form.stands, form.answers)]
            answered.setdefault(name, []).extend(answers)
    return answered


def sent(browser, user, path, typed):
    """What sending this answers, the page it leads to, the lists of what is to be done, and each new thing's own page."""
    with undone(), drawn_for(path):
        known = set(pages_of_what_is_read_by(user))
        answers = [answer(browser.post(path, typed))]
        if answers[0][1]:
            new = [page for page in pages_of_what_is_read_by(user) if page not in known]
            answers += [answer(browser.get(page)) for page in (answers[0][1], "/", "/work/", *new)]
    return answers


def pages_in(answers):
    return [page for pages in answers for page in pages]


def pages_of_what_is_read_by(user):
    """The pages of every thing that the reader can read, whether or not a recipe names it."""
    with as_user(user):
        mentions = list(Mention.objects.order_by("pk"))
        return sorted(
            {f"/entities/{one.entity_id}/" for one in mentions}
            | {f"/entities/{one.entity_id}/merge/" for one in mentions}
            | {f"/mentions/{one.pk}/matches/" for one in mentions}
            | {one.get_absolute_url() for one in [*Report.objects.all(), *Concern.objects.all()]}
        )


def opened(browser, method, path, typed=None):
    """The status and the bytes, without what is drawn anew each time; whatever opening it wrote is undone."""
    with undone(), drawn_for(path):
        return answer(getattr(browser, method)(path, typed))


def answer(response):
    """What came back, without the token and the numbers that count each press, undone or not, of an open list."""
    content = NUMBERED.sub(rb"\1", TOKEN.sub(b"", response.content))
    return response.status_code, response.headers.get("Location", ""), content


@contextmanager
def drawn_for(path):
    """Whatever is drawn at random while this page is opened is the same each time."""
    drawn = random.Random(crc32(path.encode()))
    with patch.object(os, "urandom", drawn.randbytes), patch.object(random, "_urandom", drawn.randbytes):
        yield


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
