"""`tessera import`: exit 0 done, 1 rows to mend, 2 bad input with one sentence."""

import json

import pytest

from tessera.command import main
from tessera.imports.models import Import, SourceRow
from tests.cast import as_user
from tests.imports.conftest import csv_of, given_by
from tests.imports.test_taking import HEADER, ONE, OTHER

pytestmark = pytest.mark.usefixtures("db")
BAD = ["S-3", "", "", "31/02/2026", "", "", ""]


@pytest.fixture
def imported(people, tmp_path, capsys):
    def run(*rows, name="list.csv", **options):
        file = tmp_path / name
        file.write_bytes(csv_of([HEADER, *rows]))
        given = {"--profile": "plate-sightings", "--source": "Cameras", "--as": people.coordinator.email}
        given |= {f"--{key.replace('_', '-')}": value for key, value in options.items()}
        words = [word for key, value in given.items() for word in ([key] if value is True else [key, str(value)])]
        code = main(["import", str(file), "--processes", "1", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def held(user):
    with as_user(user):
        return SourceRow.objects.readable().count()


def test_every_row_taken(people, imported):
    code, out, err = imported(ONE, OTHER)
    assert (code, held(people.desk)) == (0, 2)
    assert out.startswith("2 new reports, 0 corrected, 0 held already")
    assert "Safeguarding leads at Safeguarding Partnership, The triage desk" in out
    assert "[##############################] 2 of 2 rows taken" in err
    assert imported(ONE, OTHER)[1].startswith("0 new reports, 0 corrected, 2 held already")


def test_rows_to_mend_are_said_and_written(people, imported, tmp_path):
    code, out, _ = imported(ONE, BAD, errors=tmp_path / "mend.csv")
    assert (code, held(people.desk)) == (1, 1)
    assert "Row 3 has nothing under “VRM”." in out
    assert "“31/02/2026”. There is no 31 February 2026." in out
    assert (tmp_path / "mend.csv").read_text(encoding="utf-8-sig").splitlines()[1].endswith("S-3,,,31/02/2026,,,")


def test_rows_to_mend_never_take_the_place_of_the_list(people, imported, tmp_path):
    (tmp_path / "link.csv").symlink_to(tmp_path / "list.csv")
    for name in ("list.csv", "link.csv"):
        code, _, err = imported(ONE, BAD, errors=tmp_path / name)
        said = "which is one of the files given: it would be lost. Name another file."
        assert (code, err) == (2, f"--errors is {tmp_path / name}, {said}\n")
    assert b"S-3" in (tmp_path / "list.csv").read_bytes()
    assert held(people.desk) == 0


@pytest.mark.parametrize(
    ("place", "why"), [("none/mend.csv", "No such file or directory"), ("folder", "Is a directory")]
)
def test_rows_to_mend_that_could_not_be_written_are_refused_before_anything_is_taken(
    people, imported, tmp_path, place, why
):
    (tmp_path / "folder").mkdir()
    code, out, err = imported(ONE, BAD, errors=tmp_path / place)
    assert (code, out, err) == (2, "", f"Cannot write {tmp_path / place}: {why}.\n")
    assert held(people.desk) == 0


def test_a_place_that_fills_up_is_one_sentence(people, imported):
    code, out, err = imported(ONE, BAD, errors="/dev/full")
    assert (code, held(people.desk)) == (2, 1)
    assert "Row 3 has nothing under “VRM”." in out
    assert err.endswith("Cannot write /dev/full: No space left on device.\n")


def test_no_row_to_mend_leaves_no_file(imported, tmp_path):
    assert imported(ONE, errors=tmp_path / "mend.csv")[0] == 0
    assert not (tmp_path / "mend.csv").exists()
    (tmp_path / "mend.csv").write_text("earlier")
    imported(OTHER, errors=tmp_path / "mend.csv")
    assert (tmp_path / "mend.csv").read_text() == "earlier"


def test_a_dry_run_of_what_is_held_says_so(imported):
    imported(ONE, OTHER)
    out = imported(ONE, OTHER, ["S-9", *ONE[1:]], dry_run=True, name="again.csv")[1]
    assert "1 row would be taken" in out
    assert "None was: 1 new, 0 changed, 2 held already." in out


def test_an_older_file_given_again_says_so_and_goes_over_nothing_unless_it_is_told_to(imported):
    """REQ: soft-import-once."""
    imported(ONE, OTHER)
    imported([*ONE[:6], "Changed"], OTHER)
    out = imported(ONE, OTHER, dry_run=True)[1]
    assert "0 rows would be taken" in out
    assert "This very file was taken on " in out
    assert "Lists taken since have changed 1 of its rows. They stay as the later lists have them." in out
    code, out, _ = imported(ONE, OTHER, source="CAMERAS")
    assert code == 0
    assert out.startswith("0 new reports, 0 corrected, 1 held already")
    assert "1 row left as later lists say: this very file is older." in out
    assert "1 row would be taken" in imported(ONE, OTHER, dry_run=True, over_later=True)[1]
    out = imported(ONE, OTHER, over_later=True)[1]
    assert out.startswith("0 new reports, 1 corrected, 1 held already")
    assert "left as later lists" not in out


def test_a_dry_run_shows_and_takes_nothing(people, imported):
    code, out, _ = imported(ONE, dry_run=True)
    assert (code, held(people.desk)) == (0, 0)
    assert "VRM: plate" in out
    assert "Vehicle, also mentioned: WX19 KTR, Silver estate" in out
    assert "1 row would be taken" in out
    assert "None was: 1 new, 0 changed, 0 held already." in out
    with as_user(people.coordinator):
        assert Import.objects.get().status == "put_aside"


def test_cells_do_nothing_to_the_terminal(imported):
    """REQ: soft-import-safe."""
    hostile = ["S-1", "WX19 KTR", "\x1b[2J\x9b31mSilver", "14/03/2026", "\u202eשרה", "", "\x07a\rb"]
    for more in ({"dry_run": True}, {}):
        _, out, err = imported(hostile, ["S-\x1b]0;x", "", "", "\x1b[31m", "", "", ""], **more)
        assert not {"\x1b", "\x9b", "\x07", "\u202e", "\r"} & set(out)
        assert "\x1b" not in err
        assert "column “Date and time”: “?[31m”. That is not a date." in out
        if more:
            assert "Make and model: ?[2J?31mSilver\n" in out
            assert "Location: שרה\n" in out


def test_stopped_while_it_was_read_it_goes_on(people, imported):
    given_by(people.coordinator, csv_of([HEADER, ONE, OTHER]))
    assert imported(ONE, OTHER)[0] == 0
    with as_user(people.coordinator):
        assert Import.objects.get().status == "finished", "the list that was begun, and no other"


def test_what_columns_are_can_be_said(people, imported, tmp_path):
    said = tmp_path / "mapping.json"
    said.write_text(json.dumps({"Note": "leave"}))
    assert imported(ONE, mapping=said)[0] == 0
    with as_user(people.desk):
        assert "SUM" not in SourceRow.objects.select_related("report").get().report.narrative
    said.write_text(json.dumps({"Notes": "leave"}))
    assert imported(OTHER, mapping=said)[0::2] == (
        2,
        "--mapping names a column that the list does not have: “Notes”.\n",
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"profile": "no-such"}, "--profile is one of: missing-people, plate-sightings"),
        ({"as": "nobody@wexmouth.example"}, "Nobody in a post has that e-mail address"),
        ({"as": "teacher@wexmouth.example"}, "Only an exploitation coordinator or an analyst takes in a list."),
        ({"mapping": "/no/such"}, "Cannot read --mapping: No such file or directory."),
        ({"resume": "x"}, "No list of that number is being taken."),
    ],
)
def test_bad_input_is_one_sentence(people, imported, options, sentence):
    code, out, err = imported(ONE, **options)
    assert (code, out) == (2, "")
    assert err.startswith(sentence)
    assert err.count("\n") == 1


