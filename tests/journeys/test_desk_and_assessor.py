"""The rest of the main job: the desk joins and decides, a social worker assesses, a manager checks, the page shows it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import check, picture

pytestmark = [pytest.mark.journey, pytest.mark.slow]
Someone = Callable[..., Page]
REFERENCE = re.compile(r"WX-[0-9A-Z]{4}-[0-9A-Z]{4}")


def send(page: Page, *, child: str, noticed: str, scripts: bool, concern: str = "") -> str:
    """Send a concern and answer with its reference."""
    page.goto("/report/write/")
    page.get_by_label("What happened or what did you notice?").fill(noticed)
    page.get_by_label("When was this?").fill("yesterday 16:30")
    page.get_by_label("I saw it").check()
    page.get_by_label("Who is this about?").fill(child)
    page.locator("[name=about_concern]").fill(concern)
    page.get_by_role("button", name="Send concern").click()
    if not scripts:
        page.get_by_role("button", name="Send concern").click()
    expect(page.get_by_text(REFERENCE).first).to_be_visible()
    found = REFERENCE.search(page.content())
    assert found
    return found.group()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_a_concern_to_a_protected_child(someone: Someone, scripts: bool) -> None:
    """REQ triage-initial-decision, triage-feedback, assess-rva-sequence, assess-actual-first, assess-share-thinking."""
    child = "Marigold Tressell" if scripts else "Lavender Quillan"
    teacher = someone("teacher", scripts=scripts)
    noticed = f"{child} got into a grey car. The plate was WZ17 KRV and he is called Dax."
    reference = send(teacher, child=child, noticed=noticed, scripts=scripts)

    desk = someone("triage", scripts=scripts)
    concern = _join_what_is_held(desk, child, scripts)
    _decide_to_assess(desk, child, concern, scripts)
    _answer_and_finish(desk, concern, scripts)

    teacher.goto("/")
    expect(teacher.get_by_text(f"answered {reference}", exact=False).first).to_be_visible()

    assessor = someone("socialworker", scripts=scripts)
    address = _assess(assessor, child, scripts)
    _check_the_thinking(someone("supervisor", scripts=scripts), child, scripts)

    assessor.goto(address)
    assessor.goto(re.sub("/assessments/.*", "/assessments/", address))
    expect(assessor.get_by_text(child).first).to_be_visible()
    desk.goto(concern)
    desk.get_by_role("link", name=child).first.click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text(child)
    expect(desk.get_by_text("High").first).to_be_visible()
    check(desk, scripts=scripts)
    if scripts:
        picture(desk, "child")


def _join_what_is_held(desk: Page, child: str, scripts: bool) -> str:
    desk.get_by_role("link", name="Triage").first.click()
    check(desk, scripts=scripts)
    if scripts:
        picture(desk, "triage")
    desk.get_by_role("link", name=child).first.click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Concern CN-")
    check(desk, scripts=scripts)
    concern = desk.url
    if scripts:
        picture(desk, "concern")
    desk.get_by_role("link", name="Say whether").first.click()
    check(desk, scripts=scripts)
    if scripts:
        picture(desk, "matches")
    desk.get_by_label("Same", exact=True).first.check()
    desk.get_by_role("button", name="Keep answer").first.click()
    desk.goto(concern)
    return concern


def _decide_to_assess(desk: Page, child: str, concern: str, scripts: bool) -> None:
    desk.get_by_role("link", name="Decide").first.click()
    check(desk, scripts=scripts)
    desk.get_by_label("Assess the child").check()
    desk.get_by_role("button", name="Continue").click()
    check(desk, scripts=scripts)
    desk.get_by_label("Why?").fill("A man known in the next town, and a child nobody has asked.")
    desk.get_by_label(child).first.check()
    desk.get_by_label("Who assesses?").select_option(label=_option(desk, "Who assesses?", "Funmilayo"))
    desk.get_by_role("button").last.click()
    expect(desk.get_by_text("Assess the child").first).to_be_visible()
    desk.goto(concern)


def _option(page: Page, label: str, words: str) -> str:
    texts = page.get_by_label(label).locator("option").all_text_contents()
    return next(text for text in texts if words in text)


def _answer_and_finish(desk: Page, concern: str, scripts: bool) -> None:
    desk.get_by_role("link", name="Answer the person who reported").first.click()
    check(desk, scripts=scripts)
    for radio in desk.get_by_role("radio").all()[:1]:
        radio.check()
    desk.get_by_label("What do you tell them?").fill("Thank you. A social worker is now looking into this.")
    desk.get_by_role("button").last.click()
    desk.goto(concern)
    desk.get_by_role("link", name="Finish", exact=True).click()
    check(desk, scripts=scripts)
    desk.get_by_role("button").last.click()
    expect(desk.get_by_text("Finished").first).to_be_visible()


def _assess(page: Page, child: str, scripts: bool) -> str:
    page.get_by_role("link", name="My work", exact=True).click()
    page.locator("tr", has_text=child).get_by_role("link", name="Assess this child").first.click()
    check(page, scripts=scripts)
    address = page.url
    page.goto(address + "actual/")
    check(page, scripts=scripts)
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Save and continue").click()
    page.goto(address)
    expect(page.get_by_text("police", exact=False).first).to_be_visible()
    for whom in ("Police", "Children"):
        page.goto(address + "immediate/")
        check(page, scripts=scripts)
        page.get_by_label(re.compile(whom)).first.check()
        page.get_by_label("Name or reference").fill("Duty officer, reference 4411")
        page.get_by_label("When?").fill("today 00:01")
        page.get_by_role("button", name="Save who was told").click()
    for part in ("suspected", "vulnerabilities"):
        page.goto(f"{address}{part}/")
        check(page, scripts=scripts)
        page.get_by_role("radio", name="Not known").check()
        page.get_by_role("button", name="Save and continue").click()
    page.goto(address + "child/")
    page.get_by_label("What the child thinks and wants").fill("To be left alone.")
    page.get_by_role("button", name="Save and continue").click()
    page.goto(address + "result/")
    page.get_by_role("link", name="The child took back something").click()
    page.get_by_role("group", name="Has the child taken back").get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Save and continue").click()
    page.goto(address + "about/")
    page.get_by_role("button", name="Save, and mark what is blank as not known").click()
    page.goto(address + "result/")
    check(page, scripts=scripts)
    page.get_by_label("High", exact=True).check()
    page.get_by_label("What is the next conversation?").fill("With her, on Wednesday, at the youth club.")
    page.get_by_role("button", name="Decide and send to a supervisor").click()
    expect(page.get_by_text("supervisor", exact=False).first).to_be_visible()
    expect(page.get_by_role("heading", name="Why", exact=True)).to_be_visible()
    if scripts:
        picture(page, "assessment")
    return address


def _check_the_thinking(page: Page, child: str, scripts: bool) -> None:
    page.get_by_role("link", name="My work", exact=True).click()
    row = page.locator("tr", has_text=child)
    row.get_by_role("link", name="Check the thinking in this assessment").first.click()
    check(page, scripts=scripts)
    page.get_by_label("What do you make of the thinking?").fill("Agreed. See her this week.")
    page.get_by_role("button", name="Sign off").click()
    expect(page.get_by_text("Signed off").first).to_be_visible()


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize(
    ("who", "paths"),
    [
        (
            "triage",
            ["/triage/", "/work/", "/directory/", "/words/", "/lists/", "/lists/clock-rules/", "/ui/"],
        ),
        ("carer", ["/report/sighting/", "/reports/"]),
        ("supervisor", ["/cases/", "/assessments/", "/assessments/quality/"]),
        ("coordinator", ["/triage/measures/", "/report/spoken/"]),
        ("governance", ["/audit/"]),
        ("admin", ["/"]),
    ],
)
def test_every_list_page(someone: Someone, who: str, paths: list[str], width: int) -> None:
    page = someone(who, width=width)
    for path in paths:
        page.goto(path)
        check(page)


@pytest.mark.parametrize("width", [1280, 320])
def test_the_childs_page_and_what_leads_from_it(someone: Someone, width: int) -> None:
    page = someone("keyworker", width=width)
    if width == 320:
        page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Cases").click()
    page.get_by_role("link", name="Tegan Hollis").first.click()
    check(page)
    page.get_by_role("button", name="Tegan Hollis’s page").click()
    expect(page).to_have_url(re.compile(r"/children/[0-9a-f-]{36}/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tegan Hollis")
    check(page)
    picture(page, f"childs-page-{width}")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_marker_is_recorded_and_ended(someone: Someone, scripts: bool) -> None:
    """REQ triage-support-teams: what a liaison officer's list rests on, from the child's page."""
    page = someone("keyworker", scripts=scripts, width=1280 if scripts else 320)
    page.goto("/cases/")
    page.get_by_role("link", name="Tegan Hollis").first.click()
    page.get_by_role("button", name="Tegan Hollis’s page").click()
    page.get_by_role("link", name="Record a marker").click()
    check(page, scripts=scripts)
    page.get_by_label("Has been missing").check()
    page.get_by_label("How is it known?").fill("Her carer rang the police at midnight.")
    page.get_by_label("When did it start?").fill("yesterday" if scripts else "3 days ago")
    page.get_by_role("button", name="Record marker").click()
    expect(page.get_by_text("Marker recorded: Has been missing")).to_be_visible()
    check(page, scripts=scripts)
    page.get_by_role("link", name="End this marker").first.click()
    check(page, scripts=scripts)
    page.get_by_label("When did it end?").fill("today")
    page.get_by_label("How is it known?").fill("She came home.")
    page.get_by_role("button", name="End marker").click()
    expect(page.get_by_text("Marker ended: Has been missing. It stays on record.")).to_be_visible()
