"""What the site itself asks of a sign-in provider: of no other host, for no longer than seconds, and not much of it."""

import time
from typing import Any
from urllib.parse import urlsplit

import requests

SECONDS = 4
LARGEST = 256 * 1024


class NotAsked(requests.RequestException):
    """The request was not made, or its answer not read to the end: the sentence is for the log."""


def origin(address: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()


class OnlyTheIssuer(requests.Session):
    """Asks the configured issuers' own hosts and nobody else, follows no redirect, and reads no proxy or password file."""

    def __init__(self, origins: list[str]) -> None:
        super().__init__()
        self.trust_env = False
        self.origins = origins

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        if origin(str(url)) not in self.origins:
            raise NotAsked("the provider named an address on another host")
        kwargs |= {"timeout": SECONDS, "allow_redirects": False, "stream": True}
        began = time.monotonic()
        response = super().request(method, url, *args, **kwargs)
        # An answer that comes a byte at a time would never meet the time-out of a single read.
        content = b""
        while some := response.raw.read1(16 * 1024, decode_content=True):
            content += some
            if len(content) > LARGEST or time.monotonic() - began > SECONDS:
                response.close()
                raise NotAsked("the provider’s answer is too long or too slow")
        response._content = content
        if response.is_redirect:
            raise NotAsked("the provider sent us on to another address")
        return response
