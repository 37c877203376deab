"""Failed sign-ins are counted per name and per address, each on its own, in the database (BAY-01-007)."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.db.models import F
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of
from hypothesis import strategies as st

from tessera.access.adapter import LOCKED_OUT
from tessera.access.models import User
from tessera.access.roles import Role
from tessera.audit.models import Entry
from tests.cast import agency, as_user, person

PASSWORD = "quay-side-lantern"
WRONG = "not-this-one"
HERE = "192.0.2.1"


@pytest.fixture
def someone(cast):
    user = User.objects.get(pk=cast.holder.pk)
    user.set_password(PASSWORD)
    user.save()
    return user


def tries(name, password=WRONG, *, at=HERE):
    return Client(REMOTE_ADDR=at).post(reverse("account_login"), {"login": name, "password": password})


def is_let_in(answer):
    return answer.status_code == 302


def said(kind):
    officer = person("officer", Role.GOVERNANCE, at=agency("partnership", "partnership"))
    with as_user(officer):
        return list(Entry.objects.filter(kind=kind).values_list("sentence", flat=True))


def test_one_name_from_many_addresses_is_stopped_also_with_the_right_password(someone):
    answers = [tries(someone.email, at=f"192.0.2.{number}").status_code for number in range(10)]
    assert answers == [200] * 9 + [429]
    stopped = tries(someone.email, PASSWORD, at="198.51.100.7")
    assert stopped.status_code == 429
    assert LOCKED_OUT in stopped.content.decode()
    assert len(said("access.sign_in_failed")) == 10


def test_it_is_one_name_however_it_is_written(someone):
    written = [someone.email, someone.email.upper(), f" {someone.email}", someone.email.title()]
    for number in range(10):
        tries(written[number % 4], at=f"192.0.2.{number}")
    assert tries(someone.email, PASSWORD).status_code == 429


def test_many_names_from_one_address_are_stopped_and_others_elsewhere_are_not(someone):
    answers = [tries(f"nobody{number}@wexmouth.example").status_code for number in range(100)]
    assert answers[98:] == [200, 429]
    assert tries(someone.email, PASSWORD).status_code == 429
    assert is_let_in(tries(someone.email, PASSWORD, at="192.0.2.2"))
    assert said("access.sign_in_stopped") == [
        f"Too many failures: nobody signs in as nobody99@wexmouth.example, or from {HERE}, for 15 minutes"
    ]


def test_whether_there_is_an_account_makes_no_difference(someone):
    pages = [[tries(name).content for _ in range(11)][-1] for name in (someone.email, "nobody@wexmouth.example")]
    assert pages[0] == pages[1]


@pytest.mark.parametrize(("minutes", "comes_in"), [(14, False), (16, True)])
def test_it_ends_by_itself_whatever_others_try_meanwhile(someone, minutes, comes_in):
    for _ in range(10):
        tries(someone.email)
    for _ in range(5):
        tries(someone.email, at="198.51.100.9")
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=minutes))
    assert is_let_in(tries(someone.email, PASSWORD)) is comes_in


@settings_of(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=25))
def test_for_any_order_of_names_and_addresses_each_limit_is_its_own(someone, settings, tried):
    settings.AXES_FAILURE_LIMIT, settings.FAILURES_OF_AN_ADDRESS = 3, 6
    AccessAttempt.objects.all().delete()
    of_name, of_address = dict.fromkeys(range(3), 0), dict.fromkeys(range(3), 0)
    for name, address in tried:
        was_stopped = of_name[name] >= 3 or of_address[address] >= 6
        if not was_stopped:
            of_name[name] += 1
            of_address[address] += 1
        is_stopped = of_name[name] >= 3 or of_address[address] >= 6
        answer = tries(f"nobody{name}@wexmouth.example", at=f"192.0.2.{address}")
        assert (answer.status_code == 429) is is_stopped
