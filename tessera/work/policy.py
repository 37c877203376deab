"""Who may finish a task or hand it on."""

from tessera.access.keyring import current
from tessera.access.models import User
from tessera.access.policy import YES, Answer, no
from tessera.work.models import Task


def may_finish(user: User, task: Task) -> Answer:
    """Its owner, anybody on its desk, or a supervisor who can see it."""
    if user.post is None:
        return no("You are not in a post at any agency today.")
    if task.done_at is not None:
        return no("This task is already done.")
    if task.owner_id is not None and task.owner_id != user.post.pk:
        return no(f"This task belongs to {task.owner}. They can finish it or hand it over.")
    if task.owner_id is None and task.desk_id not in current().holders:
        return no(f"This task belongs to {task.desk}.")
    return YES
