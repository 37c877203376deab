"""Reading reports, drafts and what came with them."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import (
    Case,
    Exists,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, Concat

from tessera.access.keyring import current
from tessera.access.models import AudienceHolder, Post, User
from tessera.audit.log import storable
from tessera.documents.models import File
from tessera.information.models import Attachment, Draft, Grade, Report, SealedSource
from tessera.lib import sealing
from tessera.reference import queries as reference
from tessera.reference.models import ClockRule
from tessera.work.services import due_under

UNGRADED, NOT_SHOWN = "Ungraded", "Grade not shown"


def reports_for(user: User) -> QuerySet[Report]:
    """Reports this person holds a key to, the newest first."""
    return Report.objects.readable().select_related(
        "author__user", "author__agency", "agency", "corrects", "definition", "origin"
    )


def reports_by(user: User) -> QuerySet[Report]:
    """Reports this person sent in the post they hold now, but for the rows of lists: those stand with their list."""
    return reports_for(user).filter(author=user.post).exclude(kind=Report.Kind.IMPORTED)


def report_for(user: User, reference: str) -> Report | None:
    """The report of this reference, or nothing: hidden and absent are the same."""
    return reports_for(user).filter(reference=storable(reference.upper())).first()


def report_sent_with(user: User, key: UUID) -> Report | None:
    """The report that this person's page of this key became."""
    return reports_by(user).filter(sent_key=key).first()


def corrections_of(user: User, report: Report) -> QuerySet[Report]:
    """Later reports that add to this one or correct it, the first first."""
    return reports_for(user).filter(corrects=report).order_by("sent_at")


def corrections_among(report_ids: Collection[UUID]) -> dict[UUID, tuple[Report, ...]]:
    """What adds to each of these reports or corrects it, the first first, as far as the keyring in force opens it."""
    later: dict[UUID, tuple[Report, ...]] = dict.fromkeys(report_ids, ())
    for report in Report.objects.readable().filter(corrects__in=report_ids).order_by("sent_at", "pk"):
        if report.corrects_id is not None:
            later[report.corrects_id] += (report,)
    return later


def files_with(user: User, report: Report) -> list[File]:
    """The files that came with a report."""
    attached = Attachment.objects.readable().filter(report=report).select_related("file").order_by("file__added_at")
    return [attachment.file for attachment in attached]


def images_with(user: User, reports: QuerySet[Any, Any]) -> QuerySet[Attachment]:
    """Images that came with these reports (a query of their ids), each with its file and its report, the newest first."""
    attached = Attachment.objects.readable().filter(report__among=reports, file__kind__startswith="image/")
    return attached.select_related("file", "report__agency").order_by("-report__sent_at", "file__name", "pk")


def sha256_with(report: Report) -> set[str]:
    """The hashes of the files that came with a report, as far as the reader of it may see them."""
    return set(Attachment.objects.readable().filter(report=report).values_list("file__sha256", flat=True))


def grades_of(user: User, report: Report) -> QuerySet[Grade]:
    """Every grade a report was given, the one in force first."""
    return Grade.objects.readable().filter(report=report).select_related("author__user", "author__agency")


def with_grades(reports: QuerySet[Report]) -> QuerySet[Any]:
    """These reports, each with words for its grade (`grade_said`): “2C”, or that it is ungraded, or not shown.

    Whoever reads a report as its writer alone is not shown how it was graded, and so not that it was not.
    """
    given = Grade.objects.readable().filter(report=OuterRef("pk")).order_by("-at", "-id")
    code = Subquery(given.annotate(letters=Concat("source", "information")).values("letters")[:1])
    keyed = AudienceHolder.objects.filter(audience=OuterRef("audience"), holder__in=current().holders)
    none = Case(When(Exists(keyed), then=Value(UNGRADED)), default=Value(NOT_SHOWN))
    return reports.annotate(grade_said=Coalesce(code, none, output_field=TextField()))


def grade_words(user: User | None, report_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The words for the grade of each of these reports, in one statement: see `with_grades`."""
    found = with_grades(Report.objects.readable().filter(pk__in=set(report_ids)).order_by())
    return dict(found.values_list("pk", "grade_said"))


def reads_as_writer_alone(user: User, report: Report) -> bool:
    """Whether this person reads a report because they wrote it, and not as one of those it was sent to.

    How it was graded, and whether, is then not theirs to read.
    """
    prefetch_related_objects([report], "audience__holders")  # the page names them too
    return not {holder.pk for holder in report.audience.holders.all()} & set(current().holders)


def drafts_for(user: User) -> QuerySet[Draft]:
    """What this person has begun and not sent, the newest first."""
    return Draft.objects.readable().filter(author=user.post).select_related("corrects")


def draft_for(user: User, key: UUID | str) -> Draft | None:
    """This person's draft of this key."""
    return drafts_for(user).filter(pk=key).first()


def has_sealed_source(user: User, report: Report) -> bool:
    """Whether this person may open the name of a withheld source."""
    return SealedSource.objects.readable().filter(report=report).exists()


def sealed_source_of(user: User, report: Report) -> str | None:
    """The name of a withheld source, for the leads of the one agency that holds it; nothing for others."""
    held = SealedSource.objects.readable().filter(report=report).first()
    return None if held is None else sealing.unseal(held.sealed, secret=settings.FILE_KEYS).decode()


def answer_due(report: Report) -> datetime | None:
    """By when the desk is to answer a report of this urgency (clock rule `triage-…`)."""
    return due_under(_answer_clock(report), start=report.sent_at)[1]


def answer_clocks(report: Report) -> list[ClockRule]:
    """The rule that says by when, with its standing."""
    return reference.clocks([_answer_clock(report)])


def _answer_clock(report: Report) -> str:
    return f"triage-{report.first_band}"


def colleague_at(email: str) -> Post | None:
    """The post of the colleague with this address, for logging what they said."""
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    return user.post if user else None
