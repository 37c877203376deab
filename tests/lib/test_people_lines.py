"""People jotted down one a line, read for matching. The line itself is kept whatever is read in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.people_lines import people_named


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("Kayleigh “Kay” Marsh, 14", {"first_name": "Kayleigh", "surname": "Marsh", "nicknames": ["Kay"], "age": 14}),
        ("kayleigh marsh", {"first_name": "kayleigh", "surname": "marsh"}),
        ("her mum Lisa Marsh", {"first_name": "Lisa", "surname": "Marsh"}),
        ("Ms Okafor (form tutor)", {"surname": "Okafor"}),
        ("Jayden", {"nicknames": ["Jayden"]}),
        ("Mary Ann van der Berg aged 15", {"first_name": "Mary", "surname": "van der Berg", "age": 15}),
        ("Dean O'Brien dob 3/4/1990", {"first_name": "Dean", "surname": "O'Brien", "born_on": "1990-04-03"}),
        ("unknown man called Dez", {"nicknames": ["Dez"]}),
        ("man in his 30s, silver car", {"description": "man in his 30s, silver car"}),
        ("Jayden's uncle", {"description": "Jayden's uncle"}),
        ("14 year old girl", {"age": 14, "description": "14 year old girl"}),
    ],
)
def test_what_is_read_in_a_line(line, fields):
    assert list(people_named(line)) == [(line, fields)]


def test_one_person_a_line_and_no_blank_ones():
    assert [words for words, _ in people_named("\n Kay Marsh \n\n - \r\nDez\n")] == ["Kay Marsh", "Dez"]


@given(st.text(max_size=500))
def test_any_text_is_read_and_no_line_is_lost(text):
    kept = [words for words, fields in people_named(text) if fields]
    said = [" ".join(line.split()) for line in text.splitlines()]
    assert kept == [line for line in said if line.strip(" -–•*.,")]
