"""Sending a concern: the report, what it speaks of, and the question for the desk, in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from tessera.access import services as access
from tessera.access.models import Holder, Post, User
from tessera.concerns.models import Band, Concern, ConcernReport
from tessera.concerns.searching import search_what_is_held
from tessera.documents import services as documents
from tessera.documents.models import File
from tessera.entities.services import MentionGiven, record_mentions
from tessera.information import drafts, policy, receipts, services
from tessera.information import queries as information
from tessera.information.models import Draft, Report
from tessera.lib.files import Refused, fingerprint
from tessera.lib.invisible import is_blank
from tessera.work.services import finish_tasks_at, set_task, tell_changed

FOLLOW_UP = "written-follow-up"
TRIAGED = "a decision is made about the concern"  # what ends the clock of its band, and the date to look again
TITLES = {
    Band.EMERGENCY: "Answer an emergency concern",
    Band.URGENT: "Answer an urgent concern",
    Band.NOT_URGENT: "Answer a concern that is not urgent",
}
SUBJECT_LENGTH = 120  # characters
# For so long after sending, the very same words from the same person are the same report. A browser that goes back
# may open the page anew, with another key, and put the words back in.
A_MOMENT = timedelta(minutes=10)
# What goes beside the words of a report when it is sent.
BESIDE = ("origin", "withheld_name", "withheld_by")


class CannotTake(ValueError):
    """A file cannot be taken; the message is the sentence to show beside the field."""


class SentOtherwise(Exception):
    """A page sent again with other words on it. `report` is what it became; the new words are not in it."""

    def __init__(self, report: Report) -> None:
        super().__init__("This page was sent before, and says something else now.")
        self.report = report


@transaction.atomic
def report_concern(
    *,
    typed: Mapping[str, Any],
    mentions: Sequence[MentionGiven] = (),
    files: Sequence[File] = (),
    by: User,
    draft: Draft | None = None,
    sent_key: UUID | None = None,
    kind: str = Report.Kind.CONCERN,
    corrects: Report | None = None,
    caller: Post | None = None,
    at: datetime | None = None,
) -> Report:
    """Send what somebody noticed: it is kept as given, joined to what is held, and asked of the triage desk.

    `typed` holds the answers by the names in `information.receipts.GIVEN`, and may hold `origin`,
    `desk_only` (narrow who sees it to the desk), `withheld_name` and `withheld_by`. The same `sent_key` (a
    draft's own id, when there is one) always answers with the report that the first press made. For a spoken
    concern `caller` is the colleague who told the desk, who then reads it and owes the written version. `at`
    is for loading what was sent before.

    Raises `information.services.KeyTaken` when the key belongs to somebody else's report, and SentOtherwise when
    it is that of a report of theirs that says something else.
    """
    policy.may_report(by).require()
    if kind == Report.Kind.SPOKEN:
        policy.may_log_spoken(by).require()
    key = sent_key or (draft.pk if draft else uuid4())
    sent = services.already_sent(sent_key=key, by=by)
    if sent:
        return _same(sent, typed)
    agency = caller.agency if caller else by.agency
    also = [access.person(caller)] if caller else []
    if typed.get("withheld_name") and typed.get("withheld_by"):  # who may open the name reads what it belongs to
        also.append(access.leads_of(typed["withheld_by"]))
    report = services.send_report(
        given={name: value for name, value in typed.items() if name in receipts.GIVEN},
        **{name: typed[name] for name in BESIDE if typed.get(name)},
        audience=services.audience_for(agency, desk_only=bool(typed.get("desk_only")), also=also),
        sent_key=key,
        by=by,
        kind=kind,
        agency=agency,
        corrects=corrects,
        files=files,
        at=at,
    )
    record_mentions(report=report, mentions=mentions, by=by)
    concern = open_concern(report, Band(report.first_band), by=by)
    search_what_is_held(concern_id=concern.pk, by=by)
    if kind == Report.Kind.SPOKEN:
        _ask_for_the_written_version(report, caller, by)
    if corrects and kind != Report.Kind.SPOKEN:  # what the desk adds is not what the caller was to write
        outcome, path = f"Written down in {report.reference}.", corrects.get_absolute_url()
        finish_tasks_at(path=path, rule=FOLLOW_UP, outcome=outcome, by=by, besides_others=True)
    if draft:
        services.send_off_draft(draft=draft)
    return report


def open_concern(report: Report, band: Band, *, by: User) -> Concern:
    """Put the question to the triage desk, with its clock running. The reporter does not read it."""
    audience = access.audience_of([access.triage_desk()])
    concern = Concern(
        pk=uuid4(),
        reference=services.new_reference("CN"),
        subject=_subject(report),
        band=band,
        received_at=report.sent_at,
        audience=audience,
        author=None,
    )
    concern.save(force_insert=True)
    ConcernReport(concern=concern, report=report, audience=audience, author=None).save(force_insert=True)
    set_task(
        title=TITLES[band],
        subject=f"{concern.reference}: {concern.subject}",
        path=concern.get_absolute_url(),
        by=by,
        desk=access.triage_desk(),
        rule=f"triage-{band}",
        ends_when=TRIAGED,
        at=report.sent_at,
    )
    tell_changed(audience)
    return concern


def _subject(report: Report) -> str:
    """Whom it is about, or how it begins, in one line; the report's reference when neither can be seen."""
    named = ", ".join(line.strip() for line in report.about_child.splitlines() if not is_blank(line))
    words = named or ("" if is_blank(report.narrative) else " ".join(report.narrative.split())) or str(report)
    words = words if len(words) <= SUBJECT_LENGTH else words[: SUBJECT_LENGTH - 1].rstrip() + "…"
    return f"Adds to {report.corrects.reference}: {words}" if report.corrects else words


def _ask_for_the_written_version(report: Report, caller: Post | None, by: User) -> None:
    """REQ intake-urgent-verbal: outstanding, then overdue, until a report adds to this one."""
    desk = access.triage_desk()
    also: list[Holder] = [desk, access.leads_of(caller.agency)] if caller else []
    set_task(
        title="Write down a concern that was spoken",
        subject=str(report),
        path=report.get_absolute_url(),
        by=by,
        owner=caller,
        desk=None if caller else desk,
        rule=FOLLOW_UP,
        # Who has no account may never write: the desk then says what came of asking.
        ends_when="the written version is sent, as an addition to this report" if caller else "",
        also=also,
        at=report.sent_at,
    )


@transaction.atomic
def report_at_once(
    *, chosen: "Sequence[UploadedFile[Any]]", sent_key: UUID, by: User, draft: Draft | None = None, **sending: Any
) -> Report:
    """Send what was written on a short page, with the files chosen on it: all of it or nothing.

    `draft` holds the files that were kept when the page came back with something to put right. A second press of Send
    answers with the report that the first made, and keeps no file of its own. Raises CannotTake with a sentence naming
    the first file that cannot be taken, and what `report_concern` raises.
    """
    sent = services.already_sent(sent_key=sent_key, by=by)
    if sent:
        return _same(sent, sending["typed"], sha256_of(chosen), caller=sending.get("caller"))
    before = drafts.files_of(draft=draft, by=by) if draft else []
    sha256 = [*(file.sha256 for file in before), *sha256_of(chosen)]
    typed, kind, corrects = sending["typed"], sending["kind"], sending.get("corrects")
    if again := sent_moments_ago(typed=typed, by=by, kind=kind, corrects=corrects, sha256=sha256):
        if draft:
            services.throw_away_draft(draft=draft, by=by)
        return again
    there = {(file.sha256, file.name) for file in before}
    new = [one for one, hashed in zip(chosen, sha256_of(chosen), strict=True) if (hashed, one.name) not in there]
    if len(before) + len(new) > drafts.MOST_FILES:
        raise CannotTake(f"A report has {drafts.MOST_FILES} files or fewer.")
    return report_concern(sent_key=sent_key, files=[*before, *_kept(new, by)], draft=draft, by=by, **sending)


def sent_moments_ago(
    *, typed: Mapping[str, Any], by: User, kind: str, corrects: Report | None, sha256: Iterable[str]
) -> Report | None:
    """The report that this person sent a moment ago with the very same words, answers and files; none mostly.

    Never for a withheld source or a spoken concern: two people may have said the same, and who they are is not compared.
    """
    if typed.get("withheld_name") or kind == Report.Kind.SPOKEN:
        return None
    lately = Report.objects.readable().filter(author=by.post, kind=kind, corrects=corrects)
    files = set(sha256)
    for sent in lately.filter(sent_at__gt=timezone.now() - A_MOMENT).select_related("agency", "origin"):
        if not is_otherwise(sent, typed) and files == information.sha256_with(sent):
            return sent
    return None


def _same(sent: Report, typed: Mapping[str, Any], sha256: Iterable[str] = (), *, caller: Post | None = None) -> Report:
    if is_otherwise(sent, typed, sha256=sha256, caller=caller):
        raise SentOtherwise(sent)
    return sent


def is_otherwise(
    sent: Report, typed: Mapping[str, Any], *, sha256: Iterable[str] = (), caller: Post | None = None
) -> bool:
    """Whether a page sent again says something else than the report it became, or brings what is not with it.

    A file, the name of a withheld source, or a colleague who would read it.
    """
    name = typed.get("withheld_name")
    if name and not services.is_sealed_name(sent, name, typed.get("withheld_by") or sent.agency):
        return True
    if caller and access.person(caller) not in sent.audience.holders.all():
        return True
    is_narrowed = bool(typed.get("desk_only"))
    leads = access.leads_of(sent.agency).label
    if sent.sent_to and is_narrowed == (leads in sent.sent_to):
        return True
    if typed.get("origin") != sent.origin or receipts.differing(sent, typed):
        return True
    return bool(set(sha256) - information.sha256_with(sent))


def sha256_of(chosen: "Iterable[UploadedFile[Any]]") -> list[str]:
    """The hash of each file chosen on a page, which can then be read again."""
    found = []
    for one in chosen:
        one.seek(0)
        found.append(fingerprint(one.read()))
        one.seek(0)
    return found


def _kept(chosen: "Iterable[UploadedFile[Any]]", by: User) -> list[File]:
    audience = services.own_audience(by)
    kept = []
    for one in chosen:
        name = one.name or ""
        one.seek(0)  # it was read before when the page had to be sent under another key
        try:
            kept.append(documents.keep(content=one.read(), name=name, audience=audience, by=by))
        except Refused as error:
            raise CannotTake(f"{name}: {error}") from error
    return kept
