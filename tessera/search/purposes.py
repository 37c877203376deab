"""Whom a search is for: chosen once, shown on every page of results, and used again for half an hour from then."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from tessera.access.models import User
from tessera.access.roles import Permission
from tessera.cases import queries as cases
from tessera.cases.models import Case
from tessera.entities import queries as entities
from tessera.search.models import StoreSearch
from tessera.work import queries as work

USED_AGAIN_FOR = timedelta(minutes=30)
OFFERED = 8  # of each: children, tasks
OTHER = "other"


@dataclass(frozen=True)
class Purpose:
    """Whom or what a search is for: a code to choose it by, and the words that are shown and recorded.

    `chosen_at` is when it was chosen, of one that is used again.
    """

    code: str
    words: str
    chosen_at: datetime | None = None


def purpose_now(user: User) -> Purpose | None:
    """The purpose this person chose last, for half an hour from when they chose it, however often they search; or none."""
    mine = StoreSearch.objects.readable().filter(author=user.post, purpose_at__gte=timezone.now() - USED_AGAIN_FOR)
    last = mine.order_by("-purpose_at").first()
    return Purpose(last.purpose_code, last.purpose, last.purpose_at) if last else None


def purposes_for(user: User, wanted: str = "") -> list[Purpose]:
    """What this person may be searching for: children of their cases, what waits for them, and whom they came from.

    `wanted` is the code of a child whose page they came from; of nobody they may see it offers nothing.
    """
    offered = {}
    if child := _child(user, wanted):
        offered[child.code] = child
    if user.may(Permission.CASE):
        for case in cases.cases_for(user).filter(status=Case.Status.OPEN)[:OFFERED]:
            code = f"child:{case.child_id}"
            offered.setdefault(code, Purpose(code, f"{case.title}, a child whose case I am on"))
    for task in work.open_tasks_for(user)[:OFFERED]:
        offered[f"task:{task.pk}"] = Purpose(f"task:{task.pk}", f"{task.title}: {task.subject}")
    return list(offered.values())


def _child(user: User, code: str) -> Purpose | None:
    kind, _, key = code.partition(":")
    try:
        held = entities.held_for(user, [UUID(key)]) if kind == "child" else {}
    except ValueError:
        return None
    return next((Purpose(f"child:{one.pk}", one.name) for one in held.values()), None)
