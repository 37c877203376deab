"""The visitors of a bench, against a server of a few lines on the loopback address."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from tessera.bench.callers import Visitor, visit

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n2\r\n..\r\n0\r\n\r\n"
CLOSING = b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Server:
    """Answers by path, and notes what was asked and how many asked at once."""

    answers = {b"/plain": PLAIN, b"/chunked": CHUNKED, b"/closing": CLOSING}

    def __init__(self):
        self.asked, self.inside, self.most = [], 0, 0

    async def meet(self, reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.asked.append(head)
                self.inside += 1
                self.most = max(self.most, self.inside)
                await asyncio.sleep(0.005)
                self.inside -= 1
                answer = self.answers[head.split()[1]]
                writer.write(answer)
                if answer is CLOSING:
                    break
        except asyncio.IncompleteReadError:
            pass
        writer.close()


@asynccontextmanager
async def listening():
    server = Server()
    listener = await asyncio.start_server(server.meet, "127.0.0.1", 0)
    async with listener:
        yield server, listener.sockets[0].getsockname()[1]


def walk(pages, *, visitors=1, users=1):
    async def go():
        async with listening() as (server, port):
            people = [Visitor(f"sessionid={number}", pages) for number in range(visitors)]
            return server, await visit("127.0.0.1", port, people, users=users)

    return asyncio.run(go())


def test_every_page_is_met_with_its_status_and_size():
    server, visits = walk([("a", "/plain"), ("b", "/chunked"), ("c", "/closing"), ("d", "/plain")])
    assert [(one.name, one.status, one.size) for one in visits.met] == [
        ("a", 200, 5), ("b", 200, 7), ("c", 404, 0), ("d", 200, 5),
    ]  # fmt: skip
    assert all(one.ms > 0 for one in visits.met)
    assert all(b"Cookie: sessionid=0\r\n" in head for head in server.asked)


@pytest.mark.parametrize("users", [1, 3])
def test_no_more_are_at_it_than_asked(users):
    server, visits = walk([("a", "/plain")] * 4, visitors=5, users=users)
    assert len(visits.met) == 20
    assert server.most == users
