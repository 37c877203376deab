"""A lost second factor: taken away by an administrator who says how they made sure, and never silently."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tessera.audit.models import Entry
from tessera.staff import leaving
from tessera.staff.losing import take_second_factor_away
from tessera.work.models import Message
from tests.cast import as_user
from tests.reporting import signed_in
from tests.staff.conftest import PASSWORD, post_of

HOW = "I rang the number in the staff directory."


@pytest.fixture
def has_one(house):
    return Authenticator.objects.create(user=house.worker, type=Authenticator.Type.TOTP, data={"secret": "x"})


def lose(house, by=None):
    client = signed_in(by or house.admin)
    if by is None:
        client.post(reverse("staff:begin"), {"reason": "She rang.", "password": PASSWORD})
    return client.post(reverse("staff:lost", args=[post_of(house.worker).pk]), {"reason": HOW})


def test_it_is_gone_and_they_and_governance_are_told(house, has_one):
    page = signed_in(house.admin).get(reverse("staff:mine")).content.decode()
    assert reverse("staff:lost", args=[post_of(house.worker).pk]) in page
    assert lose(house).status_code == 302
    assert not Authenticator.objects.filter(user=house.worker).exists()
    for who in (house.worker, house.governance):
        with as_user(who):
            assert any("took away" in message.text for message in Message.objects.readable())
    with as_user(house.governance):
        (entry,) = Entry.objects.filter(kind="access.second_factor_taken_away")
        assert HOW in entry.sentence


def test_without_an_administrative_sign_in_nothing_is_taken_and_what_was_typed_is_kept(house, has_one):
    answer = lose(house, by=house.second)
    assert answer.status_code == 403
    assert HOW in answer.content.decode()
    assert Authenticator.objects.filter(user=house.worker).exists()
    assert lose(house, by=house.colleague).status_code == 403


def test_nobody_takes_away_their_own_or_that_of_another_agency(house, has_one):
    for post in (post_of(house.admin), post_of(house.elsewhere)):
        with as_user(house.admin), pytest.raises(PermissionDenied):
            take_second_factor_away(post=post, reason=HOW, sitting=house.sitting, by=house.admin)


def test_whoever_left_and_is_invited_again_begins_anew(house, has_one):
    """Neither the app on a telephone that went with them nor a provider's account opens the new post."""
    SocialAccount.objects.create(user=house.worker, provider="county", uid="x")
    with as_user(house.admin):
        leaving.remove(post=post_of(house.worker), reason="Left.", to=None, sitting=house.sitting, by=house.admin)
    assert not Authenticator.objects.filter(user=house.worker).exists()
    assert not SocialAccount.objects.filter(user=house.worker).exists()
