"""The triage desk knows that a child has an open case, where, and whom to ring: and reads nothing else of it."""

from html import unescape

import pytest
from django.urls import reverse

from tessera.access.roles import Role
from tessera.audit.models import Entry
from tessera.cases import services, sharing
from tessera.cases.models import Case, CaseNotice, CaseReport, TeamMember
from tessera.concerns.models import Concern, Decision
from tessera.entities.models import Mention
from tessera.entities.services import MentionGiven, answer_match
from tessera.information.models import Report
from tessera.work.models import Message
from tests.cases.telling import NAME, case_of, told
from tests.cast import agency, as_user, person
from tests.reporting import signed_in


@pytest.fixture
def team(world):
    """A supervisor opened the case of another child: nobody on the desk reads it."""
    ours = person("ours", Role.SUPERVISOR, Role.SOCIAL_WORKER, Role.TRIAGE_OFFICER, at=world.cast.holder.agency)
    first = told(world.teacher, world.desk, name="Jaydon Pike")
    case = case_of(first, by=ours, key_worker=world.cast.invited, title="Jaydon Pike")
    return first, case


@pytest.fixture
def second(world, team):
    """He is reported again, and the desk says that it is him."""
    first, _ = team
    again = told(world.teacher, world.desk, name="Jaydon Pike")
    with as_user(world.desk):
        mention = Mention.objects.readable().get(report=again.report)
        answer_match(mention=mention, entity=first.child, judgement="same", note="", by=world.desk)
    return again


def page_of(user, concern):
    return signed_in(user).get(concern.get_absolute_url()).content.decode()


def test_the_concern_says_where_and_whom_to_ring_and_nothing_else(world, team, second):
    _, case = team
    page = page_of(world.desk, second.concern)
    assert "You do not read it" in page
    assert f"Key worker: {world.cast.invited.post}" in page
    assert signed_in(world.desk).get(case.get_absolute_url()).status_code == 404
    with as_user(world.desk):
        assert not Case.objects.readable().filter(pk=case.pk).exists()
    with as_user(world.cast.outsider):
        assert not CaseNotice.objects.exists()


def test_so_does_the_childs_page_and_it_offers_no_second_case(world, team, second):
    first, case = team
    page = signed_in(world.desk).get(f"/children/{first.child}/").content.decode()
    assert f"{case.agency}. You do not read it. Key worker: {world.cast.invited.post}" in page
    assert f"Open a case: This child has an open case at {case.agency} already." in page
    assert reverse("cases:open_for", args=[first.child]) not in page


def test_the_desk_gives_a_concern_to_the_team_and_reads_no_more_of_the_case(world, team, second):
    _, case = team
    address = reverse("cases:add_concern", args=[second.concern.pk])
    client = signed_in(world.desk)
    assert "(you do not read this case)" in client.get(address).content.decode()
    with as_user(world.desk):
        concern = Concern.objects.readable().get(pk=second.concern.pk)
        child = Mention.objects.readable().get(report=second.report).entity_id
    given = {"version": concern.version, "case": f"of {child}", "reasons": "The same boy."}
    for _ in range(2):
        assert client.post(address, given).url == concern.get_absolute_url()
    with as_user(world.cast.invited):
        assert CaseReport.objects.readable().filter(case=case, report=second.report).count() == 1
        assert Report.objects.readable().filter(pk=second.report.pk).exists()
        assert (
            Message.objects.readable().filter(path=case.get_absolute_url(), text__contains="added a concern").count()
            == 1
        )
    with as_user(world.desk):
        assert Decision.objects.get(concern=concern).what == Decision.What.ADD_TO_CASE
        assert not Case.objects.readable().filter(pk=case.pk).exists()


@pytest.mark.parametrize("is_after_the_page_was_read", [False, True])
def test_a_case_of_others_that_was_closed_meanwhile_says_so_and_keeps_the_reasons(
    world, team, second, monkeypatch, is_after_the_page_was_read
):
    _, case = team
    address, client = reverse("cases:add_concern", args=[second.concern.pk]), signed_in(world.desk)
    with as_user(world.desk):
        child = Mention.objects.readable().get(report=second.report).entity_id
    given = {"version": second.concern.version, "case": f"of {child}", "reasons": "The same boy."}
    supervisor = person("theirs", Role.SUPERVISOR, at=world.cast.invited.agency)

    def close():
        with as_user(supervisor):
            services.close(case=case, reason="Their part is done.", by=supervisor)

    if is_after_the_page_was_read:
        hand = services.hand_to_team

        def late(**more):
            close()
            return hand(**more)

        monkeypatch.setattr(services, "hand_to_team", late)
    else:
        close()
    reply = client.post(address, given)
    page = unescape(reply.content.decode())
    assert reply.status_code == 200
    assert "This case was closed meanwhile." in page
    assert "The same boy.</textarea>" in page
    assert "on the list" not in page
    with as_user(world.desk):
        assert not Decision.objects.filter(concern=second.concern).exists()


