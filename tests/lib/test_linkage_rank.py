"""The best few, best first, and nobody when nobody is likely."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.linkage.damage import queries
from tessera.lib.linkage.fields import KINDS, Facts
from tessera.lib.linkage.keys import keys_for, name_keys_for, query_key_tiers_for
from tessera.lib.linkage.model import published_model
from tessera.lib.linkage.prepared import prepare
from tessera.lib.linkage.rank import find, rank
from tessera.lib.linkage.score import score
from tests.lib.linkage_facts import facts, fictional_people, untimed

kinds = st.shared(st.sampled_from(KINDS), key="one kind for all")
held = st.lists(st.tuples(st.integers(0, 20), facts(kinds)), max_size=12)
DANIEL = Facts(first_name="Daniel", surname="Mercer", born_on=date(1987, 3, 4))


@pytest.mark.slow
@untimed
@given(facts(kinds), held, st.randoms())
def test_the_order_of_the_candidates_never_matters(query, candidates, order):
    ranked = rank(query, candidates, floor=-50)
    order.shuffle(candidates)
    assert rank(prepare(query), [(key, prepare(each)) for key, each in candidates], floor=-50) == ranked


@pytest.mark.slow
@untimed
@given(facts(kinds), held, st.integers(1, 5))
def test_best_first_each_once_none_under_the_floor_and_no_more_than_asked(query, candidates, limit):
    ranked = rank(query, candidates, limit)
    totals = [each.score.total for each in ranked]
    assert totals == sorted(totals, reverse=True)
    assert [each.rank for each in ranked] == list(range(1, len(ranked) + 1))
    assert len({each.id for each in ranked}) == len(ranked) <= limit
    assert all(total >= published_model().kinds[query.kind].floor for total in totals)


@pytest.mark.slow
@untimed
@given(facts(kinds), held)
def test_a_thing_spoken_of_twice_counts_by_its_best_record(query, candidates):
    for each in rank(query, candidates, floor=-1000, limit=100):
        assert each.score.total == max(score(query, known).total for key, known in candidates if key == each.id)


def test_equal_scores_stand_in_the_order_of_their_ids_whatever_those_are():
    ranked = rank(DANIEL, [("b", DANIEL), (2, DANIEL), ("a", DANIEL), ("2", DANIEL)])
    assert [str(each.id) for each in ranked] == ["2", "2", "a", "b"]


def test_a_stranger_is_not_suggested():
    stranger = Facts(first_name="Peter", surname="Barnes")
    assert rank(DANIEL, [(1, stranger)]) == []
    assert len(rank(DANIEL, [(1, stranger)], floor=-1000)) == 1


def test_the_same_name_and_nothing_else_is_worth_showing():
    assert [each.id for each in rank(Facts(first_name="Danny", surname="Mercer"), [(1, DANIEL)])] == [1]


def index_of(people):
    index = {}
    for place, person in enumerate(people):
        for key in keys_for(person):
            index.setdefault(key, set()).add(place)
    return index


def fetching(people, index, asked):
    def fetch(keys):
        asked.extend(keys)
        return [(place, people[place]) for place in set().union(*(index.get(key, ()) for key in keys))]

    return fetch


def test_common_keys_are_not_asked_for_once_somebody_almost_certain_is_found():
    people = [DANIEL, Facts(first_name="Daniel", surname="Merchant")]
    asked = []
    ranked = find(DANIEL, fetching(people, index_of(people), asked))
    assert ranked[0].id == 0
    assert asked == list(query_key_tiers_for(DANIEL)[0])

    vague = Facts(first_name="Daniel", surname="Mercer")
    asked = []
    find(vague, fetching(people, index_of(people), asked))
    assert asked == [key for tier in query_key_tiers_for(vague) for key in tier]


def test_one_name_alone_finds_whoever_has_it_as_any_of_their_names():
    people = [Facts(first_name="Jaydon", surname="Pryce"), Facts(first_name="Lee", nicknames=("Jaydon",)), DANIEL]
    said = Facts(first_name="Jaydon")
    assert not set(name_keys_for(said)) & set(query_key_tiers_for(said))
    found = find(
        said, fetching(people, index_of(people), []), floor=published_model().kinds["person"].floor_of_one_name
    )
    assert {one.id for one in found} == {0, 1}
    assert name_keys_for(people[0]) == (), "with two names there are better keys"


def test_what_has_no_key_finds_nobody():
    assert find(Facts(age=14), lambda keys: [(1, DANIEL)]) == []


def test_damaged_people_are_found_again_among_all():
    index = index_of(fictional_people())
    tried = list(queries(fictional_people(), 300, seed=11))
    found = sum(
        query.person in {each.id for each in find(query.facts, fetching(fictional_people(), index, []))}
        for query in tried
    )
    assert found >= 294
