"""The desk's decisions: each kind with what it also needs, and what follows from it.

A decision rests on the version of the concern that the page showed. The same press sent twice makes one decision: the
second is answered with the first, `was_made_already`, and nothing follows from it again.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from tessera.access import services as access
from tessera.access.models import Agency, Post, User
from tessera.assessments import services as assessments
from tessera.assessments.models import Assessment
from tessera.audit.log import record
from tessera.concerns import events, policy, queries
from tessera.concerns.clocks import (
    clock_code,
    partner_clock,
    run_until_agreed,
    started_at,
    stop_asking,
    take_back,
    taken_on_clock,
)
from tessera.concerns.investigated import investigator_of, maybe_investigated
from tessera.concerns.models import Concern, Decision, why_absent
from tessera.concerns.services import (
    REVIEW,
    answer_path,
    give_feedback,
    locked,
    moved,
    rests_on,
    review_by,
    share,
    tell,
)
from tessera.entities.facts import facts_of
from tessera.information.models import Report
from tessera.reference import policy as reference
from tessera.work import services as work

What = Decision.What


@transaction.atomic
def decide(
    *,
    concern: Concern,
    what: What,
    reasons: str,
    version: int,
    by: User,
    needs_agreement: bool = False,
    **detail: Any,
) -> Decision:
    """Record one decision with its reasons and what its kind also needs, and stop the band's clock.

    Whoever decides answers for the concern from then on, unless somebody does already. Raises Stale when somebody
    changed the concern since `version`. REQ triage-initial-decision, trust-human-decides.
    """
    return _decided(concern, what, reasons, version, by, needs_agreement=needs_agreement, **detail)[1]


@transaction.atomic
def hold_strategy_discussion(
    *,
    concern: Concern,
    reasons: str,
    attendance: Mapping[str, Mapping[str, Any]],
    version: int,
    by: User,
    agreed: str = "",
) -> Decision:
    """Urgent joint action. `attendance` has police, social_care and health: each PRESENT, or `absent` with why.

    `agreed` is what they agreed. Whoever was absent is still to be brought in. REQ triage-strategy-discussion (Working
    Together names the three as the fewest). Raises PermissionDenied when fewer than two of the three took part.
    """
    missed = [kind for kind, said in attendance.items() if why_absent(said) is not None]
    policy.is_discussion(len(attendance) - len(missed)).require()
    concern, decision = _decided(concern, What.STRATEGY, reasons, version, by, attendance=attendance, agreed=agreed)
    absent = [str(Agency.Kind(kind).label) for kind in missed]
    if absent and not decision.was_made_already:
        work.set_task(
            title=f"Bring in {' and '.join(absent)}: absent from the strategy discussion", subject=_called(concern),
            path=concern.get_absolute_url(), rule="strategy-discussion", desk=access.triage_desk(), by=by,
        )  # fmt: skip
    return decision


@transaction.atomic
def have_assessed(
    *, concern: Concern, reasons: str, child_id: UUID, child_name: str, assessor: Post, version: int, by: User
) -> tuple[Decision, Assessment]:
    """Have a professional assess the child: they and their supervisors read the concern and its reports from now on."""
    concern, decision = _decided(
        concern,
        What.ASSESS,
        reasons,
        version,
        by,
        child=str(child_id),
        child_name=child_name,
        assessor=str(assessor),
    )
    readers = [access.person(assessor), access.supervisors_of(assessor.agency)]
    assessment = assessments.begin(
        child_id=child_id, child_name=child_name, born_on=_born_on(concern, child_id, by),
        readers=[*readers, access.triage_desk()], by=by,
    )  # fmt: skip
    if decision.was_made_already:
        return decision, assessment
    share(concern=concern, holders=readers, by=by)
    work.set_task(
        title="Assess this child", subject=child_name, path=assessment.get_absolute_url(), rule=assessments.ASSESS_RULE,
        owner=assessor, also=[access.supervisors_of(assessor.agency)], why=reasons, by=by,
    )  # fmt: skip
    moved(concern)
    return decision, assessment


@transaction.atomic
def keep(*, concern: Concern, reasons: str, review_on: date, version: int, by: User) -> Decision:
    """Keep it as information, and look again on a date. REQ triage-allocate-or-develop."""
    concern, decision = _decided(concern, What.KEEP, reasons, version, by, review_on=review_on.isoformat())
    if not decision.was_made_already:
        concern.status, concern.review_on = Concern.Status.DEVELOPING, review_on
        moved(concern, "status", "review_on")
        review_by(concern, review_on, by)
        record(events.DEVELOPED, by=by, on=concern, review_on=review_on)
    return decision


@transaction.atomic
def refer_to_early_help(
    *, concern: Concern, reasons: str, agency: Agency, assessment: Assessment, version: int, by: User
) -> Decision:
    """Refer below the threshold to early help, with the assessment attached. REQ triage-early-help-route."""
    concern, decision = _decided(
        concern, What.EARLY_HELP, reasons, version, by, agency=agency.name, assessment=str(assessment.pk)
    )
    if not decision.was_made_already:
        leads = access.leads_of(agency)
        share(concern=concern, holders=[leads], by=by)
        assessments.share(assessment=assessment, readers=[leads], by=by)
        work.set_task(
            title="Offer early help",
            subject=assessment.child_name,
            path=concern.get_absolute_url(),
            rule=taken_on_clock(concern.band),
            desk=leads,
            also=[access.triage_desk()],
            why=reasons,
            by=by,
        )
        moved(concern)
    return decision


@transaction.atomic
def pass_on(
    *, concern: Concern, reasons: str, agency: Agency | None, version: int, by: User,
    area: str = "", taker: str = "", address: str = "",
) -> Decision:  # fmt: skip
    """Pass it to another agency of the partnership; or to an area outside it, naming who takes it on and the address.

    Whoever takes it on here has the time of its band, and the desk sees that clock. To another area it goes by a
    secure channel only: raises PermissionDenied for an address that is not on the secure list, and for one's own
    agency, which has it already. REQ intake-secure-channel.
    """
    if agency is None:
        reference.may_send_to(address).require()
    else:
        policy.may_pass_to(by, agency).require()
    to: dict[str, Any] = {"to": agency.name} if agency else {"to": area, "taker": taker, "address": address}
    concern, decision = _decided(concern, What.PASS_ON, reasons, version, by, **to)
    if agency and not decision.was_made_already:
        leads = access.leads_of(agency)
        share(concern=concern, holders=[leads], by=by)
        work.set_task(
            title="Take on a concern passed to you", subject=_called(concern), path=concern.get_absolute_url(),
            desk=leads, rule=taken_on_clock(concern.band), also=[access.triage_desk()], why=reasons, by=by,
        )  # fmt: skip
        moved(concern)
    return decision


@transaction.atomic
def answer_request(*, concern: Concern, reasons: str, answer: str, version: int, by: User) -> Decision:
    """Answer a partner's request for information, unless there is or was an investigation of somebody in it.

    Then the request goes to the investigating team by itself, and whoever asked is told where it went. They are not
    answered by that: the team answers them, and the desk reads what it said. Raises PermissionDenied while nobody has
    said whether somebody in it is one who is or was investigated. REQ triage-requests-for-information.
    """
    investigator = investigator_of(by, concern)
    concern, decision = _decided(
        concern, What.ANSWER_REQUEST, reasons, version, by,
        answer="" if investigator else answer, sent_to=str(investigator or ""),
    )  # fmt: skip
    if decision.was_made_already:
        return decision
    policy.may_answer_request(maybe_investigated(by, concern)).require()
    if investigator:
        share(concern=concern, holders=[access.person(investigator)], by=by)
        moved(concern)
    for report in queries.reports_of(by, concern):
        if investigator:
            _pass_request_on(concern, report, investigator, reasons, by)
        else:
            give_feedback(concern=concern, report=report, told=answer, not_told_because="", by=by)
    return decision


def _pass_request_on(concern: Concern, report: Report, to: Post, reasons: str, by: User) -> None:
    work.set_task(
        title="Answer a request for information", subject=_called(concern), path=answer_path(concern, report),
        owner=to, also=[access.triage_desk()], rule=partner_clock(concern.band), why=reasons, by=by,
        ends_when="whoever asked is answered, or the concern is finished",
    )  # fmt: skip
    if report.author is not None:
        text = f"Your request went to the team that investigates, at {to.agency}. They will answer you."
        tell(report.author, text, report.get_absolute_url())


@transaction.atomic
def signpost(*, concern: Concern, reasons: str, to: str, version: int, by: User, address: str = "") -> Decision:
    """Not exploitation: say where help is instead, and where a referral goes if one is sent.

    Raises PermissionDenied for an address that is not on the secure list. REQ intake-secure-channel.
    """
    if address:
        reference.may_send_to(address).require()
    return _decided(concern, What.NOT_EXPLOITATION, reasons, version, by, to=to, address=address)[1]


@transaction.atomic
def find_not_enough(*, concern: Concern, reasons: str, disruption_considered: str, version: int, by: User) -> Decision:
    """Not enough evidence to act now: what disruption was considered, and a second named person.

    The clock of the band goes on until that person agrees. REQ triage-thin-evidence.
    """
    return _decided(concern, What.NOT_ENOUGH, reasons, version, by, disruption_considered=disruption_considered)[1]


def _born_on(concern: Concern, child_id: UUID, by: User) -> date | None:
    """The child's date of birth as the concern's own reports say it, which the assessor will read; none if two differ."""
    mentions = queries.mentions_in(by, queries.reports_of(by, concern))
    said = {facts_of(one).born_on for one in mentions if one.entity_id == child_id}
    said.discard(None)
    return said.pop() if len(said) == 1 else None


def _decided(
    concern: Concern,
    what: What,
    reasons: str,
    version: int,
    by: User,
    *,
    needs_agreement: bool = False,
    **detail: Any,
) -> tuple[Concern, Decision]:
    """Make the decision and everything that follows from any of them. Answers the concern as it is then, locked."""
    concern = locked(concern)
    made = concern.decisions.filter(at_version=version, author=by.post, what=what, reasons=reasons).first()
    if made is not None and made.detail == json.loads(json.dumps(detail)):
        made.was_made_already = True
        return concern, made
    rests_on(concern, version)
    policy.may_triage(by, concern).require()
    # Thin evidence never closes a concern on one person's word, by whichever door the decision came.
    waits = needs_agreement or what == What.NOT_ENOUGH
    since = started_at(concern)
    decision = Decision.objects.create(
        concern=concern, audience=concern.audience, author=by.post, what=what, reasons=reasons, detail=detail,
        needs_agreement=waits, at_version=version,
    )  # fmt: skip
    concern.status = Concern.Status.AWAITING_AGREEMENT if waits else Concern.Status.DECIDED
    concern.review_on = None
    if concern.owner_id is None:
        concern.owner = by.post
    moved(concern, "status", "owner", "review_on")
    outcome = str(What(what).label)
    for rule in (clock_code(concern.band), REVIEW):
        work.finish_tasks_at(path=concern.get_absolute_url(), rule=rule, outcome=outcome, by=by)
    # It is no longer asked whether a second person agrees with what was decided before.
    stop_asking(concern, outcome=outcome, by=by, besides=decision.pk)
    take_back(concern, outcome=outcome, by=by)
    if waits:
        run_until_agreed(concern, decision, since=since, by=by)
    record(events.DECIDED, by=by, on=concern, what=outcome)
    return concern, decision


def _called(concern: Concern) -> str:
    return f"{concern.reference}: {concern.subject}"
