"""Signing in with a provider: whom its word lets in, and each lie of a hostile one, which is a process of its own."""

import html
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings as site
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from tessera.access import linking
from tessera.access.models import Post, User
from tessera.access.roles import Role
from tessera.audit.models import Entry
from tests.access.hostile_provider import CLIENT, SECRET
from tests.cast import agency, as_user, person
from tests.reporting import signed_in

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.slow]
PASSWORD = "a long password of the tests"
HERS = "teacher@wexmouth.example"


@pytest.fixture(scope="module")
def hostile():
    """The address of the provider that lies."""
    command = [sys.executable, str(Path(__file__).parent / "hostile_provider.py")]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    with running.stdout as said:
        yield f"http://127.0.0.1:{said.readline().strip()}"
        running.terminate()
        running.wait()


@pytest.fixture
def trusting(settings, hostile):
    """Set up the provider, lying about this one thing."""

    def trust(lie="none", at=hostile, domains=("wexmouth.example",), code="county"):
        settings.SITE_ADDRESS = "http://testserver"
        one = {
            "provider_id": code, "name": "Estuary County", "client_id": CLIENT, "secret": SECRET,
            "settings": {
                "server_url": f"{at}/{lie}", "domains": list(domains),
                "second_factor": {"amr": ["otp"], "acr": ["gold"]},
            },
        }  # fmt: skip
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [one]}}

    return trust


@pytest.fixture
def teacher():
    user = person("teacher", Role.REPORTER, at=agency("saltreach-academy"))
    user.set_password(PASSWORD)
    user.save()
    return user


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def sent_to(client, page="openid_connect_login", **typed):
    answer = client.post(reverse(page, args=["county"]), typed)
    assert answer.status_code == 302, html.unescape(answer.content.decode())
    return answer["Location"]


def at_provider(address, sub="1", email=HERS):
    """Sign in there: the address that the browser is sent back to."""
    address += "&" + urllib.parse.urlencode({"sub": sub, "email": email})
    try:
        urllib.request.build_opener(Stay).open(address)
    except urllib.error.HTTPError as answer:
        return answer.headers["Location"].removeprefix("http://testserver")
    raise AssertionError("the provider sends people back")


def signing_in(client=None, **who):
    client = client or Client()
    return client, client.get(at_provider(sent_to(client), **who))


def is_in(client):
    return "_auth_user_id" in client.session


def words(answer):
    return html.unescape(answer.content.decode())


def told():
    """What the log says of providers, the newest first."""
    governance = person("governance", Role.GOVERNANCE, at=agency("triage-hub", "partnership"))
    with as_user(governance):
        return list(Entry.objects.filter(kind__contains="provider").values_list("kind", "sentence"))


def test_a_person_with_a_post_is_linked_once_and_signed_in(trusting, teacher):
    trusting()
    client, answer = signing_in()
    assert (answer.status_code, answer["Location"]) == (302, reverse("overview:home"))
    assert client.session["_auth_user_id"] == str(teacher.pk)
    linked = SocialAccount.objects.get()
    assert (linked.user, linked.provider, linked.extra_data) == (teacher, "county", {})
    again, _ = signing_in(email="her-new-name@elsewhere.example")
    assert again.session["_auth_user_id"] == str(teacher.pk), "the number at the provider counts, not the address"
    assert "linked to an account at Estuary County" in told()[0][1]


def test_the_way_back_leads_to_the_page_that_was_asked_for(trusting, teacher):
    trusting()
    client = Client()
    assert client.get(at_provider(sent_to(client, next="/how-you-sign-in/")))["Location"] == "/how-you-sign-in/"
    elsewhere = Client()
    back = at_provider(sent_to(elsewhere, next="https://evil.example/"))
    assert elsewhere.get(back)["Location"] == reverse("overview:home")


@pytest.mark.parametrize(("lie", "counts"), [("none", True), ("no-password-alone", False)])
def test_whether_the_second_factor_counts_is_kept_in_the_session(trusting, teacher, lie, counts):
    trusting(lie)
    client, _ = signing_in()
    assert ("second_factor" in client.session) is counts


def test_an_address_is_told_on_the_providers_own_host_when_asked(trusting, teacher):
    trusting("email-when-asked")
    assert is_in(signing_in()[0])


