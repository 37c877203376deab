"""Who may search, and what may be watched."""

from tessera.access.models import User
from tessera.access.policy import YES, Answer, no
from tessera.access.roles import Permission

WATCHED_TO = 1_000


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
