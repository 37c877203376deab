"""Two people at once. These commit, so they have a database of their own that is thrown away."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.http import Http404

from tessera.entities import merging, services
from tessera.entities.models import Holding, Match, Mention, PairAnswer
from tessera.entities.services import Stale
from tests.cast import Cast, as_user, make_cast
from tests.databases import cloned_database
from tests.entities.telling import only, person, told
from tests.entities.test_services import holdings

pytestmark = pytest.mark.slow


@pytest.fixture
def own_cast(django_db_setup: None, django_db_blocker: object) -> Iterator[Cast]:
    with django_db_blocker.unblock(), cloned_database("test_tessera_together"):
        yield make_cast()
        connections["default"].close()


def at_once(*doings):
    """Start these together, each on a connection of its own, and answer what each came to."""
    barrier = Barrier(len(doings))

    def run(doing):
        connections["default"].ensure_connection()
        barrier.wait(timeout=20)
        try:
            return doing()
        except (Stale, merging.Stale) as stale:
            return stale
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return [one.result(timeout=60) for one in [pool.submit(run, doing) for doing in doings]]


def test_of_two_who_answer_at_once_the_second_is_shown_the_first(own_cast):
    cast = own_cast
    ours = only(cast.holder, cast.invited)
    for _ in range(5):
        (first,) = told(cast.holder, ours, person("Tegan Hollis"))
        (second,) = told(cast.holder, ours, person("Tegan Holis"))

        def answering(by, judgement, first=first, second=second):
            def doing():
                with as_user(by):
                    return services.answer_match(
                        mention=second, entity=first.entity_id, judgement=judgement, note="", by=by
                    )

            return doing

        came_to = at_once(answering(cast.holder, "same"), answering(cast.invited, "different"))
        kept = [one for one in came_to if isinstance(one, Match)]
        shown = [one.saved for one in came_to if isinstance(one, Stale)]
        assert kept == shown
        assert len(kept) == 1
    holdings(ours)


def test_nobodys_mention_is_left_out_when_many_speak_of_one_thing_at_once(own_cast):
    cast = own_cast
    ours = only(cast.holder, cast.invited)
    (first,) = told(cast.holder, ours, person("Tegan Hollis"))

    def telling():
        for _ in range(5):
            told(cast.holder, ours, person("Tegan Hollis", same_as=first.entity_id))

    at_once(telling, telling, telling, telling)
    with as_user(cast.holder):
        assert Holding.objects.get().mentions == 21
    holdings(ours)


def test_of_two_who_join_one_pair_at_once_from_either_side_the_second_is_shown_the_first(own_cast):
    cast = own_cast
    ours = only(cast.holder, cast.invited)
    for _ in range(4):
        (first,) = told(cast.holder, ours, person("Tegan Hollis"))
        (second,) = told(cast.holder, ours, person("Tegan Holis"))

        def joining(by, one, other):
            def doing():
                with as_user(by):
                    return merging.answer_pair(
                        one=one.entity_id, other=other.entity_id, judgement="same", note="One girl.", by=by
                    )

            return doing

        came_to = at_once(joining(cast.holder, first, second), joining(cast.invited, second, first))
        kept = [one for one in came_to if isinstance(one, PairAnswer)]
        assert [one.saved for one in came_to if isinstance(one, merging.Stale)] == kept
        assert len(kept) == 1
    holdings(ours)


def test_crossed_joins_answers_and_takings_back_never_wait_for_each_other_in_a_ring(own_cast):
    cast = own_cast
    ours = only(cast.holder)
    things = [told(cast.holder, ours, person(f"Tegan Holli{letter}"))[0] for letter in "abc"]
    fourth = told(cast.holder, ours, person("Tig"))[0]

    def joining(one, other):
        def doing():
            with as_user(cast.holder):
                try:
                    join = merging.answer_pair(
                        one=one.entity_id, other=other.entity_id, judgement="same", note="One girl.", by=cast.holder
                    )
                    return merging.undo_join(join=join.pk, note="Two girls.", by=cast.holder)
                except (Http404, merging.NothingToUndo) as gone:
                    return gone

        return doing

    def answering():
        with as_user(cast.holder):
            try:
                return services.answer_match(
                    mention=fourth, entity=things[0].entity_id, judgement="same", note="", by=cast.holder
                )
            except Http404 as gone:
                return gone

    a, b, c = things
    at_once(joining(a, b), joining(b, c), joining(c, a), answering)
    holdings(ours)
    with as_user(cast.holder):
        assert {one.pk: one.entity_id for one in Mention.objects.filter(pk__in=[a.pk, b.pk, c.pk])} == {
            one.pk: one.entity_id for one in things
        }


def test_crossed_answers_and_moves_never_wait_for_each_other_in_a_ring(own_cast):
    cast = own_cast
    ours, wider = only(cast.holder), only(cast.holder, cast.invited)
    (first,) = told(cast.holder, ours, person("Tegan Hollis"))
    (second,) = told(cast.holder, ours, person("Tegan Holis"))
    (third,) = told(cast.holder, ours, person("Tig"), at=first.at)

    def answering(mention, entity):
        def doing():
            with as_user(cast.holder):
                return services.answer_match(mention=mention, entity=entity, judgement="same", note="", by=cast.holder)

        return doing

    def moving():
        with as_user(cast.holder):
            for audience in (wider, ours, wider):
                services.move_report(report=second.report, audience=audience, by=cast.holder)

    at_once(answering(third, first.entity_id), answering(second, first.entity_id), moving)
    holdings(ours, wider)
