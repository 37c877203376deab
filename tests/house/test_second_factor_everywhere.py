"""Whoever owes a second factor opens no page with their password alone."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.house.recipes import POST_ONLY, RECIPES, names
from tests.reporting import signed_in


@pytest.mark.slow
def test_no_page_opens_to_a_password_alone(world, settings):
    settings.SECOND_FACTOR_BY_ROLE = True
    client: Client = signed_in(world.cast.holder)
    views, elsewhere = dict(names()), {}
    for name, recipe in RECIPES.items():
        if views[name].guard in {"public", "signed in"}:
            continue
        for answer in (client.get(recipe.path(name, world)), client.post(recipe.path(name, world))):
            if answer.status_code != POST_ONLY and answer.headers.get("Location") != reverse("mfa_index"):
                elsewhere[name] = answer.status_code
    assert len(RECIPES) > 100
    assert elsewhere == {}
