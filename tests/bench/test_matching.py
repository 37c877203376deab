"""`tessera bench match`, from the command line, on a few hundred people."""

import json
import os
import subprocess
import sys

import pytest

from tessera.bench import place
from tessera.config.database import drop_database

PEOPLE = 300
CONTRACT = {"bench", "subject", "peer", "n", "queries", "seed", "p50_ms", "p95_ms", "recall_at_10", "cpus", "commit"}
OURS = "ours, holding 3,000 audiences"


@pytest.fixture
def people_held():
    """The name of the database that keeps them, which is gone again afterwards."""
    name = f"tessera_bench_match_{PEOPLE}_1"
    yield name
    with place.superior() as server:
        drop_database(server, name)


def bench(*words):
    return subprocess.run(
        [sys.executable, "-m", "tessera", "bench", "match", *map(str, words)], capture_output=True, text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tessera.config.settings", "TESSERA_DEMO": "yes"},
    )  # fmt: skip


@pytest.mark.slow
def test_one_line_for_each_subject_and_a_second_run_finds_the_people_loaded(people_held):
    done = bench("--people", PEOPLE, "--queries", 20, "--seed", 7)
    assert done.returncode == 0, done.stderr
    lines = {line["subject"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert list(lines)[:2] == [OURS, "the same with no rule"]
    assert {"RapidFuzz, everybody scanned", "Splink 5, predict_between"} <= set(lines)
    for line in lines.values():
        assert set(line) >= CONTRACT
        assert (line["bench"], line["n"], line["queries"], line["seed"]) == ("match", PEOPLE, 20, 7)
        assert line["peer"] == (line["subject"] != OURS)
        worst_first = [recall for recall, _ in line["by_group"].values()]
        assert worst_first == sorted(worst_first)
    assert lines[OURS]["recall_at_10"] >= 0.9
    assert lines["the same with no rule"]["recall_at_10"] == lines[OURS]["recall_at_10"]
    again = bench("--people", PEOPLE, "--queries", 5)
    assert again.returncode == 0, again.stderr
    assert "Loading" not in again.stderr


@pytest.mark.slow
def test_the_four_febrl_files_are_found_again_through_match_csv():
    done = subprocess.run(
        [sys.executable, "-m", "tessera", "bench", "febrl"], capture_output=True, text=True, env={"PYTHONUTF8": "1"}
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["subject"], line["queries"]) for line in lines] == [
        ("FEBRL 1", 500), ("FEBRL 2", 1000), ("FEBRL 3", 3000), ("FEBRL 4", 5000),
    ]  # fmt: skip
    assert all(line["recall_at_10"] >= 0.995 and line["first"] >= 0.99 for line in lines)
