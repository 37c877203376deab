"""An assessment in a real browser: no accessibility fault, no sideways scrolling, and whole without scripts."""

import os
import shutil
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import sync_playwright

from tessera.assessments.answering import TickGiven
from tessera.assessments.models import Assessment
from tessera.assessments.terms import Part
from tests.assessments.conftest import BACKEND, known_child, save_list
from tests.cast import as_user

pytestmark = [pytest.mark.journey, pytest.mark.slow]
SITE = "http://127.0.0.1:9"  # trusted by the browser, and answered here: nothing listens on it
SIZES = (1280, 320)
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@pytest.fixture(scope="module")
def chromium():
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found, "The browser tests need Chromium: sudo apt-get install chromium"
    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        # Playwright keeps an event loop on this thread; Django would refuse its database there.
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()
        connections.close_all()  # those opened while the loop ran; nobody finds them after it


@pytest.fixture
def browse(chromium, client, db):
    """A browser window whose requests the test client answers, so nothing can leave the machine unseen."""
    strangers, windows, mine = [], [], connections["default"]

    def answer(route):
        connections["default"] = mine  # Playwright answers in a context of its own: same thread, same transaction
        asked, address = route.request, urlsplit(route.request.url)
        if f"{address.scheme}://{address.netloc}" != SITE:
            strangers.append(asked.url)
            return route.abort()
        if address.path.startswith("/static/"):
            path = finders.find(address.path.removeprefix("/static/"))
            return route.fulfill(path=path, content_type=TYPES[path.rsplit(".")[-1]])
        kind = asked.headers.get("content-type", "application/octet-stream")
        path = f"{address.path}?{address.query}"
        reply = client.generic(asked.method, path, asked.post_data_buffer or b"", kind, headers={"host": "127.0.0.1"})
        if reply.status_code == 302:  # a redirect would go past this route, so the page itself goes on
            on = f'<meta http-equiv="refresh" content="0; url={reply.headers["location"]}">'
            return route.fulfill(status=200, content_type="text/html", body=on)
        return route.fulfill(status=reply.status_code, headers=dict(reply.headers), body=reply.content)

    def window(*, scripts):
        made = chromium.new_context(viewport={"width": SIZES[0], "height": 800}, java_script_enabled=scripts)
        made.route("**/*", answer)
        windows.append(made)
        return made

    yield window
    for made in windows:
        made.close()
    assert not strangers, "a page asked for something off the site"


def looked_at(page, name, problems):
    """No accessibility fault and no sideways scrolling at either size; a picture when somebody wants one."""
    for width in SIZES:
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name} at {width}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") == width, f"{name} scrolls sideways"
        if folder := os.environ.get("TESSERA_PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": SIZES[0], "height": 800})
    assert not problems, problems


