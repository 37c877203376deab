"""Whose account a provider's word opens: linked once, then known by the provider's own number for that person."""

from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.db import transaction

from tessera.access import events
from tessera.access.models import User
from tessera.access.policy import YES, Answer, no
from tessera.audit.log import record

SOMEBODY_ELSES = "This {name} account already signs in to another account here. Ask your administrator."
ANOTHER_OF_YOURS = "You already sign in with another {name} account. Unlink that one first."
NO_OTHER_WAY = "This is the only way you sign in, so it stays. Ask your administrator for a password first."
NOTHING_LINKED = "They have linked no provider yet: without one there would be no way to sign in."


@dataclass(frozen=True)
class Found:
    """Whose account it is, or why there is none: the reason is for the log, never for whoever asked."""

    user: User | None
    reason: str = ""


@transaction.atomic
def account_of(login: SocialLogin) -> Found:
    """Whose account this opens: who is linked, else who is linked now by an address that the provider vouches for."""
    if login.is_existing:
        return _in_a_post(login.user)
    address, settings = login.claims.get("email"), login.provider.app.settings
    if not isinstance(address, str) or not address.isascii():
        return Found(None, "the provider gave no address")
    if login.claims.get("email_verified") is not True:
        return Found(None, "the provider has not verified the address")
    if address.rpartition("@")[2].lower() not in settings["domains"]:
        return Found(None, "the address is of no domain listed for this provider")
    users = list(User.objects.select_for_update().filter(email__iexact=address))
    if len(users) != 1:
        return Found(None, "nobody here has the address")
    if _linked_otherwise(login, users[0]):
        return Found(None, "whoever has the address is linked to another account at the provider")
    found = _in_a_post(users[0])
    if found.user and not _keep(login, found.user, how="the provider vouches for the address"):
        return Found(None, "the account at the provider was linked to somebody else meanwhile")
    return found


def _linked_otherwise(login: SocialLogin, user: User) -> bool:
    """Whether this person has another account at the same provider already."""
    others = linked_to(user).filter(provider=login.account.provider).exclude(uid=login.account.uid)
    return bool(others.exists())


def _in_a_post(user: User) -> Found:
    if not user.is_active:
        return Found(None, "the account is closed")
    if user.post is None:
        return Found(None, "the account has no post today")
    return Found(user)


def codes_of(user: User) -> set[str]:
    """The short names of the providers this person may sign in with."""
    return set(linked_to(user).values_list("provider", flat=True))


def linked_to(user: User) -> Any:
    """The providers' accounts that sign in as this person."""
    return SocialAccount.objects.filter(user=user)


@transaction.atomic
def link(login: SocialLogin, *, by: User) -> Answer:
    """From now on this provider's account signs in as whoever links it, who is signed in."""
    by = User.objects.select_for_update().get(pk=by.pk)
    name = login.provider.name
    if login.is_existing:
        return YES if login.user == by else _refused(by, name, SOMEBODY_ELSES)
    if _linked_otherwise(login, by):
        return _refused(by, name, ANOTHER_OF_YOURS)
    return YES if _keep(login, by, how="by themselves") else _refused(by, name, SOMEBODY_ELSES)


def _refused(by: User, name: str, sentence: str) -> Answer:
    record(events.PROVIDER_REFUSED, by=by, provider=name, reason="it is linked otherwise already")
    return no(sentence.format(name=name))


def _keep(login: SocialLogin, user: User, *, how: str) -> bool:
    """Link it, once: somebody who presses twice is linked by whichever comes first."""
    account = login.account
    login.account, is_new = SocialAccount.objects.get_or_create(
        provider=account.provider, uid=account.uid, defaults={"user": user}
    )
    if is_new:
        record(events.PROVIDER_LINKED, by=user, provider=login.provider.name, how=how)
    return bool(login.account.user_id == user.pk)


@transaction.atomic
def unlink(*, code: str, name: str, by: User) -> Answer:
    """This provider's account no longer signs in as this person, who has another way to."""
    by = User.objects.select_for_update().get(pk=by.pk)
    mine = linked_to(by).filter(provider=code)
    if not by.has_usable_password() and not linked_to(by).exclude(provider=code).exists():
        return no(NO_OTHER_WAY)
    if mine.exists():
        mine.delete()
        record(events.PROVIDER_UNLINKED, by=by, provider=name)
    return YES


def forget(user: User) -> None:
    """No provider's account signs in as this person any more: their account is closed."""
    linked_to(user).delete()


@transaction.atomic
def only_by_provider(*, user: User, by: object) -> Answer:
    """The person's password stops working: from now on they sign in with a provider alone.

    `by` is a user, or words for whoever did it at the server.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not linked_to(user).exists():
        return no(NOTHING_LINKED)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    record(events.ONLY_BY_PROVIDER, by=by, person=str(user))
    return YES
