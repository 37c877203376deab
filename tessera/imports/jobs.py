"""Background jobs about lists, run by the worker under the keyring of whoever gave one. Their arguments are ids only."""

from contextlib import suppress
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from tessera.access.keyring import opened_for
from tessera.access.models import User
from tessera.imports import policy, queries, services, staging, taking
from tessera.imports.models import Import

TOGETHER = 2  # jobs that take one list


@app.task(name="imports.check", pass_context=False)
def check(import_id: str, user_id: int) -> None:
    """Read a list that was given on a page."""
    user = User.objects.get(pk=user_id)
    with opened_for(user.post), suppress(staging.Overtaken):
        given = queries.import_for(user, UUID(import_id))
        if given is not None and given.status == Import.Status.CHECKING and policy.may_change(user, given):
            services.check(given=given, by=user)


@app.task(name="imports.take", pass_context=False)
def take(import_id: str, user_id: int) -> None:
    """Take batches of a list until none is left."""
    user = User.objects.get(pk=user_id)
    with opened_for(user.post):
        given = queries.import_for(user, UUID(import_id))
        if given is not None and given.status == Import.Status.TAKING and policy.may_change(user, given):
            taking.take_batches(given=given, by=user)


def set_to_work(given: Import, by: User) -> None:
    """Have the worker read or take this list. One that waits for it already is not asked for twice."""
    if given.status == Import.Status.CHECKING:
        _defer(check, f"check list {given.pk}", given, by)
    elif given.status == Import.Status.TAKING:
        for one in range(TOGETHER):
            _defer(take, f"take list {given.pk} {one}", given, by)


def _defer(task, lock: str, given: Import, by: User) -> None:  # type: ignore[no-untyped-def]  # procrastinate's own
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.configure(queueing_lock=lock).defer(import_id=str(given.pk), user_id=by.pk)
