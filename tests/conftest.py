"""The database the tests use, and the cast: a holder, an invited colleague, an outsider."""

import os
from collections.abc import Iterator

import hypothesis
import pytest
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.cast import Cast, make_cast
from tests.databases import cloned_database

# How long an example takes is the bench's business: a busy machine must not fail a test.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: object) -> Iterator[None]:
    """A clone of a migrated template: nothing is ever truncated, so the append-only triggers stay on."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock(), cloned_database(f"test_tessera_{worker}"):
        yield


@pytest.fixture(scope="session", autouse=True)
def signed_in_now() -> Iterator[None]:
    """Whoever a test signs in without a password has begun to be signed in, as if they had come through the door.

    All of them at one moment, because a page says when a sign-in ends.
    """
    sign_in, began_at = Client._login, timezone.now().timestamp()

    def begun(client: Client, user: object, backend: str | None = None) -> None:
        sign_in(client, user, backend)
        session = client.session
        session.update({"began_at": began_at, "used_at": timezone.now().timestamp()})
        session.save()

    Client._login = begun
    # Tests move the clock by years: whoever they sign in stays, and what they ask writes nothing by itself.
    years = 24 * 365 * 20
    with override_settings(SIGN_IN_HOURS=years, IDLE_MINUTES=years * 60, USE_NOTED_EVERY=years * 60 * 60):
        yield
    Client._login = sign_in


@pytest.fixture
def as_served(settings: Settings) -> None:
    """How long a sign-in lasts where people use the site."""
    settings.IDLE_MINUTES, settings.SIGN_IN_HOURS, settings.USE_NOTED_EVERY = 20, 10, 60


@pytest.fixture(autouse=True)
def no_keyring_left() -> Iterator[None]:
    """Each test starts with nobody asking."""
    from tessera.access import keyring

    yield
    assert keyring.current() == keyring.EMPTY, "a test left a keyring open"


@pytest.fixture
def cast(db: None) -> Cast:
    """The holder, the invited colleague and the outsider, each in a post at an agency of their own."""
    return make_cast()
