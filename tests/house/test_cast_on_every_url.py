"""The cast on every page: holder, invited, outsider. What is hidden and what never was are the same."""

import html
import re

import pytest
from django.test import Client
from django.urls import resolve, reverse

from tessera.access.guards import NOT_YOUR_JOB
from tessera.access.roles import Permission
from tessera.staff.policy import SIGN_IN_FIRST
from tests.house.recipes import HIDDEN, NOT_ALLOWED, OK, POST_ONLY, RECIPES, names
from tests.reporting import signed_in

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.slow]
CAST = ("holder", "invited", "outsider")
VIEWS = dict(names())
every_page = pytest.mark.parametrize("name", sorted(VIEWS))
HIDING = sorted(
    (name, method)
    for name, recipe in RECIPES.items()
    for method in ("get", "post")
    if recipe.of_a_thing or (HIDDEN in recipe.statuses and method == "get")
)
NONSENSE = {"version": "nonsense", "entity": "nonsense", "key": "nonsense", "what": "\x00", "\x00": "\x00"}
# Drawn anew for each page.
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


def test_every_page_has_a_recipe_and_every_recipe_a_page():
    """A new page is named here: write how it is opened, and by whom, in tests/house/recipes.py."""
    assert sorted(name for name, _ in names()) == sorted(RECIPES), "a page without a recipe, or two pages of one name"


# An address that names one thing of somebody's, by its key or by its reference.
NAMES_A_THING = re.compile(r"<uuid:|<slug:reference>")


@every_page
def test_whatever_is_named_in_an_address_is_hidden_from_the_outsider(world, name):
    """A recipe may not say that a page about one thing is open to everybody."""
    recipe = RECIPES[name]
    if NAMES_A_THING.search(resolve(recipe.path(name, world).partition("?")[0]).route):
        assert recipe.of_a_thing
        assert recipe.statuses[2] in {HIDDEN, POST_ONLY}


# Whom each page that none of the cast can open is for; the pages of signing in send on whoever has signed in.
OPENED_BY_OTHERS = {
    "overview:audit": "governance, here",
    "information:take_back_promotion": "a grader once it is promoted: tests/information/test_development.py",
    "cases:close": "its agency's supervisor when nothing is left to do: tests/cases/test_pages.py",
    "cases:reopen": "its agency's supervisor once it is closed: tests/cases/test_pages.py",
    "concerns:finish": "the desk when all is done: tests/concerns/test_triage_pages.py",
    **dict.fromkeys(
        (
            "staff:mine",
            "staff:begin",
            "staff:invite",
            "staff:move",
            "staff:remove",
            "staff:lost",
            "staff:review",
            "staff:answer",
        ),
        "their agency's administrator: tests/staff/test_pages.py",
    ),
    "staff:accept": "whoever has the link: tests/staff/test_pages.py",
    "account_login": "somebody who has not signed in: every journey",
    "account_signup": "nobody: it sends to the sign-in",
    "account_reset_password": "nobody: it sends to the sign-in",
    "openid_connect_callback": "whoever comes back from a provider: tests/access/test_providers.py",
    "link_provider": "whoever an administrator set up a provider for: as above",
    "account_reauthenticate": "whoever signed in with a password: tests/access/test_second_factor.py",
    "mfa_authenticate": "whoever gave their password and has a second factor: as above",
    "mfa_reauthenticate": "whoever set up an authenticator app: as above",
    "mfa_reauthenticate_webauthn": "whoever added a passkey: tests/journeys/test_second_factor.py",
    "mfa_deactivate_totp": "as above",
    "mfa_remove_webauthn": "as above",
    "mfa_view_recovery_codes": "as above",
}


def test_a_page_that_none_of_the_cast_opens_says_who_does(world):
    closed = {name for name, one in RECIPES.items() if OK not in one.statuses and POST_ONLY not in one.statuses}
    assert closed == set(OPENED_BY_OTHERS)
    assert signed_in(world.governance).get(reverse("overview:audit")).status_code == OK


