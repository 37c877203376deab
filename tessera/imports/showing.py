"""What the first rows of a list say, and what each will become: shown before anything is taken."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice

from tessera.access.models import User
from tessera.entities.models import Kind, Part
from tessera.imports import kept, queries
from tessera.imports.models import Import
from tessera.imports.reading import Plan, RowGiven
from tessera.lib.tabular import Refused, opened
from tessera.ui.words import moment

FIRST = 3
PREVIEWED = 10


@dataclass(frozen=True)
class Preview:
    """A row, and what it becomes."""

    number: int
    narrative: str
    happened: str
    where: str
    things: list[str]


def first_rows(given: Import) -> Sequence[Sequence[str]]:
    """The cells of the first rows of a file that waits, to show what is in each column. None when it cannot be read."""
    try:
        reading = opened(BytesIO(kept.content_of(given.pk)), encoding=given.encoding)
        return [row.cells for row in islice(reading.rows, FIRST)]
    except (kept.Gone, Refused):
        return []


def previews(user: User, given: Import, *, most: int = PREVIEWED) -> list[Preview]:
    """What the first rows that wait will become, when somebody says to take them."""
    batch = queries.first_batch_of(user, given)
    plan = Plan(given)
    rows = json.loads(batch.rows)[:most] if batch else []
    return [_preview(number, plan.read(cells, now=given.given_at)) for number, cells in rows]


def said_since(user: User, given: Import, expected: queries.Expected | None) -> str:
    """That this very file was taken before, where lists taken since have changed rows of it; else nothing."""
    first = min((at for pk, at in queries.takings_of_file(user, given).items() if pk != given.pk), default=None)
    if first is None or expected is None or not expected.later:
        return ""
    return (
        f"This very file was taken on {moment(first)}. Lists taken since have changed {expected.later:,} of its rows."
    )


def _preview(number: int, becomes: RowGiven) -> Preview:
    things = [f"{Kind(one.kind).label}, {Part(one.part).label.lower()}: {one.words}" for one in becomes.mentions]
    said = becomes.given
    return Preview(number, said["narrative"], said.get("happened_words", ""), said.get("where_text", ""), things)
