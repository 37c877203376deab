"""A coordinator who gives lists, an analyst elsewhere who may too, and somebody who may not."""

import csv
import io
from dataclasses import dataclass

import pytest

from tessera.access.models import User
from tessera.access.roles import Role
from tessera.imports import queries, services, taking
from tests.cast import agency, as_user, person


@dataclass(frozen=True)
class People:
    coordinator: User
    desk: User  # the triage desk reads every report
    analyst: User
    teacher: User


@pytest.fixture
def people(db):
    return People(
        coordinator=person("coordinator", Role.COORDINATOR, at=agency("safeguarding-partnership", "partnership")),
        desk=person("desk", Role.TRIAGE_OFFICER, at=agency("triage-hub", "partnership")),
        analyst=person("analyst", Role.ANALYST, at=agency("county-police", "police")),
        teacher=person("teacher", Role.REPORTER, at=agency("saltreach-academy")),
    )


@pytest.fixture(autouse=True)
def files_elsewhere(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path / "files"


def csv_of(rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def given_by(user, content, *, profile="plate-sightings", source="Cameras", name="list.csv", mapping=None, **more):
    """A list that was given, mapped as suggested (or so), and read."""
    kind = queries.profile_called(profile)
    with as_user(user):
        given = services.give(file=io.BytesIO(content), name=name, profile=kind, source=source, by=user, **more)
        given = services.map_columns(given=given, mapping={**given.mapping, **(mapping or {})}, by=user)
        return services.check(given=given, by=user)


def taken_by(user, content, *, over_later=False, **more):
    """A list that was given, read and taken."""
    given = given_by(user, content, **more)
    with as_user(user):
        assert given.status == "checked", given.refusal
        given = services.take(given=given, by=user, over_later=over_later)
        taking.take_batches(given=given, by=user)
        given.refresh_from_db()
        return given
