"""The hand-made story: what it names exists, it can be told on any day, and no one agency sees it."""

import re
from datetime import UTC, date, datetime, time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.lib.area.county import FOLDER, county
from tessera.lib.area.reports import AUDIENCES, HOW_KNOWN
from tessera.lib.area.telling import tell_story
from tessera.lib.risk.facts import facts_from
from tessera.lib.risk.outcome import evaluate
from tessera.lib.risk.rules import load_rules
from tests.lib.test_area_identifiers import DRAMA, could_be_issued, is_nobodys_postcode

TODAY = date(2026, 11, 21)
FIVE = {"tegan", "zuzanna", "jaydon", "hafsa", "erin"}
# The decisions of the triage desk, as concerns.models.Decision.What has them.
DECISIONS = "strategy assess add_to_case keep early_help pass_on answer_request not_exploitation not_enough"
PARTS = "key_worker social_worker police_officer supervisor other"


@pytest.fixture(scope="module")
def story():
    return tell_story(TODAY)


def catalogue(name):
    return {row["id"]: row for row in yaml.safe_load((FOLDER.parent / f"{name}.yaml").read_text())["entries"]}


def report_of(story, key):
    return next(report for report in story.reports if report.key == key)


def about(story, child):
    return [report for report in story.reports if any(m.truth == f"story:{child}" for m in report.mentions)]


def test_reports_name_only_what_exists(story):
    origins, staff = catalogue("origins"), county().staff
    keys = {report.key for report in story.reports}
    assert len(keys) == len(story.reports)
    for report in story.reports:
        assert "reporter" in staff[report.author].roles
        assert report.agency == staff[report.author].agency
        assert report.origin in origins
        assert report.how_known in HOW_KNOWN
        assert report.audience in AUDIENCES
        assert set(report.named) <= set(staff)
        assert {report.child_knows, report.parents_know} <= {"", "yes", "no", "unsafe"}
        assert report.corrects in keys | {""}
        assert (report.source == "public_withheld") == bool(report.source_reference)
        assert (report.source == "self") == (report.source_name == "")


def test_every_mention_stands_in_its_report_and_is_truly_of_somebody_in_the_story(story):
    for report in story.reports:
        for mention in report.mentions:
            assert mention.words in report.narrative, report.key
            assert mention.kind in ("person", "phone", "vehicle", "place", "account", "organisation")
            assert mention.part in ("child", "concern", "protects", "other")
            key, _, detail = mention.truth.removeprefix("story:").partition("/")
            if key == "place":
                assert detail in county().places
            elif key:
                assert key in story.cast
                assert not detail or getattr(story.cast[key], detail.split("/")[0])
        assert "{" not in report.narrative


def test_triage_names_only_what_exists_and_answers_whoever_reported(story):
    for report in story.reports:
        decided = report.triage
        if decided is None:
            continue
        assert decided.band in ("emergency", "urgent", "not_urgent")
        assert decided.what in DECISIONS.split()
        assert decided.decided_at >= report.sent_at, report.key
        assert "triage_officer" in county().staff[decided.by].roles
        assert decided.reasons
        assert decided.reply
        assert (decided.what == "pass_on") == bool(decided.to)
        assert decided.to in {*county().agencies, ""}
        assert (decided.what == "keep") == (decided.review_on is not None)
        there = set(decided.present) | set(decided.absent)
        assert there == ({"police", "social_care", "health"} if decided.what == "strategy" else set())


def test_the_newest_report_is_waiting_and_the_others_were_decided(story):
    assert [report.key for report in story.reports if report.triage is None] == [story.reports[-1].key]


