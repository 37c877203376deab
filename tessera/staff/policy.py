"""Who may change who works at an agency: its administrator, signed in to administer, and never for themselves."""

from collections.abc import Collection

from django.utils import timezone

from tessera.access.models import Post, User
from tessera.access.policy import YES, Answer, no
from tessera.access.roles import Permission
from tessera.staff import limits
from tessera.staff.models import Invitation, Review, Sitting, words_of

SIGN_IN_FIRST = "Sign in to administer first: give your reason and your password again."


def may_administer(user: User, sitting: Sitting | None) -> Answer:
    """Change anything at all: an administrator, within an administrative sign-in of their own that is still open."""
    if not user.may(Permission.ADMINISTER):
        return no("Only an administrator can change who works at an agency.")
    if sitting is None or user.post is None or sitting.post_id != user.post.pk:
        return no(SIGN_IN_FIRST)
    if not sitting.is_open(at=timezone.now()):
        return no(SIGN_IN_FIRST)
    return YES


def may_give(user: User, roles: Collection[str], *, already: Collection[str] = ()) -> Answer:
    """Which roles one may give at one's own agency. `already` are those that the person holds there now."""
    if beyond := sorted(set(roles) - set(limits.roles_at(user.agency)) - set(already)):
        return no(f"{user.agency} cannot hold this: {words_of(beyond)}.")
    if limits.STANDS_ALONE in roles and len(set(roles)) > 1:
        return no("An administrator sees no content, so holds no other role.")
    return YES


def may_invite(user: User, sitting: Sitting | None, *, email: str, roles: Collection[str]) -> Answer:
    """Ask somebody to come into a post at one's own agency."""
    if not (first := may_administer(user, sitting)):
        return first
    if email.strip().lower() == user.email.lower():
        return no("Nobody gives themselves a post. Ask another administrator.")
    return may_give(user, roles)


def may_agree(user: User, sitting: Sitting | None, invitation: Invitation) -> Answer:
    """Be the second person for an administrator or an information governance officer."""
    if not (first := may_administer(user, sitting)):
        return first
    if invitation.agreed_at is not None or invitation.withdrawn_at is not None:
        return no("Somebody answered this already.")
    if user.post is None or invitation.invited_by_id == user.post.pk:
        return no("A second person agrees: another administrator than the one who invited them.")
    if invitation.email.lower() == user.email.lower():
        return no("Nobody gives themselves a post. Ask another administrator.")
    return YES


def may_withdraw(user: User, sitting: Sitting | None, invitation: Invitation) -> Answer:
    """Take an invitation back that nobody has accepted."""
    if not (first := may_administer(user, sitting)):
        return first
    if invitation.accepted_at is not None:
        return no("They have accepted. End their post instead.")
    return no("It was taken back already.") if invitation.withdrawn_at is not None else YES


def may_end(user: User, sitting: Sitting | None, post: Post) -> Answer:
    """End or change the post of a colleague at one's own agency."""
    if not (first := may_administer(user, sitting)):
        return first
    if post.agency_id != user.agency.pk:
        return no("Only an administrator of their own agency can change this post.")
    if post.user_id == user.pk:
        return no("Nobody changes their own post. Ask another administrator, or information governance.")
    if post.ends_on is not None and post.ends_on <= timezone.localdate():
        return no("This post has ended already.")
    return YES


def may_move(user: User, sitting: Sitting | None, post: Post, *, roles: Collection[str]) -> Answer:
    """Give a colleague another post here, with these roles."""
    if not (first := may_end(user, sitting, post)):
        return first
    if more := limits.NEEDS_TWO & set(roles) - set(post.roles):
        return no(f"This takes a second person, so it is given by an invitation: {words_of(sorted(more))}.")
    return may_give(user, roles, already=post.roles)


def may_review(user: User, sitting: Sitting | None, review: Review, post: Post) -> Answer:
    """Say of a colleague whether they still need what they hold."""
    if not (first := may_administer(user, sitting)):
        return first
    if review.done_at is not None:
        return no("This review is finished.")
    if post.user_id == user.pk:
        return no("Nobody reviews themselves: information governance is told to look at your post.")
    return YES
