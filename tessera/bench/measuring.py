"""`tessera bench pages`: each page on its own, everybody's mixed, and a concern from sending to matches."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from tessera.access.forms import PUBLISHED_PASSWORD
from tessera.access.models import User
from tessera.bench import place, rows, sending, site
from tessera.bench.callers import Met, Visitor
from tessera.bench.lines import Run
from tessera.bench.pages import DAYS, Opened, day_of, walk
from tessera.bench.sending import Browsing
from tessera.bench.within import Inside, without_our_layer
from tessera.lib.area.county import county
from tessera.lib.area.reports import Report
from tessera.synth.county import place_county

WARM_UP = 30  # pages each visitor opens before anything is timed
Days = dict[str, tuple[User, list[Opened]]]


@dataclass(frozen=True)
class Asked:
    """What one run is to measure."""

    people: int
    reports: int
    seed: int
    queries: int  # pages timed for each number of users
    users: Sequence[int]
    processes: int | None
    reset: bool


def measure(asked: Asked) -> Iterator[str]:
    """Make the area if it is not there, and yield each line as it is known."""
    name = place.kept_name(people=asked.people, reports=asked.reports, seed=asked.seed)
    _say(f"The area of {asked.people:,} people and {asked.reports:,} reports")
    on = place.make_once(name, people=asked.people, reports=asked.reports, seed=asked.seed, reset=asked.reset)
    run = Run("pages", asked.people, asked.reports, asked.seed)
    with place.copied(name):
        staff = place_county(on=on).staff
        days = {account: (staff[account], day_of(staff[account], account, seed=asked.seed)) for account in DAYS}
        yield from _served(run, asked, days, on)
        yield from _inside(run, asked, days, on)
        _say("Statements for 1 row and for 200")
        for one in rows.counted(staff["teacher"], staff["triage"]):
            yield run.line(f"{one.page}, rows: {one.rows}", one.times, statements=one.statements)


def _served(run: Run, asked: Asked, days: Days, on: date) -> Iterator[str]:
    with site.served(asked.processes) as port:
        for users in asked.users:
            _say(f"Pages over HTTP, users at once: {users}")
            visitors = _visitors(port, days, users, asked)
            site.sent_to(port, [Visitor(one.cookie, one.pages[:WARM_UP]) for one in visitors], users=users)
            visits = site.sent_to(port, [Visitor(one.cookie, one.pages[WARM_UP:]) for one in visitors], users=users)
            more: dict[str, Any] = {"users": users, "processes": asked.processes or "one a core"}
            times = [one.ms for one in visits.met]
            yield run.line(
                f"all pages, users: {users}",
                times,
                requests_per_second=round(len(times) / visits.seconds, 1),
                **more,
            )
            for name, met in sorted(_by_name(visits.met).items()):
                size = max(one.size for one in met)
                yield run.line(f"{name}, users: {users}", [one.ms for one in met], bytes=size, **more)
        _say("Sending a concern, until the desk sees its matches")
        reporter, officer = (site.signed_in(port, _email(who), PUBLISHED_PASSWORD) for who in ("teacher", "triage"))
        yield from _sent(run, "over HTTP", reporter, officer, _drawn(asked, on, 0), peer=False)


def _inside(run: Run, asked: Asked, days: Days, on: date) -> Iterator[str]:
    """Ours and the peer in this process, the same pages in the same order after the same warm-up."""
    _say("The same pages inside this process, with our layer and without")
    yield from _pages_inside(run, asked, days, on, peer=False)
    with without_our_layer():
        yield from _pages_inside(run, asked, days, on, peer=True)


def _pages_inside(run: Run, asked: Asked, days: Days, on: date, *, peer: bool) -> Iterator[str]:
    random = Random(asked.seed)
    people = {account: Inside(user) for account, (user, _) in days.items()}
    how = "in process, without audit or access rule" if peer else "in process"
    everything: list[float] = []
    for account, (_, day) in days.items():
        person = people[account]
        for _, path in walk(day, WARM_UP, random):
            person.get(path)
        for kind in day:
            paths = random.choices(kind.addresses, k=max(asked.queries // 40, 1))
            times = [person.timed(path) for path in paths]
            statements = max(person.statements(path) for path in set(paths))
            everything += times
            yield run.line(f"{kind.name} as {account}, {how}", times, peer=peer, statements=statements)
    yield run.line(f"all pages, {how}", everything, peer=peer)
    drawn = _drawn(asked, on, 2 if peer else 1)
    yield from _sent(run, how, people["teacher"], people["triage"], drawn, peer=peer)


def _sent(
    run: Run, how: str, reporter: Browsing, officer: Browsing, drawn: list[Report], *, peer: bool
) -> Iterator[str]:
    times = list(sending.send(drawn, reporter=reporter, officer=officer))
    matched = sum(one.has_matches for one in times)
    yield run.line(f"sending to receipt, {how}", [one.receipt_ms for one in times], peer=peer)
    yield run.line(f"sending to matches shown, {how}", [one.shown_ms for one in times], peer=peer, with_matches=matched)


def _drawn(asked: Asked, on: date, part: int) -> list[Report]:
    """Reports nobody has sent yet; each part of the run has its own."""
    many = max(asked.queries // 20, 1)
    loaded = asked.reports + part * many
    return sending.new_reports(on=on, people_loaded=asked.people, loaded=loaded, seed=asked.seed, many=many)


def _visitors(port: int, days: Days, users: int, asked: Asked) -> list[Visitor]:
    """Every role signed in, as often as it takes to make so many, each with their share of the pages."""
    random = Random(f"{asked.seed} {users}")
    accounts = list(days) * -(-users // len(days))
    each = WARM_UP + -(-asked.queries // len(accounts))
    return [
        Visitor(site.signed_in(port, _email(account), PUBLISHED_PASSWORD).cookie, walk(days[account][1], each, random))
        for account in accounts
    ]


def _by_name(met: list[Met]) -> dict[str, list[Met]]:
    named: dict[str, list[Met]] = {}
    for one in met:
        named.setdefault(one.name, []).append(one)
    return named


def _email(account: str) -> str:
    return f"{account}@{county().domain}"


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
