"""The door: what is said to whoever cannot come in, and the password that opens nothing outside the demo."""

import html

import pytest
from django.urls import reverse

from tessera.access.forms import PUBLISHED_PASSWORD
from tessera.access.models import User


@pytest.fixture
def someone(cast):
    """Somebody who was left with the demo's password."""
    user = User.objects.get(pk=cast.holder.pk)
    user.set_password(PUBLISHED_PASSWORD)
    user.save()
    return user


def signing_in(client, **typed):
    return client.post(reverse("account_login"), typed)


@pytest.mark.parametrize(("is_demo", "status"), [(True, 302), (False, 200)])
def test_the_published_password_opens_nothing_outside_the_demo(client, settings, someone, is_demo, status):
    settings.DEMO = is_demo
    answer = signing_in(client, login=someone.email, password=PUBLISHED_PASSWORD)
    assert answer.status_code == status
    assert ("published with the demo" in answer.content.decode()) is not is_demo
    assert ("_auth_user_id" in client.session) is is_demo


def test_no_sentence_at_the_door_is_the_frameworks(client, someone):
    too_long = html.unescape(signing_in(client, login=f"{'a' * 400}@x.example", password="x").content.decode())
    assert too_long.count("Enter your email address in full") == 2, "in the summary and beside the field"
    assert "Ensure this value" not in too_long
    assert "Enter a valid email" not in too_long
    wrong = html.unescape(signing_in(client, login=someone.email, password="wrong").content.decode())
    assert "The email or the password is not right. Check both and try again." in wrong
    assert "and/or" not in wrong


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Enter your email address"),
        ({"login": "a@wexmouth.example"}, "Enter your password"),
        (
            {"login": "a\0@wexmouth.example", "password": "x"},
            "The email address holds a character that cannot be typed",
        ),
    ],
)
def test_what_was_left_out_or_cannot_be_is_named_beside_it(client, db, typed, sentence):
    page = html.unescape(signing_in(client, **typed).content.decode())
    assert page.count(sentence) == 2, "in the summary and beside the field"
    assert "This field is required" not in page


def test_a_name_of_the_site_that_is_not_ours_is_a_bad_request_and_no_failure(client, db):
    client.raise_request_exception = False
    answer = client.get(reverse("account_login"), headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "Something was wrong with what was sent" in answer.content.decode()


def test_signing_out_leaves_no_page_for_the_next_person_to_go_back_to(client, someone, settings):
    settings.DEMO = True
    signing_in(client, login=someone.email, password=PUBLISHED_PASSWORD)
    assert "Clear-Site-Data" not in client.get(reverse("overview:home")).headers
    answer = client.post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache"'
