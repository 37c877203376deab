"""“When was this?”: what people type, what it means, how it is read back, and what is refused."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tessera.lib.local_time import LONDON, instant
from tessera.lib.when import Unreadable, When, parse

NOW = datetime(2026, 3, 21, 17, 10, 20, tzinfo=LONDON)  # a Saturday


def at(written: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=LONDON, fold=fold)


def shown(when: When) -> tuple[str, str]:
    """Earliest and latest, to the minute: enough to tell a wrong reading."""
    return f"{when.earliest:%Y-%m-%d %H:%M}", f"{when.latest:%Y-%m-%d %H:%M}"


DAYS = [
    ("14/3/2026", "2026-03-14"),
    ("14/03/26", "2026-03-14"),
    ("14-3-2026", "2026-03-14"),
    ("14-Mar-2026", "2026-03-14"),
    ("14-MAR-26", "2026-03-14"),
    ("14/Mar/2026", "2026-03-14"),
    ("2026-Mar-14", "2026-03-14"),
    ("14th-March", "2026-03-14"),
    ("14.03.2026", "2026-03-14"),
    ("3/4/2025", "2025-04-03"),
    ("14 March 2026", "2026-03-14"),
    ("14Mar2026", "2026-03-14"),
    ("14 Mar", "2026-03-14"),
    ("10/3", "2026-03-10"),
    ("on the 14th of March", "2026-03-14"),
    ("Mar 14th, 2026", "2026-03-14"),
    ("March 14", "2026-03-14"),
    ("Saturday 14 March 2026", "2026-03-14"),
    ("Tues 10th March", "2026-03-10"),
    ("2026-03-14", "2026-03-14"),
    ("14/3/98", "1998-03-14"),
    ("22 March", "2025-03-22"),
    ("29 February", "2024-02-29"),
    ("the 14th", "2026-03-14"),
    ("the 25th", "2026-02-25"),
    ("31st", "2026-01-31"),
    ("Saturday 14th", "2026-03-14"),
    ("Saturday 14", "2026-03-14"),
    ("yesterday", "2026-03-20"),
    ("YESTERDAY!", "2026-03-20"),
    ("the day before yesterday", "2026-03-19"),
    ("Tuesday", "2026-03-17"),
    ("last Tuesday", "2026-03-17"),
    ("last Saturday", "2026-03-14"),
    ("last Tuesday just gone", "2026-03-17"),
    ("Tuesday last week", "2026-03-10"),
    ("last week Thurs", "2026-03-12"),
    ("3 days ago", "2026-03-18"),
    ("two weeks ago today", "2026-03-07"),
]


@pytest.mark.parametrize(("typed", "day"), DAYS)
def test_a_day(typed, day):
    when = parse(typed, now=NOW)
    assert (when.earliest, when.latest) == (at(day), at(f"{day} 23:59:59.999999"))
    assert when.precision == "day"
    assert when.text == typed
    assert when.words == f"{when.earliest:%A} {when.earliest.day} {when.earliest:%B %Y}"


MINUTES = [
    ("yesterday 16:30", "2026-03-20 16:30", "Friday 20 March 2026 at 4:30pm"),
    ("yesterday at 4.30pm", "2026-03-20 16:30", "Friday 20 March 2026 at 4:30pm"),
    ("yesterday at 4.30 p.m.", "2026-03-20 16:30", "Friday 20 March 2026 at 4:30pm"),
    ("16:30pm yesterday", "2026-03-20 16:30", "Friday 20 March 2026 at 4:30pm"),
    ("yesterday 1630hrs", "2026-03-20 16:30", "Friday 20 March 2026 at 4:30pm"),
    ("at 1630 yesterday", "2026-03-20 16:30", "Friday 20 March 2026 at 4:30pm"),
    ("2026-03-14T16:30", "2026-03-14 16:30", "Saturday 14 March 2026 at 4:30pm"),
    ("2026-03-14 16:30:45", "2026-03-14 16:30", "Saturday 14 March 2026 at 4:30pm"),
    ("14/3/2026, 16.30", "2026-03-14 16:30", "Saturday 14 March 2026 at 4:30pm"),
    ("10.3.26 at 10.30", "2026-03-10 10:30", "Tuesday 10 March 2026 at 10:30am"),
    ("Tuesday 09:15", "2026-03-17 09:15", "Tuesday 17 March 2026 at 9:15am"),
    ("12 noon yesterday", "2026-03-20 12:00", "Friday 20 March 2026 at midday"),
    ("12 o'clock yesterday", "2026-03-20 12:00", "Friday 20 March 2026 at midday"),
    ("12am yesterday", "2026-03-20 00:00", "Friday 20 March 2026 at 12am (the start of the day)"),
    ("quarter to five pm yesterday", "2026-03-20 16:45", "Friday 20 March 2026 at 4:45pm"),
    ("ten to one pm yesterday", "2026-03-20 12:50", "Friday 20 March 2026 at 12:50pm"),
    ("twenty-five past six pm on Tuesday", "2026-03-17 18:25", "Tuesday 17 March 2026 at 6:25pm"),
    ("half four yesterday afternoon", "2026-03-20 16:30", "Friday 20 March 2026 at 4:30pm"),
    ("10 minutes past 3 yesterday afternoon", "2026-03-20 15:10", "Friday 20 March 2026 at 3:10pm"),
    ("5 past 3 yesterday afternoon", "2026-03-20 15:05", "Friday 20 March 2026 at 3:05pm"),
    ("3 yesterday afternoon", "2026-03-20 15:00", "Friday 20 March 2026 at 3pm"),
    ("at 2 in the early hours of Tuesday", "2026-03-17 02:00", "Tuesday 17 March 2026 at 2am"),
    ("Tuesday morning at 4", "2026-03-17 04:00", "Tuesday 17 March 2026 at 4am"),
    ("Tuesday evening at 11", "2026-03-17 23:00", "Tuesday 17 March 2026 at 11pm"),
    ("9am on Tuesday evening", "2026-03-17 09:00", "Tuesday 17 March 2026 at 9am"),
    ("last night at 11", "2026-03-20 23:00", "Friday 20 March 2026 at 11pm"),
    ("last night at 1am", "2026-03-21 01:00", "Saturday 21 March 2026 at 1am"),
    ("at 2pm", "2026-03-21 14:00", "Saturday 21 March 2026 at 2pm"),
    ("9pm", "2026-03-20 21:00", "Friday 20 March 2026 at 9pm"),
    ("Saturday 9pm", "2026-03-14 21:00", "Saturday 14 March 2026 at 9pm"),
    ("today at 6", "2026-03-21 06:00", "Saturday 21 March 2026 at 6am"),
    ("now", "2026-03-21 17:10", "Saturday 21 March 2026 at 5:10pm"),
]


@pytest.mark.parametrize(("typed", "moment", "words"), MINUTES)
def test_a_minute(typed, moment, words):
    when = parse(typed, now=NOW)
    assert (when.earliest, when.latest, when.precision) == (at(moment), at(moment), "minute")
    assert when.words == words


STRETCHES = [
    # Parts of a day.
    ("Tuesday evening", "part_of_day", "2026-03-17 17:00", "2026-03-17 22:59",
     "Tuesday 17 March 2026, in the evening"),
    ("tues eve", "part_of_day", "2026-03-17 17:00", "2026-03-17 22:59",
     "Tuesday 17 March 2026, in the evening"),
    ("this morning", "part_of_day", "2026-03-21 05:00", "2026-03-21 11:59",
     "Saturday 21 March 2026, in the morning"),
    ("early this morning", "part_of_day", "2026-03-21 00:00", "2026-03-21 06:59",
     "Saturday 21 March 2026, in the early hours"),
    ("yesterday ½ past 3", "about", "2026-03-20 03:30", "2026-03-20 15:30",
     "Friday 20 March 2026, at 3:30am or 3:30pm"),
    ("1630 yesterday", "minute", "2026-03-20 16:30", "2026-03-20 16:30",
     "Friday 20 March 2026 at 4:30pm"),
    ("14/3/2026 1630", "minute", "2026-03-14 16:30", "2026-03-14 16:30",
     "Saturday 14 March 2026 at 4:30pm"),
    ("14 March 2015", "day", "2015-03-14 00:00", "2015-03-14 23:59", "Saturday 14 March 2015"),
    ("yesterday 4-5pm", "range", "2026-03-20 16:00", "2026-03-20 17:00",
     "Friday 20 March 2026, between 4pm and 5pm"),
    ("Tuesday 10-11pm", "range", "2026-03-17 22:00", "2026-03-17 23:00",
     "Tuesday 17 March 2026, between 10pm and 11pm"),
    ("14 March 4-5pm", "range", "2026-03-14 16:00", "2026-03-14 17:00",
     "Saturday 14 March 2026, between 4pm and 5pm"),
    ("yesterday 1600-1700", "range", "2026-03-20 16:00", "2026-03-20 17:00",
     "Friday 20 March 2026, between 4pm and 5pm"),
    ("Friday afternoon", "part_of_day", "2026-03-20 12:00", "2026-03-20 17:59",
     "Friday 20 March 2026, in the afternoon"),
    ("last night", "part_of_day", "2026-03-20 18:00", "2026-03-21 05:59",
     "Friday 20 March 2026, in the night"),
    ("last evening", "part_of_day", "2026-03-20 17:00", "2026-03-20 22:59",
     "Friday 20 March 2026, in the evening"),
    ("the night before last", "part_of_day", "2026-03-19 18:00", "2026-03-20 05:59",
     "Thursday 19 March 2026, in the night"),
    ("after school on Thursday", "part_of_day", "2026-03-19 15:00", "2026-03-19 17:59",
     "Thursday 19 March 2026, after school"),
    ("midnight on 14 March", "part_of_day", "2026-03-14 00:00", "2026-03-14 23:59",
     "Saturday 14 March 2026, at midnight (the start or the end of the day)"),
    # An hour that may be morning or afternoon is kept as both.
    ("yesterday at 4", "about", "2026-03-20 04:00", "2026-03-20 16:00",
     "Friday 20 March 2026, at 4am or 4pm"),
    ("yesterday 9:15", "about", "2026-03-20 09:15", "2026-03-20 21:15",
     "Friday 20 March 2026, at 9:15am or 9:15pm"),
    ("4 yesterday", "about", "2026-03-20 04:00", "2026-03-20 16:00",
     "Friday 20 March 2026, at 4am or 4pm"),
    # About.
    ("14 March 2026 at about 4:30pm", "about", "2026-03-14 16:00", "2026-03-14 17:00",
     "Saturday 14 March 2026, at about 4:30pm"),
    ("on 14th of March around 9pm", "about", "2026-03-14 20:30", "2026-03-14 21:30",
     "Saturday 14 March 2026, at about 9pm"),
    ("Tuesday 4pm-ish", "about", "2026-03-17 15:30", "2026-03-17 16:30",
     "Tuesday 17 March 2026, at about 4pm"),
    ("this afternoon about 3", "about", "2026-03-21 14:30", "2026-03-21 15:30",
     "Saturday 21 March 2026, at about 3pm"),
    ("I think it was yesterday at 4pm", "about", "2026-03-20 15:30", "2026-03-20 16:30",
     "Friday 20 March 2026, at about 4pm"),
    ("about 12 March", "about", "2026-03-09 00:00", "2026-03-15 23:59",
     "About 12 March 2026 (between 9 March and 15 March 2026)"),
    ("about 14 March at 9pm", "about", "2026-03-11 21:00", "2026-03-17 21:00",
     "About 14 March 2026 (between 11 March and 17 March 2026), at 9pm"),
    ("about 20 March", "about", "2026-03-17 00:00", "2026-03-21 17:10",
     "About 20 March 2026 (between 17 March and 21 March 2026)"),
    ("about last week", "about", "2026-03-06 00:00", "2026-03-18 23:59",
     "About 9 March to 15 March 2026 (between 6 March and 18 March 2026)"),
    ("about January 2026", "about", "2025-12-18 00:00", "2026-02-14 23:59",
     "About January 2026 (between 18 December 2025 and 14 February 2026)"),
    ("c. 1998", "about", "1997-10-03 00:00", "1999-03-31 23:59",
     "About 1998 (between 3 October 1997 and 31 March 1999)"),
    ("two weeks ago", "about", "2026-03-04 00:00", "2026-03-10 23:59",
     "About 7 March 2026 (between 4 March and 10 March 2026)"),
    ("a fortnight ago", "about", "2026-03-04 00:00", "2026-03-10 23:59",
     "About 7 March 2026 (between 4 March and 10 March 2026)"),
    ("a few days ago", "about", "2026-03-16 00:00", "2026-03-20 23:59",
     "About 18 March 2026 (between 16 March and 20 March 2026)"),
    ("2 months ago", "about", "2026-01-07 00:00", "2026-02-04 23:59",
     "About 21 January 2026 (between 7 January and 4 February 2026)"),
    ("a year ago", "about", "2024-12-21 00:00", "2025-06-19 23:59",
     "About 21 March 2025 (between 21 December 2024 and 19 June 2025)"),
    ("an hour ago", "about", "2026-03-21 15:40", "2026-03-21 16:40",
     "Saturday 21 March 2026, at about 4:10pm"),
    ("half an hour ago", "about", "2026-03-21 16:10", "2026-03-21 17:10",
     "Saturday 21 March 2026, at about 4:40pm"),
    # Months, weeks and other stretches.
    ("March 2026", "month", "2026-03-01 00:00", "2026-03-21 17:10", "March 2026"),
    ("February", "month", "2026-02-01 00:00", "2026-02-28 23:59", "February 2026"),
    ("03/2025", "month", "2025-03-01 00:00", "2025-03-31 23:59", "March 2025"),
    ("2025-03", "month", "2025-03-01 00:00", "2025-03-31 23:59", "March 2025"),
    ("March '25", "month", "2025-03-01 00:00", "2025-03-31 23:59", "March 2025"),
    ("last March", "month", "2025-03-01 00:00", "2025-03-31 23:59", "March 2025"),
    ("last month", "month", "2026-02-01 00:00", "2026-02-28 23:59", "February 2026"),
    ("February 2026, in the evening", "month", "2026-02-01 17:00", "2026-02-28 22:59",
     "February 2026, in the evening"),
    ("2025", "range", "2025-01-01 00:00", "2025-12-31 23:59", "2025"),
    ("last year", "range", "2025-01-01 00:00", "2025-12-31 23:59", "2025"),
    ("this year", "range", "2026-01-01 00:00", "2026-03-21 17:10",
     "Between 1 January and 21 March 2026"),
    ("last week", "range", "2026-03-09 00:00", "2026-03-15 23:59", "Between 9 March and 15 March 2026"),
    ("this week", "range", "2026-03-16 00:00", "2026-03-21 17:10", "Between 16 March and 21 March 2026"),
    ("last weekend", "range", "2026-03-14 00:00", "2026-03-15 23:59",
     "Between 14 March and 15 March 2026"),
    ("the weekend", "range", "2026-03-21 00:00", "2026-03-21 17:10", "21 March 2026"),
    ("w/c 2 March", "range", "2026-03-02 00:00", "2026-03-08 23:59", "Between 2 March and 8 March 2026"),
    ("early March", "range", "2026-03-01 00:00", "2026-03-10 23:59",
     "Early March 2026 (between 1 March and 10 March 2026)"),
    ("mid-March 2025", "range", "2025-03-11 00:00", "2025-03-20 23:59",
     "Middle of March 2025 (between 11 March and 20 March 2025)"),
    ("end of February", "range", "2026-02-21 00:00", "2026-02-28 23:59",
     "End of February 2026 (between 21 February and 28 February 2026)"),
    # Between.
    ("between 1 and 5 March", "range", "2026-03-01 00:00", "2026-03-05 23:59",
     "Between 1 March and 5 March 2026"),
    ("1-5 March", "range", "2026-03-01 00:00", "2026-03-05 23:59", "Between 1 March and 5 March 2026"),
    ("1st or 2nd March", "range", "2026-03-01 00:00", "2026-03-02 23:59",
     "Between 1 March and 2 March 2026"),
    ("from 28 February to 3 March 2026", "range", "2026-02-28 00:00", "2026-03-03 23:59",
     "Between 28 February and 3 March 2026"),
    ("between 28 and 3 March", "range", "2026-02-28 00:00", "2026-03-03 23:59",
     "Between 28 February and 3 March 2026"),
    ("28 December to 3 January", "range", "2025-12-28 00:00", "2026-01-03 23:59",
     "Between 28 December 2025 and 3 January 2026"),
    ("14/2/2026-5/3/2026", "range", "2026-02-14 00:00", "2026-03-05 23:59",
     "Between 14 February and 5 March 2026"),
    ("from 14 March to 16", "range", "2026-03-14 00:00", "2026-03-16 23:59",
     "Between 14 March and 16 March 2026"),
    ("14 March 2025 to 16 April", "range", "2025-03-14 00:00", "2025-04-16 23:59",
     "Between 14 March and 16 April 2025"),
    ("between about 4 and 5 March", "range", "2026-03-01 00:00", "2026-03-05 23:59",
     "Between about 4 March 2026 and 5 March 2026"),
    ("between November and February", "range", "2025-11-01 00:00", "2026-02-28 23:59",
     "Between November 2025 and February 2026"),
    ("Monday to Wednesday", "range", "2026-03-16 00:00", "2026-03-18 23:59",
     "Between 16 March and 18 March 2026"),
    ("Monday to Friday last week", "range", "2026-03-09 00:00", "2026-03-13 23:59",
     "Between 9 March and 13 March 2026"),
    ("last week to yesterday", "range", "2026-03-09 00:00", "2026-03-20 23:59",
     "Between 9 March and 20 March 2026"),
    ("2-3 days ago", "range", "2026-03-18 00:00", "2026-03-19 23:59",
     "Between 18 March and 19 March 2026"),
    ("since Monday", "range", "2026-03-16 00:00", "2026-03-21 17:10",
     "Between 16 March and 21 March 2026"),
    ("from Monday onwards", "range", "2026-03-16 00:00", "2026-03-21 17:10",
     "Between 16 March and 21 March 2026"),
    ("over the past 3 days", "range", "2026-03-18 00:00", "2026-03-21 17:10",
     "Between 18 March and 21 March 2026"),
    ("in the last hour", "range", "2026-03-21 15:40", "2026-03-21 17:10",
     "Saturday 21 March 2026, between about 4:10pm and 5:10pm"),
    ("yesterday between 2 and 4", "range", "2026-03-20 02:00", "2026-03-20 16:00",
     "Friday 20 March 2026, between 2am or 2pm and 4am or 4pm"),
    ("2 to 4pm yesterday", "range", "2026-03-20 14:00", "2026-03-20 16:00",
     "Friday 20 March 2026, between 2pm and 4pm"),
    ("14 March 2pm to 4", "range", "2026-03-14 14:00", "2026-03-14 16:00",
     "Saturday 14 March 2026, between 2pm and 4pm"),
    ("between 11 and 1pm on Tuesday", "range", "2026-03-17 11:00", "2026-03-17 13:00",
     "Tuesday 17 March 2026, between 11am and 1pm"),
    ("yesterday evening between 7 and 9", "range", "2026-03-20 19:00", "2026-03-20 21:00",
     "Friday 20 March 2026, between 7pm and 9pm"),
    ("from 7 to 9 in the evening", "range", "2026-03-20 19:00", "2026-03-20 21:00",
     "Friday 20 March 2026, between 7pm and 9pm"),
    ("10pm to 2am on 14 March", "range", "2026-03-14 22:00", "2026-03-15 02:00",
     "Between Saturday 14 March at 10pm and Sunday 15 March 2026 at 2am"),
    ("Friday night or Saturday morning", "range", "2026-03-20 18:00", "2026-03-21 11:59",
     "Between Friday 20 March in the night and Saturday 21 March 2026 in the morning"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "precision", "earliest", "latest", "words"), STRETCHES)
def test_a_stretch(typed, precision, earliest, latest, words):
    when = parse(typed, now=NOW)
    assert (when.precision, *shown(when)) == (precision, earliest, latest)
    assert when.words == words


REFUSED = [
    ("31 February", "There is no 31 February. Check the day and the month."),
    ("29 February 2025", "There is no 29 February 2025. Check the day and the month."),
    ("0/1/2026", "There is no 0 January 2026. Check the day and the month."),
    ("the 32nd", "There is no 32. Check the day and the month."),
    ("3/14/2026", "There is no month 14. Write the day first, like 14/3/2026."),
    ("Monday 14 March 2026", "14 March 2026 is a Saturday, not a Monday. Check the day and the date."),
    ("22 March 2026", "That is in the future."),
    ("tomorrow", "That is in the future."),
    ("next Tuesday", "That is in the future."),
    ("today at 6pm", "That is in the future."),
    ("tonight", "That is in the future."),
    ("from 14 March 2026 to 22 March 2026", "That is in the future."),
    ("5 March 2026 to 1 March 2026", "The second date or time is before the first."),
    ("25:00 yesterday", "There is no such time of day."),
    ("4:75pm", "There is no such time of day."),
    ("14am yesterday", "There is no such time of day."),
    ("9999", "Check the year."),
    ("999 years ago", "Check the year."),
    ("don't know", "If you are not sure, give the closest you can, like about 12 March"),
    ("", "Say when this was. Write it like 14 March 2026"),
    (" \t\n", "Say when this was."),
    ("x" * 201, "Keep this to a date or time, and put the rest in what happened."),
]
UNREADABLE = [
    "blah", "14", "at", "2 and 4", "between and", "between yesterday and 4pm 5pm", "4pm 5pm", "sometime",
    "yesterday 4 between 1 and 2", "at 4pm between 1 and 2", "Tuesday between Monday and Friday",
]  # fmt: skip


@pytest.mark.parametrize(("typed", "sentence"), REFUSED)
def test_what_cannot_have_happened_is_refused_with_a_sentence(typed, sentence):
    with pytest.raises(Unreadable, match=f"^{re.escape(sentence)}"):
        parse(typed, now=NOW)


@pytest.mark.parametrize("typed", UNREADABLE)
def test_what_cannot_be_read_is_refused_with_forms_that_can(typed):
    with pytest.raises(Unreadable, match="could not read that as a date or time") as refused:
        parse(typed, now=NOW)
    for form in re.findall(r"like (.+), (.+), (.+), or (.+)\.", str(refused.value))[0]:
        assert parse(form, now=NOW).text == form


@pytest.mark.parametrize(
    ("typed", "stretch"),
    [
        ("this morning", ("2026-03-21 00:00", "2026-03-21 02:15")),
        ("tonight", ("2026-03-20 18:00", "2026-03-21 02:15")),
        ("this evening", ("2026-03-20 17:00", "2026-03-20 22:59")),
        ("this afternoon", ("2026-03-20 12:00", "2026-03-20 17:59")),
    ],
)
def test_in_the_small_hours_the_day_before_is_still_this_one(typed, stretch):
    assert shown(parse(typed, now=at("2026-03-21 02:15"))) == stretch


def test_now_must_carry_its_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        parse("today", now=datetime(2026, 3, 21))


# The nights the clocks change -----------------------------------------------------------------------------


def test_a_time_the_clocks_jumped_over_is_refused():
    with pytest.raises(Unreadable, match="forward on 30 March 2025, so there was no 1:30am"):
        parse("30 March 2025 at 01:30", now=NOW)
    assert parse("30 March 2025 at 1.30", now=NOW).words == "Sunday 30 March 2025 at 1:30pm"


def test_about_a_time_the_clocks_jumped_over_holds_both_sides():
    when = parse("30/3/2025 about 01:30", now=NOW)
    assert when.earliest <= at("2025-03-30 00:59") < at("2025-03-30 02:00") <= when.latest


def test_a_time_that_came_twice_is_kept_as_both():
    when = parse("26/10/2025 1:30am", now=NOW)
    assert instant(when.earliest) == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert instant(when.latest) == datetime(2025, 10, 26, 1, 30, tzinfo=UTC)
    assert when.precision == "about"
    assert when.words == "Sunday 26 October 2025 at 1:30am (the clocks went back that night, so this came twice)"


def test_a_time_that_came_twice_is_never_later_than_now():
    first_time_round = at("2025-10-26 01:40")
    when = parse("1:30am", now=first_time_round)
    assert instant(when.latest) <= instant(first_time_round)
    assert when.earliest == at("2025-10-26 01:30")


@pytest.mark.parametrize(("day", "hours"), [("2025-03-30", 23), ("2025-10-26", 25), ("2025-11-01", 24)])
def test_a_day_is_as_long_as_the_clocks_made_it(day, hours):
    when = parse(day, now=NOW)
    assert instant(when.latest) - instant(when.earliest) == timedelta(hours=hours, microseconds=-1)


def test_hours_ago_are_real_hours():
    now = at("2025-10-26 04:00")
    when = parse("4 hours ago", now=now)
    assert shown(when) == ("2025-10-26 00:30", "2025-10-26 01:30")


# Whatever is typed ----------------------------------------------------------------------------------------

moments = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(LONDON))
SCRAPS = """
today yesterday tomorrow now tonight last this next past about around ~ between and to from or -
until since onwards at on in the of ago few a couple week weeks month year day days hour minutes
weekend fortnight morning evening night midnight noon early late middle end before after school 1 4
9 12 14 29 31 32 00 1998 2025 2026 '25 14th 14/3/2026 31/2 29/2/2024 3/2026 2026-03-14 2026-10 16:30
4pm 4.30pm 12am 01:30 1:30 1630hrs o'clock half quarter past ten five january feb march may october
monday tues saturday sun , . : # @ ' ? unknown
"""
scraps = st.sampled_from(SCRAPS.split())
typed_texts = st.one_of(
    st.text(max_size=220),
    st.text(alphabet="0123456789/-.: apmt#@~'thy", max_size=24),
    st.lists(scraps, min_size=1, max_size=9).map(" ".join),
    st.lists(scraps, min_size=1, max_size=6).map("".join),
)


@given(typed_texts, moments)
@example("١٤/٣/٢٠٢٦", NOW)
@example("\ud800\x00", NOW)
@example("ﷺ" * 200, NOW)
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_time_that_has_passed_or_a_sentence(text, now):
    try:
        when = parse(text, now=now)
    except Unreadable as refusal:
        sentence = str(refusal)
    else:
        sentence = "It was read."
        assert instant(when.earliest) <= instant(when.latest) <= instant(now)
        assert when.earliest.tzinfo is when.latest.tzinfo is LONDON
        assert when.text == text
        assert re.match(r"[A-Z0-9]", when.words)
        assert when.precision != "minute" or when.earliest == when.latest
    assert re.fullmatch(r"[A-Z0-9].+\.", sentence)


@given(moments, st.integers(0, 20_000))
def test_a_date_written_in_full_is_read_alike_in_every_form(now, days):
    day = (now - timedelta(days=days)).date()
    forms = [
        f"{day:%d/%m/%Y}",
        f"{day:%Y-%m-%d}",
        f"{day:%A %d %B %Y}",
        f"{day:%d %b %Y}",
        f"{day:%B %d, %Y}",
    ]
    readings = {(when.earliest, when.latest) for when in (parse(form, now=now) for form in forms)}
    assert len(readings) == 1
    assert readings.pop()[0].date() == day


@given(moments, st.integers(0, 364))
def test_a_date_with_no_year_is_the_most_recent(now, days):
    day = (now - timedelta(days=days)).date()
    when = parse(f"{day.day}/{day.month}", now=now)
    assert when.earliest.date() == day


@given(moments, st.integers(1, 400), st.integers(0, 400))
def test_words_read_back_mean_the_same(now, first, length):
    day = (now - timedelta(days=first + length)).date()
    other = (now - timedelta(days=first)).date()
    when = parse(f"{day:%d/%m/%Y} to {other:%d/%m/%Y}", now=now)
    again = parse(when.words, now=now)
    assert (again.earliest, again.latest) == (when.earliest, when.latest)
