"""What names a child leaves by a secure channel only. REQ: intake-secure-channel"""

import html

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from tessera.concerns import deciding
from tessera.config import environment
from tessera.lib.secure_addresses import SecureDomain
from tessera.reference import queries as reference
from tessera.reference.models import Contact, SecureMailDomain
from tests.cast import as_user
from tests.reporting import signed_in
from tests.triage import CHILD, concern_of, make_desk, reported

ON_THE_LIST = ["duty@nhs.net", "duty@northmarch.gov.uk", "duty@northmarch.police.uk", "duty@project.cjsm.net"]
RETIRED = ["duty@northmarch.gsi.gov.uk", "duty@northmarch.gcsx.gov.uk", "duty@northmarch.pnn.police.uk"]
REFUSED = "is not at a domain on the secure list, so nothing that names a child may go there."


@pytest.fixture
def desk(db):
    return make_desk()


@pytest.fixture
def concern(desk):
    report = reported(desk.teacher, CHILD)
    with as_user(desk.officer):
        return concern_of(desk, report)


def page_of(concern, what):
    return reverse("concerns:decide", args=[concern.pk, what])


def sent(concern, address):
    return {
        "version": concern.version, "reasons": "She lives there now.", "whom": "area", "area": "Northmarch",
        "taker": "Ada Fell, duty social worker", "address": address,
    }  # fmt: skip


def decisions(desk, concern):
    with as_user(desk.officer):
        return list(concern.decisions.order_by("at"))


def text_of(response):
    return html.unescape(" ".join(response.content.decode().split()))


@pytest.mark.parametrize("address", ["ada.fell@example.com", *RETIRED, "duty@gov.uk.example.com"])
def test_passing_on_to_an_address_outside_the_list_is_refused_beside_the_field(desk, concern, address):
    """REQ: intake-secure-channel. Nothing is decided, and what was typed stays."""
    response = signed_in(desk.officer).post(page_of(concern, "pass_on"), sent(concern, address))
    shown = text_of(response)
    assert response.status_code == 200
    assert f"{address} {REFUSED}" in shown
    assert 'id="id_address-error"' in shown
    for typed in ("Northmarch", "Ada Fell, duty social worker", "She lives there now.", f'value="{address}"'):
        assert typed in shown
    assert decisions(desk, concern) == []


@pytest.mark.parametrize("address", ON_THE_LIST)
def test_passing_on_names_who_takes_it_and_the_address_it_goes_to(desk, concern, address):
    client = signed_in(desk.officer)
    assert client.post(page_of(concern, "pass_on"), sent(concern, address)).status_code == 302
    (decision,) = decisions(desk, concern)
    assert decision.said == [
        ("To", "Northmarch"),
        ("Taken on by", "Ada Fell, duty social worker"),
        ("Sent to", address),
    ]
    assert address in text_of(client.get(concern.get_absolute_url()))


@pytest.mark.parametrize("missing", ["area", "taker", "address"])
def test_each_of_the_three_is_asked_for_and_none_for_an_agency_here(desk, concern, missing):
    client, page = signed_in(desk.officer), sent(concern, ON_THE_LIST[0])
    assert "Error: " in text_of(client.post(page_of(concern, "pass_on"), {**page, missing: ""}))
    inside = {"version": page["version"], "reasons": page["reasons"], "whom": "agency", "agency": "estuary-health"}
    assert client.post(page_of(concern, "pass_on"), inside).status_code == 302
    assert decisions(desk, concern)[0].detail == {"to": "Estuary Health"}


@pytest.mark.parametrize("address", ["not an address", "a@b", "\x00@nhs.net", "x" * 300 + "@nhs.net"])
def test_what_is_no_address_is_said_beside_the_field(desk, concern, address):
    response = signed_in(desk.officer).post(page_of(concern, "pass_on"), sent(concern, address))
    assert response.status_code == 200
    assert 'id="id_address-error"' in text_of(response)


def test_a_referral_with_signposting_is_held_to_the_same(desk, concern):
    client, place = signed_in(desk.officer), page_of(concern, "not_exploitation")
    page = {"version": concern.version, "reasons": "Known friends.", "to": "The youth project"}
    assert REFUSED in text_of(client.post(place, {**page, "address": "help@project.example.com"}))
    assert decisions(desk, concern) == []
    assert client.post(place, {**page, "address": "help@project.cjsm.net"}).status_code == 302
    assert ("Sent to", "help@project.cjsm.net") in decisions(desk, concern)[0].said


def test_no_other_door_lets_it_through(desk, concern):
    given = {"concern": concern, "reasons": "x", "version": concern.version, "by": desk.officer}
    with as_user(desk.officer):
        for address in ("", "ada@example.com"):
            with pytest.raises(PermissionDenied, match="secure list"):
                deciding.pass_on(agency=None, area="Northmarch", taker="Ada", address=address, **given)
        with pytest.raises(PermissionDenied, match="secure list"):
            deciding.signpost(to="The youth project", address="ada@example.com", **given)
    assert decisions(desk, concern) == []


def test_an_area_adds_its_own_domains(desk, concern, settings, monkeypatch):
    address = "ada@youth-project.example.org"
    assert not reference.secure_list().takes(address)
    monkeypatch.setenv("TESSERA_SECURE_DOMAINS", "other.example.org, .example.org")
    settings.SECURE_DOMAINS = environment.domains("TESSERA_SECURE_DOMAINS")
    assert settings.SECURE_DOMAINS[1] == SecureDomain("example.org", takes_what_is_under_it=True)
    assert signed_in(desk.officer).post(page_of(concern, "pass_on"), sent(concern, address)).status_code == 302


def test_a_row_that_is_retired_lets_nothing_through_any_more(desk):
    assert reference.secure_list().takes("duty@nhs.net")
    SecureMailDomain.objects.filter(code="nhs-net").update(valid_to="2026-01-01")
    assert not reference.secure_list().takes("duty@nhs.net")


def test_the_list_is_there_to_read_with_its_sources_and_standing(desk):
    shown = text_of(signed_in(desk.officer).get("/lists/secure-domains/"))
    assert "Names under gov.uk".lower() in shown.lower()
    assert "Not verified by your legal adviser" in shown
    assert "How to contact the Triage Team" in shown


def test_the_directory_says_where_nothing_that_names_a_child_may_go(desk):
    agency = desk.nurse.agency
    given = {"agency": agency, "role": "Lead", "telephone": "01632 960000", "checked_by": desk.officer.post}
    for name, email in (("Ada", "ada@example.com"), ("Nia", "nia@nhs.net")):
        Contact.objects.create(name=name, email=email, checked_on="2026-11-01", **given)
    shown = text_of(signed_in(desk.officer).get("/directory/"))
    assert shown.count("Send nothing that names a child here") == 1


def test_the_site_itself_sends_no_mail_at_all(desk, concern):
    """Not for a report, a decision, a task, a failed sign-in, nor a forgotten password."""
    signed_in(desk.officer).post(page_of(concern, "pass_on"), sent(concern, ON_THE_LIST[0]))
    for place in ("/sign-in/", "/password/reset/", "/accounts/password/reset/"):
        Client().post(place, {"email": desk.officer.email, "login": desk.officer.email, "password": "wrong"})
    assert mail.outbox == []
