"""A sign-in ends by itself: after a while without use, and after a working day whatever is done. What was typed is kept."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of
from hypothesis import strategies as st

from tessera.access.models import User
from tessera.access.roles import Role
from tessera.audit.models import Entry
from tests.cast import agency, as_user, person

pytestmark = pytest.mark.usefixtures("as_served")
PASSWORD = "quay-side-lantern"
BY_A_SCRIPT = {"sec-fetch-dest": "empty"}


@pytest.fixture
def someone(cast):
    user = User.objects.get(pk=cast.holder.pk)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def browser(someone):
    client = Client()
    assert client.post(reverse("account_login"), {"login": someone.email, "password": PASSWORD}).status_code == 302
    return client


class Later:
    """The clock of the site, moved on by hand."""

    def __init__(self):
        self.began = timezone.now()

    def at(self, **since):
        return patch("tessera.access.time_limits.timezone.now", lambda: self.began + timedelta(**since))


@pytest.fixture
def later():
    return Later()


def is_in(browser, path="/", **how):
    return browser.get(path, **how).status_code == 200


@pytest.mark.parametrize(("minutes", "still"), [(19, True), (21, False)])
def test_it_ends_after_a_while_without_use(browser, later, minutes, still):
    assert is_in(browser)
    with later.at(minutes=minutes):
        assert is_in(browser) is still
    assert is_in(browser) is still, "and it is over for good, whatever the clock says"


def test_use_keeps_it_and_the_day_ends_it_all_the_same(browser, later):
    for minutes in range(15, 600, 15):
        with later.at(minutes=minutes):
            assert is_in(browser), minutes
    with later.at(minutes=601):
        answer = browser.get("/work/")
        assert answer.headers["Location"] == "/sign-in/?next=/work/"
        assert answer.headers["Clear-Site-Data"] == '"cache"'


def test_what_a_page_asks_by_itself_keeps_nobody_in(browser, later):
    for minutes in (5, 10, 15, 19):
        with later.at(minutes=minutes):
            assert is_in(browser, headers=BY_A_SCRIPT)
    with later.at(minutes=21):
        assert not is_in(browser, headers=BY_A_SCRIPT)


def test_the_button_and_going_on_writing_keep_it(browser, later):
    with later.at(minutes=18):
        assert browser.post(reverse("stay"), headers=BY_A_SCRIPT).json() == {"seconds": 1200}
    with later.at(minutes=37):
        assert is_in(browser)


def test_nothing_is_kept_in_that_has_ended(browser, later):
    with later.at(minutes=21):
        assert browser.post(reverse("stay")).status_code == 302
        assert not is_in(browser)


def test_signing_in_again_begins_a_new_day(browser, someone, later):
    with later.at(hours=5):
        browser.post(reverse("account_login"), {"login": someone.email, "password": PASSWORD})
        assert is_in(browser)
    with later.at(hours=14, minutes=50):
        assert not is_in(browser)


def test_what_was_typed_is_shown_to_be_sent_again_and_its_page_is_come_back_to(browser, someone, later):
    sent = {"narrative": "She said the grey car waits by the gate.", "csrfmiddlewaretoken": "x"}
    with later.at(minutes=21):
        answer = browser.post("/report/write/", sent, headers={"origin": "http://testserver"})
        assert answer.status_code == 403
        assert "She said the grey car waits by the gate." in answer.content.decode()
        assert "_auth_user_id" not in browser.session


def test_its_end_is_in_the_log(browser, someone, later):
    with later.at(minutes=21):
        browser.get("/")
    officer = person("officer", Role.GOVERNANCE, at=agency("partnership", "partnership"))
    with as_user(officer):
        said = Entry.objects.get(kind="access.timed_out").sentence
    assert said == f"The sign-in of {someone} ended: nobody had used it for a while"


def test_every_page_says_without_a_script_when_it_ends(browser):
    page = browser.get("/work/").content.decode()
    assert "You are signed out when you have opened and sent no page for 20 minutes, and at" in page
    assert 'data-idle="1200"' in page
    assert "data-idle" not in Client().get(reverse("account_login")).content.decode()


@settings_of(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 40), st.sampled_from(["page", "script", "stay"])), max_size=12))
def test_for_any_use_it_is_open_exactly_as_long_as_the_rule_says(someone, later, happens):
    browser = Client()
    with later.at(minutes=0):
        browser.post(reverse("account_login"), {"login": someone.email, "password": PASSWORD})
    now = used = 0
    is_open = True
    for minutes, what in happens:
        now += minutes
        is_open = is_open and now - used < 20 and now < 600
        with later.at(minutes=now):
            if what == "stay":
                answer = browser.post(reverse("stay"), headers=BY_A_SCRIPT)
            else:
                answer = browser.get("/work/", headers=BY_A_SCRIPT if what == "script" else {})
        assert (answer.status_code == 200) is is_open, (now, used, what)
        if what != "script":
            used = now