LIES = {
    "wrong-audience", "several-audiences", "made-for-another", "wrong-issuer", "expired", "from-tomorrow", "wrong-nonce",
    "no-nonce", "no-expiry", "no-subject", "nobody", "unsigned", "signed-with-our-secret", "signed-by-another",
    "unknown-key", "no-keys", "no-id-token", "a-list-for-tokens", "userinfo-of-another",
}  # fmt: skip


@pytest.mark.parametrize("lie", sorted(LIES))
def test_a_token_that_is_not_for_us_now_signs_nobody_in(trusting, teacher, lie):
    trusting(lie)
    client, answer = signing_in()
    assert answer.status_code == 403
    assert "could not make sure of what Estuary County told us" in words(answer)
    assert not is_in(client)
    assert not SocialAccount.objects.exists()
    assert told()[0][1].startswith("Somebody who has not signed in was not signed in or linked with Estuary County: ")


DISCOVERIES = [
    "other-issuer-in-discovery", "keys-on-another-host", "tokens-on-another-host", "sent-on", "not-json", "a-list",
    "broken", "nested", "endless", "a-byte-at-a-time",
]  # fmt: skip


@pytest.mark.parametrize("lie", DISCOVERIES)
def test_a_provider_that_cannot_be_used_is_a_sentence_within_seconds(trusting, teacher, lie):
    trusting(lie)
    began = time.monotonic()
    answer = Client().post(reverse("openid_connect_login", args=["county"]))
    assert time.monotonic() - began < 8
    assert answer.status_code in {403, 424}
    assert "Estuary County" in words(answer)
    assert told()


def test_a_provider_that_is_down_is_a_sentence(trusting, teacher):
    trusting(at="http://127.0.0.1:1")
    answer = Client().post(reverse("openid_connect_login", args=["county"]))
    assert answer.status_code == 424
    assert "Estuary County does not answer at the moment" in words(answer)


@pytest.mark.parametrize("lie", ["unverified", "verified-in-words", "says-nothing-of-verified"])
def test_an_address_that_is_not_verified_links_nobody(trusting, teacher, lie):
    trusting(lie)
    client, answer = signing_in()
    assert answer.status_code == 403
    assert not is_in(client)


def test_the_refusal_does_not_tell_who_has_an_account(trusting, teacher):
    """Unknown, of another domain, without a post, closed, already linked to another number: one page for all."""
    trusting()
    left = person("left", Role.REPORTER, at=agency("saltreach-academy"))
    Post.objects.filter(user=left).update(ends_on=Post.objects.get(user=left).starts_on)
    closed = person("closed", Role.REPORTER, at=agency("saltreach-academy"))
    closed.is_active = False
    closed.save()
    signing_in()
    pages = set()
    for number, email in enumerate(
        [
            "nobody@wexmouth.example",
            "teacher@elsewhere.example",
            left.email,
            closed.email,
            HERS,
            "teacher\u0131@wexmouth.example",
        ]
    ):
        client, answer = signing_in(sub=f"other-{number}", email=email)
        assert answer.status_code == 403
        assert not is_in(client)
        pages.add(words(answer))
    assert len(pages) == 1
    assert len({sentence for _, sentence in told()}) >= 5, "the log knows which it was"
    assert SocialAccount.objects.count() == 1


def test_whoever_comes_back_twice_at_once_is_linked_once(teacher):
    """Both had looked for a link before either made one."""
    provider = SimpleNamespace(name="Estuary County", app=SimpleNamespace(settings={"domains": ["wexmouth.example"]}))
    colleague = person("colleague", Role.REPORTER, at=agency("saltreach-academy"))

    def login(email):
        made = SocialLogin(user=User(), account=SocialAccount(provider="county", uid="1"), provider=provider)
        made.claims = {"email": email, "email_verified": True}
        return made

    first, second, anothers = login(HERS), login(HERS), login(colleague.email)
    assert linking.account_of(first).user == linking.account_of(second).user == teacher
    assert linking.account_of(anothers).user is None
    assert linking.link(login(HERS), by=colleague).reason.startswith("This Estuary County account already")
    assert [kind for kind, _ in told()].count("access.provider_linked") == 1


