"""Every page that uses a row of a list shows where it comes from, and whether a local adviser has verified it."""

import html

import pytest

from tessera.access.roles import Role
from tessera.reference import services
from tessera.reference.models import ClockRule, Word
from tests.cast import agency, as_user, person
from tests.reporting import Staff, make_staff, reference_in, signed_in, written

CHECKED = "Verified by Lee Advice"


def text_of(reply) -> str:
    return html.unescape(reply.content.decode())


@pytest.fixture
def staff(db, settings, tmp_path) -> Staff:
    settings.FILES_FOLDER = tmp_path
    return make_staff()


@pytest.fixture
def pages(staff):
    """What each page says, opened anew at each call."""
    teacher, desk = signed_in(staff.teacher), signed_in(staff.desk)
    blaming = written(narrative="She is promiscuous.", scripted="")
    reference = reference_in(teacher.post("/report/write/", written(narrative="A car waits."))["Location"])

    def opened():
        check = teacher.post("/report/write/", blaming)["Location"]
        return {
            "check": text_of(teacher.get(check)),
            "suggest": text_of(teacher.post("/report/suggest/", {"field": "narrative", "text": "promiscuous"})),
            "words": text_of(desk.get("/words/")),
            "triage": text_of(desk.get("/triage/")),
            "work": text_of(desk.get("/work/")),
            "sent": text_of(teacher.get(f"/report/sent/{reference}/")),
            "receipt": text_of(teacher.get(f"/reports/{reference}/receipt/")),
        }

    return opened


def test_a_row_says_that_nobody_verified_it_until_somebody_has(pages):
    before = pages()
    assert [page for page, text in before.items() if "Not verified by your legal adviser" not in text] == []
    assert [page for page, text in before.items() if CHECKED in text] == []
    adviser = person("Lee Advice", Role.LEGAL_ADVISER, at=agency("legal"))
    with as_user(adviser):
        for row in [Word.objects.get(code="promiscuous"), *ClockRule.objects.filter(code__startswith="triage-")]:
            services.verify(row=row, by=adviser)
    assert [page for page, text in pages().items() if CHECKED not in text] == []
