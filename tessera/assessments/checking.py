"""Checking the thinking: a second person signs an assessment off, or sends it back to whoever decided."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tessera.access.models import User
from tessera.assessments import events, policy, queries
from tessera.assessments.answering import Stale, locked
from tessera.assessments.models import Assessment
from tessera.assessments.starting import result_path, sign_off_path
from tessera.assessments.terms import ASSESS_RULE
from tessera.audit.log import record
from tessera.work import queries as work
from tessera.work.services import due_under, finish_tasks_at, set_task

Status = Assessment.Status
SIGN_OFF_RULE = "sign-off"


@transaction.atomic
def sign_off(*, assessment: Assessment, comment: str, by: User) -> Assessment:
    """A supervisor who did not assess says what they make of the thinking. The assessment is then final.

    Raises Stale when another supervisor checked it first.
    """
    assessment = locked(assessment)
    if assessment.signed_off_by == by.post and assessment.sign_off_comment == comment:
        return assessment  # the same press twice
    _still_waits(assessment)
    policy.may_sign_off(by, queries.answers_for(by, assessment)).require()
    assessment.signed_off_by, assessment.signed_off_at = by.post, timezone.now()
    assessment.sign_off_comment, assessment.status = comment, Status.SIGNED_OFF
    assessment.save(update_fields=["signed_off_by", "signed_off_at", "sign_off_comment", "status"])
    finish_tasks_at(path=sign_off_path(assessment), rule=SIGN_OFF_RULE, outcome="Signed off.", by=by)
    record(events.SIGNED_OFF, by=by, on=assessment)
    return assessment


@transaction.atomic
def send_back(*, assessment: Assessment, comment: str, by: User) -> Assessment:
    """A supervisor who did not assess sends it back with what to look at again; whoever decided is asked to.

    What was decided until then is kept with the comment; the answers can be changed again, and a level is decided anew.
    The clock to assess the child goes on as it was: a second look buys no time.
    Raises Stale when another supervisor checked it first.
    """
    assessment = locked(assessment)
    if assessment.status == Status.DRAFT and any(
        (one["by"], one["comment"]) == (str(by.post), comment) for one in assessment.sent_back[-1:]
    ):
        return assessment  # the same press twice
    _still_waits(assessment)
    policy.may_sign_off(by, queries.answers_for(by, assessment)).require()
    assessor, decided_at = assessment.decided_by, assessment.decided_at
    assert assessor is not None
    assert decided_at is not None
    until_then = {
        "level": assessment.level, "reason": assessment.level_reason, "decided_by": str(assessor), "decider": assessor.user_id,
        "decided_at": decided_at.isoformat(), "suggested": (assessment.suggestion or {}).get("level"),
        "category": assessment.nwg_category,
        "next_conversation": assessment.next_conversation, "need_without_service": assessment.need_without_service,
    }  # fmt: skip
    said = {"at": timezone.now().isoformat(), "by": str(by.post), "comment": comment}
    assessment.sent_back = [*assessment.sent_back, said | until_then]
    assessment.status, assessment.suggestion, assessment.level = Status.DRAFT, None, ""
    assessment.decided_by = assessment.decided_at = None
    assessment.save(update_fields=["sent_back", "status", "suggestion", "level", "decided_by", "decided_at"])
    finish_tasks_at(path=sign_off_path(assessment), rule=SIGN_OFF_RULE, outcome="Sent back.", by=by)
    set_task(
        title="Look again at this assessment", subject=assessment.child_name, path=result_path(assessment),
        rule=ASSESS_RULE, due_at=_due(by, assessment), owner=assessor, also=assessment.audience.holders.all(), why=comment, by=by,
        ends_when="a level is decided again",
    )  # fmt: skip
    record(events.SENT_BACK, by=by, on=assessment, comment=comment)
    return assessment


def _still_waits(assessment: Assessment) -> None:
    was_sent_back = assessment.status == Status.DRAFT and assessment.sent_back
    if assessment.status == Status.SIGNED_OFF or was_sent_back:
        raise Stale


def _due(by: User, assessment: Assessment) -> datetime | None:
    """When the assessment is due, as whoever was asked for it was told; else counted from its start."""
    paths = (assessment.get_absolute_url(), result_path(assessment))
    due_at = work.first_due(by, paths, rule=ASSESS_RULE)
    return due_at or due_under(ASSESS_RULE, start=assessment.started_at)[1]
