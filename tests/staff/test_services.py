"""Joiners, movers and leavers, as the services do them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tessera.access import services as access
from tessera.access.keyring import keyring_of, opened
from tessera.access.models import Agency, Holder, Key, Post, User
from tessera.access.roles import Role
from tessera.reference.models import ClockRule
from tessera.staff import inviting, leaving, limits, reviewing, sitting
from tessera.staff.models import Departure, Invitation, Review, Sitting
from tessera.work import services as work
from tessera.work.models import Message, Task
from tests.cast import agency, as_user, person
from tests.staff.conftest import PASSWORD, again, post_of


def invited(house, **more):
    given = {
        "name": "Nell New", "email": "nell@wexmouth.example", "title": "Social worker",
        "roles": ["reporter", "social_worker"], "basis": "permanent", "ends_on": None, "sitting": house.sitting,
        "by": house.admin,
    } | more  # fmt: skip
    return inviting.invite(**given)


def removed(house, user, **more):
    given = {"reason": "Left for another county.", "to": None, "sitting": house.sitting, "by": house.admin} | more
    leaving.remove(post=post_of(user), **given)


def told(user):
    with as_user(again(user)):
        return list(Message.objects.readable().order_by("at").values_list("text", flat=True))


# -- the administrative sign-in


def test_without_an_administrative_sign_in_nothing_is_changed(house):
    with pytest.raises(PermissionDenied, match="Sign in to administer first"):
        invited(house, sitting=None)
    with pytest.raises(PermissionDenied, match="Sign in to administer first"):
        removed(house, house.worker, sitting=None)
    assert post_of(house.worker).ends_on is None


def test_it_lasts_half_an_hour_and_its_end_is_logged(house):
    Sitting.objects.bulk_create([
        Sitting(
            post=house.admin.post, reason="Long ago.", began_at=timezone.now() - timedelta(minutes=31),
            until=timezone.now() - timedelta(minutes=1),
        )
    ])  # fmt: skip
    old = Sitting.objects.get(reason="Long ago.")
    with pytest.raises(PermissionDenied):
        invited(house, sitting=old)
    assert sitting.close_those_that_ran_out(at=timezone.now()) == 1
    assert sitting.close_those_that_ran_out(at=timezone.now()) == 0
    assert log_of(house, "staff.administering_ran_out") == [
        "The administrative sign-in of " + str(house.admin.post) + " ran out"
    ]


def test_an_ended_one_changes_nothing_and_another_administrators_neither(house):
    with pytest.raises(PermissionDenied):
        invited(house, by=house.second)
    sitting.end_sitting(sitting=house.sitting, by=house.admin)
    house.sitting.refresh_from_db()
    with pytest.raises(PermissionDenied):
        invited(house)
    assert log_of(house, "staff.administering_ended")


def test_information_governance_is_told_and_reads_it_in_the_log(house):
    assert told(house.governance) == [f"{house.admin.post} signed in to administer: Two people start on Monday."]
    assert log_of(house, "staff.administering_began") == [
        "Ada Min signed in to administer: Two people start on Monday."
    ]


def test_nobody_else_can_sign_in_to_administer(house):
    with pytest.raises(PermissionDenied):
        sitting.begin_sitting(reason="I should like to.", by=house.supervisor)


def log_of(house, kind):
    from tessera.audit.models import Entry

    with as_user(house.governance):
        return list(Entry.objects.filter(kind=kind).order_by("seq").values_list("sentence", flat=True))


# -- joiners


def test_somebody_invited_comes_into_the_post_with_its_keys(house, django_capture_on_commit_callbacks, settings):
    with django_capture_on_commit_callbacks(execute=True):
        invitation, token = invited(house)
    (letter,) = settings.LETTERS_FOLDER.iterdir()
    assert token in letter.read_text()
    assert letter.stat().st_mode & 0o077 == 0, "nobody else on the machine reads it"
    assert token not in str(Invitation.objects.filter(pk=invitation.pk).values()), "only a fingerprint is kept"
    with django_capture_on_commit_callbacks(execute=True):
        post = inviting.accept(token=token, password=PASSWORD, account=None)
    assert not letter.exists()
    assert (post.user.name, post.agency, post.roles) == ("Nell New", house.agency, ["reporter", "social_worker"])
    assert post.user.check_password(PASSWORD)
    held = set(Holder.objects.filter(pk__in=keyring_of(post).holders).values_list("kind", flat=True))
    assert held == {"person", "agency", "role"}
    with pytest.raises(inviting.Gone):
        inviting.accept(token=token, password=PASSWORD, account=again(post.user))


def test_a_link_runs_out_after_seven_days_and_can_be_taken_back(house):
    invitation, token = invited(house)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(inviting.Gone):
        inviting.open_invitation(token)
    assert timedelta(days=7) == limits.LETTER_LASTS
    invitation, token = invited(house, email="other@wexmouth.example")
    inviting.withdraw(invitation=invitation, sitting=house.sitting, by=house.admin)
    with pytest.raises(inviting.Gone):
        inviting.open_invitation(token)


@pytest.mark.parametrize("role", [role for role in Role if role not in limits.MAY_HOLD[Agency.Kind.SOCIAL_CARE]])
def test_no_role_that_the_agency_cannot_hold(house, role):
    with pytest.raises(PermissionDenied, match="cannot hold this"):
        invited(house, roles=[role.value])


def test_nobody_invites_themselves_and_an_administrator_holds_nothing_else(house):
    with pytest.raises(PermissionDenied, match="Nobody gives themselves"):
        invited(house, email="ADMIN@wexmouth.example")
    with pytest.raises(PermissionDenied, match="no other role"):
        invited(house, roles=["administrator", "social_worker"])


def test_an_administrator_takes_a_second_one_to_agree(house):
    invitation, token = invited(house, roles=["administrator"])
    assert token == ""
    with pytest.raises(PermissionDenied, match="second person"):
        inviting.agree(invitation=invitation, sitting=house.sitting, by=house.admin)
    with as_user(house.second):
        theirs = sitting.begin_sitting(reason="Ada asked.", by=house.second)
    token = inviting.agree(invitation=invitation, sitting=theirs, by=house.second)
    assert inviting.accept(token=token, password=PASSWORD, account=None).roles == ["administrator"]


def test_the_table_of_roles_covers_every_agency_and_every_account_of_the_demo():
    from tessera.lib.area.county import county

    assert set(limits.MAY_HOLD) == set(Agency.Kind)
    drawn = county()
    beyond = [
        (name, role)
        for name, one in drawn.staff.items()
        for role in one.roles
        if Role(role) not in limits.MAY_HOLD[Agency.Kind(drawn.agencies[one.agency].kind)]
    ]
    assert beyond == []


def test_an_open_account_is_not_taken_over_by_an_invitation(house):
    """The address of somebody at another agency: only their own password brings them here."""
    _, token = invited(house, email=house.elsewhere.email.upper())
    with pytest.raises(inviting.Gone):
        inviting.accept(token=token, password="somebody-elses-choice", account=None)
    assert again(house.elsewhere).check_password(PASSWORD)
    old = post_of(house.elsewhere)
    new = inviting.accept(token=token, password=PASSWORD, account=again(house.elsewhere))
    assert post_of(house.elsewhere) == new
    old.refresh_from_db()
    assert old.ends_on == timezone.localdate()
    assert keyring_of(old).holders == ()
    assert old.departure.what == Departure.What.MOVED


# -- leavers


def test_a_removed_person_opens_nothing_and_comes_back_to_nothing_old(house, client):
    client.force_login(house.worker, backend="tessera.access.signed_in.SignedIn")
    old = post_of(house.worker)
    assert client.get("/").status_code == 200
    removed(house, house.worker)
    assert client.get("/").status_code == 302, "the session is over"
    answer = Client().post(reverse("account_login"), {"login": house.worker.email, "password": PASSWORD})
    assert answer.status_code == 200, "nobody signs in with it"
    assert again(house.worker).post is None
    assert keyring_of(old).holders == ()
    _, token = invited(house, email=house.worker.email, name="Wyn Orker")
    new = inviting.accept(token=token, password=PASSWORD + "-2", account=None)
    assert new != old
    assert new.user == house.worker
    assert keyring_of(old).holders == ()
    assert access.person(old).pk not in keyring_of(new).holders
    assert client.get("/").status_code == 302, "the old session stays over"


def test_what_was_theirs_to_do_goes_to_supervisors_with_its_clock(house):
    due = timezone.now() + timedelta(days=2)
    with as_user(house.worker):
        task = work.set_task(
            title="Ring the school",
            subject="A child",
            path="/work/",
            owner=house.worker.post,
            due_at=due,
            by=house.worker,
        )
    removed(house, house.worker)
    with as_user(house.supervisor):
        now = Task.objects.readable().get(pk=task.pk)
    assert (now.owner, now.desk.kind, now.due_at) == (None, "supervisors", due)
    assert "Left for another county." in now.why
    assert [text for text in told(house.supervisor) if "is yours now" in text]


def test_a_desks_task_goes_back_to_its_desk_and_a_colleague_takes_what_they_read(house):
    with as_user(house.worker):
        mine = {"title": "Look", "subject": "A child", "path": "/work/", "owner": house.worker.post, "by": house.worker}
        shared = work.set_task(**mine, also=[access.everyone_at(house.agency)])
        own = work.set_task(**mine)
        desks = work.set_task(**mine, desk=access.triage_desk())
    removed(house, house.worker, to=post_of(house.colleague))
    with as_user(house.colleague):
        assert Task.objects.readable().get(pk=shared.pk).owner == house.colleague.post
        assert not Task.objects.readable().filter(pk__in=[own.pk, desks.pk]), "handing on opens nothing to a colleague"
    with as_user(User.objects.get(email="desk@wexmouth.example")):
        now = Task.objects.readable().get(pk=desks.pk)
        assert (now.owner, now.desk) == (None, access.triage_desk())


def test_without_supervisors_or_leads_it_goes_to_the_triage_desk(house):
    here = agency("small-project", "voluntary")
    admin = person("small-admin", Role.ADMINISTRATOR, at=here)
    lone = person("lone", Role.KEY_WORKER, at=here)
    with as_user(lone):
        task = work.set_task(title="Look", subject="A child", path="/work/", owner=lone.post, by=lone)
    with as_user(admin):
        theirs = sitting.begin_sitting(reason="They left.", by=admin)
    leaving.remove(post=lone.post, reason="Left.", to=None, sitting=theirs, by=admin)
    with as_user(User.objects.get(email="desk@wexmouth.example")):
        assert Task.objects.readable().get(pk=task.pk).desk == access.triage_desk()


@pytest.mark.parametrize(("whose", "answer"), [("elsewhere", Http404), ("admin", PermissionDenied)])
def test_nobody_ends_a_post_elsewhere_or_their_own(house, whose, answer):
    """Primero R2-3558, R2-3930."""
    with pytest.raises(answer):
        removed(house, getattr(house, whose))
    assert post_of(getattr(house, whose)).ends_on is None


def test_their_open_invitations_go_with_an_administrator(house):
    _, token = invited(house)
    with as_user(house.second):
        theirs = sitting.begin_sitting(reason="Ada left.", by=house.second)
    leaving.remove(post=house.admin.post, reason="Left.", to=None, sitting=theirs, by=house.second)
    with pytest.raises(inviting.Gone):
        inviting.open_invitation(token)
    house.sitting.refresh_from_db()
    assert house.sitting.ended_at is not None


# -- movers and last days


def test_a_move_closes_what_the_old_post_opened(house):
    old = post_of(house.worker)
    with as_user(house.worker):
        note = Message.objects.create(
            text="Mine.", path="/", at=timezone.now(), audience=access.audience_of([access.person(old)]), author=old
        )
    new = leaving.move(
        post=old, title="Team manager", roles=["supervisor"], ends_on=None, reason="Promoted.", to=None,
        sitting=house.sitting, by=house.admin,
    )  # fmt: skip
    assert post_of(house.worker) == new
    assert again(house.worker).check_password(PASSWORD), "they still sign in"
    with opened(keyring_of(new)):
        assert not Message.objects.readable().filter(pk=note.pk)
        assert not Message.objects.filter(pk=note.pk)
    assert access.supervisors_of(house.agency).pk in keyring_of(new).holders


def test_a_move_gives_no_role_that_takes_two(house):
    with pytest.raises(PermissionDenied, match="takes a second person"):
        leaving.move(
            post=post_of(house.worker), title="Administrator", roles=["administrator"], ends_on=None, reason="Asked.",
            to=None, sitting=house.sitting, by=house.admin,
        )  # fmt: skip


def test_a_last_day_closes_the_post_by_itself_with_a_warning_before(house, client):
    today = timezone.localdate()
    _, token = invited(house, basis="volunteer", ends_on=today + timedelta(days=3))
    post = inviting.accept(token=token, password=PASSWORD, account=None)
    assert leaving.warn_of_last_days(on=today) == 1
    assert leaving.warn_of_last_days(on=today) == 0
    assert [text for text in told(post.user) if text.startswith("The last day of your post")]
    assert set(post.keys.values_list("ends_at", flat=True)) != {None}
    client.force_login(post.user, backend="tessera.access.signed_in.SignedIn")
    assert client.get("/").status_code == 200
    with as_user(post.user):
        task = work.set_task(title="Look", subject="A child", path="/work/", owner=post, by=post.user)
    Post.objects.filter(pk=post.pk).update(ends_on=today)
    Key.objects.filter(post=post).update(ends_at=timezone.now() - timedelta(minutes=1))
    assert client.get("/").status_code == 403, "before the worker came by"
    assert leaving.close_posts_past_their_last_day(on=today) == 1
    assert leaving.close_posts_past_their_last_day(on=today) == 0
    assert client.get("/").status_code == 302
    with as_user(house.supervisor):
        assert Task.objects.readable().get(pk=task.pk).desk.kind == "supervisors"


# -- the review


def test_a_review_begins_by_itself_and_governance_hears_of_a_late_one(house):
    now = timezone.now()
    begun = reviewing.begin_reviews(at=now)
    assert begun == Agency.objects.filter(posts__isnull=False).distinct().count()
    assert reviewing.begin_reviews(at=now) == 0
    review = Review.objects.get(agency=house.agency)
    assert reviewing.tell_overdue(at=review.due_at - timedelta(minutes=1)) == 0
    assert reviewing.tell_overdue(at=review.due_at) == begun
    assert reviewing.tell_overdue(at=review.due_at) == 0
    assert f"Overdue: review of who works at {house.agency}." in told(house.governance)


def test_it_is_finished_when_everybody_is_answered_for_and_the_next_waits_for_the_interval(house):
    now = timezone.now()
    reviewing.begin_reviews(at=now)
    review = Review.objects.get(agency=house.agency)
    mine = {"sitting": house.sitting, "by": house.admin}
    with pytest.raises(PermissionDenied, match="Nobody reviews themselves"):
        reviewing.answer(review=review, post=house.admin.post, what="keep", reason="Me.", **mine)
    with pytest.raises(PermissionDenied, match="Say first what becomes of"):
        reviewing.finish(review=review, **mine)
    for user in (house.second, house.colleague, house.supervisor):
        reviewing.answer(review=review, post=user.post, what="keep", reason="Needed.", **mine)
    reviewing.answer(review=review, post=house.worker.post, what="remove", reason="Left in May.", **mine)
    with pytest.raises(PermissionDenied, match="do that first"):
        reviewing.finish(review=review, **mine)
    removed(house, house.worker)
    reviewing.finish(review=review, **mine)
    assert [text for text in told(house.governance) if "finished the review" in text]
    assert reviewing.begin_reviews(at=now + timedelta(days=60)) == 0
    ClockRule.objects.filter(code=reviewing.EVERY).update(length=1)
    assert reviewing.begin_reviews(at=now + timedelta(days=60)) == 1
