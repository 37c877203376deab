"""What each answer tells the browser: nothing is kept, framed, sniffed or loaded from elsewhere."""

import json
import os
import subprocess
import sys

import pytest
from django.urls import reverse

from tessera.access.forms import PUBLISHED_PASSWORD
from tessera.access.models import User
from tessera.access.sign_ins import DEVICE

ASK = """
import json
from django.conf import settings
names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
         "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "DEBUG")
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def test_a_page_of_somebody_signed_in_is_kept_nowhere_and_loads_nothing_from_elsewhere(client, cast):
    client.force_login(cast.holder)
    page = client.get(reverse("overview:home"))
    assert page["Cache-Control"] == "no-store, private"
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Frame-Options"] == "DENY"
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"
    assert page["Content-Type"] == "text/html; charset=utf-8"
    policy = dict(one.strip().partition(" ")[::2] for one in page["Content-Security-Policy"].split(";"))
    assert {policy[name] for name in ("default-src", "object-src", "base-uri", "frame-ancestors")} == {"'none'"}
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert not {
        name for name in page.headers if name.lower() in {"server", "x-powered-by", "access-control-allow-origin"}
    }


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "PATCH", "DELETE"])
def test_no_page_takes_a_method_that_no_form_or_link_uses(client, cast, method):
    client.force_login(cast.holder)
    answer = client.generic(method, reverse("overview:home"))
    assert answer.status_code == 405
    assert not answer.content


def test_cookies_are_for_this_host_over_https_alone_and_scripts_read_none(client, cast, settings):
    someone = User.objects.get(pk=cast.holder.pk)
    someone.set_password(PUBLISHED_PASSWORD)
    someone.save()
    client.get(reverse("account_login"))
    assert (
        client.post(reverse("account_login"), {"login": someone.email, "password": PUBLISHED_PASSWORD}).status_code
        == 302
    )
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
    assert set(client.cookies) == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, DEVICE}


def test_over_https_the_browser_is_told_to_stay_there(client, db, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    answer = client.get(reverse("live"), secure=True)
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_site_at_an_https_address_sets_all_of_it_by_itself():
    told = {
        "DJANGO_SETTINGS_MODULE": "tessera.config.settings", "TESSERA_ADDRESS": "https://tessera.example",
        "DATABASE_URL": "postgresql://tessera_app:x@127.0.0.1:1/tessera", "TESSERA_DEMO": "no",
        "TESSERA_SECRET_KEY": "s" * 40, "TESSERA_FILE_KEY": "f" * 40,
    }  # fmt: skip
    said = subprocess.run(
        [sys.executable, "-c", ASK], env=os.environ | told, capture_output=True, text=True, check=True
    )
    assert json.loads(said.stdout) == {
        "SESSION_COOKIE_NAME": "__Host-sessionid", "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 31_536_000, "SECURE_HSTS_INCLUDE_SUBDOMAINS": True, "DEBUG": False,
    }  # fmt: skip
