"""Static files as the site serves them: over ASGI."""

import asyncio
import warnings

from asgiref.testing import ApplicationCommunicator
from django.core.handlers.asgi import ASGIHandler


def served(path, **headers):
    """Status, headers and content of one file, with every warning an error."""

    async def asked():
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
            "headers": [(b"host", b"localhost"), *((name.encode(), value.encode()) for name, value in headers.items())],
        }  # fmt: skip
        caller = ApplicationCommunicator(ASGIHandler(), scope)
        await caller.send_input({"type": "http.request", "body": b""})
        start = await caller.receive_output(5)
        body = b""
        while True:
            part = await caller.receive_output(5)
            body += part["body"]
            if not part.get("more_body"):
                await caller.wait(5)
                return start["status"], dict(start["headers"]), body

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return asyncio.run(asked())


def test_a_static_file_is_sent_whole_and_without_a_warning(settings, tmp_path):
    """A list that is made as it is sent would be made by the one thread that serves everybody."""
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "sample.css").write_text("body { color: green }")
    status, headers, body = served("/static/sample.css")
    assert (status, body) == (200, b"body { color: green }")
    assert headers[b"Content-Type"].startswith(b"text/css")
    assert headers[b"Content-Length"] == str(len(body)).encode()


def test_a_part_of_a_file_and_a_file_already_held_are_answered_too(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "sample.css").write_text("body { color: green }")
    status, headers, body = served("/static/sample.css", range="bytes=0-3")
    assert (status, body) == (206, b"body")
    status, _, body = served("/static/sample.css", **{"if-modified-since": headers[b"Last-Modified"].decode()})
    assert (status, body) == (304, b"")
