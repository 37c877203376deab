"""The world that the house's tests walk through, in a database of its own."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client

from tessera.access.models import User
from tests.databases import cloned_database
from tests.house.world import World, make_world
from tests.reporting import signed_in


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """What a test does to it is undone with the test."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock(), cloned_database(f"test_tessera_world_{worker}"):
        yield make_world()


@pytest.fixture(scope="module")
def browser_of(world: World, django_db_blocker: pytest.FixtureRequest) -> Callable[[User], Client]:
    """A fresh browser of somebody who signed in once, before the first test."""
    people = [world.cast.holder, world.cast.invited, world.cast.outsider, world.insider, world.administrator]
    with django_db_blocker.unblock():
        signed = {user.pk: signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value for user in people}

    def browser(user: User) -> Client:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = signed[user.pk]
        return client

    return browser
