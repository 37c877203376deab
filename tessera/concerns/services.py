"""What the triage desk and its partners do with a concern. Each verb is one transaction with its audit event."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar
from uuid import UUID, uuid5

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tessera.access import services as access
from tessera.access.models import Agency, Audience, Holder, Post, User
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.concerns import events, policy, queries
from tessera.concerns.clocks import agree_path, clock_code, partner_clock, run_by_band
from tessera.concerns.models import (
    Band,
    BandChange,
    Concern,
    ConcernReport,
    Contribution,
    Decision,
    Feedback,
    PartnerAsk,
    Search,
)
from tessera.concerns.reporting import TITLES, TRIAGED
from tessera.entities import services as entities
from tessera.information.models import Report
from tessera.reference import queries as reference
from tessera.reference.models import Unheard
from tessera.work import services as work
from tessera.work.models import Message

REVIEW = "keep-review"
CONTRIBUTED = "your agency adds what it knows, if only that it knows nothing, or the concern is finished"
Line = TypeVar("Line", Search, PartnerAsk, Contribution)


class Stale(Exception):
    """Somebody else changed the concern since this page was opened. Carries it as it is now."""

    def __init__(self, concern: Concern) -> None:
        super().__init__("Somebody changed this concern while you were writing.")
        self.concern = concern


def locked(concern: Concern) -> Concern:
    """The concern as it is now, held until the transaction ends."""
    return get_object_or_404(Concern.objects.readable().filter(pk=concern.pk).held())


def rests_on(concern: Concern, version: int) -> None:
    """Go on when nothing changed since this version. Raises Stale when something did."""
    if concern.version != version:
        raise Stale(concern)


def moved(concern: Concern, *fields: str) -> None:
    """Keep what changed, count the version up, and wake the pages that show it."""
    concern.version += 1
    concern.save(update_fields=[*fields, "version"])
    work.tell_changed(concern.audience)


@transaction.atomic
def change_band(*, concern: Concern, band: Band, reason: str, version: int, by: User) -> Concern:
    """Put a concern in another band, with its clock. The earlier band stays in its history. REQ triage-urgency-levels.

    The clock counts from when the concern was received: the child has waited since then. The clocks of those who were
    asked, or to whom it was passed, count from when that was.
    """
    concern = locked(concern)
    last = concern.bandchanges.order_by("at").last()
    if last and concern.band == band == last.band and (last.reason, last.author) == (reason, by.post):
        return concern  # a second press
    rests_on(concern, version)
    policy.may_triage(by, concern).require()
    before, path = concern.band, concern.get_absolute_url()
    BandChange.objects.create(concern=concern, audience=concern.audience, author=by.post, band=band, reason=reason)
    work.finish_tasks_at(path=path, rule=clock_code(before), outcome=f"Moved to {Band(band).label}.", by=by)
    run_by_band(concern, band, by=by)
    if concern.status == Concern.Status.NEW:
        work.set_task(
            title=TITLES[Band(band)], subject=f"{concern.reference}: {concern.subject}", path=path,
            rule=clock_code(band), desk=access.triage_desk(), at=concern.received_at, by=by, ends_when=TRIAGED,
        )  # fmt: skip
    concern.band = band
    moved(concern, "band")
    record(events.BAND_CHANGED, by=by, on=concern, band=Band(band).label, reason=reason)
    return concern


@transaction.atomic
def allocate(*, concern: Concern, owner: Post, version: int, by: User) -> Concern:
    """Give a concern to one person who can read it, and who answers for it from now on."""
    concern = locked(concern)
    if concern.owner_id == owner.pk:
        return concern
    rests_on(concern, version)
    policy.may_triage(by, concern).require()
    policy.may_own(owner, reads_it=queries.readers_of(by, concern).filter(pk=owner.pk).exists()).require()
    concern.owner = owner
    moved(concern, "owner")
    work.finish_tasks_at(path=f"{concern.get_absolute_url()}owner/", rule=None, outcome=f"Given to {owner}.", by=by)
    if owner != by.post:
        tell(owner, f"{by} gave you {concern}: {concern.subject}", concern.get_absolute_url())
    record(events.OWNED, by=by, on=concern, owner=str(owner))
    return concern


@transaction.atomic
def log_search(*, concern: Concern, system: str, terms: str, found: str, by: User, key: UUID | None = None) -> Search:
    """Write down what was searched and what was found, good or bad. REQ triage-background-research.

    `key` is the page's own: the same page sent twice writes one line.
    """
    concern = locked(concern)
    row = Search(system=system, terms=terms, found=found)
    if made := _keyed(row, concern, key, by):
        return made
    policy.may_contribute(by, concern).require()
    row.save(force_insert=True)
    work.tell_changed(concern.audience)
    record(events.SEARCHED, by=by, on=concern, system=system, terms=terms)
    return row


@transaction.atomic
def ask_partner(*, concern: Concern, agency: Agency, question: str, by: User, key: UUID | None = None) -> PartnerAsk:
    """Ask an agency what it knows. Its safeguarding leads read this concern and its reports from now on.

    REQ triage-mash.
    """
    concern = locked(concern)
    row = PartnerAsk(agency=agency, question=question)
    if made := _keyed(row, concern, key, by):
        return made
    policy.may_triage(by, concern).require()
    leads = access.leads_of(agency)
    row.audience = share(concern=concern, holders=[leads], by=by)
    row.save(force_insert=True)
    work.set_task(
        title="Say what your agency knows", subject=f"{concern.reference}: {concern.subject}",
        path=_contribute_path(concern), desk=leads, rule=partner_clock(concern.band), why=question, by=by,
        ends_when=CONTRIBUTED, also=[access.triage_desk()],
    )  # fmt: skip
    moved(concern)
    record(events.ASKED, by=by, on=concern, agency=agency.name)
    return row


@transaction.atomic
def contribute(*, concern: Concern, text: str, by: User, key: UUID | None = None) -> Contribution:
    """Add what one's agency knows. It is read only within this concern, and answers what the agency was asked."""
    concern = locked(concern)
    row = Contribution(agency=by.agency, text=text)
    if made := _keyed(row, concern, key, by):
        return made
    policy.may_contribute(by, concern).require()
    row.save(force_insert=True)
    _end_asking(_contribute_path(concern), "Added to the concern.", by, of=access.leads_of(by.agency))
    moved(concern)
    record(events.CONTRIBUTED, by=by, on=concern, agency=by.agency.name)
    return row


