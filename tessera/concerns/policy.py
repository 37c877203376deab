"""Who may do what with a concern, and what has to come first."""

from tessera.access.models import User
from tessera.access.policy import YES, Answer, no
from tessera.access.roles import Permission
from tessera.concerns.models import Concern, Decision

DESK_ONLY = "Only the triage desk can do this. You can add what your agency knows."


def may_triage(user: User, concern: Concern) -> Answer:
    """Change its band, give it an owner, decide: the triage desk, while it is open."""
    if not user.may(Permission.TRIAGE):
        return no(DESK_ONLY)
    if concern.status == Concern.Status.FINISHED:
        return no("This concern is finished. A new report reopens the question.")
    return YES


def may_contribute(user: User, concern: Concern) -> Answer:
    """Add what one's agency knows: anybody who can read the concern and whose role includes it."""
    if not user.may(Permission.CONTRIBUTE):
        return no("Ask your agency’s safeguarding lead to add what you know.")
    if concern.status == Concern.Status.FINISHED:
        return no("This concern is finished. Send a new report instead.")
    return YES


def may_agree(user: User, decision: Decision) -> Answer:
    """A second named person, who did not make the decision. REQ triage-thin-evidence."""
    if not (user.may(Permission.TRIAGE) or user.may(Permission.SIGN_OFF)):
        return no("Somebody on the triage desk or a supervisor has to agree.")
    if not decision.needs_agreement:
        return no("This decision does not need a second person.")
    if decision.agreed_at is not None:
        return no("A second person has already agreed.")
    if user.post is not None and decision.author_id == user.post.pk:
        return no("Somebody other than the person who decided has to agree.")
    return YES


def may_finish(user: User, concern: Concern) -> Answer:
    """Everything that has to be there before a concern is finished, first gap first."""
    if not (first := may_triage(user, concern)):
        return first
    decisions = list(concern.decisions.all())
    if not decisions:
        return no("Make a decision first.")
    if any(one.needs_agreement and one.agreed_at is None for one in decisions):
        return no("A second named person has to agree with the decision first.")
    if not concern.searchs.exists():
        return no("Record what was searched and found first.")
    answered = {one.report_id for one in concern.feedbacks.all()}
    if any(link.report_id not in answered for link in concern.concernreports.all()):
        return no("Answer the person who reported, or write why they cannot be answered.")
    return YES
