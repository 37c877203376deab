"""Keeping one record to named people, for a reason that is looked at again; and giving it back to those who read it."""

from collections.abc import Iterable

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tessera.access import keyring
from tessera.access import services as access
from tessera.access.models import Audience, Holder, Post, User
from tessera.audit.log import record as recorded
from tessera.cases import team
from tessera.cases.models import Case
from tessera.entities import services as entities
from tessera.governance import events, policy, queries
from tessera.governance.emergency import governance
from tessera.governance.models import EmergencyAccess, Restriction
from tessera.information.models import Report
from tessera.work import services as work
from tessera.work.models import Message

REVIEW = "restriction-review"
OFF_TEAM = "This case was restricted to named people."


class Ended(Exception):
    """Somebody lifted it first, or named other people."""


@transaction.atomic
def restrict_report(*, report: Report, people: Iterable[Post], reason: str, by: User) -> Restriction:
    """Keep a report to these people, the triage desk and the safeguarding leads of its agency.

    Its files, what it says of each thing and what rests on that go with it. Whoever wrote it goes on reading it, and so
    does whoever opened it in an emergency until that ends. Raises PermissionDenied.
    """
    report = get_object_or_404(
        Report.objects.readable().filter(pk=report.pk).select_related("agency", "audience", "author").held()
    )
    last = queries.restriction_on(by, report.get_absolute_url())
    policy.may_restrict(by, report, last).require()
    kept = access.audience_of([
        access.triage_desk(), access.leads_of(report.agency), *_named(by, people),
        *report.audience.holders.filter(kind=Holder.Kind.GRANT),
    ])  # fmt: skip
    before = last.before if last else report.audience
    _report_is(report, restricted=False)  # or nobody could be named who did not read it
    entities.move_report(report=report, audience=kept, by=by)
    _report_is(report, restricted=True)
    return _keep(report, last, before, kept, reason, by)


@transaction.atomic
def restrict_case(*, case: Case, people: Iterable[Post], reason: str, by: User) -> Restriction:
    """Keep a case to these members of its team and the safeguarding leads of its agency. The others leave its team.

    Raises PermissionDenied, also where it would leave the child without a key worker.
    """
    last = queries.restriction_on(by, case.get_absolute_url())
    policy.may_restrict(by, case, last).require()
    kept_people = {post.pk for post in people}
    for member in queries.team_of(case):
        if member.post_id not in kept_people:
            team.take_off_team(member=member, reason=OFF_TEAM, by=by)
    case = team.locked(case)
    kept = access.audience_of([
        team.team_holder(case.pk, case.agency), access.leads_of(case.agency), *_named(by, []),
        *case.audience.holders.filter(kind=Holder.Kind.GRANT),
    ])  # fmt: skip
    before = last.before if last else case.audience
    _move_case(case, kept, restricted=True)
    return _keep(case, last, before, kept, reason, by)


@transaction.atomic
def lift(*, restriction: Restriction, reason: str, by: User) -> Restriction:
    """Give the record back to the readers it had, and say why. Whoever came to read it meanwhile goes on reading it.

    Who left the team of a case stays off it until somebody puts them back. Raises Ended.
    """
    restriction = held(restriction)
    if restriction.ended_at is not None:
        raise Ended
    policy.may_lift(by, restriction).require()
    if restriction.kind == EmergencyAccess.Kind.REPORT:
        report = get_object_or_404(Report.objects.readable().filter(reference=restriction.record).held())
        _report_is(report, restricted=False)
        entities.move_report(report=report, audience=_with_before(report.audience, restriction), by=by)
    else:
        case = team.locked(get_object_or_404(Case.objects.readable().filter(pk=restriction.record)))
        _move_case(case, _with_before(case.audience, restriction), restricted=False)
    _end(restriction, reason, by)
    recorded(events.LIFTED, by=by, on=restriction, reason=reason)
    _tell(restriction, f"{by.post} lifted the {restriction}. {reason}")
    return restriction


def held(restriction: Restriction) -> Restriction:
    """The row as it is now, held until the transaction ends. Raises Http404 when it is hidden."""
    return get_object_or_404(
        Restriction.objects.readable().filter(pk=restriction.pk).select_related("audience", "before").held()
    )


def _keep(
    record: Report | Case, last: Restriction | None, before: Audience, kept: Audience, reason: str, by: User
) -> Restriction:
    if last is not None:
        _end(held(last), "Other people were named.", by)
    is_report = isinstance(record, Report)
    writer = [access.person(record.author)] if record.author else []
    restriction = Restriction.objects.create(
        kind=EmergencyAccess.Kind.REPORT if is_report else EmergencyAccess.Kind.CASE,
        called=f"report {record.reference}" if is_report else f"a child’s case at {record.agency}",
        record=record.reference if is_report else str(record.pk), path=record.get_absolute_url(),
        agency=record.agency, kept=kept, before=before, reason=reason, restricted_at=timezone.now(), author=by.post,
        audience=access.audience_of([*kept.holders.all(), *writer, governance()]),
    )  # fmt: skip
    recorded(
        events.RESTRICTED, by=by, on=restriction, called=restriction.called, people=str(kept), reason=reason,
    )  # fmt: skip
    _tell(restriction, f"{by.post} restricted {restriction.called} to named people.")
    work.set_task(
        title="Look again at a restriction", subject=restriction.called, path=restriction.get_absolute_url(),
        rule=REVIEW, desk=access.leads_of(record.agency), also=_named(by, []), by=by,
        ends_when="It is lifted, or somebody restricts it anew.",
    )  # fmt: skip
    return restriction


def _named(by: User, people: Iterable[Post]) -> list[Holder]:
    assert by.post is not None
    return [access.person(post) for post in {by.post, *people}]


def _end(restriction: Restriction, because: str, by: User) -> None:
    restriction.ended_at, restriction.ended_by, restriction.ended_because = timezone.now(), by.post, because
    restriction.save(update_fields=["ended_at", "ended_by", "ended_because"])
    work.finish_tasks_at(path=restriction.get_absolute_url(), rule=REVIEW, outcome=because, by=by)


def _with_before(now: Audience, restriction: Restriction) -> Audience:
    """Who reads it now and who read it before, without what was opened in an emergency and has ended since."""
    return access.widened(now, *restriction.before.holders.exclude(kind=Holder.Kind.GRANT))


def _report_is(report: Report, *, restricted: bool) -> None:
    Report.objects.filter(pk=report.pk).update(is_restricted=restricted)
    report.is_restricted = restricted


def _move_case(case: Case, audience: Audience, *, restricted: bool) -> None:
    # The database asks that a row can be read both before and after it is moved.
    with keyring.opened(keyring.of_audience(case.audience, audience)), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(audience=audience, is_restricted=restricted, version=case.version + 1)
    work.tell_changed(audience)


def _tell(restriction: Restriction, text: str) -> None:
    """Information governance, and the safeguarding leads whose record it is, are told in the same moment."""
    for holder in (governance(), access.leads_of(restriction.agency)):
        told = access.audience_of([holder])
        Message.objects.create(text=text, path=restriction.get_absolute_url(), at=timezone.now(), audience=told)
        work.tell_changed(told)
