"""What wakes an open page: whoever may read what changed, nobody else, and never a word of what it was."""

import asyncio
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from tessera.access import services as access
from tessera.concerns import services
from tessera.concerns.models import Concern
from tessera.overview import changes
from tests.cast import as_user
from tests.databases import cloned_database
from tests.reporting import signed_in
from tests.triage import CHILD, concern_of, make_desk, reported

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60.0  # seconds: two cores may be busy with other tests
NAMED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query = %s"


def notify(payload):
    with psycopg.connect(**changes._place(), autocommit=True) as sender:
        sender.execute("SELECT pg_notify('tessera_changed', %s)", [str(payload)])


@asynccontextmanager
async def streaming(*holders):
    """The events of one open page, past the opening line."""
    events = changes.stream([holder.pk for holder in holders])
    try:
        assert await anext(events) == b"retry: 3000\n\n"
        yield events
    finally:
        await events.aclose()


async def said(events):
    async with asyncio.timeout(PATIENCE):
        return await anext(events)


CHANGED = b"event: changed\ndata: changed\n\n"
ALIVE = b": still here\n\n"


@pytest.fixture
def sets(django_db_setup, django_db_blocker):
    """Two sets of holders that every connection can see: what a test only tells its own, no listener hears of."""
    with django_db_blocker.unblock():
        team, other = (access.holder("team", code, "A team") for code in ("stream-1", "stream-2"))
        yield team, other, access.audience_of([team]).pk, access.audience_of([other]).pk
        connections.close_all()


def test_a_page_is_woken_for_its_own_holders_and_no_others(sets, monkeypatch):
    team, other, of_team, of_other = sets
    monkeypatch.setattr(changes, "HEARTBEAT", 0.2)

    async def told():
        async with streaming(team) as mine, streaming(other) as theirs:
            await asyncio.to_thread(notify, of_team)
            assert await said(mine) == CHANGED
            assert await said(theirs) == ALIVE
            await asyncio.to_thread(notify, of_other)
            assert await said(theirs) == CHANGED
            assert await said(mine) == ALIVE

    asyncio.run(told())


@pytest.mark.parametrize("payload", ["", "x", "work", "-1", "9999999999", "1; SELECT"])
def test_an_odd_message_wakes_nobody_and_breaks_nothing(sets, monkeypatch, payload):
    team, _, of_team, _ = sets
    monkeypatch.setattr(changes, "HEARTBEAT", 0.2)

    async def told():
        async with streaming(team) as mine:
            await asyncio.to_thread(notify, payload)
            assert await said(mine) == ALIVE
            await asyncio.to_thread(notify, of_team)
            assert await said(mine) == CHANGED

    asyncio.run(told())


