"""Turning the rows that wait into reports, batch by batch. Killed anywhere, whole batches are there and no half row is.

Several processes may take one list: each takes the next batch that nobody holds. What is worked out in Python is
worked out before others are kept waiting; of two lists of one source one batch is written at a time.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tessera.access.many import Same, insert_columns, new_ids
from tessera.access.models import User
from tessera.audit.log import record
from tessera.entities import many as entities
from tessera.imports import events, kept, policy
from tessera.imports.earlier import Earlier
from tessera.imports.models import Batch, Import, Problem, SourceRow
from tessera.imports.queries import latest_rows
from tessera.imports.reading import Plan
from tessera.information.many import Alike
from tessera.information.models import Report
from tessera.information.services import new_reference, unsaved_report
from tessera.reference.models import Origin
from tessera.reference.queries import current, definition_in_force

TRIES = 5  # a reference drawn at random may be somebody's; two lists of one source may meet


@dataclass(frozen=True)
class Taker:
    """What every row of one list has in common, worked out once for each process that takes it."""

    given: Import
    plan: Plan
    by: User
    first: Report  # with no words: every report of the list is like it
    known: entities.Understood
    earlier: Earlier

    @classmethod
    def of(cls, given: Import, by: User) -> "Taker":
        """How this person’s list is taken, once somebody has said to take it."""
        assert given.taken_at is not None, "a list is taken when somebody has said so"
        first = unsaved_report(
            {}, reference="", sent_key=given.pk, kind=Report.Kind.IMPORTED.value, agency=given.agency,
            definition=definition_in_force(), origin=current(Origin).filter(code=given.profile.origin).first(),
            sent_to=str(given.audience), audience=given.audience, author=by.post, sent_at=given.taken_at,
        )  # fmt: skip
        return cls(given, Plan(given), by, first, entities.Understood.like(first), Earlier.of(given, by))


@dataclass(frozen=True)
class Drawn:
    """What one batch becomes: reports with what they speak of, and where each came from."""

    reports: Alike
    entities: entities.Made
    rows: list[tuple[str, str, str, int]]  # report, key, content, number
    corrected: int
    same: int
    kept: int  # as a later list has them
    rests_on: dict[str, UUID]  # the report that each key stood for when this was drawn


def take_batches(*, given: Import, by: User, most: int | None = None) -> int:
    """Take batches until none is left that nobody else holds, or so many. Answers how many were taken here.

    Raises PermissionDenied for anybody but whoever gave the list.
    """
    policy.may_change(by, given).require()
    taker = Taker.of(given, by)
    done = 0
    while most is None or done < most:
        if not _take_next(taker):
            _finish(given, by)
            break
        done += 1
    return done


def _take_next(taker: Taker) -> bool:
    for again in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                batch = _next_batch(taker.given)
                if batch is not None:
                    _take(taker, batch)
            return batch is not None
        except IntegrityError:
            if not again:
                raise
    return False


def _next_batch(given: Import) -> Batch | None:
    waiting = Batch.objects.filter(of=given, taken_at__isnull=True).order_by("number")
    return waiting.select_for_update(skip_locked=True, no_key=True, of=("self",)).first()


def _take(taker: Taker, batch: Batch) -> None:
    drawn = _draw(taker, batch)
    _wait_for_other_lists(taker.given)
    if _held_now(taker, [key for _, key, _, _ in drawn.rows]) != drawn.rests_on:
        drawn = _draw(taker, batch)  # another list of this source came first
    drawn.reports.keep()
    entities.keep(drawn.entities)
    _keep_rows(taker, drawn)
    batch.taken, batch.corrected = len(drawn.reports) - drawn.corrected, drawn.corrected
    batch.same, batch.kept = drawn.same, drawn.kept
    # What was in the cells stands in the reports now, for their readers.
    batch.rows, batch.taken_at = "[]", timezone.now()
    batch.save(update_fields=["taken", "corrected", "same", "kept", "rows", "taken_at"])
    record(
        events.BATCH_TAKEN, by=taker.by, on=taker.given, first=batch.first_row, last=batch.last_row,
        taken=batch.taken, corrected=batch.corrected, same=batch.same, kept=batch.kept,
    )  # fmt: skip


def _keep_rows(taker: Taker, drawn: Drawn) -> None:
    given = taker.given
    if not drawn.rows:
        return
    reports, keys, contents, numbers = zip(*drawn.rows, strict=True)
    insert_columns(
        SourceRow,
        {
            "id": new_ids(len(keys)), "audience_id": Same(given.audience_id), "author_id": Same(taker.first.author_id),
            "report_id": reports, "of_id": Same(given.pk), "agency_id": Same(given.agency_id),
            "source": Same(given.source), "key": keys, "content": contents, "number": numbers, "at": Same(given.taken_at),
        },
    )  # fmt: skip


def _draw(taker: Taker, batch: Batch) -> Drawn:
    given, plan, at = taker.given, taker.plan, taker.given.taken_at
    assert at is not None, "a list is taken when somebody has said so"
    waiting = [(number, cells, plan.key(cells), plan.content(cells)) for number, cells in json.loads(batch.rows)]
    held = latest_rows(taker.by, agency_id=given.agency_id, source=given.source, keys=[key for _, _, key, _ in waiting])
    reports = Alike(taker.first)
    rows: list[tuple[str, str, str, int]] = []
    said = []
    rests_on: dict[str, UUID] = {}
    older = 0
    for pk, (number, cells, key, content) in zip(new_ids(len(waiting)), waiting, strict=True):
        before = held.get(key)
        if before is not None and before.content == content:
            continue
        if before is not None and taker.earlier.is_before(before.of_id, before.at):
            older += 1
            continue
        if before is not None:
            rests_on[key] = before.report_id
        becomes = plan.read(cells, now=at)
        reports.add(
            becomes.given, pk=pk, reference=new_reference(), sent_key=_sent_key(given, number),
            corrects=before.report if before else None,
        )  # fmt: skip
        said.append((pk, becomes.mentions))
        rows.append((pk, key, content, number))
    made = entities.drawn(said, like=taker.first, known=taker.known)
    return Drawn(reports, made, rows, len(rests_on), len(waiting) - len(reports) - older, older, rests_on)


def _held_now(taker: Taker, keys: Sequence[str]) -> dict[str, UUID]:
    held = latest_rows(taker.by, agency_id=taker.given.agency_id, source=taker.given.source, keys=keys)
    return {key: row.report_id for key, row in held.items()}


def _wait_for_other_lists(given: Import) -> None:
    """Wait until no other list writes rows of this source, and keep it so until this transaction ends.

    No two rows of one list have one key, so its own batches wait for each other only while another list of the source
    is being taken as well. One that begins meanwhile finds this one, and waits. One that this person may not read is
    not compared with, so it need not be found.
    """
    beside = Import.objects.readable().filter(
        agency_id=given.agency_id, source=given.source, status=Import.Status.TAKING
    )
    lock = "pg_advisory_xact_lock" if beside.exclude(pk=given.pk).exists() else "pg_advisory_xact_lock_shared"
    said = blake2b(f"{given.agency_id}|{given.source}".encode(), digest_size=8).digest()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(%s)", [int.from_bytes(said, "big", signed=True)])


def _sent_key(given: Import, number: int) -> UUID:
    """The same row of the same list is one report, however often it is sent."""
    return UUID(bytes=blake2b(f"{given.pk}|{number}".encode(), digest_size=16).digest(), version=4)


@transaction.atomic
def _finish(given: Import, by: User) -> None:
    """Say that it is finished, once nobody holds a batch any more: whoever takes the last one says so."""
    given = Import.objects.readable().filter(pk=given.pk).held().get()
    left = Batch.objects.filter(of=given, taken_at__isnull=True).exists()
    if left or given.status != Import.Status.TAKING:
        return
    given.status, given.finished_at = Import.Status.FINISHED, timezone.now()
    given.save(update_fields=["status", "finished_at"])
    done = Batch.objects.filter(of=given).values_list("taken", "corrected", "same", "kept")
    taken, corrected, same, older = (sum(column) for column in zip(*done, strict=True)) if done else (0, 0, 0, 0)
    problems = Problem.objects.filter(of=given).count()
    record(
        events.FINISHED, by=by, on=given, taken=taken, corrected=corrected, same=same + given.repeated, kept=older,
        problems=problems, source=given.source, profile=given.profile.code, sha256=given.sha256,
    )  # fmt: skip
    transaction.on_commit(lambda: kept.throw_away(given.pk))
