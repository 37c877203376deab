"""Who may open a case, change its team, and write down what a child said."""

from collections.abc import Iterable
from datetime import date

from tessera.access.models import Post, User
from tessera.access.policy import YES, Answer, no
from tessera.access.roles import Permission
from tessera.cases.lifecycle import MOVES
from tessera.cases.models import Case, CaseNotice, FamilyMember, TeamMember
from tessera.work import queries as work

Status = Case.Status


def may_open(user: User) -> Answer:
    """Triage, social workers and supervisors open cases."""
    if not user.may(Permission.CASE_OPEN):
        return no("The triage desk, a social worker or a supervisor opens a case.")
    return YES


def may_open_for(user: User, existing: Case | None) -> Answer:
    """One open case a child, as far as this person can see. What they cannot see refuses nothing."""
    if not (first := may_open(user)):
        return first
    if existing is not None:
        return no(f"{existing.title} has an open case already. Add the concern to it instead.")
    return YES


def may_open_beside(notices: Iterable[CaseNotice]) -> Answer:
    """Not a second one, where the desk knows of one that it does not read."""
    for notice in notices:
        who = f" Their key worker is {notice.key_worker}." if notice.key_worker else ""
        return no(f"This child has an open case at {notice.agency} already.{who} Add the concern to it instead.")
    return YES


def knows_who_they_are(maybe: Iterable[tuple[str, CaseNotice]]) -> Answer:
    """Not before it is said whether the child is one who has an open case."""
    for name, notice in maybe:
        return no(
            f"This may be {name}, who has an open case at {notice.agency}. Say on the concern first whether it is."
        )
    return YES


def may_read(user: User) -> Answer:
    """Open the pages of a case one holds a key to."""
    if not user.may(Permission.CASE):
        return no("Your role does not include casework.")
    return YES


def may_work_on(user: User, case: Case) -> Answer:
    """Add to an open case: anybody who reads it and whose role includes casework."""
    if not (first := may_read(user)):
        return first
    if case.status == Status.CLOSED:
        return no("This case is closed. A supervisor can reopen it.")
    return YES


def may_assess(user: User, case: Case) -> Answer:
    """Assess the child of an open case."""
    if not user.may(Permission.ASSESS):
        return no("Your role does not include assessing. Ask the key worker or the triage desk for one.")
    return may_work_on(user, case)


def may_change_team(user: User, case: Case) -> Answer:
    """Who is beside the child is for those who may open cases. People may leave a closed case too."""
    if not user.may(Permission.CASE_OPEN):
        return no("The triage desk, a social worker or a supervisor changes the team.")
    return YES


def may_join(user: User, case: Case, post: Post, part: str) -> Answer:
    """Somebody whose role includes casework joins an open case, in one part once: need to know."""
    if not (first := may_change_team(user, case)):
        return first
    if case.status == Status.CLOSED:
        return no("This case is closed. A supervisor can reopen it.")
    if case.is_restricted and not (user.may(Permission.RESTRICT) and user.agency == case.agency):
        return no(f"This case is restricted. A supervisor at {case.agency} puts people on its team.")
    if Permission.CASE not in post.permissions:
        return no(f"{post} could not open the case: their role does not include casework. Send them what they need.")
    current = TeamMember.objects.readable().filter(case=case, post=post, part=part, ends_on__isnull=True)
    if current.exists():
        return no(f"{post} is on the team already as {TeamMember.Part(part).label.lower()}.")
    return YES


def may_leave(user: User, case: Case, member: TeamMember, beside: Iterable[TeamMember] | None = None) -> Answer:
    """A child whose case is open is never left without a key worker: the next one joins first.

    `beside` is the team now, where the page has read it already.
    """
    if not (first := may_change_team(user, case)):
        return first
    if member.ends_on is not None:
        return no("This person has already left the team.")
    if case.status == Status.CLOSED or member.part != TeamMember.Part.KEY_WORKER:
        return YES
    now = TeamMember.objects.readable().filter(case=case, ends_on__isnull=True) if beside is None else beside
    if not any(one.part == member.part and one.pk != member.pk for one in now):
        return no("Give the child another key worker first.")
    return YES


def may_close(user: User, case: Case) -> Answer:
    """A supervisor of the agency that holds the case closes it, when nothing is left to do in it."""
    if not (first := _may_move(user, case, Status.CLOSED)):
        return first
    if work.open_tasks_at(user, case.get_absolute_url()).exists():
        return no("Finish every open action of this case first.")
    return YES


def may_reopen(user: User, case: Case) -> Answer:
    """A supervisor of the agency that holds the case takes the work up again."""
    return _may_move(user, case, Status.OPEN)


def may_note_part(user: User, case: Case, before: FamilyMember | None, on: date) -> Answer:
    """Say what part somebody in the family plays from a day, not earlier than their present part began."""
    if not (first := may_work_on(user, case)):
        return first
    if before is not None and on < before.from_on:
        return no(f"Their present part began on {before.from_on:%-d %B %Y}. Choose that day or a later one.")
    return YES


def may_inform(member: FamilyMember, may_contact: Answer) -> Answer:
    """Whether letters and alerts may go to this person (REQ assess-family-role).

    `may_contact` is what the child's assessment says about contact with the family (REQ assess-honour-forced-marriage):
    a no there holds for everybody in it.
    """
    if not may_contact:
        return may_contact
    match member.part:
        case FamilyMember.Part.UNSAFE:
            return no("Send nothing: it is not safe for them to know.")
        case FamilyMember.Part.OF_CONCERN:
            return no("Send nothing: they are a person of concern.")
        case FamilyMember.Part.UNKNOWN:
            return no("Send nothing yet: find out first whether it is safe.")
    return YES


def _may_move(user: User, case: Case, to: Case.Status) -> Answer:
    verb = "closes" if to == Status.CLOSED else "reopens"
    if not user.may(Permission.SIGN_OFF):
        return no(f"A supervisor {verb} a case.")
    if user.post is None or user.post.agency_id != case.agency_id:
        return no(f"A supervisor at {case.agency} {verb} this case.")
    if to not in MOVES[Status(case.status)]:
        return no(f"This case is {Status(case.status).label.lower()} already.")
    return YES
