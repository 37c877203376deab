"""Who may report, add to what was reported, and grade it. Which reports a person may read is the keyring's matter."""

from tessera.access.models import User
from tessera.access.policy import YES, Answer, no
from tessera.access.roles import Permission
from tessera.information.models import Report


def may_report(user: User) -> Answer:
    """Anyone in a post whose work is with children or the people around them."""
    if user.post is None:
        return no("You are not in a post at any agency today.")
    if not user.may(Permission.REPORT):
        return no("Your role sees no reports, so it cannot send one. Ask a colleague to report for you.")
    return YES


def may_log_spoken(user: User) -> Answer:
    """The desk writes down what was said to it."""
    if not user.may(Permission.LOG_SPOKEN):
        return no("Only the triage desk logs a spoken concern. Report it yourself, or ring the desk.")
    return may_report(user)


def may_report_sighting(user: User) -> Answer:
    """Residential and foster carers have a short page of their own."""
    if not user.may(Permission.REPORT_SIGHTING):
        return no("The short page is for carers. Use “Report a concern”.")
    return may_report(user)


def may_grade(user: User, report: Report) -> Answer:
    """A trained grader, of what somebody else wrote: nobody grades how far they themselves can be relied on."""
    if not user.may(Permission.GRADE):
        return no("Only a trained intelligence grader grades a report. Ask the police’s intelligence desk.")
    if report.author is not None and report.author.user_id == user.pk:
        return no("You wrote this report, so another trained grader grades it.")
    return YES
