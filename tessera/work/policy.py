"""Who may finish a task or hand it on."""

from collections.abc import Iterable

from tessera.access.keyring import current
from tessera.access.models import Post, User
from tessera.access.policy import YES, Answer, no
from tessera.access.roles import Permission
from tessera.work.models import Task


def may_finish(user: User, task: Task) -> Answer:
    """Say that it is done: whoever's task it is, unless it ends only with the thing that it asks for."""
    if not (first := _is_theirs(user, task)):
        return first
    if task.ends_when:
        return no(f"This task ends when {task.ends_when}, and not before.")
    return YES


def may_hand_over(user: User, task: Task) -> Answer:
    """Give it to a colleague: whoever's task it is, and the desk that it came from."""
    if not (first := _is_open(user, task)):
        return first
    return YES if _is_on_desk(task) else _is_theirs(user, task)


def may_take_over(task: Task, to: Post, colleagues: Iterable[Post]) -> Answer:
    """A colleague at the same agency who can read it already: handing over opens nothing to anybody."""
    if to not in colleagues:
        return no(f"{to} cannot read this task, or works somewhere else.")
    return YES


def _is_theirs(user: User, task: Task) -> Answer:
    """Its owner, a supervisor at the owner's agency who can see it, or anybody on the desk whose it is."""
    if not (first := _is_open(user, task)):
        return first
    if task.owner is not None and not (_is_owner(user, task) or _supervises(user, task)):
        return no(f"This task belongs to {task.owner}. They or a supervisor there can finish it or hand it over.")
    if task.owner is None and not _is_on_desk(task):
        return no(f"This task belongs to {task.desk}.")
    return YES


def _is_open(user: User, task: Task) -> Answer:
    if user.post is None:
        return no("You are not in a post at any agency today.")
    return no("This task is already done.") if task.done_at is not None else YES


def _is_owner(user: User, task: Task) -> bool:
    return user.post is not None and task.owner_id == user.post.pk


def _supervises(user: User, task: Task) -> bool:
    is_there = user.post is not None and task.owner is not None and user.post.agency_id == task.owner.agency_id
    return is_there and user.may(Permission.SIGN_OFF)


def _is_on_desk(task: Task) -> bool:
    return task.desk_id in current().holders
