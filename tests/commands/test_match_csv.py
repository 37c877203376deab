"""`tessera match csv`: its contract, and every file that cannot be used."""

import csv
import io
import re
import subprocess
import sys

import pytest

from tessera.command import main
from tessera.lib.linkage.model import PUBLISHED
from tessera.lib.linkage.rows import COLUMNS

HEADER = "id,first_name,surname,date_of_birth,phone,postcode,address,nickname\n"
PEOPLE = HEADER + (
    "a,Daniel,Mercer,1987-03-04,07700 900123,WX4 1AB,14 Harbour Road,Smiler\n"
    "b,Aleksandra,Kowalska,2009-11-20,07700 900456,WX7 2CD,3 Mill Lane,\n"
    "c,Oluwaseun,Adeyemi,2010-06-09,,WX9 9EF,8 Quay Street,\n"
    'd,محمد,"El-Masri, Junior",1990-01-31,07700 900789,WX1 1AA,"Flat 2\n9 Ferry Road",Zed\n'
)


@pytest.fixture
def files(tmp_path):
    def match(people, questions, *more):
        """Run it on two contents, and answer (exit, the rows written or None)."""
        for name, content in (("people.csv", people), ("asked.csv", questions)):
            if content is not None:
                (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        out = tmp_path / "ranked.csv"
        code = main(
            ["match", "csv", str(tmp_path / "people.csv"), str(tmp_path / "asked.csv"), "--out", str(out), *more]
        )
        rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8")))) if out.exists() else None
        assert {path.name for path in tmp_path.iterdir()} <= {"people.csv", "asked.csv", "ranked.csv"}
        return code, rows

    return match


def first_of(rows):
    """Who stands first for each question."""
    return {row[0]: row[2] for row in rows[1:] if row[1] == "1"}


def test_the_header_and_a_line_for_each_candidate_best_first(files):
    """REQ: soft-nicknames"""
    code, rows = files(PEOPLE, "id,first_name,surname,date_of_birth\nq1,Danny,Merser,04/03/1987\nq2,Nobody,Likeit,\n")
    assert code == 0
    assert rows[0] == ["query_id", "rank", "match_id", "score", "reasons"]
    assert rows[1][:3] == ["q1", "1", "a"]
    assert float(rows[1][3]) > 0
    assert "Date of birth is the same (+13.75)" in rows[1][4]
    assert [row for row in rows if row[0] == "q2"] == [], "nobody is like them"


def test_the_score_is_the_sum_of_the_parts_shown_and_of_where_it_starts(files):
    _, rows = files(PEOPLE, "first_name,surname,phone\nDaniel,Mercer,07700900123\nSeun,Adeyemi,\n")
    for row in rows[1:]:
        parts = [float(part) for part in re.findall(r"\(([-+][\d.]+)\)", row[4])]
        assert float(row[3]) == sum(parts) - 17.5


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("nickname,surname\nSmiler,Mercer", "a"),
        ("nickname,surname\nOla,Kowalski", "b"),
        ("first_name,surname\nSeun,Adeyemy", "c"),
        ("first_name,surname\nMohammed,El Masri", "d"),
        ("first_name,surname\nKowalska,Aleksandra", "b"),
        ("phone\n07700 900132", "a"),
        ("phone\n7700 90456", "b"),
        ("phone\n+44 7701 900123", "a"),
        ("first_name,postcode\nDaniel,wx41ab", "a"),
        ("first_name,postcode\nSeun,WX9 9EF", "c"),
        ("surname,date_of_birth\nKowalska,20 Nov 2009", "b"),
        ("first_name,date_of_birth\nOluwaseun,2010-09-06", "c"),
        ("surname,date_of_birth\nAdeyemi,????-06-09", "c"),
        ("nickname\nzed", "d"),
        ("address\n9 Ferry Rd", "d"),
        ("surname\nAdeyemi", "c"),
    ],
    ids=str,
)
def test_any_fragment_finds_its_person_first(files, asked, wanted):
    """REQ: soft-nicknames"""
    code, rows = files(PEOPLE, asked + "\n")
    assert code == 0
    assert first_of(rows) == {"1": wanted}


def reasons_for(files, people):
    """The reasons shown for Daniel Mercer and John Smith, among so many others."""
    others = "".join(f"Daniel{chr(97 + n % 26)}{chr(97 + n // 26)},Other\n" for n in range(people - 2))
    known = f"first_name,surname\n{others}Daniel,Mercer\nJohn,Smith\n"
    _, rows = files(known, "id,first_name,surname\nm,Daniel,Mercer\ns,John,Smith\n", "--top", "1")
    return {row[0]: row[4] for row in rows[1:]}


