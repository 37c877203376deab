"""Whoever may open the sealed name of a source can reach it: the leads of the agency that wrote it down."""

from html import unescape

import pytest

from tessera.access.roles import Role
from tests.cast import agency, person
from tests.reporting import Staff, make_staff, reference_in, signed_in, written

WITHHELD = {"source": "public_withheld", "source_reference": "SA/7", "withheld_name": "A neighbour"}


@pytest.fixture
def staff(db, settings, tmp_path) -> Staff:
    settings.FILES_FOLDER = tmp_path
    return make_staff()


def source_of(user, reference: str):
    return signed_in(user).get(f"/reports/{reference}/source/")


def test_no_agency_can_be_named_whose_leads_could_not_open_the_name(staff):
    """REQ: intake-lay-source-protected"""
    elsewhere = person("far", Role.SAFEGUARDING_LEAD, at=agency("estuary-health"), name="Far Lead")
    page = unescape(signed_in(staff.teacher).get("/report/write/").content.decode())
    assert "Only the safeguarding leads at Saltreach Academy can open it" in page
    sending = written(**WITHHELD, withheld_by="estuary-health")
    reference = reference_in(signed_in(staff.teacher).post("/report/write/", sending)["Location"])
    assert "A neighbour" in source_of(staff.lead, reference).content.decode()
    assert source_of(elsewhere, reference).status_code == 404


def test_a_name_is_not_sealed_for_leads_who_are_kept_from_the_report(staff):
    client = signed_in(staff.teacher)
    reply = client.post("/report/write/", written(**WITHHELD, seen_by="desk"))
    assert "nobody at Saltreach Academy could open the name" in reply.content.decode()
    without = client.post("/report/write/", written(**{**WITHHELD, "withheld_name": ""}, seen_by="desk"))
    assert without.status_code == 302


@pytest.mark.parametrize("caller", ["", "teacher@wexmouth.example"])
def test_a_name_told_to_the_desk_is_opened_by_the_leads_of_the_desk(staff, caller):
    lead = person("hublead", Role.SAFEGUARDING_LEAD, at=staff.desk.agency, name="Hub Lead")
    sending = written(**WITHHELD, danger="no", immediate_danger="no", significant_harm="no", caller_email=caller)
    reply = signed_in(staff.desk).post("/report/spoken/", sending)
    assert "A neighbour" in source_of(lead, reference_in(reply["Location"])).content.decode()
