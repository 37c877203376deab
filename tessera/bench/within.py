"""The same pages opened inside this process: how many statements each sends, and what our layer costs.

*Our layer* is what Tessera adds to a page of Django and PostgreSQL: the access rule (said in the ORM and
enforced by row-level security) and the audit. The peer is the same views, templates and queries with that
taken off: the owner's login, whom row-level security does not bind, `readable()` answering every row, and
nothing recorded. The keyring is still told to the database, because the search functions take what they
search from it. It never listens on a socket: a site without its access rule is nothing to leave running.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from unittest.mock import MagicMock, patch

from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.access.models import User
from tessera.access.protected import ReadableQuerySet
from tessera.bench.site import HOST, Page, SiteFailed

BACKEND = "tessera.access.signed_in.SignedIn"


class Inside:
    """Somebody whose pages are made in this process, without a server in between."""

    def __init__(self, user: User) -> None:
        self.client = Client(SERVER_NAME=HOST)
        self.client.force_login(user, backend=BACKEND)

    def get(self, path: str) -> Page:
        """Open a page, wherever it leads."""
        return _page(self.client.get(path, follow=True), path)

    def post(self, path: str, fields: dict[str, str], *, on: Page) -> Page:
        """Send a form, and answer where it led."""
        return _page(self.client.post(path, fields, follow=True), path)

    def timed(self, path: str) -> float:
        """How long one page takes to make, in ms."""
        began = time.perf_counter()
        self.get(path)
        return (time.perf_counter() - began) * 1000

    def statements(self, path: str) -> int:
        """How many statements one page sends to the database, the keyring's and session's own included."""
        with CaptureQueriesContext(connections["default"]) as sent:
            self.get(path)
        return len(sent)


@contextmanager
def without_our_layer() -> Iterator[None]:
    """Take the access rule and the audit off this process for as long as the block lasts."""
    place = connections["default"].settings_dict
    ours = place["USER"], place["PASSWORD"]
    owner = connections["owner"].settings_dict
    connections["default"].close()
    place["USER"], place["PASSWORD"] = owner["USER"], owner["PASSWORD"]
    unrecorded = MagicMock(cursor=lambda: nullcontext(MagicMock()))
    try:
        with (
            patch.object(ReadableQuerySet, "readable", lambda rows: rows.all()),
            patch("tessera.audit.log.connection", unrecorded),
        ):
            yield
    finally:
        connections["default"].close()
        place["USER"], place["PASSWORD"] = ours


def _page(response: Any, path: str) -> Page:
    if response.status_code != 200:
        raise SiteFailed(f"{path} answered {response.status_code}; expected 200.")
    return Page(response.status_code, response.request["PATH_INFO"], response.content.decode())
