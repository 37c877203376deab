"""Keeping what was searched for, watching it, and telling its author when more is found."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from tessera.access import services as access
from tessera.access.keyring import opened_for
from tessera.access.models import Post, User
from tessera.audit.log import record, storable
from tessera.entities.models import Mention
from tessera.information.models import Report, Sanitised
from tessera.information.searching import TooMuch
from tessera.search import events, policy
from tessera.search.finding import FoundIds, Narrowed, found_ids
from tessera.search.models import StoreSearch
from tessera.search.purposes import Purpose
from tessera.ui.words import plural
from tessera.work.models import Message


@transaction.atomic
def keep_search(*, words: str, purpose: Purpose, by: User) -> StoreSearch:
    """Keep what is searched for and for whom; nobody else reads it. Looking at what it finds is recorded each time."""
    policy.may_search(by).require()
    assert by.post is not None
    now = timezone.now()
    search = StoreSearch.objects.create(
        words=storable(" ".join(words.split())),
        purpose=storable(purpose.words),
        purpose_code=purpose.code,
        purpose_at=purpose.chosen_at or now,
        at=now,
        audience=access.audience_of([access.person(by.post)]),
        author=by.post,
    )
    record(events.ASKED, by=by, on=search, purpose=search.purpose)
    return search


@transaction.atomic
def watch(*, search: StoreSearch, narrowed: dict[str, Any], by: User) -> StoreSearch:
    """Tell its author from now on when more is found than now. Raises TooMuch, or PermissionDenied when too much is."""
    search = StoreSearch.objects.readable().filter(pk=search.pk).held().get()
    found = found_ids(by, search.words, Narrowed.of(narrowed), policy.WATCHED_TO + 1)
    policy.may_watch(max(map(len, (found.reports, found.things, found.versions)))).require()
    search.watched_at, search.narrowed = timezone.now(), narrowed
    search.found_reports, search.found_things, search.found_versions = found.reports, found.things, found.versions
    search.save(update_fields=["watched_at", "narrowed", "found_reports", "found_things", "found_versions"])
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
            found = found_ids(post.user, search.words, Narrowed.of(search.narrowed), policy.WATCHED_TO + 1)
        except TooMuch:
            return 0
        new = FoundIds(
            _not_in(search.found_reports, found.reports),
            _not_in(search.found_things, found.things),
            _not_in(search.found_versions, found.versions),
        )
        if not (new.reports or new.things or new.versions):
            return 0
        search.found_reports = [*new.reports, *search.found_reports]
        search.found_things = [*new.things, *search.found_things]
        search.found_versions = [*new.versions, *search.found_versions]
        search.save(update_fields=["found_reports", "found_things", "found_versions"])
        if not (said := _how_many(_but_for_their_own(post, new))):
            return 0
        Message.objects.create(
            text=f"More is found of your search {search}{', with its filters' if search.narrowed else ''}: {said}.",
            path=search.watched_path,
            at=timezone.now(),
            audience=search.audience,
        )
        record(events.TOLD, by=None, on=search)
        return 1


def _not_in(known: Iterable[UUID], found: Iterable[UUID]) -> list[UUID]:
    before = set(known)
    return [one for one in found if one not in before]


def _but_for_their_own(post: Post, new: FoundIds) -> FoundIds:
    """What others wrote of it: nobody is told of the report that they sent a minute ago."""
    reports = Report.objects.readable().filter(pk__in=new.reports).exclude(author=post)
    mentions = Mention.objects.readable().filter(entity__in=new.things).exclude(author=post)
    versions = Sanitised.objects.readable().filter(pk__in=new.versions).exclude(author=post)
    return FoundIds(
        list(reports.values_list("pk", flat=True)),
        list(mentions.order_by("entity").values_list("entity", flat=True).distinct()),
        list(versions.values_list("pk", flat=True)),
    )


def _how_many(new: FoundIds) -> str:
    said = [
        plural(len(new.reports), "report") if new.reports else "",
        plural(len(new.versions), "sanitised version") if new.versions else "",
        plural(len(new.things), "person or thing", "people or things") if new.things else "",
    ]
    return " and ".join(filter(None, said))
