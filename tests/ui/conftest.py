"""A browser whose every request is answered here, by the view itself: no server, no database, no way out."""

import os
import shutil
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from csp.middleware import CSPMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from playwright.sync_api import Browser, BrowserContext, Route, sync_playwright

from tessera.ui.views import components

SITE = "http://tessera.test"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Answers = dict[str, str | Callable[[dict[str, list[str]]], str]]
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found, "The browser tests need Chromium: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a browser window on the components page, and on `also`: {path: a body, or a function of what was
    posted}. Fails at the end if a page asked for anything off the site.
    """
    respond = CSPMiddleware(components)
    strangers: list[str] = []
    windows = []

    def answer(route: Route, also: Answers) -> None:
        asked = route.request
        address = urlsplit(asked.url)
        if f"{address.scheme}://{address.netloc}" != SITE:
            strangers.append(asked.url)
            return route.abort()
        if address.path.startswith("/static/"):
            path = finders.find(address.path.removeprefix("/static/"))
            return route.fulfill(path=path, content_type=TYPES[os.path.splitext(path)[1][1:]])
        if address.path in also:
            body = also[address.path]
            body = body(parse_qs(asked.post_data or "")) if callable(body) else body
            stream = "text/event-stream" if body.startswith("retry:") else "text/html; charset=utf-8"
            return route.fulfill(content_type=stream, body=body)
        request = RequestFactory().generic(
            asked.method,
            address.path,
            asked.post_data_buffer or b"",
            asked.headers.get("content-type", "application/octet-stream"),
        )
        request.user = AnonymousUser()
        reply = respond(request)
        return route.fulfill(status=reply.status_code, headers=dict(reply.headers), body=reply.content)

    def window(*, width: int = 1280, scripts: bool = True, also: Answers | None = None) -> BrowserContext:
        made = chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts)
        made.route("**/*", lambda route: answer(route, also or {}))
        windows.append(made)
        return made

    yield window
    for made in windows:
        made.close()
    assert not strangers, "a page asked for something off the site"
