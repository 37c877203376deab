"""Keeping what was searched for, watching it, and telling its author when more is found."""

from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from tessera.access import services as access
from tessera.access.keyring import opened_for
from tessera.access.models import Post, User
from tessera.audit.log import record, storable
from tessera.information.searching import TooMuch
from tessera.search import events, policy
from tessera.search.finding import Narrowed, found_ids
from tessera.search.models import StoreSearch
from tessera.search.purposes import Purpose
from tessera.ui.words import plural
from tessera.work.models import Message


@transaction.atomic
def keep_search(*, words: str, purpose: Purpose, by: User) -> StoreSearch:
    """Keep what is searched for and for whom; nobody else reads it. Looking at what it finds is recorded each time."""
    policy.may_search(by).require()
    assert by.post is not None
    search = StoreSearch.objects.create(
        words=storable(" ".join(words.split())),
        purpose=storable(purpose.words),
        purpose_code=purpose.code,
        at=timezone.now(),
        audience=access.audience_of([access.person(by.post)]),
        author=by.post,
    )
    record(events.ASKED, by=by, on=search, purpose=search.purpose)
    return search


@transaction.atomic
def watch(*, search: StoreSearch, narrowed: dict[str, Any], by: User) -> StoreSearch:
    """Tell its author from now on when more is found than now. Raises TooMuch, or PermissionDenied when too much is."""
    search = StoreSearch.objects.readable().filter(pk=search.pk).held().get()
    reports, things = found_ids(by, search.words, Narrowed.of(narrowed), policy.WATCHED_TO + 1)
    policy.may_watch(max(len(reports), len(things))).require()
    search.watched_at, search.narrowed = timezone.now(), narrowed
    search.found_reports, search.found_things = reports, things
    search.save(update_fields=["watched_at", "narrowed", "found_reports", "found_things"])
    record(events.WATCHED, by=by, on=search, purpose=search.purpose)
    return search


@transaction.atomic
def stop_watching(*, search: StoreSearch, by: User) -> StoreSearch:
    """Tell its author no more."""
    search = StoreSearch.objects.readable().filter(pk=search.pk).held().get()
    if search.watched_at is not None:
        search.watched_at = None
        search.save(update_fields=["watched_at"])
        record(events.NOT_WATCHED, by=by, on=search)
    return search


def tell_watchers() -> int:
    """Search again for everybody who asked, each under their own keys of now, and tell whoever has more to read.

    The worker has no keyring: the database tells it whose searches are watched, and nothing of them. Answers how many
    were told.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_id, post_id FROM watched_searches()")
        rows = cursor.fetchall()
    posts = Post.objects.select_related("user", "agency").in_bulk({post for _, post in rows})
    return sum(_tell_more(key, posts[post]) for key, post in rows)


def _tell_more(key: UUID, post: Post) -> int:
    with opened_for(post), transaction.atomic():
        search = StoreSearch.objects.readable().filter(pk=key, watched_at__isnull=False).held().first()
        if search is None:
            return 0
        try:
            reports, things = found_ids(post.user, search.words, Narrowed.of(search.narrowed), policy.WATCHED_TO + 1)
        except TooMuch:
            return 0
        new_reports = [one for one in reports if one not in set(search.found_reports)]
        new_things = [one for one in things if one not in set(search.found_things)]
        if not (new_reports or new_things):
            return 0
        search.found_reports = [*new_reports, *search.found_reports]
        search.found_things = [*new_things, *search.found_things]
        search.save(update_fields=["found_reports", "found_things"])
        Message.objects.create(
            text=f"More is found of your search {search}: {_how_many(new_reports, new_things)}.",
            path=search.get_absolute_url(),
            at=timezone.now(),
            audience=search.audience,
        )
        record(events.TOLD, by=None, on=search)
        return 1


def _how_many(reports: list[UUID], things: list[UUID]) -> str:
    said = [
        plural(len(reports), "report") if reports else "",
        plural(len(things), "person or thing", "people or things") if things else "",
    ]
    return " and ".join(filter(None, said))
