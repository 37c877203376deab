"""Every page about a child says first that nobody contacts the family before specialist advice is written.

REQ: assess-honour-forced-marriage
"""

import re

import pytest
from django.urls import reverse

from tessera.access import services as access
from tessera.assessments import services as assessing
from tessera.assessments.models import Assessment
from tessera.cases import services
from tests.cases.telling import NAME, told
from tests.cast import as_user
from tests.reporting import signed_in

BLOCKED = "No family contact yet"


@pytest.fixture
def blocks(world):
    """An assessment by the team in which advice is still to be written."""
    with as_user(world.cast.holder) as holder:
        begun = services.start_assessment(case=world.case, by=holder)
        Assessment.objects.filter(pk=begun.pk).update(honour_or_forced_marriage=True)
    return begun


def read(user, place):
    reply = signed_in(user).get(place)
    assert reply.status_code == 200, place
    return " ".join(reply.content.decode().split())


def is_advised(world, blocks):
    with as_user(world.cast.holder):
        Assessment.objects.filter(pk=blocks.pk).update(specialist_advice="No letters home.")


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("child", "how to contact"), ("child_timeline", "how to contact"), ("tell_child", "how to contact"),
    ],
)  # fmt: skip
def test_the_pages_of_a_child(world, blocks, name, before):
    place = reverse(f"overview:{name}", args=[world.told.child])
    shown = read(world.cast.invited, place)
    assert shown.index(BLOCKED) < shown.index(before)
    assert f'href="{blocks.advice_path}"' in shown
    is_advised(world, blocks)
    assert BLOCKED not in read(world.cast.invited, place)


def test_the_childs_own_sheet_says_nothing_of_it_on_paper(world, blocks):
    shown = read(world.cast.invited, reverse("overview:tell_child", args=[world.told.child]))
    not_printed, on_paper = re.split(r'</div> <div lang="', shown)
    assert BLOCKED in not_printed[not_printed.index('<div class="ui-not-printed">') :]
    assert BLOCKED not in on_paper


def test_the_page_of_the_case(world, blocks):
    shown = read(world.cast.invited, world.case.get_absolute_url())
    assert shown.index(BLOCKED) < shown.index("how to contact")


@pytest.mark.parametrize("page", ["family", "missed-contact", "action", "said", "details", "care-review", "assess"])
def test_each_form_of_the_case(world, blocks, page):
    assert BLOCKED in read(world.cast.invited, f"{world.case.get_absolute_url()}{page}/")


@pytest.mark.parametrize("name", ["concern", "concern_live"])
def test_the_concern_as_the_desk_reads_it(world, blocks, name):
    place = reverse(f"overview:{name}", args=[world.told.concern.pk])
    shown = read(world.desk, place)
    assert shown.index(f"{BLOCKED}: {NAME}") < shown.index("What you can do")
    assert shown.count(BLOCKED) == 2, "at the top, and with the child"
    is_advised(world, blocks)
    assert BLOCKED not in read(world.desk, place)


def test_the_pages_that_open_a_case(world):
    about = told(world.teacher, world.desk, name="Robin Example")
    opens = reverse("cases:open_from_concern", args=[about.concern.pk])
    assert BLOCKED not in read(world.desk, opens)
    with as_user(world.desk):
        begun = assessing.begin(
            child_id=about.child, child_name="Robin Example", readers=[access.triage_desk()], by=world.desk
        )
        Assessment.objects.filter(pk=begun.pk).update(honour_or_forced_marriage=True)
    assert f"{BLOCKED}: Robin Example" in read(world.desk, opens)
    again = told(world.desk, world.desk, name="Robin Example", same_as=about.child)
    choose = reverse("cases:open_for", args=[about.child])
    assert again.child == about.child
    assert f"{BLOCKED}: Robin Example" in read(world.desk, choose)