@pytest.mark.parametrize("before", [0, 200])
@pytest.mark.parametrize(
    ("letter", "more", "here"),
    [(b"\xe9", [], "give --encoding cp1252"), (b"\x81", ["--encoding", "cp1252"], "leave out --encoding")],
)
def test_other_letters_are_said_in_the_options_of_the_command(people, tmp_path, capsys, before, letter, more, here):
    """Also where they are found only once the whole list is read."""
    rows = [[f"S-{n}", *ONE[1:]] for n in range(before)]
    (tmp_path / "old.csv").write_bytes(csv_of([HEADER, *rows]) + b"S-x,WX19 KTR,,,Caf" + letter + b",,\n")
    words = ["import", str(tmp_path / "old.csv"), "--profile", "plate-sightings", "--source", "Cameras", *more]
    assert main([*words, "--as", people.coordinator.email, "--processes", "1"]) == 2
    assert capsys.readouterr().err.endswith(f"Save the file again as “CSV UTF-8”, or {here}.\n")


def test_a_file_that_cannot_be_read_is_one_sentence_and_nothing_is_taken(people, imported):
    rows = [[f"S-{n}", *ONE[1:]] for n in range(5)]
    code, _, err = imported(*rows, ["S-9", "x" * 2_000_000, *ONE[2:]])
    assert (code, held(people.desk)) == (2, 0)
    assert "Row 7, column “VRM” is longer than 1,000,000 characters." in err
