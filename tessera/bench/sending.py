"""A concern is sent and the desk sees what it matches: the time from one to the other."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from tessera.bench.site import Page, SiteFailed
from tessera.concerns.models import ConcernReport
from tessera.lib.area.people import people
from tessera.lib.area.reports import Report, reports

KEY = re.compile(r'name="key" value="([^"]+)"')
REFERENCE = re.compile(r"/report/sent/([^/]+)/")
SUGGESTED = "May be <a"  # how a match begins on a concern's page
GROUPS = {"child": "about_child", "concern": "about_concern", "protects": "about_protects"}


class Browsing(Protocol):
    """Somebody at a browser without JavaScript, over HTTP or in this process."""

    def get(self, path: str) -> Page: ...
    def post(self, path: str, fields: dict[str, str], *, on: Page) -> Page: ...


@dataclass(frozen=True)
class Sent:
    """One concern sent: until the receipt, and until the desk's page with what it matches."""

    receipt_ms: float
    shown_ms: float
    has_matches: bool


def new_reports(*, on: date, people_loaded: int, loaded: int, seed: int, many: int) -> list[Report]:
    """The next reports of the same line, about people already reported, as nobody has sent them yet."""
    drawn = people(people_loaded, seed=seed, on=on)
    return list(reports(loaded + many, seed=seed, people=drawn, start=loaded))


def send(drawn: list[Report], *, reporter: Browsing, officer: Browsing) -> Iterator[Sent]:
    """Write, check and send each report, and open its concern. Raises SiteFailed when one is not taken."""
    for one in drawn:
        page = reporter.get("/report/write/")
        page = reporter.post("/report/write/", _typed(one) | {"key": _key(page)}, on=page)
        began = time.perf_counter()
        receipt = reporter.post("/report/check/", {"key": _key(page)}, on=page)
        sent = time.perf_counter()
        concern = _concern_of(receipt)
        opening = time.perf_counter()
        shown = officer.get(concern)
        took = sent - began
        yield Sent(took * 1000, (took + time.perf_counter() - opening) * 1000, SUGGESTED in shown.text)


def _typed(one: Report) -> dict[str, str]:
    about: dict[str, list[str]] = {field: [] for field in GROUPS.values()}
    for mention in one.mentions:
        if mention.part in GROUPS and mention.kind == "person":
            about[GROUPS[mention.part]].append(mention.words)
    return {
        "narrative": one.narrative, "when_text": one.when_text, "where_text": one.where_text,
        "how_known": one.how_known, "source": "self", "seen_by": "wide",
        **{field: "\n".join(lines) for field, lines in about.items()},
    }  # fmt: skip


def _key(page: Page) -> str:
    found = KEY.search(page.text)
    if found is None:
        raise SiteFailed(f"The page at {page.path} has no key: what was typed was not taken.")
    return found.group(1)


def _concern_of(receipt: Page) -> str:
    found = REFERENCE.search(receipt.path)
    if found is None:
        raise SiteFailed(f"Sending led to {receipt.path}; expected a receipt.")
    link = ConcernReport.objects.using("owner").select_related("concern").get(report__reference=found.group(1))
    return link.concern.get_absolute_url()
