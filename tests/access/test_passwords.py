"""A new password is more than the words that others would try first."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from tessera.access.models import User
from tessera.access.passwords import ENOUGH, WORDS

SAM = User(name="Sam Okonkwo-Reed", email="sam.okonkwo@wexmouth.example")


@pytest.mark.parametrize("password", ["Tessera-2026!", "OkonkwoReed1!", "safeguardingtessera", "Wexmouth-Sam-77"])
def test_what_others_would_try_first_is_refused_with_a_sentence(password):
    with pytest.raises(ValidationError, match="others would try first"):
        validate_password(password, SAM)


def test_a_short_one_is_refused():
    with pytest.raises(ValidationError, match="12 characters"):
        validate_password("heron-kite1", SAM)


@pytest.mark.parametrize("password", ["plain heron tessera kite", "ein langes Wort, und 日本語", "x" * 100 + "y9?kelp"])
def test_any_letters_and_any_length_are_taken(password):
    validate_password(password, SAM)


@given(
    words=st.lists(st.sampled_from([*WORDS, "sam", "okonkwo"]), min_size=3, max_size=9),
    left=st.text("0123456789", max_size=20),
)
def test_only_what_is_left_without_those_words_counts(words, left):
    password = "".join(words) + left
    if len(left) >= ENOUGH:
        validate_password(password, SAM)
    else:
        with pytest.raises(ValidationError):
            validate_password(password, SAM)
