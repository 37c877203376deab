"""An assessment under one number and a case under another, of one child: the team reads it once they are joined.

REQ: assess-honour-forced-marriage
"""

import pytest

from tessera.access import services as access
from tessera.access.keyring import EMPTY, current
from tessera.access.roles import Role
from tessera.assessments import policy as assessing_policy
from tessera.assessments import queries as assessments
from tessera.assessments import services as assessing
from tessera.assessments.models import Assessment
from tessera.audit.models import Entry
from tessera.cases import jobs, services, sharing
from tessera.entities.models import Mention
from tessera.entities.queries import answers_about
from tessera.entities.services import answer_match
from tests.cases.telling import NAME, case_of, told
from tests.cast import agency, as_user, person
from tests.reporting import signed_in


@pytest.fixture
def apart(world):
    """Another report of the child, and an assessment begun on it that only the desk reads, with a block on contact."""
    other = told(world.teacher, world.desk, name="Tegan Hollis of Year 9")
    return other, only_for_the_desk(world, other)


def only_for_the_desk(world, about):
    """An assessment that the desk began alone, in which contact with the family is stopped."""
    with as_user(world.desk):
        readers = [access.person(world.desk.post), access.triage_desk()]
        begun = assessing.begin(child_id=about.child, child_name=NAME, readers=readers, by=world.desk)
        Assessment.objects.filter(pk=begun.pk).update(honour_or_forced_marriage=True)
        return begun


def answered(world, about, child, judgement):
    """The desk says whether the child of this report is that one."""
    with as_user(world.desk):
        mention = Mention.objects.readable().get(report=about.report, position=0)
        before = answers_about(world.desk, mention, child)
        answer_match(
            mention=mention, entity=child, judgement=judgement, note="", by=world.desk, seen=before and before.pk
        )


def same(world, about, child):
    answered(world, about, child, "same")


def is_blocked_for(user, child):
    with as_user(user):
        return not assessing_policy.may_contact_family(user, *assessments.of_child(user, child))


@pytest.mark.parametrize("is_case_moved", [False, True])
def test_the_team_reads_it_after_the_next_run_and_not_before(world, apart, is_case_moved):
    other, begun = apart
    if is_case_moved:
        same(world, world.told, other.child)
    else:
        same(world, other, world.told.child)
    team = (world.cast.holder, world.cast.invited)
    assert [is_blocked_for(one, world.told.child) for one in team] == [False, False]
    assert jobs.share_assessments(0) == 1
    assert [is_blocked_for(one, world.told.child) for one in team] == [True, True]
    assert jobs.share_assessments(0) == 0, "shared twice"
    assert current() == EMPTY
    with as_user(person("governance", Role.GOVERNANCE, at=agency("triage-hub"))):
        about = Entry.objects.filter(subject_id=str(begun.pk)).values_list("kind", "by_name")
        assert about.filter(kind="assessments.moved").count() == 1
        assert list(about.filter(kind="assessments.numbered")) == [("assessments.numbered", "The worker")]
    with as_user(world.cast.outsider):
        assert not Assessment.objects.exists()


def test_what_nobody_joined_stays_where_it_is(world, apart):
    assert sharing.share_where_joined() == 0
    assert not is_blocked_for(world.cast.holder, world.told.child)


def test_a_closed_case_is_given_nothing(world, apart):
    ours = person("ours", Role.SUPERVISOR, at=world.cast.holder.agency)
    with as_user(ours):
        services.close(case=world.case, reason="Their part is done.", by=ours)
    same(world, apart[0], world.told.child)
    assert sharing.share_where_joined() == 0


def test_said_to_be_different_after_all_it_is_no_more_found_there(world, apart):
    other, begun = apart
    same(world, other, world.told.child)
    sharing.share_where_joined()
    answered(world, other, world.told.child, "different")
    assert sharing.share_where_joined() == 0
    assert not is_blocked_for(world.cast.holder, world.told.child)
    with as_user(person("governance", Role.GOVERNANCE, at=agency("triage-hub"))):
        assert Entry.objects.filter(kind="assessments.unnumbered", subject_id=str(begun.pk)).count() == 1


def test_whoever_opens_a_case_for_a_joined_number_shares_it_with_the_team(world):
    """The team sees none of the answers by which the two are one child."""
    child, older = (told(world.teacher, world.desk, name=name) for name in ("Jaydon Pike", "Jay Pike"))
    begun = only_for_the_desk(world, older)
    same(world, older, child.child)
    case_of(child, by=world.desk, key_worker=world.cast.holder, title="Jaydon Pike")
    assert is_blocked_for(world.cast.holder, child.child)
    page = signed_in(world.cast.holder).get(begun.get_absolute_url()).content.decode()
    assert f'href="/children/{child.child}/"' in page
