"""The best few, best first, and nobody when nobody is likely."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.linkage.damage import queries
from tessera.lib.linkage.fields import KINDS, Facts
from tessera.lib.linkage.keys import has_one_name, keys_for, name_keys_for, query_key_tiers_for
from tessera.lib.linkage.model import published_model
from tessera.lib.linkage.prepared import prepare
from tessera.lib.linkage.rank import rank
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


def found_for(query, people, index, floor=None):
    """The best of those held under any key that a search for this asks for."""
    asked = [key for tier in query_key_tiers_for(query) for key in tier]
    asked += name_keys_for(query) if has_one_name(query) else ()
    places = set().union(*(index.get(key, ()) for key in asked))
    return {each.id for each in rank(query, [(place, people[place]) for place in places], floor=floor)}


def test_one_name_alone_finds_whoever_has_it_as_any_of_their_names():
    people = [Facts(first_name="Jaydon", surname="Pryce"), Facts(first_name="Lee", nicknames=("Jaydon",)), DANIEL]
    said = Facts(first_name="Jaydon")
    floor = published_model().kinds["person"].floor_of_one_name
    assert found_for(said, people, index_of(people), floor) == {0, 1}


def test_a_surname_and_an_initial_find_the_whole_name_and_the_initial_counts_for_less_than_the_name():
    people = [DANIEL, Facts(first_name="Peter", surname="Mercer")]
    said = Facts(first_name="D.", surname="Mercer")
    assert found_for(said, people, index_of(people)) == {0}
    reasons = score(said, DANIEL).reasons
    assert [reason.words for reason in reasons] == ["First name agrees with the initial given", "Surname is the same"]
    whole = score(Facts(first_name="Daniel", surname="Mercer"), DANIEL)
    assert 0 < reasons[0].weight < whole.reasons[0].weight


def test_what_has_no_key_finds_nobody():
    assert found_for(Facts(age=14), [DANIEL], index_of([DANIEL])) == set()


def test_damaged_people_are_found_again_among_all():
    index = index_of(fictional_people())
    tried = list(queries(fictional_people(), 300, seed=11))
    found = sum(query.person in found_for(query.facts, fictional_people(), index) for query in tried)
    assert found >= 294


@pytest.mark.parametrize("heard", ["Rehmani", "Rehmany"])
def test_a_surname_alone_finds_and_shows_whoever_bears_it(heard):
    held, said = Facts(first_name="Sana", surname="Rehmani"), Facts(nicknames=(heard,))
    assert set(name_keys_for(said)) & set(keys_for(held))
    floor = published_model().kinds["person"].floor_of_one_name
    (found,) = rank(said, [("sana", held)], floor=floor)
    (by_first,) = rank(Facts(nicknames=("Sana",)), [("sana", held)], floor=floor)
    assert found.score.total < by_first.score.total
