"""What shows later that a report is the one that was sent: everything in it, in order, and its hash."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from tessera.audit.log import storable
from tessera.information.models import Report

# Everything the reporter gave. Who may read it is not in here: moving a report changes no word of it.
GIVEN = (
    "narrative",
    "about_child",
    "about_concern",
    "about_protects",
    "childs_words",
    "when_text",
    "happened_from",
    "happened_until",
    "happened_words",
    "where_text",
    "how_known",
    "immediate_danger",
    "significant_harm",
    "route_shown",
    "child_knows",
    "child_wants",
    "parents_know",
    "parents_want",
    "sharing_risk",
    "source",
    "source_name",
    "source_role",
    "source_agency",
    "source_reference",
    "source_contact",
    "source_risk",
    "source_risk_note",
    "premises",
    "is_business_report",
    "child_is_suspect",
    "behind_offence",
    "is_statutory_notification",
    "learned_on",
    "delay_reason",
    "latest_permitted_on",
    "started_at",
)

# What of it a person types or chooses. The rest is worked out from that, or from the clock, at the moment of sending.
WORKED_OUT = {"happened_from", "happened_until", "happened_words", "route_shown", "latest_permitted_on", "started_at"}
_LINE = json.JSONEncoder(sort_keys=True, ensure_ascii=False)
TYPED = tuple(name for name in GIVEN if name not in WORKED_OUT)


def differing(report: Report, given: Mapping[str, Any]) -> list[str]:
    """Which answers, by the names in `TYPED`, are not those that the report was sent with."""
    blank = Report()
    return [name for name in TYPED if getattr(report, name) != _kept(given.get(name, getattr(blank, name)))]


def as_sent(report: Report, *, files: Iterable[str]) -> str:
    """The report as one line of JSON, of which the receipt shows the hash. `files` are their own hashes."""
    return _LINE.encode(said_in(report, files=files))


def said_in(report: Report, *, files: Iterable[str]) -> dict[str, Any]:
    """What the line says, by name."""
    said: dict[str, Any] = {name: plain(getattr(report, name)) for name in GIVEN}
    said |= {
        "reference": report.reference,
        "kind": str(report.kind),
        "author": report.author_id,
        "agency": report.agency.code,
        "corrects": report.corrects.reference if report.corrects else "",
        "definition": report.definition.code if report.definition else "",
        "origin": report.origin.code if report.origin else "",
        "sent_at": plain(report.sent_at),
        "files": sorted(files),
    }
    if report.came_from:
        said["came_from"] = report.came_from
    return said


def fingerprint(report: Report, *, files: Iterable[str]) -> str:
    """The SHA-256 of the report as sent, in hexadecimal."""
    return fingerprint_of(said_in(report, files=files))


def fingerprint_of(said: Mapping[str, Any]) -> str:
    """The same of what `said_in` answers."""
    return hashlib.sha256(_LINE.encode(said).encode()).hexdigest()


def is_as_sent(report: Report, *, files: Iterable[str]) -> bool:
    """Whether the report that is held is, to the letter, the one that was sent."""
    return fingerprint(report, files=files) == report.sha256


def _kept(value: Any) -> Any:
    return storable(value) if isinstance(value, str) else value


def plain(value: Any) -> Any:
    """A value as the line says it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value
