"""`tessera match train`: weights that were planted come back, and every file that cannot be used is refused in a sentence."""

import csv
import random
import re
from collections import Counter
from datetime import date, timedelta

import pytest
import yaml

from tessera.command import main
from tessera.lib.linkage.model import PUBLISHED, own_model, published_model, read_model, use_model

FIRST = [
    "Adam", "Bronwen", "Carl", "Deborah", "Ewan", "Fatima", "Gareth", "Hannah", "Idris",
    "Jodie", "Kwame", "Lowri", "Moses", "Nadia", "Owen", "Priya", "Ruth", "Tomasz",
]  # fmt: skip
LAST = [
    "Ashdown", "Bellweather", "Chowdhury", "Drummond", "Eckersley", "Fothergill",
    "Grabowski", "Hollis", "Iqbal", "Jellicoe", "Kowalska", "Mensah",
]  # fmt: skip
HEADER = ["id", "first_name", "surname", "date_of_birth", "phone"]
SAME_FIRST, SAME_BORN = 0.8, 0.9


def written(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture
def files(tmp_path):
    """1,500 people, 1,000 of them twice: the second time with the first name of somebody else in one case of five."""
    rng = random.Random(5)
    people, pairs = [], []
    for number in range(1500):
        first, last = rng.choice(FIRST), rng.choice(LAST)
        born = date(1980, 1, 1) + timedelta(days=rng.randrange(12_000))
        phone = f"07700 {rng.randrange(10**6):06}"
        people.append([f"p{number}", first, last, born, phone])
        if number < 1000:
            again = first if rng.random() < SAME_FIRST else rng.choice([one for one in FIRST if one != first])
            day = born if rng.random() < SAME_BORN else date(1930, 1, 1) + timedelta(days=rng.randrange(12_000))
            if rng.random() < 0.2:
                phone = f"07700 {rng.randrange(10**6):06}"
            people.append([f"q{number}", again, last, day, phone])
            pairs.append([f"q{number}", f"p{number}"])
    return written(tmp_path / "people.csv", [HEADER, *people]), written(
        tmp_path / "pairs.csv", [["id", "same_as"], *pairs]
    )


@pytest.fixture
def train(files, tmp_path, capsys):
    def run(*more, pairs=True, people=None, out=None):
        """Train, and answer (exit, what was printed, what was refused, the person's fields)."""
        path = out or tmp_path / "model.yaml"
        given = ["--pairs", str(files[1])] if pairs else []
        code = main(["match", "train", str(people or files[0]), *given, "--out", str(path), *more])
        said = capsys.readouterr()
        fields = yaml.safe_load(path.read_text())["kinds"]["person"]["fields"] if path.is_file() else None
        assert not list(tmp_path.glob(".*")), "no part of a file is left behind"
        return code, said.out, said.err, fields

    return run


def check_planted(fields):
    """The chances that the people were made by."""
    assert fields["first_name"]["same"]["m"] == pytest.approx(SAME_FIRST, abs=0.05)
    assert fields["first_name"]["same"]["u"] == pytest.approx(1 / len(FIRST), abs=0.01)
    assert fields["surname"]["same"]["u"] == pytest.approx(1 / len(LAST), abs=0.01)
    assert fields["born"]["same"]["m"] == pytest.approx(SAME_BORN, abs=0.05)


def test_planted_weights_come_back_from_labelled_pairs(train):
    code, said, told, fields = train("--version", "planted-1")
    assert code == 0
    check_planted(fields)
    assert fields["surname"]["same"]["m"] == 1.0
    assert "1,000 labelled pairs" in told
    before, after = re.search(r"^surname +same +(\S+) +(\S+) ", said, re.MULTILINE).groups()
    assert before == "+8.00"
    assert after == "+3.50", "one of twelve surnames says little"


@pytest.mark.slow
def test_planted_weights_come_back_without_anybody_saying_who_is_the_same(train):
    code, _, told, fields = train(pairs=False)
    assert code == 0
    check_planted(fields)
    assert "no labelled pairs" in told


def test_what_too_few_pairs_tell_is_kept_and_so_is_everything_else(train, tmp_path):
    code, said, _, fields = train("--version", "planted-1")
    assert code == 0
    before = yaml.safe_load(PUBLISHED.read_text(encoding="utf-8"))
    after = yaml.safe_load((tmp_path / "model.yaml").read_text(encoding="utf-8"))
    assert fields["surname"]["initial"] == before["fields"]["surname"]["initial"]
    assert re.search(r"^surname +initial +\+2.25 +\+2.25  too few pairs to tell, kept", said, re.MULTILINE)
    for field in ("home", "nickname", "account", "plate", "description"):
        assert fields[field] == before["fields"][field], "the file does not say"
    changed = after["kinds"]["person"].pop("fields"), before["kinds"]["person"].pop("fields")
    assert changed[0] != changed[1]
    assert after["kinds"] == before["kinds"], "other kinds, where a score starts and the floors"


def test_what_of_the_people_was_not_read_is_said_with_its_row(train, files, tmp_path):
    with files[0].open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    odd = [*rows, ["odd", "Tegan", "Mawson", "31/02/1990", ""]]
    code, _, told, _ = train("--version", "planted-1", people=written(tmp_path / "odd.csv", [header, *odd]))
    assert code == 0
    assert f"Row {len(odd) + 1}, column “date_of_birth”" in told
    assert "31/02/1990" in told
    assert "31/02/1990" not in train("--version", "planted-1")[2]


def test_differing_never_counts_for_a_match(train, files, tmp_path):
    with files[0].open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    homes = [[*row, "WX9 2ZZ" if place % 300 else f"WX{place % 7} 4AB"] for place, row in enumerate(rows)]
    people = written(tmp_path / "one-street.csv", [[*header, "postcode"], *homes])
    code, said, _, fields = train("--version", "planted-1", people=people)
    assert code == 0
    published = yaml.safe_load(PUBLISHED.read_text(encoding="utf-8"))["fields"]["home"]["different"]
    assert fields["home"]["different"] == published
    assert re.search(r"^home +different .*  differing would count for a match, so both are kept \(", said, re.MULTILINE)
    for of, levels in fields.items():
        assert not levels.get("different") or levels["different"]["m"] <= levels["different"]["u"], of


def test_names_that_many_have_are_counted_and_no_others(train, files, tmp_path):
    with files[0].open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    rows += [[f"r{number}", "Aoibheann", "Quickfall", "1990-01-01", ""] for number in range(49)]
    train("--version", "planted-1", people=written(tmp_path / "more.csv", [header, *rows]))
    kept = (tmp_path / "model.yaml").read_text(encoding="utf-8")
    assert "quickfall" not in kept.lower(), "49 people are too few"
    common = yaml.safe_load(kept)["common_names"]
    held = Counter(row[2].lower() for row in rows)
    assert set(common["surname"]) == {name.lower() for name in LAST}
    for name, share in common["surname"].items():
        assert share == pytest.approx(held[name] / len(rows), rel=0.001)
    rows.append(["r49", "Aoibheann", "Quickfall", "1990-01-01", ""])
    train("--version", "planted-1", people=written(tmp_path / "more.csv", [header, *rows]))
    assert "quickfall" in (tmp_path / "model.yaml").read_text(encoding="utf-8")


def test_the_same_file_and_seed_teach_the_same_and_no_path_is_kept(train, tmp_path):
    _, first, _, _ = train("--version", "planted-1", "--seed", "4")
    kept = (tmp_path / "model.yaml").read_text()
    _, again, _, _ = train("--version", "planted-1", "--seed", "4")
    assert (again, (tmp_path / "model.yaml").read_text()) == (first, kept)
    assert str(tmp_path) not in kept
    assert "people.csv" not in kept
    trained = yaml.safe_load(kept)["trained"]
    assert (trained["people"], trained["labelled_pairs"], trained["seed"]) == (2500, 1000, 4)
    assert trained["from"] == published_model().version


def test_scores_by_a_trained_model_name_its_version(train, files, tmp_path, monkeypatch, capsys):
    train("--version", "planted-1")
    model = tmp_path / "model.yaml"
    assert own_model(model).version == "planted-1"
    asked = written(tmp_path / "asked.csv", [HEADER[1:3], ["Gareth", "Fothergill"]])
    scores = {}
    for given in ((), ("--model", str(model))):
        out = tmp_path / "ranked.csv"
        assert main(["match", "csv", str(files[0]), str(asked), "--out", str(out), *given]) == 0
        scores[given] = out.read_text(encoding="utf-8")
        told = capsys.readouterr().err
    assert "by model planted-1" in told
    assert len(set(scores.values())) == 2
    monkeypatch.setenv("TESSERA_MODEL", str(model))
    assert main(["match", "csv", str(files[0]), str(asked), "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == scores["--model", str(model)], "the site's own model is taken unasked"
    assert published_model().version == read_model(PUBLISHED).version, "one question does not change the others"


def test_the_site_takes_a_model_of_its_own(train, tmp_path, monkeypatch):
    train("--version", "planted-1")
    monkeypatch.setattr("tessera.lib.linkage.model._instead", None)
    try:
        use_model(tmp_path / "model.yaml")
        assert published_model().version == "planted-1"
    finally:
        monkeypatch.undo()
        published_model.cache_clear()
    assert published_model().version == read_model(PUBLISHED).version


@pytest.mark.parametrize(
    ("find", "put", "said"),
    [
        (None, "not: [a, model", "is not a model in the format"),
        (None, "just words", "is not a model in the format"),
        ("m: 0.7,", "m: 1.7,", "first_name, same: m and u must be above 0"),
        ("m: 0.7,", "m: often,", "is not a model in the format"),
        ("prior: 0.000005", "prior: 5", "prior must be above 0 and below 1"),
        ('version: "2026-11g"', 'version: ""', "version must be text of 1 to 40"),
        ('version: "2026-11g"', "version: 7", "version must be text of 1 to 40"),
        ("floor: -10\n", "floor: -9\n", "give other weights another version"),
        ("    two_letters: {m: 0.015, u: 0.004", "    two_lettres: {m: 0.015, u: 0.004", "must have the levels of"),
        ("", "", "cannot be read"),
    ],
)
def test_a_model_that_cannot_be_used_is_refused_in_a_sentence(tmp_path, find, put, said):
    path = tmp_path / "own.yaml"
    if find != "":
        text = PUBLISHED.read_text(encoding="utf-8").replace("m: 0.70,", "m: 0.7,")
        changed = put if find is None else text.replace(find, put, 1)
        assert changed != text
        path.write_text(changed, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(said)) as refused:
        own_model(path)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["id", "same_as"]], "names no two rows that are the same person"),
        ([["id", "same_as"], ["p1", "p1"]], "names no two rows that are the same person"),
        ([["id", "same_as"], ["p1", "p2"], ["p1", "nobody"]], "row 2: nobody in"),
        ([["id", "same_as"], ["p1"]], "row 1 does not name two ids"),
        ([["id", "other"], ["p1", "p2"]], "one column called id and one called same_as"),
        ([], "one column called id and one called same_as"),
    ],
)
def test_pairs_that_cannot_be_used_are_refused(train, tmp_path, files, rows, said):
    written(files[1], rows)
    code, _, told, fields = train()
    assert (code, fields) == (2, None)
    assert said in told
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([HEADER, ["p1", "Adam", "Hollis", ""]], "nobody to compare"),
        ([HEADER], "nobody to compare"),
        ([HEADER, ["p1", "Adam", "Hollis", ""], ["p1", "Ruth", "Hollis", ""]], "two rows with the id “p1”"),
        ([["colour"], ["red"]], "none of the columns"),
    ],
)
def test_people_that_cannot_be_used_are_refused(train, tmp_path, rows, said):
    code, _, told, fields = train(people=written(tmp_path / "few.csv", rows))
    assert (code, fields) == (2, None)
    assert said in told
    assert told.count("\n") == 1


