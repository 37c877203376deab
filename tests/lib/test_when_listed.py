"""Dates of lists are read as every other date is, only faster."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib import when
from tessera.lib.local_time import LONDON
from tessera.lib.when_listed import parse_listed
from tessera.lib.when_plain import Unreadable

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=LONDON)
days = st.dates(datetime(1890, 1, 1).date(), datetime(2027, 12, 31).date())
near = st.dates(datetime(2026, 10, 20).date(), datetime(2026, 11, 24).date())
clocks = st.one_of(st.just(""), st.times().map(lambda at: f" {at:%H:%M}"))
written = st.tuples(st.one_of(days, near), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d"]), clocks).map(
    lambda drawn: f"{drawn[0]:{drawn[1]}}{drawn[2]}"
)


def read(by, text):
    try:
        return by(text, now=NOW)
    except Unreadable as wrong:
        return str(wrong)


@given(st.one_of(written, st.sampled_from(["31/02/2026", "14/3/2026 1:30", "2026-13-01", "", "x", "14/03/2026 24:00"])))
def test_what_is_read_is_what_everything_else_reads(text):
    assert read(parse_listed, text) == read(when.parse, text)


@pytest.mark.parametrize("text", ["14/03/2026 16:30", "2026-03-14"])
def test_the_usual_shapes_are_read_here(text, monkeypatch):
    """So that the test above says something: these do not go the slow way."""
    monkeypatch.setattr("tessera.lib.when_listed.parse", None)
    assert parse_listed(text, now=NOW).earliest.year == 2026
