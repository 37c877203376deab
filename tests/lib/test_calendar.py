"""Deadlines, gaps and ages."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tessera.lib.calendar import UNITS, age_on, due_at, gap, is_working_day, months_later
from tessera.lib.hours import WEEKDAYS, OpeningHours, is_open, spells_on
from tessera.lib.local_time import LONDON, instant, local, midday

HOLIDAYS = frozenset({date(2026, 4, 3), date(2026, 4, 6), date(2026, 12, 25), date(2026, 12, 28)})
DESK = OpeningHours.from_mapping({day: ["08:45", "17:00"] for day in WEEKDAYS[:5]})


def at(written: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=LONDON, fold=fold)


def end_of(written: str) -> datetime:
    return at(f"{written} 23:59:59.999999")


@pytest.mark.parametrize(
    ("start", "length", "unit", "due"),
    [
        ("2026-03-17 10:00", 45, "minute", at("2026-03-17 10:45")),
        ("2026-03-17 10:00", 72, "hour", at("2026-03-20 10:00")),
        ("2026-03-28 10:00", 72, "hour", at("2026-03-31 11:00")),  # clocks forward: an hour later on the wall
        ("2026-10-24 10:00", 72, "hour", at("2026-10-27 09:00")),  # clocks back: an hour earlier
        ("2026-10-25 00:30", 1, "hour", at("2026-10-25 01:30")),
        ("2026-10-25 00:30", 2, "hour", at("2026-10-25 01:30", fold=1)),
        ("2026-03-29 00:30", 1, "hour", at("2026-03-29 02:30")),
        ("2026-03-17 10:00", 0, "day", end_of("2026-03-17")),
        ("2026-03-17 10:00", 28, "calendar day", end_of("2026-04-14")),
        ("2026-03-28 23:30", 1, "day", end_of("2026-03-29")),
        ("2026-03-17 10:00", 6, "week", end_of("2026-04-28")),
        ("2026-01-31 10:00", 1, "month", end_of("2026-02-28")),
        ("2028-01-31 10:00", 1, "month", end_of("2028-02-29")),
        ("2025-11-30 10:00", 3, "month", end_of("2026-02-28")),
        ("2028-02-29 10:00", 1, "year", end_of("2029-02-28")),
        ("2028-02-29 10:00", 4, "year", end_of("2032-02-29")),
        ("2026-03-17 10:00", -3, "month", end_of("2025-12-17")),
        ("2026-03-17 10:00", 1, "working day", end_of("2026-03-18")),
        ("2026-03-20 18:00", 1, "working day", end_of("2026-03-23")),  # Friday evening
        ("2026-03-21 10:00", 1, "working day", end_of("2026-03-23")),  # Saturday
        ("2026-04-02 10:00", 1, "working day", end_of("2026-04-07")),  # over Easter
        ("2026-03-17 10:00", 15, "working day", end_of("2026-04-09")),
        ("2026-03-21 10:00", 0, "working day", end_of("2026-03-23")),
        ("2026-04-07 10:00", -1, "working day", end_of("2026-04-02")),
        ("2026-03-17 16:00", 1, "working hour", at("2026-03-17 17:00")),
        ("2026-03-17 16:00", 2, "working hour", at("2026-03-18 09:45")),
        ("2026-03-20 16:30", 1, "working hour", at("2026-03-23 09:15")),
        ("2026-03-21 12:00", 1, "working hour", at("2026-03-23 09:45")),
        ("2026-03-21 12:00", 0, "working hour", at("2026-03-23 08:45")),
        ("2026-04-02 16:00", 10, "working hour", at("2026-04-08 09:30")),
    ],
)
def test_due(start, length, unit, due):
    assert instant(due_at(at(start), length, unit, hours=DESK, holidays=HOLIDAYS)) == instant(due)


@pytest.mark.parametrize(
    ("start", "length", "unit", "last_day"),
    [
        (
            "2026-03-17 10:00",
            21,
            "calendar day",
            "2026-04-06",
        ),  # an appeal within 21 days beginning with the day
        ("2026-03-17 10:00", 3, "day", "2026-03-19"),
        ("2026-04-02 10:00", 2, "working day", "2026-04-07"),
    ],
)
def test_a_limit_that_begins_with_the_day_of_the_event(start, length, unit, last_day):
    assert due_at(at(start), length, unit, holidays=HOLIDAYS, start_day_counts=True) == end_of(last_day)


def test_working_hours_of_a_desk_that_never_closes_are_real_hours():
    always = OpeningHours.from_mapping({day: ["00:00", "24:00"] for day in WEEKDAYS})
    start = at("2026-10-24 12:00")
    assert instant(due_at(start, 100, "working hour", hours=always)) == instant(due_at(start, 100, "hour"))


def test_working_hours_over_the_hour_that_comes_twice():
    night = OpeningHours.from_mapping({"sun": ["01:30", "03:00"], "mon": ["09:00", "17:00"]})
    due = due_at(at("2026-10-25 00:00"), 1, "working hour", hours=night)
    assert instant(due) == instant(at("2026-10-25 01:30", fold=1)) + timedelta(minutes=30)
    late = due_at(at("2026-10-25 02:30"), 1, "working hour", hours=night)
    assert late == at("2026-10-26 09:30")


@pytest.mark.parametrize(
    ("length", "unit", "options", "sentence"),
    [
        (1, "moon", {}, "“moon” is not a unit of time: use minute, hour, "),
        (1, "working hour", {}, "Working hours need opening hours, and a length that is not negative."),
        (
            -1,
            "working hour",
            {"hours": DESK},
            "Working hours need opening hours, and a length that is not neg",
        ),
        (1, "month", {"start_day_counts": True}, "Only a limit of one or more days can begin with the day"),
        (0, "day", {"start_day_counts": True}, "Only a limit of one or more days can begin with the day"),
    ],
)
def test_what_a_unit_cannot_do_is_refused_with_a_sentence(length, unit, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        due_at(at("2026-03-17 10:00"), length, unit, **options)


@pytest.mark.parametrize("use", [lambda moment: due_at(moment, 1, "day"), lambda moment: gap(moment, moment)])
def test_a_moment_without_a_zone_is_refused(use):
    with pytest.raises(ValueError, match="time zone"):
        use(datetime(2026, 3, 17))


# Any start, any length ------------------------------------------------------------------------------------

moments = st.one_of(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),
    st.datetimes(datetime(2026, 3, 27), datetime(2026, 4, 8)),
    st.datetimes(datetime(2026, 10, 24), datetime(2026, 10, 26)),
).flatmap(lambda wall: st.sampled_from([0, 1]).map(lambda fold: local(wall.replace(tzinfo=LONDON, fold=fold))))
lengths = st.integers(0, 120)
units = st.sampled_from(UNITS)
both_ways = st.sampled_from([unit for unit in UNITS if unit != "working hour"])


def due(start: datetime, length: int, unit: str) -> datetime:
    """In universal time, for comparing."""
    return instant(due_at(start, length, unit, hours=DESK, holidays=HOLIDAYS))


@given(moments, lengths, units)
def test_never_due_before_the_start(start, length, unit):
    assert due(start, length, unit) >= instant(start)


@given(moments, st.integers(-60, 60), st.integers(0, 60), both_ways)
def test_a_longer_limit_is_never_due_sooner(start, length, more, unit):
    assert due(start, length, unit) <= due(start, length + more, unit)


@given(moments, lengths, st.integers(0, 20))
def test_a_longer_limit_in_working_hours_is_never_due_sooner(start, length, more):
    assert due(start, length, "working hour") <= due(start, length + more, "working hour")


@given(moments, st.timedeltas(timedelta(0), timedelta(days=20)), lengths, units)
def test_a_later_start_is_never_due_sooner(start, later, length, unit):
    assert due(start, length, unit) <= due(instant(start) + later, length, unit)


@given(moments, st.integers(1, 60), st.integers(1, 60), units.filter(lambda unit: unit not in ("month", "year")))
def test_two_limits_in_a_row_are_one_long_limit(start, first, second, unit):
    assert due(due(start, first, unit), second, unit) == due(start, first + second, unit)


@given(moments, st.integers(1, 60), st.integers(1, 60), st.sampled_from(["month", "year"]))
def test_two_limits_in_months_are_one_long_limit_unless_a_short_month_shortened_the_first(start, a, b, unit):
    assume(start.day <= 28)
    assert due(due(start, a, unit), b, unit) == due(start, a + b, unit)


@given(moments, st.integers(-60, 60))
def test_working_days_end_on_a_working_day(start, length):
    last = due_at(start, length, "working day", holidays=HOLIDAYS)
    assert last.weekday() < 5
    assert last.date() not in HOLIDAYS


@given(moments, st.integers(0, 60))
def test_working_days_are_counted_one_by_one(start, length):
    assume(length or is_working_day(start.date(), HOLIDAYS))
    last = due_at(start, length, "working day", holidays=HOLIDAYS).date()
    after = [start.date() + timedelta(days=n + 1) for n in range((last - start.date()).days)]
    assert sum(is_working_day(day, HOLIDAYS) for day in after) == length


@given(moments, st.integers(1, 60))
def test_working_hours_are_all_spent_with_the_desk_open(start, length):
    end = due(start, length, "working hour")
    days = [local(start).date() + timedelta(days=n) for n in range((local(end).date() - start.date()).days + 1)]
    overlaps = [
        min(end, closes) - max(instant(start), opens)
        for day in days
        for opens, closes in spells_on(day, DESK, HOLIDAYS)
    ]
    assert sum((spent for spent in overlaps if spent > timedelta(0)), timedelta(0)) == timedelta(hours=length)
    assert is_open(end - timedelta(microseconds=1), DESK, HOLIDAYS)


@given(moments, st.integers(-500, 500), st.sampled_from(["minute", "hour"]))
def test_hours_and_minutes_are_real_time(start, length, unit):
    assert due(start, length, unit) - instant(start) == length * timedelta(**{f"{unit}s": 1})


@given(moments, lengths, st.sampled_from(["day", "week", "month", "year", "working day"]))
def test_limits_in_days_or_more_last_until_the_end_of_the_local_day(start, length, unit):
    last = due_at(start, length, unit, holidays=HOLIDAYS)
    assert (last + timedelta(microseconds=1)).time() == datetime.min.time()
    assert last.utcoffset() == local(last).utcoffset()


@given(st.dates(date(1950, 1, 1), date(2080, 1, 1)), st.integers(-300, 300))
def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month(day, months):
    later = months_later(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


# Ages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2010-03-21", "2026-03-20", 15),
        ("2010-03-21", "2026-03-21", 16),
        ("2008-12-31", "2026-12-31", 18),
        ("2026-03-21", "2026-03-21", 0),
        ("2012-02-29", "2025-02-28", 12),
        ("2012-02-29", "2025-03-01", 13),
        ("2012-02-29", "2028-02-28", 15),
        ("2012-02-29", "2028-02-29", 16),
    ],
)
def test_age(born, on, age):
    assert age_on(date.fromisoformat(born), date.fromisoformat(on)) == age


def test_nobody_has_an_age_before_they_are_born():
    with pytest.raises(ValueError, match="before the date of birth"):
        age_on(date(2026, 3, 21), date(2026, 3, 20))


@given(st.dates(date(1950, 1, 1), date(2030, 1, 1)), st.integers(0, 20_000))
def test_age_grows_by_one_on_one_day_a_year(born, days):
    on = born + timedelta(days=days)
    assert age_on(born, on + timedelta(days=1)) - age_on(born, on) in (0, 1)
    assert age_on(born, on.replace(month=12, day=31)) == on.year - born.year


# Gaps -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("happened", "written", "words"),
    [
        ("2026-03-17 16:30", "2026-03-17 16:30:59", "written down at once"),
        ("2026-03-17 16:30", "2026-03-17 16:31", "written down 1 minute after"),
        ("2026-03-17 16:30", "2026-03-17 17:29", "written down 59 minutes after"),
        ("2026-03-17 16:30", "2026-03-17 17:30", "written down 1 hour after"),
        ("2026-03-17 23:30", "2026-03-18 01:30", "written down 2 hours after"),
        ("2026-03-17 16:30", "2026-03-18 16:29", "written down 23 hours after"),
        ("2026-03-17 16:30", "2026-03-18 16:30", "written down 1 day after"),
        ("2026-03-17 16:30", "2026-03-19 09:00", "written down 2 days after"),
        ("2026-10-25 00:10", "2026-10-25 23:10", "written down 24 hours after"),  # a day of 25 hours
        ("2026-03-17 10:00", "2026-05-16 10:00", "written down 60 days after"),
        ("2026-03-17 10:00", "2026-05-17 10:00", "written down 2 months after"),
        ("2026-03-31 10:00", "2026-06-30 10:00", "written down 3 months after"),
        ("2024-03-17 10:00", "2026-03-16 10:00", "written down 23 months after"),
        ("2010-03-17 10:00", "2026-03-16 10:00", "written down 15 years after"),
        ("2026-03-17 10:00", "2026-03-17 09:00", "written down before the time given"),
    ],
)
def test_gap(happened, written, words):
    assert gap(at(happened), at(written)) == words
    assert gap(at(happened), at(written), latest=at(happened)) == words


@pytest.mark.parametrize(
    ("earliest", "latest", "written", "words"),
    [
        ("2026-03-17 00:00", "2026-03-17 15:00", "2026-03-17 15:00", "written down the same day"),
        ("2026-03-17 00:00", "2026-03-17 23:59", "2026-03-18 09:00", "written down 1 day after"),
        ("2026-03-17 00:00", "2026-03-17 23:59", "2026-03-19 09:00", "written down 2 days after"),
        ("2026-03-09 00:00", "2026-03-15 23:59", "2026-03-24 09:00",
         "written down between 9 and 15 days after"),
        ("2026-03-09 00:00", "2026-03-17 23:59", "2026-03-18 09:00",
         "written down between 1 and 9 days after"),
        ("2025-01-01 00:00", "2026-03-15 23:59", "2026-03-24 09:00",
         "written down between 9 days and 14 months after"),
        ("2026-03-09 00:00", "2026-03-15 23:59", "2026-03-15 09:00", "written down up to 6 days after"),
        ("2026-03-09 00:00", "2026-03-15 08:00", "2026-03-15 09:00", "written down up to 6 days after"),
        ("2025-01-01 00:00", "2025-12-31 23:59", "2028-02-01 09:00",
         "written down between 2 and 3 years after"),
        ("2026-03-09 00:00", "2026-03-15 23:59", "2026-03-08 09:00",
         "written down before the time given"),
    ],
)  # fmt: skip
def test_gap_from_a_time_not_known_exactly(earliest, latest, written, words):
    assert gap(at(earliest), at(written), latest=at(latest)) == words


@given(moments, st.timedeltas(timedelta(0), timedelta(days=2000)))
def test_a_gap_is_always_in_whole_words_and_never_before(happened, later):
    words = gap(happened, instant(happened) + later)
    assert words.startswith("written down ")
    assert words.endswith((" after", "at once"))
    assert " 0 " not in words


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_midday_is_noon_by_the_clock_on_the_wall(day):
    assert (midday(day).date(), midday(day).hour, local(midday(day))) == (day, 12, midday(day))
    assert instant(midday(day)).hour in (11, 12)
