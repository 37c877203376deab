"""Opening a child's case, what is put into it, and what the child said. Who is beside them is in `team`."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone

from tessera.access import services as access
from tessera.access.keyring import opened
from tessera.access.models import Post, User
from tessera.assessments import queries as assessments
from tessera.assessments import services as assessing
from tessera.assessments.models import Assessment
from tessera.audit.log import record
from tessera.cases import events, policy, queries
from tessera.cases.models import (
    CareReview,
    Case,
    CaseReport,
    FamilyMember,
    MissedContact,
    StatusChange,
    TeamMember,
    Voice,
)
from tessera.cases.notices import keep_notice, keyring_of_team, maybe_noticed, noticed
from tessera.cases.sharing import share_assessments
from tessera.cases.team import Stale, join, locked, moved, put_on_team, take_off_team, team_holder
from tessera.concerns import deciding
from tessera.concerns import queries as concerns
from tessera.concerns.models import Concern, Decision
from tessera.entities import services as entities
from tessera.information.models import Report
from tessera.reference import queries as reference
from tessera.reference.models import Unheard
from tessera.work import services as work
from tessera.work.models import Message, Task

__all__ = [
    "AlreadyOpen", "Stale", "add_concern", "add_report_to_case", "close", "correct_details", "hand_to_team", "hear", "note_family",
    "note_missed_contact",
    "open_from_concern", "put_on_team", "record_care_review", "reopen", "set_action", "start_assessment", "take_off_team", "team_holder",
]  # fmt: skip


class AlreadyOpen(PermissionDenied):
    """Somebody opened the child's case first. Carries that case, for whoever may read it."""

    def __init__(self, case: Case, reason: str) -> None:
        super().__init__(reason)
        self.case = case


class OpenElsewhere(PermissionDenied):
    """The desk knows that the child has, or may have, an open case which it does not read."""


@transaction.atomic
def open_from_concern(
    *,
    concern: Concern,
    child_id: UUID,
    title: str,
    key_worker: Post,
    reason: str,
    by: User,
    born_on: date | None = None,
) -> Case:
    """Open a child's case from a concern, with a key worker from the first day.

    Read by its team and the supervisors of the key worker's agency; the concern's reports and the child's assessments
    are shared with the team. Raises AlreadyOpen with a sentence when the child has an open case that this person may
    read.
    """
    _one_at_a_time(child_id)
    policy.may_open(by).require()
    existing = queries.open_case_of(by, child_id)
    if existing is not None:
        raise AlreadyOpen(existing, policy.may_open_for(by, existing).reason)
    maybe = maybe_noticed(by, child_id, concern)
    for answer in (policy.may_open_beside(noticed(by, [child_id])), policy.knows_who_they_are(maybe)):
        if not answer:
            raise OpenElsewhere(answer.reason)
    pk, agency = uuid4(), key_worker.agency
    team = team_holder(pk, agency)
    audience = access.audience_of([team, access.supervisors_of(agency)])
    case = Case.objects.create(
        pk=pk, audience=audience, author=by.post, child_id=child_id, agency=agency, title=title, born_on=born_on,
        opened_at=timezone.now(),
    )  # fmt: skip
    _status(case, Case.Status.OPEN, reason, by)
    join(case, key_worker, TeamMember.Part.KEY_WORKER, by)
    record(events.OPENED, by=by, on=case, reason=reason)
    for report in concerns.reports_of(by, concern):
        add_report_to_case(case=case, report=report, by=by)
    share_assessments(case, by)
    keep_notice(case, by=by)
    return case


@transaction.atomic
def add_report_to_case(*, case: Case, report: Report, by: User) -> CaseReport:
    """Put a report with a child's case: the team reads it from now on, and so do the case's supervisors."""
    case = locked(case)
    policy.may_work_on(by, case).require()
    link = CaseReport.objects.readable().filter(case=case, report=report).first()
    if link is None:
        link = CaseReport.objects.create(case=case, audience=case.audience, author=by.post, report=report)
        wider = access.widened(report.audience, *case.audience.holders.all())
        if wider.pk != report.audience_id:
            entities.move_report(report=report, audience=wider, by=by)
        record(events.REPORT_ADDED, by=by, on=case, report=report.reference)
    return link


