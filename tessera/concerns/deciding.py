"""The desk's decisions: each kind with what it also needs, and what follows from it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from tessera.access import services as access
from tessera.access.models import Agency, Post, User
from tessera.assessments import services as assessments
from tessera.assessments.models import Assessment
from tessera.audit.log import record
from tessera.concerns import events, policy
from tessera.concerns.models import Concern, Decision
from tessera.concerns.services import clock_code, locked, moved, review_by, share
from tessera.work import services as work

What = Decision.What


@transaction.atomic
def decide(
    *, concern: Concern, what: What, reasons: str, version: int, by: User, needs_agreement: bool = False, **detail: Any
) -> Decision:
    """Record one decision with its reasons and what its kind also needs, and stop the band's clock.

    REQ triage-initial-decision, trust-human-decides.
    """
    concern = locked(concern, version=version)
    policy.may_triage(by, concern).require()
    decision = Decision.objects.create(
        concern=concern, audience=concern.audience, author=by.post, what=what, reasons=reasons,
        detail=detail, needs_agreement=needs_agreement,
    )  # fmt: skip
    concern.status = Concern.Status.AWAITING_AGREEMENT if needs_agreement else Concern.Status.DECIDED
    moved(concern, "status")
    path = concern.get_absolute_url()
    work.finish_tasks_at(path=path, rule=clock_code(concern.band), outcome=What(what).label, by=by)
    record(events.DECIDED, by=by, on=concern, what=What(what).label)
    return decision


@transaction.atomic
def hold_strategy_discussion(
    *, concern: Concern, reasons: str, attendance: dict[str, str], version: int, by: User
) -> Decision:
    """Urgent joint action. `attendance` has police, social_care and health: “present”, or why they were not.

    REQ triage-strategy-discussion (Working Together names the three as the fewest).
    """
    decision = decide(concern=concern, what=What.STRATEGY, reasons=reasons, version=version, by=by, attendance=attendance)
    work.set_task(
        title="Hold the strategy discussion", subject=concern.subject, path=concern.get_absolute_url(),
        rule="strategy-discussion", desk=access.triage_desk(), by=by,
    )  # fmt: skip
    return decision


@transaction.atomic
def have_assessed(
    *, concern: Concern, reasons: str, child_id: UUID, child_name: str, assessor: Post, version: int, by: User
) -> tuple[Decision, Assessment]:
    """Have a professional assess the child: they and their supervisors read the concern and its reports from now on."""
    decision = decide(
        concern=concern, what=What.ASSESS, reasons=reasons, version=version, by=by,
        child=str(child_id), assessor=str(assessor),
    )  # fmt: skip
    concern = locked(concern)
    readers = [access.person(assessor), access.supervisors_of(assessor.agency)]
    share(concern=concern, holders=readers, by=by)
    assessment = assessments.start(
        child_id=child_id, child_name=child_name, by=by,
        audience=access.audience_of([*readers, access.triage_desk()]),
    )  # fmt: skip
    work.set_task(
        title="Assess this child", subject=child_name, path=assessment.get_absolute_url(), rule="assessment-45",
        owner=assessor, also=[access.supervisors_of(assessor.agency)], by=by,
    )  # fmt: skip
    moved(concern)
    return decision, assessment


@transaction.atomic
def keep(*, concern: Concern, reasons: str, review_on: date, version: int, by: User) -> Decision:
    """Keep it as information, and look again on a date. REQ triage-allocate-or-develop."""
    decision = decide(
        concern=concern, what=What.KEEP, reasons=reasons, version=version, by=by, review_on=review_on.isoformat()
    )
    concern = locked(concern)
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
    decision = decide(
        concern=concern, what=What.EARLY_HELP, reasons=reasons, version=version, by=by,
        agency=agency.name, assessment=str(assessment.pk), assessment_page=assessment.get_absolute_url(),
    )  # fmt: skip
    concern = locked(concern)
    leads = access.leads_of(agency)
    share(concern=concern, holders=[leads], by=by)
    assessments.move(assessment=assessment, audience=access.widened(assessment.audience, leads), by=by)
    work.set_task(
        title="Offer early help", subject=assessment.child_name, path=concern.get_absolute_url(), desk=leads, by=by
    )
    moved(concern)
    return decision


@transaction.atomic
def pass_on(
    *, concern: Concern, reasons: str, agency: Agency | None, area: str, version: int, by: User
) -> Decision:
    """Pass it to another agency of the partnership, or name the area outside it that was told."""
    to = agency.name if agency else area
    decision = decide(concern=concern, what=What.PASS_ON, reasons=reasons, version=version, by=by, to=to)
    if agency:
        concern = locked(concern)
        leads = access.leads_of(agency)
        share(concern=concern, holders=[leads], by=by)
        work.set_task(
            title="Take on a concern passed to you", subject=concern.subject, path=concern.get_absolute_url(),
            desk=leads, by=by,
        )  # fmt: skip
        moved(concern)
    return decision


@transaction.atomic
def answer_request(
    *, concern: Concern, reasons: str, answer: str, investigator: Post | None, version: int, by: User
) -> Decision:
    """Answer a partner's request for information, or send it on to the team that investigates.

    REQ triage-requests-for-information.
    """
    decision = decide(
        concern=concern, what=What.ANSWER_REQUEST, reasons=reasons, version=version, by=by,
        answer=answer, sent_to=str(investigator) if investigator else "",
    )  # fmt: skip
    if investigator:
        concern = locked(concern)
        share(concern=concern, holders=[access.person(investigator)], by=by)
        work.set_task(
            title="Answer a request for information", subject=concern.subject, path=concern.get_absolute_url(),
            owner=investigator, by=by,
        )  # fmt: skip
        moved(concern)
    return decision


@transaction.atomic
def signpost(*, concern: Concern, reasons: str, to: str, version: int, by: User) -> Decision:
    """Not exploitation: say where help is instead."""
    return decide(concern=concern, what=What.NOT_EXPLOITATION, reasons=reasons, version=version, by=by, to=to)


@transaction.atomic
def find_not_enough(
    *, concern: Concern, reasons: str, disruption_considered: str, version: int, by: User
) -> Decision:
    """Not enough evidence to act now: what disruption was considered, and a second named person. REQ triage-thin-evidence."""
    return decide(
        concern=concern, what=What.NOT_ENOUGH, reasons=reasons, version=version, by=by, needs_agreement=True,
        disruption_considered=disruption_considered,
    )  # fmt: skip
