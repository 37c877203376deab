"""Whatever was joined, by whomever and in whatever order: taken back, every page is what it was, to the byte."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.entities import merging
from tessera.entities import standing as standings
from tessera.entities.models import Holding, Mention, PairMention
from tests.cast import as_user
from tests.entities.test_properties import (
    PEOPLE,
    SIGNED_IN,
    bytes_of,
    number,
    readers,
    tell,
    undone,
    who,
    within_a_test,
)

pytestmark = pytest.mark.slow
# Few words, so that most of what is told is of people who may be joined.
told = st.tuples(who, readers, st.lists(st.tuples(st.integers(0, 6), number), min_size=1, max_size=3))
stories = st.lists(told, min_size=2, max_size=6)
joins = st.lists(st.tuples(who, number, number, st.booleans(), number), min_size=1, max_size=6)


stood = st.lists(st.tuples(who, number, number), max_size=3)


@given(story=stories, stands=stood, joined=joins, order=st.randoms(use_true_random=False))
@settings(within_a_test, max_examples=15)
def test_taken_back_in_any_order_every_page_of_every_reader_is_what_it_was(cast, client, story, stands, joined, order):
    """Joins of joins too, some taken back on the way; and who reads nothing of what is moved sees no byte change."""
    with undone():
        for by, given_to, things in story:
            tell(cast, getattr(cast, by), given_to, things)
        for by, one, several in stands:
            stand(getattr(cast, by), one, several)
        before, was_at = seen_by_all(cast, client), places(cast)
        hidden = hidden_from_each(cast, client, was_at)
        standing, now = [], before
        for by, one, other, is_undone_next, which in joined:
            now = join(cast, client, getattr(cast, by), one, other, standing, now)
            if standing and is_undone_next:
                now = undo(cast, client, standing.pop(which % len(standing)), now)
        order.shuffle(standing)
        while standing:
            now = undo(cast, client, standing.pop(), now)
        assert places(cast) == was_at
        after = now
        assert {page for page in before if before[page] != after.get(page)} == set()
        assert after.keys() == before.keys()
        assert hidden_from_each(cast, client, was_at) == hidden, "an address that led nowhere leads nowhere again"


def hidden_from_each(cast, client, was_at):
    """Of whose address each reader gets no page, and what they get instead."""
    found = {}
    for name in PEOPLE:
        client.force_login(getattr(cast, name), backend=SIGNED_IN)
        for pk in sorted(set(was_at.values())):
            answer = client.get(f"/entities/{pk}/")
            if answer.status_code != 200:
                found[name, pk] = (answer.status_code, answer.get("Location"))
    return found


def stand(user, one, several):
    """A standing that rests on one mention or more of one man: it goes with him, and comes back with him."""
    with as_user(user):
        spoken = list(Mention.objects.readable().filter(kind="person", part="concern").order_by("at", "words", "pk"))
        held = set(Holding.objects.values_list("entity_id", flat=True))
        spoken = [mention for mention in spoken if mention.entity_id in held]  # not what is held for others alone
        if not spoken:
            return
        rests = [mention for mention in spoken if mention.entity_id == spoken[one % len(spoken)].entity_id]
        standings.record_standing(
            entity=rests[0].entity_id, level="suspected", mentions=rests[: 1 + several % 2], basis="Seen.", owner=user.post,
            review_on=timezone.localdate() + timedelta(days=30), by=user,
        )  # fmt: skip


def join(cast, client, user, one, other, standing, before):
    """Join two that they hold, if they hold two; answers every page of every reader as it is then."""
    with as_user(user):
        held = sorted(set(Holding.objects.filter(kind="person").values_list("entity_id", flat=True)))
    if len(held) < 2 or held[one % len(held)] == held[other % len(held)]:
        return before
    pair = held[one % len(held)], held[other % len(held)]
    with as_user(user):
        last = merging.merged.last_answer(*pair)
        answer = merging.answer_pair(
            one=pair[0],
            other=pair[1],
            judgement="same",
            note="Her aunt says so.",
            by=user,
            seen=last.pk if last else None,
        )
        moved = set(PairMention.objects.filter(answer=answer, joined_to=pair[1]).values_list("mention", flat=True))
    standing.append((user, answer))
    return unseen(cast, client, moved, before)


def undo(cast, client, standing, before):
    user, answer = standing
    with as_user(user):
        moved = set(PairMention.objects.filter(answer=answer).values_list("mention", flat=True))
        merging.undo_join(join=answer.pk, note="Two girls of one name.", by=user)
    return unseen(cast, client, moved, before)


def unseen(cast, client, moved, before):
    """Whoever reads none of the mentions that were moved sees what they saw. Answers what everybody sees now."""
    now = seen_by_all(cast, client)
    for name in PEOPLE:
        user = getattr(cast, name)
        with as_user(user):
            reads = Mention.objects.readable().filter(pk__in=moved).exists()
        if not reads:
            assert of(name, now) == of(name, before)
    return now


def of(name, pages):
    return {page: some for page, some in pages.items() if page[0] == name}


def places(cast):
    found = {}
    for name in PEOPLE:
        with as_user(getattr(cast, name)):
            found |= dict(Mention.objects.readable().values_list("pk", "entity"))
    return found


def seen_by_all(cast, client):
    return {page: some for name in PEOPLE for page, some in pages_of(client, getattr(cast, name), name).items()}


def pages_of(client, user, name):
    client.force_login(user, backend=SIGNED_IN)
    with as_user(user):
        held = sorted(set(Holding.objects.values_list("entity_id", flat=True)))
    return {(name, pk): bytes_of(client, f"/entities/{pk}/") for pk in held}
