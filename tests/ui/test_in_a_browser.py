"""The components in a real browser: no accessibility fault, no sideways scroll, the same without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.journey, pytest.mark.slow]
ADDRESS = "http://tessera.test/ui/"


@pytest.fixture
def problems():
    return []


@pytest.fixture
def open_page(browse, problems):
    def opened(**window):
        page = browse(**window).new_page()
        page.on("console", lambda message: message.type == "error" and problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(ADDRESS)
        return page

    return opened


@pytest.mark.parametrize("width", [1280, 320])
def test_no_accessibility_fault_and_no_sideways_scrolling(open_page, problems, width):
    page = open_page(width=width)
    page.wait_for_function("document.body.classList.contains('govuk-frontend-supported')")
    for press in (None, "Check the answers"):
        if press:
            page.get_by_role("button", name=press).click()
            page.wait_for_selector(".govuk-error-summary:focus")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") == width
    assert not problems


def test_an_answer_opens_its_question_and_shuts_it(open_page):
    page = open_page()
    question = page.get_by_label("Who told you?")
    assert question.is_hidden()
    page.get_by_label("Someone else told me").check()
    assert question.is_visible()
    page.get_by_label("I saw it").check()
    assert question.is_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_rows_are_added_and_removed_with_everything_kept(open_page, scripts):
    page = open_page(scripts=scripts)
    page.get_by_label("What did you notice?").fill("A new phone.\n\n  Second line")
    page.get_by_label("Name or nickname").fill("Bee")
    with page.expect_navigation():
        page.get_by_role("button", name="Add another person").click()
    page.get_by_label("Name or nickname").nth(1).fill("Jay")
    with page.expect_navigation():
        page.get_by_role("button", name="Remove person 1").click()
    assert page.get_by_label("Name or nickname").count() == 1
    assert page.get_by_label("Name or nickname").input_value() == "Jay"
    assert page.get_by_label("What did you notice?").input_value() == "A new phone.\n\n  Second line"
    assert page.get_by_text("There is a problem").count() == 0


def test_the_enter_key_sends_the_form_rather_than_adding_a_row(open_page):
    page = open_page()
    page.get_by_label("Name or nickname").fill("Bee")
    page.get_by_label("Name or nickname").press("Enter")
    page.wait_for_selector(".govuk-error-summary")
    assert page.get_by_label("Name or nickname").count() == 1


def test_every_control_is_reached_and_the_summary_leads_to_its_field_by_keyboard(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.get_by_role("button", name="Check the answers").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".govuk-error-summary:focus")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_noticed"


def test_a_second_press_is_ignored_while_the_first_is_on_its_way(open_page):
    page = open_page()
    sent = page.evaluate(
        """() => {
          const form = document.querySelector("main form[method=post]");
          let went = 0;
          window.addEventListener("submit", (event) => {
            went += !event.defaultPrevented;
            event.preventDefault();
          });
          form.requestSubmit(); form.requestSubmit();
          return went;
        }"""
    )
    assert sent == 1
