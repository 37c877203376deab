"""Through the pages of a real provider, in a real browser: signing in, being refused, and the provider being down."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import PATIENCE, ROOT, _free_port, _wait_for
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
def address(place: dict[str, str], county: Glewlwyd) -> Iterator[str]:
    """A site that trusts the provider for addresses of its own domain."""
    address = county.back_to.partition("/sign-in")[0]
    environment = os.environ | place | {
        "TESSERA_ADDRESS": address,
        "TESSERA_PROVIDERS": "county",
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


def sign_in_there(page: Page, who: str) -> None:
    """Fill in the provider's own pages."""
    page.locator("input#username").fill(who)
    page.locator("input#password").fill(THERE)
    page.locator("button[name=but]").first.click()


def test_a_person_signs_in_by_the_provider_and_not_their_password(window: Callable[..., Page]) -> None:
    page = window()
    check(page)
    page.get_by_role("button", name=f"Sign in with {NAME}").click()
    page.wait_for_url(re.compile("localhost"))
    print(page.content())
    page.screenshot(path="/tmp/h/oidc/there.png")
    sign_in_there(page, "teacher")
    page.screenshot(path="/tmp/h/oidc/there2.png")
    expect(page.get_by_role("heading", name="Home", level=1)).to_be_visible()
