"""A key worker opens one report in an emergency; its writer reads of it at once, and governance reviews it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import check

pytestmark = [pytest.mark.journey, pytest.mark.slow]
WHY = "She is with him now, and nobody at the school answers."


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_one_report_is_opened_told_of_and_reviewed(someone: Callable[..., Page], scripts: bool) -> None:
    """By reading, from the home page; without scripts on a telephone’s width."""
    width = 1280 if scripts else 320
    why = f"{WHY} I am {'at my desk' if scripts else 'on the road'}."
    writer = someone("outsider", scripts=scripts, width=width)
    writer.get_by_role("link", name="All your reports").click()
    reference = writer.locator("main a[href^='/reports/WX-']").first.inner_text().strip()
    page = someone("keyworker", scripts=scripts, width=width)
    assert page.goto(f"/reports/{reference}/").status == 404
    page.get_by_role("link", name="open it in an emergency").click()
    check(page, scripts=scripts)
    page.get_by_label("Which record?").fill("the girl at the quay")
    page.get_by_role("button", name="Open it, and tell them").click()
    expect(
        page.get_by_text("Say why", exact=False).or_(page.get_by_text("Give the reference of a report")).first
    ).to_be_visible()
    check(page, scripts=scripts)
    page.get_by_label("Which record?").fill(reference)
    page.get_by_label("Why does it have to be read now?").fill(why)
    page.get_by_role("button", name="Open it, and tell them").click()
    expect(page.get_by_role("heading", name=f"Emergency access to report {reference}")).to_be_visible()
    check(page, scripts=scripts)
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text(why)).to_be_visible()
    check(page, scripts=scripts)

    writer.goto("/")
    writer.get_by_role("link", name=why).click()
    expect(writer.get_by_role("heading", name=f"Emergency access to report {reference}")).to_be_visible()
    writer.get_by_role("button", name="End it now").click()
    assert page.reload().status == 404

    officer = someone("governance", scripts=scripts, width=width)
    officer.get_by_role("link", name="My work", exact=True).click()
    officer.get_by_role("link", name="Review an emergency access").first.click()
    check(officer, scripts=scripts)
    officer.get_by_label("It was justified").check()
    officer.get_by_label("Why?").fill("The school’s own number rang out twice that night.")
    officer.get_by_role("button", name="Keep the review").click()
    expect(officer.get_by_text("rang out twice that night").first).to_be_visible()