def test_a_lost_connection_is_made_again_and_every_page_asks_again(sets, monkeypatch):
    team, _, of_team, _ = sets
    monkeypatch.setattr(changes, "TRY_AGAIN", 0.01)

    def lose():
        with psycopg.connect(**changes._place(), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = %s", [changes.LISTEN])

    async def told():
        async with streaming(team) as mine:
            await asyncio.to_thread(lose)
            assert await said(mine) == CHANGED
            await asyncio.to_thread(notify, of_team)
            assert await said(mine) == CHANGED

    asyncio.run(told())


def test_a_page_is_let_go_after_a_while_so_that_its_keys_are_asked_for_again(sets, monkeypatch):
    monkeypatch.setattr(changes, "LIFE", 0.05)
    monkeypatch.setattr(changes, "HEARTBEAT", 0.01)

    async def told():
        async with streaming(sets[0]) as mine:
            return [event async for event in mine]

    assert set(asyncio.run(told())) <= {ALIVE}


class Window:
    """A page open in somebody's browser, as far as its stream goes."""

    def __init__(self, port, cookie):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._connection.request("GET", "/triage/stream/", headers={"Cookie": cookie})
        self._reply = self._connection.getresponse()
        assert self._reply.status == 200
        assert self._reply.headers["Content-Type"] == "text/event-stream"
        self.lines = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.wait_for("retry: 3000")

    def _read(self):
        with suppress(OSError, ValueError, AttributeError):
            while line := self._reply.readline():
                self.lines.append(line.decode().strip())

    def wait_for(self, line, times=1):
        until(lambda: self.lines.count(line) >= times, f"{line!r} {times} times, got {self.lines}")

    def close(self):
        self._connection.sock.shutdown(socket.SHUT_RDWR)
        self._reader.join()
        self._reply.close()
        self._connection.close()


def until(is_so, what):
    ends = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < ends, f"waited for {what}"
        time.sleep(0.05)


@pytest.fixture
def served(django_db_setup, django_db_blocker):
    """A real server with a pool of two, on a database of its own where what the test does is committed."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with django_db_blocker.unblock(), cloned_database(f"test_tessera_stream_{worker}") as name:
        place = settings.DATABASES["default"]
        is_socket = str(place["HOST"]).startswith("/")
        at = f"/{name}?host={place['HOST']}" if is_socket else f"{place['HOST']}:{place['PORT']}/{name}"
        environment = os.environ | {
            "DATABASE_URL": f"postgresql://tessera_app@{at}", "TESSERA_OWNER_URL": f"postgresql://tessera_owner@{at}",
            "TESSERA_POOL_SIZE": "2", "DJANGO_SETTINGS_MODULE": "tessera.config.settings",
        }  # fmt: skip
        command = [sys.executable, "-m", "uvicorn", "tessera.config.asgi:application", "--port", str(port)]
        quiet = ["--lifespan", "off", "--log-level", "warning", "--timeout-graceful-shutdown", "1"]
        running = subprocess.Popen([*command, *quiet], env=environment, cwd=ROOT)
        try:
            until(lambda: answers(port, "/health/live"), "the server")
            yield port
        finally:
            running.terminate()
            running.wait()


def answers(port, path, cookie=""):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Cookie": cookie})
        reply = connection.getresponse()
        reply.read()
        return reply.status == 200
    except OSError:
        return False
    finally:
        connection.close()


def cookie_of(user):
    return f"sessionid={signed_in(user).cookies['sessionid'].value}"


@pytest.mark.slow
def test_open_pages_share_one_connection_hear_only_what_is_theirs_and_leave_nothing_behind(served):
    desk = make_desk()
    report = reported(desk.teacher, CHILD)
    officers = [Window(served, cookie_of(desk.officer)) for _ in range(5)]
    nurse = Window(served, cookie_of(desk.nurse))
    outsider = Window(served, cookie_of(desk.outsider))
    windows = [*officers, nurse, outsider]

    def listeners():
        with connections["default"].cursor() as cursor:
            cursor.execute(NAMED, [changes.LISTEN])
            return cursor.fetchone()[0]

    assert listeners() == 1
    # Seven pages are open and the pool has two connections: nobody waits for one.
    assert answers(served, "/triage/rows/", cookie_of(desk.officer))
    with as_user(desk.officer):
        concern = concern_of(desk, report)
        services.change_band(concern=concern, band="urgent", reason="New.", version=concern.version, by=desk.officer)
    for window in officers:
        window.wait_for("data: changed")
    with as_user(desk.officer):
        concern = Concern.objects.get(pk=concern.pk)
        services.ask_partner(concern=concern, agency=desk.nurse.agency, question="?", by=desk.officer)
    nurse.wait_for("data: changed")
    assert nurse.lines.count("data: changed") == 1
    with psycopg.connect(**changes._place(), autocommit=True) as sender:
        mine = access.audience_of([access.person(desk.outsider.post)]).pk
        sender.execute("SELECT pg_notify('tessera_changed', %s)", [str(mine)])
    outsider.wait_for("data: changed")
    assert outsider.lines.count("data: changed") == 1
    said = {line for window in windows for line in window.lines}
    assert said <= {"retry: 3000", "event: changed", "data: changed", ": still here", ""}
    for window in windows:
        window.close()
    until(lambda: listeners() == 0, "the last connection to be closed")
