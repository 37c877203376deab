"""What was only filled in finds nobody; what may be a name stays one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.linkage.fields import Facts
from tessera.lib.linkage.nothing_said import says_nothing
from tessera.lib.linkage.score import score


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "---",
        ". -",
        "?",
        "👧",
        "UNKNOWN",
        "Unknown Unknown",
        "N/A",
        "n/a",
        "Not  known",
        "TBC",
        "none",
        "\u202e",
    ],
)
def test_nothing_is_said(text):
    assert says_nothing(text)
    assert Facts.from_dict({"surname": text, "nicknames": [text], "postcode": text}) == Facts()


@pytest.mark.parametrize("text", ["Null", "Na", "Nil", "Unknown Axley", "?Z17 KRV", "7", "Ł", "محمد", "X"])
def test_something_is_said(text):
    assert not says_nothing(text)
    assert Facts.from_dict({"surname": text}).surname == text


@given(st.text("-.?/_ \t*'"))
def test_signs_alone_say_nothing(text):
    assert says_nothing(text)


def test_two_of_whom_nothing_is_known_are_not_alike_for_it():
    asked, held = ({"first_name": one, "surname": "UNKNOWN"} for one in ("Tegan", "Darren"))
    reasons = score(Facts.from_dict(asked), Facts.from_dict(held)).reasons
    assert not [one for one in reasons if "urname" in str(one)]
