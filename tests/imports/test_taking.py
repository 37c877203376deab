"""A row becomes a report with what it speaks of, once, however often its list is given."""

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
from tessera.imports import queries, services, taking
from tessera.imports.models import Batch, Problem, SourceRow
from tessera.information.models import Report
from tessera.information.receipts import is_as_sent
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


def test_a_reference_that_is_taken_is_drawn_again(people, monkeypatch):
    """A million references drawn at random hit one that is taken about once."""
    taken_by(people.coordinator, csv_of([HEADER, ONE]))
    (report,) = reports_for(people.desk)
    drawn = iter([report.reference, "WX-2222-2222"])
    monkeypatch.setattr(taking, "new_reference", lambda: next(drawn))
    taken_by(people.coordinator, csv_of([HEADER, OTHER]))
    assert {one.reference for one in reports_for(people.desk)} == {report.reference, "WX-2222-2222"}
