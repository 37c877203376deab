"""A defined risk goes to the child's home authority, an offence to a force; both lead back to the report."""

import html
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from tessera.access.models import Agency
from tessera.access.roles import Role
from tessera.concerns import policy, referring
from tessera.concerns.models import Referral
from tessera.information.models import Report
from tessera.work.models import Task
from tests.cast import agency, as_user
from tests.cast import person as somebody
from tests.entities.telling import given as thing
from tests.entities.telling import only, person, told
from tests.reporting import signed_in

ELSEWHERE = {"area": "Oldenmere", "taker": "Ms Ferris, duty manager", "address": "duty@oldenmere.gov.uk"}
WHY = "He has her telephone and waits at the gate."


@pytest.fixture
def analyst(db):
    return somebody("analyst", Role.ANALYST, at=agency("county-police", "police"), name="Magda Zielonka")


@pytest.fixture
def lead(db):
    return somebody("lead", Role.SAFEGUARDING_LEAD, at=agency("home-authority", "social_care"), name="Ola Reid")


@pytest.fixture
def force(db):
    return somebody("force", Role.SAFEGUARDING_LEAD, at=agency("other-force", "police"), name="Ivo Lusk")


@pytest.fixture
def child(cast, analyst):
    """A child as a report names her, which its writer and the analyst read."""
    return told(cast.holder, only(cast.holder, analyst), person("Tegan Hollis"), thing("vehicle", "WX19 KTR"))[0]


def referred(by, mention, what="risk", **more):
    with as_user(by):
        child = mention if what == "risk" else None
        return referring.refer(report=mention.report, what=what, because=WHY, by=by, **({"child": child} | more))


def tasks(user, report):
    with as_user(user):
        found = Task.objects.readable().filter(path=report.get_absolute_url())
        return [(task.rule, task.subject, task.why) for task in found]


def words_of(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_a_defined_risk_goes_to_the_home_authority_with_a_clock_and_leads_back(cast, analyst, lead, child):
    """REQ: soft-onward-if-risk, soft-original-kept"""
    page = child.report.get_absolute_url()
    assert signed_in(lead).get(page).status_code == 404
    client = signed_in(analyst)
    assert f'href="{page}refer/"' in client.get(page).content.decode()
    typed = {"what": "risk", "child": str(child.pk), "because": WHY, "whom": "agency", "agency": "home-authority"}
    client.post(f"{page}refer/", typed)
    assert tasks(lead, child.report) == [("referral-decision", "Tegan Hollis", WHY)]
    for user in (lead, cast.holder, analyst):
        shown = words_of(signed_in(user).get(page))
        assert "A defined risk to a child" in shown
        assert f"referred to Home Authority by {analyst.post}" in shown
        assert WHY in shown
    assert f'href="{page}"' in signed_in(lead).get("/work/").content.decode()
    with as_user(lead):
        assert Report.objects.readable().get(pk=child.report_id).sha256 == child.report.sha256
    assert signed_in(cast.outsider).get(page).status_code == 404


def test_an_offence_goes_to_a_force(analyst, force, lead, child):
    """REQ: soft-onward-if-risk"""
    referred(analyst, child, "offence", agency=force.agency)
    assert [rule for rule, *_ in tasks(force, child.report)] == ["taken-on-urgent"]
    with pytest.raises(PermissionDenied, match="An offence goes to the police"):
        referred(analyst, child, "offence", agency=lead.agency)
    with pytest.raises(PermissionDenied, match="children’s social care where the child lives"):
        referred(analyst, child, agency=force.agency)


@pytest.mark.parametrize("what", Referral.What)
@pytest.mark.parametrize("kind", Agency.Kind)
def test_who_acts_on_what(what, kind):
    expected = (what, kind) in {("risk", "social_care"), ("offence", "police")}
    assert bool(policy.may_refer_to(what, Agency(code="one", name="One", kind=kind))) is expected


def test_to_another_area_by_a_secure_address_only_and_whoever_refers_sends_it_today(cast, analyst, child):
    """REQ: soft-onward-if-risk, intake-secure-channel"""
    with pytest.raises(PermissionDenied, match="not at a domain on the secure list"):
        referred(analyst, child, **(ELSEWHERE | {"address": "duty@oldenmere.example"}))
    referral = referred(analyst, child, **ELSEWHERE)
    assert referral.to == "Oldenmere (Ms Ferris, duty manager, duty@oldenmere.gov.uk)"
    with as_user(analyst):
        task = Task.objects.readable().get(path=child.report.get_absolute_url())
    assert (task.owner, timezone.localdate(task.due_at)) == (analyst.post, timezone.localdate())
    assert tasks(cast.holder, child.report) == []


def test_the_same_press_twice_is_one_referral(analyst, lead, child):
    assert referred(analyst, child, agency=lead.agency) == referred(analyst, child, agency=lead.agency)
    assert len(tasks(lead, child.report)) == 1


def test_a_risk_is_to_a_child_whom_the_report_names(cast, analyst, lead, child):
    (other,) = told(cast.holder, only(cast.holder, analyst), person("Jade Morrow"))
    with pytest.raises(ValueError, match="whom the report names"):
        referred(analyst, child, agency=lead.agency, child=other)
    with pytest.raises(ValueError, match="whom the report names"):
        referred(analyst, child, agency=lead.agency, child=None)
    (car,) = told(cast.holder, only(cast.holder, analyst), thing("vehicle", "WX19 KTR"))
    typed = {"what": "risk", "because": WHY, "whom": "agency", "agency": "home-authority"}
    wrong = words_of(signed_in(analyst).post(f"{car.report.get_absolute_url()}refer/", typed))
    assert "The report names no child." in wrong


def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(analyst, lead, force, child):
    client, page = signed_in(analyst), f"{child.report.get_absolute_url()}refer/"
    typed = {"what": "risk", "child": str(child.pk), "because": WHY, "whom": "agency", "agency": "other-force"}
    wrong = words_of(client.post(page, typed))
    assert "which Other Force is not" in wrong
    assert WHY in wrong
    wrong = words_of(client.post(page, typed | {"whom": "area", "agency": "", **ELSEWHERE, "address": "a@b.example"}))
    assert "not at a domain on the secure list" in wrong
    assert (
        "Oldenmere"
        in client.post(page, typed | {"whom": "area", "agency": "", **ELSEWHERE, "taker": ""}).content.decode()
    )


def test_only_those_who_develop_information_and_never_a_writer_alone(cast, analyst, lead):
    (child,) = told(analyst, only(cast.holder), person("Tegan Hollis"))
    with pytest.raises(PermissionDenied, match="as its writer alone"):
        referred(analyst, child, agency=lead.agency)
    with pytest.raises(PermissionDenied, match="does not include marking a defined risk"):
        referred(cast.holder, child, agency=lead.agency)
    assert "Mark a defined risk" not in signed_in(analyst).get(child.report.get_absolute_url()).content.decode()


def test_the_database_wants_somewhere_for_it_to_go_and_keeps_it_as_it_was(analyst, lead, child):
    made = referred(analyst, child, agency=lead.agency)
    with as_user(analyst), pytest.raises(ProgrammingError), transaction.atomic():
        Referral.objects.filter(pk=made.pk).update(because="Changed.")
    nowhere = Referral(
        report=made.report,
        audience_id=made.audience_id,
        author=analyst.post,
        what="offence",
        because="x",
        at=timezone.now(),
    )
    with as_user(analyst), pytest.raises(IntegrityError), transaction.atomic():
        nowhere.save(force_insert=True)
