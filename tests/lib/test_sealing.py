"""What is sealed opens only with its own key, and only unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.sealing import Damaged, seal, unseal

SECRET = "a secret of the environment, of any length"


@given(st.binary(max_size=2000))
def test_what_was_sealed_opens(content):
    sealed = seal(content, secret=SECRET)
    assert unseal(sealed, secret=SECRET) == content
    assert len(content) < 8 or content not in sealed


@given(st.binary(max_size=200), st.data())
def test_another_key_or_a_changed_byte_opens_nothing(content, data):
    """REQ: intake-lay-source-protected"""
    sealed = seal(content, secret=SECRET)
    with pytest.raises(Damaged):
        unseal(sealed, secret=SECRET + "x")
    place = data.draw(st.integers(min_value=0, max_value=len(sealed) - 3))  # the last bits may be padding
    spoilt = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
    with pytest.raises(Damaged):
        unseal(spoilt, secret=SECRET)
