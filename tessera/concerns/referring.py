"""Marking a report as a defined risk to a child, or an offence: whoever has to act on it reads it and is asked to act.

REQ soft-onward-if-risk: the referral goes to the child's home authority and leads back to the report.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tessera.access import services as access
from tessera.access.models import Agency, User
from tessera.audit.log import record, storable
from tessera.concerns import events, policy
from tessera.concerns.clocks import taken_on_clock
from tessera.concerns.models import Band, Referral
from tessera.entities import services as entities
from tessera.entities.models import Kind, Mention, Part
from tessera.information.models import Report
from tessera.information.queries import reads_as_writer_alone
from tessera.reference import policy as reference
from tessera.work import services as work

What = Referral.What
# Working Together: the local authority decides within one working day what happens next.
RISK_CLOCK = "referral-decision"
_WITH = ("agency", "child", "author__user", "author__agency")


def referrals_of(user: User, report: Report) -> QuerySet[Referral]:
    """Who has to act on a report, the last asked first."""
    return Referral.objects.readable().filter(report=report).select_related(*_WITH)


def children_in(user: User, report: Report) -> list[Mention]:
    """The children that a report names."""
    named = Mention.objects.readable().filter(report=report, kind=Kind.PERSON, part=Part.CHILD)
    return list(named.order_by("position", "pk"))


@transaction.atomic
def refer(
    *, report: Report, what: str, because: str, by: User, child: Mention | None = None, agency: Agency | None = None,
    area: str = "", taker: str = "", address: str = "",
) -> Referral:  # fmt: skip
    """Say that a report defines a risk to a child, or an offence, and have whoever must act on it act.

    An agency here reads the report from then on, and its safeguarding leads get a task with a clock that the desk sees.
    To another area it goes by a secure channel only, and whoever refers gets a task to send it today. The same press
    twice makes one. Raises PermissionDenied with the sentence where the policy says no or the address is not secure,
    and ValueError for a risk without a child of that report, or no reason. REQ soft-onward-if-risk, intake-secure-channel.
    """
    found = Report.objects.readable().filter(pk=report.pk).select_related("audience")
    report = get_object_or_404(found.held())
    kind, words = What(what), str(storable(because)).strip()
    policy.may_refer(by, reads_as_writer_alone=reads_as_writer_alone(by, report)).require()
    if agency is None:
        reference.may_send_to(address).require()
    else:
        policy.may_refer_to(kind, agency).require()
        policy.may_pass_to(by, agency).require()
    if not words or (kind == What.RISK) != (child is not None) or (child and child.report_id != report.pk):
        raise ValueError("A risk is to a child whom the report names, and has a reason.")
    given = {
        "what": kind, "because": words, "child": child, "agency": agency, "area": storable(area),
        "taker": storable(taker), "address": address, "author": by.post,
    }  # fmt: skip
    if made := Referral.objects.readable().filter(report=report, **given).first():
        return made  # the same press twice
    if agency is not None:
        wider = access.widened(report.audience, access.leads_of(agency))
        entities.move_report(report=report, audience=wider, by=by)
        report = Report.objects.readable().get(pk=report.pk)
    referral = Referral(report=report, audience_id=report.audience_id, at=timezone.now(), **given)
    referral.save(force_insert=True)
    _ask_to_act(referral, by)
    record(events.REFERRED, by=by, on=report, to=referral.to, what=referral.get_what_display().lower())
    return referral


def _ask_to_act(referral: Referral, by: User) -> None:
    subject, path = referral.child.words if referral.child else str(referral.report), referral.report.get_absolute_url()
    if referral.agency is None:
        work.set_task(
            title=f"Send this referral today to {referral.to}", subject=subject, path=path, owner=by.post, why=referral.because,
            due_at=work.end_of_day(timezone.localdate()), by=by,
        )  # fmt: skip
        return
    is_risk = referral.what == What.RISK
    work.set_task(
        title="Decide what happens next for this child: a defined risk" if is_risk else "Take on what may be an offence",
        subject=subject, path=path, desk=access.leads_of(referral.agency), also=[access.triage_desk()], why=referral.because,
        rule=RISK_CLOCK if is_risk else taken_on_clock(Band.URGENT), by=by,
    )  # fmt: skip
