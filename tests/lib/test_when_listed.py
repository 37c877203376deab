"""Dates of lists are read as every other date is, only faster."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib import when
from tessera.lib.local_time import LONDON
from tessera.lib.when_listed import parse_listed, read_listed
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


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("14/03/26", "Write the year in four digits."),
        ("14.03.26", "Write the year in four digits."),
        ("14-Mar-26 16:30", "Write the year in four digits."),
        ("=1+1", "That is not a date."),
        ("=TODAY()", "That is not a date."),
        ("n/a", "That is not a date."),
        ("unknown", "That is not a date."),
        ("x 2026 y", "That is not a date."),
        ("45123", "That looks like a spreadsheet’s number for a day. Format the column as a date."),
        ("45123.6875", "That looks like a spreadsheet’s number for a day. Format the column as a date."),
        ("yesterday", "A day in a list needs its year."),
        ("31/02", "A day in a list needs its year."),
        ("14 March", "A day in a list needs its year."),
        ("31/02/2026", "There is no 31 February 2026."),
        ("2" * 300, "Keep this to a date or time"),
        ("2026-11-22T17:30:00Z", "That is in the future."),
        ("2026-02-31T10:00:00Z", "There is no 31 February 2026."),
        ("2026-11-21T25:05:33Z", "That is not a date."),
        ("2026-11-21T18:05:33+99:00", "That is not a date."),
        ("2026-11-21T18:05-19:05", "That is not a date."),
        ("March 2026 18:05Z", "That is not a date."),
    ],
)
def test_what_is_no_day_of_a_list_is_said_as_what_it_is(day, sentence):
    with pytest.raises(Unreadable) as refused:
        read_listed(day, now=NOW)
    assert str(refused.value).startswith(sentence)
    assert "yesterday" not in str(refused.value)


@pytest.mark.parametrize(
    ("day", "clock", "words"),
    [
        ("14/03/2026", "", "Saturday 14 March 2026"),
        ("14/03/2026", "9.05", "Saturday 14 March 2026 at 9:05am"),
        ("2026-03-14T16:30:00", "", "Saturday 14 March 2026 at 4:30pm"),
        ("14 March 2026", "1630", "Saturday 14 March 2026 at 4:30pm"),
    ],
)
def test_a_day_and_its_time_may_stand_in_two_cells(day, clock, words):
    assert read_listed(day, clock, now=NOW).words == words


@pytest.mark.parametrize(
    ("day", "clock", "words"),
    [
        ("20-Nov-2026 23:01", "", "Friday 20 November 2026 at 11:01pm"),
        ("20 Nov 2026 23:01", "", "Friday 20 November 2026 at 11:01pm"),
        ("20-NOV-2026 11.01.33 PM", "", "Friday 20 November 2026 at 11:01pm"),
        ("20/11/2026 11:01:33 pm", "", "Friday 20 November 2026 at 11:01pm"),
        ("20-Nov-2026", "23:01:33", "Friday 20 November 2026 at 11:01pm"),
        ("2026-11-21 18:05:33", "", "Saturday 21 November 2026 at 6:05pm"),
        ("2026-11-21T18:05:33Z", "", "Saturday 21 November 2026 at 6:05pm"),
        ("2026-11-21T18:05:33.123Z", "", "Saturday 21 November 2026 at 6:05pm"),
        ("2026-11-21T18:05:33+00:00", "", "Saturday 21 November 2026 at 6:05pm"),
        ("2026-11-21 18:05 UTC", "", "Saturday 21 November 2026 at 6:05pm"),
        ("2026-11-21", "18:05:33Z", "Saturday 21 November 2026 at 6:05pm"),
        ("2026-11-21T00:00:00", "18:05:33", "Saturday 21 November 2026 at 6:05pm"),
    ],
)
def test_a_moment_is_read_as_other_systems_write_it(day, clock, words):
    assert read_listed(day, clock, now=NOW).words == words


@pytest.mark.parametrize(
    ("day", "here"),
    [
        ("2026-07-01T23:30:00Z", "2026-07-02T00:30:00+01:00"),
        ("2026-07-01 23:30 GMT", "2026-07-02T00:30:00+01:00"),
        ("2026-07-01 23:30 BST", "2026-07-01T23:30:00+01:00"),
        ("2026-11-21T18:05:33-05:00", "2026-11-21T23:05:00+00:00"),
        ("2026-11-21 18:05:33+0530", "2026-11-21T12:35:00+00:00"),
        ("2026-11-23T01:00:00+10:00", "2026-11-22T15:00:00+00:00"),  # tomorrow there, and past
        ("2026-03-29T01:30:00Z", "2026-03-29T02:30:00+01:00"),  # an hour that no clock here showed
        ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00+01:00"),
        ("2026-10-25T01:30:00Z", "2026-10-25T01:30:00+00:00"),
    ],
)
def test_a_moment_by_another_clock_is_said_in_the_time_here(day, here):
    found = read_listed(day, now=NOW)
    assert found.earliest.isoformat() == found.latest.isoformat() == here
    assert found.text == day, "as it was written"


def test_a_stretch_of_time_is_no_clock_of_another_place():
    assert read_listed("14/03/2026 16:30-17:30", now=NOW).precision == "range"
