"""Setting a task, finishing it, and striking the clocks that ran out."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tessera.access import services as access
from tessera.access.models import Audience, Holder, Post, User
from tessera.audit.log import record
from tessera.lib.calendar import due_at as last_moment
from tessera.reference.models import ClockRule
from tessera.reference.settings import bank_holidays
from tessera.work import events, policy, queries
from tessera.work.models import Message, Task


class Stale(Exception):
    """Somebody else finished the task, or handed it over, first. Carries it as it is now."""

    def __init__(self, task: Task) -> None:
        super().__init__("Somebody did something with this task while you were writing.")
        self.task = task


class NoSuchClock(LookupError):
    """The catalogue has no clock of this code in force."""


WARN_BEFORE = timedelta(days=1)  # where a day is promised and no clock rule says otherwise


def due_under(rule: str, *, start: datetime) -> tuple[datetime | None, datetime | None]:
    """When a clock of this rule warns and runs out. A rule without a length is a prompt: neither.

    Raises NoSuchClock when the catalogue has no such rule in force on the day.
    """
    row = _rule(rule, on=timezone.localdate(start))
    if row.length is None:
        return None, None
    due = last_moment(start, row.length, row.unit, holidays=bank_holidays())
    return max(start, due - timedelta(minutes=row.warn_before_minutes)), due


def warned_before(due: datetime, *, rule: str, start: datetime) -> datetime:
    """When a clock that runs out on a promised day warns: as long before as its rule says, a day where none does.

    Never before the clock starts, and never after it has run out.
    """
    minutes = _rule(rule, on=timezone.localdate(start)).warn_before_minutes if rule else 0
    return min(due, max(start, due - (timedelta(minutes=minutes) or WARN_BEFORE)))


def _rule(code: str, *, on: date) -> ClockRule:
    row: ClockRule | None = ClockRule.objects.current(on=on).filter(code=code).order_by("-valid_from").first()
    if row is None:
        raise NoSuchClock(f"No clock rule “{code}” is in force.")
    return row


@transaction.atomic
def set_task(
    *,
    title: str,
    subject: str,
    path: str,
    by: User | None,
    owner: Post | None = None,
    desk: Holder | None = None,
    rule: str = "",
    due_at: datetime | None = None,
    also: Iterable[Holder] = (),
    why: str = "",
    is_apart: bool = False,
    ends_when: str = "",
    at: datetime | None = None,
) -> Task:
    """Give somebody, or a desk, something to do. A clock rule says by when, unless a date is given; both warn before.

    Read by the owner or the desk, and by the holders in `also`: all of them read who gave it, and `why`. It has no author, so a person who set it for
    a desk they are not on does not read what becomes of it. With `ends_when` nobody may just say that it is done: it
    ends by `finish_tasks_at` when that has happened, so whoever may make it happen must be able to read the task.
    """
    start = at or timezone.now()
    warn, due = due_under(rule, start=start) if rule and not due_at else (None, due_at)
    if due_at:
        warn = warned_before(due_at, rule=rule, start=start)
    holders = [access.person(owner)] if owner else [desk] if desk else []
    task = Task.objects.create(
        title=title, subject=subject, path=path, rule=rule, owner=owner, desk=desk, started_at=start,
        given_by=by.post if by else None, why=why, is_apart=is_apart, ends_when=ends_when, warn_at=warn, due_at=due,
        audience=access.audience_of([*holders, *also]),
    )  # fmt: skip
    record(events.SET, by=by, on=task)
    return task


@transaction.atomic
def finish_task(*, task: Task, outcome: str, by: User) -> Task:
    """Say that it is done, and what came of it. Raises Stale when somebody else said so first."""
    task = get_object_or_404(Task.objects.readable().filter(pk=task.pk).select_related("done_by").held())
    if task.done_at is not None:
        if (task.done_by, task.outcome) == (by.post, outcome):
            return task  # the same press twice
        raise Stale(task)
    policy.may_finish(by, task).require()
    _finish(task, outcome, by)
    return task


@transaction.atomic
def hand_over(*, task: Task, to: Post, reason: str, by: User) -> Task:
    """Give a task to a colleague at the same agency who can read it, and say why. They are told.

    It keeps its clock, and what was written with it. Raises Stale when it is done, or somebody else's since the page
    that showed `task` was opened.
    """
    now = get_object_or_404(
        Task.objects.readable().filter(pk=task.pk).select_related("done_by", "audience", "owner").held()
    )
    words = f"Handed over by {by.post}: {reason}"
    if now.done_at is None and now.owner_id == to.pk and now.why.endswith(words):
        return now  # the same press twice
    if now.done_at is not None or now.owner_id != task.owner_id:
        raise Stale(now)
    policy.may_hand_over(by, now).require()
    policy.may_take_over(now, to, queries.colleagues_for(by, now)).require()
    now.owner, now.why = to, "\n".join(filter(None, [now.why, words]))
    now.audience = access.widened(now.audience, access.person(to))
    now.save(update_fields=["owner", "why", "audience"])
    if by.post != to:
        Message.objects.create(
            text=f"{by.post} handed you a task: {now.title}.", path="/work/", at=timezone.now(),
            audience=access.audience_of([access.person(to)]),
        )  # fmt: skip
    record(events.HANDED_OVER, by=by, on=now, to=str(to), reason=reason)
    return now


@transaction.atomic
def finish_tasks_at(
    *, path: str, rule: str | None, outcome: str, by: User, desk: Holder | None = None, besides_others: bool = False
) -> int:
    """Finish the open clocks of one rule about one thing, those of one desk or all, because what they waited for was done.

    Without a rule those of every rule. `besides_others` leaves those that somebody else by name is to do.
    """
    tasks = Task.objects.readable().filter(path=path, done_at__isnull=True).held()
    tasks = tasks if rule is None else tasks.filter(rule=rule)
    tasks = tasks.filter(desk=desk) if desk else tasks
    tasks = tasks.filter(Q(owner=by.post) | Q(owner__isnull=True)) if besides_others else tasks
    for task in tasks:
        _finish(task, outcome, by)
    return len(tasks)


def say_more(*, task: Task, why: str, by: User | None) -> None:
    """Add to why somebody was asked, where there is more to it since. The clock runs on from when they were first asked.

    The task is held by whoever says so.
    """
    task.why = f"{task.why}\n{why}"
    task.save(update_fields=["why"])
    record(events.SAID_MORE, by=by, on=task, why=why)


@transaction.atomic
def change_clocks(*, under: str, rules: Mapping[str, str], by: User) -> None:
    """Let the open clocks about one thing, and whatever stands under its page, run by other rules.

    `rules` says which comes instead of which. Each counts from when it began. Who was told that a time had come is told
    again only where the new one has not.
    """
    now = timezone.now()
    tasks = Task.objects.readable().filter(path__startswith=under, rule__in=rules, done_at__isnull=True).held()
    for task in tasks:
        task.rule = rules[task.rule]
        task.warn_at, task.due_at = due_under(task.rule, start=task.started_at)
        task.warned_at = task.warned_at if task.warn_at and task.warn_at <= now else None
        task.struck_at = task.struck_at if task.due_at and task.due_at <= now else None
        task.save(update_fields=["rule", "warn_at", "due_at", "warned_at", "struck_at"])
        record(events.CLOCK_CHANGED, by=by, on=task, rule=task.rule)


@transaction.atomic
def show_tasks_at(*, path: str, holders: Iterable[Holder]) -> None:
    """Let these holders read the open tasks about one thing too, because they may now do what ends them."""
    more = list(holders)
    tasks = Task.objects.readable().filter(path=path, done_at__isnull=True).select_related("audience").held()
    for task in tasks:
        task.audience = access.widened(task.audience, *more)
        task.save(update_fields=["audience"])


def _finish(task: Task, outcome: str, by: User) -> None:
    task.done_at, task.done_by, task.outcome = timezone.now(), by.post, outcome
    task.save(update_fields=["done_at", "done_by", "outcome"])
    record(events.FINISHED, by=by, on=task, outcome=outcome)


def strike(*, at: datetime) -> int:
    """Tell the owners of every clock that warns or has run out by this moment, each once. Answers how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT strike_clocks(%s)", [at])
        count = int(cursor.fetchone()[0])
        if count:
            record(events.STRUCK, by=None, count=count)
    return count


def tell_changed(audience: Audience) -> None:
    """Wake the open pages of this audience's holders once the change is committed. Never says what changed."""

    def tell() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify('tessera_changed', %s)", [str(audience.pk)])

    transaction.on_commit(tell)


def end_of_day(day: date) -> datetime:
    """The last moment of a promised day."""
    return last_moment(timezone.make_aware(datetime(day.year, day.month, day.day)), 0, "day")
