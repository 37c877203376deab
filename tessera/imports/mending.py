"""Rows that could not be taken: handed out with what is wrong, and taken in again once somebody has mended them."""

from collections.abc import Iterator
from itertools import groupby
from typing import IO

from django.db import transaction

from tessera.access.models import User
from tessera.imports import columns, queries, services
from tessera.imports.models import Import
from tessera.lib.tabular import header_to_mend


def rows_to_mend(user: User, given: Import) -> Iterator[list[str]]:
    """A header, then each row that could not be taken, with its number and everything that is wrong with it."""
    header = header_to_mend(given.header, queries.longest_to_mend(user, given))
    yield header
    for number, problems in groupby(queries.problems_of(user, given).iterator(), key=lambda one: one.row):
        said = list(problems)
        row = [str(number), " ".join(one.sentence for one in said), *next((one.cells for one in said if one.cells), [])]
        yield [*row, *[""] * (len(header) - len(row))]


@transaction.atomic
def give_mended(*, given: Import, file: IO[bytes], name: str, by: User, encoding: str = "") -> Import:
    """Take in a mended file for the same readers and from the same source: only what is not held yet is taken.

    With the columns it had before it is read at once. Otherwise somebody says first what they are. Raises
    `tabular.Refused`, with a sentence, for a file whose beginning cannot be read.
    """
    mended = services.give(
        file=file, name=name, profile=given.profile, source=given.source, encoding=encoding, mends=given, by=by
    )
    mapping = columns.as_remembered(given.mapping, mended.header)
    if mapping is None or columns.faults_in(mended.profile, mended.header, mapping):
        return mended
    return services.map_columns(given=mended, mapping=mapping, by=by)
