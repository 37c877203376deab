"""Many rows of one table in one statement: COPY is not for a login that row-level security binds."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models


@dataclass(frozen=True)
class Same:
    """What a column holds in every row: sent once."""

    value: Any


Columns = Mapping[str, Sequence[Any] | Same]


def new_ids(many: int) -> list[str]:
    """So many random keys, as UUIDs of version 4 are written without their hyphens."""
    drawn = secrets.token_hex(16 * many)
    ids = (drawn[start : start + 32] for start in range(0, len(drawn), 32))
    return [f"{one[:12]}4{one[13:16]}a{one[17:]}" for one in ids]


def insert(rows: Sequence[models.Model]) -> None:
    """Insert these rows, all of one model, with nothing answered back: whoever writes them may not read them."""
    if not rows:
        return
    columns: dict[str, Sequence[Any] | Same] = {}
    for field in _fields(type(rows[0])):
        values = [getattr(row, field.attname) for row in rows]
        columns[field.attname] = Same(values[0]) if all(one == values[0] for one in values) else values
    if len(rows) > 1 and isinstance(columns["id"], Same):
        raise ValueError("Two rows of one key cannot be inserted.")
    if len(rows) == 1:
        columns["id"] = [rows[0].pk]
    insert_columns(type(rows[0]), columns)


def insert_columns(model: type[models.Model], columns: Columns) -> None:
    """Insert rows given column by column, by the names of the model's columns: every one of them, all as long."""
    fields = _fields(model)
    varying = {field: given for field in fields if not isinstance(given := columns[field.attname], Same)}
    shapes = ", ".join(f'"{field.column}" {field.db_type(connection)}' for field in varying)
    names = ", ".join(f'"{field.column}"' for field in fields)
    values, sent = [], []
    for field in fields:
        given = columns[field.attname]
        if isinstance(given, Same):
            values.append(f"%s::{field.db_type(connection)}")
            sent.append(_sent(field, given.value))
        else:
            values.append(f'r."{field.column}"')
    called = [field.column for field in varying]
    rows = [dict(zip(called, row, strict=True)) for row in zip(*varying.values(), strict=True)]
    if not rows:
        return
    sent.append(json.dumps(rows, default=_plain, ensure_ascii=False))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {", ".join(values)} '  # noqa: S608  our own columns  # nosec B608
            f"FROM json_to_recordset(%s::json) AS r({shapes})",
            sent,
        )


def _fields(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    return [field for field in model._meta.concrete_fields if not isinstance(field, models.BigAutoField)]


def _sent(field: "models.Field[Any, Any]", value: Any) -> Any:
    if isinstance(field, models.JSONField) and value is not None:
        return json.dumps(value, default=_plain)
    return str(value) if isinstance(value, models.TextChoices) else value


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"A column cannot hold {type(value).__name__}.")
