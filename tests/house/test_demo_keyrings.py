"""The demo shows need to know at work: its fifteen accounts hold different keys and see different things."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from django.db import connection

from tessera.access.keyring import keyring_of
from tessera.access.models import Audience, User
from tessera.access.roles import Permission
from tessera.assessments import queries as assessments
from tessera.cases.models import Case, TeamMember
from tessera.information.models import Report
from tessera.lib.area.county import county
from tessera.synth import demo
from tessera.work import queries as work
from tests.cast import as_user
from tests.databases import cloned_database
from tests.house.test_raw_sql import guarded

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.slow]
ACCOUNTS = [one.email for one in county().accounts]


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A small county with the whole story in it."""
    with django_db_blocker.unblock(), cloned_database("test_tessera_demo"):
        assert demo.load_once(people=50, reports=100)
        assert not demo.load_once(people=50, reports=100), "what is there is left as it is"
        yield


@pytest.fixture
def accounts(told: None) -> dict[str, User]:
    return {name: User.objects.get(email=f"{name}@{county().domain}") for name in ACCOUNTS}


def test_there_are_fifteen_accounts_and_many_audiences(accounts):
    assert len(accounts) == 15
    assert Audience.objects.count() >= 40


def test_nothing_of_the_story_waits_that_was_done_in_it(accounts):
    """The assessment that the desk asked for is the one that was signed off: no draft and no task is left beside it."""
    worker = accounts["socialworker"]
    with as_user(worker):
        case = Case.objects.readable().get(title="Tegan Hollis")
        (done,) = assessments.of_child(worker, case.child_id)
        assert done.status == "signed_off"
        assert done.nwg_signals == ["sus-vulnerable-peers"], "the category names what it relies on"
        asked = work.tasks_for(worker).filter(title="Assess this child", subject__startswith="Tegan")
        assert [task.outcome for task in asked] == ["Decided."]


def test_business_reports_name_their_premises(accounts):
    with as_user(accounts["triage"]):
        named = set(Report.objects.readable().filter(is_business_report=True).values_list("premises", flat=True))
    assert "Quayfarers Lodge" in named
    assert len(named - {""}) > 1


def test_everybody_on_the_team_opens_the_case(accounts):
    with as_user(accounts["socialworker"]):
        case = Case.objects.readable().get(title="Tegan Hollis")
        team = list(TeamMember.objects.readable().filter(case=case).select_related("post"))
    assert len(team) > 4
    assert [member for member in team if Permission.CASE not in member.post.permissions] == []


def test_no_two_agencies_hold_the_same_keys(accounts):
    held = {name: keyring_of(user.post).holders for name, user in accounts.items()}
    same = [
        (one, other)
        for one, other in combinations(ACCOUNTS, 2)
        if accounts[one].agency != accounts[other].agency and held[one] == held[other]
    ]
    assert not same


def test_each_account_sees_something_that_another_does_not(accounts):
    seen = {name: rows_seen_by(user) for name, user in accounts.items()}
    assert seen["admin"] == set(), "an administrator sees no content"
    assert not [(one, other) for one, other in combinations(ACCOUNTS, 2) if seen[one] == seen[other]]


def rows_seen_by(user: User) -> set[tuple[str, str]]:
    """Every protected row that the database gives this person, by table and key."""
    seen = set()
    with as_user(user), connection.cursor() as cursor:
        for table in guarded():
            cursor.execute(f'SELECT ctid::text FROM "{table}"')  # noqa: S608  the name is PostgreSQL's own
            seen |= {(table, row[0]) for row in cursor.fetchall()}
    return seen
