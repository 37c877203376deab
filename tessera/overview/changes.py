"""What wakes open pages: one connection of this process hears that something changed, and tells those it is for.

Nothing of what changed is ever said. A page that is woken asks again, with its own keyring, and gets what it may see.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections

LISTEN = "LISTEN tessera_changed"
HOLDERS = "SELECT holder_id FROM access_audienceholder WHERE audience_id = %s"
HEARTBEAT = 20.0  # seconds: sooner than any proxy gives up on a silent connection
LIFE = 15 * 60.0  # seconds: the browser then asks again, and is asked again who it is and what keys it holds
TRY_AGAIN = 2.0  # seconds
READY_WITHIN = 5.0  # seconds
AUDIENCES_KEPT = 100_000
log = logging.getLogger(__name__)


class Changes:
    """The pages of one process that are open now, each with the holders on its keyring, and the connection they share."""

    def __init__(self) -> None:
        self._pages: dict[asyncio.Event, frozenset[int]] = {}
        self._hearing: asyncio.Task[None] | None = None
        self._is_ready = asyncio.Event()
        # An audience is an interned set: once read it never changes.
        self._holders: dict[int, frozenset[int]] = {}

    @asynccontextmanager
    async def page(self, holders: Iterable[int]) -> AsyncIterator[asyncio.Event]:
        """An event that is set whenever something changed for one of these holders, from now until the block ends."""
        woken = asyncio.Event()
        self._pages[woken] = frozenset(holders)
        try:
            if self._hearing is None or self._hearing.done():
                self._is_ready.clear()
                self._hearing = asyncio.create_task(self._hear())
            # What changes before the connection listens would be missed: the page is not told that it is open yet.
            await asyncio.wait_for(self._is_ready.wait(), READY_WITHIN)
            yield woken
        finally:
            del self._pages[woken]
            if not self._pages and self._hearing is not None:
                self._hearing.cancel()
                self._hearing = None

    async def _hear(self) -> None:
        """Listen for as long as a page is open; when the connection is lost, make another."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**_place(), autocommit=True) as connection:
                    await connection.execute(LISTEN)
                    if self._is_ready.is_set():
                        self._wake(None)  # whatever changed since the last connection was lost was not told
                    self._is_ready.set()
                    while True:
                        await self._hear_once(connection)
            except psycopg.Error as error:
                log.warning("Pages do not hear of changes, trying again: %s", error)
                await asyncio.sleep(TRY_AGAIN)

    async def _hear_once(self, connection: psycopg.AsyncConnection[Any]) -> None:
        heard = {note.payload async for note in connection.notifies(stop_after=1)}
        for payload in heard:
            if payload.isascii() and payload.isdigit():
                self._wake(await self._holders_of(connection, int(payload)))

    async def _holders_of(self, connection: psycopg.AsyncConnection[Any], audience: int) -> frozenset[int]:
        if audience not in self._holders:
            if len(self._holders) >= AUDIENCES_KEPT:
                self._holders.clear()
            rows = await (await connection.execute(HOLDERS, [audience])).fetchall()
            self._holders[audience] = frozenset(holder for (holder,) in rows)
        return self._holders[audience]

    def _wake(self, holders: frozenset[int] | None) -> None:
        """Wake the pages of these holders; all of them for None."""
        for woken, keys in self._pages.items():
            if holders is None or holders & keys:
                woken.set()


_of_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, Changes] = WeakKeyDictionary()


def changes() -> Changes:
    """The one of this process (one event loop each)."""
    return _of_loop.setdefault(asyncio.get_running_loop(), Changes())


async def stream(holders: Iterable[int]) -> AsyncIterator[bytes]:
    """Server-sent events that say “changed” and nothing else, for whoever holds these keys, until they leave."""
    # The request's own database connection goes back to the pool: a page may stay open all day.
    await sync_to_async(connections.close_all)()
    ends = asyncio.get_running_loop().time() + LIFE
    async with changes().page(holders) as woken:
        yield b"retry: 3000\n\n"
        while asyncio.get_running_loop().time() < ends:
            try:
                await asyncio.wait_for(woken.wait(), HEARTBEAT)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            woken.clear()
            yield b"event: changed\ndata: changed\n\n"


def _place() -> dict[str, Any]:
    """How to reach the site's database with the site's own login, outside the pool."""
    place = settings.DATABASES["default"]
    words = {
        "dbname": place["NAME"], "user": place["USER"], "password": place.get("PASSWORD"), "host": place["HOST"],
        "port": place["PORT"],
    }  # fmt: skip
    return {name: value for name, value in words.items() if value}
