"""Facts read from whatever a row or a form holds."""

import json
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.linkage.fields import LONGEST_TEXT, MOST_VALUES, Facts, parse_date
from tests.lib.linkage_facts import facts, untimed

plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.binary(max_size=5),
    st.dates(),
)
anything = plain | st.lists(plain, max_size=3) | st.dictionaries(st.text(max_size=3), plain, max_size=2)
names = st.sampled_from([*Facts.__dataclass_fields__, "date_of_birth", "phone", "nickname", "given_name", "other"])


@untimed
@given(st.dictionaries(names, anything))
def test_from_dict_never_raises_and_always_gives_facts_of_the_right_shape(given_row):
    read = Facts.from_dict(given_row)
    assert isinstance(read.first_name, str)
    assert isinstance(read.phones, tuple)
    assert read.born_on is None or isinstance(read.born_on, date)
    hash(read)


@untimed
@given(facts())
def test_facts_survive_being_stored_as_json(known):
    stored = json.loads(json.dumps(known.to_dict()))
    once = Facts.from_dict(stored)
    assert Facts.from_dict(json.loads(json.dumps(once.to_dict()))) == once
    assert once.kind == known.kind
    assert once.born_on == (known.born_on or once.born_on)


def test_from_dict_reads_the_columns_of_a_file():
    read = Facts.from_dict(
        {"first_name": " Daniel ", "surname": "Mercer", "date_of_birth": "04/03/1987",
        "phone": "07700 900123",
         "nickname": "Smiler", "postcode": "WX4 1AB", "unheard_of": "x"}
    )  # fmt: skip
    assert read == Facts(
        first_name="Daniel", surname="Mercer", born_on=date(1987, 3, 4),
        born_year=1987, born_month=3, born_day=4,
        phones=("07700 900123",), nicknames=("Smiler",), postcode="WX4 1AB",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1987-03-14", (1987, 3, 14)),
        ("1987-03-14T00:00:00", (1987, 3, 14)),
        (datetime(1987, 3, 14, 9, 30), (1987, 3, 14)),
        (date(1987, 3, 14), (1987, 3, 14)),
        ("19870314", (1987, 3, 14)),
        (19870314, (1987, 3, 14)),
        ("14/3/1987", (1987, 3, 14)),
        ("14.03.1987", (1987, 3, 14)),
        ("03/1987", (1987, 3, None)),
        ("1987-03", (1987, 3, None)),
        ("1987", (1987, None, None)),
        (1987, (1987, None, None)),
        ("31/31/1987", (1987, None, 31)),
        ("14 March 1987", (1987, 3, 14)),
        ("14th Mar, 1987", (1987, 3, 14)),
        ("March 1987", (1987, 3, None)),
        ("14/03/87", (1987, 3, 14)),
        ("1987-25-03", (1987, 3, 25)),
        ("????-03-14", (None, 3, 14)),
        ("--03-14", (None, 3, 14)),
        ("14/03", (None, 3, 14)),
        ("1987-xx-14", (1987, None, 14)),
        ("00/00/1987", (1987, None, None)),
        ("١٤/٠٣/١٩٨٧", (1987, 3, 14)),
        ("last spring", (None, None, None)),
        (None, (None, None, None)),
        (True, (None, None, None)),
    ],
)
def test_dates_are_read_as_far_as_they_go(written, read):
    assert parse_date(written) == read


def test_an_impossible_date_keeps_its_possible_parts():
    read = Facts.from_dict({"born_on": "1987-02-30"})
    assert (read.born_on, read.born_year, read.born_month, read.born_day) == (None, 1987, 2, 30)


def test_what_is_of_the_wrong_shape_counts_as_not_said():
    read = Facts.from_dict({"kind": "ghost", "age": "four", "born_month": 13, "phones": {"a": 1}, "surname": ["x"]})
    assert read == Facts()
    assert Facts.from_dict({"age": 0}).age == 0
    assert Facts.from_dict({"age": "121"}).age is None


def test_a_number_where_words_belong_is_read_as_words_unless_it_is_monstrous():
    assert Facts.from_dict({"phone": 7700900123}).phones == ("7700900123",)
    assert Facts.from_dict({"surname": 10**5000}).surname == ""


def test_a_huge_value_is_cut_and_many_values_are_limited():
    read = Facts.from_dict({"surname": "x" * 10_000_000, "phones": [str(n) for n in range(10_000)] + ["0"]})
    assert len(read.surname) == LONGEST_TEXT
    assert len(read.phones) == MOST_VALUES
    assert Facts.from_dict({"phones": ["1", "1", "", "2"]}).phones == ("1", "2")
