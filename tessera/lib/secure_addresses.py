"""Which e-mail addresses a written referral may go to: those at a domain on the area's secure list, and no others."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")


@dataclass(frozen=True)
class SecureDomain:
    """A domain that is secure from end to end. `excludes` are domains under it that are not."""

    name: str
    takes_what_is_under_it: bool = False
    excludes: tuple[str, ...] = ()

    def takes(self, domain: str) -> bool:
        """Whether a domain is this one, or is under it where that counts."""
        if any(_is_at_or_under(domain, one) for one in self.excludes):
            return False
        return domain == self.name or (self.takes_what_is_under_it and domain.endswith(f".{self.name}"))


def is_secure(address: str, domains: Iterable[SecureDomain]) -> bool:
    """Whether an e-mail address is at one of these domains.

    Anything that is not plainly one address at one domain, in the letters that domain names are written in, is not:
    a letter of another alphabet may look the same and lead elsewhere.
    """
    name, at, domain = address.strip().casefold().rpartition("@")
    if not name or not at or "@" in name or any(letter.isspace() for letter in address.strip()):
        return False
    return bool(DOMAIN.fullmatch(domain)) and any(one.takes(domain) for one in domains)


def read_domain(written: str) -> SecureDomain:
    """A domain as a setting has it: “example.org”, or “.example.org” for what is under it too.

    Raises ValueError for anything else.
    """
    name = written.strip().lower().removeprefix(".")
    if not DOMAIN.fullmatch(name):
        raise ValueError(f"{written!r} is not a domain such as example.org or .example.org")
    return SecureDomain(name, takes_what_is_under_it=written.strip().startswith("."))


def _is_at_or_under(domain: str, name: str) -> bool:
    return domain == name or domain.endswith(f".{name}")
