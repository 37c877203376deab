"""The county's agencies, staff and contacts as rows."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from tessera.access import services as access
from tessera.access.forms import PUBLISHED_PASSWORD
from tessera.access.joining import join
from tessera.access.models import Agency, Post, User
from tessera.access.roles import Role
from tessera.lib.area.county import Agency as DrawnAgency
from tessera.lib.area.county import County, county
from tessera.reference.models import Contact

IN_POST_DAYS = 900


@dataclass(frozen=True)
class Placed:
    """The county's agencies by code and its staff by the part of their address before the @."""

    agencies: dict[str, Agency]
    staff: dict[str, User]

    def post(self, name: str) -> Post:
        """The post this person holds."""
        post = self.staff[name].post
        assert post is not None
        return post


@transaction.atomic
def place_county(*, on: date) -> Placed:
    """Make every agency, everybody who works there, and the named contacts. Safe to run again."""
    drawn = county()
    agencies = {code: _agency(code, one) for code, one in drawn.agencies.items()}
    password = make_password(PUBLISHED_PASSWORD)
    staff = {name: _person(drawn, name, agencies, password, on) for name in drawn.staff}
    placed = Placed(agencies, staff)
    _contacts(drawn, placed, on)
    return placed


def _agency(code: str, drawn: DrawnAgency) -> Agency:
    agency, _ = Agency.objects.get_or_create(
        code=code,
        defaults={"name": drawn.name, "kind": drawn.kind, "town": drawn.town},
    )
    return agency


def _person(drawn: County, name: str, agencies: dict[str, Agency], password: str, on: date) -> User:
    worker = drawn.staff[name]
    email = f"{name}@{drawn.domain}"
    user = User.objects.filter(email=email).first()
    if user is not None:
        return user
    user = User(email=email, name=worker.name, password=password if worker.signs_in else "!")
    user.needs_second_factor = worker.second_factor
    user.save()
    join(
        user=user, agency=agencies[worker.agency], title=worker.job_title,
        roles=[Role(role) for role in worker.roles], on=on - timedelta(days=IN_POST_DAYS),
    )  # fmt: skip
    return user


def _contacts(drawn: County, placed: Placed, on: date) -> None:
    checker = placed.post("triage")
    access.triage_desk()
    for code, one in drawn.agencies.items():
        if one.contact and not Contact.objects.filter(agency=placed.agencies[code]).exists():
            worker = drawn.staff[one.contact]
            Contact.objects.create(
                agency=placed.agencies[code], name=worker.name, role=worker.job_title, telephone=one.telephone,
                email=f"{one.contact}@{drawn.domain}", checked_by=checker,
                checked_on=on - timedelta(days=one.checked_days_ago),
            )  # fmt: skip
