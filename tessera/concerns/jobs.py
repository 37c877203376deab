"""Background jobs, run by the worker. Their arguments are ids only."""

from contextlib import nullcontext, suppress
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from tessera.concerns import searching
from tessera.concerns.models import Concern


@app.task(name="concerns.search_what_is_held", pass_context=False)
def search_what_is_held(concern_id: str) -> None:
    """Search what the desk holds for everything a concern speaks of, and log what is new."""
    searching.search_what_is_held(concern_id=UUID(concern_id), by=None)


def search_again(concern: Concern) -> None:
    """Have the worker search again. One that waits to be searched already is not asked for twice."""
    # A refusal undoes the transaction it stands in, so within one it has its own. A look stands in none.
    own = transaction.atomic() if transaction.get_connection().in_atomic_block else nullcontext()
    with suppress(AlreadyEnqueued), own:
        search = search_what_is_held.configure(queueing_lock=f"search {concern.pk}")
        search.defer(concern_id=str(concern.pk))