@every_page
def test_each_of_the_cast_opens_what_is_theirs(world, browser_of, name):
    recipe = RECIPES[name]
    seen = {}
    for who in CAST:
        response = browser_of(getattr(world.cast, who)).get(recipe.path(name, world))
        seen[who] = response.status_code
        if response.status_code == NOT_ALLOWED:
            assert is_a_sentence(refusal(response)), f"{who} is refused without being told why"
    assert seen == dict(zip(CAST, recipe.statuses, strict=True))


@every_page
def test_whatever_is_sent_the_outsider_finds_nothing_and_nobody_breaks_it(world, browser_of, name):
    """An empty form and a nonsensical one: a sentence, a redirect or a refusal, never a failure."""
    recipe = RECIPES[name]
    for who in CAST:
        client = browser_of(getattr(world.cast, who))
        for sent in ({}, NONSENSE):
            response = client.post(recipe.path(name, world), sent)
            assert response.status_code < 500, (who, sent)
            if who == "outsider" and recipe.of_a_thing:
                assert response.status_code == HIDDEN, sent


@pytest.mark.parametrize(("name", "method"), HIDING)
def test_what_is_hidden_and_what_never_was_answer_alike(world, browser_of, name, method):
    """To the byte, headers and all."""
    recipe = RECIPES[name]
    ask = getattr(browser_of(world.cast.outsider), method)
    hidden, absent = ask(recipe.path(name, world)), ask(recipe.path_of_nothing(name, world))
    assert hidden.status_code == absent.status_code
    assert plain(hidden) == plain(absent)
    assert dict(hidden.headers) == dict(absent.headers)
    assert hidden.cookies.keys() == absent.cookies.keys()


@pytest.mark.parametrize("name", sorted(name for name, one in RECIPES.items() if one.of_a_thing))
def test_a_part_that_never_was_of_a_thing_they_read_is_hidden_from_the_holder_too(world, browser_of, name):
    client = browser_of(world.cast.holder)
    for path in RECIPES[name].paths_with_a_part_of_nothing(name, world):
        assert client.get(path).status_code in {HIDDEN, POST_ONLY}, path
        assert client.post(path).status_code == HIDDEN, path


@every_page
def test_somebody_with_no_casework_is_told_whose_job_it_is(world, browser_of, name):
    """An administrator sees no content, whatever the address."""
    response = asked(browser_of(world.administrator), name, world)
    if VIEWS[name].guard == Permission.ADMINISTER:
        # Their own pages, which show staff: tests/house/test_administrators_pages.py says that nothing else moves them.
        assert name.startswith("staff:")
        assert response.status_code != NOT_ALLOWED or refusal(response) == SIGN_IN_FIRST
    elif VIEWS[name].guard not in {"public", "signed in", Permission.HOME}:
        assert response.status_code == NOT_ALLOWED
        assert refusal(response) == NOT_YOUR_JOB
    elif RECIPES[name].of_a_thing:
        assert response.status_code == HIDDEN


@every_page
def test_nobody_gets_in_without_signing_in(world, name):
    if VIEWS[name].guard == "public":
        assert name in OPEN_TO_ALL
        return
    for response in (asked(Client(), name, world), Client().post(RECIPES[name].path(name, world))):
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/sign-in/")


# Nothing protected is on them: the sign-in, and whether the site is up.
OPEN_TO_ALL = {
    "live", "ready", "account_login", "account_logout", "mfa_authenticate", "account_signup", "account_reset_password", "ui:components",
    "staff:accept",
    "openid_connect_login", "openid_connect_callback",
}  # fmt: skip


def asked(client, name, world):
    """The page opened, or sent an empty form when it is never opened."""
    recipe = RECIPES[name]
    ask = client.post if POST_ONLY in recipe.statuses else client.get
    return ask(recipe.path(name, world))


def plain(response):
    return TOKEN.sub(b"", response.content)


def refusal(response):
    """The reason that a page of refusal gives."""
    paragraphs = re.findall(r'<p class="govuk-body">(.*?)</p>', response.content.decode(), re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", paragraphs[0])).split())


def is_a_sentence(words):
    return len(words.split()) > 3 and words[0].isupper() and words.endswith(".")
