"""Append to the log. A write's event is called inside its transaction; a look's is committed before content leaves."""

import json
from typing import Any

from django.db import connection

from tessera.audit.registry import Event

# No RETURNING: whoever writes an entry may not read it. Its number, time and transaction are the database's own.
APPEND = """
    INSERT INTO audit_entry (kind, sentence, by_post, by_name, agency, subject_label, subject_id, detail)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""


def storable(text: str) -> str:
    """The text with what PostgreSQL cannot keep (NUL, lone surrogates) shown as the replacement character."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def record(event: Event, *, by: Any, on: Any = None, **detail: Any) -> None:
    """Record that somebody did, saw or was refused this.

    `by` is the user (None for the worker); `on` is the thing, kept as words and an id; `detail` fills the
    event's sentence and is kept beside it. Raises KeyError when the sentence needs a word that was not given.
    """
    post = getattr(by, "post", None)
    name = str(by) if by is not None else "The worker"
    label = "" if on is None else str(on)
    sentence = event.sentence.format(by=name, on=label, **detail)
    row = [
        event.kind, storable(sentence), getattr(post, "pk", None), name, post.agency.code if post else "",
        storable(label), "" if on is None else str(on.pk), json.dumps({name: storable(str(value)) for name, value in detail.items()}),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(APPEND, row)
