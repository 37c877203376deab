"""Opening one record in an emergency, ending that, reviewing it. Never silent: owner and governance are told at once."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tessera.access import keyring
from tessera.access import services as access
from tessera.access.models import Audience, Holder, Key, User
from tessera.access.roles import Role
from tessera.audit.log import record
from tessera.entities import services as entities
from tessera.governance import events, policy, queries
from tessera.governance.models import EmergencyAccess
from tessera.governance.naming import Named
from tessera.governance.queries import Found
from tessera.information.models import Report
from tessera.ui.words import moment
from tessera.work import services as work
from tessera.work.models import Message

OPEN_FOR, REVIEW = "emergency-access", "emergency-access-review"


class NotHeld(LookupError):
    """There is no record of this name."""


class ReadAlready(Exception):
    """Whoever asks holds a key to the record: there is nothing to break."""


class Reviewed(Exception):
    """Somebody said first whether it was justified."""


def governance() -> Holder:
    """Everybody who checks how information is used."""
    return access.holder(Holder.Kind.ROLE, Role.GOVERNANCE.value, Role.GOVERNANCE.label)


def open_record(*, named: Named, reason: str, by: User) -> EmergencyAccess:
    """Open one report or case that one holds no key to, for as long as the clock of emergency access says.

    Whoever wrote it, the safeguarding leads of its agency and information governance are told in the same moment.
    Raises PermissionDenied, NotHeld, or ReadAlready. What is not held is recorded as well: trying references is seen.
    """
    policy.may_open(by).require()
    found = queries.found(named)
    if found is None:
        record(events.NOT_HELD, by=by, named=named.record, reason=reason)
        raise NotHeld(named.record)
    if queries.reads(by, named):
        raise ReadAlready(named.path)
    return _open(named, found, reason, by)


@transaction.atomic
def _open(named: Named, found: Found, reason: str, by: User) -> EmergencyAccess:
    assert by.post is not None
    now, pk = timezone.now(), uuid4()
    _, ends_at = work.due_under(OPEN_FOR, start=now)
    assert ends_at is not None, "the clock of emergency access has a length"
    owners = [access.leads_of(found.agency), *([access.person(found.author)] if found.author else [])]
    is_report = named.kind == EmergencyAccess.Kind.REPORT
    by_this = access.holder(Holder.Kind.GRANT, pk, f"{by.post}, in an emergency") if is_report else found.team
    given = EmergencyAccess.objects.create(
        pk=pk, kind=named.kind, called=found.called, path=named.path, record=named.record, agency=found.agency,
        holder=by_this, reason=reason, opened_at=now, ends_at=ends_at, author=by.post,
        audience=access.audience_of([governance(), access.person(by.post), *owners]),
    )  # fmt: skip
    access.give_key(post=by.post, to=by_this, reason=reason, by=by, until=ends_at)
    if is_report:
        move(named.record, found.audience, access.widened(found.audience, by_this), by=by)
    record(events.OPENED, by=by, on=given, until=moment(ends_at), reason=reason)
    said = f"{by.post} opened {found.called} in an emergency, until {moment(ends_at)}. Why: {reason}"
    tell(given, said, [governance(), *owners])
    work.set_task(
        title="Review an emergency access", subject=f"{found.called}, opened by {by.post}", path=given.get_absolute_url(),
        rule=REVIEW, desk=governance(), by=by, ends_when="Somebody in information governance says whether it was justified.",
    )  # fmt: skip
    return given


def move(reference: str, before: Audience, after: Audience, *, by: User | None) -> None:
    """Give a report to other readers, in the name of those who read it: whoever asks may not read it themselves."""
    with keyring.opened(keyring.of_audience(before)):
        report = Report.objects.readable().get(reference=reference)
        entities.move_report(report=report, audience=after, by=by)


@transaction.atomic
def end(*, given: EmergencyAccess, by: User) -> EmergencyAccess:
    """End it before its time: from the next request on it opens nothing."""
    given = held(given)
    policy.may_end(by, given, at=timezone.now()).require()
    given.ended_at, given.ended_by = timezone.now(), by.post
    given.save(update_fields=["ended_at", "ended_by"])
    Key.objects.filter(post=given.author_id, holder=given.holder_id, ends_at=given.ends_at).update(
        ends_at=given.ended_at
    )
    record(events.ENDED, by=by, on=given)
    return given


@transaction.atomic
def review(*, given: EmergencyAccess, finding: str, note: str, by: User) -> EmergencyAccess:
    """Say whether it was justified, and why. Whoever opened it and those whose record it is are told."""
    given = held(given)
    if given.reviewed_at is not None:
        raise Reviewed
    policy.may_review(by, given).require()
    given.finding, given.finding_note = finding, note
    given.reviewed_at, given.reviewed_by = timezone.now(), by.post
    given.save(update_fields=["finding", "finding_note", "reviewed_at", "reviewed_by"])
    said = given.get_finding_display()
    record(events.REVIEWED, by=by, on=given, finding=said, note=note)
    work.finish_tasks_at(path=given.get_absolute_url(), rule=REVIEW, outcome=f"{said}. {note}", by=by)
    others = [holder for holder in given.audience.holders.all() if holder != governance()]
    tell(given, f"{given} was reviewed. {said}. {note}", others)
    return given


def held(given: EmergencyAccess) -> EmergencyAccess:
    """The row as it is now, held until the transaction ends. Raises Http404 when it is hidden."""
    return get_object_or_404(EmergencyAccess.objects.readable().filter(pk=given.pk).select_related("audience").held())


def tell(given: EmergencyAccess, text: str, holders: list[Holder]) -> None:
    """A message to each of these, leading to the page of the access."""
    for holder in holders:
        told = access.audience_of([holder])
        Message.objects.create(text=text, path=given.get_absolute_url(), at=timezone.now(), audience=told)
        work.tell_changed(told)


def narrow_again(*, at: datetime) -> int:
    """Give each report whose emergency access is over back to the readers it had. Answers how many, for the worker.

    It runs in the name of information governance, who reads of every emergency access.
    """
    with keyring.opened(keyring.Keyring(holders=(governance().pk,))):
        over = [one for one in queries.not_narrowed() if policy.is_over(one, at=at)]
        for given in over:
            _narrow(given)
    return len(over)


@transaction.atomic
def _narrow(given: EmergencyAccess) -> None:
    given = held(given)
    found = queries.found(Named(EmergencyAccess.Kind.REPORT, given.record))
    if given.narrowed_at is not None or found is None:
        return
    left = [holder for holder in found.audience.holders.all() if holder.pk != given.holder_id]
    move(given.record, found.audience, access.audience_of(left), by=None)
    given.narrowed_at = timezone.now()
    given.save(update_fields=["narrowed_at"])
    record(events.NARROWED, by=None, on=given)
