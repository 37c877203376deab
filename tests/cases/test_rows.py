"""The ORM and the database say the same of who reads what hangs from a case."""

from datetime import date

import pytest
from django.db import connection

from tessera.access.keyring import of_audience, opened
from tessera.cases import services
from tessera.cases.models import (
    CareReview,
    Case,
    CaseReport,
    FamilyMember,
    MissedContact,
    StatusChange,
    TeamMember,
    Voice,
)
from tests.cases.telling import leaves
from tests.cast import as_user

HANGING = [StatusChange, TeamMember, CaseReport, Voice, MissedContact, CareReview, FamilyMember]


@pytest.fixture
def full(world):
    """Something of everything in the case, written by the holder."""
    holder = world.cast.holder
    with as_user(holder):
        services.hear(
            case=world.case, what=Voice.What.WISH, text="To be asked once.", said_on=date(2026, 1, 2), by=holder
        )
        services.note_missed_contact(
            case=world.case, meant_for=date(2026, 1, 2), tried={"rang": "We rang"},
            barriers={"our-time-or-place": "Our time or place"}, tried_next="Her nan asks.", by=holder,
        )  # fmt: skip
        services.record_care_review(
            case=world.case, held_on=date(2026, 1, 2), chaired_by="Ms Reid", exploitation="Looked at.",
            missing=CareReview.NOTHING, by=holder,
        )  # fmt: skip
        services.note_family(
            case=world.case,
            name="Dawn",
            relation="Mother",
            part=FamilyMember.Part.PROTECTIVE,
            on=date(2026, 1, 2),
            by=holder,
        )
    return world


@pytest.mark.parametrize("model", HANGING, ids=lambda model: model.__name__)
def test_the_database_and_the_orm_agree(full, model):
    """Whoever opened the case (the desk) reads all of it, as its team does; the outsider reads nothing."""
    with opened(of_audience(full.case.audience)):
        everything = set(model.objects.all())
    assert everything
    reads = {"holder": everything, "invited": everything, "outsider": set()}
    for name, expected in reads.items():
        with as_user(getattr(full.cast, name)):
            assert set(model.objects.readable()) == set(model.objects.all()) == expected
    with as_user(full.desk):
        assert set(model.objects.readable()) == set(model.objects.all()) == everything


@pytest.mark.parametrize("model", [Case, *HANGING], ids=lambda model: model.__name__)
def test_raw_sql_with_the_outsiders_keyring_finds_nothing(full, model):
    with as_user(full.cast.outsider), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")  # noqa: S608 - a table's name
        assert cursor.fetchone() == (0,)


def test_whoever_left_reads_only_rows_they_wrote_and_no_case(full):
    leaves(full.joined, by=full.cast.holder)
    with as_user(full.cast.invited):
        assert not any(model.objects.exists() for model in [Case, *HANGING])


def test_the_desk_may_take_somebody_off_a_team_it_did_not_write(full):
    assert leaves(full.joined, by=full.desk).ends_on
