"""Dates, moments and gaps as a page says them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.ui import words

UTC = dt.UTC


def test_a_moment_is_in_london_whatever_the_season():
    assert words.moment(dt.datetime(2026, 3, 14, 16, 30, tzinfo=UTC)) == "14 March 2026 at 4:30pm"
    assert words.moment(dt.datetime(2026, 7, 14, 16, 30, tzinfo=UTC)) == "14 July 2026 at 5:30pm"
    assert words.date(dt.datetime(2026, 7, 14, 23, 30, tzinfo=UTC)) == "15 July 2026"
    assert words.date(dt.date(2026, 3, 4)) == "4 March 2026"
    assert words.moment(None) == words.date(None) == words.gap(None) == ""


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (0, 0, "midnight"),
        (0, 5, "12:05am"),
        (9, 0, "9am"),
        (12, 0, "midday"),
        (12, 1, "12:01pm"),
        (23, 59, "11:59pm"),
    ],
)
def test_the_clock(hour, minute, said):
    assert words.clock(dt.time(hour, minute)) == said


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (dt.timedelta(seconds=59), "under a minute"),
        (dt.timedelta(minutes=1), "1 minute"),
        (dt.timedelta(hours=3, minutes=5), "3 hours 5 minutes"),
        (dt.timedelta(hours=24), "1 day"),
        (dt.timedelta(days=14), "14 days"),
        (dt.timedelta(days=50), "about 7 weeks"),
        (dt.timedelta(days=365), "about 1 year"),
        (dt.timedelta(days=365 + 92), "about 1 year 3 months"),
        (dt.timedelta(days=-2), "2 days"),
    ],
)
def test_a_gap_in_words(length, said):
    assert words.gap(length) == said


@given(st.timedeltas(min_value=dt.timedelta(0), max_value=dt.timedelta(days=200 * 365)))
def test_every_gap_can_be_said_and_the_same_both_ways(length):
    assert words.gap(length)
    assert words.gap(length) == words.gap(-length)


def test_plural():
    assert words.plural(1, "report") == "1 report"
    assert words.plural(1204, "report") == "1,204 reports"
    assert words.plural(0, "child", "children") == "0 children"
