"""A real site in a process of its own, with the demo's story, and a real browser to use it with."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.databases import drop, server

ROOT = Path(__file__).parent.parent.parent
PASSWORD = "estuary-demo-only"
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 30_000  # milliseconds: two cores may be busy with other tests


@pytest.fixture(scope="session")
def place() -> Iterator[dict[str, str]]:
    """The settings of a site on a database of its own, loaded with a small county and the whole story."""
    name = f"test_tessera_journeys_{os.getpid()}"
    with server() as superior:
        superior.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        superior.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    place = settings.DATABASES["owner"]
    where = f"{name}?host={place['HOST']}" if place["HOST"].startswith("/") else name
    host = "" if place["HOST"].startswith("/") else f"{place['HOST']}:{place['PORT']}"
    port = _free_port()
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://tessera_app@{host}/{where}",
        "TESSERA_OWNER_URL": f"postgresql://tessera_owner@{host}/{where}",
        "TESSERA_DEMO": "yes",
        "TESSERA_TESTING": "yes",
        "TESSERA_POOL_SIZE": "8",
        "TESSERA_ADDRESS": f"http://127.0.0.1:{port}",
    }
    tessera = [sys.executable, "-m", "tessera"]
    small = ["--people", "60", "--reports", "120"]
    subprocess.run([*tessera, "demo", "--no-serve", *small], env=environment, check=True, cwd=ROOT, capture_output=True)
    yield environment
    drop(name)


@pytest.fixture(scope="session")
def site(place: dict[str, str]) -> Iterator[str]:
    """The address of the running site."""
    address = place["TESSERA_ADDRESS"]
    port = address.rpartition(":")[2]
    serve = [sys.executable, "-m", "tessera", "serve", "--port", port, "--processes", "1"]
    running = subprocess.Popen(serve, env=place, cwd=ROOT)
    try:
        _wait_for(f"{address}/health/ready")
        yield address
    finally:
        running.terminate()
        running.wait()


@pytest.fixture(scope="module")
def worker(place: dict[str, str]) -> Iterator[None]:
    """The worker beside the site, for journeys that wait for what it does."""
    running = subprocess.Popen([sys.executable, "-m", "tessera", "worker"], env=place, cwd=ROOT)
    yield
    running.terminate()
    running.wait()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or any that is found. A missing one fails: journeys are never quietly skipped.

    It ends with its file: while it runs, tests of the same process may not use the database.
    """
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    assert found, "The browser journeys need Chromium. Run: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def someone(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open the site as one of the demo's people, in a window of a width, with scripts or without.

    Every request that would leave the site fails the test.
    """
    contexts: list[BrowserContext] = []
    strangers: list[str] = []

    def open_as(who: str, *, scripts: bool = True, width: int = 1280) -> Page:
        context = browser.new_context(
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
            base_url=site,
            locale="en-GB",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda request: request.url.startswith((site, "data:")) or strangers.append(request.url),
        )
        page.goto("/")
        page.get_by_label("Email").fill(f"{who}@wexmouth.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Home", level=1).wait_for()
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert not strangers, "a page asked something of another site"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(address: str) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{address} did not answer")
