"""What an administrator may set up as a provider, and what is said of the rest."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from tessera.access.outgoing import origin
from tessera.config.providers import sign_in_providers

START = "TESSERA_PROVIDER_COUNTY_"
GOOD = {
    "NAME": "Estuary County",
    "ISSUER": "https://login.county.example/staff",
    "CLIENT_ID": "tessera",
    "CLIENT_SECRET": "a secret",
    "DOMAINS": "County.example, health.example",
    "SECOND_FACTOR": "amr:mfa,acr:urn:x:gold",
}


def set_up(environment, **changed):
    for name, value in (GOOD | changed).items():
        environment.setenv(START + name, value)
    environment.setenv("TESSERA_PROVIDERS", "county")
    return sign_in_providers("TESSERA_PROVIDERS")["openid_connect"]


def test_a_provider_is_read(monkeypatch):
    read = set_up(monkeypatch)
    assert read["OAUTH_PKCE_ENABLED"] is True
    assert read["APPS"][0]["settings"] == {
        "server_url": "https://login.county.example/staff",
        "domains": ["county.example", "health.example"],
        "second_factor": {"amr": ["mfa"], "acr": ["urn:x:gold"]},
    }


@pytest.mark.parametrize("name", ["NAME", "ISSUER", "CLIENT_ID", "CLIENT_SECRET"])
def test_what_is_missing_is_named(monkeypatch, name):
    with pytest.raises(ImproperlyConfigured, match=f"Set {START}{name}"):
        set_up(monkeypatch, **{name: " "})


@pytest.mark.parametrize(
    "issuer",
    [
        "http://login.county.example", "login.county.example", "https://", "https://x:port", "https://a.example/?b",
        "https://a.example/#b", "https://user:word@a.example", "https://a.example; script-src *", "https://a.example,b",
        "ftp://a.example", "https://a.example:0",
    ],
)  # fmt: skip
def test_an_issuer_that_is_not_safe_is_refused(monkeypatch, issuer):
    with pytest.raises(ImproperlyConfigured, match="provider’s issuer, an https address"):
        set_up(monkeypatch, ISSUER=issuer)


@given(issuer=st.text(max_size=60).map(lambda rest: f"https://{rest}".strip()))
def test_no_issuer_that_is_taken_adds_to_the_content_security_policy(issuer):
    """Whatever is set, either it is refused or its origin is one plain word."""
    environment = pytest.MonkeyPatch()
    try:
        # The environment of a process holds neither.
        if "\0" in issuer or any(0xD800 <= ord(letter) <= 0xDFFF for letter in issuer):
            return
        taken = set_up(environment, ISSUER=issuer)["APPS"][0]["settings"]["server_url"]
    except ImproperlyConfigured:
        return
    finally:
        environment.undo()
    assert not set(origin(taken)) & set(" ;,'\"*\t\r\n")


@pytest.mark.parametrize(
    ("name", "value"), [("DOMAINS", "everybody"), ("DOMAINS", "*.example"), ("SECOND_FACTOR", "mfa"), ("SECOND_FACTOR", "amr:")]
)  # fmt: skip
def test_a_list_that_cannot_be_read_is_refused(monkeypatch, name, value):
    with pytest.raises(ImproperlyConfigured, match=START + name):
        set_up(monkeypatch, **{name: value})


@pytest.mark.parametrize("codes", ["County", "1st", "a/b", "county,county"])
def test_short_names_are_plain_and_each_once(monkeypatch, codes):
    set_up(monkeypatch)
    monkeypatch.setenv("TESSERA_PROVIDERS", codes)
    with pytest.raises(ImproperlyConfigured, match="Set TESSERA_PROVIDERS"):
        sign_in_providers("TESSERA_PROVIDERS")
