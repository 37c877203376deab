"""What pages do beyond plain HTML: keep a part up to date, save a draft, and offer suggestions."""

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.slow]
ADDRESS = "http://tessera.test/try/"
AROUND = """<!DOCTYPE html><html lang="en"><head><title>Try</title>
<link rel="modulepreload" id="govuk-frontend" href="/static/ui/govuk-frontend.min.js">
<script type="module" src="/static/ui/tessera.js"></script></head><body>{}</body></html>"""


@pytest.fixture
def opened(browse):
    def opened(body, **also):
        answers = {"/try/": AROUND.format(body)} | {f"/{name}/": answer for name, answer in also.items()}
        page = browse(also=answers).new_page()
        # Time stands still but for `run_for`.
        page.clock.install(time=0)
        page.clock.pause_at(1000)
        page.goto(ADDRESS)
        page.wait_for_load_state("networkidle")
        return page

    return opened


def test_a_live_part_is_fetched_again_when_the_stream_says_so_and_keeps_what_is_being_typed(opened):
    part = '<p>{}</p><label for="note">Note</label><input id="note"><input type="checkbox" id="seen">'
    page = opened(
        f'<div data-live="/part/" data-stream="/stream/">{part.format("old")}</div>',
        part=part.format("new"),
        stream="retry: 100000\nevent: changed\ndata: 7\n\n",
    )
    page.get_by_label("Note").fill("half a sen")
    page.locator("#seen").check()
    page.get_by_label("Note").focus()
    page.clock.run_for(300)
    page.get_by_text("new").wait_for()
    assert page.get_by_label("Note").input_value() == "half a sen"
    assert page.locator("#seen").is_checked()
    assert page.evaluate("document.activeElement.id") == "note"


def test_a_live_part_keeps_what_is_open_and_where_the_keyboard_is_when_more_comes_in_above(opened):
    row = """<div class="ui-ticket"><h3><a href="/{0}/">{0}</a></h3>
    <details><summary>Why it is suggested</summary><a href="/{0}/reason/">A reason</a></details></div>"""
    page = opened(
        f'<div data-live="/part/" data-stream="/stream/">{row.format("first")}{row.format("second")}</div>',
        part=row.format("new") + row.format("first") + row.format("second"),
        stream="retry: 100000\nevent: changed\ndata: 7\n\n",
    )
    page.get_by_text("Why it is suggested").nth(1).click()
    page.get_by_role("link", name="second").focus()
    page.clock.run_for(300)
    page.get_by_role("link", name="new").wait_for()
    assert page.evaluate("[...document.querySelectorAll('details')].map((one) => one.open)") == [False, False, True]
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/second/"


FORM = """<form method="post" data-autosave="/draft/">
<input type="hidden" name="csrfmiddlewaretoken" value="t">
<label for="n">Noticed</label><textarea id="n" name="noticed" {}></textarea>
<p data-autosave-status role="status"></p></form><div id="offers" aria-live="polite"></div>"""


def test_a_draft_is_saved_three_seconds_after_the_last_change_and_says_so(opened):
    saved = []
    page = opened(FORM.format(""), draft=lambda posted: saved.append(posted) or "")
    page.get_by_label("Noticed").fill("A new phone")
    page.clock.run_for(2900)
    assert saved == []
    with page.expect_response("**/draft/"):
        page.clock.run_for(200)
    page.get_by_text("Saved at").wait_for()
    assert saved == [{"csrfmiddlewaretoken": ["t"], "noticed": ["A new phone"]}]
    page.clock.run_for(10_000)
    assert len(saved) == 1, "nothing changed, so nothing is sent"


def test_a_draft_that_cannot_be_saved_says_so_and_is_tried_again(opened):
    page = opened(FORM.format(""))
    page.context.route("**/draft/", lambda route: route.abort())
    page.get_by_label("Noticed").fill("A new phone")
    page.clock.run_for(3100)
    page.get_by_text("Not saved.").wait_for()
    page.context.unroute_all()
    page.context.route("**/draft/", lambda route: route.fulfill(body=""))
    page.clock.run_for(16_000)
    page.get_by_text("Saved at").wait_for()


def test_suggestions_follow_the_words_into_the_region_that_reads_them_out(opened):
    asked = []
    page = opened(
        FORM.format('data-suggest="/offers/" data-suggest-into="offers"'),
        draft="",
        offers=lambda posted: asked.append(posted) or f"<p>Plate {posted['text'][0][-3:]}?</p>",
    )
    page.get_by_label("Noticed").press_sequentially("Car WX1")
    page.clock.run_for(500)
    assert asked == []
    with page.expect_response("**/offers/"):
        page.clock.run_for(150)
    page.get_by_text("Plate WX1?").wait_for()
    assert asked == [{"field": ["noticed"], "text": ["Car WX1"]}]


def test_what_was_unticked_is_said_when_suggestions_are_asked_for_again(opened):
    asked = []
    tick = '<input type="hidden" name="offered" value="a"><input type="checkbox" id="a" name="mention" value="a"{}>'
    form = FORM.format('data-suggest="/offers/" data-suggest-into="offers"').replace(
        "</form>", tick.format(" checked") + "</form>"
    )
    page = opened(form, draft="", offers=lambda posted: asked.append(posted) or "")
    page.locator("#a").uncheck()
    page.get_by_label("Noticed").fill("Car")
    with page.expect_response("**/offers/"):
        page.clock.run_for(700)
    assert asked == [{"field": ["noticed"], "text": ["Car"], "offered": ["a"]}]
