"""Many rows of one table in one statement: COPY is not for a login that row-level security binds."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models


def insert(rows: Sequence[models.Model]) -> None:
    """Insert these rows, all of one model, with nothing answered back: whoever writes them may not read them.

    A column that is the same in every row is sent once.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.BigAutoField)]
    columns = {field: [getattr(row, field.attname) for row in rows] for field in fields}
    constant = {field: values[0] for field, values in columns.items() if all(one == values[0] for one in values)}
    varying = [field for field in fields if field not in constant]
    shapes = ", ".join(f'"{field.column}" {field.db_type(connection)}' for field in varying)
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(
        f"%s::{field.db_type(connection)}" if field in constant else f'r."{field.column}"' for field in fields
    )
    sent = [_sent(field, value) for field, value in constant.items()]
    source = "(SELECT 1) r"
    if varying:
        drawn = zip(*(columns[field] for field in varying), strict=True)
        named = [{field.column: value for field, value in zip(varying, row, strict=True)} for row in drawn]
        source = f"json_to_recordset(%s::json) AS r({shapes})"
        sent.append(json.dumps(named, default=_plain))
    elif len(rows) > 1:
        raise ValueError("Two rows of one key cannot be inserted.")
    with connection.cursor() as cursor:
        # The names are those of our own models' columns.
        cursor.execute(f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {values} FROM {source}', sent)  # noqa: S608


def _sent(field: "models.Field[Any, Any]", value: Any) -> Any:
    if isinstance(field, models.JSONField) and value is not None:
        return json.dumps(value, default=_plain)
    return str(value) if isinstance(value, models.TextChoices) else value


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"A column cannot hold {type(value).__name__}.")
