"""Clocks: set by the data, warned before, struck once, by whichever worker comes first."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tessera.access import services as access
from tessera.access.roles import Role
from tessera.reference.loading import DATA, Vanished, load_catalogues
from tessera.reference.models import ClockRule
from tessera.work import contacts, queries, services
from tessera.work.models import Message, Task
from tests.cast import agency, as_user, person

FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
def desk(db):
    """Somebody on the triage desk."""
    return person("desk", Role.TRIAGE_OFFICER, at=agency("hub", "partnership"))


def answer_by(rule, desk, at=FRIDAY):
    return services.set_task(
        title="Answer", subject="A child", path="/x/", rule=rule, desk=access.triage_desk(), by=desk, at=at
    )


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        ("triage-emergency", FRIDAY + timedelta(hours=1)),
        ("triage-urgent", FRIDAY + timedelta(hours=4)),
        ("triage-not_urgent", datetime(2026, 11, 23, 23, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_each_band_has_its_clock(desk, rule, due):
    """REQ triage-urgency-levels. A concern of a Friday afternoon that is not urgent is due by the end of Monday."""
    assert answer_by(rule, desk).due_at == due


def test_a_length_changed_in_the_yaml_changes_the_clock(desk, tmp_path):
    for file in DATA.glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text())
    rules = tmp_path / "clock_rules.yaml"
    before = "id: triage-emergency\n  summary: Answer an emergency concern\n  length: 1\n"
    assert before in rules.read_text()
    rules.write_text(rules.read_text().replace(before, before.replace("length: 1", "length: 2")))
    load_catalogues(tmp_path)
    assert answer_by("triage-emergency", desk).due_at == FRIDAY + timedelta(hours=2)


def test_a_row_that_vanishes_from_the_yaml_is_refused(db, tmp_path):
    for file in DATA.glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text())
    text = (tmp_path / "clock_rules.yaml").read_text()
    (tmp_path / "clock_rules.yaml").write_text(text.replace("id: sign-off", "id: signed-off"))
    with pytest.raises(Vanished, match="sign-off"):
        load_catalogues(tmp_path)
    assert ClockRule.objects.filter(code="sign-off").exists()


def test_a_rule_without_a_length_is_a_prompt_and_never_strikes(desk):
    task = answer_by("strategy-discussion", desk)
    assert (task.due_at, task.warn_at) == (None, None)
    assert services.strike(at=FRIDAY + timedelta(days=900)) == 0


@pytest.mark.parametrize(
    ("rule", "due", "warned"),
    [
        ("", timedelta(days=9), timedelta(days=8)),  # a promised day warns a day before
        ("keep-review", timedelta(days=60), timedelta(days=53)),  # as its rule says: a week
        ("", timedelta(hours=3), timedelta(0)),  # at once, not before it was set
        ("", timedelta(hours=-3), timedelta(hours=-3)),  # late from the start
    ],
)
def test_a_clock_with_a_day_of_its_own_warns_too(desk, rule, due, warned):
    with as_user(desk):
        task = services.set_task(
            title="Meet",
            subject="A child",
            path="/x/",
            rule=rule,
            due_at=FRIDAY + due,
            owner=desk.post,
            at=FRIDAY,
            by=desk,
        )
    assert task.warn_at == FRIDAY + warned


def test_a_clock_warns_then_strikes_and_each_once(desk):
    answer_by("triage-urgent", desk)
    with as_user(desk):
        assert services.strike(at=FRIDAY + timedelta(hours=2)) == 0
        assert services.strike(at=FRIDAY + timedelta(hours=3)) == 1
        assert services.strike(at=FRIDAY + timedelta(hours=3, minutes=1)) == 0
        assert services.strike(at=FRIDAY + timedelta(hours=4)) == 1
        assert services.strike(at=FRIDAY + timedelta(hours=5)) == 0
        told = [message.text.split(":")[0] for message in queries.messages_for(desk)]
        assert sorted(told) == ["Due soon", "Overdue"]


def test_a_clock_that_is_stopped_does_not_strike(desk):
    task = answer_by("triage-urgent", desk)
    with as_user(desk):
        services.finish_task(task=task, outcome="Rang the school.", by=desk)
        assert services.strike(at=FRIDAY + timedelta(days=1)) == 0
        assert not queries.open_tasks_for(desk).exists()


def test_what_the_desk_is_told_nobody_else_reads(desk):
    answer_by("triage-urgent", desk)
    services.strike(at=FRIDAY + timedelta(hours=5))
    outsider = person("elsewhere", Role.REPORTER, at=agency("far-school"))
    with as_user(outsider):
        assert not Message.objects.exists()
        assert not Task.objects.exists()


def test_a_contact_not_checked_in_time_is_chased_once(desk):
    """REQ triage-spoc-directory."""
    from tessera.reference.models import Contact

    one = Contact.objects.create(
        agency=desk.agency, name="Ada", role="Lead", telephone="01632 960000", checked_by=desk.post,
        checked_on=timezone.localdate() - timedelta(days=400),
    )  # fmt: skip
    assert contacts.ask_for_checks() == 1
    assert contacts.ask_for_checks() == 0
    with as_user(desk):
        assert [task.path for task in queries.open_tasks_for(desk)] == [f"/directory/{one.pk}/"]


class StrikeTogether(TestCase):
    """However the minutes fall, each clock is told of once before and once after it runs out."""

    @settings(deadline=None, max_examples=25)
    @given(st.lists(st.integers(0, 600), min_size=1, max_size=8))
    def test_any_minutes(self, minutes):
        desk = person(f"desk{len(minutes)}", Role.TRIAGE_OFFICER, at=agency("hub", "partnership"))
        task = answer_by("triage-urgent", desk)
        for minute in sorted(minutes):
            services.strike(at=FRIDAY + timedelta(minutes=minute))
        last = FRIDAY + timedelta(minutes=max(minutes))
        with as_user(desk):
            texts = [message.text for message in Message.objects.all()]
            assert texts.count("Overdue: Answer. A child") == int(task.due_at <= last)
            assert len(texts) <= 2
