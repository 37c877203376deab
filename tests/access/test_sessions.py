"""A session is of one sign-in, cannot be guessed, and opens nothing once it ended."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tessera.access.models import User

PASSWORD = "Three quiet herons, one KITE "


@pytest.fixture
def someone(cast):
    """Somebody who signs in with a password."""
    user = User.objects.get(pk=cast.holder.pk)
    user.set_password(PASSWORD)
    user.save()
    return user


def signed_in(user, client=None, password=PASSWORD, **typed):
    client = client or Client()
    answer = client.post(reverse("account_login"), {"login": user.email, "password": password, **typed})
    return client, answer


def number(client):
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_each_sign_in_has_a_number_of_its_own(someone):
    first, _ = signed_in(someone)
    second, _ = signed_in(someone)
    planted = Client()
    planted.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    third, _ = signed_in(someone, planted)
    numbers = {number(one) for one in (first, second, third)}
    assert len(numbers) == 3
    assert "a" * 32 not in numbers
    assert {len(one) >= 32 and one.isalnum() for one in numbers} == {True}  # 36 ** 32 is more than 2 ** 128


def test_after_signing_out_the_session_opens_nothing(someone):
    client, _ = signed_in(someone)
    before = number(client)
    client.post(reverse("account_logout"))
    again = Client()
    again.cookies[settings.SESSION_COOKIE_NAME] = before
    assert again.get(reverse("overview:home")).status_code == 302


def test_a_link_signs_nobody_out(someone):
    client, _ = signed_in(someone)
    client.get(reverse("account_logout"))
    assert client.get(reverse("overview:home")).status_code == 200


def test_a_form_without_the_token_of_this_sign_in_changes_nothing(someone):
    client, _ = signed_in(someone, Client(enforce_csrf_checks=False))
    client.handler.enforce_csrf_checks = True
    assert client.post(reverse("account_logout")).status_code == 403
    assert client.get(reverse("overview:home")).status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", r"\\evil.example"]
)
def test_signing_in_leads_to_no_other_site(someone, elsewhere):
    _, answer = signed_in(someone, next=elsewhere)
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]
    assert answer["Location"].startswith("/")


@pytest.mark.parametrize("wrong", [PASSWORD.strip(), PASSWORD.lower(), PASSWORD + "x", PASSWORD[:20]])
def test_a_password_counts_with_each_space_and_capital(someone, wrong):
    assert signed_in(someone, password=wrong)[1].status_code == 200
    assert signed_in(someone)[1].status_code == 302


def test_each_page_has_a_way_out(someone):
    client, _ = signed_in(someone)
    for name in ("overview:home", "mfa_index", "ways_to_sign_in"):
        assert reverse("account_logout") in client.get(reverse(name)).content.decode(), name


def test_passwords_are_kept_by_argon2_outside_the_tests():
    told = {
        "DJANGO_SETTINGS_MODULE": "tessera.config.settings", "TESSERA_TESTING": "no", "TESSERA_DEMO": "no",
        "DATABASE_URL": "postgresql://tessera_app:x@127.0.0.1:1/tessera",
        "TESSERA_SECRET_KEY": "s" * 40, "TESSERA_FILE_KEY": "f" * 40,
    }  # fmt: skip
    ask = "from django.contrib.auth.hashers import make_password; print(make_password('x'))"
    said = subprocess.run(
        [sys.executable, "-c", ask], env=os.environ | told, capture_output=True, text=True, check=True
    )
    assert said.stdout.startswith("argon2$argon2id$")
