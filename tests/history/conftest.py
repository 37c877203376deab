"""A child's case whose key worker is the holder; the invited colleague is on the team."""

import pytest

from tests.cases.telling import World, make_world
from tests.cast import Cast


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)
