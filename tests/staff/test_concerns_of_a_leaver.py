"""A concern never waits for somebody who is gone."""

import pytest
from django.utils import timezone

from tessera.concerns import services as triage
from tessera.concerns.models import Concern
from tessera.staff import leaving
from tessera.staff.models import Departure
from tessera.work.models import Message, Task
from tests.cast import as_user
from tests.staff.conftest import post_of
from tests.triage import CHILD, concern_of, make_desk, reported


@pytest.fixture
def owned(db):
    """A concern in development that somebody on the desk answers for."""
    desk = make_desk()
    report = reported(desk.teacher, CHILD)
    with as_user(desk.officer):
        concern = concern_of(desk, report)
        concern = triage.allocate(concern=concern, owner=desk.second.post, version=concern.version, by=desk.officer)
        Concern.objects.filter(pk=concern.pk).update(status=Concern.Status.DEVELOPING)
    return desk, concern


def ended(post, *, to=None):
    leaving.end_post(post, what=Departure.What.LEFT, reason="Left for another county.", to=to, by=None)


def as_it_is(concern, user):
    with as_user(user):
        return Concern.objects.readable().get(pk=concern.pk)


def test_whoever_takes_over_the_work_answers_for_it_and_is_told(owned):
    desk, concern = owned
    ended(post_of(desk.second), to=desk.officer.post)
    now = as_it_is(concern, desk.officer)
    assert now.owner == desk.officer.post
    assert now.version == concern.version + 1, "a page that was open before shows both versions"
    with as_user(desk.officer):
        assert (
            Message.objects.readable().filter(path=concern.get_absolute_url(), text__contains="is yours now").exists()
        )


@pytest.mark.parametrize("whom", ["nobody", "somebody who cannot read it"])
def test_else_the_desk_is_asked_today_and_the_task_ends_when_somebody_has_it(owned, whom):
    desk, concern = owned
    ended(post_of(desk.second), to=None if whom == "nobody" else desk.outsider.post)
    now = as_it_is(concern, desk.officer)
    assert (now.owner, now.review_on) == (None, timezone.localdate())
    with as_user(desk.outsider):
        assert not Message.objects.readable().filter(path=concern.get_absolute_url()).exists()
    with as_user(desk.officer):
        task = Task.objects.readable().get(path=f"{concern.get_absolute_url()}owner/")
        assert task.desk.label
        assert task.done_at is None
        triage.allocate(concern=now, owner=desk.officer.post, version=now.version, by=desk.officer)
        task.refresh_from_db()
        assert task.done_by == desk.officer.post


def test_a_finished_concern_stays_as_it_was(owned):
    desk, concern = owned
    with as_user(desk.officer):
        Concern.objects.filter(pk=concern.pk).update(status=Concern.Status.FINISHED)
    ended(post_of(desk.second))
    assert as_it_is(concern, desk.officer).owner_id == concern.owner_id
