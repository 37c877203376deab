"""A child's page, timeline and case in a real browser: no accessibility fault, no sideways scroll, and on paper."""

import os
import shutil
from datetime import date
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.utils import timezone
from playwright.sync_api import Route, sync_playwright

from tessera.cases import services
from tessera.cases.models import CareReview, FamilyMember, Voice
from tests.cases.telling import Part, joins, leaves, told
from tests.cast import as_user
from tests.overview.test_child_pages import AUNT, CAR, MAN, assessed, page_of, put_in_case
from tests.reporting import signed_in
from tests.ui.conftest import QUIET, SITE, TYPES

pytestmark = [pytest.mark.journey, pytest.mark.slow]
PICTURES = os.environ.get("TESSERA_PICTURES", "")


@pytest.fixture
def pages(world):
    """The pages as the key worker gets them, made before the browser starts."""
    holder = world.cast.holder
    said = [
        ("safe_contact", "Text between four and six. Never ring the house."), ("wish", "To talk to one person and not five."),
        ("needs", "A Sorani interpreter, a woman. Short sentences."), ("words", "I want people to stop asking me the same thing."),
    ]  # fmt: skip
    with as_user(holder):
        for what, text in said:
            services.hear(case=world.case, what=Voice.What(what), text=text, said_on=date(2026, 10, 2), by=holder)
        for name, part in [("Dawn Hollis", "protective"), ("Carl Hollis", "unsafe")]:
            services.note_family(
                case=world.case,
                name=name,
                relation="Parent",
                part=FamilyMember.Part(part),
                on=date(2026, 10, 3),
                by=holder,
            )
        services.record_care_review(
            case=world.case, held_on=date(2026, 10, 4), chaired_by="Ms Reid, independent reviewing officer",
            exploitation="The man in the silver car; the plan now says who picks her up.", missing=CareReview.NOTHING,
            by=holder,
        )  # fmt: skip
        services.note_missed_contact(
            case=world.case, meant_for=date(2026, 10, 3), tried={"rang": "We rang"},
            barriers={"our-time-or-place": "The time or place we set did not work for them"},
            tried_next="Meet her at school, with her form tutor.", by=holder,
        )  # fmt: skip
        services.set_action(
            case=world.case,
            what="Meet on Wednesdays with drawing things",
            owner=holder.post,
            due_on=date(2030, 1, 9),
            by=holder,
        )
        services.correct_details(case=world.case, title="Tegan Hollis", born_on=date(2012, 5, 3), by=holder)
    put_in_case(world, told(world.desk, world.desk, CAR, MAN, AUNT, same_as=world.told.child, how_known="child_told",
                            childs_words="He waits for us after school.", happened_words="12 March 2026"))  # fmt: skip
    for level, at in [("high", timezone.now().replace(day=1)), ("medium", timezone.now())]:
        assessed(world, level, at)
    leaves(joins(world.case, world.desk, by=holder, part=Part.SOCIAL_WORKER), by=holder)
    case = world.case.get_absolute_url()
    places = {
        "child": page_of(world), "timeline": page_of(world) + "timeline/?kinds=voice&kinds=case", "tell": page_of(world) + "tell/",
        "tell-in-welsh": page_of(world) + "tell/?language=cy", "cases": "/cases/",
        "case": case, "hear": case + "said/", "missed": case + "missed-contact/",
        "review": case + "care-review/",
        "family": case + "family/", "team": case + "team/", "close": case + "close/",
    }  # fmt: skip
    found = {name: signed_in(holder).get(place).content for name, place in places.items()}
    open_case = f"/concerns/{world.told.concern.pk}/open-case/"
    found["open"] = signed_in(world.desk).get(open_case).content
    found["add"] = signed_in(world.desk).get(open_case.replace("open-case", "add-to-case")).content
    stale = {"title": "Tig Hollis", "version": 0}
    found["stale"] = signed_in(holder).post(case + "details/", stale).content
    return found


def test_no_accessibility_fault_no_sideways_scroll_and_paper(pages):
    def answer(route: Route) -> None:
        address = urlsplit(route.request.url)
        assert f"{address.scheme}://{address.netloc}" == SITE, "a page asked for something off the site"
        if address.path.startswith("/static/"):
            path = finders.find(address.path.removeprefix("/static/"))
            return route.fulfill(path=path, content_type=TYPES[os.path.splitext(path)[1][1:]])
        return route.fulfill(body=pages[address.path.strip("/")], content_type="text/html; charset=utf-8")

    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        for width in (1280, 320):
            window = browser.new_context(viewport={"width": width, "height": 900})
            window.route("**/*", answer)
            for name in pages:
                page = window.new_page()
                page.goto(f"{SITE}/{name}/")
                report = Axe().run(page)
                assert report.violations_count == 0, f"{name} at {width}: {report.generate_report()}"
                assert page.evaluate("document.documentElement.scrollWidth") == width, f"{name} at {width}"
                picture(page, f"{name}-{width}")
                if width == 1280:
                    page.emulate_media(media="print")
                    assert not page.get_by_role("button", name="Add what they said").is_visible()
                    assert page.get_by_role("heading", level=1).first.is_visible()
                    picture(page, f"{name}-print")
                page.close()
        browser.close()


def picture(page, name):
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)
