"""A row becomes a report with what it speaks of, once, however often its list is given."""

import io
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from tessera.access import services as access
from tessera.access.roles import Role
from tessera.audit.models import Entry
from tessera.concerns.measures import origins_by_month
from tessera.concerns.models import Concern
from tessera.entities import queries as entities
from tessera.entities.models import Holding, Mention
from tessera.entities.services import move_report
from tessera.imports import mending, queries, services, taking
from tessera.imports.models import Batch, Problem, SourceRow
from tessera.information.models import Report
from tessera.information.receipts import is_as_sent
from tessera.lib.tabular import lines_of
from tests.cast import agency, as_user, person
from tests.imports.conftest import csv_of, given_by, taken_by
from tests.reporting import signed_in

pytestmark = pytest.mark.usefixtures("db")
HEADER = ["Reference", "VRM", "Make and model", "Date and time", "Location", "Postcode", "Note"]
ONE = ["S-1", "WX19 KTR", "Silver estate", "14/03/2026 16:30", "Harbour Arcade", "WX1 2AB", "=SUM(A1)"]
OTHER = ["S-2", "WX68 PLD", "", "2026-03-15", "Saltreach Academy gate", "", ""]


def reports_for(user):
    with as_user(user):
        return list(
            Report.objects.readable().order_by("narrative").select_related("agency", "definition", "origin", "corrects")
        )


def test_each_row_is_a_report_with_what_it_speaks_of(people):
    given = taken_by(people.coordinator, csv_of([HEADER, ONE, OTHER]))
    assert given.status == "finished"
    first, _ = sorted(reports_for(people.desk), key=lambda one: one.where_text)
    assert first.narrative == (
        "A row of a list (plate sightings) from Cameras, as given.\nReference: S-1\nVRM: WX19 KTR\n"
        "Make and model: Silver estate\nDate and time: 14/03/2026 16:30\nLocation: Harbour Arcade\nPostcode: WX1 2AB\n"
        "Note: =SUM(A1)"
    )
    assert (first.kind, first.how_known, first.where_text) == ("imported", "other_told", "Harbour Arcade")
    assert first.happened_words == "Saturday 14 March 2026 at 4:30pm"
    assert (first.source, first.source_name) == ("professional", "The list “Cameras”"), "its giver saw nothing of it"
    assert is_as_sent(first, files=[])
    with as_user(people.desk):
        said = {one.kind: one for one in Mention.objects.readable().filter(report=first)}
        assert said["vehicle"].words == "WX19 KTR, Silver estate"
        assert said["vehicle"].fields["plate"] == "WX19 KTR"
        assert said["place"].fields == {"name": "Harbour Arcade", "postcode": "WX1 2AB"}
        assert Holding.objects.get(entity=said["vehicle"].entity_id).name == "WX19 KTR, Silver estate"
        assert queries.progress_of(people.desk, given).taken == 2


def test_the_same_list_again_is_nothing_new_and_a_changed_row_corrects_its_report(people):
    """REQ: soft-import-once."""
    taken_by(people.coordinator, csv_of([HEADER, ONE, OTHER]))
    before = {one.pk for one in reports_for(people.desk)}
    again = taken_by(people.coordinator, csv_of([HEADER, OTHER, ONE]), name="again.csv")
    with as_user(people.desk):
        progress = queries.progress_of(people.desk, again)
    assert (progress.taken, progress.corrected, progress.same) == (0, 0, 2)
    assert {one.pk for one in reports_for(people.desk)} == before
    changed = taken_by(people.coordinator, csv_of([HEADER, [*ONE[:4], "Quay Street", *ONE[5:]], OTHER]))
    (new,) = [one for one in reports_for(people.desk) if one.pk not in before]
    assert new.corrects_id in before
    assert new.where_text == "Quay Street"
    with as_user(people.desk):
        progress = queries.progress_of(people.desk, changed)
        assert (progress.taken, progress.corrected, progress.same) == (0, 1, 1)
        assert Report.objects.get(pk=new.corrects_id).where_text == "Harbour Arcade", "a report is never edited"


def test_another_source_has_keys_of_its_own(people):
    taken_by(people.coordinator, csv_of([HEADER, ONE]))
    taken_by(people.coordinator, csv_of([HEADER, ONE]), source="Wardens")
    assert len(reports_for(people.desk)) == 2


