"""`tessera bench search`: the first page of what reports say, with its facets, for rare and for common words.

The reports are drawn as the area's are and loaded with COPY; ten invented words stand in 0.01 %, ten in 1 % and ten in
20 % of them, each by itself. The peer is what one writes without our layer of shelves: a full text column under the
same row-level security, asked with `websearch_to_tsquery`.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import islice
from random import Random
from uuid import UUID, uuid4

from django.db import connection, connections

from tessera.access.keyring import keyring_of, opened
from tessera.access.models import Audience, User
from tessera.bench import place
from tessera.bench.lines import Run
from tessera.bench.within import Inside
from tessera.information import services as information
from tessera.information.models import Report
from tessera.information.searching import Asked, count_reports, find_reports
from tessera.lib.area import reports as writing
from tessera.lib.area.people import people as drawn_people
from tessera.search.purposes import Purpose
from tessera.search.services import keep_search
from tessera.synth.bulk import copy_in
from tessera.synth.county import Placed, place_county

SHARES = {"0.01 %": 0.0001, "1 %": 0.01, "20 %": 0.2}
WORDS_OF_EACH = 10
NARRATIVES = 5_000  # drawn once; each is told again of other days by other people
BATCH = 10_000
YEARS = 5
SYLLABLES = ("bra", "dol", "fen", "gri", "lum", "mor", "pel", "quo", "sta", "vex")
WARM_UP = 3
READERS = {"the triage desk": "triage", "one agency": "nurse"}


@dataclass(frozen=True)
class Asking:
    """What one run is to measure: how many reports, how many searches of each kind, and by which seed."""

    reports: int
    queries: int
    seed: int
    reset: bool


def measure(asking: Asking) -> Iterator[str]:
    """Make the reports if they are not there, and yield each line as it is known."""
    name = f"tessera_bench_search_{asking.reports}_{asking.seed}"
    on = _make_once(name, asking)
    run = Run("search", 0, asking.reports, asking.seed)
    with place.pointed_at(name):
        staff = place_county(on=on).staff
        for reader, account in READERS.items():
            for share in SHARES:
                yield from _lines(run, staff[account], reader, share, asking.queries)


def planted(share: str) -> list[str]:
    """The ten invented words that stand in this share of the reports."""
    first = list(SHARES).index(share)
    return [f"{SYLLABLES[first]}{SYLLABLES[n]}{SYLLABLES[-1 - n]}" for n in range(WORDS_OF_EACH)]


def _lines(run: Run, user: User, reader: str, share: str, queries: int) -> Iterator[str]:
    words, page = planted(share), Inside(user)
    assert user.post is not None
    with opened(keyring_of(user.post)):
        found = [count_reports(user, Asked(word)).every for word in words]
        addresses = [
            keep_search(words=word, purpose=Purpose("other", "A bench"), by=user).get_absolute_url() for word in words
        ]
        ours = _timed([partial(_first_page, user, word) for word in words], queries)
        yield run.line(f"{share}, {reader}: first page with facets", ours, found=_median(found))
    pages = _timed([partial(page.get, path) for path in addresses], queries)
    yield run.line(f"{share}, {reader}: the whole page, with its record in the log", pages, found=_median(found))
    with opened(keyring_of(user.post)):
        plain = _timed([partial(_plain_page, word) for word in words], max(queries // 10, 5))
        peer = "websearch_to_tsquery under row-level security"
        yield run.line(f"{share}, {reader}: {peer}", plain, peer=True, found=_median(found))


def _first_page(user: User, word: str) -> None:
    asked = Asked(word)
    find_reports(user, asked, count_reports(user, asked))


def _plain_page(word: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, agency_id, year, count(*) FROM bench_plain"
            " WHERE words @@ websearch_to_tsquery('tessera', %s) GROUP BY GROUPING SETS ((), (kind), (agency_id), (year))",
            [word],
        )
        cursor.fetchall()
        cursor.execute(
            "SELECT id FROM bench_plain WHERE words @@ websearch_to_tsquery('tessera', %s)"
            " ORDER BY sent_at DESC, id LIMIT 20",
            [word],
        )
        cursor.fetchall()


def _timed(asks: Sequence[Callable[[], object]], queries: int) -> list[float]:
    for ask in asks[:WARM_UP]:
        ask()
    times = []
    for n in range(queries):
        began = time.perf_counter()
        asks[n % len(asks)]()
        times.append((time.perf_counter() - began) * 1000)
    return times


def _median(found: Sequence[int]) -> int:
    return sorted(found)[len(found) // 2]


def _make_once(name: str, asking: Asking) -> date:
    on, is_ready = place.begun(name, reset=asking.reset)
    with place.pointed_at(name):
        place.migrate()
        placed = place_county(on=on)
        if not is_ready:
            _load(asking, placed, on)
            _make_plain()
            place.note_ready(name, on)
    return on


def _load(asking: Asking, placed: Placed, on: date) -> None:
    """Report after report, in the order in which they were sent. Goes on after the last whole batch."""
    drawn = list(
        islice(
            writing.reports(NARRATIVES, seed=asking.seed, people=drawn_people(2000, seed=asking.seed, on=on), start=0),
            NARRATIVES,
        )
    )
    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM information_report WHERE sent_key::text LIKE '00000000-%'")
        done = cursor.fetchone()[0]
    audiences: dict[tuple[str, bool], Audience] = {}
    first = datetime.combine(on, datetime.min.time(), UTC) - timedelta(days=365 * YEARS)
    apart = timedelta(days=365 * YEARS) / asking.reports
    for start in range(done, asking.reports, BATCH):
        rows = []
        for number in range(start, min(start + BATCH, asking.reports)):
            random = Random(f"{asking.seed} {number}")
            one = drawn[random.randrange(len(drawn))]
            agency, narrow = placed.agencies[one.agency], random.random() < 0.1
            if (one.agency, narrow) not in audiences:
                audiences[one.agency, narrow] = information.audience_for(agency, desk_only=narrow)
            said = [word for share, p in SHARES.items() for word in planted(share) if random.random() < p]
            rows.append(Report(
                pk=uuid4(), sent_key=UUID(int=number + 1), reference=f"WB-{number:08}", agency=agency,
                audience=audiences[one.agency, narrow], author=placed.staff[one.author].post,
                narrative=f"{one.narrative} {' '.join(said)}", about_child=one.about_text, where_text=one.where_text,
                how_known=one.how_known, started_at=first + apart * number, sent_at=first + apart * number,
            ))  # fmt: skip
        with owner.cursor() as cursor:
            cursor.execute("BEGIN")
            copy_in(cursor, Report, rows)
            cursor.execute("COMMIT")
        print(f"\rLoading: {start + len(rows):,} of {asking.reports:,} reports", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def _make_plain() -> None:
    """The peer's table: the same words, agency, kind and year, under the same rule."""
    with connections["owner"].cursor() as owner:
        owner.execute("""
            DROP TABLE IF EXISTS bench_plain;
            CREATE TABLE bench_plain AS SELECT r.id, r.audience_id, r.author_id, r.agency_id, r.kind, r.sent_at,
                extract(year FROM r.sent_at)::smallint AS year, w.words
                FROM information_report r JOIN information_words w ON w.report_id = r.id;
            SELECT protect('bench_plain');
            GRANT SELECT ON bench_plain TO tessera_app;
            CREATE INDEX ON bench_plain USING gin (words);
            CREATE INDEX ON bench_plain (sent_at DESC)""")
        owner.execute("VACUUM ANALYZE")
