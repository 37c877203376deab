"""Who may do what with a concern, and what has to come first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tessera.access.models import Agency, Post, User
from tessera.access.policy import YES, Answer, no
from tessera.access.roles import Permission
from tessera.concerns.models import Concern, Decision, Referral
from tessera.work.models import Task

DESK_ONLY = "Only the triage desk can do this. You can add what your agency knows."
What = Decision.What


@dataclass(frozen=True)
class Done:
    """How far triage has come with a concern: what `may_finish` asks for."""

    is_decided: bool
    waits_for_agreement: bool
    is_searched: bool
    are_reporters_answered: bool


@dataclass(frozen=True)
class Named:
    """What a concern has to offer the kinds of decision that need something: children named, assessments decided."""

    has_child: bool
    has_assessment: bool


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


def may_own(owner: Post, *, reads_it: bool) -> Answer:
    """Whoever answers for a concern can read it."""
    if not reads_it:
        return no(f"{owner} cannot read this concern. Ask their agency what it knows first, and then they can.")
    return YES


def may_decide(user: User, concern: Concern, what: What, named: Named) -> Answer:
    """Whether this kind of decision can be made now, and what is missing if not."""
    if not (first := may_triage(user, concern)):
        return first
    if what == What.ASSESS and not named.has_child:
        return no("No child is named in these reports, so there is nobody to assess. Name the child first.")
    if what == What.EARLY_HELP and not named.has_assessment:
        return no("Early help needs the exploitation assessment with it. Have the child assessed first.")
    return YES


def may_pass_to(user: User, agency: Agency) -> Answer:
    """Pass a concern to another agency than one's own."""
    if agency == user.agency:
        return no(f"{agency} is your own agency, which has this concern already. Give it an owner there instead.")
    return YES


def is_discussion(taking_part: int) -> Answer:
    """A strategy discussion takes at least two of police, social care and health. REQ triage-strategy-discussion.

    Working Together names the three as the fewest to bring in; who could not come is written down with the reason.
    """
    if taking_part < 2:
        return no(
            "This was not a strategy discussion: at least two of police, social care and health have to take part. "
            "Hold it first, or choose another decision."
        )
    return YES


def may_answer_request(maybe: Sequence[tuple[str, str]]) -> Answer:
    """Not before it is said whether somebody is who is or was investigated. REQ triage-requests-for-information."""
    if maybe:
        pairs = "; ".join(f"“{words}” is {name}" for words, name in maybe)
        return no(
            f"Somebody who may be the same is or was under investigation. Name them first, or say whether {pairs}."
        )
    return YES


def may_answer_reporter(user: User, concern: Concern, passed: Task | None, *, at: datetime) -> Answer:
    """Tell whoever reported what came of it: the desk; or, in time, the one to whom it passed their request."""
    if concern.status == Concern.Status.FINISHED or passed is None:
        return may_triage(user, concern)
    if passed.owner == user.post:
        return YES
    if (first := may_triage(user, concern)) and passed.due_at is not None and at < passed.due_at:
        return no(f"The request went to {passed.owner}, who answers it. When they have not in time, the desk can.")
    return first


def may_agree(user: User, decision: Decision, *, is_latest: bool) -> Answer:
    """A second named person, who did not make the decision. REQ triage-thin-evidence."""
    if not (user.may(Permission.TRIAGE) or user.may(Permission.SIGN_OFF)):
        return no("Somebody on the triage desk or a supervisor has to agree.")
    if not decision.needs_agreement:
        return no("This decision does not need a second person.")
    if decision.agreed_at is not None:
        return no("A second person has already agreed.")
    if not is_latest:
        return no("A later decision has taken the place of this one.")
    if decision.author is None or decision.author.user_id == user.pk:
        return no("Somebody other than the person who decided has to agree.")
    return YES


def may_finish(user: User, concern: Concern, done: Done) -> Answer:
    """Everything that has to be there before a concern is finished, first gap first."""
    if not (first := may_triage(user, concern)):
        return first
    if not done.is_decided:
        return no("Make a decision first.")
    if done.waits_for_agreement:
        return no("A second named person has to agree with the decision first.")
    if not done.is_searched:
        return no("Record what was searched and found first.")
    if not done.are_reporters_answered:
        return no("Answer the person who reported, or write why they cannot be answered.")
    return YES


# Who acts on what: the child's home authority on a risk, a force on an offence.
ACTS_ON = {Referral.What.RISK: Agency.Kind.SOCIAL_CARE, Referral.What.OFFENCE: Agency.Kind.POLICE}


def may_refer(user: User, *, reads_as_writer_alone: bool) -> Answer:
    """Marking a report as a defined risk or an offence: those who develop information, of what was sent to them."""
    if not user.may(Permission.DEVELOP):
        return no("Your role does not include marking a defined risk. Ring the triage desk, or 999 in an emergency.")
    if reads_as_writer_alone:
        return no("You read this report as its writer alone, and it is not yours to share. Ring the triage desk.")
    return YES


def may_refer_to(what: Referral.What, agency: Agency) -> Answer:
    """A risk goes to children's social care, an offence to a force."""
    if agency.kind == ACTS_ON[what]:
        return YES
    if what == Referral.What.RISK:
        return no(f"A risk to a child goes to children’s social care where the child lives, which {agency} is not.")
    return no(f"An offence goes to the police, which {agency} is not.")
