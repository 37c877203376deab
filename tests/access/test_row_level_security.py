"""The rule of ADR 0002, asked of PostgreSQL itself under the site's login."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError
from django.utils import timezone

from tessera.access import keyring, services
from tessera.access.keyring import keyring_of, opened
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
