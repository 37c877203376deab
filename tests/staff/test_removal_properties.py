"""After a removal nothing opens: no key, no session and no sign-in, whatever was held before, and whoever comes back."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.access import services as access
from tessera.access.keyring import keyring_of, opened
from tessera.access.models import Holder, Key
from tessera.staff import inviting, leaving
from tessera.work import services as work
from tessera.work.models import Message, Task
from tests.cast import as_user
from tests.reporting import signed_in
from tests.staff.conftest import PASSWORD, again, post_of

pytestmark = pytest.mark.slow
UNTIL = st.sampled_from([None, timedelta(hours=1), timedelta(days=30)])
KEYS = st.lists(st.tuples(st.sampled_from([Holder.Kind.TEAM, Holder.Kind.DESK]), st.integers(1, 4), UNTIL), max_size=6)
WAYS = st.sampled_from(["remove", "move", "last day"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(keys=KEYS, tasks=st.integers(0, 3), browsers=st.integers(0, 2), way=WAYS, comes_back=st.booleans())
def test_nothing_of_an_ended_post_opens_anything(house, keys, tasks, browsers, way, comes_back):
    with transaction.atomic():
        old, rows, given_tasks = _worked(house, keys, tasks)
        clients = [signed_in(house.worker) for _ in range(browsers)]
        _ended(house, old, way)
        new = _back(house) if comes_back and way != "move" else None
        assert keyring_of(old).holders == ()
        assert not Key.objects.filter(post=old, ends_at__isnull=True).exists()
        now = again(house.worker).post
        assert now != old
        assert now == new if way != "move" else now is not None
        if now is not None:
            personal = {*(row.audience.holders.get(kind="person").pk for row in rows)}
            assert not personal & set(keyring_of(now).holders)
            given = {access.holder(kind, f"given-{number}").pk for kind, number, _ in keys}
            assert not given & set(keyring_of(now).holders), "a key given to the old post opens nothing to the new one"
            with opened(keyring_of(now)):
                assert not Message.objects.filter(pk__in=[row.pk for row in rows]).exists()
        if way != "move":
            assert all(client.get("/").status_code == 302 for client in clients)
            old_password = {"login": house.worker.email, "password": PASSWORD}
            assert Client().post(reverse("account_login"), old_password).status_code == 200
        with as_user(house.supervisor):
            assert Task.objects.readable().filter(pk__in=given_tasks, owner__isnull=True).count() == tasks, (
                "none is lost"
            )
        transaction.set_rollback(True)  # every example begins with the same house


def _worked(house, keys, tasks):
    old = post_of(house.worker)
    for kind, number, until in keys:
        to = access.holder(kind, f"given-{number}")
        ends = timezone.now() + until if until else None
        access.give_key(post=old, to=to, reason="Asked.", by=house.supervisor, until=ends)
    with as_user(house.worker):
        mine = access.audience_of([access.person(old)])
        rows = [Message.objects.create(text="Mine.", path="/", at=timezone.now(), audience=mine, author=old)]
        task = {"title": "Look", "subject": "A child", "path": "/work/", "owner": old, "by": house.worker}
        return old, rows, [work.set_task(**task).pk for _ in range(tasks)]


def _ended(house, old, way):
    by = {"sitting": house.sitting, "by": house.admin}
    if way == "remove":
        leaving.remove(post=old, reason="Left.", to=None, **by)
    elif way == "move":
        leaving.move(post=old, title="Manager", roles=["supervisor"], ends_on=None, reason="Asked.", to=None, **by)
    else:
        old.ends_on = timezone.localdate()
        old.save(update_fields=["ends_on"])
        leaving.close_posts_past_their_last_day(on=timezone.localdate())


def _back(house):
    _, token = inviting.invite(
        name="Wyn Orker", email=house.worker.email, title="Social worker", roles=["social_worker"], basis="permanent",
        ends_on=None, sitting=house.sitting, by=house.admin,
    )  # fmt: skip
    return inviting.accept(token=token, password=PASSWORD + "-anew", account=None)
