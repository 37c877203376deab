"""Match keys: any fragment finds it."""

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given

from tessera.lib.linkage.damage import queries
from tessera.lib.linkage.fields import Facts
from tessera.lib.linkage.keys import has_one_name, keys_for, name_keys_for, query_key_tiers_for
from tests.lib.linkage_facts import facts, fictional_people, untimed

DANIEL = Facts(
    first_name="Daniel", surname="Mercer", nicknames=("Smiler",), born_on=date(1987, 3, 4),
    phones=("07700 900123",),
    plate="ZQ21 ABC", postcode="WX4 1AB", address="14 Harbour Road", handle="smiler_87",
)  # fmt: skip


def asked_for(query):
    """Every key that a search asks for: the tiers, and when no more than one name was said the keys of that name."""
    tiers = [key for tier in query_key_tiers_for(query) for key in tier]
    return [*tiers, *name_keys_for(query)] if has_one_name(query) else tiers


def finds(query, held):
    return bool(set(asked_for(query)) & set(keys_for(held)))


@untimed
@given(facts())
def test_what_is_known_finds_itself(known):
    assert bool(keys_for(known)) == finds(known, known)


@untimed
@given(facts())
def test_keys_are_signed_64_bit_numbers_each_once_and_the_three_tiers_share_none(known):
    filed, asked = keys_for(known), asked_for(known)
    assert all(-(2**63) <= key < 2**63 for key in filed + asked)
    assert filed == sorted(set(filed))
    assert len(asked) == len(set(asked))
    assert len(query_key_tiers_for(known)) == 3


@pytest.mark.slow
def test_keys_are_the_same_in_another_run_of_python():
    said = (
        "from tessera.lib.linkage import fields, keys; "
        "print(keys.keys_for(fields.Facts(first_name='Zoë', surname='Nwosu')))"
    )
    environment = {"PYTHONHASHSEED": "7", "PYTHONPATH": ".", "PYTHONUTF8": "1"}
    other_run = subprocess.run(
        [sys.executable, "-c", said], capture_output=True, text=True, check=True, env=environment
    )
    assert other_run.stdout.strip() == str(keys_for(Facts(first_name="Zoë", surname="Nwosu")))


@pytest.mark.parametrize(
    "fragment",
    [
        {"surname": "Mercer"},
        {"first_name": "Danny", "surname": "Mercer"},
        {"first_name": "Danyel", "surname": "Mersa", "born_on": "1987-03-04"},
        {"first_name": "Mercer", "surname": "Daniel"},
        {"first_name": "Daniel Mercer"},
        {"surname": "Mercer", "born_on": "1987-04-03"},
        {"surname": "Mercer", "born_on": "1987-03"},
        {"surname": "Mercer", "born_month": 3, "born_day": 4},
        {"born_on": "1987-03-04"},
        {"postcode": "wx41ab"},
        {"nicknames": ["Smila"]},
        {"first_name": "Smiler"},
        {"first_name": "Daniel", "surname": "Xercer"},
        {"phones": ["+44 7700 900123"]},
        {"phones": ["900123"]},
        {"phones": ["07611 900123"]},
        {"born_on": "1987-04-03"},
        {"phones": ["0012?"]},
        {"plate": "zq2iabc"},
        {"plate_partial": "ZQ21"},
        {"plate_partial": "ABC"},
        {"plate_partial": "?Q21 ??C"},
        {"handle": "@Smiler87"},
        {"handle": "smiler8"},
        {"address": "Flat 14, 14 Harbour Rd"},
    ],
)
def test_any_fragment_finds_a_person(fragment):
    assert finds(Facts.from_dict(fragment), DANIEL)


