"""Whom people may sign in with besides a password, read from the environment: see docs/administrators.md."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from tessera.config import environment

CODE = re.compile(r"[a-z][a-z0-9]{0,19}")
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
LOOPBACK = {"127.0.0.1", "localhost"}


def sign_in_providers(name: str) -> dict[str, Any]:
    """allauth's setting, from the short names in the variable and the variables of each."""
    codes = environment.words(name)
    for code in codes:
        if not CODE.fullmatch(code):
            raise ImproperlyConfigured(
                f"Set {name} to short names of small letters and digits, separated by commas; one is {code!r}."
            )
    if len(codes) != len(set(codes)):
        raise ImproperlyConfigured(f"Set {name} so that it names each provider once.")
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [_provider(code) for code in codes]}}


def _provider(code: str) -> dict[str, Any]:
    start = f"TESSERA_PROVIDER_{code.upper()}_"
    return {
        "provider_id": code,
        "name": environment.text(f"{start}NAME"),
        "client_id": environment.text(f"{start}CLIENT_ID"),
        "secret": environment.text(f"{start}CLIENT_SECRET"),
        "settings": {
            "server_url": _issuer(f"{start}ISSUER"),
            "domains": _domains(f"{start}DOMAINS"),
            "second_factor": _second_factor(f"{start}SECOND_FACTOR"),
        },
    }


def _issuer(name: str) -> str:
    """The address that the provider calls itself by. Passwords travel there, so it is https, but on this machine."""
    issuer = environment.text(name)
    wrong = ImproperlyConfigured(
        f"Set {name} to the provider’s issuer, an https address without “?”; it is {issuer!r}."
    )
    try:
        parts = urlsplit(issuer)
        is_whole = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        raise wrong from None
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    # Its origin stands in the content security policy as it is: nothing there may begin another directive.
    is_plain = bool(re.fullmatch(r"[A-Za-z0-9.:-]+", parts.netloc)) and not re.search(r"\s", issuer)
    if not (is_whole and is_safe and is_plain) or parts.query or parts.fragment:
        raise wrong
    return issuer


def _domains(name: str) -> list[str]:
    domains = [word.lower() for word in environment.words(name)]
    for domain in domains:
        if not DOMAIN.fullmatch(domain):
            raise ImproperlyConfigured(
                f"Set {name} to e-mail domains separated by commas, such as county.example; one is {domain!r}."
            )
    return domains


def _second_factor(name: str) -> dict[str, list[str]]:
    counts: dict[str, list[str]] = {"amr": [], "acr": []}
    for word in environment.words(name):
        claim, _, value = word.partition(":")
        if claim not in counts or not value:
            raise ImproperlyConfigured(
                f"Set {name} to values that count, such as amr:mfa or acr:gold, separated by commas; one is {word!r}."
            )
        counts[claim].append(value)
    return counts
