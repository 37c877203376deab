"""Changes in words: who changed what from what to what."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Field, ForeignKey, Model, Q

from tessera.access.models import Post, Protected
from tessera.access.people import posts_of
from tessera.history.models import Change
from tessera.ui import words

MOST = 200  # changes on a page, newest first
NOTHING = "Nothing"


@dataclass(frozen=True)
class Line:
    """One field: what it is called, what it was, and what it became. In words."""

    label: str
    was: str
    became: str


@dataclass(frozen=True)
class Changed:
    """One change of one row. `by` is None where the worker did it; `of` says which row, in words."""

    at: datetime
    by: Post | None
    of: str
    lines: Sequence[Line]


def changes_of(rows: Iterable[tuple[Model, str]], *, labels: Mapping[str, str] | None = None) -> list[Changed]:
    """What was changed in these rows, newest first; each comes with what it is called on the page.

    `labels` are words for fields, by name, where the field’s own would not be understood. The database gives only the
    changes of rows that whoever asks may read now.
    """
    of = {(row._meta.db_table, str(row.pk)): (type(row), called) for row, called in rows}
    keys: dict[str, list[str]] = defaultdict(list)
    for table, key in of:
        keys[table].append(key)
    if not keys:
        return []
    asked = Q()
    for table, these in keys.items():
        asked |= Q(of_table=table, row_id__in=these)
    found = list(Change.objects.filter(asked)[:MOST])
    posts = posts_of(change.by_post for change in found)
    named = _named([(of[one.of_table, one.row_id][0], one) for one in found])
    return [
        Changed(
            at=one.at,
            by=posts.get(one.by_post) if one.by_post is not None else None,
            of=of[one.of_table, one.row_id][1],
            lines=_lines(of[one.of_table, one.row_id][0], one, named, labels or {}),
        )
        for one in found
    ]


def _lines(model: type[Model], change: Change, named: "Named", labels: Mapping[str, str]) -> list[Line]:
    return [
        Line(
            label=labels.get(field.name, str(field.verbose_name).capitalize()),
            was=_in_words(field, change.was[field.column], named),
            became=_in_words(field, change.became[field.column], named),
        )
        for field in model._meta.concrete_fields
        if field.column in change.was
    ]


Named = dict[tuple[type[Model], str], str]


def _named(changes: list[tuple[type[Model], Change]]) -> Named:
    """What the things are called that these changes point at: one question for each kind, and only what is readable."""
    keys: dict[type[Model], set[str]] = defaultdict(set)
    for model, change in changes:
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.column in change.was:
                keys[field.related_model] |= {str(one[field.column]) for one in (change.was, change.became)} - {"None"}
    return {
        (model, str(row.pk)): str(row) for model, these in keys.items() for row in _readable(model).filter(pk__in=these)
    }


def _readable(model: type[Model]) -> Any:
    if model is Post:
        return Post.objects.select_related("user", "agency")
    return model.objects.readable() if issubclass(model, Protected) else model._default_manager.all()


def _in_words(field: "Field[Any, Any]", value: Any, named: Named) -> str:
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(field, ForeignKey):
        return named.get((field.related_model, str(value)), "Not shown to you")
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    kind = field.get_internal_type()
    if kind == "DateField":
        return words.date(field.to_python(value))
    return words.moment(field.to_python(value)) if kind == "DateTimeField" else str(value)
