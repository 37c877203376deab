"""Somebody joins, works, moves and leaves: what their administrator does, and what they see."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PASSWORD, PATIENCE
from tests.journeys.looking import check

pytestmark = [pytest.mark.journey, pytest.mark.slow]
NEW = "a-long-and-quiet-harbour"


@pytest.mark.parametrize(
    ("scripts", "width"), [(True, 1280), (True, 320), (False, 320)], ids=["wide", "narrow", "no-scripts"]
)
def test_invited_works_moves_and_is_removed(
    someone: Callable[..., Page], browser: Browser, site: str, scripts: bool, width: int
) -> None:
    name = f"Robin Sandover {'wide' if width > 320 else 'narrow' if scripts else 'plain'}"
    email = f"{name.replace(' ', '.').lower()}@wexmouth.example"
    admin = someone("admin", scripts=scripts, width=width)
    admin.get_by_role("link", name="Staff", exact=True).click()
    check(admin, scripts=scripts)
    _sign_in_to_administer(admin, scripts)
    _invite(admin, name, email, scripts)
    link = re.search(r"/invitations/[\w-]+/", admin.get_by_text("their link is shown here").inner_text())
    assert link

    context = browser.new_context(java_script_enabled=scripts, viewport={"width": width, "height": 900}, base_url=site)
    context.set_default_timeout(PATIENCE)
    worker = context.new_page()
    _accept(worker, link.group(), email, scripts)
    worker.get_by_role("link", name="Report a concern").or_(
        worker.get_by_role("button", name="Report a concern")
    ).click()
    expect(worker.get_by_role("heading", level=1)).to_be_visible()

    admin.goto("/staff/")
    admin.get_by_role("link", name=re.compile(rf"^Move\s+{name}")).click()
    check(admin, scripts=scripts)
    admin.get_by_label("Job title").fill("Partnership manager")
    admin.get_by_label("Supervisor", exact=True).check()
    admin.get_by_label("Permanent").check()
    admin.get_by_label("Why?").fill("Promoted.")
    admin.get_by_role("button", name="Move").click()
    expect(admin.get_by_text(f"{name} is now Partnership manager.")).to_be_visible()
    worker.goto("/")
    expect(worker.get_by_text("Your post is now Partnership manager.")).to_be_visible()

    admin.get_by_role("link", name=re.compile(rf"^Remove\s+{name}")).click()
    check(admin, scripts=scripts)
    admin.get_by_role("button", name="Remove").click()
    expect(admin.get_by_role("heading", name="There is a problem")).to_be_visible()
    check(admin, scripts=scripts)
    admin.get_by_label("Why?").fill("Left for another county.")
    admin.get_by_role("button", name="Remove").click()
    expect(admin.get_by_text(f"{name} was removed.")).to_be_visible()
    worker.goto("/")
    expect(worker.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    _sign_in(worker, email)
    expect(worker.get_by_text("The email or the password is not right.").first).to_be_visible()
    context.close()
    admin.get_by_role("button", name="End it now").click()
    expect(admin.get_by_text("You are no longer signed in to administer.")).to_be_visible()


def test_the_review_that_is_under_way_is_reached_from_home(someone: Callable[..., Page]) -> None:
    admin = someone("admin", width=320)
    admin.get_by_role("link", name="Review who works here").click()
    check(admin)
    expect(admin.get_by_text("Say of each person whether they still need what they hold")).to_be_visible()
    admin.get_by_role("link", name=re.compile("Answer for")).first.click()
    check(admin)
    admin.get_by_role("button", name="Keep answer").click()
    expect(admin.get_by_role("heading", name="There is a problem")).to_be_visible()


def _sign_in_to_administer(page: Page, scripts: bool) -> None:
    page.get_by_role("link", name="Sign in to administer").click()
    check(page, scripts=scripts)
    page.get_by_label("What are you going to do?").fill("Somebody new starts on Monday.")
    page.get_by_label("Your password, again").fill(PASSWORD)
    page.get_by_label("Your password, again").press("Enter")
    expect(page.get_by_text("minutes left")).to_be_visible()


def _invite(page: Page, name: str, email: str, scripts: bool) -> None:
    """By keyboard alone, from the link to the last button."""
    page.get_by_role("link", name="Invite somebody").press("Enter")
    page.get_by_role("heading", name="Invite somebody", level=1).wait_for()
    check(page, scripts=scripts)
    page.get_by_label("Name", exact=True).focus()
    for words in (name, email, "Hub worker"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.get_by_label("Professional who reports concerns").press("Space")
    page.get_by_label("Permanent").press("Space")
    page.get_by_role("button", name="Invite").press("Enter")
    page.get_by_text("their link is shown here").wait_for()
    check(page, scripts=scripts)


def _accept(page: Page, link: str, email: str, scripts: bool) -> None:
    page.goto(link)
    check(page, scripts=scripts)
    page.get_by_label("Password", exact=True).fill(NEW)
    page.get_by_label("The same password again").fill(NEW)
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("heading", name="Sign in", level=1).wait_for()
    _sign_in(page, email)
    page.get_by_role("heading", name="Home", level=1).wait_for()


def _sign_in(page: Page, email: str) -> None:
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(NEW)
    page.get_by_role("button", name="Sign in").click()