def locks_held():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mode FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND pid = pg_backend_pid()"
        )
        return {mode for (mode,) in cursor.fetchall()}


def test_batches_of_one_list_wait_only_for_another_list_of_its_source(people):
    """REQ: soft-import-once."""
    taken_by(people.coordinator, csv_of([HEADER, ONE]))
    assert locks_held() == {"ShareLock"}, "its own batches are written together"
    other = given_by(people.coordinator, csv_of([HEADER, OTHER]), name="other.csv", source="Wardens")
    beside = given_by(people.coordinator, csv_of([HEADER, OTHER]), name="beside.csv")
    with as_user(people.coordinator):
        services.take(given=other, by=people.coordinator)
        taken_by(people.coordinator, csv_of([HEADER, ["S-3", *ONE[1:]]]))
        assert locks_held() == {"ShareLock"}, "another source is nobody's to wait for"
        services.take(given=beside, by=people.coordinator)
        taken_by(people.coordinator, csv_of([HEADER, ["S-4", *ONE[1:]]]))
        assert locks_held() == {"ShareLock", "ExclusiveLock"}


def test_the_same_plate_is_suggested_and_never_joined(people):
    taken_by(people.coordinator, csv_of([HEADER, ONE, ["S-9", *ONE[1:]]]))
    with as_user(people.desk):
        one, other = Mention.objects.readable().filter(kind="vehicle")
        assert one.entity_id != other.entity_id
        assert [found.entity_id for found in entities.suggestions_for(people.desk, one)] == [other.entity_id]


@pytest.mark.parametrize("words", ["---", "UNKNOWN", "N/A", "👧", "Unknown  Unknown"])
def test_what_only_fills_a_cell_finds_nothing_so_its_row_is_to_be_mended(people, words):
    given = taken_by(people.coordinator, csv_of([HEADER, ONE, ["S-3", words, *OTHER[2:]]]))
    with as_user(people.coordinator):
        (problem,) = Problem.objects.filter(of=given)
        assert str(problem) == f"Row 3 has nothing under “VRM” but “{words}”."


def test_cells_are_not_kept_twice_and_the_log_says_what_was_taken(people):
    given = taken_by(people.coordinator, csv_of([HEADER, ONE, ["S-3", "", *OTHER[2:]]]))
    with as_user(people.coordinator):
        assert list(Batch.objects.values_list("rows", flat=True)) == ["[]"]
        assert [str(one) for one in Problem.objects.filter(of=given)] == ["Row 3 has nothing under “VRM”."]
    governance = person("governance", Role.GOVERNANCE, at=agency("triage-hub"))
    with as_user(governance):
        kinds = list(Entry.objects.filter(kind__startswith="imports.").values_list("kind", flat=True))
    assert sorted(kinds) == sorted(
        f"imports.{one}" for one in ("given", "mapped", "checked", "started", "batch_taken", "finished")
    )


def test_rows_of_a_list_are_not_counted_as_concerns_and_wait_for_no_answer(people):
    taken_by(people.coordinator, csv_of([HEADER, ONE]))
    (report,) = reports_for(people.desk)
    client = signed_in(people.coordinator)
    assert report.reference not in client.get("/").content.decode(), "nor does a list crowd out what somebody wrote"
    assert report.reference not in client.get("/reports/").content.decode()
    assert "To be answered by" not in client.get(f"{report.get_absolute_url()}receipt/").content.decode()
    with as_user(people.desk):
        assert origins_by_month(people.desk, since=date(2020, 1, 1)) == []
        assert not Concern.objects.exists()


def test_a_report_that_was_moved_out_of_sight_tells_a_colleague_nothing(people):
    """Given again by somebody who may not read it, it is taken as new; given by whoever gave it, it is held."""
    colleague = person("colleague", Role.COORDINATOR, at=people.coordinator.agency)
    taken_by(people.coordinator, csv_of([HEADER, ONE]))
    (report,) = reports_for(people.coordinator)
    with as_user(people.coordinator):
        alone = access.audience_of([access.person(people.coordinator.post)])
        move_report(report=report, audience=alone, by=people.coordinator)
    again = taken_by(people.coordinator, csv_of([HEADER, ONE]))
    theirs = taken_by(colleague, csv_of([HEADER, [*ONE[:6], "Changed"]]))
    with as_user(people.coordinator):
        assert queries.progress_of(people.coordinator, again).same == 1
    with as_user(colleague):
        assert queries.progress_of(colleague, theirs).taken == 1
        assert SourceRow.objects.get().report.corrects is None


