"""Emergency access: one record, a few hours, never silent, and nothing else comes open by it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.access.models import Key
from tessera.access.roles import Role
from tessera.audit.models import Entry
from tessera.entities.models import Holding
from tessera.governance import emergency
from tessera.governance.models import EmergencyAccess
from tessera.governance.naming import Named, named_in
from tessera.information import queries as reports
from tessera.information import services as information
from tessera.information.models import Report
from tessera.reference.models import ClockRule
from tessera.work.models import Message, Task
from tests.cast import agency, as_user, person
from tests.entities.telling import only, told
from tests.entities.telling import person as named
from tests.reporting import signed_in

WHY = "She is with him now, and nobody answers."


@pytest.fixture
def officer(db):
    return person("officer", Role.GOVERNANCE, at=agency("partnership", "partnership"))


@pytest.fixture
def secret(cast):
    """A report that nobody but its writer reads, and another beside it."""
    (mention,) = told(cast.holder, only(cast.holder), named("Wren Tolliver"))
    told(cast.holder, only(cast.holder), named("Wren Tolliver", same_as=mention.entity_id))
    return mention.report


def opened(user, record, why=WHY):
    with as_user(user):
        return emergency.open_record(named=named_in(record), reason=why, by=user)


def readable(user):
    with as_user(user):
        return set(Report.objects.readable().values_list("reference", flat=True))


def later(monkeypatch, **passed):
    at = timezone.now() + timedelta(**passed)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    return at


def told_of(user):
    with as_user(user):
        return [message.text for message in Message.objects.readable()]


def test_it_opens_that_record_and_no_other_until_its_time_is_over(cast, secret, monkeypatch):
    before = readable(cast.invited)
    given = opened(cast.invited, secret.reference)
    assert readable(cast.invited) == before | {secret.reference}
    assert signed_in(cast.invited).get(f"/reports/{secret.reference}/").status_code == 200
    with as_user(cast.invited):
        assert [held.name for held in Holding.objects.all()] == ["Wren Tolliver"]
    assert readable(cast.outsider) == set()
    at = later(monkeypatch, hours=4, seconds=1)
    assert given.ends_at < at
    assert readable(cast.invited) == before
    assert signed_in(cast.invited).get(f"/reports/{secret.reference}/").status_code == 404


def test_how_long_is_read_from_the_data(cast, secret):
    ClockRule.objects.filter(code=emergency.OPEN_FOR).update(length=1)
    given = opened(cast.invited, secret.reference)
    assert given.ends_at - given.opened_at == timedelta(hours=1)


def test_owner_and_governance_are_told_at_once_and_it_is_a_task_to_review(cast, secret, officer):
    given = opened(cast.invited, secret.reference)
    for who in (cast.holder, officer):
        (text,) = told_of(who)
        assert str(cast.invited.post) in text
        assert WHY in text
        assert secret.narrative not in text
    with as_user(officer):
        (task,) = Task.objects.readable().filter(rule=emergency.REVIEW)
        assert task.path == given.get_absolute_url()
        assert task.due_at is not None
        assert Entry.objects.filter(kind="governance.emergency_opened").count() == 1
        assert Report.objects.readable().count() == 0, "governance reads of it, not what it says"


def test_the_page_of_the_record_says_so_to_those_whose_it_is(cast, secret):
    opened(cast.invited, secret.reference)
    page = signed_in(cast.holder).get(f"/reports/{secret.reference}/").content.decode()
    assert f"Opened in an emergency by {cast.invited.post}" in page
    assert WHY in page


def test_ended_early_it_opens_nothing_and_the_readers_are_who_they_were(cast, secret, officer):
    audience = secret.audience
    given = opened(cast.invited, secret.reference)
    with as_user(cast.holder):
        emergency.end(given=given, by=cast.holder)
    assert secret.reference not in readable(cast.invited)
    assert emergency.narrow_again(at=timezone.now()) == 1
    with as_user(cast.holder):
        assert Report.objects.readable().get(pk=secret.pk).audience == audience
    assert emergency.narrow_again(at=timezone.now()) == 0
    with as_user(cast.holder), pytest.raises(PermissionDenied):
        emergency.end(given=given, by=cast.holder)


def test_governance_reviews_it_once_and_both_sides_are_told(cast, secret, officer):
    given = opened(cast.invited, secret.reference)
    client = signed_in(officer)
    page = client.get(given.get_absolute_url()).content.decode()
    assert "opened Emergency access to report" in page, "what was done while it was open"
    assert "Say whether it was justified." in client.post(given.get_absolute_url(), {"note": "x"}).content.decode()
    client.post(given.get_absolute_url(), {"finding": "not_justified", "note": "Her duty manager was there."})
    for who in (cast.invited, cast.holder):
        assert any("It was not justified. Her duty manager was there." in text for text in told_of(who))
    with as_user(officer):
        (task,) = Task.objects.readable().filter(rule=emergency.REVIEW)
        assert task.done_at is not None
        with pytest.raises(emergency.Reviewed):
            emergency.review(given=given, finding="justified", note="x", by=officer)
    with as_user(cast.holder), pytest.raises(PermissionDenied):
        emergency.review(given=opened(cast.outsider, secret.reference), finding="justified", note="x", by=cast.holder)


def test_what_is_not_held_gets_a_sentence_and_is_recorded(cast, officer):
    page = signed_in(cast.invited).post("/emergency-access/", {"named": "WX-AAAA-2222", "reason": WHY})
    assert "Nothing of this name is held. That you asked is recorded." in page.content.decode()
    assert WHY in page.content.decode(), "what was typed is kept"
    with as_user(officer):
        assert Entry.objects.filter(kind="governance.emergency_not_held").count() == 1


@pytest.mark.parametrize("role", [Role.REPORTER, Role.CARER, Role.ADMINISTRATOR, Role.GOVERNANCE, Role.ANALYST])
def test_it_is_not_for_those_who_report_administer_or_check(cast, secret, role):
    user = person("other", role, at=cast.outsider.agency)
    answer = signed_in(user).post("/emergency-access/", {"named": secret.reference, "reason": WHY})
    assert answer.status_code == 403
    with as_user(user):
        assert EmergencyAccess.objects.readable().count() == 0
    assert not Key.objects.filter(holder__kind="grant").exists()


def test_whoever_holds_a_key_is_led_to_the_record(cast, secret):
    answer = signed_in(cast.holder).post("/emergency-access/", {"named": secret.reference.lower(), "reason": WHY})
    assert answer.headers["Location"] == f"/reports/{secret.reference}/"
    with as_user(cast.holder):
        assert EmergencyAccess.objects.readable().count() == 0


@pytest.mark.parametrize(
    ("words", "kind", "record"),
    [
        (" wx-7k3m-92qd ", "report", "WX-7K3M-92QD"),
        ("wx 7k3m92qd", "report", "WX-7K3M-92QD"),
        ("https://tessera.example/reports/WX-7K3M-92QD/receipt/", "report", "WX-7K3M-92QD"),
        ("/cases/1f0e6b3c-0000-4000-8000-000000000001/", "case", "1f0e6b3c-0000-4000-8000-000000000001"),
    ],
)
def test_a_record_is_named_by_its_reference_or_its_page(words, kind, record):
    assert named_in(words) == Named(EmergencyAccess.Kind(kind), record)


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_whatever_else_is_typed_names_nothing(words):
    found = named_in(words)
    assert found is None or found.record


def test_a_sealed_name_stays_sealed(cast):
    """REQ: intake-lay-source-protected"""
    with as_user(cast.holder):
        report = information.send_report(
            given={"narrative": "A car waits.", "source": "public_withheld", "source_reference": "CS/12"},
            sent_key=uuid4(), by=cast.holder, audience=information.audience_for(cast.holder.agency),
            withheld_name="A neighbour, 3 Reed Drive", withheld_by=cast.holder.agency,
        )  # fmt: skip
    opened(cast.invited, report.reference)
    with as_user(cast.invited):
        assert Report.objects.readable().filter(pk=report.pk).exists()
        assert not reports.has_sealed_source(cast.invited, report)
        assert reports.sealed_source_of(cast.invited, report) is None
