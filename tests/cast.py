"""The cast of every page test: the holder has the case, the invited colleague was given it, the outsider sees nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from tessera.access.joining import join
from tessera.access.keyring import keyring_of, opened
from tessera.access.models import Agency, Post, User
from tessera.access.roles import Role

LONG_AGO = date(2024, 1, 1)


@dataclass(frozen=True)
class Cast:
    """Three people at three agencies."""

    holder: User
    invited: User
    outsider: User


def agency(code: str, kind: str = "school", name: str = "") -> Agency:
    """An agency of this code, made when first needed."""
    found, _ = Agency.objects.get_or_create(
        code=code, defaults={"name": name or code.replace("-", " ").title(), "kind": kind}
    )
    return found


def person(email: str, *roles: Role, at: Agency, name: str = "") -> User:
    """Somebody in a post with these roles."""
    user = User(email=f"{email}@wexmouth.example", name=name or email.title())
    user.set_unusable_password()
    user.save()
    join(user=user, agency=at, title=roles[0].label, roles=list(roles), on=LONG_AGO)
    return user


def make_cast() -> Cast:
    """Each holds every casework role at their own agency, so what they see differs by keyring alone."""
    roles = [Role.SOCIAL_WORKER, Role.SUPERVISOR]
    return Cast(
        holder=person("holder", *roles, at=agency("childrens-services", "social_care")),
        invited=person("invited", *roles, at=agency("estuary-health", "health")),
        outsider=person("outsider", *roles, at=agency("far-school")),
    )


@contextmanager
def as_user(user: User) -> Iterator[User]:
    """Act with this person's keyring, as a request of theirs would."""
    post: Post | None = user.post
    assert post is not None
    with opened(keyring_of(post)):
        yield user
