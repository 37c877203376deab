"""On the narrowest phone: no part of a table is out of sight, and a date is read back while it is typed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import check, picture

pytestmark = [pytest.mark.journey, pytest.mark.slow]
# How far the right edge of anything in the rows of a table stands outside the window.
OUTSIDE = """() => Math.max(0, ...[...document.querySelectorAll(".ui-wide tbody *")]
  .map((one) => one.getBoundingClientRect()).filter((box) => box.width > 1)
  .map((box) => box.right - document.documentElement.clientWidth))"""


@pytest.mark.parametrize(("who", "path"), [("triage", "/work/"), ("triage", "/triage/"), ("triage", "/directory/")])
def test_a_table_on_a_phone_is_all_in_sight(someone: Callable[..., Page], who: str, path: str) -> None:
    page = someone(who, width=320)
    page.goto(path)
    assert page.evaluate(OUTSIDE) <= 0, "something stands where nobody sees it"
    table = page.get_by_role("table").first
    expect(table).to_be_visible()
    headers = table.get_by_role("columnheader").all_inner_texts()
    row = table.get_by_role("row").nth(1)
    shown = row.evaluate(
        "row => [...row.children].map((one) => getComputedStyle(one, '::before').content.replaceAll('\"', ''))"
    )
    assert shown == headers, "each cell under the header of its column"
    check(page)
    picture(page, f"phone{path.replace('/', '-').rstrip('-')}")


def test_a_wide_screen_shows_a_table_as_one(someone: Callable[..., Page]) -> None:
    page = someone("triage")
    page.goto("/work/")
    cell = page.get_by_role("table").first.get_by_role("row").nth(1).get_by_role("cell").first
    assert cell.evaluate("one => [getComputedStyle(one).display, getComputedStyle(one, '::before').content]") == [
        "table-cell",
        "none",
    ]
    check(page)


@pytest.mark.parametrize("path", ["/report/write/", "/report/sighting/"])
def test_when_it_was_is_read_back_while_it_is_typed(someone: Callable[..., Page], path: str) -> None:
    page = someone("carer", width=320)
    page.goto(path)
    box = page.get_by_label("When was this?")
    box.fill("14/3/2026")
    expect(page.get_by_text("Read as: Saturday 14 March 2026")).to_be_visible()
    check(page)
    box.fill("31 February")
    expect(page.get_by_text("There is no 31 February")).to_be_visible()
    check(page)
    box.fill("")
    expect(page.get_by_text("There is no 31 February")).to_have_count(0)


def test_a_page_sent_twice_with_other_words_and_a_reference_that_a_caller_quotes(someone: Callable[..., Page]) -> None:
    page = someone("teacher", width=320)
    page.goto("/report/write/")
    page.get_by_label("What happened or what did you notice?").fill("A grey car again.")
    key = page.locator("input[name=key]").input_value()
    page.get_by_role("button", name="Send concern").click()
    page.get_by_text("Your reference number").wait_for()
    # As a browser that kept the page brings it back.
    page.goto("/report/write/")
    page.locator("input[name=key]").evaluate("(field, key) => { field.value = key; }", key)
    page.get_by_label("What happened or what did you notice?").fill("A grey car again, and a man in it.")
    page.get_by_role("button", name="Send concern").click()
    expect(page.get_by_role("heading", name="This page was already sent")).to_be_visible()
    check(page)
    picture(page, "sent-otherwise")
    page.get_by_role("button", name="Add this to").click()
    expect(page.get_by_label("What happened or what did you notice?")).to_have_value(
        "A grey car again, and a man in it."
    )
    page.goto("/reports/")
    check(page)
    page.get_by_label("Find by reference").fill("wx 2222 2222")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    check(page)
