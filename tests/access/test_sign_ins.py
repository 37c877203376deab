"""One’s own sign-ins: seen, ended, and told of when a browser is new."""

import html
import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of
from hypothesis import strategies as st

from tessera.access.models import SignIn, User
from tessera.lib import browsers
from tests.cast import as_user

pytestmark = pytest.mark.usefixtures("as_served")
PASSWORD = "quay-side-lantern"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"


@pytest.fixture
def someone(cast):
    user = User.objects.get(pk=cast.holder.pk)
    user.set_password(PASSWORD)
    user.save()
    return user


def signs_in(user, client=None, *, browser=FIREFOX, at="192.0.2.1"):
    client = client or Client(HTTP_USER_AGENT=browser, REMOTE_ADDR=at)
    assert client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD}).status_code == 302
    return client


def page(client, path="/sign-ins/"):
    return html.unescape(client.get(path).content.decode())


def ends(client):
    return re.findall(r'action="(/sign-ins/[0-9a-f-]{36}/end/)"', page(client))


def is_in(client):
    return client.get("/work/").status_code == 200


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on an iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("", "An unknown browser on an unknown system"),
    ],
)
def test_a_browser_is_named_as_its_owner_would(said, words):
    assert browsers.in_words(said) == words


def test_one_sees_ones_own_browsers_and_ends_another_at_once(someone):
    here, there = signs_in(someone), signs_in(someone, browser=SAFARI, at="198.51.100.7")
    said = page(here)
    assert "Firefox on Windows (this one), from 192.0.2.1" in re.sub(r"<[^>]+>", "", said)
    assert "Safari on an iPhone, from 198.51.100.7" in re.sub(r"<[^>]+>", "", said)
    [end] = ends(here)
    assert here.post(end).status_code == 302
    assert not is_in(there)
    assert is_in(here)
    assert ends(here) == []


def test_all_the_others_end_together(someone):
    here, *others = [signs_in(someone) for _ in range(4)]
    here.post(reverse("end_other_sign_ins"))
    assert is_in(here)
    assert not any(is_in(other) for other in others)


def test_nobody_sees_or_ends_the_sign_in_of_another(someone, cast):
    signs_in(someone)
    other = User.objects.get(pk=cast.invited.pk)
    other.set_password(PASSWORD)
    other.save()
    stranger = signs_in(other)
    with as_user(someone):
        mine = SignIn.objects.get()
    assert len(re.findall("Firefox on Windows", page(stranger))) == 1
    for verb in ("end_sign_in", "sign_in_is_mine"):
        assert stranger.post(reverse(verb, args=[mine.pk])).status_code == 404
    with as_user(other):
        assert not SignIn.objects.filter(pk=mine.pk).exists(), "the database gives nobody another’s row"
    assert SignIn.objects.count() == 0, "nor any without a keyring"
    with as_user(other), connection.cursor() as cursor, pytest.raises(ProgrammingError), transaction.atomic():
        cursor.execute("UPDATE access_signin SET user_id = %s", [other.pk])


def test_the_first_browser_is_not_new_a_second_is_and_the_same_again_is_not(someone):
    here = signs_in(someone)
    assert "not used before" not in page(here, "/")
    there = signs_in(someone, browser=SAFARI)
    told = page(here, "/")
    assert "A browser not used before signed in as you" in told
    assert "Safari on an iPhone" in told
    assert "not used before" not in page(there, "/"), "a new browser does not say of itself that it is known"
    assert "It was me" not in page(there)
    there.post(reverse("account_logout"))
    signs_in(someone, there)
    with as_user(someone):
        assert SignIn.objects.filter(is_new=True).count() == 1
    [mine] = re.findall(r'action="(/sign-ins/[0-9a-f-]{36}/it-was-me/)"', page(here))
    here.post(mine)
    assert "not used before" not in page(here, "/")


@pytest.mark.parametrize("forged", ["", "x", "x:y:z", "InBob3Ai:1:abc"])
def test_a_cookie_that_is_not_ours_is_a_new_browser_and_no_failure(someone, forged):
    signs_in(someone)
    client = Client(HTTP_USER_AGENT=FIREFOX)
    client.cookies["device"] = forged
    signs_in(someone, client)
    with as_user(someone):
        assert SignIn.objects.filter(is_new=True).count() == 1


@settings_of(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["end", "others", "out", "in", "password"])), max_size=8))
def test_after_a_sign_in_is_ended_its_cookie_opens_nothing_whatever_the_order(someone, happens):
    Session.objects.all().delete()
    clients = [signs_in(someone) for _ in range(3)]
    cookies = [client.cookies["sessionid"].value for client in clients]
    good = {*cookies}
    for which, what in happens:
        client = clients[which]
        if what == "in":
            if cookies[which] not in good:
                signs_in(someone, client)
                cookies[which] = client.cookies["sessionid"].value
                good.add(cookies[which])
            continue
        if cookies[which] not in good:
            continue
        if what == "out":
            client.post(reverse("account_logout"))
            good.discard(cookies[which])
        elif what == "others":
            client.post(reverse("end_other_sign_ins"))
            good &= {cookies[which]}
        elif what == "end":
            for path in ends(client):
                client.post(path)
            good &= {cookies[which]}
        elif what == "password":
            user = User.objects.get(pk=someone.pk)
            user.set_password(PASSWORD)
            user.save()
            good.clear()
        for cookie in {*cookies}:
            probe = Client()
            probe.cookies["sessionid"] = cookie
            assert (probe.get("/work/").status_code == 200) is (cookie in good)