@pytest.mark.parametrize("people", [5, 50])
def test_in_a_small_file_a_name_that_stands_once_is_not_called_common(files, people):
    said = reasons_for(files, people)
    assert "Surname is the same" in said["m"]
    assert "Surname is commoner" not in said["m"]
    assert "rarer" not in said["m"]
    assert "Surname is commoner than most (-2)" in said["s"], "many people are called Smith, whoever is in the file"


def test_a_large_file_counts_its_own_names(files):
    said = reasons_for(files, 1000)
    assert "Surname is rarer than most (+1.5)" in said["m"]
    assert "Surname is rarer than most (+1.5)" in said["s"]


def test_columns_in_any_order_unknown_ones_not_read_and_rows_numbered_where_there_is_no_id(files):
    people = '\ufeff Colour ,SURNAME,First Name\r\nred,Mercer,Daniel\r\n\r\nblue,Kowalska,"Ola"\r\n'
    code, rows = files(people, "surname,first_name,nothing\nKowalska,Ola,\nMercer\n")
    assert code == 0
    assert first_of(rows) == {"1": "2", "2": "1"}


def test_a_row_without_an_id_among_others_is_called_by_its_number(files):
    _, rows = files("id,surname\nx,Mercer\n,Kowalska\n", "id,surname\n,Kowalska\n")
    assert first_of(rows) == {"1": "2"}


def test_no_more_than_the_top_that_was_asked_for(files):
    people = "first_name,surname\n" + "Daniel,Mercer\n" * 30
    asked = "first_name,surname\nDaniel,Mercer\n"
    assert len(files(people, asked)[1]) == 11
    assert [row[1] for row in files(people, asked, "--top", "3")[1]] == ["rank", "1", "2", "3"]


@pytest.mark.parametrize(("people", "asked"), [(HEADER, "surname\nMercer\n"), (PEOPLE, "surname\n"), (HEADER, HEADER)])
def test_a_file_without_rows_gives_the_header_alone(files, people, asked):
    assert files(people, asked) == (0, [["query_id", "rank", "match_id", "score", "reasons"]])


def test_ids_are_written_as_they_were_given_and_those_like_a_formula_are_said(files, capsys):
    people = 'id,first_name,surname\n=1+1,Daniel,Mercer\n"@x",Daniel,Mercer\n-5,Daniel,Mercer\n"\'x",Daniel,Mercer\n'
    _, rows = files(people, "id,first_name,surname\n+cmd,Daniel,Mercer\n q ,Daniel,Mercer\n")
    assert {row[0] for row in rows[1:]} == {"+cmd", " q "}, "or nobody could join them back"
    assert {row[2] for row in rows[1:]} == {"=1+1", "@x", "-5", "'x"}
    assert not any(row[4].startswith(("=", "+", "-", "@")) for row in rows)
    said = capsys.readouterr().err
    assert said.count("3 ids begin with =, +, - or @ as a formula does, and are written as given") == 1


def test_usual_ids_are_nothing_to_warn_of(files, capsys):
    files(PEOPLE, PEOPLE)
    assert "formula" not in capsys.readouterr().err


BAD = [
    (None, "surname\nMercer\n", "Cannot read .*people.csv: No such file or directory."),
    (PEOPLE, None, "Cannot read .*asked.csv: No such file or directory."),
    (PEOPLE, "colour,shape\nred,round\n", "asked.csv has none of the columns first_name, .* in its first line."),
    (
        PEOPLE,
        "surnme,shape\nMercer,round\n",
        "asked.csv has none .* in its first line. “surnme” is nearest to surname.",
    ),
    (PEOPLE, "", "asked.csv has none of the columns"),
    (PEOPLE, "id\n1\n", "asked.csv has none of the columns"),
    ("surname,id,Surname\na,b,c\n", "surname\n", "people.csv has two columns called “surname”: keep one of them."),
    (
        "id,surname\n1,x\n2,Müller\n".encode("latin-1"),
        "surname\n",
        r"people.csv is not UTF-8 text: save it as CSV in UTF-8 \(line 3, column “surname”\).",
    ),
    ("surname\nMercer\n".encode("utf-16"), "surname\n", "people.csv is not UTF-8 text"),
    (
        PEOPLE,
        f"surname\nMercer\n{'x' * 10_000_000}\n",
        r"asked.csv: Row 3, column “surname” is longer than 1,000,000 characters.",
    ),
    (PEOPLE, "surname\nMercer\n" + f"x,{'x' * 10_000_000}\n", "asked.csv: Row 3, column 2 is longer than 1,000,000"),
    (PEOPLE, 'surname\n"Mercer\nKowalska\n', "asked.csv: Row 2 opens a quotation mark that is never closed"),
    (
        'id,first_name,surname\n1,"Daniel,Mercer\n2,Ola,Kowalska\n3,"Seun",Adeyemi\n',
        PEOPLE,
        "people.csv: Row 2 opens a quotation mark that takes in the lines after it",
    ),
    (
        "id,first_name,surname\n1,Daniel,Mercer\n2,Ola,Kowalska,Nowak\n",
        PEOPLE,
        "people.csv: Row 3 has 4 cells, and the header has 3. Put the value of each column under its name.",
    ),
    ("id,surname\n1,x\n2,y\n1,z\n", PEOPLE, "people.csv: Row 4, column “id”: “1” is the id of an earlier row too."),
    ("id,surname\n2,x\n,y\n", PEOPLE, "people.csv: Row 3, column “id”: “2” is the id of an earlier row too."),
    (PEOPLE, "ID,surname\nq,x\n\nq,z\n", "asked.csv: Row 4, column “ID”: “q” is the id of an earlier row too."),
    (PEOPLE, 'surname\n"Mercer\n' + "x\n" * 200_000, "a quotation mark that is never closed"),
]