@pytest.mark.parametrize(("first", "second"), [("Filipp", "Quessla"), ("Quessla", "Filipp")])
def test_both_names_written_by_ear_are_found_in_either_order(first, second):
    assert finds(Facts(first_name=first, surname=second), Facts(first_name="Philip", surname="Kessler"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Tegan", "Hollis"), ("T", "Hollis")),
        (("Tegan", "Hollis"), ("T.", "Holis")),
        (("Tegan", "Hollis"), ("Hollis", "T")),
        (("Tegan", "Hollis"), ("Tegan", "H")),
        (("Tegan", "Hollis"), ("T.J.", "Hollis")),
    ],
)
def test_a_name_and_an_initial_find_the_whole_name_and_are_found_by_it(one, other):
    whole, initial = (Facts(first_name=first, surname=surname) for first, surname in (one, other))
    assert finds(initial, whole)
    assert finds(whole, initial)
    assert not finds(Facts(first_name="Dax", surname="Hollis"), initial), "another initial"
    assert not finds(Facts(first_name="Dax", surname="Hollis"), whole)


def test_one_name_is_one_and_neither_none_nor_two():
    assert has_one_name(Facts(surname="Hollis"))
    assert has_one_name(Facts(nicknames=("Dax", "Jax")))
    assert not has_one_name(Facts(first_name="Tegan", surname="Hollis"))
    assert not has_one_name(Facts(born_on=date(2012, 1, 8), phones=("07700 900123",)))


def test_of_two_names_the_first_is_asked_for_by_itself_and_of_an_initial_the_other():
    tegan = Facts(first_name="Tegan", surname="Hollis")
    assert name_keys_for(tegan) == name_keys_for(Facts(first_name="Tegan"))
    assert name_keys_for(Facts(first_name="T", surname="Hollis")) == name_keys_for(Facts(surname="Hollis"))
    assert set(name_keys_for(Facts(nicknames=("Tig",), surname="Hollis"))) == set(name_keys_for(Facts(surname="Tig")))


@pytest.mark.parametrize(
    "fragment", [{"age": 39}, {"description": "tall"}, {"plate_partial": "ZQ"}, {"born_year": 1987}, {}]
)
def test_what_could_be_anybody_asks_for_nobody(fragment):
    assert asked_for(Facts.from_dict(fragment)) == keys_for(Facts.from_dict(fragment)) == []


@pytest.mark.parametrize("heard", ["07700 900124", "07700 9?0123", "7700 90123", "0770 900 123", "77009"])
def test_a_telephone_with_one_digit_wrong_or_missing_is_found(heard):
    held = Facts(kind="phone", phones=("07700 900123",))
    assert finds(Facts(kind="phone", phones=(heard,)), held)
    assert not finds(Facts(kind="phone", phones=("07611 222333",)), held)


@pytest.mark.parametrize(
    ("scrap", "whole"),
    [
        (Facts(kind="phone", phones=("?0123",)), Facts(kind="phone", phones=("07700 900123",))),
        (Facts(kind="vehicle", plate_partial="Q21?"), Facts(kind="vehicle", plate="ZQ21 ABC")),
    ],
)
def test_a_scrap_held_since_last_year_is_found_by_the_whole_number_of_today_before_all_else(scrap, whole):
    assert finds(scrap, whole)
    rarest = query_key_tiers_for(whole)[0]
    assert set(rarest) & set(keys_for(scrap))


def test_places_and_organisations_are_found_by_a_telling_word_or_their_street():
    taxis = Facts(kind="organisation", name="Riverside Taxis Ltd", phones=("01632 960123",))
    assert finds(Facts(kind="organisation", name="River-side Riversyde Cabs"), taxis)
    assert not finds(Facts(kind="organisation", name="Harbour Taxis Ltd"), taxis)
    cafe = Facts(kind="place", address="14 Harbour Road", postcode="WX4 1AB")
    assert finds(Facts(kind="place", address="Harbour Road"), cafe)
    assert finds(Facts(kind="place", postcode="WX4 1AB"), cafe)


def test_things_of_different_kinds_share_no_key():
    number = ("07700 900123",)
    assert not set(keys_for(Facts(kind="phone", phones=number))) & set(keys_for(Facts(phones=number)))


def test_two_kinds_of_damage_seldom_leave_no_shared_key():
    damaged = list(queries(fictional_people(), 1000, seed=3))
    found = sum(finds(query.facts, fictional_people()[query.person]) for query in damaged)
    assert found >= 990
