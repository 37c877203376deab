"""The real site, served as it is served in earnest, and people signed in to it over HTTP."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from urllib.parse import urlencode, urlsplit

from tessera.bench import place
from tessera.bench.callers import Met, Visitor, Visits

HOST = "127.0.0.1"
START_WITHIN = 90  # seconds
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class SiteFailed(Exception):
    """The site did not start, or a page did not come; the message is the sentence to show."""


@dataclass
class Page:
    """A page as it came."""

    status: int
    path: str
    text: str


class Person:
    """Somebody at a browser without JavaScript: keeps cookies, follows redirects, sends tokens with forms."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.line = http.client.HTTPConnection(HOST, port, timeout=60)

    @property
    def cookie(self) -> str:
        """The Cookie header of the next request."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, path: str) -> Page:
        """Open a page, wherever it leads."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str], *, on: Page) -> Page:
        """Send the form of a page that was opened, and answer where it led."""
        token = TOKEN.search(on.text)
        given = fields | ({"csrfmiddlewaretoken": token.group(1)} if token else {})
        return self._ask("POST", path, urlencode(given))

    def _ask(self, method: str, path: str, body: str | None) -> Page:
        headers = {"Cookie": self.cookie, "Referer": f"http://{HOST}:{self.port}{path}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.line.request(method, path, body=body, headers=headers)
            answer = self.line.getresponse()
        except http.client.RemoteDisconnected:  # the server lets an idle line go: a browser asks again
            self.line.close()
            self.line.request(method, path, body=body, headers=headers)
            answer = self.line.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for given in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status in {301, 302, 303}:
            onward = urlsplit(answer.headers["Location"])
            return self._ask("GET", onward.path + (f"?{onward.query}" if onward.query else ""), None)
        return Page(answer.status, path, text)


@contextmanager
def served(processes: int | None = None) -> Iterator[int]:
    """`tessera serve` on a free port, on the database this process points at, until the block ends.

    Raises SiteFailed when it does not answer in time.
    """
    port = _free_port()
    addresses = {"DATABASE_URL": place.address("default"), "TESSERA_OWNER_URL": place.address("owner")}
    words = [sys.executable, "-m", "tessera", "serve", "--host", HOST, "--port", str(port)]
    words += ["--processes", str(processes)] if processes else []
    server = subprocess.Popen(words, env=os.environ | addresses)
    try:
        _wait_for(server, port)
        yield port
    finally:
        server.terminate()
        server.wait()


def signed_in(port: int, email: str, password: str) -> Person:
    """Sign in as a person does: open the page, send the form. Raises SiteFailed when it is refused."""
    person = Person(port)
    page = person.get("/sign-in/")
    person.post("/sign-in/", {"login": email, "password": password}, on=page)
    if "sessionid" not in person.cookies:
        raise SiteFailed(f"{email} could not sign in.")
    return person


def sent_to(port: int, visitors: list[Visitor], *, users: int) -> Visits:
    """Let these visitors loose, so many at once, from another process. Raises SiteFailed when one fails."""
    plan = {"host": HOST, "port": port, "users": users, "visitors": [asdict(one) for one in visitors]}
    done = subprocess.run(
        [sys.executable, "-m", "tessera.bench.callers"],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SiteFailed(f"The pages did not come: {done.stderr.strip().splitlines()[-1]}")
    found = json.loads(done.stdout)
    met = [Met(**one) for one in found["met"]]
    for one in met:
        if one.status != 200:
            raise SiteFailed(f"{one.path} answered {one.status}; expected 200.")
    return Visits(met, found["seconds"])


def _free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


def _wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    began = time.monotonic()
    while time.monotonic() - began < START_WITHIN:
        if server.poll() is not None:
            raise SiteFailed(f"The site stopped as it started (exit {server.returncode}).")
        try:
            if Person(port).get("/health/ready").status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise SiteFailed(f"The site did not answer within {START_WITHIN} seconds.")
