"""The frozen damage model: what it does is what its documentation says."""

from collections import Counter
from random import Random

import pytest

from tessera.lib.linkage.damage import WAYS, damaged, queries
from tessera.lib.linkage.fields import Facts
from tests.lib.linkage_facts import fictional_people


def test_the_same_seed_gives_the_same_queries_and_another_gives_others():
    once = list(queries(fictional_people(), 50, seed=1))
    assert list(queries(fictional_people(), 50, seed=1)) == once
    assert list(queries(fictional_people(), 50, seed=2)) != once


@pytest.mark.slow
def test_two_ways_of_nine_in_one_case_of_ten_three_and_a_fifth_without_a_birthday():
    drawn = list(queries(fictional_people(), 4000, seed=1))
    ways = Counter(way for query in drawn for way in query.ways)
    assert set(ways) == set(WAYS)
    assert len(WAYS) == 9
    assert {len(query.ways) for query in drawn} == {2, 3}
    assert all(len(set(query.ways)) == len(query.ways) for query in drawn)
    assert 0.08 < sum(len(query.ways) == 3 for query in drawn) / 4000 < 0.12
    unknown = [query for query in drawn if not query.facts.born_on and "missing_date_part" not in query.ways]
    assert 0.17 < len(unknown) / 4000 < 0.23


def test_every_query_differs_from_the_person_it_is():
    for query in queries(fictional_people(), 300, seed=4):
        assert query.facts != fictional_people()[query.person]


@pytest.mark.parametrize("person", [Facts(), Facts(first_name="Al"), Facts(surname="Ng", phones=("07700 900123",))])
def test_a_person_of_whom_little_is_known_is_damaged_as_far_as_that_goes(person):
    for seed in range(40):
        query = damaged(0, person, elsewhere=Facts(), rng=Random(seed))
        assert len(query.ways) <= 3
