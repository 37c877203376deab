"""What a bench line says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.bench.lines import Run, percentile

TIMES = st.lists(st.floats(0, 60_000), min_size=1)


@given(TIMES, st.integers(1, 100))
def test_percentile_is_reached_by_so_many_and_by_no_fewer_of_them(times, percent):
    found = percentile(times, percent)
    wanted = len(times) * percent / 100
    assert sum(round(one, 1) <= found for one in times) >= wanted
    assert sum(round(one, 1) < found for one in times) < wanted


@pytest.mark.parametrize(("percent", "expected"), [(50, 10.0), (95, 19.0), (100, 20.0)])
def test_percentile_of_twenty(percent, expected):
    assert percentile([float(one) for one in range(20, 0, -1)], percent) == expected


def test_a_line_has_every_name_of_the_contract():
    run = Run("pages", people=500, reports=1000, seed=3)
    line = json.loads(run.line("home, users: 1", [1.0, 3.0], statements=9))
    commit = line.pop("commit")
    assert isinstance(commit, str)
    assert line.pop("cpus") >= 1
    assert line == {
        "bench": "pages", "subject": "home, users: 1", "peer": False, "n": 500, "reports": 1000, "queries": 2, "seed": 3,
        "p50_ms": 1.0, "p95_ms": 3.0, "statements": 9,
    }  # fmt: skip