def test_no_domain_listed_links_nobody_by_address(trusting, teacher):
    trusting(domains=())
    assert not is_in(signing_in()[0])


def test_taking_an_address_at_the_provider_takes_over_nobody(trusting, teacher):
    trusting()
    colleague = person("colleague", Role.REPORTER, at=agency("saltreach-academy"))
    signing_in(sub="1")
    signing_in(sub="2", email=colleague.email)
    client, _ = signing_in(sub="2", email=HERS)
    assert client.session["_auth_user_id"] == str(colleague.pk), "who it was linked to, not whose address it says now"


def test_the_same_number_at_another_issuer_is_somebody_else(trusting, teacher):
    trusting()
    signing_in(sub="1")
    trusting("no-password-alone")  # another issuer under the same short name
    assert not is_in(signing_in(sub="1", email="nobody@wexmouth.example")[0])


@pytest.mark.parametrize("ending", ["post", "is_active"])
def test_whoever_has_left_is_not_signed_in_by_their_link(trusting, teacher, ending):
    trusting()
    signing_in()
    if ending == "post":
        Post.objects.filter(user=teacher).update(ends_on=Post.objects.get(user=teacher).starts_on)
    else:
        teacher.is_active = False
        teacher.save()
    client, answer = signing_in()
    assert answer.status_code == 403
    assert not is_in(client)


def test_a_state_of_somebody_elses_or_made_up_or_used_is_not_taken(trusting, teacher):
    trusting()
    attacker, victim = Client(), Client()
    back = at_provider(sent_to(attacker))
    for tampered in (back, back.replace("state=", "state=x"), back.partition("&state")[0]):
        answer = victim.get(tampered)
        assert answer.status_code == 403
        assert "begun in another window" in words(answer)
        assert not is_in(victim)
    assert attacker.get(back).status_code == 302
    again = attacker.get(back)
    assert again.status_code == 403, "a way back is gone once"


def test_a_code_that_was_used_signs_nobody_in(trusting, teacher):
    trusting()
    first, second = Client(), Client()
    stolen = urllib.parse.parse_qs(urllib.parse.urlsplit(at_provider(sent_to(first))).query)["code"][0]
    state = urllib.parse.parse_qs(urllib.parse.urlsplit(sent_to(second)).query)["state"][0]
    query = urllib.parse.urlencode({"code": stolen, "state": state})
    answer = second.get(f"{reverse('openid_connect_callback', args=['county'])}?{query}")
    assert answer.status_code == 403, "the code goes with the challenge of whoever began"
    assert not is_in(second)


@pytest.mark.parametrize(
    "query", ["", "?error=access_denied", "?error=server_error", "?code=x&state=%00", "?state=x&error=%00%FF"]
)
def test_nothing_sent_to_the_way_back_is_a_failure_of_ours(trusting, query):
    trusting()
    answer = Client().get(reverse("openid_connect_callback", args=["county"]) + query)
    assert answer.status_code == 403
    assert "you are not signed in" in words(answer).lower()


@pytest.mark.parametrize("error", ["access_denied", "server_error"])
def test_stopping_at_the_provider_is_said(trusting, error):
    trusting()
    client = Client()
    state = urllib.parse.parse_qs(urllib.parse.urlsplit(sent_to(client)).query)["state"][0]
    answer = client.get(f"{reverse('openid_connect_callback', args=['county'])}?error={error}&state={state}")
    assert answer.status_code == 403
    assert ("You stopped signing in" in words(answer)) is (error == "access_denied")


def test_the_request_has_what_the_checks_need_and_nothing_of_the_visitors(trusting):
    trusting()
    client = Client()
    answer = client.post(
        reverse("openid_connect_login", args=["county"]) + "?scope=admin&auth_params=prompt%3Dnone&process=connect"
    )
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(answer["Location"]).query)
    assert set(asked["scope"][0].split()) == {"openid", "email"}
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["acr_values"] == ["gold"]
    assert len(asked["nonce"][0]) >= 32
    assert "prompt" not in asked
    assert asked["redirect_uri"] == ["http://testserver/sign-in/with/county/back/"]


