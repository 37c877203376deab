"""Which pairs an engine hands over to be scored: the same ones whichever it is, by what two say and nothing else."""

import csv
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.bench.held import facts_of
from tessera.lib.area.people import people
from tessera.lib.linkage import bulk, damage
from tessera.lib.linkage.model import published_model
from tessera.lib.linkage.score import score

THRESHOLD = 4.0


def rows_of(people_held, twice):
    """Everybody once, and some of them a second time with one thing wrong."""
    drawn = list(people(people_held, seed=3, on=date(2026, 11, 22)))
    rows = [
        [p.number, f"held-{p.number}", p.first_name, p.surname, p.nickname, p.born_on, p.phone, p.postcode, p.address]
        for p in drawn
    ]
    for p in drawn[:twice]:
        born = p.born_on.isoformat()
        swapped = f"{born[:5]}{born[8:]}-{born[5:7]}" if p.born_on.day <= 12 else born
        wrong = [
            [p.first_name[:-1], p.surname, "", born, "", "", ""],
            [p.first_name, p.surname, "", swapped, "", p.postcode, ""],
            [p.surname, p.first_name, "", born, p.phone, "", ""],
            ["", p.surname, "", born, "", p.postcode, p.address],
        ][p.number % 4]
        rows.append([people_held + p.number, f"again-{p.number}", *wrong])
    return rows


def found_by(engine, rows, folder, threshold=THRESHOLD):
    path = folder / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return [pair for lot in bulk.ENGINES[engine](path, folder, threshold) for pair in lot]


@pytest.mark.slow
def test_whoever_is_held_twice_is_found(tmp_path):
    found = found_by("duckdb", rows_of(400, 100), tmp_path)
    assert {(n, 400 + n) for n in range(100)} <= set(found)
    assert found == sorted(set(found))
    assert all(one < other for one, other in found)


@pytest.mark.slow
def test_hardly_anybody_whom_the_live_matcher_would_suggest_is_not_handed_over(tmp_path):
    """Each of these is damaged in two or three ways, on a seed that the levels were not chosen by."""
    known = [facts_of(person) for person in people(2000, seed=3, on=date(2026, 11, 22))]
    asked = list(damage.queries(known, 500, 7))
    rows = [row_of(number, facts) for number, facts in enumerate([*known, *(one.facts for one in asked)])]
    pairs = [(one.person, len(known) + number) for number, one in enumerate(asked)]
    likely = [pair for pair, one in zip(pairs, asked, strict=True) if score(known[one.person], one.facts).total >= 4]
    found = set(found_by("duckdb", rows, tmp_path))
    assert len(likely) > 450
    assert len(found & set(likely)) / len(likely) >= 0.97


def row_of(number, facts):
    """Somebody as a file of rows has them."""
    said = facts.to_dict()
    several = [(said.get(name) or [""])[0] for name in ("nicknames", "phones")]
    names, rest = ("first_name", "surname"), ("postcode", "address")
    given = [said.get(name, "") for name in (*names, "born_on", *rest)]
    return [number, f"held-{number}", *given[:2], several[0], given[2], several[1], *given[3:]]


@pytest.mark.slow
def test_spark_finds_the_same_pairs_as_duckdb(tmp_path, monkeypatch):
    """With stored weights, on this machine alone, without a network."""
    try:
        bulk.check_installed("spark")
    except bulk.NotInstalled as missing:
        pytest.fail(f"{missing} `make test` does so.")
    for name, value in {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_MASTER": "local[1]", "SPARK_PARTITIONS": "1"}.items():
        monkeypatch.setenv(name, value)
    rows = rows_of(60, 20)
    folders = [tmp_path / engine for engine in bulk.ENGINES]
    for folder in folders:
        folder.mkdir()
    on_duckdb, on_spark = (found_by(folder.name, rows, folder) for folder in folders)
    assert on_spark == on_duckdb
    assert len(on_duckdb) >= 20


@pytest.mark.slow
@settings(max_examples=5)
@given(besides=st.integers(0, 60), seed=st.integers(0, 5))
def test_who_else_is_held_changes_nothing_of_a_pair(tmp_path_factory, besides, seed):
    """Or who is suggested to somebody would tell of what they may not see."""
    rows = rows_of(40, 20)
    more = [
        [1000 + p.number, f"else-{p.number}", p.first_name, rows[p.number % 40][3], "", rows[seed][5], "", "", ""]
        for p in people(besides, seed=seed, on=date(2026, 11, 22))
    ]
    alone = found_by("duckdb", rows, tmp_path_factory.mktemp("alone"))
    among = found_by("duckdb", rows + more, tmp_path_factory.mktemp("among"))
    assert [pair for pair in among if max(pair) < 1000] == alone


@pytest.mark.slow
def test_what_one_account_leaves_out_is_taken_from_another_of_the_same_holding(tmp_path):
    rows = [
        [1, "a", "Tegan", "Hollis", "", "", "", "", ""],
        [1, "a", "", "", "", "2012-08-01", "", "", ""],
        [2, "b", "Teagan", "Holis", "", "2012-08-01", "", "", ""],
        [3, "b", "Teagan", "Holis", "", "2012-08-01", "", "", ""],
    ]
    assert found_by("duckdb", rows, tmp_path) == [(1, 2), (1, 3)], "what is one thing already is no pair"


@pytest.mark.slow
@pytest.mark.parametrize(
    "rows", [[], [[1, "a", "", "", "", "", "", "", ""]], [[1, "a", "'; --", '"', "\u202e", "?", "x", "", "🙂"]]]
)
def test_nobody_to_compare_is_no_pair(tmp_path, rows):
    assert found_by("duckdb", rows, tmp_path) == []


def test_the_settings_hold_the_published_weights():
    """Nothing is trained in bulk: m and u are those of the model, level by level."""
    model = published_model().kinds["person"]
    made = bulk.settings_for(model)
    born = next(one for one in made["comparisons"] if one["output_column_name"] == "born")
    same = next(one for one in born["comparison_levels"] if one["label_for_charts"] == "Date of birth is the same")
    assert same["u_probability"] == model.chance["born", "same"]
    assert same["m_probability"] == pytest.approx(0.8, rel=0.2)
    assert 0 < made["probability_two_random_records_match"] < 0.0001