def test_a_case_of_ones_own_that_was_closed_meanwhile_says_by_whom_and_when(world):
    more = told(world.desk, world.desk, narrative="Seen again.", same_as=world.told.child)
    client, place = signed_in(world.desk), reverse("cases:add_concern", args=[more.concern.pk])
    with as_user(world.cast.holder):
        services.close(case=world.case, reason="Safe.", by=world.cast.holder)
    given = {"case": world.case.pk, "reasons": "The same car.", "version": more.concern.version}
    page = unescape(client.post(place, given).content.decode())
    assert f"This case was closed meanwhile, by {world.cast.holder.post} on " in page
    assert "The same car.</textarea>" in page
    assert "You know of no other open case." in page


def test_no_second_case_is_opened_beside_one_that_the_desk_knows_of(world, team, second):
    first, _ = team
    given = {"child": str(first.child), "key_worker": str(world.cast.holder.post.pk), "reason": "Again."}
    reply = signed_in(world.desk).post(reverse("cases:open_from_concern", args=[second.concern.pk]), given)
    assert reply.status_code == 200
    assert "This child has an open case at" in reply.content.decode()
    with as_user(world.desk), pytest.raises(services.OpenElsewhere):
        services.open_from_concern(
            concern=second.concern, child_id=first.child, title="Jaydon Pike", key_worker=world.cast.holder.post,
            reason="Again.", by=world.desk,
        )  # fmt: skip


def test_nor_one_for_somebody_who_may_be_that_child_as_long_as_nobody_has_said(world, team):
    again = told(world.teacher, world.desk, name="Jaydon Pike")
    assert "If this is Jaydon Pike:" in page_of(world.desk, again.concern)
    given = {
        "concern": again.concern, "child_id": again.child, "title": "Jaydon Pike", "by": world.desk,
        "key_worker": world.cast.holder.post, "reason": "He was seen.",
    }  # fmt: skip
    with as_user(world.desk):
        with pytest.raises(services.OpenElsewhere, match="This may be Jaydon Pike"):
            services.open_from_concern(**given)
        mention = Mention.objects.readable().get(report=again.report)
        answer_match(mention=mention, entity=team[0].child, judgement="different", note="", by=world.desk)
        assert services.open_from_concern(**given).child_id == again.child


def test_of_two_who_may_be_that_child_each_says_so(world, team):
    brother = MentionGiven("person", "child", "Jaydn Pike")
    again = told(world.teacher, world.desk, brother, name="Jaydon Pike")
    assert page_of(world.desk, again.concern).count("If this is Jaydon Pike:") == 2


def test_the_notice_follows_the_case(world, team):
    _, case = team
    invited, holder = world.cast.invited, world.cast.holder

    def notice():
        with as_user(world.desk):
            return CaseNotice.objects.get(case=case)

    with as_user(invited):
        member = TeamMember.objects.readable().get(case=case)
        services.put_on_team(case=case, post=holder.post, part=TeamMember.Part.KEY_WORKER, by=invited)
        services.take_off_team(member=member, reason="They moved.", by=invited)
    assert notice().key_worker == holder.post
    supervisor = person("theirs", Role.SUPERVISOR, at=invited.agency)
    with as_user(supervisor):
        services.close(case=case, reason="Their part is done.", by=supervisor)
    assert not notice().is_open
    with as_user(supervisor):
        services.reopen(case=case, reason="Again.", key_worker=invited.post, by=supervisor)
    assert notice().is_open
    sharing.share_where_joined()  # nothing changed since: nothing is written
    with as_user(person("governance", Role.GOVERNANCE, at=agency("triage-hub"))):
        told_desk = Entry.objects.filter(kind="cases.desk_told", subject_id=str(case.pk))
        stands = list(told_desk.order_by("seq").values_list("detail__stands", flat=True))
    assert stands == ["open", "open", "closed", "open"], "opened, handed on, closed, taken up again"


def test_a_case_from_before_is_made_known_by_the_worker(world, team):
    _, case = team
    with as_user(world.desk):
        CaseNotice.objects.filter(case=case).delete()
    sharing.share_where_joined()
    with as_user(world.desk):
        assert CaseNotice.objects.get(case=case).key_worker == world.cast.invited.post


def test_a_concern_that_does_not_name_the_child_of_the_case_is_asked_about(world):
    other = told(world.teacher, world.desk, name="Zebedee Marsh")
    address, client = reverse("cases:add_concern", args=[other.concern.pk]), signed_in(world.desk)
    given = {"version": other.concern.version, "case": str(world.case.pk), "reasons": "His brother."}
    assert f"This concern names nobody who is {NAME}" in client.post(address, given).content.decode()
    with as_user(world.cast.holder):
        assert not Report.objects.readable().filter(pk=other.report.pk).exists()
    assert client.post(address, given | {"not_named": "Not named in the concern"}).url == world.case.get_absolute_url()
    with as_user(world.cast.holder):
        assert Report.objects.readable().filter(pk=other.report.pk).exists()
    assert "Not named in the concern" in page_of(world.desk, other.concern)
