"""Sending a concern: one transaction from the words to the desk's clock, and once however often it is pressed."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.concerns import reporting, reporting_mentions
from tessera.concerns.models import Band, Concern, ConcernReport
from tessera.entities.models import Mention
from tessera.entities.services import MentionGiven
from tessera.information import queries as information
from tessera.information import services as information_services
from tessera.information.models import Report
from tessera.reference import settings as area
from tessera.work.models import Task
from tessera.work.queries import standing_of
from tests.cast import as_user
from tests.reporting import Staff, make_staff

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def staff(db, settings, tmp_path) -> Staff:
    settings.FILES_FOLDER = tmp_path
    return make_staff()


def report(by, *, kind="concern", caller=None, corrects=None, sent_key=None, mentions=(), at=None, **typed) -> Report:
    with as_user(by):
        return reporting.report_concern(
            typed={"narrative": "A silver car waits at the gate.", **typed},
            mentions=mentions,
            by=by,
            kind=kind,
            caller=caller,
            corrects=corrects,
            sent_key=sent_key,
            at=at,
        )


def concern_about(desk, found: Report) -> Concern:
    with as_user(desk):
        return ConcernReport.objects.get(report=found).concern


def test_a_report_reaches_the_desk_with_its_clock_running(staff):
    """REQ: intake-single-front-door"""
    sent = report(staff.teacher, about_child="Kay Marsh, 14\nDee")
    concern = concern_about(staff.desk, sent)
    with as_user(staff.desk):
        task = Task.objects.get(path=concern.get_absolute_url())
        assert (concern.band, concern.subject) == (Band.NOT_URGENT, "Kay Marsh, 14, Dee")
        assert task.rule == "triage-not_urgent"
        assert task.due_at == information.answer_due(sent)
    with as_user(staff.teacher):
        assert not Concern.objects.exists()
        assert not Task.objects.exists()


@pytest.mark.parametrize(
    ("answers", "band"),
    [
        ({}, Band.NOT_URGENT),
        ({"significant_harm": True}, Band.URGENT),
        ({"immediate_danger": True}, Band.EMERGENCY),
        ({"immediate_danger": True, "is_business_report": True}, Band.EMERGENCY),
        ({"is_business_report": True, "premises": "Quayfarers Lodge"}, Band.URGENT),
    ],
)
def test_the_band_follows_the_answers(staff, answers, band):
    """REQ: intake-business-reports"""
    assert concern_about(staff.desk, report(staff.teacher, **answers)).band == band


def test_pressing_send_again_answers_with_the_same_report(staff):
    key = uuid4()
    first, second = (report(staff.teacher, sent_key=key, narrative="One") for _ in range(2))
    assert first == second
    with pytest.raises(reporting.SentOtherwise) as raised:
        report(staff.teacher, sent_key=key, narrative="Two")
    assert raised.value.report == first
    with as_user(staff.desk):
        assert Concern.objects.count() == Task.objects.count() == Report.objects.count() == 1


def test_somebody_elses_key_makes_no_report_of_theirs(staff):
    mine = report(staff.teacher)
    with pytest.raises(information_services.KeyTaken):
        report(staff.nurse, sent_key=mine.sent_key)


def test_nothing_is_kept_when_a_part_of_it_fails(staff, monkeypatch):
    monkeypatch.setattr(reporting, "set_task", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        report(staff.teacher, mentions=[MentionGiven(kind="person", part="child", words="Kay")])
    with as_user(staff.desk):
        assert not Report.objects.exists()
        assert not Mention.objects.exists()


def test_adding_to_a_report_makes_a_new_one_that_points_at_it(staff):
    first = report(staff.teacher)
    second = report(staff.teacher, corrects=first)
    assert second.corrects == first
    assert concern_about(staff.desk, second).subject.startswith(f"Adds to {first.reference}")


@pytest.mark.parametrize("has_account", [True, False])
def test_a_spoken_concern_owes_a_written_one_until_a_report_adds_to_it(staff, has_account):
    """REQ: intake-urgent-verbal"""
    caller = staff.nurse.post if has_account else None
    at = datetime(2026, 11, 16, 10, tzinfo=LONDON)
    spoken = report(staff.desk, kind="spoken", caller=caller, at=at)
    writer = staff.nurse if has_account else staff.desk
    with as_user(writer):
        task = Task.objects.get(rule=reporting.FOLLOW_UP)
        assert task.due_at < at + timedelta(days=2)
        assert standing_of(task, at=task.due_at + timedelta(minutes=1)) == "Overdue"
        assert task.owner == caller
        assert information.report_for(writer, spoken.reference) == spoken
    report(writer, corrects=spoken)
    with as_user(writer):
        assert Task.objects.get(pk=task.pk).done_by == writer.post


def test_only_the_desk_logs_what_was_spoken(staff):
    with pytest.raises(PermissionDenied, match="triage desk"):
        report(staff.teacher, kind="spoken")


def test_a_report_may_be_narrowed_but_never_past_the_desk(staff):
    narrowed = report(staff.teacher, desk_only=True)
    with as_user(staff.lead):
        assert information.report_for(staff.lead, narrowed.reference) is None
    with as_user(staff.desk):
        assert information.report_for(staff.desk, narrowed.reference) == narrowed


SPEAKING = "Silver Corsa WX51 ABC outside, her number is 07700 900123, snap: kay.m14, near WX30 1AD."


def test_plates_phones_postcodes_and_accounts_are_offered_and_ticked(staff):
    with as_user(staff.teacher):
        offered = reporting_mentions.suggestions_in(SPEAKING, user=staff.teacher)
    assert [(one.kind, one.words, one.is_sure) for one in offered] == [
        ("vehicle", "WX51 ABC", True),
        ("phone", "07700 900123", True),
        ("account", "kay.m14", True),
        ("place", "WX30 1AD", True),
    ]


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("The plate had 22 CG in it.", [("vehicle", "22 CG", True)]),
        ("They got into a grey car Z17 KR.", [("vehicle", "Z17 KR", False)]),
        ("On the paper: 07700 900 9", [("phone", "07700 900 9", False)]),
        ("Room 22, year 9, bus 14, the A12, 2 KR. Two year 9 girls said a car was there.", []),
    ],
)
def test_what_was_caught_of_a_plate_or_a_number_is_offered_and_ordinary_numbers_are_not(staff, text, offered):
    with as_user(staff.teacher):
        found = reporting_mentions.suggestions_in(text, user=staff.teacher)
    assert [(one.kind, one.words, one.is_sure) for one in found] == offered


def test_a_tick_taken_away_is_not_a_mention_and_one_never_offered_is(staff):
    with as_user(staff.teacher):
        plate, *rest = reporting_mentions.suggestions_in(SPEAKING, user=staff.teacher)
        unticked = reporting_mentions.mentions_from(
            {"narrative": SPEAKING}, user=staff.teacher, ticked=[one.code for one in rest], offered=[plate.code]
        )
        too_quick = reporting_mentions.mentions_from({"narrative": SPEAKING}, user=staff.teacher)
    assert "vehicle" not in [mention.kind for mention in unticked]
    assert "vehicle" in [mention.kind for mention in too_quick]


def test_names_already_held_are_offered_to_those_who_may_see_them_or_wrote_them_and_never_ticked(staff):
    kay = MentionGiven(kind="person", part="child", words="Kay Marsh", fields={"first_name": "Kay", "surname": "Marsh"})
    report(staff.nurse, mentions=[kay])
    offered = {}
    for user in (staff.desk, staff.nurse, staff.teacher):
        with as_user(user):
            found = reporting_mentions.suggestions_in("I saw Kay Marsh get into a car.", user=user)
            offered[user.name] = [(one.words, one.is_sure, one.is_held) for one in found]
    offered_to_all = [("Kay Marsh", False, True)]
    assert offered == {"Dee Marlow": offered_to_all, staff.nurse.name: offered_to_all, "Tess Arden": []}


def test_what_was_read_of_each_person_is_read_back():
    typed = {
        "about_child": "Tegan Hollis 8/1/2012\nDax or Jax, 14",
        "about_concern": "man in a grey car\nDazza, 07700 900911\nthe driver, aged 40, +44 7700 900922\nHertz UK Ltd",
    }
    assert reporting_mentions.people_read(typed) == {
        "about_child": "“Tegan Hollis 8/1/2012”: first name Tegan, surname Hollis, date of birth 8 January 2012; "
        "“Dax or Jax, 14”: called Dax or Jax, aged 14",
        "about_concern": "“man in a grey car”: no name; "
        "“Dazza, 07700 900911”: called Dazza, telephone number 07700900911; "
        "“the driver, aged 40, +44 7700 900922”: no name, aged 40, telephone number 07700900922; “Hertz UK Ltd”: an organisation",
        "about_protects": "",
    }


def test_everybody_named_in_a_group_is_a_mention_with_its_part(staff):
    """REQ: intake-who-is-involved"""
    typed = {
        "narrative": "They meet by the arcade.",
        "about_child": "Kay Marsh, 14\nher friend Ana",
        "about_concern": "man called “Dez”, drives WX51 ABC",
        "about_protects": "Lisa Marsh (mum)",
    }
    with as_user(staff.teacher):
        mentions = reporting_mentions.mentions_from(typed, user=staff.teacher)
    assert [(one.kind, str(one.part), one.words) for one in mentions] == [
        ("person", "child", "Kay Marsh, 14"),
        ("person", "child", "her friend Ana"),
        ("person", "concern", "man called “Dez”, drives WX51 ABC"),
        ("vehicle", "concern", "WX51 ABC"),
        ("person", "protects", "Lisa Marsh (mum)"),
    ]
    sent = report(staff.teacher, mentions=mentions)
    with as_user(staff.desk):
        assert Mention.objects.filter(report=sent, kind="person").count() == 4


def test_blaming_words_are_pointed_out_but_not_in_a_quotation(staff):
    """REQ: lang-check"""
    pointed = reporting_mentions.blaming_words(["She is promiscuous.", "He said “she is promiscuous”."])
    assert [one.words for one in pointed] == ["promiscuous"]
    assert pointed[0].better


@given(st.text(max_size=300))
@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
def test_any_words_are_read_for_mentions(staff, text):
    with as_user(staff.teacher):
        reporting_mentions.mentions_from(
            {"narrative": text, "about_child": text, "where_text": text}, user=staff.teacher, ticked=[text]
        )
    reporting_mentions.blaming_words([text])


CLOCK = [
    # Friday 20 November 2026 opens 08:45 and closes 16:45; Thursday closes 17:15.
    ("2026-11-20 08:44:59", False),
    ("2026-11-20 08:45:00", True),
    ("2026-11-20 16:44:59", True),
    ("2026-11-20 16:45:00", False),
    ("2026-11-19 17:14:59", True),
    ("2026-11-19 17:15:00", False),
    ("2026-11-21 12:00:00", False),  # Saturday
    ("2026-12-25 12:00:00", False),  # Christmas Day, a Friday
    ("2026-06-15 08:45:00", True),  # summer time: the wall clock decides
    ("2026-06-15 08:44:59", False),
]


@pytest.mark.parametrize(("at", "is_open"), CLOCK)
def test_the_front_door_is_right_at_every_boundary_of_its_hours(at, is_open):
    """REQ: intake-out-of-hours"""
    door = area.front_door(at=datetime.fromisoformat(at).replace(tzinfo=LONDON))
    assert door["is_open"] is is_open
    assert door["telephone"] == ("01632 960840" if is_open else "01632 960841")
