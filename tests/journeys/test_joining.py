"""One man held under two names: the desk reads why they may be one, joins them, and takes that back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import check, picture
from tests.journeys.test_desk_and_assessor import send

pytestmark = [pytest.mark.journey, pytest.mark.slow]
WHY = "The same telephone number, and his sister uses both names."


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_two_are_joined_and_taken_apart_again(someone: Callable[..., Page], scripts: bool) -> None:
    """REQ trust-human-decides."""
    one, other = ("Peregrine Oakhollow", "Perry Oakhollow") if scripts else ("Benedict Fernlight", "Ben Fernlight")
    desk = someone("triage", scripts=scripts)
    first, second = (
        send(desk, child=name, noticed=f"{name} was not at school.", scripts=scripts) for name in (one, other)
    )
    _open(desk, first, one)
    desk.get_by_role("link", name="Is this the same").click()
    check(desk, scripts=scripts)
    picture(desk, "merge")
    expect(desk.get_by_role("heading", name=other)).to_be_visible()
    expect(desk.get_by_text("Surname is the same").first).to_be_visible()
    desk.get_by_role("link", name=f"Compare side by side with {other}").click()
    check(desk, scripts=scripts)
    desk.get_by_role("button", name="Keep answer").click()
    expect(desk.get_by_role("heading", name="There is a problem")).to_be_visible()
    check(desk, scripts=scripts)
    desk.get_by_label("Same", exact=True).check()
    desk.get_by_label("Why do you say so?").fill(WHY)
    picture(desk, "pair")
    desk.get_by_role("button", name="Keep answer").click()
    expect(desk.get_by_text("is joined to").first).to_be_visible()

    _open(desk, second, other)
    expect(desk.get_by_text(f"Joined from “{one}”")).to_be_visible()
    expect(desk.get_by_text(WHY)).to_be_visible()
    check(desk, scripts=scripts)
    desk.get_by_role("link", name="Undo").click()
    expect(desk.get_by_role("heading", name="What goes back")).to_be_visible()
    check(desk, scripts=scripts)
    desk.get_by_label("Why are they not the same?").fill("Cousins: both were at school on Monday.")
    desk.get_by_role("button", name="Undo the join").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text(one)
    desk.get_by_role("link", name="Is this the same").click()
    expect(desk.get_by_role("heading", name="Answered already")).to_be_visible()
    expect(desk.get_by_text("Cousins: both were at school on Monday.").first).to_be_visible()


def _open(page: Page, reference: str, name: str) -> None:
    """From the report to its concern, the page of the child in it, and everything said about who that is."""
    page.goto(f"/reports/{reference}/")
    page.get_by_role("link", name="concern CN-").click()
    page.get_by_role("heading", name=name).get_by_role("link").first.click()
    page.get_by_role("link", name="Everything said about who").click()
