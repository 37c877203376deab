"""What was typed is not lost when the sign-in was renewed, or ended, while somebody was writing."""

import html
import re
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tessera.access.forms import PUBLISHED_PASSWORD
from tessera.access.roles import Role
from tests.cast import agency, person

HERE = {"origin": "http://testserver"}
KEY = "0b0e2f58-8f6c-4b0c-9a3e-0b6f3f6d1c11"
LINE = "A girl was met at the gate.\nThe man said <b>he</b> knows “Jade”."
TYPED = {
    "key": KEY,
    "narrative": LINE,
    "offered": ["a", "b"],
    "mention": ["b"],
    "when_text": "yesterday 16:30",
    "how_known": "saw",
    "scripted": "yes",
    "seen_by": "wide",
}
RENEWED, SIGNED_OUT = "Your sign-in was renewed", "You were signed out while you were writing"


class Inside(HTMLParser):
    """The one form of the page's own content, as a browser would send it: the header's has no file and no key."""

    def __init__(self, page):
        super().__init__()
        self.action, self.fields, self.choosers, self.encoding = None, {}, [], None
        self.feed(page[page.index("<main") : page.index("</main>")])

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.action, self.encoding = given["action"], given["enctype"]
        if tag == "input" and given["type"] == "hidden":
            self.fields.setdefault(given["name"], []).append(given["value"])
        if tag == "input" and given["type"] == "file":
            self.choosers.append(given["name"])


@pytest.fixture
def writer(db):
    """A teacher with a page open whose token is of the sign-in before, in a browser that checks as a real one does."""
    teacher = person("writer", Role.REPORTER, at=agency("far-school"), name="Priya Nair")
    teacher.set_password(PUBLISHED_PASSWORD)
    teacher.save()
    return teacher


@pytest.fixture
def browser(writer, settings):
    settings.DEMO = True
    made = Client(enforce_csrf_checks=True, headers=HERE)
    sign_in(made, writer)
    return made


def sign_in(browser, user):
    page = browser.get(reverse("account_login")).content.decode()
    typed = {"login": user.email, "password": PUBLISHED_PASSWORD, "csrfmiddlewaretoken": token_in(page)}
    assert browser.post(reverse("account_login"), typed).status_code == 302


def sign_out(browser):
    token = token_in(browser.get(reverse("account_logout")).content.decode())
    assert browser.post(reverse("account_logout"), {"csrfmiddlewaretoken": token}).status_code == 302


def token_in(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)


def open_page(browser):
    """The report page, opened before: its token is of now."""
    return token_in(browser.get(reverse("concerns:write")).content.decode())


def send(browser, token, **more):
    return browser.post(
        reverse("concerns:write") + "?from=home",
        {**TYPED, "csrfmiddlewaretoken": token, **more.pop("typed", {})},
        **more,
    )


def press(browser, reply):
    """Press the page's own button."""
    inside = Inside(reply.content.decode())
    assert inside.encoding == "multipart/form-data"
    return browser.post(inside.action, inside.fields)


def words(reply):
    return html.unescape(reply.content.decode())


def reports(browser):
    """The references of what this person sent; the page's example beside its search is none of them."""
    found = browser.get(reverse("information:mine")).content.decode()
    return set(re.findall(r'href="/reports/(WX-\w{4}-\w{4})/', found))


def test_a_form_of_the_sign_in_before_is_shown_and_sent_by_one_press(browser, writer):
    old = open_page(browser)
    sign_out(browser)
    sign_in(browser, writer)
    shown = send(browser, old)
    assert shown.status_code == 403
    assert shown.headers["Cache-Control"] == "no-store"
    assert "'none'" in shown.headers["Content-Security-Policy"]
    assert RENEWED in words(shown)
    assert "Priya Nair, Far School" in words(shown), "in whose name it goes"
    assert "<b>he</b>" not in shown.content.decode(), "escaped as everywhere"
    assert f'ui-as-written">{LINE}</div>' in words(shown)
    inside = Inside(shown.content.decode())
    assert inside.action == reverse("concerns:write") + "?from=home"
    token = inside.fields.pop("csrfmiddlewaretoken")
    assert token != [old]
    assert inside.fields == {name: value if isinstance(value, list) else [value] for name, value in TYPED.items()}
    assert not reports(browser)
    assert press(browser, shown).status_code == 302
    assert press(browser, shown).status_code == 302, "pressed twice"
    assert len(reports(browser)) == 1
    sent = browser.get(reverse("information:detail", args=reports(browser))).content.decode()
    assert "met at the gate" in html.unescape(sent)


