"""The same pages with 1 row on them and with 200, to see that the number of statements does not grow.

The rows are put there by the owner in the bench's copy, which is dropped afterwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connections
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
    """An entity in so many reports, and a report that speaks of as many things."""
    of_child = Mention.objects.using("owner").filter(kind=Kind.PERSON, part=Part.CHILD).order_by("pk")
    chosen = list(of_child[rows : 2 * rows])
    child = chosen[0]
    _run(
        "UPDATE entities_mention SET entity_id = %s WHERE entity_id = %s",
        of_child[0].entity_id,
        child.entity_id,
    )
    _run(
        "UPDATE entities_mention SET entity_id = %s WHERE id = ANY (%s::uuid[])",
        child.entity_id,
        [one.pk for one in chosen],
    )
    _hold(child.entity_id)
    yield "entity", reverse("entities:entity", args=[child.entity_id])
    yield "child", reverse("overview:child", args=[child.entity_id])
    report = child.report
    _run(
        "UPDATE entities_mention SET report_id = %s WHERE report_id = %s AND audience_id = %s",
        of_child.filter(audience=report.audience_id).exclude(report=report)[0].report_id,
        report.pk,
        report.audience_id,
    )
    spoken = list(of_child.filter(audience=report.audience_id)[:rows])
    _run(
        "UPDATE entities_mention SET report_id = %s WHERE id = ANY (%s::uuid[])",
        report.pk,
        [one.pk for one in spoken],
    )
    yield "report", report.get_absolute_url()
    yield "concern", Concern.objects.using("owner").get(concernreports__report=report).get_absolute_url()


def _hold(entity_id: UUID) -> None:
    Holding.objects.using("owner").filter(entity_id=entity_id).delete()
    held: dict[int, list[Mention]] = {}
    for mention in Mention.objects.using("owner").filter(entity_id=entity_id):
        held.setdefault(mention.audience_id, []).append(mention)
    Holding.objects.using("owner").bulk_create(
        holding_of(entity_id, audience, mentions) for audience, mentions in held.items()
    )


def _reports_of(post: Post, other: Post, rows: int) -> None:
    _run_named(REPORTS_OF, chosen=_first("information_report", rows), post=post.pk, other=other.pk)


def _open_concerns(rows: int) -> None:
    _run_named(
        OPEN,
        chosen=_first("concerns_concern", rows),
        new=Concern.Status.NEW,
        finished=Concern.Status.FINISHED,
    )


def _tasks_of(post: Post, other: Post, rows: int) -> None:
    _run_named(TASKS_OF, chosen=_first(Task._meta.db_table, rows), post=post.pk, other=other.pk)


def _first(table: str, rows: int) -> list[UUID]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY id LIMIT %s", [rows])  # noqa: S608  our own table names
        return [row[0] for row in cursor.fetchall()]


def _run(statement: str, *given: Any) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, list(given))


def _run_named(statement: str, **given: Any) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, given)