@pytest.mark.parametrize("scripts", [True, False])
def test_an_assessment_from_start_to_decision(browse, client, cast, scripts):
    child = known_child(cast)
    client.force_login(cast.holder, backend=BACKEND)
    page, problems = browse(scripts=scripts).new_page(), []
    # A browser notes a 409 (changed meanwhile) by itself; the page is whole.
    page.on("console", lambda said: said.type == "error" and "409" not in said.text and problems.append(said.text))
    page.on("pageerror", lambda error: problems.append(str(error)))

    def look(name):
        page.locator("main").wait_for()
        if scripts:  # the scan is a script itself
            looked_at(page, name, problems)

    def press(name):
        page.get_by_role("button", name=name).click()

    page.goto(f"{SITE}{reverse('assessments:start', args=[child.pk])}")
    look("start")
    press("Start assessment")
    look("overview")

    page.get_by_role("link", name="About the child and the people involved").click()
    page.get_by_label("Age, if the date of birth is not known").fill("14")
    page.get_by_role("group", name="Is anything sexual known").get_by_label("Yes").check()
    page.get_by_role("group", name="Could telling the family").get_by_label("Yes").check()
    look("about")
    press("Save and continue")

    page.get_by_role("heading", name="Signs of actual exploitation").wait_for()
    page.get_by_text("This part stays in progress: 10 questions not answered yet").wait_for()
    page.get_by_role("link", name="Write whom you told and when").click()
    page.get_by_role("heading", name="Immediate action: who was told").wait_for()
    page.get_by_text("13 to 15, always report").wait_for()
    page.get_by_text("Do not contact the family").wait_for()

    def tell_both():
        for whom in ("Police", "Children's social care"):
            page.get_by_label(whom, exact=True).check()
            page.get_by_label("Name or reference").fill("Duty desk, reference 14")
            page.get_by_label("When?").fill(f"today {timezone.localtime():%H:%M}")
            press("Save who was told")
        page.get_by_text("those who must be told were told").wait_for()

    tell_both()
    look("immediate")

    page.goto(page.url.replace("immediate", "actual"))
    page.get_by_role("checkbox", name="Being groomed online").check()
    page.get_by_label("Note: Being groomed online").fill("Messages seen by the school on Monday.")
    page.get_by_label("Usernames, one on each line").first.fill("night_owl\nowl.two")
    look("actual")
    press("Save and continue")

    page.get_by_role("heading", name="Signs of suspected exploitation").wait_for()
    page.get_by_role("checkbox", name="Possessions with no plausible explanation").check()
    page.get_by_label("None seen").check()
    press("Save and continue")
    page.get_by_text("There is a problem").wait_for()
    look("suspected-wrong")
    page.get_by_role("checkbox", name="Possessions with no plausible explanation").uncheck()
    press("Save and continue")

    page.get_by_role("heading", name="Vulnerabilities", exact=True).wait_for()
    page.get_by_role("checkbox", name="Young carer").check()
    page.get_by_label("Another vulnerability of this child").fill("Shares a room with a cousin who is out all night")
    press("Add another vulnerability")
    page.get_by_label("Another vulnerability of this child").nth(1).fill("No phone signal at home")
    look("vulnerabilities")
    press("Remove vulnerability 2")
    press("Save and continue")

    page.get_by_role("heading", name="Immediate action: who was told").wait_for()
    tell_both()  # of the sign that was written since
    page.goto(page.url.replace("immediate", "child"))
    page.get_by_label("What the child thinks and wants").fill("To go back to football.")
    look("child")
    press("Save and continue")
    page.get_by_role("heading", name="People, places and friends").wait_for()
    for name in ("network", "models", "agencies", "other-tools", "step-up", "cycle"):
        page.goto(page.url.rsplit("/", 2)[0] + f"/{name}/")
        look(name)

    page.goto(page.url.replace("cycle", "result"))
    page.get_by_role("link", name="Often missing", exact=True).click()
    look("about-in-progress")
    press("Save, and mark what is blank as not known")
    page.get_by_role("heading", name="Signs of actual exploitation").wait_for()
    page.goto(page.url.replace("actual", "result"))
    page.get_by_role("link", name="The child took back something").click()
    page.get_by_role("group", name="Has the child taken back").get_by_label("No", exact=True).check()
    press("Save and continue")
    page.get_by_role("heading", name="People, places and friends").wait_for()
    page.goto(page.url.replace("network", "result"))
    page.get_by_role("radio", name="High", exact=True).check()
    page.get_by_label("What is the next conversation?").fill("With her coach, on Thursday.")
    look("result")
    press("Decide and send to a supervisor")
    page.get_by_text("A supervisor is asked to check the thinking").wait_for()
    page.get_by_role("link", name="Print this assessment").click()
    page.emulate_media(media="print")
    look("print")
    page.emulate_media(media="screen")

    page.get_by_role("link", name="Write the specialist advice").click()
    look("advice")
    page.get_by_label("What specialist advice was taken?").fill("Forced Marriage Unit, Monday: no letters home.")
    press("Save the specialist advice")
    page.get_by_text("It is kept with the assessment").wait_for()
    assert not page.get_by_text("Do not contact the family").count()

    # Another assessment starts from that one; a colleague saves the same part first.
    page.goto(f"{SITE}{reverse('assessments:start', args=[child.pk])}")
    press("Start assessment")
    page.get_by_text("This starts from the assessment of").wait_for()
    page.get_by_role("link", name="Vulnerabilities", exact=True).click()
    page.get_by_text("From the last assessment").wait_for()
    look("carried")
    with as_user(cast.holder) as me:
        new = Assessment.objects.get(status="draft")
        save_list(new, Part.VULNERABILITY, TickGiven(None, "Theirs", "Saved meanwhile"), by=me)
    page.get_by_label("Note: Young carer").fill("For her mother, every evening.")
    press("Save and continue")
    page.get_by_text("Somebody saved this part while you were writing").wait_for()
    assert page.get_by_label("Note: Young carer").input_value() == "For her mother, every evening."
    look("changed-meanwhile")
    page.goto(page.url.replace("vulnerabilities", "result"))
    page.get_by_text("What moved since the assessment of").wait_for()
    look("result-moved")
    for name in ("mine", "quality"):
        page.goto(f"{SITE}{reverse(f'assessments:{name}')}")
        look(name)

    with as_user(cast.holder):
        decided = Assessment.objects.get(status="decided")
        assert (decided.level, decided.next_conversation) == ("high", "With her coach, on Thursday.")
