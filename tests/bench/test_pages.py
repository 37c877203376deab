"""`tessera bench pages`, from the command line, on an area of a few hundred reports."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tessera.bench import place
from tessera.config.database import drop_database

PEOPLE, REPORTS, SEED = 100, 400, 77
CONTRACT = {"bench", "subject", "peer", "n", "queries", "seed", "p50_ms", "p95_ms", "cpus", "commit"}


def bench(*words, **settings_given):
    """Run the command as a person would, with these settings."""
    return subprocess.run(
        [sys.executable, "-m", "tessera", "bench", "pages", *map(str, words)], capture_output=True, text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tessera.config.settings"} | settings_given,
    )  # fmt: skip


@pytest.fixture
def area():
    """The name of the area's own database, which is gone again afterwards."""
    name = place.kept_name(people=PEOPLE, reports=REPORTS, seed=SEED)
    yield name
    with place.superior() as server:
        drop_database(server, name)


def databases():
    with place.superior() as server:
        return {row[0] for row in server.execute("SELECT datname FROM pg_database")}


@pytest.mark.slow
def test_bench_pages_prints_a_line_for_each_subject_and_leaves_the_demo_alone(area):
    assert settings.DATABASES["owner"]["NAME"] != area
    done = bench("--people", PEOPLE, "--reports", REPORTS, "--seed", SEED, "--queries", 20, "--users", "1,2")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(line.keys() >= CONTRACT for line in lines)
    assert all(line["n"] == PEOPLE and line["seed"] == SEED and line["queries"] > 0 for line in lines)
    subjects = {line["subject"] for line in lines}
    assert len(subjects) == len(lines)
    assert {"all pages, users: 1", "all pages, users: 2", "sending to matches shown, over HTTP"} <= subjects
    for page in ("home", "my reports", "work", "triage list", "entity", "child", "report", "concern"):
        assert {f"{page}, rows: 1", f"{page}, rows: 200"} <= subjects
    without = {one["subject"] for one in lines if one["peer"]}
    assert without
    assert {one.replace(", without audit or access rule", "") for one in without} <= subjects - without
    assert area in databases(), "the area is kept for the next run"
    assert f"{area}_run" not in databases(), "the copy is not"


@pytest.mark.parametrize(
    "words",
    [
        ("--users", "few"),
        ("--users", "0"),
        ("--people", "0"),
        ("--queries", "0"),
        ("--users", "1,few"),
        ("--users=-1",),
    ],
)
def test_bench_refuses_what_it_cannot_measure(words):
    done = bench(*words)
    assert done.returncode == 2
    assert done.stderr.strip().endswith(".")
    assert not done.stdout


@pytest.mark.slow
def test_bench_refuses_outside_the_demo():
    done = bench(TESSERA_DEMO="no", TESSERA_SECRET_KEY="s" * 40, TESSERA_FILE_KEY="f" * 40)
    assert done.returncode == 2
    assert "TESSERA_DEMO=yes" in done.stderr
