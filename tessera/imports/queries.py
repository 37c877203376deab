"""Reading lists, how far they have come, and what is to be mended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL

from tessera.access.models import User
from tessera.audit.log import storable
from tessera.imports import columns
from tessera.imports.models import Batch, Import, Problem, SourceRow
from tessera.reference.models import ImportProfile
from tessera.reference.queries import current


@dataclass(frozen=True)
class Progress:
    """How many rows of a list there are, and what became of them."""

    rows: int  # that can be taken, or were
    done: int
    taken: int
    corrected: int
    same: int
    kept: int  # as a list has them that was taken after this very file
    wrong: int  # rows, of which each may have several problems
    problems: int
    expected: "Expected | None"  # None where it was read before this was worked out

    @property
    def percent(self) -> int:
        """Of the rows that can be taken, how many of a hundred are."""
        return 100 * self.done // self.rows if self.rows else 100


@dataclass(frozen=True)
class Expected:
    """Of the rows that can be taken, what each would be, as things were when the list was read."""

    new: int
    changed: int
    held: int
    later: int  # changed by lists taken after this very file: left so, unless somebody says otherwise

    @property
    def many(self) -> int:
        """How many would become a report."""
        return self.new + self.changed

    @property
    def with_later(self) -> int:
        """How many would, with those that later lists have changed."""
        return self.many + self.later


class Held(NamedTuple):
    """What is held of one row: a hash of what it says, and which list that came from."""

    content: str
    of_id: UUID
    at: datetime  # when that list was taken


def imports_for(user: User) -> QuerySet[Import]:
    """Lists this person holds a key to, the newest first."""
    return Import.objects.readable().select_related(
        "author__user", "author__agency", "agency", "profile", "mends", "audience"
    )


def import_for(user: User, pk: UUID | str) -> Import | None:
    """The list of this number, or nothing: hidden and absent are the same."""
    return imports_for(user).filter(pk=pk).first()


def profiles() -> QuerySet[ImportProfile]:
    """The kinds of list there are today."""
    return current(ImportProfile)


def profile_called(code: str) -> ImportProfile | None:
    """The kind of list of this code, as it is today."""
    return profiles().filter(code=code).first()


def remembered_mapping(user: User, profile: ImportProfile, header: Sequence[str]) -> dict[str, str] | None:
    """What the columns were the last time that this person's agency gave a list of this kind with the same ones."""
    before = Import.objects.readable().filter(
        agency=user.agency, profile__code=profile.code, header_set=columns.set_of(header)
    )
    said = before.exclude(mapping={}).exclude(status=Import.Status.MAPPING).values_list("mapping", flat=True).first()
    return None if said is None else columns.as_remembered(said, header)


def source_named(user: User, said: str) -> str:
    """The name of a source as this person’s agency wrote it before, whatever the capitals and spaces of this time."""
    name = " ".join(storable(said).split())
    before = Import.objects.readable().filter(agency=user.agency, source__iexact=name)
    given_up = (Import.Status.UNREADABLE, Import.Status.PUT_ASIDE)
    spelt = before.exclude(status__in=given_up).order_by("source").values_list("source", flat=True).distinct()
    return name if name in spelt else next(iter(spelt), name)


def takings_of_file(user: User, given: Import) -> dict[UUID, datetime]:
    """The lists that this person may read of the very same file from the same source, and when each was taken."""
    same = Import.objects.readable().filter(agency_id=given.agency_id, source=given.source, sha256=given.sha256)
    return {pk: taken_at for pk, taken_at in same.values_list("pk", "taken_at") if taken_at is not None}


def progress_of(user: User, given: Import) -> Progress:
    """How far a list has come."""
    is_done = Q(taken_at__isnull=False)
    found = (
        Batch.objects.readable()
        .filter(of=given)
        .aggregate(
            rows=Sum("many"), done=Sum("many", filter=is_done), taken=Sum("taken"), corrected=Sum("corrected"),
            same=Sum("same"), kept=Sum("kept"), new=Sum("new"), changed=Sum("changed"), held=Sum("held"),
            later=Sum("later"),
        )
    )  # fmt: skip
    expected = Expected(found["new"] or 0, found["changed"] or 0, found["held"] or 0, found["later"] or 0)
    wrong = Problem.objects.readable().filter(of=given).aggregate(rows=Count("row", distinct=True), all=Count("pk"))
    return Progress(
        rows=found["rows"] or 0, done=found["done"] or 0, taken=found["taken"] or 0,
        corrected=found["corrected"] or 0, same=(found["same"] or 0) + given.repeated,
        kept=found["kept"] or 0, wrong=wrong["rows"], problems=wrong["all"],
        expected=expected if expected.with_later + expected.held == (found["rows"] or 0) else None,
    )  # fmt: skip


def problems_of(user: User, given: Import) -> QuerySet[Problem]:
    """What is to be mended, row by row."""
    return Problem.objects.readable().filter(of=given).order_by("row", "column", "pk")


def longest_to_mend(user: User, given: Import) -> int:
    """How many cells the longest of the rows to mend has: some have more than the header."""
    return Problem.objects.readable().filter(of=given).aggregate(most=Max("cells__len"))["most"] or 0


def first_batch_of(user: User, given: Import) -> Batch | None:
    """The first rows of a list that wait to be taken: what is shown of them before."""
    return Batch.objects.readable().filter(of=given, taken_at__isnull=True).order_by("number").first()


def batches_left(user: User, given: Import) -> int:
    """How many batches of a list wait to be taken."""
    return Batch.objects.readable().filter(of=given, taken_at__isnull=True).count()


def reports_made_by(user: User, given: Import) -> QuerySet[SourceRow]:
    """The rows that became reports which this person may read, in the file's order."""
    return SourceRow.objects.readable().filter(of=given).select_related("report").order_by("number")


def held_rows(user: User, given: Import, keys: Iterable[str]) -> dict[str, Held]:
    """What this person can read is held of each of these rows of a list’s source: what its newest says, by key."""
    held = SourceRow.objects.readable().filter(agency_id=given.agency_id, source=given.source, key__in=_listed(keys))
    newest = held.order_by("key", "-at", "-number").distinct("key").values_list("key", "content", "of_id", "at")
    return {key: Held(content, of_id, at) for key, content, of_id, at in newest}


def _listed(keys: Iterable[str]) -> RawSQL:
    """One list, however many keys: a thousand placeholders took longer to write than the rows to find."""
    return RawSQL("SELECT unnest(%s::text[])", [list(keys)])


def latest_rows(user: User, *, agency_id: int, source: str, keys: Iterable[str]) -> dict[str, SourceRow]:
    """What this person can read is held of each of these rows of a system: the newest, by key."""
    held = SourceRow.objects.readable().filter(agency_id=agency_id, source=source, key__in=_listed(keys))
    newest = held.order_by("key", "-at", "-number").distinct("key").select_related("report")
    return {row.key: row for row in newest}
