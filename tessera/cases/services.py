"""Opening a child's case, who is beside them, and what they said."""

from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from tessera.access import services as access
from tessera.access.models import Holder, Post, User
from tessera.access.policy import no
from tessera.assessments import queries as assessment_queries
from tessera.assessments import services as assessments
from tessera.audit.log import record
from tessera.cases import events, policy, queries
from tessera.cases.models import Case, CaseReport, FamilyMember, StatusChange, TeamMember, Voice
from tessera.concerns import deciding
from tessera.concerns import queries as concerns
from tessera.concerns.models import Concern, Decision
from tessera.entities import services as entities
from tessera.information.models import Report
from tessera.work import services as work


def team_holder(case_id: UUID, title: str) -> Holder:
    """The holder that is a case's team."""
    return access.team(case_id, f"The team of {title}")


@transaction.atomic
def open_from_concern(
    *, concern: Concern, child_id: UUID, title: str, key_worker: Post, reason: str, by: User, born_on: date | None = None
) -> Case:
    """Open a child's case from a concern, with a key worker from the first day.

    Read by its team and the supervisors of the key worker's agency; the concern's reports are shared with both.
    Raises PermissionDenied with a sentence when the child has an open case that this person may read.
    """
    policy.may_open(by).require()
    if queries.open_case_of(by, child_id):
        no("This child has an open case: add the concern to it instead.").require()
    pk, agency = uuid4(), key_worker.agency
    team = team_holder(pk, title)
    audience = access.audience_of([team, access.supervisors_of(agency)])
    case = Case.objects.create(
        pk=pk, audience=audience, author=by.post, child_id=child_id, agency=agency, title=title, born_on=born_on,
        opened_at=timezone.now(),
    )  # fmt: skip
    StatusChange.objects.create(case=case, audience=audience, author=by.post, status=Case.Status.OPEN, reason=reason)
    _join(case, key_worker, TeamMember.Part.KEY_WORKER, by)
    record(events.OPENED, by=by, on=case, reason=reason)
    for report in concerns.reports_of(by, concern):
        add_report_to_case(case=case, report=report, by=by)
    for assessment in assessment_queries.of_child(by, child_id):
        assessments.move(assessment=assessment, audience=access.widened(assessment.audience, team), by=by)
    return case


@transaction.atomic
def add_report_to_case(*, case: Case, report: Report, by: User) -> CaseReport:
    """Put a report with a child's case: the team reads it from now on, and so do the case's supervisors."""
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
def add_concern(*, case: Case, concern: Concern, reasons: str, version: int, by: User) -> Decision:
    """Decide that a concern belongs to a case that is open, and put its reports there."""
    decision = deciding.decide(
        concern=concern, what=Decision.What.ADD_TO_CASE, reasons=reasons, version=version, by=by, case=str(case.pk)
    )
    for report in concerns.reports_of(by, concern):
        add_report_to_case(case=case, report=report, by=by)
    return decision


@transaction.atomic
def put_on_team(*, case: Case, post: Post, part: TeamMember.Part, by: User) -> TeamMember:
    """Put somebody beside the child. Adds a key and rewrites nothing."""
    case = _locked(case)
    policy.may_change_team(by, case).require()
    policy.may_join(case, post).require()
    return _join(case, post, part, by)


@transaction.atomic
def take_off_team(*, member: TeamMember, reason: str, by: User, on: date) -> TeamMember:
    """Somebody is no longer beside the child: their key to the case ends now."""
    case = _locked(member.case)
    policy.may_change_team(by, case).require()
    member = TeamMember.objects.readable().select_for_update(of=("self",)).select_related("post").get(pk=member.pk)
    policy.may_leave(member).require()
    member.ends_on = on
    member.save(update_fields=["ends_on"])
    access.take_key(post=member.post, to=team_holder(case.pk, case.title), reason=reason, by=by)
    record(events.LEFT, by=by, on=case, member=str(member.post), reason=reason)
    return member


@transaction.atomic
def close(*, case: Case, reason: str, by: User) -> Case:
    """End our work with a child, and say why."""
    case = _locked(case)
    policy.may_close(by, case).require()
    StatusChange.objects.create(
        case=case, audience=case.audience, author=by.post, status=Case.Status.CLOSED, reason=reason
    )
    case.status = Case.Status.CLOSED
    case.version += 1
    case.save(update_fields=["status", "version"])
    record(events.CLOSED, by=by, on=case, reason=reason)
    return case


@transaction.atomic
def hear(*, case: Case, what: Voice.What, text: str, said_on: date, by: User) -> Voice:
    """Write down what the child said, in their words, with its date. REQ intake-childs-words."""
    policy.may_work_on(by, case).require()
    said = Voice.objects.create(
        case=case, audience=case.audience, author=by.post, what=what, text=text, said_on=said_on
    )
    record(events.HEARD, by=by, on=case)
    return said


@transaction.atomic
def note_family(*, case: Case, name: str, relation: str, part: FamilyMember.Part, by: User, on: date) -> FamilyMember:
    """Say what part a family member plays from today; their earlier part stays, ended. REQ assess-family-role."""
    policy.may_work_on(by, case).require()
    FamilyMember.objects.readable().filter(case=case, name__iexact=name, ends_on__isnull=True).update(ends_on=on)
    member = FamilyMember.objects.create(
        case=case, audience=case.audience, author=by.post, name=name, relation=relation, part=part, from_on=on
    )
    record(events.FAMILY_NOTED, by=by, on=case)
    return member


def _join(case: Case, post: Post, part: TeamMember.Part, by: User) -> TeamMember:
    member = TeamMember.objects.create(
        case=case, audience=case.audience, author=by.post, post=post, part=part, starts_on=timezone.localdate()
    )
    access.give_key(post=post, to=team_holder(case.pk, case.title), reason=f"On the team: {member.get_part_display()}", by=by)
    work.tell_changed(case.audience)
    record(events.JOINED, by=by, on=case, member=str(post), part=member.get_part_display())
    return member


def _locked(case: Case) -> Case:
    return Case.objects.readable().select_for_update(of=("self",)).get(pk=case.pk)
