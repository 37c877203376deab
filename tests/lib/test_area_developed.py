"""What was made of the story's reports names only what is there, and was done after it was reported."""

import inspect
import re
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.lib.area.county import county
from tessera.lib.area.developed import acts_by
from tessera.lib.area.telling import tell_story
from tessera.synth.developed import Doing
from tests.lib.test_area_identifiers import could_be_issued

TODAY = date(2026, 11, 21)
WHOM = ("of", "one", "other", "child")


@pytest.fixture(scope="module")
def story():
    return tell_story(TODAY)


def test_each_act_rests_on_a_report_that_speaks_of_it(story):
    truths = {report.key: {mention.truth for mention in report.mentions} for report in story.reports}
    for act in acts_by(TODAY):
        assert act.by in county().staff
        about = [f"story:{act.said[name]}" for name in WHOM if name in act.said]
        assert set(about) <= truths.get(act.report, set()), act
        also = act.said.get("also")
        assert also is None or set(about) <= truths[also], act


def test_the_demo_knows_how_to_do_each_act():
    done = {name.removeprefix("_") for name, _ in inspect.getmembers(Doing, inspect.isfunction)}
    assert {act.what for act in acts_by(TODAY)} <= done


def test_nobody_grades_promotes_or_marks_what_they_wrote(story):
    authors = {report.key: report.author for report in story.reports}
    judged = [act for act in acts_by(TODAY) if act.what in ("grade", "promote", "for_police", "sanitise")]
    assert judged
    for act in judged:
        assert authors[act.report] != act.by
        assert "grader" in county().staff[act.by].roles


def test_no_plate_of_a_list_can_be_anybodys():
    (taken,) = [act for act in acts_by(TODAY) if act.what == "take_list"]
    plates = [cell for row in taken.said["rows"] for cell in row if re.fullmatch(r"[A-Z]{2}\d{2} [A-Z]{3}", cell)]
    assert plates
    assert not [plate for plate in plates if could_be_issued(plate)]


@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)))
@settings(deadline=None)
def test_on_any_day_each_act_comes_after_its_report_and_before_the_day(on):
    sent = {report.key: report.sent_at for report in tell_story(on).reports}
    midnight = datetime.combine(on, time(0), UTC)
    acts = acts_by(on)
    assert acts == acts_by(on)
    assert [act.at for act in acts] == sorted(act.at for act in acts)
    for act in acts:
        last = act.said.get("answered_at", act.at)
        assert max([sent[key] for key in (act.report, act.said.get("also")) if key], default=act.at) <= act.at
        assert act.at <= last < midnight
