"""The desk keeps a report to named people: its writer reads on, governance reads of it, and it is given back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import check

pytestmark = [pytest.mark.journey, pytest.mark.slow]
WHY = "One of those who could read it knows the driver."


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_report_is_kept_to_named_people_and_given_back(someone: Callable[..., Page], scripts: bool) -> None:
    """By reading and by keyboard, from the report’s page; without scripts on a telephone’s width."""
    width = 1280 if scripts else 320
    writer = someone("teacher", scripts=scripts, width=width)
    writer.get_by_role("link", name="All your reports").click()
    reference = writer.locator("main a[href^='/reports/WX-']").first.inner_text().strip()
    desk = someone("triage", scripts=scripts, width=width)
    desk.goto(f"/reports/{reference}/")
    desk.get_by_role("link", name="Restrict it to named people").press("Enter")
    check(desk, scripts=scripts)
    desk.get_by_role("button", name="Restrict it, and tell them").press("Enter")
    expect(desk.get_by_role("heading", name="There is a problem")).to_be_visible()
    check(desk, scripts=scripts)
    desk.get_by_label("Why is it restricted?").fill(WHY)
    desk.get_by_role("button", name="Restrict it, and tell them").press("Enter")
    expect(desk.get_by_text("Restricted to named people")).to_be_visible()
    check(desk, scripts=scripts)
    assert writer.goto(f"/reports/{reference}/").status == 200
    officer = someone("governance", scripts=scripts, width=width)
    officer.get_by_role("link", name="Restricted records").click()
    check(officer, scripts=scripts)
    officer.get_by_role("link", name=f"Report {reference}").first.click()
    expect(officer.get_by_text(WHY)).to_be_visible()
    check(officer, scripts=scripts)
    assert officer.goto(f"/reports/{reference}/").status == 404
    desk.get_by_role("link", name="Who, and why").click()
    desk.get_by_label("Why is it lifted?").fill("He has moved to another post.")
    desk.get_by_role("button", name="Lift the restriction").press("Enter")
    expect(desk.get_by_text("Those who read it before read it again.")).to_be_visible()
    check(desk, scripts=scripts)
