"""Proving reports: each is hashed again, as it is held now, and must be what was sent."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from uuid import UUID

from django.db import connections

from tessera.information import receipts
from tessera.information.models import Attachment, Report

AT_ONCE = 2_000
OWNER = "owner"  # the login that no policy rules: whoever verifies does not read, they compare


class NotAsSent(Exception):
    """A report is not what was sent. The message is a sentence that names it, and nothing that it says."""


def prove_reports(said: Callable[[int], None] = lambda reports: None) -> int:
    """Hash every report as sent again, and compare it with what it and the log say. Gives how many there are.

    Raises NotAsSent at the first that differs, or is gone. Imported ones have no line of their own in the log.
    """
    proved = 0
    for reports in _in_parts():
        logged = _logged([str(report.pk) for report, _ in reports])
        for report, files in reports:
            if not receipts.is_as_sent(report, files=files):
                raise NotAsSent(
                    f"Report {report.reference} is not what was sent: its words, times or files were changed."
                )
            if logged.get(str(report.pk), report.sha256) != report.sha256:
                raise NotAsSent(f"Report {report.reference} was changed together with its hash: the log has another.")
        proved += len(reports)
        said(proved)
    _none_is_gone()
    return proved


def _in_parts() -> Iterator[list[tuple[Report, list[str]]]]:
    """Every report with the hashes of its files, so many at a time."""
    rows = Report.objects.using(OWNER).order_by("pk")
    last = None
    while True:
        part = list((rows.filter(pk__gt=last) if last else rows)[:AT_ONCE])
        if not part:
            return
        last = part[-1].pk
        files: dict[UUID, list[str]] = defaultdict(list)
        attached = Attachment.objects.using(OWNER).filter(report__in=part)
        for key, sha256 in attached.values_list("report", "file__sha256"):
            files[key].append(sha256)
        yield [(report, files[report.pk]) for report in part]


def _logged(keys: list[str]) -> dict[str, str]:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SELECT subject_id, detail ->> 'sha256' FROM audit_entry"
            " WHERE kind = 'information.sent' AND subject_id = ANY(%s) AND detail ? 'sha256'",
            [keys],
        )
        return dict(cursor.fetchall())


def _none_is_gone() -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SELECT subject_label FROM audit_entry e WHERE kind = 'information.sent'"
            " AND NOT EXISTS (SELECT FROM information_report r WHERE r.id = e.subject_id::uuid) ORDER BY seq LIMIT 1"
        )
        if (row := cursor.fetchone()) is not None:
            raise NotAsSent(f"{row[0]} was sent and is not held any more.")
