"""The cast on every page of the site: holder, invited colleague, outsider. Hidden and absent are one and the same."""

import html
import re

import pytest
from django.test import Client

from tessera.access.guards import NOT_YOUR_JOB
from tessera.access.roles import Permission
from tests.house.recipes import HIDDEN, NOT_ALLOWED, POST_ONLY, RECIPES, names
from tests.reporting import signed_in

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.slow]
CAST = ("holder", "invited", "outsider")
VIEWS = dict(names())
every_page = pytest.mark.parametrize("name", sorted(VIEWS))
hidden_pages = pytest.mark.parametrize(
    "name", sorted(name for name, recipe in RECIPES.items() if HIDDEN in recipe.statuses or POST_ONLY in recipe.statuses)
)


def test_every_page_has_a_recipe_and_every_recipe_a_page():
    assert set(VIEWS) == set(RECIPES), "write how to open it, and who may, in tests/house/recipes.py"


@every_page
def test_each_of_the_cast_opens_what_is_theirs(world, name):
    recipe = RECIPES[name]
    seen = {}
    for who in CAST:
        response = signed_in(getattr(world.cast, who)).get(recipe.path(name, world))
        seen[who] = response.status_code
        if response.status_code == NOT_ALLOWED:
            assert is_a_sentence(refusal(response)), f"{who} is refused without being told why"
        response.close()
    assert seen == dict(zip(CAST, recipe.statuses, strict=True))


def refusal(response):
    """The reason that a page of refusal gives."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)
    assert main
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", main[0]).split()))


def is_a_sentence(words):
    return len(words.split()) > 5 and words.rstrip(".") != words