def test_an_age_is_of_the_day_the_list_was_taken(people):
    header = ["Reference", "Name", "Note"]
    given = taken_by(people.coordinator, csv_of([header, ["1", "Tegan Hollis, 14", ""]]), profile="missing-people")
    with as_user(people.desk):
        (mention,) = Mention.objects.readable()
    assert mention.fields["age"] == 14
    assert mention.fields["age_on"] == timezone.localdate(given.taken_at).isoformat()


MISSING = ["Reference", "Name", "DOB", "Age", "Note"]


@pytest.mark.parametrize(
    ("born", "age", "facts"),
    [
        ("", "~15", {"age": 15}),
        ("", "14-16", {"age": 15}),
        ("~15", "", {"age": 15}),
        ("about 15", "", {"age": 15}),
        ("03/2012", "", {"born_year": 2012, "born_month": 3}),
        ("2012", "14", {"born_year": 2012, "age": 14}),
        ("01/08/2012", "", {"born_on": "2012-08-01"}),
    ],
)
def test_what_is_known_of_when_a_child_was_born_is_taken(people, born, age, facts):
    """REQ: soft-import-ages: people know how old a child is, about, more often than the day."""
    row = ["MP-1", "Tegan Hollis", born, age, ""]
    assert taken_by(people.coordinator, csv_of([MISSING, row]), profile="missing-people").status == "finished"
    with as_user(people.desk):
        (mention,) = Mention.objects.readable()
    assert mention.fields["first_name"] == "Tegan"
    assert facts.items() <= mention.fields.items()
    assert ("age" in mention.fields) is ("age" in facts)


@pytest.mark.parametrize(
    ("born", "age", "sentence"),
    [
        ("31/02/2012", "", "Row 2, column “DOB”: “31/02/2012” is no day: there is no 31 February 2012."),
        ("99/99/9999", "", "Row 2, column “DOB”: “99/99/9999” is no day that was ever in a calendar."),
        ("01/01/2099", "", "Row 2, column “DOB”: “01/01/2099” has not come yet."),
        ("01/01/1812", "", "Row 2, column “DOB”: “01/01/1812” is more than 120 years ago."),
        ("45123", "", "Row 2, column “DOB”: “45123” looks like a spreadsheet’s number for a day: format its column as"),
        ("", "teens", "Row 2, column “Age”: “teens” is not an age."),
    ],
)
def test_what_cannot_be_a_date_of_birth_is_to_be_mended(people, born, age, sentence):
    """REQ: soft-import-ages."""
    given_by(people.coordinator, csv_of([MISSING, ["MP-1", "Tegan", born, age, ""]]), profile="missing-people")
    with as_user(people.coordinator):
        assert Problem.objects.get().sentence.startswith(sentence)


FAULTS = {
    "a date that never was": ["S-1", "WX68 PLD", "", "31/02/2026", "", "", ""],
    "too many cells": ["S-1", "WX68 PLD", "", "", "", "", "", "more"],
    "too few cells": ["S-1", "WX68 PLD"],
    "nothing wrong but the reference": ["S-1", *OTHER[1:]],
}


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("fault", FAULTS)
def test_two_rows_of_one_reference_are_both_to_be_mended(people, fault, is_first):
    """REQ: soft-import-once: neither is taken, or the other, once mended, would correct the report of another child."""
    rows = [FAULTS[fault], ONE] if is_first else [ONE, FAULTS[fault]]
    given = taken_by(people.coordinator, csv_of([HEADER, *rows, OTHER]))
    assert [one.where_text for one in reports_for(people.desk)] == [OTHER[4]]
    with as_user(people.coordinator):
        said = [one.sentence for one in queries.problems_of(people.coordinator, given)]
    for number, other in ((2, 3), (3, 2)):
        sentence = f"Row {number}, column “Reference”: “S-1” is also row {other}, which says something else."
        assert [one for one in said if one.startswith(sentence)], said


