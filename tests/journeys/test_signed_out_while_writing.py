"""Somebody writes while their sign-in ends in another tab: what they typed is shown, and sent in the end."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD
from tests.journeys.looking import check

pytestmark = [pytest.mark.journey, pytest.mark.slow]
LINES = "A grey car stood at the gate.\nA man in it called a girl by her name."


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_what_was_typed_is_sent_after_signing_in_again(someone: Callable[..., Page], scripts: bool) -> None:
    page = someone("teacher", scripts=scripts, width=320)
    page.goto("/report/write/")
    page.get_by_label("What happened or what did you notice?").fill(LINES)
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Sign out").click()
    other.get_by_label("Email").wait_for()
    page.locator("input[name=attached]").set_input_files(
        {"name": "gate.txt", "mimeType": "text/plain", "buffer": b"A grey car."}
    )
    page.get_by_role("button", name="Send concern").click()
    expect(page.get_by_role("heading", name="You were signed out while you were writing")).to_be_visible()
    expect(page.get_by_text(re.compile("A grey car stood at the gate"))).to_be_visible()
    expect(page.get_by_text("gate.txt")).to_be_visible()
    check(page, scripts=scripts)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in (opens in a new tab)").click()
    tab = opened.value
    tab.get_by_label("Email").fill("teacher@wexmouth.example")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    tab.get_by_role("heading", name="Home", level=1).wait_for()
    page.get_by_role("button", name="Send what you typed").click()
    expect(page.get_by_role("heading", name="Your sign-in was renewed")).to_be_visible()
    check(page, scripts=scripts)
    page.get_by_label("Choose your files again").set_input_files(
        {"name": "gate.txt", "mimeType": "text/plain", "buffer": b"A grey car."}
    )
    page.get_by_role("button", name="Send what you typed").click()
    if not scripts:
        expect(page.get_by_role("heading", level=1)).to_contain_text("Check")
        page.get_by_role("button", name="Send concern").click()
    page.get_by_text("Your reference number").wait_for()
    reference = re.search(r"WX-[0-9A-Z]{4}-[0-9A-Z]{4}", page.get_by_role("main").inner_text())
    assert reference
    page.goto(f"/reports/{reference.group()}/")
    expect(page.get_by_text("gate.txt").first).to_be_visible()
    expect(page.get_by_text("A man in it called a girl by her name.").first).to_be_visible()


def test_a_page_left_open_says_that_it_does_not_save(someone: Callable[..., Page]) -> None:
    page = someone("teacher")
    page.goto("/report/write/")
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Sign out").click()
    other.get_by_label("Email").wait_for()
    page.get_by_label("What happened or what did you notice?").fill(LINES)
    expect(page.get_by_text("Not saved. Your words are still on this page")).to_be_visible()
    # Signed in again, with a token that this page does not have.
    other.get_by_label("Email").fill("teacher@wexmouth.example")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    other.get_by_role("heading", name="Home", level=1).wait_for()
    with page.expect_response("**/report/draft/*") as tried:
        page.get_by_label("What happened or what did you notice?").fill(f"{LINES} She ran.")
    assert tried.value.status == 403
    expect(page.get_by_text("Not saved. Your words are still on this page")).to_be_visible()
