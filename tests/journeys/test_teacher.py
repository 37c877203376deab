"""A teacher has five minutes: a concern from home to reference, as different people would send it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import check, picture

pytestmark = [pytest.mark.journey, pytest.mark.slow]
REFERENCE = re.compile(r"WX-[0-9A-Z]{4}-[0-9A-Z]{4}")
LINE = "A girl in year 9 was met at the gate by a man in a grey car."


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_whole_concern(someone: Callable[..., Page], scripts: bool, width: int) -> None:
    """REQ intake-single-front-door."""
    page = someone("teacher", scripts=scripts, width=width)
    check(page, scripts=scripts)
    page.get_by_role("link", name="Report a concern").click()
    check(page, scripts=scripts)
    picture(page, f"report-{width}")
    for group in page.get_by_role("group").all():
        group.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("What happened or what did you notice?").fill(f"{LINE} The plate began WZ17.")
    page.get_by_label("When was this?").fill("yesterday 16:30")
    page.get_by_label("I saw it").check()
    page.get_by_label("Who is this about?").fill("Tegan Hollis")
    check(page, scripts=scripts)
    picture(page, f"write-{width}")
    page.get_by_role("button", name="Send concern").click()
    if not scripts:
        expect(page.get_by_role("heading", level=1)).to_contain_text("Check")
        page.get_by_role("button", name="Send concern").click()
    expect(page.get_by_text(REFERENCE).first).to_be_visible()
    expect(page.get_by_text("The triage desk").first).to_be_visible()
    check(page, scripts=scripts)
    picture(page, f"sent-{width}")
    reference = REFERENCE.search(page.content())
    assert reference
    page.goto("/reports/")
    page.get_by_role("link", name=reference.group()).first.click()
    expect(page.get_by_text(LINE, exact=False).first).to_be_visible()
    check(page, scripts=scripts)


def test_one_line_takes_no_more_than_eight_interactions(someone: Callable[..., Page]) -> None:
    """REQ intake-accept-fragments."""
    page = someone("teacher")
    done = 0

    def one(action: Callable[[], object]) -> None:
        nonlocal done
        action()
        done += 1

    one(page.get_by_role("link", name="Report a concern").click)
    for group in page.get_by_role("group").all():
        one(group.get_by_label("No", exact=True).check)
    one(page.get_by_role("button", name="Continue").click)
    one(lambda: page.get_by_label("What happened or what did you notice?").fill("He was called Dax or Jax."))
    one(page.get_by_role("button", name="Send concern").click)
    expect(page.get_by_text(REFERENCE).first).to_be_visible()
    assert done <= 8


def test_immediate_danger_shows_999_at_once(someone: Callable[..., Page]) -> None:
    """REQ intake-emergency-prompt."""
    page = someone("teacher")
    page.get_by_role("link", name="Report a concern").click()
    page.get_by_role("group").first.get_by_label("Yes", exact=True).check()
    page.get_by_role("group").last.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("999")
    check(page)
    picture(page, "danger")


def test_a_date_that_cannot_be_read_is_said_beside_it_and_nothing_is_lost(
    someone: Callable[..., Page],
) -> None:
    page = someone("teacher")
    page.goto("/report/write/")
    page.get_by_label("What happened or what did you notice?").fill(LINE)
    page.get_by_label("When was this?").fill("31 February")
    page.get_by_role("button", name="Send concern").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_label("What happened or what did you notice?")).to_have_value(LINE)
    expect(page.get_by_label("When was this?")).to_have_value("31 February")
    check(page)


def test_the_keyboard_alone(someone: Callable[..., Page]) -> None:
    """From home to a reference without a mouse."""
    page = someone("teacher")
    page.get_by_role("link", name="Report a concern").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/")
    for group in page.get_by_role("group").all():
        group.get_by_label("No", exact=True).focus()
        page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/write/**")
    box = page.get_by_label("What happened or what did you notice?")
    for _ in range(40):
        page.keyboard.press("Tab")
        if box.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.type("Met at the gate again.")
    send = page.get_by_role("button", name="Send concern")
    for _ in range(60):
        page.keyboard.press("Tab")
        if send.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text(REFERENCE).first).to_be_visible()


def test_an_outsider_finds_nothing(someone: Callable[..., Page]) -> None:
    page = someone("triage")
    page.goto("/work/")
    address = page.get_by_role("link", name="Answer").first.get_attribute("href")
    outside = someone("outsider")
    answer = outside.goto(str(address))
    assert answer
    assert answer.status == 404
    check(outside)