@transaction.atomic
def give_feedback(
    *,
    concern: Concern,
    report: Report,
    told: str,
    not_told_because: str,
    by: User,
    tried: Mapping[str, str] | None = None,
    barriers: Mapping[str, str] | None = None,
    version: int | None = None,
) -> Feedback:
    """Answer the person who reported, or write why they cannot be answered. REQ triage-feedback, lang-neutral-codes.

    `tried` and `barriers` are what services tried and what got in the way, each a code with its words. Raises ValueError
    when nothing is told and either is missing or not on its list.
    """
    if not told:
        reference.refuse_unlisted(Unheard.Use.REPORTER, tried=tried or {}, barriers=barriers or {})
    concern = locked(concern)
    given = {
        "report": report, "told": told, "tried": dict(tried or {}), "barriers": dict(barriers or {}),
        "not_told_because": not_told_because,
    }  # fmt: skip
    if made := concern.feedbacks.filter(author=by.post, **given).first():
        return made
    if version is not None:
        rests_on(concern, version)
    path = answer_path(concern, report)
    policy.may_answer_reporter(by, concern, queries.passed_on(by, concern).get(path), at=timezone.now()).require()
    feedback = Feedback.objects.create(concern=concern, audience=concern.audience, author=by.post, **given)
    if told and report.author is not None:
        who = "The triage desk" if by.may(Permission.TRIAGE) else str(by.agency)
        tell(report.author, f"{who} answered {report.reference}: {told}", report.get_absolute_url())
    _end_asking(path, "Answered.", by)
    moved(concern)
    record(events.ANSWERED, by=by, on=concern, report=report.reference)
    return feedback


