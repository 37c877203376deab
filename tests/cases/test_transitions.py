"""Nobody falls between two desks at 18. REQ: triage-children-and-adults"""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tessera.access import services as access
from tessera.access.keyring import EMPTY, current
from tessera.access.roles import Role
from tessera.cases import services, transitions
from tessera.cases.models import Case
from tessera.lib.calendar import age_on
from tessera.reference.models import Contact
from tessera.work import queries as work
from tessera.work.models import Message, Task
from tessera.work.services import finish_task
from tests.cases.telling import case_of, told
from tests.cast import agency, as_user, person
from tests.reporting import signed_in

TODAY = date(2026, 11, 21)


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)))
def test_the_day_somebody_is_18_is_the_first_day_they_are(born_on):
    day = transitions.turns_adult(born_on)
    assert age_on(born_on, day) == 18
    assert age_on(born_on, day - timedelta(days=1)) == 17


@pytest.fixture
def child(world):
    """Opens a case of a child born on this day."""

    def opened(born_on):
        about = told(world.teacher, world.desk, name="Robin Quay")
        return case_of(about, by=world.desk, key_worker=world.cast.holder, title="Robin Quay", born_on=born_on)

    return opened


@pytest.mark.parametrize(
    ("born_on", "asked"),
    [
        (date(2009, 5, 21), 1),  # 18 on 21 May 2027: six months to the day
        (date(2009, 5, 22), 0),
        (date(2008, 11, 21), 1),  # 18 today
        (date(2007, 1, 1), 1),  # already 18
        (date(2008, 2, 29), 1),
        (None, 0),
    ],
)
def test_a_plan_is_asked_for_when_18_is_near(child, born_on, asked):
    child(born_on)
    assert transitions.ask_for_plans(on=TODAY) == asked
    assert transitions.ask_for_plans(on=TODAY) == 0, "asked twice"
    assert current() == EMPTY


def test_somebody_born_on_29_february_is_18_on_1_march(child):
    child(date(2008, 2, 29))
    assert transitions.ask_for_plans(on=date(2025, 8, 31)) == 0
    assert transitions.ask_for_plans(on=date(2025, 9, 1)) == 1


def test_both_desks_and_the_team_see_the_tasks_until_each_is_done(world, child):
    """REQ: triage-children-and-adults"""
    adults = person("adults", Role.ADULT_TRIAGE_OFFICER, at=agency("triage-hub"))
    case = child(date(2009, 3, 9))
    transitions.ask_for_plans(on=TODAY)
    for user in (world.desk, adults, world.cast.holder):
        with as_user(user):
            tasks = Task.objects.filter(rule=transitions.RULE)
            assert {task.desk for task in tasks} == {access.triage_desk(), access.adult_desk()}
            for task in tasks:
                assert task.subject == "Robin Quay, 18 on 9 March 2027"
                assert task.path == f"/children/{case.child_id}/"
                assert task.due_at.isoformat().startswith("2027-03-08T23:59:59")
                assert task.warn_at < task.due_at
    for user in (world.desk, adults):
        with as_user(user):
            (own,) = work.open_tasks_for(user).filter(rule=transitions.RULE)
            assert Message.objects.filter(text=f"New: {own}").count() == 1
            assert own.subject in signed_in(user).get("/work/").content.decode()
    with as_user(world.desk):
        (own,) = work.open_tasks_for(world.desk).filter(rule=transitions.RULE)
        finish_task(task=own, outcome="Planned.", by=world.desk)
    with as_user(adults):
        (still,) = work.open_tasks_for(adults).filter(rule=transitions.RULE)
        assert signed_in(adults).get(reverse("work:finish", args=[still.pk])).status_code == 200
        assert not Case.objects.exists(), "the adults' desk reads no case"
    for user in (world.cast.invited, world.cast.outsider):  # neither is on this child's team
        with as_user(user):
            assert not Task.objects.filter(rule=transitions.RULE).exists()


def test_the_adults_desk_can_open_what_it_is_given_and_reads_whom_to_ring(world, child):
    """Its task is not at the child's page, which is hidden from it. REQ: triage-children-and-adults"""
    adults = person("adults", Role.ADULT_TRIAGE_OFFICER, at=agency("triage-hub"))
    holder = world.cast.holder
    Contact.objects.create(
        agency=holder.agency, name="Una Frayne", role="Duty manager", telephone="01632 960 117", checked_on=TODAY,
        checked_by=holder.post,
    )  # fmt: skip
    case = child(date(2009, 3, 9))
    transitions.ask_for_plans(on=TODAY)
    browser = signed_in(adults)
    assert browser.get(f"/children/{case.child_id}/").status_code == 404
    for page in ("/", "/work/"):
        shown = browser.get(page).content.decode()
        assert f"/children/{case.child_id}/" not in shown
        assert f"Key worker: {holder.post}." in shown
        assert f"Contact at {holder.agency}: Una Frayne (Duty manager), 01632 960 117." in shown
        links = set(re.findall(r'href="(/work/[0-9a-f-]{36}/finish/)"', shown))
        assert len(links) == 1
        opened = browser.get(links.pop())
        assert opened.status_code == 200
        assert "01632 960 117" in opened.content.decode()
    shown = signed_in(world.desk).get("/work/").content.decode()
    assert f'href="/children/{case.child_id}/"' in shown, "the triage desk's own task is at the child's page"


def test_a_closed_case_is_not_asked_about(world, child):
    case = child(date(2009, 3, 9))
    with as_user(world.cast.holder):
        services.close(case=case, reason="Moved away.", by=world.cast.holder)
    assert transitions.ask_for_plans(on=TODAY) == 0


def test_another_date_of_birth_is_asked_about_again(world, child):
    case = child(date(2009, 3, 9))
    transitions.ask_for_plans(on=TODAY)
    with as_user(world.cast.holder):
        services.correct_details(case=case, title=case.title, born_on=date(2009, 4, 9), by=world.cast.holder)
    assert transitions.ask_for_plans(on=TODAY) == 1


def test_the_list_of_cases_is_the_workers_alone(world, child):
    """With anybody's keyring open the function answers nothing, and it never answers more than ids."""
    child(date(2009, 3, 9))

    def listed():
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM open_cases_born_by(%s)", [TODAY])
            return cursor.fetchall()

    for user in (world.cast.holder, world.cast.outsider):
        with as_user(user):
            assert listed() == []
    ((case_id, audience_id),) = listed()
    with as_user(world.cast.holder):
        assert Case.objects.get(pk=case_id).audience_id == audience_id