def test_a_row_three_times_word_for_word_is_taken_once(people):
    given = taken_by(people.coordinator, csv_of([HEADER, ONE, OTHER, ONE, ONE]))
    assert len(reports_for(people.desk)) == 2
    assert given.repeated == 2


def handed_back(user, given):
    """The rows to mend as they are handed out, given again as they are."""
    with as_user(user):
        content = b"".join(lines_of(mending.rows_to_mend(user, given)))
        again = mending.give_mended(given=given, file=io.BytesIO(content), name="mended.csv", by=user)
        return services.check(given=again, by=user)


def test_rows_to_mend_given_back_untouched_are_refused_again_with_nothing_lost(people):
    """REQ: soft-import-mended."""
    rows = [
        ["S-3", "WX19 KTR", "", "14/03/2026", "Harbour Arcade, with Dax", "", "", "more"],
        ["S-4", "WX19 KTR"],
        ["S-5", "WX19\x00KTR", "", "", "", "", ""],
        ["S-6", "WX19 KTR", "", "", "", "", "n" * 25_000],
        ["S-7", *ONE[1:]],
        ["S-7", *OTHER[1:]],
    ]
    given = taken_by(people.coordinator, csv_of([HEADER, ONE, *rows]))
    assert len(reports_for(people.desk)) == 1
    for _ in range(3):
        given = handed_back(people.coordinator, given)
        with as_user(people.coordinator):
            progress = queries.progress_of(people.coordinator, given)
            assert (progress.rows, progress.wrong) == (0, len(rows))
            kept = dict(Problem.objects.filter(of=given).exclude(cells=[]).values_list("row", "cells"))
        assert kept[2][-1] == "more"
        assert kept[3] == ["S-4", "WX19 KTR", *["[missing]"] * 5]
        assert kept[4][1] == "WX19\ufffdKTR"
        assert kept[5][-1] == "n" * 25_000
        with as_user(people.coordinator):
            given = services.take(given=given, by=people.coordinator)
            taking.take_batches(given=given, by=people.coordinator)
            given = queries.import_for(people.coordinator, given.pk)


def test_before_anything_is_taken_it_says_what_is_new_changed_and_held(people):
    """REQ: soft-import-expected."""
    user = people.coordinator

    def expected(*rows, source="Cameras", by=user):
        given = given_by(by, csv_of([HEADER, *rows]), source=source)
        with as_user(by):
            found = queries.progress_of(by, given).expected
        return found.new, found.changed, found.held

    assert expected(ONE, OTHER, ONE) == (2, 0, 0)
    taken_by(user, csv_of([HEADER, ONE, OTHER]))
    assert expected(ONE, OTHER, OTHER) == (0, 0, 2)
    assert expected(["S-9", *ONE[1:]], [*ONE[:6], "Changed"], OTHER) == (1, 1, 1)
    assert expected(ONE, source="Wardens") == (1, 0, 0)
    assert expected(ONE, by=people.analyst) == (1, 0, 0), "what somebody may not read is not counted for them"


def test_a_reference_that_is_taken_is_drawn_again(people, monkeypatch):
    """A million references drawn at random hit one that is taken about once."""
    taken_by(people.coordinator, csv_of([HEADER, ONE]))
    (report,) = reports_for(people.desk)
    drawn = iter([report.reference, "WX-2222-2222"])
    monkeypatch.setattr(taking, "new_reference", lambda: next(drawn))
    taken_by(people.coordinator, csv_of([HEADER, OTHER]))
    assert {one.reference for one in reports_for(people.desk)} == {report.reference, "WX-2222-2222"}


def left(user, given):
    with as_user(user):
        progress = queries.progress_of(user, given)
    return progress.taken, progress.corrected, progress.same, progress.kept


def test_an_older_file_given_again_leaves_what_later_lists_changed(people):
    """REQ: soft-import-once: a correction is not undone by whoever takes the wrong file from the folder."""
    user = people.coordinator
    first = csv_of([HEADER, ONE, OTHER])
    corrected = csv_of([HEADER, [*ONE[:4], "Quay Street", *ONE[5:]], OTHER])
    taken_by(user, first)
    taken_by(user, corrected)
    for _ in range(2):
        again = given_by(user, first)
        with as_user(user):
            expected = queries.progress_of(user, again).expected
        assert (expected.new, expected.changed, expected.held, expected.later) == (0, 0, 1, 1)
        assert left(user, taken_by(user, first)) == (0, 0, 1, 1)
    assert left(user, taken_by(user, corrected)) == (0, 0, 2, 0)
    assert left(user, taken_by(user, first, over_later=True)) == (0, 1, 1, 0)
    assert left(user, taken_by(user, first)) == (0, 0, 2, 0), "it is what is held now"
    assert left(user, taken_by(user, corrected)) == (0, 0, 1, 1), "which is the older file of the two now"
    newer = csv_of([HEADER, [*ONE[:4], "Mill Lane", *ONE[5:]], OTHER])
    assert left(user, taken_by(user, newer)) == (0, 1, 1, 0), "a file not seen before corrects, as ever"


