"""May I answer a suggested match, or mark a person? What I may read is a separate matter: that is the keyring's."""

from uuid import UUID

from tessera.access.models import User
from tessera.access.policy import YES, Answer, no
from tessera.access.roles import Permission
from tessera.entities.models import Kind, Marker, Mention


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
