"""May I? What I may read is the keyring's; here is who may start, write, decide and sign off."""

from tessera.access.models import Post, User
from tessera.access.policy import YES, Answer, no
from tessera.access.roles import Permission
from tessera.assessments.instrument import Answers, Suggestion
from tessera.assessments.models import Assessment
from tessera.assessments.terms import Level

Status = Assessment.Status


def may_start(user: User) -> Answer:
    """Starting an assessment of a child one may read about."""
    if not user.may(Permission.ASSESS):
        return no("Your role does not include assessing. Report what you know, and the triage desk will ask for one.")
    return YES


def may_edit(user: User, assessment: Assessment) -> Answer:
    """Writing in an assessment: whoever may read it and assesses, until it is decided."""
    if not user.may(Permission.ASSESS):
        return no("Your role does not include assessing. You may read this assessment.")
    if assessment.status != Status.DRAFT:
        return no("This assessment is decided, so its answers stay as they are. Start a new one: it begins from this.")
    return YES


def may_add(user: User, assessment: Assessment) -> Answer:
    """Adding who was told and which agency was asked: these still come in after the decision."""
    if not user.may(Permission.ASSESS):
        return no("Your role does not include assessing. You may read this assessment.")
    if assessment.status == Status.SIGNED_OFF:
        return no("This assessment is signed off. Start a new one: it begins from this.")
    return YES


def may_record(user: User, assessment: Assessment) -> Answer:
    """Writing what happened since: a late answer, the end of a model. It changes no decision, so it is always open."""
    if not user.may(Permission.ASSESS):
        return no("Your role does not include assessing. You may read this assessment.")
    return YES


def may_write_advice(user: User, assessment: Assessment, *assessments: Assessment) -> Answer:
    """Writing specialist advice that came after the decision. What is written already stays as it is.

    More is added to it only while contact with the family still waits for it. `assessments` are those of the child,
    this one among them, the newest first.
    """
    if not (answer := may_record(user, assessment)):
        return answer
    if assessment.status == Status.DRAFT:
        return no("Until the level is decided, specialist advice is written with the answers about the child.")
    stops = stops_contact(*assessments)
    if assessment.specialist_advice and (stops is None or stops.pk != assessment.pk):
        return no("Specialist advice is written already. Start a new assessment to write more.")
    return YES


def may_decide(user: User, answers: Answers, suggestion: Suggestion) -> Answer:
    """Deciding the level: once each part is answered or not known, and those who must be told at once were told."""
    answer = may_edit(user, answers.assessment)
    if not answer:
        return answer
    if answers.unsettled:
        left = "; ".join(str(part.label) for part in answers.unsettled)
        return no(f"Answer each part, or mark it not known. There is no level before that. Still open: {left}.")
    if suggestion.untold:
        names = " and ".join(str(whom.label) for whom in suggestion.untold)
        return no(f"First tell those who must be told at once ({names}) and write whom you told and when.")
    return YES


def may_set_level(suggested: Level | None, level: str, reason: str, *, last_signed: Level | None) -> Answer:
    """Going along or higher needs nothing more; going lower needs a reason (REQ trust-human-decides).

    Lower than the rule suggests, or than the level that a supervisor last signed off for this child.
    """
    if suggested is None:
        return no("Answer each part, or mark it not known. There is no level before that.")
    levels, lower = list(Level), []
    place = levels.index(Level(level))
    if place < levels.index(suggested):
        lower.append(
            f"Write why, because {Level(level).label} is lower than the {suggested.label} that the rule suggests."
        )
    if last_signed is not None and place < levels.index(last_signed):
        lower.append(f"The last level signed off was {last_signed.label}. Write why it is lower now.")
    return no(" ".join(lower)) if lower and not reason.strip() else YES


