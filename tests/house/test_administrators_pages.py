"""An administrator sees no content: their pages are the same to the byte whatever others write, and no act of theirs shows any."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tessera.access import services as access
from tessera.access.roles import Role
from tessera.cases.models import Case, CaseNotice, TeamMember
from tessera.staff import leaving, reviewing
from tessera.staff.sitting import begin_sitting
from tessera.work.models import Message, Task
from tests.cast import agency, as_user, person
from tests.house import hidden
from tests.house.recipes import POST_ONLY, RECIPES
from tests.house.test_cast_on_every_url import plain
from tests.house.test_raw_sql import rows_given
from tests.reporting import signed_in

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.slow]
OPENED = sorted(
    name for name, one in RECIPES.items() if name.startswith("staff:") and POST_ONLY not in one.statuses
)  # fmt: skip


@pytest.fixture
def administrator(world):
    """Of the holder's own agency, where most is written."""
    return person("their-admin", Role.ADMINISTRATOR, at=world.cast.holder.agency)


def pages(client: Client, world) -> dict[str, tuple[int, bytes]]:
    colleague = world.cast.holder.post.pk
    paths = [reverse("overview:home"), reverse("work:mine")]
    for name in OPENED:
        made_of = RECIPES[name].made_of(world)
        paths.append(reverse(name, kwargs={"pk": colleague} if "pk" in made_of else made_of))
    answers = {path: client.get(path) for path in paths}
    return {path: (one.status_code, plain(one)) for path, one in answers.items()}


def test_their_pages_do_not_change_when_others_write(world, administrator):
    reviewing.begin_reviews(at=timezone.now())
    client, by = signed_in(administrator), world.cast.holder
    before = pages(client, world)
    assert {status for status, _ in before.values()} == {200, 404}, "404 is the invitation that never was"
    audience = hidden.audiences_of(by)[-1]
    hidden.reported(world, by, audience, [(0, False), (1, False)])
    hidden.sent(world, by, audience, [(0, False)])
    hidden.asked(world, by, audience, "urgent")
    hidden.set_to_do(world, by, audience, 0)
    hidden.closed_before(world, by, audience)
    assert pages(client, world) == before


def test_the_team_and_the_desk_learn_that_a_key_worker_has_left(world, administrator):
    holder, insider, admin = world.cast.holder, world.insider, administrator
    with as_user(admin):
        theirs = begin_sitting(reason="They left.", by=admin)
        leaving.remove(post=holder.post, reason="Left.", to=None, sitting=theirs, by=admin)
        assert {table: count for table, count in rows_given().items() if count} == {}, "it showed them nothing"
    with as_user(insider):
        case = Case.objects.readable().get(pk=world.case.pk)
        gone = TeamMember.objects.readable().filter(case=case, post=holder.post)
        assert {(one.left_because, one.left_by) for one in gone} == {("Left. Left.", admin.post)}
        assert Message.objects.readable().filter(text__contains="no longer on a child’s team").exists()
    desk = person("next-desk", Role.TRIAGE_OFFICER, at=agency("triage-hub"))
    with as_user(desk):
        assert CaseNotice.objects.readable().get(case=case).key_worker is None
        assert not Task.objects.readable().filter(owner=holder.post, done_at__isnull=True).exists()
        theirs = Task.objects.readable().filter(desk=access.triage_desk(), done_at__isnull=True)
        assert theirs.exists()
