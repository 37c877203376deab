"""Who may change the directory, the word list and what is verified."""

from tessera.access.models import User
from tessera.access.policy import YES, Answer, no
from tessera.access.roles import Permission
from tessera.reference import queries
from tessera.reference.models import Catalogue, Word


def may_edit_directory(user: User) -> Answer:
    """The triage desk keeps the directory of contacts."""
    if not user.may(Permission.DIRECTORY_EDIT):
        return no("The triage desk keeps the directory. Tell them of a contact that has changed.")
    return YES


def may_approve(user: User, word: Word) -> Answer:
    """Somebody other than the proposer, who looks after the list."""
    if not user.may(Permission.WORDS_APPROVE):
        return no("The exploitation coordinator approves new words.")
    if word.is_approved:
        return no("This word is already on the list.")
    if user.post is not None and word.proposed_by_id == user.post.pk:
        return no("Somebody else has to approve a word that you proposed.")
    return YES


def may_verify(user: User, row: Catalogue) -> Answer:
    """A local legal adviser, once for each version of a row."""
    if not user.may(Permission.LAW_VERIFY):
        return no("Your area's legal adviser verifies these rows.")
    if row.verified_on is not None:
        return no(f"This row is already verified: {row.standing}.")
    return YES


def may_send_to(address: str) -> Answer:
    """Whether something that names a child may go to this e-mail address. REQ intake-secure-channel.

    Only to one at a domain on the secure list or added to it by this area.
    """
    if not queries.secure_list().takes(address):
        return no(
            f"{address} is not at a domain on the secure list, so nothing that names a child may go there. "
            "Ask them for a secure address, or tell them by telephone."
        )
    return YES
