"""Somebody whose sign-in asks for a second factor sets one up, signs in with it, and adds a passkey."""

import time
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PASSWORD, PATIENCE
from tests.journeys.looking import check

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.fixture
def window(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """A window on the site by its name: a browser keeps passkeys by name."""
    contexts = []

    def opened(*, scripts: bool, width: int) -> Page:
        context = browser.new_context(
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
            base_url=site.replace("127.0.0.1", "localhost"),
            locale="en-GB",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def sign_in(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Email").fill("mfa@wexmouth.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")


def code_of(letters: str, *, later: int) -> str:
    return totp.format_hotp_value(totp.hotp_value(letters.replace(" ", ""), int(time.time()) // 30 + later))


def test_the_whole_road_of_the_second_factor(window: Callable[..., Page]) -> None:
    """By keyboard and without scripts on a telephone’s width; then a passkey, which needs scripts."""
    page = window(scripts=False, width=320)
    sign_in(page)
    expect(page.get_by_role("heading", name="Your second factor", level=1)).to_be_visible()
    expect(page.get_by_text("Before you can go on")).to_be_visible()
    check(page, scripts=False)
    page.get_by_role("button", name="Set up an authenticator app").press("Enter")
    expect(page.get_by_role("img", name="The picture to scan")).to_be_visible()
    page.get_by_text("I cannot scan it").click()
    letters = page.locator("details strong").inner_text()
    check(page, scripts=False)
    page.get_by_label("Code").fill("12345")
    page.keyboard.press("Enter")
    expect(page.get_by_text("That code is not right").first).to_be_visible()
    page.get_by_text("I cannot scan it").click()
    assert page.locator("details strong").inner_text() == letters, "one set up already is still good"
    page.get_by_label("Code").fill(code_of(letters, later=-1))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    codes = page.locator("main li").all_inner_texts()
    assert len(codes) == 10
    check(page, scripts=False)
    page.get_by_role("button", name="I have kept them, go on").click()
    expect(page.get_by_role("heading", name="Home", level=1)).to_be_visible()
    page.get_by_role("button", name="Sign out").click()

    page = window(scripts=True, width=1280)
    sign_in(page)
    expect(page.get_by_role("heading", name="Show that it is you")).to_be_visible()
    check(page, scripts=True)
    expect(page.get_by_role("button", name="Use a passkey")).to_have_count(0)
    page.get_by_label("Code").fill(codes[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Home", level=1)).to_be_visible()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    own = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": own})
    page.get_by_role("link", name="Your second factor").click()
    expect(page.get_by_text("9 of your recovery codes are left")).to_be_visible()
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_label("What do you call it?").fill("Work telephone")
    check(page, scripts=True)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("Work telephone, added on")).to_be_visible()
    check(page, scripts=True)
    page.get_by_role("button", name="Sign out").click()
    sign_in(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Home", level=1)).to_be_visible()
    page.get_by_role("link", name="Your second factor").click()
    page.get_by_role("link", name="Remove Work telephone").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("Work telephone")).to_have_count(0)
    page.get_by_role("link", name="Remove your authenticator app").click()
    expect(page.get_by_text("Add another way before you remove the last one")).to_be_visible()