@transaction.atomic
def add_concern(*, case: Case, concern: Concern, reasons: str, version: int, by: User, not_named: str = "") -> Decision:
    """Decide that a concern belongs to a case that is open, put its reports there, and tell the team.

    `version` is the concern's. `not_named` says so where the concern does not name the child of the case. Raises
    `concerns.services.Stale` when somebody changed the concern meanwhile.
    """
    decision = deciding.decide(
        concern=concern, what=Decision.What.ADD_TO_CASE, reasons=reasons, version=version, by=by, case=str(case.pk),
        not_named=not_named,
    )  # fmt: skip
    if decision.was_made_already:
        return decision
    for report in concerns.reports_of(by, concern):
        add_report_to_case(case=case, report=report, by=by)
    Message.objects.create(
        text=f"{by.post} added a concern to a child’s case that you are on. Read what is new.",
        path=case.get_absolute_url(), at=timezone.now(),
        audience=access.audience_of([team_holder(case.pk, case.agency)]),
    )  # fmt: skip
    work.tell_changed(case.audience)
    return decision


@transaction.atomic
def hand_to_team(
    *, child_id: UUID, concern: Concern, reasons: str, version: int, by: User, not_named: str = ""
) -> Decision:
    """Decide that a concern belongs to the open case of a child that this person does not read, and give it to the team.

    The desk knows that there is a case and reads no more of it afterwards than before. Raises Stale as `add_concern`,
    and Http404 where the case was closed meanwhile.
    """
    with opened(keyring_of_team(by, child_id)):
        case = queries.open_case_of(by, child_id)
        if case is None:
            raise Http404
        return add_concern(case=case, concern=concern, reasons=reasons, version=version, by=by, not_named=not_named)


@transaction.atomic
def start_assessment(*, case: Case, by: User) -> Assessment:
    """Begin to assess the child of a case, for the team to read too."""
    case = locked(case)
    policy.may_assess(by, case).require()
    team = team_holder(case.pk, case.agency)
    return assessing.begin(
        child_id=case.child_id, child_name=case.title, born_on=case.born_on, by=by,
        readers=[*assessments.holders_for(by), team],
    )  # fmt: skip


@transaction.atomic
def set_action(*, case: Case, what: str, owner: Post, due_on: date, by: User) -> Task:
    """Give somebody on the team something to do by a day. The same action twice is one."""
    case = locked(case)
    policy.may_work_on(by, case).require()
    path, due_at = case.get_absolute_url(), work.end_of_day(due_on)
    same = Task.objects.readable().filter(path=path, title=what, owner=owner, due_at=due_at, done_at__isnull=True)
    return same.first() or work.set_task(
        title=what, subject=case.title, path=path, owner=owner, due_at=due_at, also=case.audience.holders.all(), by=by
    )


@transaction.atomic
def correct_details(*, case: Case, title: str, born_on: date | None, by: User, version: int | None = None) -> Case:
    """Put right what the child is called here and when they were born.

    Another date of birth means the move to adult services is asked for again, by that date. Raises Stale.
    """
    case = locked(case, version=version)
    policy.may_work_on(by, case).require()
    if born_on != case.born_on:
        case.transition_asked_at = None
    case.title, case.born_on = title, born_on
    moved(case, "title", "born_on", "transition_asked_at")
    record(events.CORRECTED, by=by, on=case)
    return case


@transaction.atomic
def close(*, case: Case, reason: str, by: User, version: int | None = None) -> Case:
    """End our work with a child, and say why. Raises Stale when somebody changed the case meanwhile."""
    case = locked(case, version=version)
    policy.may_close(by, case).require()
    _status(case, Case.Status.CLOSED, reason, by)
    moved(case, "status")
    keep_notice(case, by=by)
    record(events.CLOSED, by=by, on=case, reason=reason)
    return case


@transaction.atomic
def reopen(*, case: Case, reason: str, key_worker: Post, by: User, version: int | None = None) -> Case:
    """Take the work with a child up again, with a key worker from that day. Raises Stale."""
    case = locked(case, version=version)
    policy.may_reopen(by, case).require()
    _status(case, Case.Status.OPEN, reason, by)
    part = TeamMember.Part.KEY_WORKER
    if policy.may_join(by, case, key_worker, part):
        join(case, key_worker, part, by)
    share_assessments(case, by)
    moved(case, "status")
    keep_notice(case, by=by)
    record(events.REOPENED, by=by, on=case, reason=reason)
    return case


