"""What each column probably is, by the name that other systems give it."""

import io

import pytest

from tessera.imports import queries, services
from tests.cast import as_user
from tests.imports.conftest import csv_of, taken_by
from tests.imports.test_taking import reports_for

pytestmark = pytest.mark.usefixtures("db")


def suggested(user, profile, *header):
    """What the columns of a list are taken for, before anybody has said anything."""
    kind = queries.profile_called(profile)
    content = csv_of([header, ["x"] * len(header)])
    with as_user(user):
        return services.give(file=io.BytesIO(content), name="x.csv", profile=kind, source="A system", by=user).mapping


LISTS = [
    ("plate-sightings", {"Capture Date": "when", "Capture Time": "time", "VRM": "plate", "Camera": "place"}),
    ("plate-sightings", {"Capture Date/Time": "when", "Plate Number": "plate", "Site": "place"}),
    ("plate-sightings", {"CaptureDateTime": "when", "PlateText": "plate", "CameraName": "place", "Confidence": "words"}),
    ("plate-sightings", {"Date/Time": "when", "Reg. No.": "plate", "Make & Model": "description"}),
    ("plate-sightings", {"Read_Time": "when", "READ_ID": "key", "VRN": "plate", "Lane": "words"}),
    ("plate-sightings", {"Read Time": "time", "Read Date": "when", "Registered Keeper": "keeper"}),
    ("plate-sightings", {"Time": "time", "Capture Time": "when", "Index": "plate"}),
    ("plate-sightings", {"Camera ID": "words", "Camera": "words", "Location": "place"}),
    (
        "missing-people",
        {"Forename(s)": "first_name", "Family Name": "surname", "D.O.B.": "born", "Date/Time Last Seen": "when",
         "Episode No.": "key", "Location Last Seen": "where", "Mobile No": "phone", "AKA": "nickname",
         "Vehicle Reg": "plate", "Companions": "with", "Location Found": "found"},
    ),
    ("missing-people", {"Child’s Name": "name", "Date Missing": "when", "Time Missing": "time"}),
    (
        "school-absences",
        {"UPN": "words", "Legal Surname": "surname", "Legal Forename(s)": "first_name", "Preferred Forename": "words",
         "DOB": "born", "School Name": "school", "Absence Date": "when", "Year Group": "words"},
    ),
    (
        "school-absences",
        {"Exclusion ID": "key", "Pupil Name": "name", "Exclusion Start Date": "when", "Establishment Name": "school",
         "Suspension Reason": "words"},
    ),
    (
        "custody",
        {"Custody Record No": "key", "Surname": "surname", "Forename(s)": "first_name", "Date of Arrest": "when",
         "Time of Arrest": "time", "Place of Arrest": "where", "Date of Birth": "born", "PNC ID": "words"},
    ),
    ("custody", {"Detained Person": "name", "Time of Arrest": "when", "Custody Suite": "words"}),
    ("custody", {"Time of Arrest": "words", "Arrival Date": "when", "Arrival Time": "time"}),
]  # fmt: skip


@pytest.mark.parametrize(("profile", "columns"), LISTS)
def test_usual_columns_are_taken_for_what_they_are(people, profile, columns):
    assert suggested(people.coordinator, profile, *columns) == columns


def test_names_of_columns_are_data(people):
    """An area that calls a camera a pole needs a word in a file, and no change to the software."""
    assert suggested(people.coordinator, "plate-sightings", "Pole")["Pole"] == "words"
    kind = queries.profile_called("plate-sightings")
    for one in kind.fields:
        one["headers"] = [*one["headers"], "pole"] if one["id"] == "place" else one["headers"]
    kind.save()
    assert suggested(people.coordinator, "plate-sightings", "Pole")["Pole"] == "place"


def test_an_export_of_a_plate_reader_is_taken_as_it_comes(people):
    header = ["Read ID", "VRM", "Capture Date/Time", "Camera"]
    rows = [
        ["r1", "WX19KTR", "2026-07-01T23:30:05.120Z", "Harbour Road"],
        ["r2", "WX68PLD", "20-Jun-2026 23:01", "Strand Row"],
    ]
    assert taken_by(people.coordinator, csv_of([header, *rows])).status == "finished"
    said = {one.where_text: (one.happened_words, one.when_text) for one in reports_for(people.desk)}
    assert said["Harbour Road"] == ("Thursday 2 July 2026 at 12:30am", "2026-07-01T23:30:05.120Z")
    assert said["Strand Row"][0] == "Saturday 20 June 2026 at 11:01pm"