@pytest.mark.parametrize(("people", "asked", "sentence"), BAD, ids=[str(n) for n in range(len(BAD))])
def test_a_file_that_cannot_be_used_is_one_sentence_and_nothing_written(files, capsys, people, asked, sentence):
    assert files(people, asked) == (2, None)
    out, err = capsys.readouterr()
    assert out == ""
    assert re.search(sentence, err)
    assert err.count("\n") == 1
    assert err.endswith(".\n")


@pytest.mark.parametrize("name", ["people.csv", "asked.csv", "link.csv", "model.yaml"])
def test_the_answers_never_take_the_place_of_what_was_given(files, tmp_path, capsys, name):
    model = tmp_path / "model.yaml"
    model.write_bytes(PUBLISHED.read_bytes())
    (tmp_path / "link.csv").symlink_to(tmp_path / "people.csv")
    for at in ("people.csv", "asked.csv"):
        (tmp_path / at).write_text(PEOPLE, encoding="utf-8")
    before = (tmp_path / name).read_bytes()
    given = [str(tmp_path / at) for at in ("people.csv", "asked.csv")]
    out = tmp_path / name
    assert main(["match", "csv", *given, "--model", str(model), "--out", str(out)]) == 2
    assert re.fullmatch(f"--out is .*{name}, which is one of the files given: .*\n", capsys.readouterr().err)
    assert out.read_bytes() == before
    assert out.is_symlink() == (name == "link.csv")


def test_what_was_not_read_as_it_stands_is_said_with_its_row_and_column(files, capsys):
    people = (
        "id,Colour,First Name,surname,date_of_birth,address\n"
        "a,red,Dan\x00iel,Mercer,31/02/1987,\n"
        "\n"
        f"b,blue,Ola,Kowalska,1812,{'x' * 400}\n"
        "c,re\x00d,Seun,Adeyemi,01/01/2099\n"
        "d,,Zed,Zed,03/2012,\n"
        "e,,Ann,Bee,yes,\n"
        "f,,Ann,Bee,~15,\n"
    )
    code, rows = files(people, "first_name,surname\nDaniel,Mercer\nZed,\n")
    assert code == 0
    assert first_of(rows)["1"] == "a"
    said = capsys.readouterr().err.splitlines()
    for sentence in (
        "people.csv: Row 2, column “First Name” has a character that is not text. It is passed over.",
        "people.csv: Row 2, column “date_of_birth”: “31/02/1987” is no day: there is no 31 February 1987.",
        "people.csv: Row 4, column “date_of_birth”: “1812” is more than 120 years ago.",
        "people.csv: Row 4, column “address” has 400 characters. The first 300 are compared.",
        "people.csv: Row 5, column “date_of_birth”: “01/01/2099” has not come yet.",
        "people.csv: Row 5 ends after cell 5, and the header has 6: “address” is missing.",
        "people.csv: Row 7, column “date_of_birth”: “yes” is not a date.",
    ):
        assert [line for line in said if sentence in line], sentence
    assert not [line for line in said if "Row 6" in line or "Row 8" in line or "“Colour”:" in line]


@pytest.mark.parametrize(
    "header",
    [
        "First name,Surname,DOB", "FORENAME,Last_Name,dob", "Forename(s),Family name,Date of birth",
        "first-name,SURNAME,D.O.B.", "FirstName,Surname,DateOfBirth", "Given Name,surname,Birth date",
    ],
)  # fmt: skip
def test_columns_are_read_by_what_others_call_them(files, capsys, header):
    people = "id,first_name,surname,date_of_birth\na,Daniel,Mercer,1987-03-04\nb,Daniel,Mercer,1950-01-31\n"
    code, rows = files(people, f"{header}\nDaniel,Mercer,04/03/1987\n")
    assert (code, first_of(rows)) == (0, {"1": "a"})
    assert "Date of birth is the same" in rows[1][4]
    assert "not read" not in capsys.readouterr().err


