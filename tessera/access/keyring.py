"""The keyring of whoever is asking: told to the database before the first query, taken back at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

if TYPE_CHECKING:
    from tessera.access.models import Audience, Post

TELL = "SELECT set_config('tessera.me', %s, false), set_config('tessera.keyring', %s, false)"
# The keys of a post at a moment: itself, its agency, its roles, its teams, and grants that have not run out.
_KEYS = """
    SELECT coalesce(array_agg(DISTINCT holder_id), '{}') AS holders FROM access_key
    WHERE post_id = %(post)s::bigint AND starts_at <= %(at)s AND (ends_at IS NULL OR ends_at > %(at)s)
"""
KEYS_OF = f"SELECT holders FROM ({_KEYS}) held"  # noqa: S608  constant words  # nosec B608
# Read and told in one statement, for the start of each request.
TELL_KEYS_OF = f"""
    SELECT holders, set_config('tessera.me', %(post)s::text, false), set_config('tessera.keyring', holders::text, false)
    FROM ({_KEYS}) held
"""  # noqa: S608  constant words  # nosec B608


@dataclass(frozen=True)
class Keyring:
    """A post and the holders it stands in now. An empty one opens nothing."""

    post: int | None = None
    holders: tuple[int, ...] = ()


EMPTY = Keyring()
_open: ContextVar[Keyring] = ContextVar("keyring", default=EMPTY)


def current() -> Keyring:
    """The keyring that is open here and now; the empty one when nobody is asking."""
    return _open.get()


def keyring_of(post: "Post") -> Keyring:
    """The keys this post holds now: itself, its agency, its roles, its teams, and grants that have not run out."""
    return _asked(post, KEYS_OF)


def of_audience(*audiences: "Audience") -> Keyring:
    """The keys of these audiences' own holders and of nobody in person: for rebuilding what one audience holds.

    It opens other audiences with one of the same holders too, so whoever reads under it names the audience as well.
    """
    from tessera.access.models import AudienceHolder

    members = AudienceHolder.objects.filter(audience__in=audiences).values_list("holder_id", flat=True)
    return Keyring(holders=tuple(sorted(set(members))))


@contextmanager
def opened(keyring: Keyring) -> Iterator[Keyring]:
    """Hold this keyring for a request, a job or a command. Nested ones give the earlier one back."""
    before = _open.set(keyring)
    try:
        _tell_database(keyring)
        yield keyring
    finally:
        _open.reset(before)
        _tell_database(_open.get())


@contextmanager
def opened_for(post: "Post | None") -> Iterator[Keyring]:
    """Hold the keys this post holds now; the empty keyring for nobody."""
    if post is None:
        with opened(EMPTY) as keyring:
            yield keyring
        return
    before = _open.get()
    try:
        keyring = _asked(post, TELL_KEYS_OF)
        _open.set(keyring)
        yield keyring
    finally:
        _open.set(before)
        _tell_database(before)


def _asked(post: "Post", words: str) -> Keyring:
    _reconnect()
    with connection.cursor() as cursor:
        cursor.execute(words, {"post": str(post.pk), "at": timezone.now()})
        holders, *_ = cursor.fetchone()
    return Keyring(post=post.pk, holders=tuple(sorted(holders)))


def _tell_database(keyring: Keyring) -> None:
    _reconnect()
    if connection.in_atomic_block and connection.needs_rollback:
        return  # the transaction that failed takes the setting back with it
    me = "" if keyring.post is None else str(keyring.post)
    with connection.cursor() as cursor:
        cursor.execute(TELL, [me, "{" + ",".join(map(str, keyring.holders)) + "}"])


def _reconnect() -> None:
    if connection.connection is not None and connection.connection.closed:
        connection.close()
