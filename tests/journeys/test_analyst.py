"""A trained grader grades what she was asked to, and reads the grade beside each fact that rests on the report."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import check

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_analyst_grades_a_report_and_sees_it_beside_a_fact(someone: Callable[..., Page], scripts: bool) -> None:
    """REQ soft-grade: a named act on a page, shown wherever the report is rested on."""
    page = someone("analyst", scripts=scripts, width=1280 if scripts else 320)
    page.goto("/work/")
    page.get_by_role("link", name="Grade this report").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Report WX-")
    check(page, scripts=scripts)
    report = page.url
    page.get_by_role("link", name=re.compile("Grade this report")).click()
    check(page, scripts=scripts)
    page.get_by_label("2: Untested source").check()
    page.get_by_label("B: Known indirectly but corroborated" if scripts else "C: Known indirectly").check()
    page.get_by_label("C: Lawful sharing permitted with conditions").check()
    page.get_by_label("What are the conditions?").fill("Ask the hotel’s manager first.")
    page.get_by_role("button", name="Grade report").click()
    check(page, scripts=scripts)
    page.get_by_label("Why this grade?").fill("The night manager told the desk; the booking card says the same.")
    page.get_by_role("button", name="Grade report").click()
    code = "2B" if scripts else "2C"
    expect(page.get_by_text(f"Graded {code}, handling C.").first).to_be_visible()
    expect(page.get_by_text("Magda Zielonka").first).to_be_visible()
    check(page, scripts=scripts)
    page.get_by_role("link", name=re.compile("concern CN-")).click()
    page.get_by_role("link", name="Quayfarers Lodge").first.click()
    reference = report.rstrip("/").rpartition("/")[2]
    fact = page.locator("li", has_text=reference).filter(has_text=f"{code}, ").first
    expect(fact).to_be_visible()
    expect(page.get_by_role("heading", name="Photographs")).to_be_visible()
    check(page, scripts=scripts)


@pytest.mark.parametrize("width", [1280, 320])
def test_what_the_letters_mean_is_on_a_list(someone: Callable[..., Page], width: int) -> None:
    page = someone("analyst", width=width)
    page.goto("/lists/grading/")
    expect(page.get_by_role("heading", name="2: Untested source")).to_be_visible()
    check(page)
