"""Each fact of a thing with the reports that say so: how each is graded, how old it is, and where reports differ."""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast
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
REPORTS_SHOWN = 5  # that say one fact
MOST_FACTS = 300  # on a page; those in conflict are always there
NICKNAMES = "nicknames"
Row = tuple[str, str]  # the field, and its value as kept
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})?")


@dataclass(frozen=True)
class Said:
    """One report that says a fact, with its grade, its age in words, and what adds to it or corrects it."""

    report: Report
    grade: str
    age: str
    corrected_by: tuple[Report, ...]


@dataclass(frozen=True)
class FactSaid:
    """Something said of a thing, the newest reports that say so, and what other reports say against it."""

    named: str
    label: str
    value: str
    by: tuple[Said, ...]
    reports: int
    against: tuple[str, ...]

    @property
    def is_nickname(self) -> bool:
        """A nickname or a street name: a thing may have any number of them."""
        return self.named == NICKNAMES


@dataclass(frozen=True)
class FactsSaid:
    """What a page shows of everything that is said of a thing, and how much more there is than it can show."""

    shown: tuple[FactSaid, ...]
    more: int


@dataclass(frozen=True)
class Photograph:
    """An image that came with a report."""

    file: File
    report: Report


def facts_said(user: User, held: Held) -> FactsSaid:
    """Everything that all the reports this person may read say of a thing, each fact once, the newest reports first.

    Where a thing can have one value only and reports give more, each says so and each stands, however long ago it was
    said: nobody picks for the reader. In four statements, however many mentions there are. REQ soft-provenance-hearsay.
    """
    spoken = Mention.objects.readable().filter(entity_id=held.pk).order_by("-at", "position", "pk")
    read = cache(lambda kind, fields: facts.values_of(Mention(kind=kind, fields=json.loads(fields))))
    said = said_in(
        (read(kind, fields), report)
        for kind, fields, report in spoken.values_list("kind", Cast("fields", TextField()), "report")
    )
    against = contradicted(held.kind, said)
    order = list(facts.LABELS)
    rows = sorted(said, key=lambda row: (order.index(row[0]), -len(said[row]), row[1]))
    shown = {*(row for row in rows if against[row]), *[row for row in rows if not against[row]][:MOST_FACTS]}
    newest = {row: list(said[row])[:REPORTS_SHOWN] for row in rows if row in shown}
    by = _said_by(user, {report for some in newest.values() for report in some})
    return FactsSaid(
        tuple(
            FactSaid(
                named=row[0],
                label=facts.LABELS[row[0]],
                value=facts.as_shown(*row),
                by=tuple(by[report] for report in some),
                reports=len(said[row]),
                against=against[row],
            )
            for row, some in newest.items()
        ),
        len(rows) - len(newest),
    )


def said_in(mentions: Iterable[tuple[Iterable[Row], UUID]]) -> dict[Row, dict[UUID, None]]:
    """Each fact that mentions say, with the reports that say so in their order. A mention is its facts and its report."""
    said: dict[Row, dict[UUID, None]] = defaultdict(dict)
    for rows, report in mentions:
        for row in rows:
            said[row][report] = None
    return said


def contradicted(kind: str, rows: Iterable[Row]) -> dict[Row, tuple[str, ...]]:
    """What is said against each of these facts by others of them, in words."""
    said = list(rows)
    single = {row: one for row in said if (one := only_one(kind, *row))}
    return {
        row: tuple(_in_words(other, row) for other in single if _contradict(single.get(row, {}), single[other]))
        for row in said
    }


def _said_by(user: User, report_ids: Collection[UUID]) -> dict[UUID, Said]:
    now, grades = timezone.now(), information.grade_words(user, report_ids)
    later = information.corrections_among(report_ids)
    reports = Report.objects.readable().filter(pk__in=report_ids).select_related("agency")
    return {one.pk: Said(one, grades[one.pk], ago(happened_or_written(one), now=now), later[one.pk]) for one in reports}


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


def photographs_of(user: User, entity_id: UUID, *, page: int = 1) -> list[Photograph]:
    """A page of the images that came with the reports that speak of a thing and that this person may open, newest first.

    One more than the page shows, where there are more.
    """
    spoken = Mention.objects.readable().filter(entity_id=entity_id)
    attached = information.images_with(user, spoken.values("report"))
    first = (page - 1) * PHOTOGRAPHS_SHOWN
    return [Photograph(one.file, one.report) for one in attached[first : first + PHOTOGRAPHS_SHOWN + 1]]


def happened_or_written(report: Report) -> datetime:
    """When it happened where that is known, and otherwise when it was written down: how old a fact is counts from it."""
    return report.happened_from or report.sent_at


def _contradict(one: dict[str, str], other: dict[str, str]) -> bool:
    return any(other.get(name, value) != value for name, value in one.items())


def _in_words(other: tuple[str, str], row: tuple[str, str]) -> str:
    words = facts.as_shown(*other)
    return words if other[0] == row[0] else f"{facts.LABELS[other[0]].lower()} {words}"
