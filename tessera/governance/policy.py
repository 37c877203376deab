"""Who may open a record in an emergency, end that, and say whether it was right."""

from datetime import datetime

from tessera.access.models import User
from tessera.access.policy import YES, Answer, no
from tessera.access.roles import Permission
from tessera.governance.models import EmergencyAccess


def is_over(given: EmergencyAccess, *, at: datetime) -> bool:
    """Whether it opens nothing any more."""
    return given.ended_at is not None or given.ends_at <= at


def may_open(user: User) -> Answer:
    """Those who act to protect children. Nobody whose post is to report, to administer or to check."""
    if not user.may(Permission.BREAK_GLASS):
        return no("Your post does not open records in an emergency. Ring the safeguarding lead or the triage desk.")
    return YES


def may_end(user: User, given: EmergencyAccess, *, at: datetime) -> Answer:
    """Anybody who reads of it: whoever opened it, those whose record it is, and information governance."""
    if is_over(given, at=at):
        return no("It has ended already.")
    return YES


def may_review(user: User, given: EmergencyAccess) -> Answer:
    """Information governance, once, and never of what one opened oneself."""
    if not user.may(Permission.AUDIT_READ):
        return no("Information governance says whether it was justified.")
    if user.post is not None and given.author_id == user.post.pk:
        return no("You opened it yourself. A colleague has to review it.")
    if given.reviewed_at is not None:
        return no("It has been reviewed.")
    return YES
