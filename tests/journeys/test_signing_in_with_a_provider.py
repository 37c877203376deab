"""Through the pages of a real provider, in a real browser: signing in, being refused, and the provider being down."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.access.hostile_provider import SECRET as SWIFT_SECRET
from tests.journeys.conftest import PASSWORD, PATIENCE, ROOT, _free_port, _wait_for
from tests.journeys.glewlwyd import CLIENT, SECRET, Glewlwyd, provider
from tests.journeys.glewlwyd import PASSWORD as THERE
from tests.journeys.looking import check

pytestmark = [pytest.mark.journey, pytest.mark.slow]
NAME = "Estuary County"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Glewlwyd]:
    """A provider that knows the site of these journeys as its client, and five people with accounts there."""
    back = f"http://127.0.0.1:{_free_port()}/sign-in/with/county/back/"
    with provider(tmp_path_factory.mktemp("glewlwyd"), port=_free_port(), back_to=back) as made:
        made.back_to = back
        made.has("teacher", "teacher@wexmouth.example")
        made.has("unverified", "triage@wexmouth.example", verified=False)
        made.has("stranger", "nobody@wexmouth.example")
        made.has("private", "somebody@private.example")
        made.has("usurper", "usurper@wexmouth.example")
        yield made


@pytest.fixture(scope="module")
def swift() -> Iterator[str]:
    """Another provider, which asks nothing and sends the teacher straight back."""
    command = [sys.executable, str(ROOT / "tests" / "access" / "hostile_provider.py")]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert running.stdout
    with running.stdout as said:
        yield f"http://127.0.0.1:{said.readline().strip()}/none"
        running.terminate()
        running.wait()


@pytest.fixture(scope="module")
def address(place: dict[str, str], county: Glewlwyd, swift: str) -> Iterator[str]:
    """A site that trusts the providers for addresses of its own domain."""
    address = county.back_to.partition("/sign-in")[0]
    environment = os.environ | place | {
        "TESSERA_ADDRESS": address,
        "TESSERA_PROVIDERS": "county,swift",
        "TESSERA_PROVIDER_SWIFT_NAME": "Swift",
        "TESSERA_PROVIDER_SWIFT_ISSUER": swift,
        "TESSERA_PROVIDER_SWIFT_CLIENT_ID": CLIENT,
        "TESSERA_PROVIDER_SWIFT_CLIENT_SECRET": SWIFT_SECRET,
        "TESSERA_PROVIDER_SWIFT_DOMAINS": "wexmouth.example",
        "TESSERA_PROVIDER_COUNTY_NAME": NAME,
        "TESSERA_PROVIDER_COUNTY_ISSUER": county.issuer,
        "TESSERA_PROVIDER_COUNTY_CLIENT_ID": CLIENT,
        "TESSERA_PROVIDER_COUNTY_CLIENT_SECRET": SECRET,
        "TESSERA_PROVIDER_COUNTY_DOMAINS": "wexmouth.example",
        "TESSERA_PROVIDER_COUNTY_SECOND_FACTOR": "amr:otp",
    }  # fmt: skip
    port = address.rpartition(":")[2]
    serve = [sys.executable, "-m", "tessera", "serve", "--port", port, "--processes", "1"]
    running = subprocess.Popen(serve, env=environment, cwd=ROOT)
    try:
        _wait_for(f"{address}/health/ready")
        yield address
    finally:
        running.terminate()
        running.wait()


@pytest.fixture
def window(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """A browser of somebody who has not signed in anywhere."""
    contexts: list[BrowserContext] = []

    def opened(width: int = 1280) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=address, locale="en-GB")
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.goto("/sign-in/")
        return page

    yield opened
    for context in contexts:
        context.close()


def sign_in_there(page: Page, who: str, *, again: bool = False) -> None:
    """Fill in the provider's own pages, and let it tell us the address the first time."""
    page.get_by_placeholder("Your username").fill(who)
    page.get_by_placeholder("Your password").fill(THERE)
    page.get_by_role("button", name="OK").click()
    if not again:
        page.get_by_label("email").check()
        page.get_by_role("button", name="Grant access").click()
    page.get_by_role("button", name="Continue").click()


