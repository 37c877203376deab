"""The pages of a list: from choosing a file to the rows that were mended, each wrong turn with a sentence."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tessera.access.roles import Role
from tessera.audit.models import Entry
from tessera.imports import jobs
from tessera.imports.models import Import, SourceRow
from tessera.lib.tabular import opened
from tests.cast import agency, as_user, person
from tests.entities.telling import given as thing
from tests.entities.telling import only, told
from tests.imports.conftest import csv_of, given_by, taken_by
from tests.imports.test_taking import HEADER, ONE, OTHER
from tests.reporting import signed_in

pytestmark = pytest.mark.usefixtures("db")
BAD = ["S-3", "", "", "31/02/2026", "@Harbour", "", "-x"]


def chosen(content, name="list.csv", **answers):
    page = {"profile": "plate-sightings", "source": "Cameras", "encoding": "", "seen_by": "wide"}
    return page | {"file": SimpleUploadedFile(name, content)} | answers


def the_list(user):
    with as_user(user):
        return Import.objects.readable().select_related("profile", "audience").first()


def worked(given, by):
    """What the worker does when it comes to it."""
    jobs.check.func(str(given.pk), by.pk)
    jobs.take.func(str(given.pk), by.pk)
    return the_list(by)


def test_from_a_file_to_reports(people):
    """REQ: soft-import-mapped: columns are said by a person, and rows are seen as reports before any is taken."""
    user, client = people.coordinator, signed_in(people.coordinator)
    assert b"Lists from other systems" in client.get("/").content
    assert client.get(reverse("imports:give")).status_code == 200
    reply = client.post(reverse("imports:give"), chosen(csv_of([HEADER, ONE, OTHER, BAD])))
    given = the_list(user)
    assert reply.headers["Location"] == reverse("imports:columns", args=[given.pk])
    page = client.get(reply.headers["Location"]).content.decode()
    assert "It says: “WX19 KTR”; “WX68 PLD”" in page
    columns = {f"column_{place}": given.mapping[name] for place, name in enumerate(given.header)}
    assert columns["column_1"] == "plate"
    client.post(reverse("imports:columns", args=[given.pk]), columns)
    assert b"Being read" in client.get(given.get_absolute_url()).content
    worked(given, user)
    page = client.get(given.get_absolute_url()).content.decode()
    assert "Take 2 rows" in page
    assert "Vehicle, also mentioned: WX19 KTR, Silver estate" in page
    assert "Row 4 has nothing under “VRM”." in page
    with as_user(user):
        assert not SourceRow.objects.exists(), "nothing is taken before somebody says so"
    client.post(reverse("imports:take", args=[given.pk]))
    assert b"0 of 2 rows taken" in client.get(given.get_absolute_url()).content
    assert worked(given, user).status == "finished"
    page = client.get(given.get_absolute_url()).content.decode()
    assert "2 reports from this list" in page


def test_the_page_follows_by_itself_until_the_list_is_taken(people):
    """REQ: soft-import-follows: nobody presses refresh, with scripts or without."""
    user, client = people.coordinator, signed_in(people.coordinator)
    given = given_by(user, csv_of([HEADER, ONE, OTHER]))
    client.post(reverse("imports:take", args=[given.pk]))
    page = client.get(given.get_absolute_url()).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in page
    assert 'role="status"' in page
    far = reverse("imports:far", args=[given.pk])
    assert f'data-live="{far}" data-every="3"' in page
    governance = person("governance", Role.GOVERNANCE, at=agency("triage-hub"))

    def looks():
        with as_user(governance):
            return Entry.objects.filter(kind="imports.opened").count()

    before = looks()
    part = client.get(far).content.decode()
    assert "data-at-work" in part
    assert 'data-says="Being taken, 0%"' in part
    assert "<html" not in part
    assert looks() == before, "following is not another look"
    worked(given, user)
    part = client.get(far).content.decode()
    assert "data-at-work" not in part
    assert "2 reports from this list" in part
    assert looks() == before + 1
    assert "http-equiv" not in client.get(given.get_absolute_url()).content.decode()


def test_a_list_that_is_held_already_says_so_before_it_is_taken(people):
    """REQ: soft-import-expected."""
    taken_by(people.coordinator, csv_of([HEADER, ONE, OTHER]))
    client = signed_in(people.coordinator)
    page = client.get(given_by(people.coordinator, csv_of([HEADER, ONE, OTHER])).get_absolute_url()).content.decode()
    assert "Nothing of it is new" in page
    assert "Take 2 rows" not in page
    rows = [[*ONE[:6], "Changed"], OTHER, ["S-9", *ONE[1:]]]
    page = client.get(given_by(people.coordinator, csv_of([HEADER, *rows])).get_absolute_url()).content.decode()
    assert "Take 2 rows" in page


def test_an_older_file_given_again_says_so_and_is_asked_about(people):
    """REQ: soft-import-once."""
    user, client = people.coordinator, signed_in(people.coordinator)
    first = csv_of([HEADER, ONE, OTHER])
    taken_by(user, first)
    taken_by(user, csv_of([HEADER, [*ONE[:6], "Changed"], OTHER]))
    given = given_by(user, first)
    page = client.get(given.get_absolute_url()).content.decode()
    assert "This very file was taken on " in page
    assert "Lists taken since have changed 1 of its rows. They stay as the later lists have them" in page
    client.post(reverse("imports:take", args=[given.pk]))
    worked(given, user)
    page = client.get(given.get_absolute_url()).content.decode()
    assert "Left as later lists have them" in page
    given = given_by(user, first)
    assert "Take 1 row, over later lists too" in client.get(given.get_absolute_url()).content.decode()
    client.post(reverse("imports:take", args=[given.pk]), {"over_later": "yes"})
    worked(given, user)
    with as_user(user):
        assert SourceRow.objects.filter(of=given).count() == 1


def test_columns_are_remembered_for_the_agency(people):
    taken_by(people.coordinator, csv_of([HEADER, ONE]), mapping={"Note": "leave"})
    header = ["NOTE", *HEADER[:-1]]
    client = signed_in(people.coordinator)
    client.post(reverse("imports:give"), chosen(csv_of([header, ["x", *OTHER[:-1]]])))
    assert the_list(people.coordinator).mapping["NOTE"] == "leave"
    analyst = signed_in(people.analyst)
    analyst.post(reverse("imports:give"), chosen(csv_of([header, ["x", *OTHER[:-1]]])))
    assert the_list(people.analyst).mapping["NOTE"] == "words", "another agency says for itself"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"VRM,vrm\nx,y", "Row 1: columns 1 and 2 are both called “vrm”."),
        (b"VRM,Note\nWX19 KTR,\xe9\n", "Line 2, column “Note” has letters that are not UTF-8."),
        (b"VRM\n", "This file has a header and no rows."),
        (b"VRM\n" + b"x" * 10_000_000, "Row 2, column “VRM” is longer than 1,000,000 characters."),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_keeps_what_was_typed(people, content, sentence):
    reply = signed_in(people.coordinator).post(reverse("imports:give"), chosen(content, source="Wardens"))
    page = reply.content.decode()
    assert sentence in page
    assert 'value="Wardens"' in page
    assert the_list(people.coordinator) is None


def test_text_that_is_called_a_workbook_is_told_apart_from_a_list_without_rows(people):
    given = chosen(b"Cars of May\n", name="Cars.XLSX")
    page = signed_in(people.coordinator).post(reverse("imports:give"), given).content.decode()
    assert "This file is called .xlsx and is no Excel workbook." in page


def test_columns_that_cannot_be_are_asked_again(people):
    client = signed_in(people.coordinator)
    client.post(reverse("imports:give"), chosen(csv_of([HEADER, ONE])))
    given = the_list(people.coordinator)
    columns = {f"column_{place}": "words" for place in range(len(HEADER))}
    page = client.post(reverse("imports:columns", args=[given.pk]), columns).content.decode()
    assert "Say which column is “Number plate”" in page
    page = client.post(
        reverse("imports:columns", args=[given.pk]), columns | {"column_1": "plate", "column_2": "plate"}
    )
    assert "“VRM” is already “Number plate”. Only one column can be." in page.content.decode()


def test_rows_to_mend_are_downloaded_mended_and_only_they_are_taken(people):
    """REQ: soft-import-mended: each row that was not taken says why, and comes back alone or with the others."""
    user, client = people.coordinator, signed_in(people.coordinator)
    given = taken_by(user, csv_of([HEADER, ONE, BAD, OTHER]))
    content = client.get(reverse("imports:errors", args=[given.pk])).content
    assert b",'@Harbour," in content, "no cell of it is a formula"
    reading = opened(io.BytesIO(content))
    assert [row.cells for row in reading.rows] == [BAD]
    mended = content.replace(b"S-3,,,31/02/2026", b"S-3,WX21 BBB,,28/02/2026")
    client.post(reverse("imports:mend", args=[given.pk]), {"file": SimpleUploadedFile("mended.csv", mended)})
    again = the_list(user)
    assert (again.mends_id, again.status) == (given.pk, "checking"), "its columns are known"
    worked(again, user)
    client.post(reverse("imports:take", args=[again.pk]))
    worked(again, user)
    with as_user(user):
        assert set(SourceRow.objects.filter(of=again).values_list("key", flat=True)) == {"S-3"}
    whole = csv_of([HEADER, ONE, ["S-3", "WX21 BBB", "", "28/02/2026", "@Harbour", "", "-x"], OTHER])
    assert taken_by(user, whole).pk
    with as_user(user):
        assert SourceRow.objects.count() == 3, "the whole file mended takes nothing twice"


def test_a_row_that_is_still_wrong_says_where_it_stands_and_where_it_stood(people):
    """Row 4 of the list is row 2 of the file to mend: whoever looks for either finds it."""
    user, client = people.coordinator, signed_in(people.coordinator)
    given = taken_by(user, csv_of([HEADER, ONE, OTHER, BAD, ["S-4", "", *ONE[2:]]]))
    content = client.get(reverse("imports:errors", args=[given.pk])).content.decode("utf-8-sig")
    assert content.startswith("Row in the file given,What is wrong,Reference,")
    assert '\r\n4,"Row 4, column “Date and time”' in content
    mended = content.replace("S-3,,,31/02/2026", "S-3,WX21 BBB,,31/02/2026").encode()
    client.post(reverse("imports:mend", args=[given.pk]), {"file": SimpleUploadedFile("mended.csv", mended)})
    again = worked(the_list(user), user)
    page = client.get(again.get_absolute_url()).content.decode()
    assert "Row 2 (4 in the file before), column “Date and time”: “31/02/2026”" in page
    assert "Row 3 (5 in the file before) has nothing under “VRM”." in page
    assert "Rows are numbered as a spreadsheet shows them at its edge." in page
    content = client.get(reverse("imports:errors", args=[again.pk])).content.decode("utf-8-sig")
    assert '\r\n2,"Row 2 (4 in the file before), column “Date and time”' in content
    assert "at its edge" not in client.get(given.get_absolute_url()).content.decode()


def test_put_aside_takes_nothing_and_throws_the_file_away(people, settings):
    user, client = people.coordinator, signed_in(people.coordinator)
    client.post(reverse("imports:give"), chosen(csv_of([HEADER, ONE])))
    given = the_list(user)
    kept = settings.FILES_FOLDER / "lists" / str(given.pk)
    assert b"WX19" not in kept.read_bytes(), "a file that waits is encrypted"
    client.post(reverse("imports:put_aside", args=[given.pk]))
    assert the_list(user).status == "put_aside"
    assert client.post(reverse("imports:take", args=[given.pk])).status_code == 403


def test_only_its_own_readers_find_it(people):
    given = given_by(people.coordinator, csv_of([HEADER, ONE]), desk_only=True)
    assert signed_in(people.desk).get(given.get_absolute_url()).status_code == 403, "not part of their job"
    for name in ("detail", "errors", "columns", "mend"):
        assert signed_in(people.analyst).get(reverse(f"imports:{name}", args=[given.pk])).status_code == 404
    assert signed_in(people.teacher).get(reverse("imports:mine")).status_code == 403


def test_every_sample_can_be_taken_as_it_is(people):
    client = signed_in(people.coordinator)
    for profile in ("missing-people", "plate-sightings", "school-absences", "custody"):
        content = client.get(reverse("imports:sample", args=[profile])).content
        given = taken_by(people.coordinator, content, profile=profile, source=profile)
        page = client.get(given.get_absolute_url()).content.decode()
        assert "To mend" not in page, profile
        assert set(given.mapping.values()) - {"words"}, profile


def test_letters_that_were_chosen_wrongly_can_be_chosen_again(people):
    """REQ: soft-import-mapped: what the sentence tells them to choose stands on the page."""
    client, older = signed_in(people.coordinator), 'value="cp1252"'
    page = client.get(reverse("imports:give")).content.decode()
    assert older in page
    assert 'value="utf-8" checked' in " ".join(page.split())
    said = chosen("Reference,VRM\nS-1,Ł".encode(), encoding="cp1252")
    page = client.post(reverse("imports:give"), said).content.decode()
    assert "choose UTF-8 under “Letters”" in page
    assert 'value="utf-8"' in page
    reply = client.post(reverse("imports:give"), chosen(csv_of([HEADER, ONE]), encoding="utf-8"))
    assert reply.status_code == 302
    assert the_list(people.coordinator).encoding == ""


def sighting(key, plate, where):
    return [key, plate, "", "14/03/2026 16:30", where, "", ""]


def test_a_taken_list_says_which_of_what_it_speaks_of_may_be_held_already(people):
    taken_by(people.coordinator, csv_of([HEADER, sighting("S-1", "WX19 KTR", "Harbour Arcade")]))
    told(people.teacher, only(people.teacher), thing("vehicle", "WX68 PLD", plate="WX68 PLD"))
    places = {"N-1": ("WX19KTR", "Strand Row"), "N-2": ("WX68 PLD", "Quay Street")}
    rows = [sighting(key, *one) for key, one in places.items()]
    given = taken_by(people.coordinator, csv_of([HEADER, *rows]), source="New")
    page = signed_in(people.coordinator).get(given.get_absolute_url()).content.decode()
    cells = {key: page.split(f">{key}</td>")[1].split("</tr>")[0] for key in places}
    assert "Likely" in cells["N-1"]
    assert "Compare “WX19KTR”" in cells["N-1"]
    assert "Nothing found" in cells["N-2"], "what only others hold changes nothing here"
