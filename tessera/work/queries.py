"""What a person has to do, late first, and what they have been told."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from tessera.access.keyring import current
from tessera.access.models import Key, Post, User
from tessera.access.policy import Answer
from tessera.work.models import Message, Task
from tessera.work.policy import may_finish, may_hand_over

NEWEST = 30


def tasks_for(user: User) -> QuerySet[Task]:
    """Tasks this person holds a key to."""
    return Task.objects.readable().select_related(
        "owner__user", "owner__agency", "given_by__user", "given_by__agency", "desk", "done_by__user", "done_by__agency"
    )


def open_tasks_for(user: User) -> QuerySet[Task]:
    """What this person or a desk of theirs has to do, the soonest due first."""
    mine = Q(owner=user.post) | Q(owner__isnull=True, desk__in=current().holders)
    return tasks_for(user).filter(mine, done_at__isnull=True).order_by(F("due_at").asc(nulls_last=True), "started_at")


def open_tasks_at(user: User, path: str) -> QuerySet[Task]:
    """Open tasks about the thing at this page, whoever owns them."""
    return tasks_for(user).filter(path=path, done_at__isnull=True).order_by(F("due_at").asc(nulls_last=True))


def first_due(user: User, paths: Iterable[str], *, rule: str) -> datetime | None:
    """When the clock of this rule about the thing at these pages runs out, done or not: the soonest of several.

    None where this person holds a key to no such task, or it has no date.
    """
    found = tasks_for(user).filter(path__in=paths, rule=rule, due_at__isnull=False)
    return found.order_by("due_at").values_list("due_at", flat=True).first()


def messages_for(user: User) -> QuerySet[Message]:
    """The newest things this person or their desks were told."""
    return Message.objects.readable().order_by("-at")[:NEWEST]


def told_about(user: User, path: str) -> QuerySet[Message]:
    """What this person or their desks were told about the thing on one page, the newest first."""
    return Message.objects.readable().filter(path=path).order_by("-at")[:NEWEST]


def standing_of(task: Task, *, at: datetime) -> str:
    """How a clock stands, in words: done, overdue, due soon or due."""
    if task.done_at is not None:
        return "Done"
    if task.due_at is None:
        return "No date"
    if task.due_at <= at:
        return "Overdue"
    return "Due soon" if task.warn_at is not None and task.warn_at <= at else "Due"


def colleagues_for(user: User, task: Task) -> QuerySet[Post]:
    """To whom a task may be handed: those who hold a key to it now, at its owner's agency, or at mine if it has none."""
    agency, now = task.owner.agency_id if task.owner else user.agency.pk, timezone.now()
    good = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    keys = Key.objects.filter(good, holder__audience=task.audience_id, starts_at__lte=now)
    held = Post.objects.held(on=timezone.localdate()).filter(agency=agency, pk__in=keys.values("post"))
    others = held.exclude(pk=task.owner_id) if task.owner_id else held
    return others.select_related("user", "agency").order_by("user__name", "pk")


class Row(NamedTuple):
    """A task as a list shows it: how its clock stands, and whether the reader may finish it or hand it over."""

    task: Task
    standing: str
    may_finish: Answer
    may_hand_over: Answer


def rows_of(user: User, tasks: Iterable[Task], *, at: datetime) -> list[Row]:
    """These tasks as a list shows them to this person at this moment."""
    return [Row(task, standing_of(task, at=at), may_finish(user, task), may_hand_over(user, task)) for task in tasks]


def timeline_of(user: User, path: str) -> list[dict[str, Any]]:
    """Tasks done about the thing at this page, for a timeline."""
    return timeline_from(tasks_for(user).filter(path=path, done_at__isnull=False))


def timeline_from(tasks: Iterable[Task]) -> list[dict[str, Any]]:
    """Those of these tasks that are done, for a timeline."""
    return [
        {"at": task.done_at, "what": "Task done", "text": f"{task.title}. {task.outcome}".strip(), "path": task.path,
         "by": str(task.done_by)}
        for task in tasks
        if task.done_at is not None
    ]  # fmt: skip