def test_a_link_alone_sends_nobody_to_a_provider(trusting):
    trusting()
    address = reverse("openid_connect_login", args=["county"])
    assert Client().get(address).status_code == 405
    assert Client(enforce_csrf_checks=True).post(address).status_code == 403


def test_forms_lead_to_the_provider_only_from_the_pages_that_need_it(trusting, teacher, hostile):
    trusting()
    page = Client().get(reverse("account_login"))
    assert "Sign in with Estuary County" in words(page)
    assert f"form-action 'self' {hostile}" in page["Content-Security-Policy"]
    client = signed_in(teacher)
    assert hostile in client.get(reverse("link_provider", args=["county"]))["Content-Security-Policy"]
    assert hostile not in client.get(reverse("overview:home"))["Content-Security-Policy"]


def linking_it(client, sub="7", email="me@private.example", password=PASSWORD):
    client.get(at_provider(sent_to(client, "link_provider", password=password), sub=sub, email=email))


def test_somebody_signed_in_links_a_provider_whatever_its_address(trusting, teacher):
    trusting("unverified", domains=())
    client = signed_in(teacher)
    linking_it(client)
    assert "You can now sign in with Estuary County" in words(client.get(reverse("ways_to_sign_in")))
    again, _ = signing_in(sub="7", email="me@private.example")
    assert again.session["_auth_user_id"] == str(teacher.pk)
    assert told()[0][1].endswith("by themselves")


def test_linking_asks_for_the_password_again(trusting, teacher):
    trusting()
    client = signed_in(teacher)
    for typed, sentence in (("", "Enter your password"), ("wrong", "The password is not right")):
        answer = client.post(reverse("link_provider", args=["county"]), {"password": typed})
        assert answer.status_code == 200
        assert words(answer).count(sentence) == 2, "in the summary and beside the field"


def test_whoever_was_shut_out_meanwhile_links_nothing(trusting, teacher):
    trusting()
    client = signed_in(teacher)
    back = at_provider(sent_to(client, "link_provider", password=PASSWORD))
    teacher.is_active = False
    teacher.save()
    assert client.get(back).status_code == 403
    assert not SocialAccount.objects.exists()


def test_one_account_at_the_provider_opens_one_account_here(trusting, teacher):
    trusting()
    signing_in()
    other = person("other", Role.REPORTER, at=agency("saltreach-academy"))
    client = signed_in(other)
    client.get(at_provider(sent_to(client, "link_provider")))
    assert "already signs in to another account here" in words(client.get(reverse("ways_to_sign_in")))
    mine = signed_in(teacher)
    linking_it(mine)
    assert "You already sign in with another Estuary County account" in words(mine.get(reverse("ways_to_sign_in")))
    assert SocialAccount.objects.get().user == teacher


def test_whoever_may_sign_in_by_a_provider_only_has_no_password_and_keeps_the_link(trusting, teacher):
    trusting()
    assert linking.only_by_provider(user=teacher, by="Whoever runs the site").reason == linking.NOTHING_LINKED
    signing_in()
    assert linking.only_by_provider(user=teacher, by="Whoever runs the site")
    client = Client()
    answer = client.post(reverse("account_login"), {"login": HERS, "password": PASSWORD})
    assert "The email or the password is not right" in words(answer)
    client, _ = signing_in()
    assert is_in(client)
    client.post(reverse("unlink_provider", args=["county"]))
    assert linking.NO_OTHER_WAY in words(client.get(reverse("ways_to_sign_in")))
    assert SocialAccount.objects.exists()


def test_a_provider_is_unlinked(trusting, teacher):
    trusting()
    client, _ = signing_in()
    client.post(reverse("unlink_provider", args=["county"]))
    assert not SocialAccount.objects.exists()
    assert "Estuary County no longer signs you in" in words(client.get(reverse("ways_to_sign_in")))
    assert told()[0][0] == "access.provider_unlinked"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM socialaccount_socialapp",
        "INSERT INTO socialaccount_socialtoken (token, token_secret, account_id) VALUES ('x', 'y', 1)",
        "UPDATE socialaccount_socialtoken SET token = 'x'",
    ],
)
def test_the_site_can_neither_add_a_provider_nor_keep_a_token(statement):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert not site.SOCIALACCOUNT_STORE_TOKENS
