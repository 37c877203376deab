"""Which addresses are at a secure domain, and which only look as if they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.secure_addresses import SecureDomain, is_secure, read_domain

COUNCILS = SecureDomain("gov.uk", takes_what_is_under_it=True, excludes=("gsi.gov.uk",))
LIST = [SecureDomain("nhs.net"), COUNCILS]
names = st.from_regex(r"[a-z0-9]{1,12}", fullmatch=True)


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("nia.bell@nhs.net", True),
        (" Nia.Bell@NHS.net ", True),
        ("duty@northmarch.gov.uk", True),
        ("duty@gov.uk", True),
        ("duty@mail.nhs.net", False),  # what is under it does not count there
        ("duty@northmarch.gsi.gov.uk", False),
        ("duty@gsi.gov.uk", False),
        ("duty@notgov.uk", False),
        ("duty@gov.uk.example.com", False),
        ("duty@gov.uk@example.com", False),
        ("duty@example.com@gov.uk", False),
        ("duty@example.com, other@nhs.net", False),
        ("duty@example.com other@nhs.net", False),
        ("duty@nhs.nеt", False),  # the second letter is Cyrillic
        ("duty@.gov.uk", False),
        ("duty@nhs.net.", False),
        ("@nhs.net", False),
        ("nhs.net", False),
        ("", False),
    ],
)
def test_an_address_is_secure_only_at_a_domain_on_the_list(address, is_one):
    assert is_secure(address, LIST) is is_one


@given(st.text(max_size=40))
def test_any_text_is_answered_and_with_an_empty_list_the_answer_is_no(text):
    assert is_secure(text, LIST) in (True, False)
    assert not is_secure(text, [])


@given(st.text(max_size=20), names, names)
def test_whatever_stands_before_it_what_counts_is_where_it_goes(before, name, other):
    assert not is_secure(f"{before}@{name}.{other}", LIST)


@given(names, names)
def test_what_is_left_out_is_left_out_with_all_that_is_under_it(name, under):
    assert is_secure(f"{name}@{under}x.gov.uk", LIST)
    assert not is_secure(f"{name}@{under}.gsi.gov.uk", LIST)


def test_a_setting_names_one_domain_or_with_a_dot_what_is_under_it():
    assert read_domain("Example.org") == SecureDomain("example.org")
    assert read_domain(" .example.org ") == SecureDomain("example.org", takes_what_is_under_it=True)


@pytest.mark.parametrize("written", ["", "com", ".com", "a@example.org", "*.example.org", "exa mple.org", "-a.org"])
def test_anything_else_is_refused_before_it_lets_everybody_in(written):
    with pytest.raises(ValueError, match="is not a domain"):
        read_domain(written)
