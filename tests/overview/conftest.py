"""A child with a case, the cast around it."""

import pytest

from tests.cases.telling import World, make_world
from tests.cast import Cast


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)
