"""What was said to the desk, and a carer's sighting."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tessera.access.roles import Role
from tessera.audit.models import Entry
from tessera.concerns.models import Concern
from tessera.documents.models import File
from tessera.entities.models import Mention
from tessera.information import queries as information
from tessera.information.models import Draft, Report
from tessera.reference import settings as area
from tessera.ui.words import moment
from tessera.work.models import Task
from tests.cast import as_user, person
from tests.reporting import PNG, Staff, make_staff, reference_in, signed_in, written

CALLER = {"source": "public_named", "public_name": "Rae Finch", "source_contact": "After 6, 07700 900456"}


@pytest.fixture
def staff(db, settings, tmp_path) -> Staff:
    settings.FILES_FOLDER = tmp_path
    return make_staff()


def told(**answers):
    """What the desk types. `route_seen` is what the page showed before it."""
    return written(immediate_danger="no", significant_harm="no", **CALLER) | answers


def report_at(staff, reply) -> Report:
    assert reply.status_code == 302, reply.content.decode()
    with as_user(staff.desk):
        return information.report_for(staff.desk, reference_in(reply["Location"]))


def test_a_spoken_concern_from_somebody_without_an_account(staff):
    """REQ: intake-urgent-verbal"""
    sent = report_at(staff, twice(signed_in(staff.desk), told(significant_harm="yes")))
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


@pytest.mark.parametrize("how", ["add", "spoken"])
def test_what_the_desk_adds_is_not_what_the_caller_was_to_write(staff, how):
    """REQ: intake-urgent-verbal"""
    client, answers = signed_in(staff.desk), told(caller_email="nurse@wexmouth.example")
    sent = report_at(staff, client.post("/report/spoken/", answers))
    if how == "add":
        assert client.post(f"/reports/{sent.reference}/add/", written(narrative="The north pier.")).status_code == 302
    else:
        page = client.post("/report/spoken/", {**answers, "caller_email": "", "narrative": "She rang again."})
        key = re.search(r"/report/spoken/\?draft=([-0-9a-f]+)", page.content.decode())[1]
        more = told(key=key, narrative="She rang again.")
        assert client.post("/report/spoken/", more).status_code == 302
    with as_user(staff.nurse):
        assert [task.done_at for task in Task.objects.all()] == [None]


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
    sent = report_at(staff, client.post("/report/spoken/", answers | shown_on(page)))
    assert "999" in sent.route_shown


def shown_on(page):
    return {"route_seen": html.unescape(re.search(r'name="route_seen" value="([^"]+)"', page)[1])}


def twice(client, answers):
    """Send what was typed, and again from the page that says whom to ring."""
    return client.post("/report/spoken/", answers | shown_on(client.post("/report/spoken/", answers).content.decode()))


def test_a_route_that_was_not_shown_yet_is_shown_before_it_is_written_down(staff):
    client, answers = signed_in(staff.desk), told(immediate_danger="yes")
    first = client.post("/report/spoken/", answers).content.decode()
    answers |= {"significant_harm": "yes", **shown_on(first)}
    page = client.post("/report/spoken/", answers).content.decode()
    assert "01632" in page
    sent = report_at(staff, client.post("/report/spoken/", answers | shown_on(page)))
    assert [line.split(" ")[0] for line in sent.route_shown.splitlines()] == ["999", "01632"]


def test_a_number_that_changed_since_the_page_was_drawn_is_shown_first(staff, monkeypatch):
    client, answers = signed_in(staff.desk), told(significant_harm="yes")
    shut, door = datetime(2026, 11, 23, 17, 16, tzinfo=UTC), area.front_door
    monkeypatch.setattr(area, "front_door", lambda at: door(at=shut - timedelta(minutes=2)))
    first = client.post("/report/spoken/", answers).content.decode()
    assert "01632 960840" in first
    monkeypatch.setattr(area, "front_door", lambda at: door(at=shut))
    page = client.post("/report/spoken/", answers | shown_on(first)).content.decode()
    assert "01632 960841" in page
    sent = report_at(staff, client.post("/report/spoken/", answers | shown_on(page)))
    assert ["960840" in line for line in sent.route_shown.splitlines()] == [True, False]


def first_shown(line):
    return line.rpartition(", given ")[2]


@pytest.fixture
def at_half_past(monkeypatch):
    """Makes it so many hours after half past nine on a Monday, and answers how that is written."""

    def turn(hours=0.0):
        now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC) + timedelta(hours=hours)
        monkeypatch.setattr(timezone, "now", lambda: now)
        return moment(now)

    return turn


def test_a_spoken_draft_opened_again_says_at_once_whom_to_ring_and_keeps_when_that_was_first_said(staff, at_half_past):
    """REQ: intake-emergency-prompt"""
    morning = at_half_past()
    client, answers = signed_in(staff.desk), told(immediate_danger="yes", significant_harm="yes")
    client.post("/report/spoken/", answers | {"when_text": "on the 99th"})
    later = at_half_past(hours=2)
    assert later != morning
    address = f"/report/spoken/?draft={answers['key']}"
    page = client.get(address).content.decode()
    assert "Tell the caller to ring now" in page
    assert "999 (" in page
    assert "01632 960840" in page
    with as_user(staff.desk):
        assert "route" not in str(Draft.objects.get().typed)
    sent = report_at(staff, client.post("/report/spoken/", answers | shown_on(page)))
    assert [line.split(" ")[0] for line in sent.route_shown.splitlines()] == ["999", "01632"]
    assert [first_shown(line) for line in sent.route_shown.splitlines()] == [morning, morning]
    assert times_recorded(staff) == 2


def test_a_number_that_a_draft_never_showed_is_recorded_when_the_draft_is_opened(staff, at_half_past):
    """REQ: intake-out-of-hours"""
    morning = at_half_past()
    client, answers = signed_in(staff.desk), told(significant_harm="yes")
    client.post("/report/spoken/", answers | {"when_text": "on the 99th"})
    evening = at_half_past(hours=9)
    address = f"/report/spoken/?draft={answers['key']}"
    first, again = (drawn(client, address) for _ in range(2))
    assert b"01632 960841" in first
    assert first == again
    assert times_recorded(staff) == 2
    at_half_past(hours=9.5)
    page = client.get(address).content.decode()
    sent = report_at(staff, client.post("/report/spoken/", answers | shown_on(page)))
    assert [("960841" in line, first_shown(line)) for line in sent.route_shown.splitlines()] == [
        (False, morning), (True, evening),
    ]  # fmt: skip


def times_recorded(staff):
    with as_user(person("governance", Role.GOVERNANCE, at=staff.desk.agency)):
        return Entry.objects.filter(kind="information.route_shown").count()


def drawn(client, address):
    """The page without its token and the name of its window, which are new each time."""
    return re.sub(rb'name="(csrfmiddlewaretoken|window)" value="[^"]*"', b"", client.get(address).content)


def test_opening_a_draft_that_shows_a_new_number_is_no_change_to_what_was_typed(staff, at_half_past):
    at_half_past()
    client, answers = signed_in(staff.desk), told(significant_harm="yes")
    client.post("/report/spoken/", answers | {"when_text": "on the 99th"})
    address = f"/report/spoken/?draft={answers['key']}"
    page = client.get(address).content.decode()
    at_half_past(hours=9)
    client.get(address)
    stopped = client.post("/report/spoken/", answers | hidden(page))
    assert stopped.status_code == 200, "only the number is new: no other window typed anything"
    assert report_at(staff, client.post("/report/spoken/", answers | shown_on(stopped.content.decode())))


def test_a_page_that_does_not_show_the_route_is_not_sent_though_another_showed_it(staff, at_half_past):
    morning = at_half_past()
    client, answers = signed_in(staff.desk), told(when_text="on the 99th")
    no = client.post("/report/spoken/", answers).content.decode()
    danger = answers | {"immediate_danger": "yes"}
    client.post("/report/spoken/", danger | shown_on(no))
    at_half_past(hours=1)
    danger |= {"when_text": "today"}
    page = client.post("/report/spoken/", danger | shown_on(no)).content.decode()
    assert "Tell the caller to ring now" in page
    assert times_recorded(staff) == 1
    sent = report_at(staff, client.post("/report/spoken/", danger | shown_on(page)))
    assert [first_shown(line) for line in sent.route_shown.splitlines()] == [morning]


def hidden(page):
    found = re.findall(r'name="(key|window|drawn_from|route_seen)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def test_words_beside_another_window_have_when_the_caller_was_first_told(staff, at_half_past):
    at_half_past()
    client, answers = signed_in(staff.desk), told(when_text="on the 99th")
    client.post("/report/spoken/", answers)
    address = f"/report/spoken/?draft={answers['key']}"
    one, two = (hidden(client.get(address).content.decode()) for _ in range(2))
    answers |= {"immediate_danger": "yes", "when_text": "today"}
    morning = at_half_past(hours=0.5)
    client.post("/report/spoken/", answers | one | {"narrative": "Silver."})
    at_half_past(hours=1)
    apart = client.post("/report/spoken/", answers | two | {"narrative": "Red."}).content.decode()
    assert "changed in another window" in apart
    assert "Tell the caller to ring now" in apart
    sent = report_at(staff, client.post("/report/spoken/", answers | hidden(apart) | {"narrative": "Red."}))
    assert [first_shown(line) for line in sent.route_shown.splitlines()] == [morning]
    assert times_recorded(staff) == 1


def test_a_draft_thrown_away_elsewhere_takes_no_time_with_it(staff, at_half_past):
    morning = at_half_past()
    client, answers = signed_in(staff.desk), told(immediate_danger="yes")
    page = client.post("/report/spoken/", answers).content.decode()
    client.post(f"/reports/drafts/{answers['key']}/throw-away/")
    with as_user(staff.desk):
        assert not Draft.objects.exists()
    at_half_past(hours=1)
    client.post("/report/spoken/", answers | {"when_text": "on the 99th"} | shown_on(page))
    again = client.get(f"/report/spoken/?draft={answers['key']}").content.decode()
    sent = report_at(staff, client.post("/report/spoken/", answers | shown_on(again)))
    assert [first_shown(line) for line in sent.route_shown.splitlines()] == [morning]


def test_what_a_page_claims_to_have_shown_is_not_believed(staff):
    forged = told(immediate_danger="yes", route_seen='{"999 (Police, ambulance or fire)": "yesterday"}')
    assert "Tell the caller to ring now" in signed_in(staff.desk).post("/report/spoken/", forged).content.decode()


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


def test_a_caller_who_could_not_write_it_down_is_not_taken(staff):
    person("governance", Role.GOVERNANCE, at=staff.desk.agency)
    given = told(caller_email="governance@wexmouth.example")
    page = signed_in(staff.desk).post("/report/spoken/", given).content.decode()
    assert "does not report concerns in Tessera" in page


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
    draft = client.get(re.search(r"/report/(write|spoken)/\?draft=[-0-9a-f]+", page)[0]).content.decode()
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
    sent = report_at(staff, client.post("/report/spoken/", answers | shown_on(stopped)))
    with as_user(staff.desk):
        assert [file.name for file in information.files_with(staff.desk, sent)] == ["gate.png"]
        assert Draft.objects.count() == 0


def test_a_spoken_concern_left_half_done_comes_back_as_one(staff):
    client = signed_in(staff.desk)
    left = told(caller_email="nurse@wexmouth.example", how_known="saw", when_text="on the 99th")
    assert "There is a problem" in client.post("/report/spoken/", left).content.decode()
    found = re.search(r"/report/spoken/\?draft=[-0-9a-f]+", client.get("/reports/").content.decode())
    page = html.unescape(client.get(found[0]).content.decode())
    assert "They saw it" in page
    for kept in ("nurse@wexmouth.example", "After 6, 07700 900456", "on the 99th"):
        assert kept in page
    sent = report_at(staff, client.post("/report/spoken/", left | {"when_text": "today"}))
    assert sent.kind == "spoken"
    assert client.get(found[0])["Location"].endswith(f"/{sent.reference}/")


def test_a_sighting_left_half_done_comes_back_as_one(staff):
    client = signed_in(staff.carer)
    client.post("/report/sighting/", {"key": written()["key"], "vehicle": "silver Corsa", "when_text": "on the 99th"})
    assert "Nothing written yet" not in client.get("/reports/").content.decode()
    found = re.search(r"/report/sighting/\?draft=[-0-9a-f]+", client.get("/reports/").content.decode())
    assert "silver Corsa" in client.get(found[0]).content.decode()
    assert client.get("/report/sighting/?draft=nonsense").status_code == 404


@pytest.mark.parametrize("added", [{"caller_email": "nurse@wexmouth.example"}, {"withheld_name": "Rae Finch"}])
def test_a_caller_or_a_sealed_name_given_after_sending_is_kept_to_add(staff, added):
    """Neither stands on the report itself, so both could go missing behind “Concern sent”."""
    client = signed_in(staff.desk)
    answers = told(source="public_withheld", source_reference="WX/41", public_name="")
    first = report_at(staff, client.post("/report/spoken/", answers))
    reply = client.post("/report/spoken/", answers | added)
    assert reply.status_code == 409
    page = client.get(re.search(r"/report/spoken/\?draft=[-0-9a-f]+", reply.content.decode())[0]).content.decode()
    assert next(iter(added.values())) in page
    assert f"Add to or correct {first.reference}" in page


@pytest.mark.parametrize("caller", ["", "nurse@wexmouth.example"])
def test_the_same_sealed_name_sent_again_is_the_same_report(staff, caller):
    """It is sealed for the leads of whoever typed it, also where a colleague elsewhere rang."""
    client = signed_in(staff.desk)
    withheld = {"source": "public_withheld", "source_reference": "WX/41", "withheld_name": "Rae Finch"}
    answers = told(caller_email=caller, public_name="", **withheld)
    assert client.post("/report/spoken/", answers)["Location"] == client.post("/report/spoken/", answers)["Location"]


@pytest.mark.parametrize("where", ["spoken", "sighting", "write"])
def test_a_file_taken_out_in_another_window_is_said_before_sending(staff, where):
    client = signed_in(staff.desk if where == "spoken" else staff.carer)
    answers = {"sighting": {"key": written()["key"], "narrative": "A man"}, "write": written()}.get(where, told())
    wrong = {**answers, "when_text": "on the 99th", "attached": [photograph(), SimpleUploadedFile("b.png", PNG + b"b")]}
    page = client.post(f"/report/{where}/", wrong).content.decode()
    kept = re.findall(r'name="kept" value="([-0-9a-f]+)"', page)
    right = {**answers, "when_text": "now", "kept": kept}
    client.post(f"/report/{where}/", {**right, "when_text": "on the 99th", "take_out": kept[0]})
    said = client.post(f"/report/{where}/", right).content.decode()
    assert "taken out in another window" in said
    assert client.post(f"/report/{where}/", {**right, "kept": kept[1:]}).status_code == 302


@pytest.mark.parametrize("where", ["spoken", "sighting", "write"])
def test_one_file_that_cannot_be_taken_stops_none_of_the_others(staff, where):
    client = signed_in(staff.desk if where == "spoken" else staff.carer)
    answers = {"sighting": {"key": written()["key"], "narrative": "A man"}, "write": written()}.get(where, told())
    chosen = [SimpleUploadedFile("empty.png", b""), photograph()]
    page = client.post(f"/report/{where}/", {**answers, "attached": chosen}).content.decode()
    assert "empty.png: the file is empty" in page
    assert "Take out gate.png" in page
    assert "Choose again" not in page


@pytest.mark.parametrize("where", ["spoken", "sighting"])
def test_a_short_page_has_no_more_files_than_the_whole_one(staff, where):
    client = signed_in(staff.desk if where == "spoken" else staff.carer)
    answers = told() if where == "spoken" else {"key": written()["key"], "narrative": "A man", "when_text": "now"}
    many = [SimpleUploadedFile(f"{n}.png", PNG + bytes([n])) for n in range(25)]
    client.post(f"/report/{where}/", {**answers, "when_text": "on the 99th", "attached": many[:15]})
    page = client.post(f"/report/{where}/", {**answers, "attached": many[15:]}).content.decode()
    assert "A report has 20 files or fewer. You chose 25: the first 20 are kept." in page
    with as_user(staff.desk if where == "spoken" else staff.carer):
        assert File.objects.count() == 20


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
