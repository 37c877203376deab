"""The demo shows need to know at work: its fifteen accounts hold different keys, and each meets its part of the story."""

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tessera.access.keyring import keyring_of
from tessera.access.models import Audience, User
from tessera.access.roles import Permission
from tessera.assessments import queries as assessments
from tessera.cases.models import Case, TeamMember
from tessera.concerns.models import Referral
from tessera.entities import queries as entities
from tessera.entities.models import Mention, Standing
from tessera.entities.queries import standing, ties
from tessera.imports import queries as lists
from tessera.imports.models import Problem
from tessera.information import developed
from tessera.information.models import Promotion, Report
from tessera.lib.area.county import county
from tessera.lib.area.telling import tell_story
from tessera.search import pointers
from tessera.search.models import StoreSearch
from tessera.synth import demo
from tessera.work import queries as work
from tessera.work.models import Message
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


def test_there_are_sixteen_accounts_and_many_audiences(accounts):
    assert len(accounts) == 16
    assert Audience.objects.count() >= 40


def test_what_the_readme_says_to_search_for_finds_a_man_and_says_why(accounts):
    """REQ: soft-nicknames"""
    said = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    line = next(line for line in said.splitlines() if "type into “Search”" in line)
    account, *typed = re.findall(r"`(.+?)`", line)
    assert typed == ["Dax 17K", "Dakks", "0931"]
    found = [
        ("Darren Axley", "Nickname is the same as the first name given"),
        ("Darren Axley", "Nickname sounds like the first name given"),
        ("07700 900", "Four digits of the telephone number fit"),
    ]
    searcher = accounts[account.partition("@")[0]]
    with as_user(searcher):
        for words, (name, reason) in zip(typed, found, strict=True):
            first = entities.find_things(searcher, words).things[0]
            assert first.held.name.startswith(name), words
            assert any(each.words.startswith(reason) for fits in first.fits for each in fits.score.reasons), words
            if words == "Dax 17K":
                assert [beside.held.name for beside in first.beside] == ["WZ17 KRV"]


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


def test_ties_of_the_story_are_confirmed_by_grades_or_drawn_apart(accounts):
    """REQ soft-link-map: each reader has those that their keys open; the key worker reads none of the next town's."""
    with as_user(accounts["keyworker"]):
        child = Case.objects.readable().get(title="Tegan Hollis").child_id
        read = {(tie.words, tie.other.name): tie.strength for tie in ties.ties_of(accounts["keyworker"], child)}
    assert {strength.is_confirmed for strength in read.values()} == {True, False}
    with as_user(accounts["triage"]):
        man = Mention.objects.readable().get(words="Darren Axley, known as Dax").entity_id
        of_him = ties.ties_of(accounts["triage"], man)
    assert {"lives at", "uses", "goes to", "contacts"} <= {tie.words for tie in of_him}
    with as_user(accounts["keyworker"]):
        assert "lives at" not in {tie.words for tie in ties.ties_of(accounts["keyworker"], man)}


def test_what_was_made_of_the_reports_of_the_story_can_be_met(accounts):
    """REQ soft-cleanse-and-check, soft-se-category, soft-onward-if-risk: each found by whoever would look for it."""
    with as_user(accounts["analyst"]):
        (read,) = developed.items_for_police(accounts["analyst"])
        assert (read.grade_said, read.step_said) == ("1A", Promotion.Step.INTELLIGENCE)
    with as_user(accounts["police"]):
        steps = {one.step_said for one in developed.items_for_police(accounts["police"])}
        assert Promotion.Step.EVIDENCE in steps
    with as_user(accounts["nurse"]):
        version = developed.shared_versions(accounts["nurse"]).get()
        assert developed.original_of(accounts["nurse"], version) is None, "it leads her to no report"
    with as_user(accounts["triage"]):
        referral = Referral.objects.readable().get()
        assert referral.agency.code == "stavering-social-care"
        task = work.tasks_for(accounts["triage"]).get(path=referral.report.get_absolute_url(), rule="referral-decision")
        assert task.outcome


def test_the_team_reads_a_standing_with_its_basis(accounts):
    """REQ soft-person-of-concern-safeguards."""
    for name in ("keyworker", "socialworker"):
        with as_user(accounts[name]):
            man = Mention.objects.readable().get(words="Darren Axley").entity_id
            (seen,) = standing.standings_on(accounts[name], [man])[man]
            assert seen.is_in_force
            assert len([basis for basis in seen.bases if basis.counts]) == 2
    with as_user(accounts["teacher"]):
        assert not Standing.objects.exists()


def test_the_desk_is_told_of_the_list_that_was_taken(accounts):
    """REQ soft-import-mended: the plates that cameras read are found by the search that was watched; one row waits to be mended."""
    with as_user(accounts["coordinator"]):
        (taken,) = lists.imports_for(accounts["coordinator"])
        assert (taken.status, Problem.objects.filter(of=taken).count()) == ("finished", 1)
    with as_user(accounts["triage"]):
        (search,) = StoreSearch.objects.readable()
        told = Message.objects.readable().filter(path=search.get_absolute_url())
        assert "3 reports" in told.get().text


def test_one_school_lets_others_learn_of_a_child(accounts):
    """REQ soft-separate-store: the teacher of another school learns whom to ring, and no more."""
    story = tell_story(timezone.localdate())
    zuzanna = story.cast["zuzanna"]
    with as_user(accounts["teacher"]):
        (found,) = pointers.ask_pointers(
            first_name=zuzanna.first_name, surname=zuzanna.surname, born_on=zuzanna.born_on, phone="",
            purpose="She is a friend of a pupil", by=accounts["teacher"],
        )  # fmt: skip
    assert (found.agency, "Amina Wardle" in found.contact) == ("Brackwater School", True)
