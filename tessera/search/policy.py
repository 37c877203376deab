"""Who may search, and what may be watched."""

from tessera.access.models import User
from tessera.access.policy import YES, Answer, no
from tessera.access.roles import Permission
from tessera.entities.models import Mention

WATCHED_TO = 1_000
ASKS_AN_HOUR = 20


def may_search(user: User) -> Answer:
    """Everybody who works with children searches what their keys open."""
    if not user.may(Permission.SEARCH):
        return no("Your post does not search what agencies hold.")
    return YES


def may_watch(found: int) -> Answer:
    """A search that finds too much would tell of something every day, and so of nothing."""
    if found > WATCHED_TO:
        return no(f"This finds more than {WATCHED_TO:,}. Add words or choose filters, then watch it.")
    return YES


def may_ask(user: User, *, asked: int) -> Answer:
    """Asking whether others hold something, so many times an hour: enough for a case, too few to try out names."""
    if not (answer := may_search(user)):
        return answer
    if asked >= ASKS_AN_HOUR:
        return no(f"You asked {ASKS_AN_HOUR} times in the last hour. Wait a little, or speak to the triage desk.")
    return YES


def may_let_others_find(user: User, mention: Mention | None) -> Answer:
    """A safeguarding lead or supervisor of the agency whose report it is decides that others may learn of it."""
    if not user.may(Permission.LET_FIND):
        return no("A safeguarding lead or supervisor decides whether others may learn that something is held.")
    if mention is None:
        return no("No report of your agency that you may read speaks of this person.")
    return YES
