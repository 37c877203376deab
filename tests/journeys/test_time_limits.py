"""A page is left open: it warns, whoever comes back stays or signs in again, and what they wrote is there and sent."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD
from tests.journeys.looking import check

pytestmark = [pytest.mark.journey, pytest.mark.slow]
WORDS = "A grey car stood at the gate, and a man in it called to her."
WHAT = "What happened or what did you notice?"


def writing(someone: Callable[..., Page], **how: int) -> Page:
    """The teacher has begun to write; the clock of their browser is moved by hand from now on."""
    page = someone("teacher", **how)
    page.clock.install()
    page.goto("/report/write/")
    page.get_by_label(WHAT).fill(WORDS)
    return page


@pytest.mark.parametrize("width", [1280, 320])
def test_it_warns_and_whoever_is_there_stays_by_keyboard_where_they_were_writing(
    someone: Callable[..., Page], width: int
) -> None:
    page = writing(someone, width=width)
    page.clock.fast_forward("16:30")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.clock.fast_forward("01:00")
    warned = page.get_by_role("dialog", name="You will soon be signed out")
    expect(warned).to_be_visible()
    expect(warned.get_by_role("button", name="Stay signed in")).to_be_focused()
    expect(warned.get_by_role("link")).to_be_hidden()
    check(page)
    with page.expect_response("**/sign-in/stay/") as stayed:
        page.keyboard.press("Enter")
    assert stayed.value.json() == {"seconds": 1200}
    expect(warned).to_be_hidden()
    expect(page.get_by_label(WHAT)).to_be_focused()
    page.clock.fast_forward("18:30")
    expect(warned).to_be_visible()


def test_writing_keeps_somebody_in(someone: Callable[..., Page]) -> None:
    page = writing(someone)
    page.clock.fast_forward("15:00")
    with page.expect_response("**/sign-in/stay/"):
        page.get_by_label(WHAT).press_sequentially(" She ran.")
    page.clock.fast_forward("15:00")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_after_the_end_the_words_are_on_the_page_and_are_sent_after_signing_in_again(
    someone: Callable[..., Page],
) -> None:
    page = writing(someone)
    elsewhere = someone("teacher")
    elsewhere.get_by_role("link", name="Your sign-ins").click()
    expect(elsewhere.get_by_role("heading", name="Your sign-ins", level=1)).to_be_visible()
    expect(elsewhere.get_by_text("(this one)")).to_be_visible()
    check(elsewhere)
    elsewhere.get_by_role("button", name="End all the others").press("Enter")
    expect(elsewhere.get_by_text("Every other browser is signed out.")).to_be_visible()
    page.clock.fast_forward("20:00")
    over = page.get_by_role("dialog", name="You have been signed out")
    expect(over).to_be_visible()
    check(page)
    with page.context.expect_page() as opened:
        over.get_by_role("link", name="Sign in again").press("Enter")
    tab = opened.value
    tab.get_by_label("Email").fill("teacher@wexmouth.example")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    tab.get_by_role("heading", name="Home", level=1).wait_for()
    expect(over).to_be_hidden()  # the other tab says that somebody is signed in again
    expect(page.get_by_label(WHAT)).to_have_value(re.compile(re.escape(WORDS)))
    page.get_by_role("button", name="Send concern").click()
    expect(page.get_by_role("heading", name="Your sign-in was renewed")).to_be_visible()
    page.get_by_role("button", name="Send what you typed").click()
    page.get_by_text("Your reference number").wait_for()


def test_without_scripts_the_page_says_when(someone: Callable[..., Page]) -> None:
    page = someone("teacher", scripts=False, width=320)
    expect(page.get_by_text("You are signed out when you have opened and sent no page for 20 minutes")).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("link", name="Your sign-ins").click()
    expect(page.get_by_text("(this one)")).to_be_visible()


def test_a_browser_that_is_new_is_told_of_in_another_and_ended(someone: Callable[..., Page]) -> None:
    mine = someone("triage")
    theirs = someone("triage")
    mine.goto("/")
    expect(mine.get_by_role("heading", name="A browser not used before signed in as you")).to_be_visible()
    check(mine)
    mine.get_by_role("link", name="Say whether it was you").press("Enter")
    check(mine)
    mine.get_by_role("button", name=re.compile("^End it")).first.press("Enter")
    expect(mine.get_by_text("That browser is signed out.")).to_be_visible()
    theirs.goto("/triage/")
    expect(theirs.get_by_label("Email")).to_be_visible()
    said = mine.get_by_role("button", name=re.compile("^It was me"))
    for left in reversed(range(said.count())):  # other journeys signed in with browsers of their own
        said.first.press("Enter")
        expect(said).to_have_count(left)
    mine.goto("/")
    expect(mine.get_by_role("heading", name="A browser not used before signed in as you")).to_be_hidden()
