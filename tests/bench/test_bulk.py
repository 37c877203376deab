"""`tessera bench bulk`, from the command line, on a few hundred people."""

import json
import os
import subprocess
import sys

import pytest

from tessera.bench import place
from tessera.config.database import drop_database

PEOPLE = 310


@pytest.fixture
def people_held():
    """The name of the database that keeps them, which is gone again afterwards."""
    yield f"tessera_bench_match_{PEOPLE}_1"
    with place.superior() as server:
        drop_database(server, f"tessera_bench_match_{PEOPLE}_1")


@pytest.mark.slow
def test_splink_alone_and_ours_on_the_same_rows(people_held):
    done = subprocess.run(
        [sys.executable, "-m", "tessera", "bench", "bulk", "--people", str(PEOPLE)], capture_output=True, text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tessera.config.settings", "TESSERA_DEMO": "yes"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    alone, ours = map(json.loads, done.stdout.splitlines())
    assert (alone["subject"], alone["peer"], ours["subject"], ours["peer"]) == ("Splink 5 alone", True, "ours", False)
    assert ours["held_twice_found"] >= 0.95
    assert ours["times_splink_alone"] > 0
    for line in (alone, ours):
        assert {"bench", "n", "queries", "seed", "p50_ms", "p95_ms", "cpus", "commit"} <= set(line)