@transaction.atomic
def agree(*, decision: Decision, note: str, by: User, version: int | None = None) -> Decision:
    """A second named person agrees with a decision that needs one. Raises Stale when somebody changed the concern."""
    concern = locked(decision.concern)
    decision = Decision.objects.readable().select_for_update(of=("self",)).select_related("author").get(pk=decision.pk)
    if decision.agreed_by_id is not None and decision.agreed_by == by.post:
        return decision  # a second press
    if version is not None:
        rests_on(concern, version)
    policy.may_agree(by, decision, is_latest=decision == queries.latest_decision(by, concern)).require()
    decision.agreed_by, decision.agreed_at, decision.agreed_note = by.post, timezone.now(), note
    decision.save(update_fields=["agreed_by", "agreed_at", "agreed_note"])
    concern.status = Concern.Status.DECIDED
    moved(concern, "status")
    work.finish_tasks_at(path=agree_path(decision), rule=None, outcome="Agreed.", by=by)
    record(events.AGREED, by=by, on=concern)
    return decision


@transaction.atomic
def finish(*, concern: Concern, version: int, by: User) -> Concern:
    """Say that triage is done with it: decided, agreed, searched, and whoever reported was answered."""
    concern = locked(concern)
    if concern.status == Concern.Status.FINISHED and by.may(Permission.TRIAGE):
        return concern  # a second press
    rests_on(concern, version)
    policy.may_finish(by, concern, queries.done_of(by, concern)).require()
    concern.status = Concern.Status.FINISHED
    moved(concern, "status")
    for rule in (clock_code(concern.band), REVIEW):
        work.finish_tasks_at(path=concern.get_absolute_url(), rule=rule, outcome="Finished.", by=by)
    answers = [answer_path(concern, report) for report in queries.reports_of(by, concern)]
    for path in (_contribute_path(concern), *answers):
        _end_asking(path, "The concern was finished.", by)
    record(events.FINISHED, by=by, on=concern)
    return concern


def share(*, concern: Concern, holders: list[Holder], by: User) -> Audience:
    """Let more holders read a concern and its reports: everything that hangs from them follows."""
    wider = access.widened(concern.audience, *holders)
    if wider.pk != concern.audience_id:
        concern.audience = wider
        concern.save(update_fields=["audience"])
        for decision in concern.decisions.filter(needs_agreement=True, agreed_at__isnull=True):
            work.show_tasks_at(path=agree_path(decision), holders=holders)
    for link in ConcernReport.objects.readable().filter(concern=concern).select_related("report__audience"):
        wider = access.widened(link.report.audience, *holders)
        if wider.pk != link.report.audience_id:
            entities.move_report(report=link.report, audience=wider, by=by)
    return concern.audience


def review_by(concern: Concern, on: date, by: User) -> None:
    """Put a date on which the desk looks at a concern again."""
    work.set_task(
        title="Review information kept without action", subject=f"{concern.reference}: {concern.subject}",
        path=concern.get_absolute_url(), rule=REVIEW, due_at=work.end_of_day(on), desk=access.triage_desk(), by=by,
        ends_when=TRIAGED,
    )  # fmt: skip


def _keyed(row: Line, concern: Concern, key: UUID | None, by: User) -> Line | None:
    """Hang a new row from a concern. Answers the one that this page wrote before, when it is sent a second time."""
    assert by.post is not None
    row.concern, row.audience, row.author = concern, concern.audience, by.post
    if key is None:
        return None
    # The page's key names the row of this person in this concern only: nobody can name somebody else's.
    row.pk = uuid5(key, f"{concern.pk} {by.post.pk}")
    return type(row).objects.readable().filter(pk=row.pk).first()


def answer_path(concern: Concern, report: Report) -> str:
    """Where whoever sent a report is answered."""
    return f"{concern.get_absolute_url()}feedback/{report.reference}/"


def _end_asking(path: str, outcome: str, by: User, of: Holder | None = None) -> None:
    for band in Band:  # its own band's when they were asked, which may have changed since
        work.finish_tasks_at(path=path, rule=partner_clock(band), outcome=outcome, by=by, desk=of)


def _contribute_path(concern: Concern) -> str:
    return f"{concern.get_absolute_url()}contribute/"


def tell(post: Post, text: str, path: str) -> None:
    """Tell one person something, on their home page and on the page it is about."""
    Message.objects.create(text=text, path=path, at=timezone.now(), audience=access.audience_of([access.person(post)]))
