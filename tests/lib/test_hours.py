"""Opening hours of a front door: exact at each boundary, on bank holidays, and when the clocks change."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.hours import WEEKDAYS, OpeningHours, bank_holidays, is_open, next_open, spells_on
from tessera.lib.local_time import LONDON, instant, local

WEEK = OpeningHours.from_mapping(
    {day: ["08:45", "17:00"] for day in WEEKDAYS[:4]} | {"fri": ["08:45", "16:30"], "sat": None}
)
GOOD_FRIDAY, EASTER_MONDAY = date(2026, 4, 3), date(2026, 4, 6)
HOLIDAYS = {GOOD_FRIDAY, EASTER_MONDAY}


def at(written: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=LONDON, fold=fold)


@pytest.mark.parametrize(
    ("moment", "open_then"),
    [
        ("2026-03-17 08:44:59.999999", False),
        ("2026-03-17 08:45:00", True),
        ("2026-03-17 16:59:59.999999", True),
        ("2026-03-17 17:00:00", False),
        ("2026-03-20 16:29:59.999999", True),  # Friday closes earlier
        ("2026-03-20 16:30:00", False),
        ("2026-03-21 12:00:00", False),  # Saturday
        ("2026-03-22 12:00:00", False),  # Sunday, not mentioned
        ("2026-04-03 12:00:00", False),  # Good Friday
        ("2026-04-06 12:00:00", False),  # Easter Monday
        ("2026-04-07 08:45:00", True),
    ],
)
def test_open_from_the_opening_time_until_just_before_the_closing_time(moment, open_then):
    assert is_open(at(moment), WEEK, HOLIDAYS) is open_then


def test_hours_are_by_the_local_clock_whatever_zone_the_moment_is_told_in():
    summer = datetime.fromisoformat("2026-07-14T07:45:00+00:00")
    assert is_open(summer, WEEK)
    assert not is_open(summer - timedelta(microseconds=1), WEEK)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-03-17 12:00", "2026-03-17 12:00"),
        ("2026-03-17 08:00", "2026-03-17 08:45"),
        ("2026-03-17 17:00", "2026-03-18 08:45"),
        ("2026-03-20 16:30", "2026-03-23 08:45"),
        ("2026-04-02 17:00", "2026-04-07 08:45"),  # over the whole of Easter
        ("2026-03-28 12:00", "2026-03-30 08:45"),  # over the night the clocks go forward
    ],
)
def test_next_open(moment, opens):
    assert next_open(at(moment), WEEK, HOLIDAYS) == at(opens)


def test_open_until_midnight_and_all_day():
    hours = OpeningHours.from_mapping({"mon": ["18:00", "24:00"], "tue": ["00:00", "24:00"]})
    assert is_open(at("2026-03-16 23:59:59.999999"), hours)
    assert is_open(at("2026-03-17 00:00"), hours)
    assert not is_open(at("2026-03-18 00:00"), hours)


def test_a_day_with_a_break_and_times_without_quotes():
    """YAML reads 17:15 without quotes as the number of its minutes."""
    hours = OpeningHours.from_mapping({"mon": [9 * 60, "12:30", "13:30", 17 * 60]})
    for moment, is_staffed in {"09:00": True, "12:30": False, "13:29": False, "13:30": True, "17:00": False}.items():
        assert is_open(at(f"2026-03-16 {moment}"), hours) is is_staffed


def test_a_holiday_set_that_closes_many_weeks_is_waited_out():
    mondays = OpeningHours.from_mapping({"mon": ["09:00", "17:00"]})
    closed = {date(2026, 3, 16) + timedelta(weeks=week) for week in range(60)}
    assert next_open(at("2026-03-16 09:00"), mondays, closed) == at("2027-05-10 09:00")


NIGHT = OpeningHours.from_mapping({"sun": ["01:30", "03:00"]})


def test_opening_in_the_hour_that_is_skipped_opens_when_the_clocks_change():
    assert next_open(at("2026-03-29 00:00"), NIGHT) == at("2026-03-29 02:00")
    assert is_open(at("2026-03-29 02:00"), NIGHT)
    assert not is_open(at("2026-03-29 00:59:59"), NIGHT)


def test_opening_in_the_hour_that_comes_twice_follows_the_wall_clock():
    assert [end - start for start, end in spells_on(date(2026, 10, 25), NIGHT)] == [
        timedelta(minutes=30),
        timedelta(minutes=90),
    ]
    assert not is_open(at("2026-10-25 01:10", fold=1), NIGHT)
    assert instant(next_open(at("2026-10-25 01:10", fold=1), NIGHT)) == instant(at("2026-10-25 01:30", fold=1))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"monday": ["08:45", "17:00"]}, "“monday” is not a day: use mon, tue, wed, thu, fri, sat, sun."),
        ({"mon": ["8:45", "17:00"]}, "“8:45” for “mon” is not a time like 08:45."),
        ({"mon": ["08:45", "25:00"]}, "“25:00” for “mon” is not a time like 08:45."),
        ({"mon": ["09:00", "13:00", "12:30", "17:00"]}, "The hours for “mon” overlap."),
        ({"mon": ["08:45"]}, "The hours for “mon” must be an opening and a closing time."),
        ({"mon": "08"}, "The hours for “mon” must be an opening and a closing time."),
        ({"mon": ["17:00", "08:45"]}, "The hours for “mon” must close later than they open."),
        ({"mon": ["24:00", "24:00"]}, "The hours for “mon” must close later than they open."),
        ({"mon": []}, "Give opening hours for at least one day of the week."),
        ({}, "Give opening hours for at least one day of the week."),
    ],
)
def test_settings_that_make_no_sense_are_refused_with_a_sentence(settings, sentence):
    with pytest.raises(ValueError) as refused:
        OpeningHours.from_mapping(settings)
    assert str(refused.value) == sentence


# Any week, any moment -------------------------------------------------------------------------------------

clock_times = st.integers(0, 24 * 60).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")
# One spell a day, or two with a break between them.
spells = st.sampled_from([2, 4]).flatmap(
    lambda many: st.lists(clock_times, min_size=many, max_size=many, unique=True).map(sorted)
)
weeks = (
    st.dictionaries(st.sampled_from(WEEKDAYS), spells, min_size=1).map(OpeningHours.from_mapping)
)  # fmt: skip
moments = st.one_of(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),
    st.datetimes(datetime(2026, 3, 28), datetime(2026, 3, 30)),
    st.datetimes(datetime(2026, 10, 24), datetime(2026, 10, 26)),
).flatmap(lambda wall: st.sampled_from([0, 1]).map(lambda fold: local(wall.replace(tzinfo=LONDON, fold=fold))))
holiday_sets = st.frozensets(st.dates(date(2026, 3, 20), date(2026, 4, 10)), max_size=8)


@given(weeks, moments, holiday_sets)
def test_open_is_what_the_wall_clock_says(hours, moment, holidays):
    minute = moment.hour * 60 + moment.minute
    is_within = any(spell.opens <= minute < spell.closes for spell in hours.week[moment.weekday()])
    expected = is_within and moment.date() not in holidays
    assert is_open(moment, hours, holidays) is expected


@given(weeks, moments, holiday_sets, st.floats(0, 1, exclude_max=True))
def test_next_open_is_open_and_nothing_before_it_is(hours, moment, holidays, fraction):
    opens = next_open(moment, hours, holidays)
    wait = instant(opens) - instant(moment)
    assert wait >= timedelta(0)
    assert is_open(opens, hours, holidays)
    before = min(wait * fraction, wait - timedelta.resolution)  # a fraction of almost one is rounded to the whole
    assert wait == timedelta(0) or not is_open(instant(moment) + before, hours, holidays)


# The bank holidays we ship --------------------------------------------------------------------------------

REPOSITORY = Path(__file__).parents[2]
SHIPPED = yaml.safe_load((REPOSITORY / "tessera/reference/data/bank_holidays.yaml").read_text(encoding="utf-8"))


def easter_sunday(year: int) -> date:
    """The anonymous Gregorian computation (Meeus, Astronomical Algorithms, 1991)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * i) // 451
    return date(year, (h + i - 7 * m + 114) // 31, (h + i - 7 * m + 114) % 31 + 1)


def by_rule(year: int) -> set[date]:
    """Bank holidays in England and Wales as the Act and the proclamations set them, less one-off days."""
    days = {easter_sunday(year) - timedelta(days=2), easter_sunday(year) + timedelta(days=1)}
    days.add(next(day for n in range(1, 8) if (day := date(year, 5, n)).weekday() == 0))
    days |= {next(day for n in range(31, 24, -1) if (day := date(year, m, n)).weekday() == 0) for m in (5, 8)}
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        while fixed.weekday() >= 5 or fixed in days:
            fixed += timedelta(days=1)
        days.add(fixed)
    return days


def test_shipped_bank_holidays_follow_the_rule():
    years = range(SHIPPED["meta"]["first_year"], SHIPPED["meta"]["last_year"] + 1)
    assert set(years) >= {2025, 2026, 2027, 2028}
    assert bank_holidays(SHIPPED["entries"]) == set().union(*(by_rule(year) for year in years))


def test_each_shipped_bank_holiday_names_its_source_and_whether_it_was_verified():
    assert len({entry["id"] for entry in SHIPPED["entries"]}) == len(SHIPPED["entries"])
    for entry in SHIPPED["entries"]:
        assert entry["source"]
        assert entry["summary"]
        assert entry["verified"] in (True, False)
        assert entry["id"].endswith(str(entry["date"].year))
