"""Who may open a case, change its team, and write down what a child said."""

from tessera.access.models import Post, User
from tessera.access.policy import YES, Answer, no
from tessera.access.roles import Permission
from tessera.cases.models import Case, TeamMember


def may_open(user: User) -> Answer:
    """Triage, social workers and supervisors open cases."""
    if not user.may(Permission.CASE_OPEN):
        return no("The triage desk, a social worker or a supervisor opens a case.")
    return YES


def may_work_on(user: User, case: Case) -> Answer:
    """Add to an open case: anybody who reads it and whose role includes casework."""
    if not user.may(Permission.CASE):
        return no("Your role does not include casework.")
    if case.status == Case.Status.CLOSED:
        return no("This case is closed. Reopen it first.")
    return YES


def may_change_team(user: User, case: Case) -> Answer:
    """Who is beside the child is for those who may open cases."""
    if not (first := may_work_on(user, case)):
        return first
    if not user.may(Permission.CASE_OPEN):
        return no("The triage desk, a social worker or a supervisor changes the team.")
    return YES


def may_join(case: Case, post: Post) -> Answer:
    """Nobody is on the team twice in the same time."""
    if TeamMember.objects.readable().filter(case=case, post=post, ends_on__isnull=True).exists():
        return no(f"{post} is already on the team.")
    return YES


def may_leave(member: TeamMember) -> Answer:
    """A child is never left without a key worker: the next one joins first."""
    if member.ends_on is not None:
        return no("This person has already left the team.")
    others = TeamMember.objects.readable().filter(case=member.case, part=member.part, ends_on__isnull=True)
    if member.part == TeamMember.Part.KEY_WORKER and not others.exclude(pk=member.pk).exists():
        return no("Give the child another key worker first.")
    return YES


def may_close(user: User, case: Case) -> Answer:
    """A supervisor closes, once."""
    if not user.may(Permission.SIGN_OFF):
        return no("A supervisor closes a case.")
    if case.status == Case.Status.CLOSED:
        return no("This case is already closed.")
    return YES
