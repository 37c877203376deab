"""Sending a report: kept as given, hashed, and never edited afterwards."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from tessera.access import services as access
from tessera.access.keyring import Keyring, current, opened
from tessera.access.models import Agency, Audience, Holder, User
from tessera.audit.log import record, storable
from tessera.documents import services as documents
from tessera.documents.models import File
from tessera.information import events, policy, receipts
from tessera.information.drafts import (
    KeyTaken,
    already_sent,
    own_audience,
    save_draft,
    send_off_draft,
    throw_away_draft,
)
from tessera.information.models import Attachment, Report, SealedSource
from tessera.lib import sealing
from tessera.reference.models import Origin
from tessera.reference.queries import definition_in_force

__all__ = [
    "KeyTaken",
    "already_sent",
    "audience_for",
    "new_reference",
    "own_audience",
    "save_draft",
    "send_off_draft",
    "send_report",
    "throw_away_draft",
    "unsaved_report",
]

# No vowels, so no words; none of 0, 1, I, L and O, which are misread over the telephone.
LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
# Not by name: one of them may be the team of a case, and whether there is one is for those who may read it.
READERS_OF_AN_ASSESSMENT = "Those who may read the assessment, and whoever it was shared with since"


def new_reference(prefix: str = "WX") -> str:
    """A reference to read out over the telephone, such as WX-7K3M-92QD. Drawn at random: it tells nothing."""
    number, drawn = secrets.randbelow(len(LETTERS) ** 8), ""
    while len(drawn) < 8:
        number, letter = divmod(number, len(LETTERS))
        drawn += LETTERS[letter]
    return f"{prefix}-{drawn[:4]}-{drawn[4:]}"


def audience_for(agency: Agency, *, desk_only: bool = False, also: Iterable[Holder] = ()) -> Audience:
    """Who reads a report: the triage desk always, and the agency's safeguarding leads unless narrowed."""
    leads = [] if desk_only else [access.leads_of(agency)]
    return access.audience_of([access.triage_desk(), *leads, *also])


@transaction.atomic
def send_report(
    *,
    given: Mapping[str, Any],
    audience: Audience,
    sent_key: UUID,
    by: User,
    kind: str = Report.Kind.CONCERN,
    agency: Agency | None = None,
    origin: Origin | None = None,
    corrects: Report | None = None,
    files: Sequence[File] = (),
    withheld_name: str = "",
    withheld_by: Agency | None = None,
    at: datetime | None = None,
) -> Report:
    """Keep one piece of information as it was given. `given` holds the answered fields of `receipts.GIVEN`.

    The name of a withheld source is sealed for the safeguarding leads of the agency that knows it. `at` is
    when it was sent, for loading what was sent elsewhere. Raises KeyTaken when the key is somebody else's.
    """
    policy.may_report(by).require()
    report = unsaved_report(
        given,
        reference=new_reference(),
        kind=kind,
        agency=agency or by.agency,
        origin=origin,
        corrects=corrects,
        definition=definition_in_force(),
        sent_key=sent_key,
        sent_at=at or timezone.now(),
        audience=audience,
        sent_to=READERS_OF_AN_ASSESSMENT if kind == Report.Kind.ASSESSMENT else str(audience),
        author=by.post,
        files=[file.sha256 for file in files],
    )
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError as error:
        if "sent_key" not in str(error):
            raise
        raise KeyTaken("The key of this page is in use.") from error
    for file in files:
        documents.move(file, audience)
        Attachment.objects.create(report=report, file=file, audience=audience, author=by.post)
    if withheld_name:
        _seal_source(report, withheld_name, withheld_by or report.agency, by)
    record(events.SENT, by=by, on=report, sha256=report.sha256)
    return report


def unsaved_report(given: Mapping[str, Any], *, sent_at: datetime, files: Iterable[str] = (), **more: Any) -> Report:
    """A report with its hash, not yet kept. `given` holds answered fields of `receipts.GIVEN`, `files` their hashes."""
    said = {name: storable(value) if isinstance(value, str) else value for name, value in given.items()}
    if unknown := set(said) - {*receipts.GIVEN, "came_from"}:
        raise TypeError(f"A report has no {', '.join(sorted(unknown))}.")
    report = Report(**{"started_at": sent_at, **said}, sent_at=sent_at, **more)
    report.sha256 = receipts.fingerprint(report, files=files)
    return report


def is_sealed_name(report: Report, name: str, agency: Agency) -> bool:
    """Whether this is the name that was sealed with a report for an agency's leads.

    Asked with their key, for whoever typed it, and shows nobody the name.
    """
    mine, leads = current(), access.leads_of(agency)
    with opened(Keyring(mine.post, (*mine.holders, leads.pk))):
        held = SealedSource.objects.readable().filter(report=report).first()
    kept = sealing.unseal(bytes(held.sealed), secret=settings.FILE_KEYS).decode() if held else ""
    return kept == storable(name)


def _seal_source(report: Report, name: str, agency: Agency, by: User) -> None:
    # No author: not even whoever typed it reads it back, only the leads of the agency that knows.
    SealedSource(
        report=report,
        agency=agency,
        audience=access.audience_of([access.leads_of(agency)]),
        author=None,
        sealed=sealing.seal(storable(name).encode(), secret=settings.FILE_KEY),
    ).save(force_insert=True)
    record(events.SOURCE_SEALED, by=by, on=report, agency=agency.name)
