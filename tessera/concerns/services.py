"""What the triage desk and its partners do with a concern. Each verb is one transaction with its audit event."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from tessera.access import services as access
from tessera.access.models import Agency, Audience, Holder, Post, User
from tessera.audit.log import record
from tessera.concerns import events, policy
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
from tessera.entities import services as entities
from tessera.information.models import Report
from tessera.work import services as work
from tessera.work.models import Message


class Stale(Exception):
    """Somebody else changed the concern since this page was opened. Carries it as it is now."""

    def __init__(self, concern: Concern) -> None:
        super().__init__("Somebody changed this concern while you were writing.")
        self.concern = concern


def locked(concern: Concern, *, version: int | None = None) -> Concern:
    """The concern as it is now, held until the transaction ends. Raises Stale when it moved on from `version`."""
    now = Concern.objects.readable().select_for_update(of=("self",)).get(pk=concern.pk)
    if version is not None and now.version != version:
        raise Stale(now)
    return now


def moved(concern: Concern, *fields: str) -> None:
    """Keep what changed, count the version up, and wake the pages that show it."""
    concern.version += 1
    concern.save(update_fields=[*fields, "version"])
    work.tell_changed(concern.audience)


def clock_code(band: str) -> str:
    """The clock rule of a band."""
    return f"triage-{band}"


@transaction.atomic
def change_band(*, concern: Concern, band: Band, reason: str, version: int, by: User) -> Concern:
    """Put a concern in another band, with its clock. The earlier band stays in its history. REQ triage-urgency-levels."""
    concern = locked(concern, version=version)
    policy.may_triage(by, concern).require()
    before, path = concern.band, concern.get_absolute_url()
    BandChange.objects.create(concern=concern, audience=concern.audience, author=by.post, band=band, reason=reason)
    work.finish_tasks_at(path=path, rule=clock_code(before), outcome=f"Moved to {Band(band).label}.", by=by)
    if not concern.decisions.exists():
        work.set_task(
            title="Answer this concern", subject=concern.subject, path=path, rule=clock_code(band),
            desk=access.triage_desk(), at=concern.received_at, by=by,
        )  # fmt: skip
    concern.band = band
    moved(concern, "band")
    record(events.BAND_CHANGED, by=by, on=concern, band=Band(band).label, reason=reason)
    return concern


@transaction.atomic
def allocate(*, concern: Concern, owner: Post, version: int, by: User) -> Concern:
    """Give a concern to one person, who answers for it from now on."""
    concern = locked(concern, version=version)
    policy.may_triage(by, concern).require()
    concern.owner = owner
    moved(concern, "owner")
    record(events.OWNED, by=by, on=concern, owner=str(owner))
    return concern


@transaction.atomic
def log_search(*, concern: Concern, system: str, terms: str, found: str, by: User) -> Search:
    """Write down what was searched and what was found, good or bad. REQ triage-background-research."""
    concern = locked(concern)
    policy.may_contribute(by, concern).require()
    search = Search.objects.create(
        concern=concern, audience=concern.audience, author=by.post, system=system, terms=terms, found=found
    )
    work.tell_changed(concern.audience)
    record(events.SEARCHED, by=by, on=concern, system=system, terms=terms)
    return search


@transaction.atomic
def ask_partner(*, concern: Concern, agency: Agency, question: str, by: User) -> PartnerAsk:
    """Ask an agency what it knows. Its safeguarding leads read this concern and its reports from now on.

    REQ triage-mash.
    """
    concern = locked(concern)
    policy.may_triage(by, concern).require()
    share(concern=concern, holders=[access.leads_of(agency)], by=by)
    ask = PartnerAsk.objects.create(
        concern=concern, audience=concern.audience, author=by.post, agency=agency, question=question
    )
    work.set_task(
        title="Say what your agency knows", subject=concern.subject, path=concern.get_absolute_url(),
        desk=access.leads_of(agency), by=by,
    )  # fmt: skip
    moved(concern)
    record(events.ASKED, by=by, on=concern, agency=agency.name)
    return ask


@transaction.atomic
def contribute(*, concern: Concern, text: str, by: User) -> Contribution:
    """Add what one's agency knows. It is read only within this concern."""
    concern = locked(concern)
    policy.may_contribute(by, concern).require()
    added = Contribution.objects.create(
        concern=concern, audience=concern.audience, author=by.post, agency=by.agency, text=text
    )
    work.tell_changed(concern.audience)
    record(events.CONTRIBUTED, by=by, on=concern, agency=by.agency.name)
    return added


@transaction.atomic
def give_feedback(*, concern: Concern, report: Report, told: str, not_told_because: str, by: User) -> Feedback:
    """Answer the person who reported, or write why they cannot be answered. REQ triage-feedback."""
    concern = locked(concern)
    policy.may_triage(by, concern).require()
    feedback = Feedback.objects.create(
        concern=concern, audience=concern.audience, author=by.post, report=report,
        told=told, not_told_because=not_told_because,
    )  # fmt: skip
    if told and report.author is not None:
        Message.objects.create(
            text=f"The triage desk answered {report.reference}: {told}", path=report.get_absolute_url(),
            at=timezone.now(), audience=access.audience_of([access.person(report.author)]),
        )  # fmt: skip
    moved(concern)
    record(events.ANSWERED, by=by, on=concern, report=report.reference)
    return feedback


@transaction.atomic
def agree(*, decision: Decision, note: str, by: User) -> Decision:
    """A second named person agrees with a decision that needs one."""
    concern = locked(decision.concern)
    decision = Decision.objects.readable().select_for_update(of=("self",)).get(pk=decision.pk)
    policy.may_agree(by, decision).require()
    decision.agreed_by, decision.agreed_at, decision.agreed_note = by.post, timezone.now(), note
    decision.save(update_fields=["agreed_by", "agreed_at", "agreed_note"])
    concern.status = Concern.Status.DECIDED
    moved(concern, "status")
    record(events.AGREED, by=by, on=concern)
    return decision


@transaction.atomic
def finish(*, concern: Concern, version: int, by: User) -> Concern:
    """Say that triage is done with it: decided, agreed, searched, and whoever reported was answered."""
    concern = locked(concern, version=version)
    policy.may_finish(by, concern).require()
    concern.status = Concern.Status.FINISHED
    moved(concern, "status")
    work.finish_tasks_at(path=concern.get_absolute_url(), rule=clock_code(concern.band), outcome="Finished.", by=by)
    work.finish_tasks_at(path=concern.get_absolute_url(), rule="keep-review", outcome="Finished.", by=by)
    record(events.FINISHED, by=by, on=concern)
    return concern


def share(*, concern: Concern, holders: list[Holder], by: User) -> Audience:
    """Let more holders read a concern and its reports: everything that hangs from them follows."""
    concern.audience = access.widened(concern.audience, *holders)
    concern.save(update_fields=["audience"])
    for link in ConcernReport.objects.filter(concern=concern).select_related("report__audience"):
        wider = access.widened(link.report.audience, *holders)
        if wider.pk != link.report.audience_id:
            entities.move_report(report=link.report, audience=wider, by=by)
    return concern.audience


def review_by(concern: Concern, on: date, by: User) -> None:
    """Put a date on which the desk looks at a concern again."""
    work.set_task(
        title="Review information kept without action", subject=concern.subject, path=concern.get_absolute_url(),
        rule="keep-review", due_at=work.end_of_day(on), desk=access.triage_desk(), by=by,
    )  # fmt: skip