def with_the_provider(page: Page) -> None:
    page.get_by_role("button", name=f"Sign in with {NAME}").click()


def is_refused(page: Page, sentence: str) -> None:
    """Not signed in, with the sentence, on a page without faults."""
    expect(page.get_by_role("heading", name="You are not signed in", level=1)).to_be_visible()
    expect(page.get_by_text(sentence)).to_be_visible()
    check(page)
    page.goto("/")
    expect(page.get_by_label("Password")).to_be_visible()


def home_of(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name="Home", level=1)).to_be_visible()
    expect(page.get_by_role("banner").get_by_text(name)).to_be_visible()


def test_a_person_signs_in_at_the_provider_and_the_next_time_without_typing(window: Callable[..., Page]) -> None:
    page = window()
    check(page)
    with_the_provider(page)
    sign_in_there(page, "teacher")
    home_of(page, "Saltreach Academy")
    page.get_by_role("link", name="How you sign in").click()
    expect(page.get_by_text(f"You can sign in with {NAME}.")).to_be_visible()
    check(page)
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    with_the_provider(page)
    page.get_by_role("button", name="Continue").click()
    home_of(page, "Saltreach Academy")


def test_a_provider_that_sends_people_straight_back_is_let_through(window: Callable[..., Page]) -> None:
    """A form answered by three redirects, over another host and back: browsers hold `form-action` against each."""
    page = window()
    page.get_by_role("button", name="Sign in with Swift").click()
    home_of(page, "Saltreach Academy")


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("who", ["stranger", "unverified"])
def test_whoever_has_no_account_here_or_no_verified_address_stays_outside(
    window: Callable[..., Page], who: str, width: int
) -> None:
    page = window(width)
    check(page)
    with_the_provider(page)
    sign_in_there(page, who, again=width == 320)
    is_refused(page, f"{NAME} told us who you are, but that does not open an account here.")


def test_taking_somebodys_address_at_the_provider_does_not_open_their_account(
    window: Callable[..., Page], county: Glewlwyd
) -> None:
    page = window()
    with_the_provider(page)
    sign_in_there(page, "usurper")
    is_refused(page, "does not open an account here")
    county.moves("usurper", "teacher@wexmouth.example")
    page.goto("/sign-in/")
    with_the_provider(page)
    page.get_by_role("button", name="Continue").click()
    is_refused(page, "does not open an account here")


def test_somebody_links_an_account_of_another_address_while_signed_in(window: Callable[..., Page]) -> None:
    page = window(320)
    page.get_by_label("Email").fill("triage@wexmouth.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="How you sign in").click()
    page.get_by_role("link", name=f"Link {NAME}").click()
    check(page)
    page.get_by_label("Your password").fill("not this one")
    page.get_by_role("button", name=f"Go to {NAME}").click()
    expect(page.get_by_role("alert")).to_contain_text("The password is not right")
    check(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name=f"Go to {NAME}").click()
    sign_in_there(page, "private")
    expect(page.get_by_text(f"You can now sign in with {NAME}.")).to_be_visible()
    check(page)
    other = window()
    with_the_provider(other)
    sign_in_there(other, "private", again=True)
    home_of(other, "Alison Treverne")


def test_a_state_that_was_tampered_with_and_a_code_that_was_used_open_nothing(window: Callable[..., Page]) -> None:
    page = window()
    seen: list[str] = []
    page.on("request", lambda request: "/back/" in request.url and seen.append(request.url))
    with_the_provider(page)
    sign_in_there(page, "teacher", again=True)
    home_of(page, "Saltreach Academy")
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    for address in (seen[0], re.sub("state=[^&]+", "state=made-up", seen[0])):
        page.goto(address)
        is_refused(page, "This way of signing in was used already")


def test_a_provider_that_is_down_is_a_sentence_and_the_password_still_works(
    window: Callable[..., Page], county: Glewlwyd
) -> None:
    page = window()
    county.stop()
    try:
        with_the_provider(page)
        is_refused(page, f"{NAME} does not answer at the moment.")
    finally:
        county.start()
    page.get_by_label("Email").fill("teacher@wexmouth.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    home_of(page, "Saltreach Academy")
