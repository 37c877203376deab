"""What was somebody's to do when their post ended: it goes back to its desk, or on to somebody else, and is never lost."""

from django.db import transaction
from django.utils import timezone

from tessera.access import services as access
from tessera.access.models import Holder, Post, User
from tessera.audit.log import record
from tessera.work import events
from tessera.work.models import Message, Task
from tessera.work.queries import colleagues_for


@transaction.atomic
def hand_on_all(*, of: Post, to: Post | None, desk: Holder, because: str, by: User | None) -> None:
    """Each open task of a post that ends goes to `to` where they can read it already, else to its own desk, else to `desk`.

    Each keeps its clock and what was written with it. Done under the keyring of the post that ends.
    """
    tasks = Task.objects.readable().filter(owner=of, done_at__isnull=True).select_related("audience", "owner", "desk")
    told: set[Holder] = set()
    for task in tasks.held():
        new = to if to is not None and colleagues_for(of.user, task).filter(pk=to.pk).exists() else None
        holder = access.person(new) if new is not None else task.desk or desk
        task.owner, task.desk = new, task.desk if new is not None else holder
        task.why = "\n".join(filter(None, [task.why, f"From {of}: {because}"]))
        task.audience = access.widened(task.audience, holder)
        task.save(update_fields=["owner", "desk", "why", "audience"])
        record(events.HANDED_OVER, by=by, on=task, to=holder.label, reason=because)
        told.add(holder)
    for holder in told:
        Message.objects.create(
            text=f"{of} has left this post. What was theirs to do is yours now.", path="/work/", at=timezone.now(),
            audience=access.audience_of([holder]),
        )  # fmt: skip