def test_a_file_too_small_to_tell_anything_writes_nothing(train, tmp_path, files):
    written(files[1], [["id", "same_as"], ["a", "b"]])
    few = [HEADER, ["a", "Adam", "Hollis", "", ""], ["b", "Ruth", "Iqbal", "", ""], ["c", "Owen", "Mensah", ""]]
    code, said, told, fields = train(people=written(tmp_path / "few.csv", few))
    assert (code, said, fields) == (1, "", None)
    assert "Too few pairs to tell anything" in told


@pytest.mark.parametrize("version", ["", "x" * 41, read_model(PUBLISHED).version])
def test_a_version_of_the_published_model_or_none_is_refused(train, version):
    code, _, told, fields = train("--version", version)
    assert (code, fields) == (2, None)
    assert "--version must be" in told


def test_a_place_that_cannot_be_written_to_is_refused(train, tmp_path):
    code, _, told, _ = train(out=tmp_path / "nowhere" / "model.yaml")
    assert code == 2
    assert "Cannot write" in told


def test_without_pairs_the_optional_packages_are_asked_for(train, monkeypatch):
    monkeypatch.setattr("tessera.lib.linkage.expected.find_spec", lambda name: None)
    code, _, told, fields = train(pairs=False)
    assert (code, fields) == (2, None)
    assert "pip install --require-hashes -r requirements/linkage.txt" in told
