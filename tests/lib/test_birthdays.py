"""Dates of birth in lists: what cannot be one is said, what is known in part is kept, and an age is an age."""

from datetime import date

import pytest

from tessera.lib.linkage.birthdays import approximate_age, wrong_with_birth
from tessera.lib.linkage.fields import parse_date

ON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("31/02/2012", "is no day: there is no 31 February 2012."),
        ("2012-02-31", "is no day: there is no 31 February 2012."),
        ("31 Feb 2012", "is no day: there is no 31 February 2012."),
        ("29/02/2011", "is no day: there is no 29 February 2011."),
        ("31/04", "is no day: there is no 31 April."),
        ("99/99/9999", "is no day that was ever in a calendar."),
        ("13/13/2012", "is no day that was ever in a calendar."),
        ("13/2012", "is no day that was ever in a calendar."),
        ("01/01/2032", "has not come yet."),
        ("12/2026", "has not come yet."),
        ("2027", "has not come yet."),
        ("01/01/1812", "is more than 120 years ago."),
        ("1812", "is more than 120 years ago."),
        ("yes", "is not a date."),
        ("15", "is not a date."),
    ],
)
def test_what_cannot_be_a_date_of_birth_says_why(said, wrong):
    assert wrong_with_birth(said, on=ON).startswith(wrong)


@pytest.mark.parametrize(
    "said",
    ["01/08/2012", "2012-08-01", "08/2012", "2012", "March 2012", "2012-??-??", "????-08-01", "00/00/2012", "xx/08/2012",
     "01/08", "29/02", "12/25/2010", "23/11/2026", "11/2026", "2026", "01/01/1907"],
)  # fmt: skip
def test_what_is_known_in_part_is_kept(said):
    assert wrong_with_birth(said, on=ON) == ""
    assert parse_date(said) != (None, None, None)


@pytest.mark.parametrize(
    ("said", "age"),
    [("~15", 15), ("15", 15), ("about 15", 15), ("c. 15", 15), ("15?", 15), ("15-ish", 15), ("approx. 15 years", 15),
     ("aged 15", 15), ("14-16", 15), ("14 or 15", 14), ("between 14 and 16", 15), ("15 y/o", 15), ("15 years old", 15),
     ("0", 0), ("", None), ("teens", None), ("150", None), ("15/03/2012", None), ("year 9", None), ("16 to 14", None)],
)  # fmt: skip
def test_an_age_is_what_people_have(said, age):
    assert approximate_age(said) == age
