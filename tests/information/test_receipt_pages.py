"""The receipt: everything that was sent, and what was said to happen next."""

import re
from datetime import datetime
from html import unescape
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from tessera.information import receipts, services
from tessera.reference.models import Origin
from tessera.ui.words import date as date_words
from tessera.ui.words import moment
from tests.cast import as_user
from tests.reporting import Staff, make_staff, reference_in, signed_in, written

AT = datetime(2026, 3, 2, 9, 5, tzinfo=ZoneInfo("Europe/London"))
CHOSEN = {
    "how_known": "child_told",
    "immediate_danger": True,
    "significant_harm": False,
    "child_knows": "unsafe",
    "parents_know": "no",
    "source": "professional",
    "source_risk": "serious",
    "is_business_report": True,
    "child_is_suspect": True,
    "is_statutory_notification": True,
    "happened_from": AT,
    "happened_until": AT,
    "started_at": AT,
    "learned_on": AT.date(),
    "latest_permitted_on": AT.date(),
}
SAID = {
    "how_known": "The child told me",
    "child_knows": "No: telling them may not be safe",
    "source": "Another professional, who is named",
    "source_risk": "Serious risk",
    "started_at": moment(AT),
    "learned_on": date_words(AT.date()),
    "latest_permitted_on": date_words(AT.date()),
}
YES_OR_NO = {
    "immediate_danger": ("Immediate danger", "Yes"),
    "significant_harm": ("Significant harm now", "No"),
    "parents_know": ("Parents or carers know", "No"),
    "is_business_report": ("From a business trained to report", "Yes"),
    "child_is_suspect": ("A child is suspected of an offence", "Yes"),
    "is_statutory_notification": ("Notification under a duty to report", "Yes"),
}
SHOWN_AS_WORDS = {"happened_from", "happened_until"}  # they stand as `happened_words`


@pytest.fixture
def staff(db, settings, tmp_path) -> Staff:
    settings.FILES_FOLDER = tmp_path
    return make_staff()


def receipt_of(user, reference: str) -> str:
    page = signed_in(user).get(f"/reports/{reference}/receipt/").content.decode()
    return unescape(page)


def rows(page: str) -> dict[str, str]:
    return dict(re.findall(r"__key\">(.*?)</dt>\s*<dd[^>]*><span[^>]*>(.*?)</span>", page, re.DOTALL))


def test_everything_that_was_sent_is_on_the_receipt(staff):
    words = {name: f"The words of {name}." for name in receipts.GIVEN if name not in CHOSEN}
    with as_user(staff.teacher):
        origin = Origin.objects.first()
        report = services.send_report(
            given=words | CHOSEN,
            origin=origin,
            sent_key=uuid4(),
            by=staff.teacher,
            audience=services.audience_for(staff.teacher.agency),
        )
    page = receipt_of(staff.teacher, report.reference)
    shown = words | SAID
    assert not {name for name in receipts.GIVEN if name not in {*shown, *YES_OR_NO, *SHOWN_AS_WORDS}}
    assert not [name for name, said in shown.items() if said not in page]
    by_label = rows(page)
    assert not [name for name, (label, answer) in YES_OR_NO.items() if by_label.get(label) != answer]
    assert by_label["Origin"] == origin.label


def test_the_receipt_says_what_happens_next_in_the_words_of_the_confirmation(staff):
    client = signed_in(staff.teacher)
    reference = reference_in(client.post("/report/write/", written())["Location"])
    confirmed = unescape(client.get(f"/report/sent/{reference}/").content.decode())
    told = re.search(r"What happens next</h2>\s*<p[^>]*>(.*?)</p>", confirmed, re.DOTALL)[1]
    assert "<strong>by " in told
    assert rows(receipt_of(staff.teacher, reference))["What happens next"] == told


def test_a_sealed_name_is_not_on_the_receipt(staff):
    sealed = written(
        source="public_withheld",
        source_reference="SA/7",
        withheld_name="A neighbour",
    )
    reference = reference_in(signed_in(staff.teacher).post("/report/write/", sealed)["Location"])
    page = receipt_of(staff.teacher, reference)
    assert "SA/7" in page
    assert "is not on this receipt" in page
    assert "A neighbour" not in page
