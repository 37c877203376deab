"""People at their browsers, in a process of their own: each asks for the next page when the last has come.

Run as `python -m tessera.bench.callers`: the plan comes as JSON on standard input, what was met goes out as
JSON. Only the loopback address is called. What is timed is the whole of one request, from its first byte sent
to its last byte received, so it is a little more than the server's own time. Nothing of Django is imported: a
client that needs half a core would be measuring itself.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass

LONGEST_WAIT = 60  # seconds for one page; past it the run fails


@dataclass(frozen=True)
class Visitor:
    """One signed-in person: their session, and the pages they open in order, each with its name."""

    cookie: str
    pages: list[tuple[str, str]]


@dataclass(frozen=True)
class Met:
    """One page as it came."""

    name: str
    path: str
    status: int
    ms: float
    size: int  # bytes, not compressed


@dataclass(frozen=True)
class Visits:
    """Everything that was met, and how long it took from the first request to the last answer."""

    met: list[Met]
    seconds: float


async def visit(host: str, port: int, visitors: list[Visitor], *, users: int) -> Visits:
    """Send the visitors on their way, so many at once and without pauses, and wait for the last."""
    room = asyncio.Semaphore(users)

    async def one(visitor: Visitor) -> list[Met]:
        async with room:
            return await _walk(host, port, visitor)

    began = time.perf_counter()
    met = await asyncio.gather(*map(one, visitors))
    return Visits([one for walk in met for one in walk], time.perf_counter() - began)


async def _walk(host: str, port: int, visitor: Visitor) -> list[Met]:
    reader, writer = await asyncio.open_connection(host, port)
    met = []
    for name, path in visitor.pages:
        began = time.perf_counter()
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {visitor.cookie}\r\n"
            "Accept: text/html\r\n\r\n".encode("ascii")
        )
        status, size, is_closing = await asyncio.wait_for(_answer(reader), LONGEST_WAIT)
        met.append(Met(name, path, status, (time.perf_counter() - began) * 1000, size))
        if is_closing:
            writer.close()
            reader, writer = await asyncio.open_connection(host, port)
    writer.close()
    return met


async def _answer(reader: asyncio.StreamReader) -> tuple[int, int, bool]:
    """The status, the size of the body, and whether the server hangs up after it."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    if "content-length" in fields:
        size = len(await reader.readexactly(int(fields["content-length"])))
    else:
        size = await _chunks(reader)
    return int(head[0].split()[1]), size, fields.get("connection", "").lower() == "close"


async def _chunks(reader: asyncio.StreamReader) -> int:
    size = 0
    while length := int(await reader.readuntil(b"\r\n"), 16):
        size += len(await reader.readexactly(length))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return size


def main() -> int:
    """Read the plan, walk it, print what was met."""
    plan = json.load(sys.stdin)
    visitors = [Visitor(one["cookie"], [tuple(page) for page in one["pages"]]) for one in plan["visitors"]]
    visits = asyncio.run(visit(plan["host"], plan["port"], visitors, users=plan["users"]))
    json.dump(asdict(visits), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
