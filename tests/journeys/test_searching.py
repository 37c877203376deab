"""A coordinator finds a man from half a plate and a nickname, reads why, joins him to his other name, takes it back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import check, picture
from tests.journeys.test_desk_and_assessor import send

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_half_a_plate_and_a_nickname_find_a_man(someone: Callable[..., Page], scripts: bool) -> None:
    """REQ soft-nicknames, soft-separate-store, trust-human-decides."""
    man, nickname, plate = (
        ("Osbert Farthing", "Zedder", "WZ71 QJV") if scripts else ("Alaric Penhale", "Moxie", "WZ71 XKV")
    )
    desk = someone("triage", scripts=scripts)
    send(
        desk,
        child="Wilma Stray",
        concern=f"{man}, known as {nickname}",
        noticed=f"{man}, known as {nickname}, waits for her in a grey car, {plate}.",
        scripts=scripts,
    )
    send(desk, child="Wilma Stray", concern=nickname, noticed=f"She speaks of {nickname}.", scripts=scripts)
    someone_else = someone("coordinator", scripts=scripts)
    someone_else.get_by_role("link", name="Search", exact=True).click()
    check(someone_else, scripts=scripts)
    someone_else.get_by_role("button", name="Search").click()
    expect(someone_else.get_by_role("heading", name="There is a problem")).to_be_visible()
    check(someone_else, scripts=scripts)
    _search(someone_else, f"{nickname} {plate[-3:]}")
    found = someone_else.get_by_role("article").first
    expect(found.get_by_role("heading")).to_have_text(man)
    expect(found.get_by_text("spoken of with")).to_be_visible()
    check(someone_else, scripts=scripts)
    picture(someone_else, "search")

    someone_else.get_by_role("button", name="Tell me when more is found").click()
    expect(someone_else.get_by_text("You are told when more is found")).to_be_visible()
    found.get_by_role("heading").get_by_role("link").click()
    _tie(someone_else, plate, scripts)
    someone_else.get_by_role("link", name="Is this the same").click()
    someone_else.get_by_role("link", name=f"Compare side by side with {nickname}", exact=True).click()
    someone_else.get_by_label("Same", exact=True).check()
    someone_else.get_by_label("Why do you say so?").fill("She says that he is her boyfriend in both.")
    someone_else.get_by_role("button", name="Keep answer").click()
    expect(someone_else.get_by_text("is joined to").first).to_be_visible()
    someone_else.get_by_role("link", name="Undo").first.click()
    someone_else.get_by_label("Why are they not the same?").fill("Another man uses that name.")
    someone_else.get_by_role("button", name="Undo the join").click()
    expect(someone_else.get_by_role("heading", level=1)).to_contain_text(man)


def _tie(page: Page, plate: str, scripts: bool) -> None:
    """REQ soft-link-map: say what ties him to the car, as the report says, and take it back."""
    held = page.url
    page.get_by_role("link", name=re.compile(f"^Say what ties them.*{plate}")).click()
    check(page, scripts=scripts)
    page.get_by_role("button", name="Keep this tie").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.locator("input[name=reports]").first.check()
    page.locator("input[name=words]").first.check()
    page.get_by_role("button", name="Keep this tie").click()
    expect(page).to_have_url(re.compile(re.escape(held)))
    expect(page.get_by_text("Unconfirmed.").first).to_be_visible()
    check(page, scripts=scripts)
    page.get_by_role("link", name=re.compile("^Take back that WX-")).first.click()
    page.get_by_label("Why is it taken back?").fill("Read again: it says nothing of the kind.")
    page.get_by_role("button", name="Take back").click()
    page.get_by_text("Ties that were taken back").click()
    expect(page.get_by_text("it says nothing of the kind").first).to_be_visible()


def _search(page: Page, words: str) -> None:
    page.get_by_label("Search", exact=True).fill(words)
    if page.get_by_role("link", name="Change the purpose").count():
        page.get_by_role("link", name="Change the purpose").click()
        page.get_by_label("Search", exact=True).fill(words)
    page.get_by_label("Something else").check()
    page.get_by_label("What it is for").fill("Who waits for a child")
    page.get_by_role("button", name="Search").click()