def test_the_assessed_child_is_assessed_by_the_list_and_the_rule(story):
    assessment, indicators = story.assessment, catalogue("indicators")
    assert assessment.child in FIVE
    assert set(assessment.models) <= set(catalogue("exploitation_models"))
    assert all(assessment.indicators.values())
    kinds = [indicators[code]["kind"] for code in assessment.indicators]
    assert kinds.count("suspected") == assessment.facts["suspected_indicators"]
    assert kinds.count("vulnerability") == assessment.facts["vulnerabilities"]
    assert kinds.count("actual") == assessment.facts["actual_indicators"]
    assert evaluate(facts_from(assessment.facts), load_rules()).level == assessment.suggested_level
    assert story.cast[assessment.child].born_on < assessment.finished_on
    assert assessment.started_on <= assessment.finished_on <= assessment.signed_off_on
    assert "social_worker" in county().staff[assessment.by].roles
    assert "supervisor" in county().staff[assessment.signed_off_by].roles
    assert {asked.agency for asked in assessment.asked} <= set(county().agencies)
    assert [asked for asked in assessment.asked if asked.answered_on is None], "silence shows"


def test_the_case_has_a_team_a_voice_and_clocks(story):
    case, staff = story.case, county().staff
    assert case.child == story.assessment.child
    opened = report_of(story, case.opened_from)
    assert opened.triage.decided_at.date() <= case.opened_on
    assert case.agency in county().agencies
    assert {member.account for member in case.team} <= set(staff)
    assert {member.part for member in case.team} <= set(PARTS.split())
    assert [member.account for member in case.team if member.part == "key_worker"] == ["keyworker"]
    assert any(member.ends_on for member in case.team)
    assert {voice.what for voice in case.voice} == {"words", "wish", "safe_contact"}
    assert all(case.opened_on <= voice.said_on < TODAY and voice.said_to in staff for voice in case.voice)
    assert all(action.owner in staff and action.set_on <= action.due_on for action in case.actions)
    assert any(action.due_on < TODAY and not action.done_on for action in case.actions), "one is overdue"


def test_nothing_in_the_story_can_be_anybodys(story):
    for somebody in story.cast.values():
        assert not somebody.phone or re.fullmatch(r"07700 9009\d\d", somebody.phone)
        assert not could_be_issued(somebody.plate)
        assert is_nobodys_postcode(somebody.postcode)
        assert DRAMA.fullmatch(somebody.phone.replace(" ", "")) or not somebody.phone
    for report in story.reports:
        for plate in re.findall(r"\b[A-Z]{2}\d{2} [A-Z]{3}\b", report.narrative):
            assert not could_be_issued(plate)


def test_neither_fragment_says_who_he_is_and_together_with_the_next_town_they_do(story):
    teacher, carer = report_of(story, "half-heard-name"), report_of(story, "half-a-plate")
    next_town = report_of(story, "next-town-warning")
    assert len({teacher.agency, carer.agency, next_town.agency}) == 3
    assert county().agencies[next_town.agency].outside
    dax = story.cast["dax"]
    (name,) = (m.fields["nicknames"] for m in teacher.mentions if m.part == "concern")
    (part,) = (m.fields["plate_partial"] for m in carer.mentions if m.kind == "vehicle")
    for fragment in (teacher, carer):
        assert dax.surname not in fragment.narrative
        assert dax.plate not in fragment.narrative
        assert dax.phone not in fragment.narrative
    assert dax.nickname in name
    assert part in dax.plate.replace(" ", "")
    assert part != dax.plate.replace(" ", "")
    assert all(said in next_town.narrative for said in (dax.surname, dax.nickname, dax.plate, dax.phone))


def test_all_five_children_are_tied_to_the_same_man_by_more_than_one_agency(story):
    dax = "story:dax"
    for child in FIVE:
        told = about(story, child)
        assert len({report.agency for report in told}) >= 2, child
        assert any(m.truth.startswith(dax) for report in told for m in report.mentions), child


@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)))
@settings(deadline=None)
def test_the_story_can_be_told_on_any_day(on):
    story = tell_story(on)
    midnight = datetime.combine(on, time(0), UTC)
    for somebody in story.cast.values():
        had_birthday = (on.month, on.day) >= (somebody.born_on.month, somebody.born_on.day)
        age = on.year - somebody.born_on.year - (not had_birthday)
        assert (age < 18) == (somebody.part == "child")
    for report in story.reports:
        assert report.happened_from <= report.happened_until <= report.sent_at < midnight
    sent = [report.sent_at for report in story.reports]
    assert sent == sorted(sent)
