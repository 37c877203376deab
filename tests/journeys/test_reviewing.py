"""What a comparison in bulk found is worked through by keyboard alone, one suggestion after another.

A browser that a test drives does not hear access keys, so each is pressed on what its key leads to.
"""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import ROOT
from tests.journeys.looking import check
from tests.journeys.test_desk_and_assessor import send

pytestmark = [pytest.mark.journey, pytest.mark.slow]
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