def test_a_column_that_is_not_read_is_said_with_the_nearest(files, capsys):
    code, _ = files("id,first_name,surnme,Colour\na,Daniel,Mercer,red\n", "surname,phone,Mobile\nMercer,,0770\n")
    assert code == 0
    said = capsys.readouterr().err
    columns = "What is read: id, first_name, surname, date_of_birth, phone, postcode, address, nickname."
    assert f"people.csv: Columns not read: “surnme” (nearest: surname), “Colour”. {columns}\n" in said
    assert f"asked.csv: Column not read: “Mobile” (nearest: phone). {columns}\n" in said


def test_of_two_columns_for_one_thing_the_one_called_so_is_read(files):
    _, rows = files("id,mobile,phone\na,07700 900999,07700 900123\n", "phone\n07700 900123\n")
    assert "Telephone number is the same" in rows[1][4]


def test_a_thousand_things_to_say_are_said_in_a_screen(files, capsys):
    code, _ = files("surname,date_of_birth\n" + "Mercer,31/02/1987\n" * 1000, "surname\nMercer\n")
    assert code == 0
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 22
    assert said[20] == "… and 980 more."


def test_what_a_link_leads_to_takes_the_answers_and_the_link_stays(files, tmp_path):
    files(PEOPLE, PEOPLE)
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.csv"
    link.symlink_to(tmp_path / "elsewhere" / "answers.csv")
    assert (
        main(["match", "csv", *(str(tmp_path / name) for name in ("people.csv", "asked.csv")), "--out", str(link)]) == 0
    )
    assert link.is_symlink()
    assert (tmp_path / "elsewhere" / "answers.csv").read_text() == (tmp_path / "ranked.csv").read_text()


def test_a_place_that_cannot_be_written_to_is_one_sentence(files, tmp_path, capsys):
    assert files(PEOPLE, PEOPLE, "--out", str(tmp_path / "none" / "out.csv")) == (2, None)
    assert re.fullmatch("Cannot write .*out.csv: No such file or directory.\n", capsys.readouterr().err)
    (tmp_path / "folder").mkdir()
    assert main(["match", "csv", *[str(tmp_path / "people.csv")] * 2, "--out", str(tmp_path / "folder")]) == 2
    assert capsys.readouterr().err.startswith("Cannot write ")


@pytest.mark.parametrize("top", ["0", "-1"])
def test_a_top_of_nobody_is_refused(files, capsys, top):
    assert files(PEOPLE, PEOPLE, "--top", top) == (2, None)
    assert capsys.readouterr().err == "--top must be at least 1.\n"


def test_names_in_any_script_and_odd_characters_do_no_harm(files):
    people = "id,first_name,surname\n1,😀,\u202eمحمد\n2,\x1f,\x00\n3,李,王\n"
    code, rows = files(people, "first_name,surname\n李,王\n")
    assert code == 0
    assert first_of(rows) == {"1": "3"}


@pytest.mark.slow
def test_a_large_file_shared_among_processes_gives_the_same_twice_and_each_person_first(files):
    names = [("Daniel", "Mercer"), ("Ola", "Kowalska"), ("Seun", "Adeyemi"), ("Fatima", "Hussain")]
    people = [
        f"p{n},{names[n % 4][0]},{names[n % 4][1]},{1950 + n % 60}-{1 + n % 12:02d}-{1 + n % 28:02d},,WX{n % 90} 1AB,"
        f"{n} Harbour Road,\n"
        for n in range(25_000)
    ]
    content = HEADER + "".join(people)
    assert len(content) > 1_000_000, "large enough to be shared"
    asked = HEADER + "".join(people[::500])
    once = files(content, asked)
    assert first_of(once[1]) == {f"p{n}": f"p{n}" for n in range(0, 25_000, 500)}
    assert files(content, asked) == once


@pytest.mark.slow
def test_it_needs_no_database_and_no_settings(tmp_path):
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    words = [sys.executable, "-m", "tessera", "match", "csv", *[str(tmp_path / "people.csv")] * 2]
    done = subprocess.run([*words, "--out", str(tmp_path / "out.csv")], capture_output=True, text=True, env={})
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").startswith("query_id,rank,match_id,score,reasons\na,1,a,")


def test_the_columns_are_those_of_the_contract():
    assert ",".join(COLUMNS) + "\n" == HEADER
