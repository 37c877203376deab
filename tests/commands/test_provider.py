"""`tessera provider --only`: a password ends only where another way to sign in is left."""

import argparse

import pytest
from allauth.socialaccount.models import SocialAccount

from tessera.access.models import User
from tessera.access.roles import Role
from tessera.commands import provider
from tests.cast import agency, person


@pytest.fixture
def teacher(db):
    user = person("teacher", Role.REPORTER, at=agency("saltreach-academy"))
    user.set_password("a long password of the tests")
    user.save()
    return user


def run(email):
    return provider.run(argparse.Namespace(only=email))


def test_the_password_of_whoever_is_linked_ends(teacher, capsys):
    SocialAccount.objects.create(user=teacher, provider="county", uid="1")
    assert run("Teacher@wexmouth.example") == 0
    assert "signs in with a provider only" in capsys.readouterr().out
    assert not User.objects.get(pk=teacher.pk).has_usable_password()


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("teacher@wexmouth.example", "They have linked no provider yet"),
        ("nobody@wexmouth.example", "Nobody here has this"),
    ],
)
def test_nobody_is_shut_out(teacher, capsys, email, sentence):
    assert run(email) == 2
    assert sentence in capsys.readouterr().err
    assert User.objects.get(pk=teacher.pk).has_usable_password()