def may_sign_off(user: User, answers: Answers) -> Answer:
    """A second person checks the thinking: one who wrote none of it (REQ assess-share-thinking).

    Whoever decided it before it was sent back, saved a part, even where another saved over it since, ticked a sign,
    judged, set the category, or wrote a model, a finding, who was told or who was asked has written in it. Answers
    that came along from an earlier assessment are of nobody until somebody confirms them here. What comes in after
    the decision, such as a call made or what an agency answers late, was no part of the thinking: whoever writes
    that may still check it.
    """
    assessment = answers.assessment
    if not user.may(Permission.SIGN_OFF):
        return no("A supervisor signs off. Your role does not include it.")
    if _is_theirs(user, assessment.author) or _is_theirs(user, assessment.decided_by):
        return no("You assessed or decided this, so another supervisor signs it off.")
    if _wrote_in(user, answers):
        return no("You wrote something in this, so another supervisor signs it off.")
    if assessment.status == Status.DRAFT:
        return no("This assessment is not decided yet, so there is nothing to sign off.")
    if assessment.status == Status.SIGNED_OFF:
        return no("This assessment is already signed off.")
    return YES


def may_contact_family(user: User, *assessments: Assessment) -> Answer:
    """Whether routine contact with the family may go ahead (REQ assess-honour-forced-marriage).

    A yes to honour-based abuse or forced marriage, as an answer or as a tick, stops it until the specialist advice is
    written. Give all those of one child, the newest first, as `queries.of_child` reads them: a no in a later one takes
    nothing back.
    """
    stops = stops_contact(*assessments)
    if stops is None:
        return YES
    if stops.specialist_advice:
        return no(
            "Do not contact the family. The specialist advice written so far may be about an earlier concern: take "
            "advice again and write it in the assessment."
        )
    return no("Do not contact the family. Take specialist advice first and write it in the assessment.")


def stops_contact(*assessments: Assessment) -> Assessment | None:
    """Which of these stops contact with the family: the one in which specialist advice is still to be written.

    Advice answers a yes of the assessment it was written in, and of earlier ones. Advice that came along from the
    assessment before answers only what it had answered there when this one was begun: not a yes that is new here.
    Where this person may not read that assessment, neither can be told, and contact waits.
    """
    readable = {one.pk for one in assessments}
    stops: Assessment | None = None
    for one in reversed(assessments):
        is_first = one.previous_id is None
        if _has_advice_of_its_own(one) and (is_first or one.previous_id in readable):
            stops = None
        elif _says_yes(one) and not (_is_answered(one) and one.previous_id in readable):
            stops = one
    return stops


def is_yes_answered(one: Assessment) -> bool:
    """Whether a yes stands in it that specialist advice has answered, there or in the one that the advice came from."""
    return _says_yes(one) and is_advised(one)


def is_advised(one: Assessment) -> bool:
    """Whether specialist advice stands in it that would answer a yes: its own, or what answered it where it came from."""
    return _has_advice_of_its_own(one) or _is_answered(one)


def _has_advice_of_its_own(one: Assessment) -> bool:
    return one.specialist_advice not in ("", one.advice_came_along)


def _says_yes(one: Assessment) -> bool:
    return bool(one.honour_or_forced_marriage or one.honour_said_at) or one.is_honour_ticked


def _is_answered(one: Assessment) -> bool:
    return bool(one.specialist_advice) and one.advice_answered_then


def _wrote_in(user: User, answers: Answers) -> bool:
    assessment = answers.assessment
    decided_at = assessment.decided_at
    late = (*answers.told, *answers.agencies)
    until_then = [one for one in late if decided_at is None or one.at <= decided_at]
    rows = (*answers.ticks, *answers.models, *answers.findings, *until_then)
    posts = [*(one.author for one in rows), assessment.step_up_by, assessment.nwg_by]
    if any(user.pk == back.decider for back in assessment.times_sent_back):
        return True
    return any(user.pk in part.writers for part in answers.parts.values()) or any(_is_theirs(user, p) for p in posts)


def _is_theirs(user: User, post: Post | None) -> bool:
    return post is not None and post.user_id == user.pk
