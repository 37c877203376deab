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


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_analyst_grades_sanitises_and_promotes(someone: Callable[..., Page], scripts: bool) -> None:
    """REQ soft-cleanse-and-check, soft-se-category: each a named act on a page; the version leads nobody back to the report."""
    page = someone("analyst", scripts=scripts, width=1280 if scripts else 320)
    page.goto("/work/")
    page.get_by_role("link", name="Grade this report").first.click()
    report = page.url
    reference = report.rstrip("/").rpartition("/")[2]
    page.get_by_role("link", name=re.compile("Grade this report")).click()
    page.get_by_label("2: Untested source").check()
    page.get_by_label("B: Known indirectly but corroborated").check()
    page.get_by_label("P: Lawful sharing permitted", exact=True).check()
    page.get_by_label("Why this grade?").fill("The booking card says the same.")
    page.get_by_role("button", name="Grade report").click()
    _promote(page, scripts=scripts)
    _mark_and_code(page, reference, scripts=scripts)
    page.goto(report)
    page.get_by_role("link", name="Write a version for wider sharing").click()
    check(page, scripts=scripts)
    title = f"A silver car and a hotel{' again' if scripts else ''}"
    page.get_by_label("What is it about, in a few words?").fill(title)
    page.get_by_label("What may be shared?").fill(f"As {reference} says, a man took rooms for children.")
    page.get_by_label("Safeguarding leads of every agency, and the triage desk").check()
    page.get_by_role("button", name="Check what they will read").click()
    expect(page.get_by_role("link", name=re.compile("Take out what leads to the report"))).to_be_visible()
    check(page, scripts=scripts)
    page.get_by_label("What may be shared?").fill("A man took hotel rooms for children. Staff should ring the desk.")
    page.get_by_role("button", name="Check what they will read").click()
    expect(page.get_by_text("Nothing is shared yet.")).to_be_visible()
    check(page, scripts=scripts)
    page.get_by_role("button", name="Share this version").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    expect(page.get_by_role("link", name=re.compile(reference))).to_be_visible()
    check(page, scripts=scripts)
    lead = someone("nurse", scripts=scripts)
    lead.get_by_role("link", name="Versions shared with you").click()
    check(lead, scripts=scripts)
    lead.get_by_role("link", name=re.compile(title)).last.click()
    expect(lead.get_by_text("A man took hotel rooms for children.")).to_be_visible()
    assert reference not in lead.content()
    check(lead, scripts=scripts)
    version = lead.url.rstrip("/").rpartition("/")[2]
    _find_version(lead, version, reference, scripts=scripts)
    page.get_by_role("link", name="Withdraw this version").click()
    check(page, scripts=scripts)
    page.get_by_role("button", name="Withdraw this version").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_label("Why is it withdrawn?").fill("The rooms were taken by somebody else.")
    page.get_by_role("button", name="Withdraw this version").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("was withdrawn")
    check(page, scripts=scripts)
    lead.goto("/work/")
    lead.get_by_role("link", name=re.compile(f"{version} was withdrawn")).click()
    expect(lead.get_by_text("The rooms were taken by somebody else.")).to_be_visible()
    assert "A man took hotel rooms for children." not in lead.content()
    check(lead, scripts=scripts)


def _find_version(page: Page, version: str, reference: str, *, scripts: bool) -> None:
    """Whoever it is shared with finds it by its words and by its reference, and the report by neither."""
    page.get_by_role("link", name="Search", exact=True).click()
    page.get_by_label("Search", exact=True).fill("“hotel rooms”")
    if not page.get_by_role("link", name="Change the purpose").count():  # said in the last half hour
        page.get_by_label("Something else").check()
        page.get_by_label("What it is for").fill("What is known of hotels")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name=re.compile(f"^{version}: "))).to_be_visible()
    assert reference not in page.content()
    check(page, scripts=scripts)
    page.get_by_label("Search", exact=True).fill(version.lower().replace("-", " "))
    page.get_by_role("button", name="Search").first.click()
    expect(page.get_by_role("link", name=f"Sanitised version {version}")).to_be_visible()


def _promote(page: Page, *, scripts: bool) -> None:
    """Refused until it says what was done; then graded intelligence. Taken back again by the second run."""
    if page.get_by_role("link", name="Take the promotion back").count():
        page.get_by_role("link", name="Take the promotion back").click()
        check(page, scripts=scripts)
        page.get_by_label("Why is it taken back?").fill("To look again.")
        page.get_by_role("button", name="Take back").click()
    page.get_by_role("link", name="Promote to graded intelligence").click()
    check(page, scripts=scripts)
    page.get_by_role("button", name="Promote").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    for label, words in (
        ("Does any other report say the same?", "The booking card. Kept as two."),
        ("What was seen, and what was only told?", "He saw the car; the name was told."),
        ("How are the source and the child protected?", "Neither is named."),
        ("What was it checked against?", "Police records, today."),
        ("What did the check show?", "The plate is on record."),
    ):
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Promote").click()
    expect(page.get_by_text("Used as graded intelligence from now on.")).to_be_visible()
    check(page, scripts=scripts)


def _mark_and_code(page: Page, reference: str, *, scripts: bool) -> None:
    page.get_by_role("link", name=re.compile("category for police")).click()
    check(page, scripts=scripts)
    page.get_by_label("Yes: list it with the items for police").check()
    page.get_by_label("Why?").fill("Rooms taken for children.")
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("link", name="Code methods it shows").click()
    check(page, scripts=scripts)
    page.get_by_label("Taken to hotels, parties or private addresses").check()
    page.get_by_role("button", name="Code methods").click()
    expect(page.get_by_text("How they move children: Taken to hotels").first).to_be_visible()
    page.goto("/")
    page.get_by_role("link", name="Items for police").click()
    expect(page.get_by_role("link", name=reference)).to_be_visible()
    check(page, scripts=scripts)
