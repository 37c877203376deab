"""Who may give a list, and what may be done with one. Which lists a person may read is the keyring's matter."""

from tessera.access.models import User
from tessera.access.policy import YES, Answer, no
from tessera.access.roles import Permission
from tessera.imports.models import Import


def may_import(user: User) -> Answer:
    """Coordinators and analysts: every row becomes a report in their name."""
    if user.post is None:
        return no("You are not in a post at any agency today.")
    if not user.may(Permission.IMPORT):
        return no("Only an exploitation coordinator or an analyst takes in a list. Ask one at your partnership.")
    return YES


def may_change(user: User, given: Import) -> Answer:
    """Whoever gave it: its reports are theirs."""
    if not (answer := may_import(user)):
        return answer
    if user.post is None or given.author_id != user.post.pk:
        return no("Only whoever gave this list can say what its columns are or take it.")
    return YES


def may_map(user: User, given: Import) -> Answer:
    """Until it is taken."""
    if not (answer := may_change(user, given)):
        return answer
    if given.status not in (Import.Status.MAPPING, Import.Status.CHECKED):
        return no(f"This list is past that: {given.get_status_display().lower()}.")
    return YES


def may_take(user: User, given: Import) -> Answer:
    """Once it is read, and has rows that can be taken."""
    if not (answer := may_change(user, given)):
        return answer
    if given.status != Import.Status.CHECKED:
        return no(f"This list is not waiting to be taken: {given.get_status_display().lower()}.")
    return YES


def may_mend(user: User, given: Import) -> Answer:
    """When what could be taken was taken."""
    if not (answer := may_change(user, given)):
        return answer
    if given.status != Import.Status.FINISHED:
        return no("Take this list first. Then mend the rows that could not be taken.")
    return YES


def may_put_aside(user: User, given: Import) -> Answer:
    """Before any row of it was taken."""
    if not (answer := may_change(user, given)):
        return answer
    if given.status not in (Import.Status.MAPPING, Import.Status.CHECKING, Import.Status.CHECKED):
        return no(f"This list cannot be put aside: {given.get_status_display().lower()}.")
    return YES
