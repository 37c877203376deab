"""What was said to the desk, and a carer's sighting."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tessera.concerns.models import Concern
from tessera.documents.models import File
from tessera.entities.models import Mention
from tessera.information import queries as information
from tessera.information.models import Draft, Report
from tessera.work.models import Task
from tests.cast import as_user
from tests.reporting import PNG, Staff, make_staff, reference_in, signed_in, written

CALLER = {"source": "public_named", "public_name": "Rae Finch", "source_contact": "After 6, 07700 900456"}


@pytest.fixture
def staff(db, settings, tmp_path) -> Staff:
    settings.FILES_FOLDER = tmp_path
    return make_staff()


def told(**answers):
    return written(immediate_danger="no", significant_harm="no", **CALLER) | answers


def report_at(staff, reply) -> Report:
    assert reply.status_code == 302, reply.content.decode()
    with as_user(staff.desk):
        return information.report_for(staff.desk, reference_in(reply["Location"]))


def test_a_spoken_concern_from_somebody_without_an_account(staff):
    """REQ: intake-urgent-verbal"""
    sent = report_at(
        staff, signed_in(staff.desk).post("/report/spoken/", told(significant_harm="yes", route_seen="yes"))
    )
    assert (sent.kind, sent.source_name, sent.source_contact) == ("spoken", "Rae Finch", "After 6, 07700 900456")
    assert "01632" in sent.route_shown
    with as_user(staff.desk):
        assert Concern.objects.get().band == "urgent"
        assert Task.objects.get(rule="written-follow-up").desk.code == "triage"


def test_a_colleague_who_rang_reads_it_and_owes_the_written_version(staff):
    """REQ: intake-urgent-verbal"""
    sent = report_at(staff, signed_in(staff.desk).post("/report/spoken/", told(caller_email="Nurse@wexmouth.example")))
    nurse = signed_in(staff.nurse)
    assert nurse.get(f"/reports/{sent.reference}/").status_code == 200
    with as_user(staff.nurse):
        assert Task.objects.get().owner == staff.nurse.post
    assert nurse.post(f"/reports/{sent.reference}/add/", written()).status_code == 302
    with as_user(staff.nurse):
        assert Task.objects.get().outcome.startswith("Written down in WX-")


def test_two_people_who_rang_with_the_same_words_are_two_reports(staff):
    client = signed_in(staff.desk)
    for caller in ("nurse@wexmouth.example", ""):
        assert client.post("/report/spoken/", told(caller_email=caller)).status_code == 302
    with as_user(staff.desk):
        assert Report.objects.count() == 2


def test_danger_stops_the_form_shows_999_and_keeps_what_was_typed(staff):
    """REQ: intake-emergency-prompt"""
    client, answers = signed_in(staff.desk), told(immediate_danger="yes")
    page = client.post("/report/spoken/", answers).content.decode()
    assert "Tell the caller to ring now" in page
    assert "999" in page
    assert "A silver car" in page
    assert re.search(r'name="route_seen" value="yes"', page)
    sent = report_at(staff, client.post("/report/spoken/", answers | {"route_seen": "yes"}))
    assert "999" in sent.route_shown


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"caller_email": "nobody@wexmouth.example"}, "Nobody in a post uses this address"),
        ({"caller_email": "nobody"}, "must look like name@example.org"),
        ({"source": ""}, "Who is telling you?"),
        ({"source": "self"}, "not on the list"),
        ({"immediate_danger": ""}, "Is anyone in immediate danger?"),
        ({"narrative": " "}, "What happened or what did you notice?"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(staff, answers, said):
    page = signed_in(staff.desk).post("/report/spoken/", told(**answers)).content.decode()
    assert "There is a problem" in page
    assert said in page
    assert "Rae Finch" in page or "source" in answers


def test_a_sighting_takes_a_time_a_vehicle_and_a_photograph(staff):
    """REQ: intake-care-home-quick-report"""
    client = signed_in(staff.carer)
    page = client.get("/report/sighting/").content.decode()
    now = re.search(r'value="(\d+ \w+ \d{4} \d\d:\d\d)"', page)[1]
    sighting = {
        "key": written()["key"],
        "when_text": now,
        "where_text": "the back gate",
        "vehicle": "silver Corsa WX51 ABC",
        "attached": [SimpleUploadedFile("gate.png", PNG)],
    }
    sent = report_at(staff, client.post("/report/sighting/", sighting))
    assert (sent.kind, sent.how_known, sent.narrative) == ("sighting", "saw", "Vehicle: silver Corsa WX51 ABC")
    assert (sent.where_text, sent.missing_parts) == ("the back gate", [])
    with as_user(staff.desk):
        (mention,) = Mention.objects.filter(report=sent)
        assert mention.fields["plate"] == "WX51ABC"
        assert [file.name for file in information.files_with(staff.desk, sent)] == ["gate.png"]


def test_an_empty_sighting_is_not_sent(staff):
    page = signed_in(staff.carer).post("/report/sighting/", {"when_text": "now"}).content.decode()
    assert "Say what you saw, give a vehicle, or choose a photograph." in page


def test_a_sighting_pressed_twice_is_one(staff):
    client, sighting = (
        signed_in(staff.carer),
        {"key": written()["key"], "narrative": "A man at the gate", "when_text": "now"},
    )
    assert (
        client.post("/report/sighting/", sighting)["Location"] == client.post("/report/sighting/", sighting)["Location"]
    )
    with as_user(staff.desk):
        assert Report.objects.count() == 1


@pytest.mark.parametrize("where", ["spoken", "sighting"])
def test_other_words_on_a_short_page_that_was_sent_are_kept_to_add(staff, where):
    client = signed_in(staff.desk if where == "spoken" else staff.carer)
    answers = told() if where == "spoken" else {"key": written()["key"], "narrative": "A man", "when_text": "now"}
    first = report_at(staff, client.post(f"/report/{where}/", answers))
    reply = client.post(f"/report/{where}/", answers | {"narrative": "Two men, not one.", "attached": [photograph()]})
    page = reply.content.decode()
    assert reply.status_code == 409
    assert "This page was already sent" in page
    assert first.reference in page
    assert "Files kept with the draft: gate.png" in page
    draft = client.get(re.search(r"/report/write/\?draft=[-0-9a-f]+", page)[0]).content.decode()
    assert "Two men, not one." in draft
    assert f"Add to or correct {first.reference}" in draft
    with as_user(staff.desk):
        assert Report.objects.count() == 1


def photograph() -> SimpleUploadedFile:
    return SimpleUploadedFile("gate.png", PNG)


def test_a_photograph_kept_while_the_page_was_put_right_goes_with_the_sighting(staff):
    client, key = signed_in(staff.carer), str(written()["key"])
    wrong = {"key": key, "when_text": "on the 99th", "attached": [photograph()]}
    again = client.post("/report/sighting/", wrong).content.decode()
    assert "Take out gate.png" in again
    assert "Choose again" not in again
    right = {"key": key, "when_text": "now"}  # the photograph alone is enough to send
    sent = report_at(staff, client.post("/report/sighting/", right | {"attached": [photograph()]}))
    with as_user(staff.desk):
        assert [file.name for file in information.files_with(staff.desk, sent)] == ["gate.png"]
    with as_user(staff.carer):
        assert Draft.objects.count() == 0


def test_a_kept_photograph_can_be_taken_out_again(staff):
    client, key = signed_in(staff.carer), str(written()["key"])
    page = client.post("/report/sighting/", {"key": key, "when_text": "on the 99th", "attached": [photograph()]})
    (file,) = re.findall(r'name="take_out" type="checkbox" value="([-0-9a-f]+)"', page.content.decode())
    page = client.post("/report/sighting/", {"key": key, "when_text": "now", "take_out": file}).content.decode()
    assert "Say what you saw, give a vehicle, or choose a photograph." in page
    assert "Take out" not in page
    with as_user(staff.carer):
        assert File.objects.count() == 0


def test_what_the_desk_chose_is_kept_with_the_report_when_the_page_was_put_right(staff):
    client, answers = signed_in(staff.desk), told(immediate_danger="yes")
    stopped = client.post("/report/spoken/", answers | {"attached": [photograph()]}).content.decode()
    assert "Take out gate.png" in stopped
    sent = report_at(staff, client.post("/report/spoken/", answers | {"route_seen": "yes"}))
    with as_user(staff.desk):
        assert [file.name for file in information.files_with(staff.desk, sent)] == ["gate.png"]
        assert Draft.objects.count() == 0


def test_a_file_that_cannot_be_taken_keeps_the_sighting_on_the_page(staff):
    bad = SimpleUploadedFile("gate.png", b"MZ\x90" + b"\0" * 20)
    sighting = {"narrative": "A man at the gate", "when_text": "now", "attached": [bad]}
    page = signed_in(staff.carer).post("/report/sighting/", sighting).content.decode()
    assert "gate.png: This file is a program" in page
    assert "A man at the gate" in page


def test_everything_typed_on_either_short_page_survives_an_error_and_so_does_a_file(staff):
    spoken = told(
        immediate_danger="", caller_email="nurse@wexmouth.example", when_text="about 12 March", where_text="By the pier",
        how_known="saw", about_child="Robin Quay", about_concern="A man called Dax", about_protects="Nan",
        childs_words="He waits for me", child_wants="To be left alone", parents_know="yes", sharing_risk="He reads her phone",
        origin="hotel", is_business_report="yes", premises="Quay Hotel", child_is_suspect="yes", seen_by="desk",
    )  # fmt: skip
    sighting = {
        "when_text": "on the 99th",
        "vehicle": "silver Corsa",
        "narrative": "A man",
        "about_child": "Robin Quay",
    }
    for user, where, sent in ((staff.desk, "/report/spoken/", spoken), (staff.carer, "/report/sighting/", sighting)):
        client = signed_in(user)
        page = html.unescape(
            client.post(where, {**sent, "attached": SimpleUploadedFile("gate.png", PNG)}).content.decode()
        )
        assert "There is a problem" in page
        assert "Take out gate.png" in page
        sentences = {name: text for name, text in sent.items() if " " in text and name != "key"}
        assert len(sentences) > 2
        assert not [name for name, text in sentences.items() if text not in page]
        for name in {"how_known", "origin", "seen_by", "is_business_report"} & set(sent):
            assert re.search(rf'name="{name}"[^>]* (checked|selected)|<option value="{sent[name]}" selected', page), (
                name
            )
    danger = {**spoken, "immediate_danger": "yes", "attached": SimpleUploadedFile("gate.png", PNG)}
    stopped = html.unescape(signed_in(staff.desk).post("/report/spoken/", danger).content.decode())
    assert "Tell the caller to ring now" in stopped
    assert "Take out gate.png" in stopped
    assert "He reads her phone" in stopped
