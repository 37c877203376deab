"""What a reader can see is an answer; what no screen draws is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.invisible import is_blank, on_a_terminal, on_one_line, without_turns

UNSEEN = ["\u200b", "\u2060", "\ufeff", "ㅤ", "ᅟ", "ᅠ", "ﾠ", "⠀", "\xad", "\xa0", "\u3000", "\u202e", "️", "͏"]


@given(st.text(st.sampled_from([*UNSEEN, " ", "\n", "\t"])))
def test_any_number_of_unseen_characters_is_blank(text):
    assert is_blank(text)
    assert not is_blank(f"{text}x{text}")


@pytest.mark.parametrize("text", ["?", "Ł", "한", "👧", "ไทย", "1", "\u200bTegan\u200b", "é", "👩\u200d👧"])
def test_what_can_be_seen_is_not_blank(text):
    assert not is_blank(text)


@given(
    st.text(
        st.sampled_from(["\x1b", "[", "\x9b", "\x07", "\r", "\b", "\u202e", "\u2066", "\u2028", "\ud800", "a", "ש"])
    )
)
def test_a_terminal_is_given_nothing_to_obey(text):
    shown = on_a_terminal(text)
    assert len(shown) == len(text)
    assert on_one_line(shown) == shown


@pytest.mark.parametrize("text", ["שרה כריم", "محمد\u200f", "نیم\u200cروز", "Zoë\n\tO’Neill", "👩\u200d👧", "a\xa0b"])
def test_letters_of_every_script_are_shown_and_kept_as_they_are(text):
    assert on_a_terminal(text) == text
    assert without_turns(text) == text


def test_marks_that_turn_what_stands_after_them_are_left_out():
    assert without_turns("\u202e\u2067Tegan\u2069\u202c שרה\u200f") == "Tegan שרה\u200f"
