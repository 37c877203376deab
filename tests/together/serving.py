"""`tessera serve` in a process group of its own, on the tests' database, and people who use it over HTTP."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from tessera.access.models import User
from tessera.bench.place import address

ROOT = Path(__file__).parent.parent.parent
HOST, PASSWORD = "127.0.0.1", "estuary-tests-only"
START_WITHIN = 120  # seconds
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Server:
    """One `tessera serve`. Everything it started is in its process group, and ends with it."""

    def __init__(self, port: int, *, processes: int) -> None:
        self.port = port
        words = [sys.executable, "-m", "tessera", "serve", "--port", str(port), "--processes", str(processes)]
        where = {"DATABASE_URL": address("default"), "TESSERA_OWNER_URL": address("owner")}
        environment = os.environ | where | {"TESSERA_POOL_SIZE": "8", "TESSERA_ADDRESS": f"http://{HOST}:{port}"}
        self.process = subprocess.Popen(words, env=environment, cwd=ROOT, start_new_session=True)

    def wait_until_ready(self) -> None:
        began = time.monotonic()
        while time.monotonic() - began < START_WITHIN:
            assert self.process.poll() is None, f"the server stopped as it started (exit {self.process.returncode})"
            try:
                if Person(self.port).get("/health/ready").status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError("the server did not answer in time")

    def end(self, how: signal.Signals) -> None:
        """Send this to every process of the group, and wait until the first is gone."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait()


@contextmanager
def serving(port: int, *, processes: int = 2) -> Iterator[Server]:
    """A server that answers, until the block ends or it is killed."""
    server = Server(port, processes=processes)
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.end(signal.SIGKILL)


@dataclass
class Page:
    status: int
    leads_to: str
    text: str


@dataclass
class Person:
    """Somebody at a browser: cookies, and a token with each form. Redirects are told and not followed."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Page:
        return self._ask("GET", path, {}, b"")

    def post(self, path: str, fields: Mapping[str, object], *, photograph: bytes = b"") -> Page:
        """Send a form, and with it a photograph chosen in `attached`."""
        given = {**fields, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        if not photograph:
            kind = "application/x-www-form-urlencoded"
            return self._ask("POST", path, {"Content-Type": kind}, urlencode(given, doseq=True).encode())
        mark = uuid4().hex
        part = f'--{mark}\r\nContent-Disposition: form-data; name="'
        body = "".join(f'{part}{name}"\r\n\r\n{value}\r\n' for name, value in given.items())
        body += f'{part}attached"; filename="gate.png"\r\nContent-Type: image/png\r\n\r\n'
        whole = body.encode() + photograph + f"\r\n--{mark}--\r\n".encode()
        return self._ask("POST", path, {"Content-Type": f"multipart/form-data; boundary={mark}"}, whole)

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Page:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        # Closed also where the server is killed before it has answered.
        with closing(http.client.HTTPConnection(HOST, self.port, timeout=60)) as line:
            line.request(method, path, body=body or None, headers={**headers, "Cookie": cookie})
            with line.getresponse() as answer:
                text = answer.read().decode("utf-8", "replace")
        for given in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Page(answer.status, answer.headers.get("Location", ""), text)


def with_passwords(*users: User) -> None:
    for user in users:
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])


def signed_in(port: int, user: User) -> Person:
    """Sign in as a person does: open the page, send the form."""
    person = Person(port)
    page = person.get("/sign-in/")
    token = TOKEN.search(page.text)
    assert token
    reply = person.post("/sign-in/", {"login": user.email, "password": PASSWORD})
    assert reply.status == 302, reply.text
    assert "sessionid" in person.cookies
    return person


def free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])
