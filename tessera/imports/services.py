"""Giving a list, saying what its columns are, having it read, and taking it."""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import closing
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from tessera.access.models import User
from tessera.audit.log import record, storable
from tessera.imports import columns, events, kept, policy, queries, staging
from tessera.imports.models import Batch, Import
from tessera.information.services import audience_for
from tessera.lib.tabular import Refused, opened
from tessera.reference.models import ImportProfile

CHUNK = 1024 * 1024
LONGEST_NAME = 200


class Stale(Exception):
    """Somebody has moved the list on meanwhile. `saved` is the list as it is."""

    def __init__(self, saved: Import) -> None:
        super().__init__("This list was moved on while this page was open.")
        self.saved = saved


@transaction.atomic
def give(
    *,
    file: IO[bytes],
    name: str,
    profile: ImportProfile,
    source: str,
    by: User,
    encoding: str = "",
    desk_only: bool = False,
    mends: Import | None = None,
    keep_file: bool = True,
) -> Import:
    """Begin with a list: read its header, and suggest what each column is, as it was the last time.

    `keep_file` keeps the file for the worker to read; a command reads it from where it is. Raises `tabular.Refused`,
    with a sentence, for a file whose beginning cannot be read.
    """
    policy.may_import(by).require()
    if mends is not None:
        policy.may_mend(by, mends).require()
    file.seek(0)
    sha256 = hashlib.sha256()
    while chunk := file.read(CHUNK):
        sha256.update(chunk)
    reading = opened(file, encoding=encoding)
    header = list(reading.header)
    if next(reading.rows, None) is None:
        if name.lower().endswith(".xlsx") and reading.kind != "xlsx":
            raise Refused("This file is called .xlsx and is no Excel workbook. Save it from the spreadsheet again.")
        raise Refused("This file has a header and no rows. Choose another.")
    remembered = queries.remembered_mapping(by, profile, header)
    given = Import(
        pk=uuid4(),
        agency=by.agency,
        profile=profile,
        source=queries.source_named(by, source),
        file_name=_clean(name),
        sha256=sha256.hexdigest(),
        encoding=encoding,
        header=header,
        header_set=columns.set_of(header),
        mapping=remembered or columns.suggested(profile, header),
        mends=mends,
        given_at=timezone.now(),
        audience=mends.audience if mends else audience_for(by.agency, desk_only=desk_only),
        author=by.post,
    )
    if keep_file:
        file.seek(0)
        kept.keep(given.pk, file.read())
    given.save(force_insert=True)
    through = "a page" if keep_file else "the command line"
    record(events.GIVEN, by=by, on=given, profile=profile.label, sha256=given.sha256, through=through)
    return given


@transaction.atomic
def map_columns(*, given: Import, mapping: Mapping[str, str], by: User) -> Import:
    """Say what each column is. From now on it can be read. Raises ValueError, with a sentence, for what cannot be."""
    given = Import.objects.readable().filter(pk=given.pk).select_related("profile").held().get()
    if given.status != Import.Status.MAPPING:
        raise Stale(given)
    policy.may_map(by, given).require()
    if wrong := columns.faults_in(given.profile, given.header, mapping):
        raise ValueError(next(iter(wrong.values())))
    given.mapping = {name: mapping[name] for name in given.header}
    given.status = Import.Status.CHECKING
    given.save(update_fields=["mapping", "status"])
    record(events.MAPPED, by=by, on=given, **{f"column {place}": said for place, said in enumerate(_said(given), 1)})
    return given


def _said(given: Import) -> list[str]:
    return [f"{name}: {given.mapping[name]}" for name in given.header]


def check(
    *, given: Import, by: User, file: IO[bytes] | None = None, tell: Callable[[int], None] | None = None
) -> Import:
    """Read every row, and keep those that can be taken until somebody says so. Reads on after a stop."""
    if file is not None:
        return staging.stage(given=given, file=file, by=by, tell=tell)
    try:
        content = kept.content_of(given.pk)
    except kept.Gone:
        return staging.refuse(given=given, sentence="The file is not here any more. Give it again.", by=by)
    with closing(BytesIO(content)) as kept_file:
        return staging.stage(given=given, file=kept_file, by=by, tell=tell)


@transaction.atomic
def take(*, given: Import, by: User, over_later: bool = False) -> Import:
    """Say that what was read is to be taken. Each row becomes a report of this moment, in this person's name.

    Of a file that was taken before, `over_later` goes over what lists taken since say of its rows.
    """
    given = Import.objects.readable().filter(pk=given.pk).select_related("profile", "audience").held().get()
    if given.status in (Import.Status.TAKING, Import.Status.FINISHED):
        return given
    policy.may_take(by, given).require()
    given.status, given.taken_at, given.goes_over_later = Import.Status.TAKING, timezone.now(), over_later
    given.save(update_fields=["status", "taken_at", "goes_over_later"])
    rows = sum(Batch.objects.filter(of=given).values_list("many", flat=True))
    record(
        events.STARTED, by=by, on=given, rows=rows, profile=given.profile.label, readers=str(given.audience),
        source=given.source, over_later="yes" if over_later else "no",
    )  # fmt: skip
    return given


@transaction.atomic
def put_aside(*, given: Import, by: User) -> Import:
    """Take nothing of this list. What was read of it is emptied, and its file is thrown away."""
    given = Import.objects.readable().filter(pk=given.pk).held().get()
    if given.status == Import.Status.PUT_ASIDE:
        return given
    policy.may_put_aside(by, given).require()
    Batch.objects.filter(of=given).update(rows="[]", keys=[], many=0)
    given.status = Import.Status.PUT_ASIDE
    given.save(update_fields=["status"])
    record(events.PUT_ASIDE, by=by, on=given)
    transaction.on_commit(lambda: kept.throw_away(given.pk))
    return given


def _clean(name: str) -> str:
    last = PurePosixPath(storable(name).replace("\\", "/")).name
    return "".join(one for one in last if one.isprintable()).strip()[-LONGEST_NAME:] or "list"
