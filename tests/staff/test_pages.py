"""The pages of an administrator, and the page where an invitation is accepted."""

import html
import re
import time
from datetime import timedelta

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django import app

from tessera.access.roles import Role
from tessera.staff import reviewing
from tessera.staff.models import Invitation, Review, Sitting
from tests.access.test_second_factor import code_of, set_up
from tests.cast import person
from tests.reporting import signed_in
from tests.staff.conftest import PASSWORD, again, post_of

SIGN_IN_FIRST = "Sign in to administer first: give your reason and your password again."
NELL = {
    "name": "Nell New", "email": "nell@wexmouth.example", "title": "Social worker", "roles": ["social_worker"],
    "basis": "permanent",
}  # fmt: skip


def words(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def admin(house):
    return signed_in(house.admin)


@pytest.fixture
def sat(admin):
    """The administrator's browser, signed in to administer."""
    answer = admin.post("/staff/sign-in/", {"reason": "Two start on Monday.", "password": PASSWORD})
    assert answer.status_code == 302
    return admin


def link_in(page):
    return re.search(r"/invitations/[\w-]+/", words(page)).group()


def test_home_leads_to_the_staff_of_ones_own_agency_alone(house, admin):
    assert "/staff/" in words(admin.get("/"))
    page = words(admin.get("/staff/"))
    for user in (house.worker, house.supervisor, house.second):
        assert user.name in page
    assert house.elsewhere.name not in page
    assert house.governance.name not in page
    assert admin.get(f"/staff/{post_of(house.elsewhere).pk}/remove/").status_code == 404
    assert signed_in(house.supervisor).get("/staff/").status_code == 403
    assert "/staff/" not in words(signed_in(house.supervisor).get("/"))


def test_without_the_administrative_sign_in_pages_show_and_do_nothing(house, admin):
    pk = post_of(house.worker).pk
    for path, sent in (
        ("/staff/invite/", NELL),
        (f"/staff/{pk}/remove/", {"reason": "Left."}),
        (f"/staff/{pk}/move/", {"title": "Manager", "roles": ["supervisor"], "basis": "permanent", "reason": "Asked."}),
    ):
        assert SIGN_IN_FIRST in words(admin.get(path))
        answer = admin.post(path, sent)
        assert answer.status_code == 403
        assert SIGN_IN_FIRST in words(answer)
        assert 'href="/staff/sign-in/"' in words(answer)
        assert str(sent.get("title", sent.get("reason"))) in words(answer), "what was typed is kept"
    assert not Invitation.objects.exists()
    assert post_of(house.worker).pk == pk


def test_the_password_is_asked_again_and_a_wrong_one_is_not_shown_back(house, admin):
    answer = admin.post("/staff/sign-in/", {"reason": "Two start on Monday.", "password": "a-wrong-password"})
    assert "The password is not right" in words(answer)
    assert "Two start on Monday." in words(answer)
    assert "a-wrong-password" not in words(answer)
    assert SIGN_IN_FIRST in words(admin.get("/staff/"))


def test_it_shows_the_time_left_holds_in_this_browser_alone_and_can_be_ended(house, sat):
    page = words(sat.get("/staff/"))
    assert "30 minutes left" in page
    assert "Two start on Monday." in page
    assert SIGN_IN_FIRST in words(signed_in(house.admin).get("/staff/"))
    sat.post("/staff/sign-out/")
    assert SIGN_IN_FIRST in words(sat.get("/staff/"))


def test_invited_accepted_and_in(house, sat, settings):
    settings.DEMO = True
    link = link_in(sat.post("/staff/invite/", NELL, follow=True))
    someone = Client()
    assert "Children’s services invites you as Social worker" in words(someone.get(link))
    weak = someone.post(link, {"password": "password", "again": "password"})
    assert "at least 12 characters" in words(weak)
    unlike = someone.post(link, {"password": PASSWORD, "again": PASSWORD + "x"})
    assert "The two passwords are not the same." in words(unlike)
    assert PASSWORD not in words(unlike)
    assert someone.post(link, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert someone.get(link).status_code == 404
    assert someone.post("/sign-in/", {"login": NELL["email"], "password": PASSWORD}).status_code == 302
    assert "Children’s services" in words(someone.get("/"))


def test_outside_the_demo_the_administrator_does_not_see_the_link(house, sat, settings):
    settings.DEMO = False
    page = words(sat.post("/staff/invite/", NELL, follow=True))
    assert "/invitations/" not in page.replace("/staff/invitations/", "")


def test_the_answer_does_not_tell_whether_an_address_has_an_account_elsewhere(house, sat, settings):
    settings.DEMO = False
    known, unknown = (
        words(sat.post("/staff/invite/", NELL | {"email": email}, follow=True))
        for email in (house.elsewhere.email, "nobody-of-ours@wexmouth.example")
    )
    said = re.compile(r"[^<>]*Nell New is invited[^<>]*")
    assert len(said.findall(known)) == 1
    assert said.findall(known) == said.findall(unknown)
    assert house.elsewhere.name not in known


def test_a_colleague_is_not_invited_again(house, sat):
    page = words(sat.post("/staff/invite/", NELL | {"email": house.worker.email.upper()}))
    assert "Wyn Orker works here already: change their post instead." in page


@pytest.mark.parametrize("basis", ["temporary", "agency_worker", "volunteer"])
def test_who_is_not_permanent_has_a_last_day(house, sat, basis):
    page = words(sat.post("/staff/invite/", NELL | {"basis": basis}))
    assert "Enter the last day: only a permanent post has none." in page
    day = timezone.localdate() + timedelta(days=400)
    last = {"last_day-day": day.day, "last_day-month": day.month, "last_day-year": day.year}
    assert "A temporary post lasts a year at most." in words(sat.post("/staff/invite/", NELL | {"basis": basis} | last))


def test_no_role_beyond_what_is_offered_is_taken(house, sat):
    """Primero R2-3558: what stands in the form decides nothing."""
    for role in ("police_officer", "triage_officer", "governance", "superuser"):
        assert sat.post("/staff/invite/", NELL | {"roles": [role]}).status_code == 200
    own = post_of(house.admin).pk
    sent = {"title": "Manager", "roles": ["supervisor"], "basis": "permanent", "reason": "Me."}
    assert sat.post(f"/staff/{own}/move/", sent).status_code == 403
    assert not Invitation.objects.exists()
    assert post_of(house.admin).roles == ["administrator"]


def test_an_invited_administrator_waits_for_a_second_one(house, sat, settings):
    settings.DEMO = True
    page = words(sat.post("/staff/invite/", NELL | {"roles": ["administrator"]}, follow=True))
    assert "once a second administrator agrees" in page
    number = Invitation.objects.get().pk
    assert sat.post(f"/staff/invitations/{number}/agree/").status_code == 403
    second = signed_in(house.second)
    assert "1 invitation to agree to" in words(second.get("/"))
    assert second.post(f"/staff/invitations/{number}/agree/").status_code == 403
    second.post("/staff/sign-in/", {"reason": "Ada asked me.", "password": PASSWORD})
    assert link_in(second.post(f"/staff/invitations/{number}/agree/", follow=True))


def test_moved_and_removed(house, sat):
    pk = post_of(house.worker).pk
    page = sat.post(
        f"/staff/{pk}/move/",
        {"title": "Manager", "roles": ["supervisor"], "basis": "permanent", "reason": "Promoted."},
        follow=True,
    )
    assert "Wyn Orker is now Manager." in words(page)
    new = post_of(house.worker).pk
    assert new != pk
    assert sat.get(f"/staff/{pk}/remove/").status_code == 404
    theirs = signed_in(house.worker)
    page = sat.post(f"/staff/{new}/remove/", {"reason": "Left.", "to": post_of(house.colleague).pk}, follow=True)
    assert "Wyn Orker was removed." in words(page)
    assert theirs.get("/").status_code == 302
    assert again(house.worker).post is None


def test_an_address_that_nobody_has_a_link_to_says_no_more(house):
    for token in ("x", "%00", "a" * 500, "é"):
        answer = Client().get(f"/invitations/{token}/")
        assert answer.status_code == 404
        assert "This link does not work" in words(answer)


def test_the_review_is_gone_through_person_by_person(house, sat):
    assert "No review is under way." in words(sat.get("/staff/review/"))
    reviewing.begin_reviews(at=timezone.now())
    assert "/staff/review/" in words(sat.get("/"))
    sat.post("/staff/review/finish/")
    assert "Say first what becomes of" in words(sat.get("/staff/review/"))
    for user in (house.second, house.supervisor, house.worker):
        sat.post(f"/staff/review/{post_of(user).pk}/", {"what": "keep", "reason": "Needed."})
    onward = sat.post(f"/staff/review/{post_of(house.colleague).pk}/", {"what": "remove", "reason": "Left in May."})
    assert onward["Location"] == f"/staff/{post_of(house.colleague).pk}/remove/"
    sat.post(onward["Location"], {"reason": "Left in May."})
    sat.post("/staff/review/finish/")
    review = Review.objects.get(agency=house.agency)
    assert review.done_by == house.admin.post
    assert "Finished" in words(sat.get("/staff/review/"))


def test_wrong_passwords_count_towards_the_limit_of_signing_in(house, admin, settings):
    """Whoever finds a browser left open cannot try passwords for ever."""
    sent = {"reason": "Two start on Monday.", "password": "a-wrong-password"}
    for _ in range(settings.AXES_FAILURE_LIMIT):
        admin.post("/staff/sign-in/", sent)
    assert admin.post("/staff/sign-in/", sent | {"password": PASSWORD}).status_code in (200, 429)
    assert SIGN_IN_FIRST in words(admin.get("/staff/"))


def test_the_worker_knows_what_it_does_by_the_hour_and_the_day():
    assert {"staff.close_posts", "staff.review", "staff.end_administering"} <= set(app.tasks)


def test_as_many_statements_for_many_staff_as_for_few(house, admin):
    reviewing.begin_reviews(at=timezone.now())
    paths = ("/", "/staff/", "/staff/review/", "/staff/invite/", f"/staff/{post_of(house.worker).pk}/move/")

    def asked():
        counts = []
        for path in paths:
            with CaptureQueriesContext(connection) as ran:
                assert admin.get(path).status_code == 200
            counts.append(len(ran))
        return counts

    few = asked()
    for number in range(30):
        person(f"more-{number}", Role.REPORTER, at=house.agency)
    assert asked() == few
    assert max(few) <= 25


def shown_minutes_ago(browser, minutes):
    """The second factor of this sign-in was shown so long ago."""
    session = browser.session
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [one | {"at": time.time() - minutes * 60} for one in records]
    session.save()


def test_the_second_factor_is_asked_for_again_before_administering(house, settings):
    """A browser that was left open administers nothing, also with a password that somebody watched."""
    settings.SECOND_FACTOR_BY_ROLE = True
    cache.clear()
    browser = Client()
    browser.post("/sign-in/", {"login": house.admin.email, "password": PASSWORD})
    letters, _ = set_up(browser)
    sat_down = {"reason": "Two start on Monday.", "password": PASSWORD}
    shown_minutes_ago(browser, 4)
    assert browser.get("/staff/sign-in/").status_code == 200
    shown_minutes_ago(browser, 6)
    begun = Sitting.objects.filter(post=post_of(house.admin)).exclude(pk=house.sitting.pk)
    to_the_code = browser.get("/staff/sign-in/").headers["Location"]
    assert to_the_code.startswith("/sign-in/again/code/")
    browser.post("/staff/sign-in/", sat_down)
    assert not begun.exists()
    assert browser.post(to_the_code, {"code": code_of(letters)}).headers["Location"] == "/staff/sign-in/"
    assert browser.post("/staff/sign-in/", sat_down).headers["Location"] == "/staff/"
    assert begun.count() == 1


def test_without_a_second_factor_of_ones_own_the_password_is_enough_in_the_demo_alone(house, admin, settings):
    assert admin.get("/staff/sign-in/").status_code == 200
    settings.SECOND_FACTOR_BY_ROLE = True
    assert admin.get("/staff/sign-in/").status_code == 302
