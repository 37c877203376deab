"""The world that the house's tests walk through, in a database of its own."""

import os
from collections.abc import Iterator

import pytest

from tests.databases import cloned_database
from tests.house.world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """What a test does to it is undone with the test."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock(), cloned_database(f"test_tessera_world_{worker}"):
        yield make_world()
