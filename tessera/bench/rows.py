"""The same pages with 1 row on them and with 200, to see that the number of statements does not grow.

The rows are put there by the owner in the bench's copy, which is dropped afterwards. An area with fewer has as
many as there are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import Count, QuerySet
from django.urls import reverse

from tessera.access.models import Post, User
from tessera.bench.pages import the_post_of
from tessera.bench.within import Inside
from tessera.concerns.models import Concern
from tessera.entities.holding import holding_of
from tessera.entities.models import Holding, Kind, Mention, Part
from tessera.work.models import Task

FEW, MANY = 1, 200
TIMED = 20
REPORTS_OF = """
    UPDATE information_report
    SET author_id = CASE WHEN id = ANY (%(chosen)s::uuid[]) THEN %(post)s ELSE %(other)s END
    WHERE author_id = %(post)s OR id = ANY (%(chosen)s::uuid[])"""
OPEN = """
    UPDATE concerns_concern
    SET status = CASE WHEN id = ANY (%(chosen)s::uuid[]) THEN %(new)s ELSE %(finished)s END"""
TASKS_OF = """
    UPDATE work_task SET done_at = NULL, done_by_id = NULL, desk_id = NULL,
        owner_id = CASE WHEN id = ANY (%(chosen)s::uuid[]) THEN %(post)s ELSE %(other)s END
    WHERE owner_id = %(post)s OR desk_id IS NOT NULL OR id = ANY (%(chosen)s::uuid[])"""

MENTIONS_OF = """
    UPDATE entities_mention
    SET entity_id = CASE WHEN id = ANY (%(chosen)s::uuid[]) THEN %(one)s ELSE %(other)s END
    WHERE entity_id = %(one)s OR id = ANY (%(chosen)s::uuid[])"""
MENTIONS_IN = """
    UPDATE entities_mention
    SET report_id = CASE WHEN id = ANY (%(chosen)s::uuid[]) THEN %(one)s ELSE %(other)s END
    WHERE report_id = %(one)s AND audience_id = (SELECT audience_id FROM information_report WHERE id = %(one)s)
        OR id = ANY (%(chosen)s::uuid[])"""


@dataclass(frozen=True)
class Counted:
    """A page with so many rows to show: the statements it sends, and how long it takes to make (ms)."""

    page: str
    rows: int
    statements: int
    times: list[float]


def counted(reporter: User, officer: User) -> Iterator[Counted]:
    """Each page that lists rows, with 1 of them and with 200."""
    teacher, desk = Inside(reporter), Inside(officer)
    mine, theirs = the_post_of(reporter), the_post_of(officer)
    for rows in (FEW, MANY):
        _reports_of(mine, theirs, rows)
        yield _count("home", rows, teacher, reverse("overview:home"))
        yield _count("my reports", rows, teacher, reverse("information:mine"))
        _tasks_of(theirs, mine, rows)
        yield _count("work", rows, desk, reverse("work:mine"))
        _open_concerns(rows)
        yield _count("triage list", rows, desk, reverse("overview:triage"))
        for page, path in _about_one(rows):
            yield _count(page, rows, desk, path)


def _count(page: str, rows: int, person: Inside, path: str) -> Counted:
    person.get(path)  # the first time fills what a process keeps
    times = [person.timed(path) for _ in range(TIMED)]
    return Counted(page, rows, person.statements(path), times)


def _about_one(rows: int) -> Iterator[tuple[str, str]]:
    """A child in so many reports, and a report that speaks of as many things."""
    of_child = Mention.objects.using("owner").filter(kind=Kind.PERSON, part=Part.CHILD).order_by("pk")
    beside = of_child.filter(audience=_commonest_audience(of_child))
    chosen = list(beside[:rows])
    child, other = chosen[0], of_child.exclude(entity=chosen[0].entity_id)[0].entity_id
    _run(MENTIONS_OF, chosen=_keys(chosen), one=child.entity_id, other=other)
    _hold(child.entity_id)
    yield "entity", reverse("entities:entity", args=[child.entity_id])
    yield "child", reverse("overview:child", args=[child.entity_id])
    elsewhere = beside.exclude(report=child.report_id)[0].report_id
    _run(MENTIONS_IN, chosen=_keys(chosen), one=child.report_id, other=elsewhere)
    yield "report", child.report.get_absolute_url()
    concerns = Concern.objects.using("owner").filter(concernreports__report=child.report_id)
    yield "concern", concerns[0].get_absolute_url()


def _commonest_audience(mentions: QuerySet[Mention]) -> int:
    """The audience most of these have: there are enough beside one another for a long page."""
    counted = mentions.order_by().values("audience").annotate(many=Count("pk")).order_by("-many", "audience")
    return int(counted[0]["audience"])


def _keys(mentions: Iterable[Mention]) -> list[UUID]:
    return [one.pk for one in mentions]


def _hold(entity_id: UUID) -> None:
    Holding.objects.using("owner").filter(entity_id=entity_id).delete()
    held: dict[int, list[Mention]] = {}
    for mention in Mention.objects.using("owner").filter(entity_id=entity_id):
        held.setdefault(mention.audience_id, []).append(mention)
    Holding.objects.using("owner").bulk_create(
        holding_of(entity_id, audience, mentions) for audience, mentions in held.items()
    )


def _reports_of(post: Post, other: Post, rows: int) -> None:
    _run(REPORTS_OF, chosen=_first("information_report", rows), post=post.pk, other=other.pk)


def _open_concerns(rows: int) -> None:
    _run(
        OPEN,
        chosen=_first("concerns_concern", rows),
        new=Concern.Status.NEW,
        finished=Concern.Status.FINISHED,
    )


def _tasks_of(post: Post, other: Post, rows: int) -> None:
    _run(TASKS_OF, chosen=_first(Task._meta.db_table, rows), post=post.pk, other=other.pk)


def _first(table: str, rows: int) -> list[UUID]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY id LIMIT %s", [rows])  # noqa: S608  the name is a model's own  # nosec B608
        return [row[0] for row in cursor.fetchall()]


def _run(statement: str, **given: Any) -> None:
    with connections["owner"].cursor() as owner:
        owner.execute(statement, given)
