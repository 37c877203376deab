"""Who may report, add to what was reported, and grade it. Which reports a person may read is the keyring's matter."""

from collections.abc import Iterable

from tessera.access.models import Holder, User
from tessera.access.policy import YES, Answer, no
from tessera.access.roles import Permission
from tessera.information.models import Grade, Promotion, Report


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


Step = Promotion.Step
_NEXT = {Step.SOFT: Step.INTELLIGENCE, Step.INTELLIGENCE: Step.EVIDENCE}


def next_step(now: Promotion.Step) -> Promotion.Step | None:
    """What a report that is used as this may be promoted to. Nothing comes after evidence."""
    return _NEXT.get(now)


def may_promote(user: User, report: Report, *, now: Promotion.Step, grade: Grade | None) -> Answer:
    """A trained grader, of what somebody else wrote, once it is graded; as evidence, once it says what evidence needs."""
    if not user.may(Permission.GRADE):
        return no("Only a trained intelligence grader promotes a report. Ask the police’s intelligence desk.")
    if report.author is not None and report.author.user_id == user.pk:
        return no("You wrote this report, so another trained person promotes it.")
    if now == Step.EVIDENCE:
        return no("This report is used as evidence already. Nothing comes after that.")
    if grade is None:
        return no("This report is ungraded. Grade it first.")
    if grade.information == Grade.Information.FALSE:
        return no("This report is graded as suspected to be false, so it is used as nothing more.")
    if now == Step.INTELLIGENCE and report.missing_parts:
        return no(f"It cannot be used as evidence yet: it does not say {', or '.join(report.missing_parts)}.")
    return YES


def may_take_back(user: User, report: Report, *, now: Promotion.Step) -> Answer:
    """Using a report as soft information again: whoever may promote, whatever it was graded since."""
    if not user.may(Permission.GRADE):
        return no("Only a trained intelligence grader takes a promotion back. Ask the police’s intelligence desk.")
    if report.author is not None and report.author.user_id == user.pk:
        return no("You wrote this report, so another trained person takes its promotion back.")
    if now == Step.SOFT:
        return no("This report is soft information, so there is nothing to take back.")
    return YES


def may_sanitise(user: User, grade: Grade | None) -> Answer:
    """Writing a version for wider sharing: a trained grader, once the report is graded."""
    if not user.may(Permission.GRADE):
        return no("Only a trained intelligence grader writes a version for wider sharing.")
    if grade is None:
        return no("This report is ungraded. Grade it first, with how it may be shared.")
    return YES


def may_withdraw_version(user: User, original: Report | None) -> Answer:
    """Withdrawing a version: a trained grader who may open the report it was written from, as to write one."""
    if not user.may(Permission.GRADE):
        return no("Only a trained intelligence grader withdraws a version.")
    if original is None:
        return no("Only a trained grader who may open the report it was written from withdraws a version.")
    return YES


def may_mark_for_police(user: User) -> Answer:
    """Marking a report with the exploitation category: whoever grades what goes to the police."""
    if not user.may(Permission.GRADE):
        return no("Only a trained intelligence grader marks a report for the police.")
    return YES


def may_mark_so(is_marked: bool, wanted: bool) -> Answer:
    """A mark that never was cannot be taken off."""
    return (
        no("This report does not carry the category, so there is nothing to take off.")
        if not (is_marked or wanted)
        else YES
    )


def may_move(report: Report, more: Iterable[Holder]) -> Answer:
    """Give a report to these readers too. One that is restricted to named people is opened in an emergency at most."""
    if report.is_restricted and any(holder.kind != Holder.Kind.GRANT for holder in more):
        return no(f"Report {report.reference} is restricted to named people. Whoever restricted it lifts that first.")
    return YES


def may_code(user: User) -> Answer:
    """Coding the methods that a report shows: those who develop information."""
    if not user.may(Permission.DEVELOP):
        return no("Your role does not include coding methods. Ask an analyst or the triage desk.")
    return YES
