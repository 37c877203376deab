"""What a reader can see is an answer; what no screen draws is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.invisible import is_blank

UNSEEN = ["\u200b", "\u2060", "\ufeff", "ㅤ", "ᅟ", "ᅠ", "ﾠ", "⠀", "\xad", "\xa0", "\u3000", "\u202e", "️", "͏"]


@given(st.text(st.sampled_from([*UNSEEN, " ", "\n", "\t"])))
def test_any_number_of_unseen_characters_is_blank(text):
    assert is_blank(text)
    assert not is_blank(f"{text}x{text}")


@pytest.mark.parametrize("text", ["?", "Ł", "한", "👧", "ไทย", "1", "\u200bTegan\u200b", "é", "👩\u200d👧"])
def test_what_can_be_seen_is_not_blank(text):
    assert not is_blank(text)
