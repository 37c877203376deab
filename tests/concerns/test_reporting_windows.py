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
