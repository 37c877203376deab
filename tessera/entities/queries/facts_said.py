"""Each fact of a thing with the reports that say so: how each is graded, how old it is, and where reports differ."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from tessera.access.models import User
from tessera.documents.models import File
from tessera.entities import facts
from tessera.entities.models import Kind, Mention
from tessera.entities.queries.held import Held
from tessera.information import queries as information
from tessera.information.models import Report
from tessera.lib.linkage.normalise import plate_of, postcode_of
from tessera.ui.words import ago

PHOTOGRAPHS_SHOWN = 30
NICKNAMES = "nicknames"
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})?")


@dataclass(frozen=True)
class Said:
    """One report that says a fact, with its grade and its age in words."""

    report: Report
    grade: str
    age: str


@dataclass(frozen=True)
class FactSaid:
    """Something said of a thing, the reports that say so, and what other reports say against it."""

    named: str
    label: str
    value: str
    by: tuple[Said, ...]
    against: tuple[str, ...]

    @property
    def is_nickname(self) -> bool:
        """A nickname or a street name: a thing may have any number of them."""
        return self.named == NICKNAMES


@dataclass(frozen=True)
class Photograph:
    """An image that came with a report."""

    file: File
    report: Report


def facts_said(held: Held, mentions: Iterable[Mention], grades: dict[UUID, str]) -> list[FactSaid]:
    """Everything these mentions say, each fact once with the reports that say so, the newest report first.

    Where a thing can have one value only and reports give more, each says so and each stands: nobody picks for the
    reader. `grades` are the words for the grade of each report. REQ soft-provenance-hearsay.
    """
    now = timezone.now()
    said: dict[tuple[str, str], dict[UUID, Said]] = defaultdict(dict)
    for mention in mentions:
        report = mention.report
        for named, value in facts.values_of(mention):
            age = ago(happened_or_written(report), now=now)
            said[named, value].setdefault(report.pk, Said(report, grades[report.pk], age))
    order = list(facts.LABELS)
    rows = sorted(said, key=lambda row: (order.index(row[0]), -len(said[row]), row[1]))
    single = {row: one for row in rows if (one := only_one(held.kind, *row))}
    return [
        FactSaid(
            named=row[0],
            label=facts.LABELS[row[0]],
            value=facts.as_shown(*row),
            by=tuple(said[row].values()),
            against=tuple(_in_words(other, row) for other in single if _contradict(single.get(row, {}), single[other])),
        )
        for row in rows
    ]


def only_one(kind: str, named: str, value: str) -> dict[str, str]:
    """What this says of that a thing of this kind has one of: a person's birth, a whole plate, a place, a platform.

    Two facts differ where they say two values of one of these. So part of a date of birth differs from a whole one
    only where it contradicts it, and the beginning of a postcode only where it is another's. Everything else may truly
    be several: names, nicknames, telephone numbers, where somebody lives. An age is an estimate of one day, and part
    of a plate may be misread; neither is held against anything.
    """
    match kind, named:
        case Kind.PERSON, "born_on":
            return dict(zip(("year", "month", "day"), value.split("-"), strict=True))
        case Kind.PERSON, "born_year":
            return {"year": value.zfill(4)}
        case Kind.PERSON, "born_month" | "born_day":
            return {named.removeprefix("born_"): value.zfill(2)}
        case Kind.VEHICLE, "plate":
            return {"plate": plate_of(value)}
        case Kind.PLACE, "postcode":
            found = _POSTCODE.fullmatch(postcode_of(value))
            parts = [part for part in found.groups() if part] if found else []
            return dict(zip(("outward", "inward"), parts, strict=False))
        case Kind.ACCOUNT, "platform":
            return {"platform": value.casefold()}
    return {}


def photographs_of(user: User, mentions: Iterable[Mention]) -> list[Photograph]:
    """Images that came with the reports of these mentions and that this person may open, the newest first.

    One more than a page shows, where there are more.
    """
    attached = information.images_with(user, {mention.report_id for mention in mentions})
    return [Photograph(one.file, one.report) for one in attached[: PHOTOGRAPHS_SHOWN + 1]]


def happened_or_written(report: Report) -> datetime:
    """When it happened where that is known, and otherwise when it was written down: how old a fact is counts from it."""
    return report.happened_from or report.sent_at


def _contradict(one: dict[str, str], other: dict[str, str]) -> bool:
    return any(other.get(name, value) != value for name, value in one.items())


def _in_words(other: tuple[str, str], row: tuple[str, str]) -> str:
    words = facts.as_shown(*other)
    return words if other[0] == row[0] else f"{facts.LABELS[other[0]].lower()} {words}"
