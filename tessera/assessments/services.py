"""Writing an assessment: each part saved as one, what hangs beside it added, the level decided."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tessera.access import services as access
from tessera.access.models import Agency, User
from tessera.assessments import events, policy, queries
from tessera.assessments.answering import (
    Stale,
    TickGiven,
    added_once,
    added_to,
    locked,
    may_write,
    opened,
    record_advice,
    save_about,
    save_child,
    save_list,
    saved,
    written_in,
)
from tessera.assessments.at_once import ask_to_tell
from tessera.assessments.checking import SIGN_OFF_RULE, send_back, sign_off
from tessera.assessments.instrument import in_words, judge, suggestion_of
from tessera.assessments.models import AgencyAsked, Assessment, ImportedFinding, ModelSeen, PartAnswer, Told
from tessera.assessments.moves import last_signed, levels_among
from tessera.assessments.starting import begin, move, result_path, share, sign_off_path, start
from tessera.assessments.terms import ASSESS_RULE, Level, NwgCategory, Part
from tessera.audit.log import record
from tessera.reference.models import ExploitationModel
from tessera.work.services import finish_tasks_at, set_task

__all__ = [
    "ASSESS_RULE",
    "Stale",
    "TickGiven",
    "add_model",
    "ask_agency",
    "begin",
    "decide",
    "end_model",
    "import_finding",
    "move",
    "record_advice",
    "record_answer",
    "save_about",
    "save_child",
    "save_list",
    "send_back",
    "set_category",
    "share",
    "sign_off",
    "start",
    "step_up",
    "tell",
]
Status = Assessment.Status


@transaction.atomic
def tell(*, assessment: Assessment, whom: str, person: str, told_at: datetime, by: User) -> Told:
    """Write whom you told at once that the child may be being exploited, and when (REQ assess-actual-first)."""
    assessment = added_to(assessment, by)
    given = {"assessment": assessment, "author": by.post, "whom": whom, "person": person, "told_at": told_at}
    # The same telling again is the same row, unless a sign was written in between: then it is of that sign too.
    newest_sign = max(map(datetime.fromisoformat, assessment.written_since.values()), default=assessment.started_at)
    told: Told | None = Told.objects.readable().filter(**given, at__gte=newest_sign).first()
    if told is None:
        told = Told.objects.create(audience_id=assessment.audience_id, **given)
        ask_to_tell(assessment, queries.answers_for(by, assessment), by)
        record(events.TOLD, by=by, on=assessment, whom=told.get_whom_display())
    return told


@transaction.atomic
def add_model(
    *,
    assessment: Assessment,
    model: ExploitationModel,
    from_on: date,
    until_on: date | None,
    note: str,
    by: User,
) -> ModelSeen:
    """Write a model of exploitation that may be at work. Several may run at once (REQ assess-several-models)."""
    assessment = written_in(assessment, by)
    seen, is_new = added_once(ModelSeen, assessment, by, model=model, from_on=from_on, until_on=until_on, note=note)
    if is_new:
        record(events.MODEL_ADDED, by=by, on=assessment, model=model)
    return seen


@transaction.atomic
def end_model(*, seen: ModelSeen, until_on: date, by: User) -> ModelSeen:
    """Say that a model was last at work on a day. It stays with its dates. Raises Stale when it has ended already."""
    assessment = locked(seen.assessment)
    policy.may_record(by, assessment).require()
    seen = ModelSeen.objects.readable().select_related("model").get(pk=seen.pk)
    if seen.until_on == until_on:
        return seen
    if seen.until_on is not None:
        raise Stale
    seen.until_on = until_on
    seen.save(update_fields=["until_on"])
    record(events.MODEL_ENDED, by=by, on=assessment, model=seen.model)
    return seen


@transaction.atomic
def ask_agency(*, assessment: Assessment, agency: Agency, asked_on: date, by: User) -> AgencyAsked:
    """Write that an agency was asked what it knows. Until it answers, its silence shows (REQ assess-ask-others)."""
    assessment = added_to(assessment, by)
    asked, is_new = added_once(AgencyAsked, assessment, by, agency=agency, asked_on=asked_on)
    if is_new:
        record(events.AGENCY_ASKED, by=by, on=assessment, agency=agency)
    return asked


@transaction.atomic
def record_answer(*, asked: AgencyAsked, answered_on: date, answered_by: str, answer: str, by: User) -> AgencyAsked:
    """Write what an agency answered, who there said it, and when. Raises Stale when somebody wrote another answer."""
    assessment = locked(asked.assessment)
    policy.may_record(by, assessment).require()
    asked = AgencyAsked.objects.readable().select_related("agency").get(pk=asked.pk)
    given = (answered_on, answered_by, answer)
    held = (asked.answered_on, asked.answered_by, asked.answer)
    if held[0] is not None:
        if held != given:
            raise Stale
        return asked
    asked.answered_on, asked.answered_by, asked.answer = given
    asked.save(update_fields=["answered_on", "answered_by", "answer"])
    record(events.AGENCY_ANSWERED, by=by, on=assessment, agency=asked.agency)
    return asked


@transaction.atomic
def import_finding(
    *, assessment: Assessment, tool: str, found_by: str, found_on: date, finding: str, by: User
) -> ImportedFinding:
    """Take in what another tool found, with its tool, date and author (REQ assess-import-other-tools)."""
    assessment = written_in(assessment, by)
    given = {"tool": tool, "found_by": found_by, "found_on": found_on, "finding": finding}
    found, is_new = added_once(ImportedFinding, assessment, by, **given)
    if is_new:
        record(events.FINDING_IMPORTED, by=by, on=assessment, tool=tool)
    return found


@transaction.atomic
def step_up(*, assessment: Assessment, version: int, elevates: bool | None, reason: str, by: User) -> Assessment:
    """Judge whether the vulnerabilities take the child well past the threshold (REQ assess-step-up).

    A named person's judgement with a written reason, never worked out from a count. Raises ValueError for a yes
    without a reason, and Stale.
    """
    assessment, held = opened(assessment, by)
    if elevates and not reason.strip():
        raise ValueError("A step up needs a reason.")
    is_same = (assessment.vulnerabilities_significantly_elevate, assessment.step_up_reason) == (
        elevates,
        reason,
    )
    if not may_write(held, Part.STEP_UP, version, is_same=is_same):
        return assessment
    assessment.vulnerabilities_significantly_elevate, assessment.step_up_reason = elevates, reason
    assessment.step_up_by = by.post
    assessment.save(update_fields=["vulnerabilities_significantly_elevate", "step_up_reason", "step_up_by"])
    saved(assessment, held, Part.STEP_UP, PartAnswer.State.ANSWERED, by)
    record(events.STEPPED_UP, by=by, on=assessment, elevates=in_words(elevates))
    return assessment


@transaction.atomic
def set_category(
    *, assessment: Assessment, version: int, category: str, signals: Sequence[str], reason: str, by: User
) -> Assessment:
    """Record the category of the risk cycle with the signals relied on. It is never converted into a level.

    Raises Stale.
    """
    assessment, held = opened(assessment, by)
    is_same = (assessment.nwg_category, assessment.nwg_signals, assessment.nwg_reason) == (
        category,
        [*signals],
        reason,
    )
    if not may_write(held, Part.CYCLE, version, is_same=is_same):
        return assessment
    assessment.nwg_category, assessment.nwg_signals = NwgCategory(category), list(signals)
    assessment.nwg_reason, assessment.nwg_by, assessment.nwg_at = reason, by.post, timezone.now()
    assessment.save(update_fields=["nwg_category", "nwg_signals", "nwg_reason", "nwg_by", "nwg_at"])
    saved(assessment, held, Part.CYCLE, PartAnswer.State.ANSWERED, by)
    record(events.CATEGORY_SET, by=by, on=assessment, category=assessment.get_nwg_category_display())
    return assessment


@transaction.atomic
def decide(
    *,
    assessment: Assessment,
    level: str,
    reason: str,
    next_conversation: str,
    need_without_service: str,
    by: User,
) -> Assessment:
    """Decide the exploitation level. What the rule suggested is kept beside it, and a supervisor is asked to check.

    Raises Stale when it was decided first: by somebody else, or by the same person in other words.
    """
    assessment = locked(assessment)
    given = (level, reason, next_conversation, need_without_service)
    held = (assessment.level, assessment.level_reason, assessment.next_conversation, assessment.need_without_service)
    if assessment.status == Status.DECIDED and assessment.decided_by == by.post and given == held:
        return assessment  # the same press twice
    if assessment.status != Status.DRAFT:
        raise Stale
    answers, today = queries.answers_for(by, assessment), timezone.localdate()
    suggestion = suggestion_of(answers, on=today)
    policy.may_decide(by, answers, suggestion).require()
    signed = last_signed(levels_among(queries.beside(by, assessment)))
    policy.may_set_level(suggestion.level, level, reason, last_signed=signed).require()
    assessment.suggestion = judge(answers, on=today)
    assessment.level, assessment.level_reason = Level(level), reason
    assessment.next_conversation, assessment.need_without_service = next_conversation, need_without_service
    assessment.decided_by, assessment.decided_at, assessment.status = by.post, timezone.now(), Status.DECIDED
    assessment.save(
        update_fields=[
            "suggestion", "level", "level_reason", "next_conversation", "need_without_service", "decided_by",
            "decided_at", "status",
        ]
    )  # fmt: skip
    set_task(
        title="Check the thinking in this assessment", subject=assessment.child_name, path=sign_off_path(assessment),
        desk=access.supervisors_of(by.agency), rule=SIGN_OFF_RULE, also=assessment.audience.holders.all(), by=by,
        ends_when="the assessment is signed off or sent back",
    )  # fmt: skip
    finish_tasks_at(path=assessment.get_absolute_url(), rule=ASSESS_RULE, outcome="Decided.", by=by)
    for rule in (ASSESS_RULE, ""):  # without a clock where it was set before a second look carried one
        finish_tasks_at(path=result_path(assessment), rule=rule, outcome="Decided again.", by=by)
    words = {"level": assessment.get_level_display(), "suggested": in_words(suggestion.level)}
    record(events.DECIDED, by=by, on=assessment, **words)
    return assessment
