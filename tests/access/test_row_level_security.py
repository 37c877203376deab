"""The rule of ADR 0002, asked of PostgreSQL itself under the site's login."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError
from django.utils import timezone

from tessera.access import keyring, services
from tessera.access.keyring import keyring_of, opened
from tessera.access.models import Key
from tessera.work.models import Task
from tests.cast import Cast, as_user


def task_for(cast: Cast, *holders: object) -> Task:
    return Task.objects.create(
        title="Ring the school", subject="A child", path="/", started_at=timezone.now(),
        owner=cast.holder.post, audience=services.audience_of(holders), author=None,
    )  # fmt: skip


def test_the_site_owns_no_table_and_is_no_superuser(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_no_keyring_no_rows(cast):
    task_for(cast, services.person(cast.holder.post))
    assert Task.objects.count() == 0
    assert Task.objects.readable().count() == 0


def test_a_key_opens_its_rows_and_no_others(cast):
    task_for(cast, services.leads_of(cast.invited.agency), services.person(cast.holder.post))
    with as_user(cast.holder):
        assert Task.objects.count() == Task.objects.readable().count() == 1
    with as_user(cast.outsider):
        assert Task.objects.count() == Task.objects.readable().count() == 0


def test_a_key_that_ran_out_opens_nothing(cast):
    holder = services.holder("team", "1", "A team")
    task_for(cast, holder)
    key = services.give_key(post=cast.outsider.post, to=holder, reason="Joined.", by=cast.holder)
    with as_user(cast.outsider):
        assert Task.objects.count() == 1
    key.ends_at = timezone.now() - timedelta(seconds=1)
    key.save()
    with as_user(cast.outsider):
        assert Task.objects.count() == 0


def test_the_same_set_of_holders_is_the_same_audience(cast):
    one, two = services.person(cast.holder.post), services.person(cast.invited.post)
    assert services.audience_of([one, two]) == services.audience_of([two, one, two])
    with pytest.raises(ValueError, match="at least one"):
        services.audience_of([])


def test_nobody_writes_in_another_posts_name(cast):
    audience = services.audience_of([services.person(cast.holder.post)])
    with as_user(cast.outsider), pytest.raises(ProgrammingError), transaction.atomic():
        Task.objects.create(
            title="x", subject="x", path="/", started_at=timezone.now(), owner=cast.holder.post,
            audience=audience, author=cast.holder.post,
        )  # fmt: skip


def test_a_keyring_does_not_outlive_its_block(cast):
    task_for(cast, services.person(cast.holder.post))
    with as_user(cast.holder):
        with opened(keyring.EMPTY):
            assert Task.objects.count() == 0
        assert Task.objects.count() == 1
    assert Task.objects.count() == 0


@pytest.mark.parametrize(
    "verb", ["UPDATE audit_entry SET kind = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"]
)
def test_the_log_is_only_added_to(cast, verb):
    with (
        pytest.raises((ProgrammingError, InternalError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb)


def test_keyring_of_holds_what_the_post_brings(cast):
    keys = keyring_of(cast.holder.post)
    assert services.everyone_at(cast.holder.agency).pk in keys.holders
    assert services.leads_of(cast.holder.agency).pk not in keys.holders


def test_nobody_is_let_in_by_changing_what_an_audience_means(cast):
    """Not even by SQL under the site's own login."""
    audience = services.audience_of([services.person(cast.holder.post)])
    other = services.person(cast.outsider.post)
    for verb, args in (
        ("INSERT INTO access_audienceholder (audience_id, holder_id) VALUES (%s, %s)", [audience.pk, other.pk]),
        ("UPDATE access_audienceholder SET holder_id = %s WHERE audience_id = %s", [other.pk, audience.pk]),
        ("UPDATE access_audience SET digest = %s WHERE id = %s", [str(other.pk), audience.pk]),
        ("DELETE FROM access_audienceholder WHERE audience_id = %s", [audience.pk]),
    ):
        with (
            pytest.raises(ProgrammingError, match=r"An audience has the holders it was made with|permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(verb, args)
    assert [holder.pk for holder in audience.holders.all()] == [services.person(cast.holder.post).pk]


def test_the_keys_told_at_the_start_of_a_request_are_those_a_post_holds(cast):
    post, later = cast.outsider.post, timezone.now() + timedelta(hours=1)
    kept, ended, to_come = (services.team(uuid4(), name) for name in ("kept", "ended", "to come"))
    Key.objects.create(post=post, holder=kept, starts_at=timezone.now(), ends_at=later)
    Key.objects.create(post=post, holder=ended, starts_at=timezone.now(), ends_at=timezone.now())
    Key.objects.create(post=post, holder=to_come, starts_at=later)
    with keyring.opened_for(post) as told, connection.cursor() as cursor:
        assert told == keyring.current() == keyring_of(post)
        cursor.execute("SELECT me(), keyring()")
        assert cursor.fetchone() == (post.pk, list(told.holders))
        assert kept.pk in told.holders
        assert {ended.pk, to_come.pk}.isdisjoint(told.holders)
    assert keyring.current() == keyring.EMPTY
    with connection.cursor() as cursor:
        cursor.execute("SELECT me(), keyring()")
        assert cursor.fetchone() == (None, [])
