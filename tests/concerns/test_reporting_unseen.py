"""Characters that no screen draws are no answer, and no concern is an empty link."""

from uuid import uuid4

import pytest

from tessera.concerns.models import Concern
from tessera.concerns.reporting import report_concern
from tests.cast import as_user
from tests.reporting import Staff, make_staff, signed_in, written


@pytest.fixture
def staff(db, settings, tmp_path) -> Staff:
    settings.FILES_FOLDER = tmp_path
    return make_staff()


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060\ufeff", "\u3164", "\u00a0\u2800"])
def test_a_narrative_that_cannot_be_seen_is_asked_for_again(staff, unseen):
    reply = signed_in(staff.teacher).post("/report/write/", written(narrative=unseen))
    assert "Enter an answer to “What happened or what did you notice?”" in reply.content.decode()
    asked = {"source": "public_named", "public_name": unseen}
    reply = signed_in(staff.teacher).post("/report/write/", written(**asked))
    assert "Enter name of the member of the public." in reply.content.decode()


@pytest.mark.parametrize(
    ("narrative", "about_child", "subject"),
    [
        ("A silver car.", "\u200b\nTegan", "Tegan"),
        ("A silver car.", "\u3164", "A silver car."),
        ("\u200b", "\u3164\n\u2060", "Report WX-"),
    ],
)
def test_a_concern_always_has_a_subject_that_can_be_seen(staff, narrative, about_child, subject):
    with as_user(staff.teacher):
        typed = {"narrative": narrative, "about_child": about_child}
        report_concern(typed=typed, sent_key=uuid4(), by=staff.teacher)
    with as_user(staff.desk):
        assert Concern.objects.get().subject.startswith(subject)
