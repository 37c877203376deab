"""Requests that a proxy and the server could read differently, sent to the server as it really runs."""

import socket
from contextlib import suppress

import pytest

from tests.together.serving import HOST, free_port, serving

SILENCE = 5  # seconds; whoever refuses a request closes at once


@pytest.fixture(scope="module")
def port(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), serving(free_port(), processes=1) as server:
        yield server.port


def answer_to(port, *lines):
    """All that comes back until the server closes or says no more."""
    answer = b""
    with socket.create_connection((HOST, port), timeout=SILENCE) as line, suppress(TimeoutError):
        line.sendall("\r\n".join([*lines[:1], f"Host: {HOST}:{port}", *lines[1:]]).encode())
        while some := line.recv(64 * 1024):
            answer += some
    return answer.decode("utf-8", "replace")


def test_what_is_clear_is_answered_and_does_not_say_by_which_program(port):
    answer = answer_to(port, "GET /health/live HTTP/1.1", "Connection: close", "", "")
    assert answer.startswith("HTTP/1.1 200")
    assert "\r\nserver:" not in answer.lower()


@pytest.mark.parametrize(
    "lines",
    [
        ["Content-Length: 6", "Transfer-Encoding: chunked", "", "0", "", "GET /health/ready HTTP/1.1", "", ""],
        ["Transfer-Encoding: chunked", "Content-Length: 6", "", "0", "", "GET /health/ready HTTP/1.1", "", ""],
        ["Content-Length: 5", "Content-Length: 6", "", "abcdef"],
        ["Content-Length: +6", "", "abcdef"],
        ["Content-Length : 6", "", "abcdef"],
        ["Transfer-Encoding: xchunked", "", "0", "", "GET /health/ready HTTP/1.1", "", ""],
        ["Transfer-Encoding: chunked", "", "0x1", "a", "0", "", ""],
        ["X-Two: one\nX-Lines: two", "", ""],
    ],
)
def test_a_request_whose_end_is_not_clear_is_refused_and_nothing_in_it_is_answered(port, lines):
    answer = answer_to(port, "POST /health/live HTTP/1.1", *lines)
    assert answer.startswith("HTTP/1.1 400")
    assert "200 OK" not in answer
