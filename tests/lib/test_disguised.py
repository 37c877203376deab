"""Words are found however they are written, and no other words for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.disguised import number_stands_in, stands_in


@pytest.mark.parametrize(
    "text",
    [
        "the Thorleys came", "Thorley’s car", "Thor-ley", "T h o r l e y said", "T.h.o.r.l.e.y", "Th0rley", "THORLEY",
        "Тhоrlеу in other letters", "Thórley", "Thor\u200bley", "Thor\u00adley",
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(text):
    assert stands_in("Thorley", text)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Theresa", "there’s a man"), ("Ian", "I and he"), ("Ali", "All of them"), ("Ann", "an unknown car"), ("Al", "Al said"),
        ("Thorley", "Thor led them"), ("Sol", "At 501 he stopped"), ("Nia", "Nian Road"), ("", "anything"),
    ],
)  # fmt: skip
def test_other_words_are_not_taken_for_it(words, text):
    assert not stands_in(words, text)


def test_a_digit_among_letters_is_any_letter_it_looks_like():
    assert stands_in("Lily", "L1ly")
    assert stands_in("Lily", "1ily")


@given(st.text("abcdefghij", min_size=3, max_size=8), st.sampled_from(["-", ".", " ", ". ", "_"]))
def test_any_word_spelled_out_is_found(word, gap):
    assert stands_in(word, f"He is {gap.join(word)}, they say.")


@pytest.mark.parametrize("text", ["07700 900123", "07700900123", "0-7-7-0-0 900 123"])
def test_a_number_is_found_however_it_is_grouped(text):
    assert number_stands_in("07700 900 123", f"Ring {text}.")
    assert not number_stands_in("07700 900 123", f"Ring {text}4.")
