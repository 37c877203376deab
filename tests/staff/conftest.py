"""An agency with an administrator who is signed in to administer, and the people around them."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tessera.access.models import Agency, Post, User
from tessera.access.roles import Role
from tessera.staff.models import Sitting
from tessera.staff.sitting import begin_sitting
from tests.cast import agency, as_user, person

PASSWORD = "a-long-and-quiet-harbour"


@dataclass(frozen=True)
class House:
    """Children's services: its administrator, a second one, a social worker and their supervisor; and governance."""

    agency: Agency
    admin: User
    second: User
    worker: User
    colleague: User
    supervisor: User
    governance: User
    elsewhere: User
    sitting: Sitting


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def house(db: None, settings, tmp_path: Path) -> House:
    settings.LETTERS_FOLDER = tmp_path / "letters"
    here = agency("childrens-services", "social_care", "Children’s services")
    hub, school = agency("triage-hub", "partnership"), agency("far-school")
    admin = with_password(person("admin", Role.ADMINISTRATOR, at=here, name="Ada Min"))
    governance = person("governance", Role.GOVERNANCE, at=hub, name="Guy Vern")
    person("desk", Role.TRIAGE_OFFICER, at=hub, name="Dee Marlow")
    with as_user(admin):
        sitting = begin_sitting(reason="Two people start on Monday.", by=admin)
    return House(
        agency=here,
        admin=admin,
        second=with_password(person("second", Role.ADMINISTRATOR, at=here, name="Sec Ond")),
        worker=with_password(person("worker", Role.SOCIAL_WORKER, at=here, name="Wyn Orker")),
        colleague=person("colleague", Role.SOCIAL_WORKER, at=here, name="Col League"),
        supervisor=person("supervisor", Role.SUPERVISOR, at=here, name="Sue Visor"),
        governance=governance,
        elsewhere=with_password(person("elsewhere", Role.SAFEGUARDING_LEAD, at=school, name="Els Where")),
        sitting=sitting,
    )


def again(user: User) -> User:
    """The same person as the next request reads them."""
    return User.objects.get(pk=user.pk)


def post_of(user: User) -> Post:
    post = again(user).post
    assert post is not None
    return post
