"""What a comparison in bulk found is worked through by keyboard alone, one suggestion after another.

A browser that a test drives does not hear access keys with Alt, so in the first test each is pressed on what it leads to.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import ROOT
from tests.journeys.looking import check
from tests.journeys.test_desk_and_assessor import send

pytestmark = [pytest.mark.journey, pytest.mark.slow]
TEN = ("Demelza", "Kerensa", "Morwenna", "Tamsin", "Jory", "Petrok", "Senara", "Tristan", "Ysella", "Cador")
WHY = "One date of birth, and one aunt."


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_suggestions_are_answered_by_keyboard(
    someone: Callable[..., Page], place: dict[str, str], scripts: bool
) -> None:
    """REQ trust-human-decides, soft-match-on-arrival."""
    names = ("Lowenna Trevanion", "Lowena Trevanion") if scripts else ("Merryn Penhale", "Meryn Penhale")
    desk = someone("triage", scripts=scripts)
    for name in names:
        send(desk, child=f"{name}, dob 4/3/2011", noticed=f"{name} was not at school.", scripts=scripts)
    run = [sys.executable, "-m", "tessera", "match", "bulk", "--threshold", "0"]
    subprocess.run(run, env=os.environ | place, check=True, cwd=ROOT, capture_output=True)
    desk.goto("/")
    desk.get_by_role("link", name="Suggestions to review").click()
    check(desk, scripts=scripts)
    desk.get_by_role("link", name="Begin with the best").click()
    ours = desk.get_by_role("heading", level=1, name=names[0])
    for _ in range(40):
        if ours.is_visible():
            break
        before = desk.url
        desk.locator("[accesskey='6']").press("Enter")
        desk.wait_for_url(lambda url, before=before: url != before)
    expect(ours).to_contain_text(names[1])
    check(desk, scripts=scripts)
    path = desk.url
    desk.locator("[accesskey='5']").press("Enter")
    expect(desk.get_by_role("heading", name="There is a problem")).to_be_visible()
    desk.locator("[accesskey='2']").press("Space")
    desk.locator("[accesskey='4']").press("End")
    desk.keyboard.type(WHY)
    desk.locator("[accesskey='5']").press("Enter")
    expect(desk.get_by_text("is kept").first).to_be_visible()
    assert desk.url != path
    desk.goto(path)
    expect(desk.get_by_text(WHY).first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["single-keys", "tab-and-arrows"])
def test_ten_suggestions_are_answered_without_a_mouse(
    someone: Callable[..., Page], place: dict[str, str], tmp_path: Path, scripts: bool
) -> None:
    """REQ trust-human-decides: by keys of their own where scripts run, and by what every browser has where none do."""
    listed = _ten_children_twice(tmp_path / "list.csv", "Trelawney" if scripts else "Nancarrow")
    by = ["--as", "coordinator@wexmouth.example", "--source", str(listed), "--processes", "1"]
    for words in (["import", str(listed), "--profile", "missing-people", *by], ["match", "bulk", "--threshold", "0"]):
        run = [sys.executable, "-m", "tessera", *words]
        subprocess.run(run, env=os.environ | place, check=True, cwd=ROOT, capture_output=True)
    desk = someone("triage", scripts=scripts)
    desk.goto("/review/")
    _tab_to(desk, desk.get_by_role("link", name="Begin with the best"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="What is around them")).to_be_visible()
    expect(desk.get_by_role("heading", name="Your answer")).to_be_visible()
    if scripts:
        _single_keys_are_turned_off_and_on(desk)
    answered = set()
    for number in range(10):
        answered.add(desk.url)
        why = f"Answer {number}: seen on 2 days in 2 towns."
        judgement = "Different" if number % 2 else "Unsure"
        (_by_single_keys if scripts else _by_tab_and_arrows)(desk, judgement, why)
        expect(desk.get_by_text("is kept").first).to_be_visible()
        assert desk.url not in answered
    assert len(answered) == 10
    desk.goto(sorted(answered)[0])
    expect(desk.get_by_text("seen on 2 days in 2 towns.").first).to_be_visible()


def _ten_children_twice(file: Path, surname: str) -> Path:
    rows = [
        f"M-{twice}{day},{name},{surname},{day:02}/04/2011,01/06/2026"
        for twice in "AB"
        for day, name in enumerate(TEN, 1)
    ]
    file.write_text("\n".join(["Reference,First name,Surname,Date of birth,Missing since", *rows]))
    return file


def _single_keys_are_turned_off_and_on(page: Page) -> None:
    """Nothing happens by one key unless its user wants that (WCAG 2.1.4); it is remembered."""
    box, different = page.get_by_label("These keys work by themselves"), page.get_by_label("Different", exact=True)
    _tab_to(page, box)
    page.keyboard.press("Space")
    page.keyboard.press("2")
    expect(different).not_to_be_checked()
    page.reload()
    expect(box).not_to_be_checked()
    page.keyboard.press("2")
    expect(different).not_to_be_checked()
    _tab_to(page, box)
    page.keyboard.press("Space")


def _by_single_keys(page: Page, judgement: str, why: str) -> None:
    expect(page.get_by_label("These keys work by themselves")).to_be_checked()
    page.keyboard.press({"Different": "2", "Unsure": "3"}[judgement])
    page.keyboard.press("4")
    page.keyboard.type(why)
    expect(page.get_by_label("Why do you say so?")).to_have_value(why)
    expect(page.get_by_label(judgement, exact=True)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("5")


def _by_tab_and_arrows(page: Page, judgement: str, why: str) -> None:
    _tab_to(page, page.get_by_label("Same", exact=True))
    page.keyboard.press("Space")
    for _ in range({"Different": 1, "Unsure": 2}[judgement]):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_label(judgement, exact=True)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type(why)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def _tab_to(page: Page, target: Locator) -> None:
    for _ in range(200):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not get there")