def test_an_older_file_with_its_columns_said_anew_goes_over_itself_alone(people):
    user = people.coordinator
    first = csv_of([HEADER, ONE, OTHER])
    taken_by(user, first)
    taken_by(user, csv_of([HEADER, [*OTHER[:6], "Changed"]]))
    assert left(user, taken_by(user, first, mapping={"Location": "words"})) == (0, 0, 1, 1)
    assert left(user, taken_by(user, first, mapping={"Location": "leave"})) == (0, 1, 0, 1)


def test_a_list_that_goes_on_after_a_later_one_was_taken_is_the_older(people):
    user = people.coordinator
    older = given_by(user, csv_of([HEADER, ONE, OTHER]))
    with as_user(user):
        older = services.take(given=older, by=user)
    taken_by(user, csv_of([HEADER, [*ONE[:4], "Quay Street", *ONE[5:]]]))
    with as_user(user):
        taking.take_batches(given=older, by=user)
    assert left(user, older) == (1, 0, 0, 1)
    assert sorted(one.where_text for one in reports_for(people.desk)) == ["Quay Street", OTHER[4]]


@pytest.mark.parametrize("source", ["cameras", " CAMERAS ", "Cameras\u00a0"])
def test_a_source_is_the_same_whatever_its_capitals_and_spaces(people, source):
    """REQ: soft-import-once."""
    taken_by(people.coordinator, csv_of([HEADER, ONE]))
    again = taken_by(people.coordinator, csv_of([HEADER, ONE]), source=source)
    assert again.source == "Cameras"
    assert left(people.coordinator, again) == (0, 0, 1, 0)
    assert taken_by(people.analyst, csv_of([HEADER, ONE]), source="cameras").source == "cameras", "another agency's own"


def test_whom_a_missing_child_was_found_with_is_nobody_of_concern_for_that(people):
    header = ["Reference", "First name", "Surname", "Missing since", "Found with"]
    rows = [
        [f"MP-{number}", "Tegan", "Hollis", "13/03/2026", who]
        for number, who in enumerate(("Karen Hollis", "Nobody", "N/A"))
    ]
    given = taken_by(people.coordinator, csv_of([header, *rows]), profile="missing-people")
    with as_user(people.desk):
        spoken = Mention.objects.readable().filter(
            report__in=SourceRow.objects.readable().filter(of=given).values("report")
        )
        said = sorted(spoken.values_list("words", "part"))
        reports = Report.objects.readable().filter(pk__in=spoken.values("report"))
        assert {(report.about_concern, report.origin) for report in reports} == {("", None)}, "the list does not say so"
    assert said == [("Karen Hollis", "other"), *[("Tegan Hollis", "child")] * 3]


def test_a_keeper_that_is_a_firm_is_an_organisation(people):
    header = ["Reference", "VRM", "Registered keeper"]
    rows = [["k1", "WX19 KTR", "Hertz UK Ltd"], ["k2", "WX68 PLD", "Darren Axley"], ["k3", "WX68 PLD", "Dave Hire"]]
    taken_by(people.coordinator, csv_of([header, *rows]))
    with as_user(people.desk):
        keepers = {one.words: one for one in Mention.objects.readable().exclude(kind="vehicle")}
        assert {words: one.kind for words, one in keepers.items()} == {
            "Hertz UK Ltd": "organisation", "Darren Axley": "person", "Dave Hire": "person",
        }  # fmt: skip
        assert keepers["Hertz UK Ltd"].fields == {"name": "Hertz UK Ltd"}
        assert Holding.objects.get(entity=keepers["Hertz UK Ltd"].entity_id).kind == "organisation"