@transaction.atomic
def hear(*, case: Case, what: Voice.What, text: str, said_on: date, by: User) -> Voice:
    """Write down what the child said, in their words, with its date. The same twice is one. REQ intake-childs-words."""
    case = locked(case)
    policy.may_work_on(by, case).require()
    given = {"case": case, "author": by.post, "what": what, "text": text, "said_on": said_on}
    held = Voice.objects.readable().filter(**given).first()
    if held is not None:
        return held
    said = Voice.objects.create(audience=case.audience, **given)
    work.tell_changed(case.audience)
    record(events.HEARD, by=by, on=case)
    return said


@transaction.atomic
def note_missed_contact(
    *, case: Case, meant_for: date, tried: Mapping[str, str], barriers: Mapping[str, str], tried_next: str, by: User
) -> MissedContact:
    """Note a contact with the child that did not happen: what services tried and what got in the way, each a code with
    its words, and what is done differently next. The same twice is one. REQ lang-neutral-codes.

    Raises ValueError when either is missing or not on its list.
    """
    reference.refuse_unlisted(Unheard.Use.CONTACT, tried=tried, barriers=barriers)
    case = locked(case)
    policy.may_work_on(by, case).require()
    given = {
        "case": case, "author": by.post, "meant_for": meant_for, "tried": dict(tried), "barriers": dict(barriers),
        "tried_next": tried_next,
    }  # fmt: skip
    held = MissedContact.objects.readable().filter(**given).first()
    if held is not None:
        return held
    missed = MissedContact.objects.create(audience=case.audience, **given)
    work.tell_changed(case.audience)
    record(events.CONTACT_MISSED, by=by, on=case)
    return missed


@transaction.atomic
def record_care_review(
    *, case: Case, held_on: date, chaired_by: str, exploitation: str, missing: str, by: User
) -> CareReview:
    """Record a care plan review of a looked-after child. The same twice is one. REQ assess-care-plan-review.

    It says what was considered on exploitation and on missing episodes; `CareReview.NOTHING` where that was nil. Raises
    ValueError when either is blank.
    """
    if not exploitation.strip() or not missing.strip():
        raise ValueError("A care plan review says something on exploitation and on missing episodes, even if nil.")
    case = locked(case)
    policy.may_work_on(by, case).require()
    given = {
        "case": case, "author": by.post, "held_on": held_on, "chaired_by": chaired_by, "exploitation": exploitation,
        "missing": missing,
    }  # fmt: skip
    held = CareReview.objects.readable().filter(**given).first()
    if held is not None:
        return held
    review = CareReview.objects.create(audience=case.audience, **given)
    work.tell_changed(case.audience)
    record(events.CARE_REVIEWED, by=by, on=case, held_on=held_on)
    return review


@transaction.atomic
def note_family(
    *, case: Case, name: str, relation: str, part: FamilyMember.Part, by: User, on: date, version: int | None = None
) -> FamilyMember:
    """Say what part a family member plays from a day; their earlier part stays, ended. REQ assess-family-role.

    The same name is the same person. Raises Stale when somebody changed the case meanwhile.
    """
    case = locked(case, version=version)
    name = " ".join(name.split())
    before = queries.present_part(by, case, name)
    policy.may_note_part(by, case, before, on).require()
    if before is not None:
        if (before.relation, before.part) == (relation, part):
            return before
        before.ends_on = on
        before.save(update_fields=["ends_on"])
    member = FamilyMember.objects.create(
        case=case, audience=case.audience, author=by.post, name=name, relation=relation, part=part, from_on=on
    )
    moved(case)
    record(events.FAMILY_NOTED, by=by, on=case)
    return member


def _status(case: Case, status: Case.Status, reason: str, by: User) -> None:
    StatusChange.objects.create(case=case, audience=case.audience, author=by.post, status=status, reason=reason)
    case.status = status


def _one_at_a_time(child_id: UUID) -> None:
    """Two people who open a case for one child at once: the second finds the first's, if they may read it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"open case {child_id}"])
