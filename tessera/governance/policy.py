"""Who may open a record in an emergency, end that, say whether it was right; and who may restrict a record."""

from datetime import datetime

from tessera.access.models import User
from tessera.access.policy import YES, Answer, no
from tessera.access.roles import Permission
from tessera.cases.models import Case
from tessera.governance.models import EmergencyAccess, Restriction
from tessera.information.models import Report


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


def may_restrict(user: User, record: Report | Case, now: Restriction | None) -> Answer:
    """Keep a record to named people: those who answer for it at its agency, and for a report the triage desk.

    `now` is the restriction in force, as far as this person reads of it.
    """
    if not user.may(Permission.RESTRICT):
        return no("A safeguarding lead, a supervisor or the triage desk restricts a record to named people.")
    if isinstance(record, Case) and not user.may(Permission.SIGN_OFF):
        return no(f"A supervisor at {record.agency} restricts this case.")
    is_desk = isinstance(record, Report) and user.may(Permission.TRIAGE)
    if user.agency != record.agency and not is_desk:
        return no(f"Somebody who answers for it at {record.agency} restricts it.")
    if record.is_restricted and now is None:
        return no("It is restricted already. Those who are named change that.")
    return YES


def may_lift(user: User, restriction: Restriction) -> Answer:
    """Give the record back to the readers it had: whoever may restrict, and reads of it."""
    if not user.may(Permission.RESTRICT):
        return no("A safeguarding lead, a supervisor or the triage desk lifts a restriction.")
    if restriction.ended_at is not None:
        return no("It has ended already.")
    return YES
