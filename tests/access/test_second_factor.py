"""A second factor: asked of those whose role needs one, never of the demo, and nothing opens before it is shown."""

import json
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of
from hypothesis import strategies as st

from tessera.access import second_factor
from tessera.access.models import Post, User
from tessera.access.roles import WITHOUT_SECOND_FACTOR, Role
from tessera.audit.models import Entry
from tests.cast import agency, as_user, person

PASSWORD = "quay-side-lantern"


@pytest.fixture
def someone(cast, settings):
    """A social worker of an installation that is no demo."""
    settings.SECOND_FACTOR_BY_ROLE = True
    cache.clear()
    user = User.objects.get(pk=cast.holder.pk)
    user.set_password(PASSWORD)
    user.save()
    return user


def with_password(user, password=PASSWORD, *, to="/work/"):
    client = Client()
    answer = client.post(f"{reverse('account_login')}?next={to}", {"login": user.email, "password": password})
    return client, answer


def code_of(letters, *, before=0):
    return totp.format_hotp_value(totp.hotp_value(letters.replace(" ", ""), int(time.time()) // 30 - before))


def set_up(client):
    """An authenticator app, set up as its owner does; answers its letters and the page that follows."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    letters = re.search(r"type these letters: <strong[^>]*>([A-Z2-7 ]+)<", page)[1]
    after = client.post(reverse("mfa_activate_totp"), {"code": code_of(letters, before=1)}, follow=True)
    return letters, after.content.decode()


def recorded(kind):
    """How often this was recorded, as information governance reads it."""
    officer = person("officer", Role.GOVERNANCE, at=agency("partnership", "partnership"))
    with as_user(officer):
        return Entry.objects.filter(kind=kind).count()


def test_before_it_is_set_up_nothing_opens_and_then_they_come_to_where_they_were_going(someone):
    client, answer = with_password(someone)
    assert answer.headers["Location"] == "/work/"
    assert client.get("/work/").headers["Location"] == reverse("mfa_index")
    page = client.get(reverse("mfa_index")).content.decode()
    assert "Before you can go on, set up a second way to show that it is you." in page
    _, codes = set_up(client)
    assert len(re.findall(r"<li>[\d\w-]{8,12}</li>", codes)) == 10
    assert 'href="/work/"' in codes
    assert client.get("/work/").status_code == 200
    again = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert not re.findall(r"<li>[\d\w-]{8,12}</li>", again), "shown once"


def test_the_next_time_the_code_is_asked_for_and_each_code_lets_in_once(someone):
    letters, _ = set_up(with_password(someone)[0])
    client, answer = with_password(someone)
    assert answer.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get("/work/").headers["Location"].startswith("/sign-in/"), "a password alone signs nobody in"
    page = client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    assert second_factor.NOT_RIGHT in page
    code = code_of(letters)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).headers["Location"] == "/work/"
    assert client.get("/work/").status_code == 200
    other, _ = with_password(someone)
    assert other.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200, "used already"
    assert other.get("/work/").status_code == 302


def test_a_recovery_code_lets_in_once(someone):
    _, codes = set_up(with_password(someone)[0])
    code = re.findall(r"<li>([\d\w-]{8,12})</li>", codes)[0]
    client, _ = with_password(someone)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert "9 of your recovery codes are left" in client.get(reverse("mfa_index")).content.decode()
    other, _ = with_password(someone)
    assert other.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    assert recorded("access.second_factor_shown") == 2


def test_whoever_tries_code_after_code_is_shut_out_also_with_the_right_one(someone):
    letters, _ = set_up(with_password(someone)[0])
    client, _ = with_password(someone)
    answers = [client.post(reverse("mfa_authenticate"), {"code": f"{number:06}"}).status_code for number in range(10)]
    assert answers[-1] == 429
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(letters)}).status_code != 302
    assert client.get("/work/").status_code == 302
    assert recorded("access.second_factor_failed") == 10


@pytest.mark.parametrize("is_asked", [True, False])
def test_the_last_one_stays_where_the_role_asks_for_one(someone, settings, is_asked):
    client, _ = with_password(someone)
    set_up(client)
    settings.SECOND_FACTOR_BY_ROLE = is_asked
    page = client.get(reverse("mfa_deactivate_totp")).content.decode()
    assert (second_factor.NOT_WITHOUT in page) is is_asked
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=someone).exists() is is_asked, "recovery codes go with the last one"


def test_what_opens_the_account_does_not_lie_open_in_the_database(someone):
    letters, _ = set_up(with_password(someone)[0])
    kept = Authenticator.objects.values_list("data", flat=True)
    assert len(kept) == 2
    assert letters.replace(" ", "") not in str(list(kept))


def test_taken_away_by_an_administrator_another_is_set_up_at_the_next_sign_in(someone):
    set_up(with_password(someone)[0])
    admin = person("admin", Role.ADMINISTRATOR, at=someone.agency)
    second_factor.take_away(of=someone, by=admin, reason="Lost her telephone; seen in person.")
    client, answer = with_password(someone)
    assert answer.headers["Location"] == "/work/"
    assert client.get("/work/").headers["Location"] == reverse("mfa_index")
    assert recorded("access.second_factor_taken_away") == 1


def test_the_keyring_stays_closed_until_it_is_shown(someone, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "tessera.access.second_factor_views.render", lambda request, *rest: seen.append(request.keyring)
    )
    client, _ = with_password(someone)
    with pytest.raises(ValueError, match="returned None"):
        client.get(reverse("mfa_index"))
    assert [(one.post, one.holders) for one in seen] == [(None, ())]


def test_a_form_sent_by_somebody_who_owes_one_loses_no_word(someone):
    client, _ = with_password(someone)
    sent = {"csrfmiddlewaretoken": "x", "narrative": "Seen by the quay with a new telephone."}
    answer = client.post(
        reverse("concerns:report"), sent, headers={"Origin": "http://testserver", "Sec-Fetch-Dest": "document"}
    )
    assert "Seen by the quay with a new telephone." in answer.content.decode()


@given(st.sets(st.sampled_from(Role), min_size=1))
def test_it_is_asked_of_a_role_unless_it_only_reads_what_it_sent(roles):
    user = User(name="Ada", needs_second_factor=False)
    user.post = Post(roles=[role.value for role in roles])
    with override_settings(SECOND_FACTOR_BY_ROLE=True):
        assert second_factor.is_asked_of(user) is any(role not in WITHOUT_SECOND_FACTOR for role in roles)
    with override_settings(SECOND_FACTOR_BY_ROLE=False):
        assert not second_factor.is_asked_of(user)
        user.needs_second_factor = True
        assert second_factor.is_asked_of(user)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "rawId", "type", "response", "clientDataJSON", "attestationObject"]), inside
        )
    ),
    max_leaves=12,
)


@pytest.mark.slow
@settings_of(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(JSON)
def test_what_is_no_passkey_gets_a_sentence(someone, answer):
    client, _ = with_password(someone)
    page = client.post(reverse("mfa_add_webauthn"), {"name": "Key", "credential": json.dumps(answer)})
    assert page.status_code == 200
    assert "The passkey was not taken." in page.content.decode()
