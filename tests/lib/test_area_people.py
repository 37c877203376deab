"""The people of the county: the same for the same seed, each by themselves, and like a population."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.area.county import county, plain
from tessera.lib.area.people import CHILDREN_IN_CIRCLE, CIRCLE, people
from tests.lib.test_area_identifiers import could_be_issued, is_nobodys_number, is_nobodys_postcode

TODAY = date(2026, 11, 21)


def test_the_same_seed_gives_the_same_people():
    assert list(people(500, seed=7, on=TODAY)) == list(people(500, seed=7, on=TODAY))
    assert list(people(500, seed=7, on=TODAY)) != list(people(500, seed=8, on=TODAY))


@given(st.integers(0, 9_999_999))
def test_a_person_is_the_same_however_many_others_there_are(number):
    assert people(10_000_000, seed=3, on=TODAY)[number] == people(number + 1, seed=3, on=TODAY)[-1]


def test_people_can_be_sliced_counted_and_run_out():
    ten = people(10, seed=1, on=TODAY)
    assert len(ten) == 10
    assert list(ten[2:4]) == [ten[2], ten[3]]
    assert [person.number for person in ten] == list(range(10))
    with pytest.raises(IndexError):
        ten[10]
    with pytest.raises(ValueError, match="fewer than no people"):
        people(-1, seed=1, on=TODAY)


@given(st.integers(0, 9_999_999), st.integers(-(1 << 60), 1 << 60))
def test_nothing_about_a_person_can_be_anybodys(number, seed):
    person = people(number + 1, seed=seed, on=TODAY)[number]
    assert not person.phone or is_nobodys_number(person.phone)
    assert not could_be_issued(person.plate)
    assert is_nobodys_postcode(person.postcode)
    assert bool(person.plate) == bool(person.vehicle)
    assert {account.platform for account in person.accounts} <= set(county().platforms)


@given(st.integers(0, 9_999_999), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_each_circle_has_three_children_and_five_adults(number, on):
    person = people(number + 1, seed=1, on=on)[number]
    is_child = number % CIRCLE < CHILDREN_IN_CIRCLE
    assert (10 <= person.age(on) <= 17) if is_child else person.age(on) >= 18


def test_names_follow_the_mix_of_the_population():
    drawn = Counter(person.group for person in people(20_000, seed=11, on=TODAY))
    for group in county().groups.values():
        # A third of people share a home and so a group, so allow a third as much again.
        assert drawn[group.code] / 20 == pytest.approx(group.share, rel=0.33, abs=4), group.code
    assert sum(group.share for group in county().groups.values()) == 1000


def test_handles_and_plates_are_almost_never_shared():
    everyone = list(people(5000, seed=2, on=TODAY))
    handles = [account for person in everyone for account in person.accounts]
    plates = [person.plate for person in everyone if person.plate]
    assert len(set(handles)) == len(handles)
    assert len(set(plates)) >= len(plates) - 5


def test_some_people_share_a_home_and_a_surname():
    everyone = list(people(800, seed=5, on=TODAY))
    together = [
        person
        for person in everyone
        if person.number % 4 and person.address == everyone[person.number - person.number % 4].address
    ]
    assert 120 < len(together) < 280
    assert all(person.surname == everyone[person.number - person.number % 4].surname for person in together)


def test_a_plain_name_keeps_only_english_letters():
    assert plain("Małgorzata") == "malgorzata"
    assert plain("O'Brien-Özil") == "obrienozil"
