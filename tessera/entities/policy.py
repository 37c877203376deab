"""May I answer a suggested match, or mark a person? What I may read is a separate matter: that is the keyring's."""

from collections.abc import Collection
from uuid import UUID

from tessera.access.models import User
from tessera.access.policy import YES, Answer, no
from tessera.access.roles import Permission
from tessera.entities.models import Kind, Link, Marker, Mention, Part
from tessera.entities.queries.held import Held
from tessera.entities.queries.standing import OF_CONCERN, StandingSeen
from tessera.reference.models import TieKind


def may_match(user: User) -> Answer:
    """Comparing what is said with what is held, and answering."""
    if not user.may(Permission.MATCH):
        return no("Your role does not include saying whether two things are the same. Ask your administrator.")
    return YES


def may_answer(user: User, mention: Mention, *, other: UUID, kind: str, is_answered: bool) -> Answer:
    """Whether this person may say that a mention is, or is not, of another entity of this kind.

    Only two things of one kind can be the same. A mention that was never anywhere else is what its entity is
    made of, so there is nothing to answer.
    """
    answer = may_match(user)
    if not answer:
        return answer
    if mention.kind != kind:
        return no("These are different kinds of thing, so they cannot be the same.")
    if mention.entity_id == other and not is_answered:
        return no("Somebody has joined these already. Open the page again to see them together.")
    return YES


def may_tie(user: User, one: Mention, other: Mention, kind: TieKind) -> Answer:
    """Whether this person may say that a report ties two things that it speaks of in this way."""
    if not (answer := may_match(user)):
        return answer
    if one.report_id != other.report_id:
        return no("A tie rests on a report that speaks of both. Send what you have worked out as a report of your own.")
    if one.entity_id == other.entity_id:
        return no("These are one and the same, so nothing ties them.")
    if one.kind not in kind.of or other.kind not in kind.to:
        return no(f"“{kind.label}” does not go between these two kinds of thing.")
    if reads_as_the_childs_doing(one, kind):
        return no(
            f"{one.report.reference} speaks of {one.words} as a child, so “{kind.label}” is not said of them. "
            "Say what was done to them from the other side, or that they are in contact."
        )
    return YES


def reads_as_the_childs_doing(one: Mention, kind: TieKind) -> bool:
    """Whether a tie would say that a child did what people do to children."""
    return kind.is_done_to and one.part == Part.CHILD


def may_withdraw_tie(user: User, link: Link) -> Answer:
    """Taking back what was said of two things. It stays on record, with the reason."""
    if not (answer := may_match(user)):
        return answer
    if link.withdrawn_at is not None:
        return no("This tie was withdrawn already, and stays on record.")
    return YES


def may_merge(user: User, one: Held, other: Held) -> Answer:
    """Saying of two things as wholes whether they are the same. What may be answered is also what may be joined."""
    answer = may_match(user)
    if not answer:
        return answer
    if one.kind != other.kind:
        return no("These are different kinds of thing, so they cannot be the same.")
    if one.pk == other.pk:
        return no("This is one thing already. Choose another to compare it with.")
    return YES


def may_mark(user: User, kind: str) -> Answer:
    """Recording a marker on somebody one may read about: whoever adds what their agency knows."""
    if not user.may(Permission.CONTRIBUTE):
        return no("Your role does not include recording markers. Send what you know as a report.")
    if kind != Kind.PERSON:
        return no("Only a person can have a marker.")
    return YES


def may_end_marker(user: User, marker: Marker) -> Answer:
    """Ending a marker one may read. One that has ended stays as it is."""
    if not user.may(Permission.CONTRIBUTE):
        return no("Your role does not include ending markers. Send what you know as a report.")
    if marker.ends_on is not None:
        return no("This marker has ended already, and stays on record. Record a new one if it has begun again.")
    return YES


def may_stand(user: User, kind: str) -> Answer:
    """Recording a standing of anybody: the desk, the police, analysts, coordinators and supervisors."""
    if not user.may(Permission.STANDING):
        return no("Your role does not include recording a standing. Send what you know as a report.")
    if kind != Kind.PERSON:
        return no("Only a person can have a standing.")
    return YES


def may_record_standing(user: User, held: Held, mentions: Collection[Mention]) -> Answer:
    """Whether a standing of this person may rest on these mentions. It rests on something, and never on nothing."""
    if not (answer := may_stand(user, held.kind)):
        return answer
    if not mentions:
        return no("A standing rests on at least one report that you can read.")
    if any(mention.part not in OF_CONCERN for mention in mentions):
        return no("A report that speaks of them as a child, or as somebody who protects, is no basis for a standing.")
    return YES


def may_review_standing(user: User, now: StandingSeen) -> Answer:
    """Keeping or withdrawing a standing one may read. One that was withdrawn stays as it is."""
    if not user.may(Permission.STANDING):
        return no("Your role does not include looking at a standing again. Tell its owner what you know.")
    if now.withdrawn is not None:
        return no("This standing was withdrawn, and stays on record. Record a new one if there is a new basis.")
    return YES


def may_keep_standing(user: User, now: StandingSeen) -> Answer:
    """Keeping a standing that still rests on something: without its basis it can only be withdrawn."""
    if not (answer := may_review_standing(user, now)):
        return answer
    if not now.has_basis:
        return no("No report that it rested on speaks of them now, so there is nothing to keep it on. Withdraw it.")
    return YES


def may_say_as(user: User) -> Answer:
    """Saying as what a report speaks of somebody, and telling fact from opinion: those who develop information."""
    if not user.may(Permission.DEVELOP):
        return no("Your role does not include telling fact from opinion in reports. Ask an analyst or the triage desk.")
    return YES
