"""May I? One row for each condition."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tessera.access.roles import Role
from tessera.assessments import policy, queries, services
from tessera.assessments.instrument import suggestion_of
from tessera.assessments.terms import Part
from tests.assessments.conftest import complete, decide, given, save_about, save_list
from tests.cast import as_user, person


@pytest.fixture
def teacher(cast):
    return person("teacher", Role.REPORTER, at=cast.holder.agency)


def held(cast, assessment):
    """What stands in it now."""
    with as_user(cast.holder) as me:
        return queries.answers_for(me, queries.assessments_for(me).get(pk=assessment.pk))


def tick(assessment, by):
    save_list(assessment, Part.SUSPECTED, given("sus-hotspot", "Theirs."), by=by)


def write_told(assessment, by):
    services.tell(assessment=assessment, whom="police", person="Desk", told_at=timezone.now(), by=by)


def step_up(assessment, by):
    services.step_up(assessment=assessment, version=0, elevates=True, reason="Nobody is at home.", by=by)


@pytest.mark.parametrize("wrote", [tick, write_told, step_up])
def test_whoever_wrote_in_it_is_not_the_second_person(assessment, cast, wrote):
    """REQ: assess-share-thinking"""
    with as_user(cast.holder) as me:
        complete(assessment, by=me)
    with as_user(cast.invited) as supervisor:
        wrote(assessment, supervisor)
    with as_user(cast.holder) as me:
        decided = decide(assessment, "high", by=me)
    assert "another supervisor" in policy.may_sign_off(cast.invited, held(cast, decided)).reason
    with as_user(cast.invited) as supervisor:
        assert not queries.assessments_to_sign_off(supervisor).exists()
        with pytest.raises(PermissionDenied, match="You ticked, told or judged something in this"):
            services.sign_off(assessment=decided, comment="Mine is fine.", by=supervisor)


def test_only_those_who_assess_start_write_and_add(assessment, cast, teacher):
    for may in (policy.may_edit, policy.may_add):
        assert may(cast.holder, assessment)
        assert "does not include assessing" in may(teacher, assessment).reason
    assert policy.may_start(cast.holder)
    assert not policy.may_start(teacher)


def test_sign_off_row_by_row(assessment, cast, teacher):
    worker = person("worker", Role.SOCIAL_WORKER, at=cast.invited.agency)
    assert "A supervisor signs off" in policy.may_sign_off(worker, held(cast, assessment)).reason
    assert "not decided yet" in policy.may_sign_off(cast.invited, held(cast, assessment)).reason
    with as_user(cast.holder) as me:
        complete(assessment, by=me)
        decided = decide(assessment, by=me)
    assert policy.may_sign_off(cast.invited, held(cast, decided))
    assert "another supervisor" in policy.may_sign_off(cast.holder, held(cast, decided)).reason
    assert "is decided" in policy.may_edit(cast.holder, decided).reason
    assert policy.may_add(cast.holder, decided)
    with as_user(cast.invited) as supervisor:
        signed = services.sign_off(assessment=decided, comment="Agreed.", by=supervisor)
    assert "already signed off" in policy.may_sign_off(cast.invited, held(cast, signed)).reason
    assert "signed off" in policy.may_add(cast.holder, signed).reason


def test_whoever_decided_does_not_sign_off_even_when_another_assessed(assessment, cast):
    with as_user(cast.holder) as me:
        complete(assessment, by=me)
    with as_user(cast.invited) as invited:
        decided = decide(assessment, by=invited)
        assert "another supervisor" in policy.may_sign_off(invited, queries.answers_for(invited, decided)).reason


@pytest.mark.parametrize("opened_by", ["answer", "tick"])
def test_no_family_contact_until_specialist_advice_is_written(assessment, me, opened_by):
    """REQ assess-honour-forced-marriage."""
    assert policy.may_contact_family(me, queries.assessments_for(me).get())
    if opened_by == "tick":
        save_list(assessment, Part.VULNERABILITY, given("vul-forced-marriage-hbv"), by=me)
    else:
        save_about(assessment, by=me, honour_or_forced_marriage=True)
    held = queries.assessments_for(me).get()
    assert "Take specialist advice first" in policy.may_contact_family(me, held).reason
    save_about(assessment, by=me, honour_or_forced_marriage=True, specialist_advice="Forced Marriage Unit, Monday.")
    assert policy.may_contact_family(me, queries.assessments_for(me).get())


def test_a_no_about_honour_blocks_nothing(assessment, me):
    save_about(assessment, by=me, honour_or_forced_marriage=False)
    assert policy.may_contact_family(me, queries.assessments_for(me).get())


def test_decide_says_whom_to_tell(assessment, me):
    complete(assessment, by=me)
    save_about(assessment, by=me, current_significant_harm=True)
    held = queries.answers_for(me, queries.assessments_for(me).get())
    answer = policy.may_decide(me, held, suggestion_of(held, on=timezone.localdate()))
    assert (
        answer.reason
        == "First tell those who must be told at once (Children's social care) and write whom you told and when."
    )
