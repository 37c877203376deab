"""A task that is handed on: to whom, by whom, and what goes with it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tessera.access import services as access
from tessera.access.roles import Role
from tessera.work import policy, queries, services
from tessera.work.models import Message, Task
from tests.cast import agency, as_user, person
from tests.reporting import signed_in

REASON = "On leave from Friday."


@pytest.fixture
def care(db):
    return agency("childrens-services", "social_care")


@pytest.fixture
def owner(care):
    return person("owner", Role.SOCIAL_WORKER, at=care, name="Sol Reeve")


@pytest.fixture
def colleague(care):
    return person("colleague", Role.SOCIAL_WORKER, at=care, name="Cas Lind")


@pytest.fixture
def supervisor(care):
    return person("supervisor", Role.SUPERVISOR, at=care, name="Sue Park")


@pytest.fixture
def far(db):
    return person("far", Role.SUPERVISOR, at=agency("estuary-health", "health"), name="Far Bell")


@pytest.fixture
def task(owner, colleague, supervisor, far):
    """Overdue, and read by its owner, a colleague, their supervisors, and a supervisor somewhere else."""
    readers = [access.person(colleague.post), access.supervisors_of(owner.agency), access.person(far.post)]
    due = timezone.now() - timedelta(days=1)
    with as_user(owner):
        return services.set_task(
            title="Ring the school", subject="A child", path="/cases/", owner=owner.post, due_at=due, also=readers,
            why="They asked twice.", by=owner,
        )  # fmt: skip


def test_its_owner_hands_it_to_a_colleague_on_a_page(task, owner, colleague):
    """REQ: trust-human-decides"""
    page = f"/work/{task.pk}/hand-over/"
    at_home = signed_in(owner)
    assert page in at_home.get("/work/").content.decode()
    assert page in at_home.get(f"/work/{task.pk}/finish/").content.decode()
    typed = {"to": colleague.post.pk, "reason": REASON, "owner_was": owner.post.pk}
    assert "why do you hand it over" in at_home.post(page, typed | {"reason": ""}).content.decode().lower()
    at_home.post(page, typed)
    with as_user(colleague):
        now = queries.open_tasks_for(colleague).get()
        assert (now.owner, now.due_at) == (colleague.post, task.due_at)
        assert now.why == f"They asked twice.\nHanded over by {owner.post}: {REASON}"
        assert Message.objects.readable().get().text == f"{owner.post} handed you a task: Ring the school."
        services.finish_task(task=now, outcome="Rung.", by=colleague)
    with as_user(owner):
        assert not queries.open_tasks_for(owner).exists()


def test_a_supervisor_there_finishes_or_hands_on_what_somebody_away_has_left(task, owner, supervisor, colleague):
    with as_user(supervisor):
        services.hand_over(task=task, to=colleague.post, reason=REASON, by=supervisor)
        handed = Task.objects.readable().get()
        services.finish_task(task=handed, outcome="Rung.", by=supervisor)
        assert Task.objects.readable().get().done_by == supervisor.post


@pytest.mark.parametrize("who", ["far", "colleague"])
def test_nobody_else_does(task, who, request):
    reader = request.getfixturevalue(who)
    with as_user(reader):
        held = queries.tasks_for(reader).get()
        for may in (policy.may_finish, policy.may_hand_over):
            assert "They or a supervisor there can finish it or hand it over." in may(reader, held).reason
        with pytest.raises(PermissionDenied):
            services.hand_over(task=held, to=reader.post, reason=REASON, by=reader)


def test_only_a_colleague_who_can_read_it_takes_it_over(task, owner, colleague, supervisor, far, care):
    unread = person("unread", Role.SOCIAL_WORKER, at=care)
    with as_user(owner):
        assert list(queries.colleagues_for(owner, task)) == [colleague.post, supervisor.post]
        for to in (unread.post, far.post):
            with pytest.raises(PermissionDenied, match="cannot read this task, or works somewhere else"):
                services.hand_over(task=task, to=to, reason=REASON, by=owner)


def test_a_desk_gives_what_is_its_own_to_one_of_them(db):
    hub = agency("hub", "partnership")
    officer, second = (person(name, Role.TRIAGE_OFFICER, at=hub) for name in ("officer", "second"))
    with as_user(officer):
        task = services.set_task(title="Ring", subject="", path="/x/", desk=access.triage_desk(), by=officer)
        services.hand_over(task=task, to=second.post, reason=REASON, by=officer)
        handed = queries.tasks_for(officer).get()
        assert not policy.may_finish(officer, handed)
        services.hand_over(task=handed, to=officer.post, reason="They are ill.", by=officer)
        assert policy.may_finish(officer, queries.tasks_for(officer).get())


def test_whoever_comes_second_sees_whose_it_is(task, owner, supervisor, colleague):
    page = f"/work/{task.pk}/hand-over/"
    typed = {"to": colleague.post.pk, "reason": REASON, "owner_was": owner.post.pk}
    signed_in(owner).post(page, typed)
    second = signed_in(supervisor).post(page, typed | {"to": supervisor.post.pk, "reason": "I do it."})
    assert second.status_code == 409
    shown = second.content.decode()
    assert "I do it." in shown
    assert f"It belongs to {colleague.post} now." in shown
    with as_user(colleague):
        assert Task.objects.readable().get().owner == colleague.post
        Task.objects.readable().update(done_at=timezone.now(), done_by=colleague.post, outcome="Rung.")
    late = signed_in(supervisor).post(page, typed | {"owner_was": colleague.post.pk, "to": supervisor.post.pk})
    assert late.status_code == 409
    assert "Finished by" in late.content.decode()


def test_the_same_press_twice_hands_over_once(task, owner, colleague):
    with as_user(owner):
        services.hand_over(task=task, to=colleague.post, reason=REASON, by=owner)
        again = services.hand_over(task=task, to=colleague.post, reason=REASON, by=owner)
        assert again.why.count(REASON) == 1
