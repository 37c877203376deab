"""One draft open in two windows: the second to be saved replaces nothing of the first."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tessera.information import queries as information
from tessera.information.models import Draft, Report
from tests.cast import as_user
from tests.reporting import PNG, Staff, make_staff, reference_in, signed_in, written

CHANGED = "This draft was changed in another window"


@pytest.fixture
def staff(db, settings, tmp_path) -> Staff:
    settings.FILES_FOLDER = tmp_path
    return make_staff()


def hidden(reply) -> dict[str, str]:
    """What the page carries unseen: its key, its window and the save it was drawn from."""
    page = reply.content.decode()
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("key", "window", "drawn_from")}
    return {name: html.unescape(match[1]) for name, match in found.items() if match}


def typed(reply, **answers) -> dict[str, str]:
    return written(**answers) | hidden(reply)


def drafts_of(user) -> set[str]:
    with as_user(user):
        return {draft.typed["narrative"] for draft in Draft.objects.readable()}


def test_what_both_windows_hold_is_kept_and_neither_is_sent(staff):
    client = signed_in(staff.teacher)
    first = client.get("/report/write/")
    client.post("/report/write/", typed(first, narrative="A car at the gate.", save="yes"))
    address = f"/report/write/?draft={hidden(first)['key']}"
    one, two = client.get(address), client.get(address)
    client.post("/report/draft/", typed(one, narrative="A car at the gate. It was silver."))
    late = client.post("/report/draft/", typed(two, narrative="A car at the gate. WX51 ABC."))
    assert (late.status_code, "both are kept" in late.content.decode()) == (409, True)
    for _ in range(2):
        page = client.post("/report/write/", typed(two, narrative="A car at the gate. WX51 ABC."))
        assert page.status_code == 409
        assert CHANGED in page.content.decode()
        assert "A car at the gate. WX51 ABC.</textarea>" in page.content.decode()
        shown = " ".join(page.content.decode().split("What is different")[1].split("<form")[0].split())
        assert "A car at the gate. It was silver." in shown
        assert "How do you know?" not in shown, "only what differs"
        assert shown.count("What happened or what did you notice?") == 1
        assert drafts_of(staff.teacher) == {"A car at the gate. It was silver.", "A car at the gate. WX51 ABC."}
    with as_user(staff.teacher):
        assert not Report.objects.readable().exists()
    sent = client.post("/report/write/", typed(page, narrative="A car at the gate. WX51 ABC."))
    assert reference_in(sent["Location"])
    assert drafts_of(staff.teacher) == {"A car at the gate. It was silver."}


def test_going_back_to_the_older_page_after_writing_on_keeps_that_too(staff):
    client = signed_in(staff.teacher)
    first = client.get("/report/write/")
    client.post("/report/draft/", typed(first, narrative="A car."))
    address = f"/report/write/?draft={hidden(first)['key']}"
    one, two = client.get(address), client.get(address)
    client.post("/report/draft/", typed(one, narrative="A car, silver."))
    apart = client.post("/report/write/", typed(two, narrative="A car, red."))
    client.post("/report/draft/", typed(apart, narrative="A car, red, at night."))
    assert client.post("/report/write/", typed(two, narrative="A car, red.")).status_code == 409
    assert drafts_of(staff.teacher) == {"A car, silver.", "A car, red, at night.", "A car, red."}


def test_one_window_goes_on_saving_and_goes_back_without_a_word(staff):
    client = signed_in(staff.teacher)
    page = client.get("/report/write/")
    for words in ("A car", "A car at", "A car at the gate"):
        assert client.post("/report/draft/", typed(page, narrative=words)).status_code == 204
    assert client.post("/report/write/", typed(page, narrative="A car at the gate.", save="yes")).status_code == 302
    assert client.post("/report/draft/", typed(page, narrative="A car at the gate, red.")).status_code == 204
    assert drafts_of(staff.teacher) == {"A car at the gate, red."}


def test_the_same_words_in_both_windows_are_no_change(staff):
    client = signed_in(staff.teacher)
    first = client.get("/report/write/")
    client.post("/report/draft/", typed(first, narrative="A car."))
    address = f"/report/write/?draft={hidden(first)['key']}"
    one, two = client.get(address), client.get(address)
    assert client.post("/report/draft/", typed(one, narrative="A red car.")).status_code == 204
    assert client.post("/report/draft/", typed(two, narrative="A red car.")).status_code == 204


def test_a_check_page_sends_only_what_it_shows(staff):
    client = signed_in(staff.teacher)
    first = client.get("/report/write/")
    reply = client.post("/report/write/", typed(first, narrative="A car.", scripted=""))
    check = client.get(reply["Location"])
    client.post("/report/draft/", typed(client.get(f"/report/write/?draft={hidden(first)['key']}"), narrative="A van."))
    again = client.post("/report/check/", hidden(check))
    assert "so nothing was sent" in again.content.decode()
    assert "A van." in again.content.decode()
    assert reference_in(client.post("/report/check/", hidden(again))["Location"])


def test_what_is_typed_after_it_was_sent_from_another_window_is_never_called_saved(staff):
    client = signed_in(staff.teacher)
    first = client.get("/report/write/")
    client.post("/report/draft/", typed(first, narrative="A car."))
    address = f"/report/write/?draft={hidden(first)['key']}"
    one, two = client.get(address), client.get(address)
    assert reference_in(client.post("/report/write/", typed(two, narrative="A car."))["Location"])
    late = client.post("/report/draft/", typed(one, narrative="A car. WX51 ABC."))
    assert (late.status_code, "Not saved: this page was sent" in late.content.decode()) == (409, True)
    kept = client.post("/report/write/", typed(one, narrative="A car. WX51 ABC.", save="yes"))
    assert "has not been sent" in kept.content.decode()
    assert drafts_of(staff.teacher) == {"A car. WX51 ABC."}


def test_what_was_typed_beside_another_window_has_the_files_and_the_route_too(staff):
    client = signed_in(staff.teacher)
    shown = client.post("/report/", {"danger": "yes", "harm": "no"})
    first = client.get(shown["Location"].replace("/danger/", "/write/"))
    chosen = SimpleUploadedFile("gate.png", PNG)
    client.get(shown["Location"])
    client.post("/report/write/", typed(first, narrative="A car.", save="yes", attached=[chosen]))
    address = f"/report/write/?draft={hidden(first)['key']}"
    one, two = client.get(address), client.get(address)
    client.post("/report/draft/", typed(one, narrative="A car, silver."))
    apart = client.post("/report/write/", typed(two, narrative="A car, red."))
    assert "Take out gate.png" in apart.content.decode()
    sent = client.post("/report/write/", typed(apart, narrative="A car, red."))
    with as_user(staff.teacher):
        report = information.report_for(staff.teacher, reference_in(sent["Location"]))
        assert report.route_shown.startswith("999")
        assert [file.name for file in information.files_with(staff.teacher, report)] == ["gate.png"]
        (other,) = Draft.objects.readable()
        assert len(other.files) == 1


@pytest.mark.parametrize("button", ["save", "send"])
def test_a_name_to_be_sealed_that_is_typed_after_sending_is_not_lost(staff, button):
    client = signed_in(staff.teacher)
    withheld = {"narrative": "A car.", "source": "public_withheld", "source_reference": "SA/7"}
    first = client.get("/report/write/")
    client.post("/report/draft/", typed(first, **withheld))
    address = f"/report/write/?draft={hidden(first)['key']}"
    one, two = client.get(address), client.get(address)
    assert reference_in(client.post("/report/write/", typed(one, **withheld))["Location"])
    reply = client.post("/report/write/", typed(two, withheld_name="A neighbour", **withheld, **{button: "yes"}))
    assert reply.status_code == 409
    page = reply.content.decode()
    assert "Kept sealed with the draft" in page
    assert "A neighbour" in client.get(re.search(r"/report/write/\?draft=[-0-9a-f]+", page)[0]).content.decode()


def test_a_check_page_does_not_send_without_a_file_that_it_shows(staff):
    client = signed_in(staff.teacher)
    first = client.get("/report/write/")
    chosen = SimpleUploadedFile("gate.png", PNG)
    check = client.get(client.post("/report/write/", typed(first, scripted="", attached=[chosen]))["Location"])
    assert "gate.png" in check.content.decode()
    page = client.get(f"/report/write/?draft={hidden(first)['key']}")
    (kept,) = re.findall(r'name="kept" value="([-0-9a-f]+)"', page.content.decode())
    client.post("/report/write/", typed(page, save="yes", take_out=kept))
    assert "so nothing was sent" in client.post("/report/check/", hidden(check)).content.decode()


SHORT = {
    "spoken": {
        "immediate_danger": "no", "significant_harm": "no", "source": "public_withheld", "source_reference": "SA/7",
    },
    "sighting": {},
}  # fmt: skip


def left_half_done(staff, where):
    """Whoever fills in this short page, what they typed, and the address of the draft it is kept as."""
    user = staff.desk if where == "spoken" else staff.carer
    client, answers = signed_in(user), SHORT[where] | {"narrative": "A car.", "when_text": "today"}
    page = client.get(f"/report/{where}/")
    wrong = {**answers, "when_text": "on the 99th", "attached": SimpleUploadedFile("gate.png", PNG)}
    stopped = client.post(f"/report/{where}/", typed(page, **wrong))
    return user, client, answers, f"/report/{where}/?draft={hidden(stopped)['key']}"


@pytest.mark.parametrize("where", SHORT)
@pytest.mark.parametrize("when_text", ["today", "on the 98th"])
def test_two_windows_of_a_short_page_keep_both_and_send_neither_unseen(staff, where, when_text):
    user, client, answers, address = left_half_done(staff, where)
    one, two = client.get(address), client.get(address)
    silver = typed(one, **answers | {"narrative": "A car, silver.", "when_text": "on the 99th"})
    client.post(f"/report/{where}/", silver)
    red = typed(two, **answers | {"narrative": "A car, red.", "when_text": when_text})
    for _ in range(3):
        apart = client.post(f"/report/{where}/", red)
        assert apart.status_code == 409
        page = apart.content.decode()
        assert CHANGED in page
        assert "A car, red.</textarea>" in page
        assert page.count("Take out gate.png") == 1
        assert f'href="{address}"' in page
        assert drafts_of(user) == {"A car, silver.", "A car, red."}
    with as_user(user):
        assert not Report.objects.readable().exists()
    sent = client.post(f"/report/{where}/", typed(apart, **answers | {"narrative": "A car, red."}))
    with as_user(user):
        report = information.report_for(user, reference_in(sent["Location"]))
        assert (report.kind, report.narrative) == (where, "A car, red.")
        assert [file.name for file in information.files_with(user, report)] == ["gate.png"]
    assert drafts_of(user) == {"A car, silver."}
    assert "A car, silver." in client.get(address).content.decode()


@pytest.mark.parametrize("where", SHORT)
def test_a_page_pressed_again_beside_what_was_written_on_or_sent_is_one_draft_more(staff, where):
    user, client, answers, address = left_half_done(staff, where)
    one, two = client.get(address), client.get(address)
    client.post(f"/report/{where}/", typed(one, **answers | {"narrative": "Silver.", "when_text": "on the 99th"}))
    red = typed(two, **answers | {"narrative": "Red."})
    apart = client.post(f"/report/{where}/", red)
    late = typed(apart, **answers | {"narrative": "Red, late.", "when_text": "on the 99th"})
    later = client.post(f"/report/{where}/", late)
    for _ in range(3):
        assert client.post(f"/report/{where}/", red).status_code == 409
        assert drafts_of(user) == {"Silver.", "Red.", "Red, late."}
    late = typed(later, **answers | {"narrative": "Red, late."})
    sent = client.post(f"/report/{where}/", late)
    assert reference_in(sent["Location"])
    assert client.post(f"/report/{where}/", late)["Location"] == sent["Location"]
    again = client.post(f"/report/{where}/", red)
    assert "This page was already sent" in again.content.decode()
    with as_user(user):
        assert Report.objects.readable().count() == 1


@pytest.mark.parametrize("where", SHORT)
def test_a_short_page_takes_nothing_out_of_what_another_window_keeps(staff, where):
    _user, client, answers, address = left_half_done(staff, where)
    one, two = client.get(address), client.get(address)
    (kept,) = re.findall(r'name="kept" value="([-0-9a-f]+)"', two.content.decode())
    client.post(f"/report/{where}/", typed(one, **answers | {"narrative": "Silver.", "when_text": "on the 99th"}))
    client.post(f"/report/{where}/", typed(two, **answers | {"narrative": "Red."}, take_out=kept))
    assert "Take out gate.png" in client.get(address).content.decode()


@pytest.mark.parametrize("where", SHORT)
def test_one_window_of_a_short_page_goes_on_without_a_word_and_is_sent_once(staff, where):
    user, client, answers, address = left_half_done(staff, where)
    page = client.get(address)
    kept = {"kept": re.findall(r'name="kept" value="([-0-9a-f]+)"', page.content.decode())}
    for _ in range(2):
        stopped = client.post(f"/report/{where}/", typed(page, **answers | {"when_text": "on the 97th"}, **kept))
        assert stopped.status_code == 200
    pressed = [client.post(f"/report/{where}/", typed(stopped, **answers, **kept)) for _ in range(2)]
    assert [reply.status_code for reply in pressed] == [302, 302]
    assert pressed[0]["Location"] == pressed[1]["Location"]
    assert drafts_of(user) == set()


def test_a_photograph_alone_is_one_sighting_however_often_it_is_pressed(staff):
    client = signed_in(staff.carer)
    chosen = {"attached": SimpleUploadedFile("gate.png", PNG), "when_text": "on the 99th"}
    page = client.post("/report/sighting/", hidden(client.get("/report/sighting/")) | chosen)
    kept = {"kept": re.findall(r'name="kept" value="([-0-9a-f]+)"', page.content.decode())}
    pressed = [client.post("/report/sighting/", hidden(page) | kept | {"when_text": "today"}) for _ in range(2)]
    assert reference_in(pressed[0]["Location"]) == reference_in(pressed[1]["Location"])


def test_a_withheld_name_typed_in_two_windows_of_a_spoken_concern_stays_sealed_in_both(staff):
    user, client, answers, address = left_half_done(staff, "spoken")
    one, two = client.get(address), client.get(address)
    client.post("/report/spoken/", typed(one, **answers | {"when_text": "on the 99th"}, withheld_name="A neighbour"))
    apart = client.post("/report/spoken/", typed(two, **answers, withheld_name="The postman"))
    assert apart.status_code == 409
    assert "The postman" in apart.content.decode()
    assert "A neighbour" in client.get(address).content.decode()
    with as_user(user):
        held = list(Draft.objects.readable())
        assert len(held) == 2
        assert not [draft for draft in held if "neighbour" in str(draft.typed) or "postman" in str(draft.typed)]
