"""What a page asks of the database: the same number of statements for one row and for 200, and at most 25."""

from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tessera.concerns import reporting
from tessera.entities.models import Mention
from tessera.entities.queries import suggestions
from tessera.entities.services import MentionGiven
from tests.cast import as_user
from tests.house import many
from tests.house.recipes import OK, RECIPES

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("db")]
MOST = 25
PAGES = sorted(name for name, recipe in RECIPES.items() if recipe.statuses[0] == OK)


@pytest.fixture(scope="module")
def asked(world, browser_of, django_db_blocker):
    """Each page's statements, with one copy of each row of the world and with 199.

    What more than 50 share is not suggested at all. Here it is, so that the pages have 200 suggestions to draw.
    """
    with django_db_blocker.unblock(), patch.object(suggestions, "COMMONEST_KEY", 1_000):
        client = browser_of(world.cast.holder)
        spoken_of_with_another_child(world)
        many.fill(1)
        few = {name: statements(client, name, world) for name in PAGES}
        many.fill(199)
        return few, {name: statements(client, name, world) for name in PAGES}, many.held()


def spoken_of_with_another_child(world):
    """The child's page then names a peer: the one thing on a page that the world has none of."""
    holder = world.cast.holder
    with as_user(holder):
        man = Mention.objects.readable().get(report=world.report, part="concern")
        said = [
            MentionGiven("person", "child", "Jade Morrow"),
            MentionGiven("person", "concern", man.words, same_as=man.entity_id),
        ]
        reporting.report_concern(typed={"narrative": "They were both in his car."}, mentions=said, by=holder)


def statements(client, name, world):
    path = RECIPES[name].path(name, world)
    client.get(path)  # the first time, a look is recorded
    with CaptureQueriesContext(connection) as ran:
        assert client.get(path).status_code == OK, path
    return [one["sql"] for one in ran]


def test_there_are_200_of_every_row_a_page_may_show(asked):
    *_, held = asked
    assert [label for label, count in held.items() if count < 200] == []


@pytest.mark.parametrize("name", PAGES)
def test_as_many_statements_for_200_rows_as_for_one(asked, name):
    few, lots, _ = asked
    assert len(few[name]) == len(lots[name])
    assert len(lots[name]) <= MOST