def test_whoever_was_signed_out_signs_in_elsewhere_and_presses(browser, writer):
    old = open_page(browser)
    sign_out(browser)
    shown = send(browser, old)
    assert (shown.status_code, shown.headers["Cache-Control"]) == (403, "no-store")
    assert SIGNED_OUT in words(shown)
    assert "ring 999" in words(shown), "an emergency does not wait for a sign-in"
    assert f'href="{reverse("account_login")}" target="_blank"' in words(shown)
    assert f'ui-as-written">{LINE}</div>' in words(shown)
    assert SIGNED_OUT in words(press(browser, shown)), "pressed too early: nothing is lost by it"
    sign_in(browser, writer)
    again = press(browser, shown)
    assert RENEWED in words(again)
    assert press(browser, again).status_code == 302
    assert len(reports(browser)) == 1


def test_a_cookie_that_went_too_is_the_same_to_whoever_wrote(browser):
    old = open_page(browser)
    browser.cookies.clear()
    assert SIGNED_OUT in words(send(browser, old))


def test_files_are_named_and_chosen_again(browser, writer):
    old = open_page(browser)
    sign_out(browser)
    shown = send(browser, old, typed={"attached": SimpleUploadedFile("bus & gate.txt", b"A bus.")})
    assert "bus & gate.txt" in words(shown)
    assert not Inside(shown.content.decode()).choosers, "chosen before signing in they would be lost a second time"
    sign_in(browser, writer)
    again = press(browser, shown)
    assert "bus & gate.txt" in words(again), "its name came along though it was not chosen again"
    inside = Inside(again.content.decode())
    assert inside.choosers == ["attached"]
    chosen = SimpleUploadedFile("bus & gate.txt", b"A bus.")
    assert browser.post(inside.action, {**inside.fields, "attached": chosen}).status_code == 302
    report = browser.get(reverse("information:detail", args=reports(browser)))
    assert "bus & gate.txt" in words(report)


@pytest.mark.parametrize(
    "named",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "http://testserver:8000"},
        {"origin": "https://evil.example", "referer": "http://testserver/report/write/"},
        {"referer": "https://evil.example/http://testserver/"},
        {"referer": "http://[testserver/"},
        {},
    ],
    ids=str,
)
def test_words_from_another_site_are_never_laid_before_anybody(db, writer, named):
    signed_in, signed_out = Client(enforce_csrf_checks=True, headers=named), Client(headers=named)
    signed_in.force_login(writer, backend="allauth.account.auth_backends.AuthenticationBackend")
    refused = send(signed_in, "x" * 64)
    assert refused.status_code == 403
    assert "met at the gate" not in words(refused)
    assert "What you sent was not taken" in words(refused)
    sent_on = send(signed_out, "x" * 64)
    assert (sent_on.status_code, sent_on.content) == (302, b"")


def test_the_page_before_says_where_it_came_from_when_the_browser_names_no_origin(db):
    browser = Client(enforce_csrf_checks=True, headers={"referer": "http://testserver/report/write/"})
    assert SIGNED_OUT in words(send(browser, "x" * 64))


@pytest.mark.parametrize("page", ["account_login", "account_logout"])
def test_the_door_itself_keeps_a_plain_sentence(browser, page):
    typed = {"login": "two words", "password": "my secret words", "next": "/", "csrfmiddlewaretoken": "x" * 64}
    refused = browser.post(reverse(page), typed)
    assert refused.status_code == 403
    assert "What you sent was not taken" in words(refused)
    assert not re.search("two words|my secret words", words(refused))


def test_a_secret_is_never_written_into_a_page(browser):
    shown = send(
        browser, "x" * 64, typed={"password1": "my secret words", "otp": "123 456", "one-time-code": "654 321"}
    )
    assert RENEWED in words(shown)
    assert not re.search("my secret words|123 456|654 321", words(shown))


def test_a_look_is_still_sent_to_sign_in(db):
    reply = Client(headers=HERE).get(reverse("concerns:write"))
    assert reply.status_code == 302
    assert reply.url.startswith(reverse("account_login"))


def test_a_script_takes_both_as_not_saved(browser):
    by_script = {"headers": {**HERE, "sec-fetch-dest": "empty"}}
    refused = browser.post(reverse("concerns:draft"), {**TYPED, "csrfmiddlewaretoken": "x" * 64}, **by_script)
    assert refused.status_code == 403
    assert "met at the gate" not in words(refused)
    token = open_page(browser)
    sign_out(browser)
    sent_on = browser.post(reverse("concerns:draft"), {**TYPED, "csrfmiddlewaretoken": token}, **by_script)
    assert sent_on.status_code == 302, "the script says that it is not saved when it is sent elsewhere"


@pytest.mark.parametrize("has_cookies", [True, False])
def test_what_broke_off_on_its_way_is_a_plain_sentence(browser, has_cookies):
    """Nothing of it is known whole, so the page does not say that everything is on it."""
    if not has_cookies:
        browser.cookies.clear()

    class Broken:
        def read(self, *args):
            raise OSError

        readline = read

    reply = browser.generic("POST", reverse("concerns:write"), b"", **{
        "wsgi.input": Broken(), "CONTENT_LENGTH": "9", "CONTENT_TYPE": "application/x-www-form-urlencoded",
    })  # fmt: skip
    assert reply.status_code == 403
    assert "What you sent was not taken" in words(reply)
