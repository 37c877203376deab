"""May I? One row for each condition."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tessera.access import services as access
from tessera.access.roles import Role
from tessera.assessments import policy, queries, services
from tessera.assessments.instrument import suggestion_of
from tessera.assessments.terms import LISTS, Part
from tessera.reference.models import ExploitationModel
from tests.assessments.conftest import complete, decide, given, save_about, save_list, settle
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


def answer_about(assessment, by):
    save_about(assessment, by=by, age_stated=14)


def leave_half(assessment, by):
    save_about(assessment, by=by, age_stated=14, left=["sexual_activity"])


def find_none(assessment, by):
    version = queries.answers_for(by, assessment).version(Part.ACTUAL)
    save_list(assessment, Part.ACTUAL, state="not_known", by=by)
    assert queries.answers_for(by, assessment).version(Part.ACTUAL) == version + 1


def hear_child(assessment, by):
    version = queries.answers_for(by, assessment).version(Part.CHILD)
    services.save_child(assessment=assessment, version=version, childs_view="To be asked first.", by=by)


def see_model(assessment, by):
    model, today = ExploitationModel.objects.first(), timezone.localdate()
    services.add_model(assessment=assessment, model=model, from_on=today, until_on=None, note="", by=by)


def ask(assessment, by):
    services.ask_agency(assessment=assessment, agency=by.agency, asked_on=timezone.localdate(), by=by)


def find(assessment, by):
    typed = {"tool": "AssetPlus", "found_by": "YOT", "found_on": timezone.localdate(), "finding": "Missing."}
    services.import_finding(assessment=assessment, by=by, **typed)


def put_in_cycle(assessment, by):
    services.set_category(assessment=assessment, version=0, category="nwg-1", signals=[], reason="Early.", by=by)


WRITES = [
    tick, write_told, step_up, answer_about, leave_half, find_none, hear_child, see_model, ask, find, put_in_cycle,
]  # fmt: skip


@pytest.mark.parametrize("wrote", WRITES)
def test_whoever_wrote_in_it_is_not_the_second_person(assessment, cast, wrote):
    """REQ: assess-share-thinking"""
    with as_user(cast.holder) as me:
        complete(assessment, by=me)
    with as_user(cast.invited) as supervisor:
        wrote(assessment, supervisor)
    with as_user(cast.holder) as me:
        settle(assessment, by=me)
        decided = decide(assessment, "high", by=me)
    assert "another supervisor" in policy.may_sign_off(cast.invited, held(cast, decided)).reason
    with as_user(cast.invited) as supervisor:
        assert not queries.assessments_to_sign_off(supervisor).exists()
        with pytest.raises(PermissionDenied, match="You wrote something in this, so another supervisor"):
            services.sign_off(assessment=decided, comment="Mine is fine.", by=supervisor)


def test_whoever_decided_before_it_was_sent_back_checks_no_later_decision(assessment, cast):
    third = person("third", Role.SUPERVISOR, at=cast.holder.agency)
    with as_user(cast.holder) as me:
        complete(assessment, by=me)
        services.share(assessment=assessment, readers=[access.person(third.post)], by=me)
    with as_user(cast.invited) as decider:
        decide(assessment, by=decider)
    with as_user(third):
        services.send_back(assessment=assessment, comment="Ask the school.", by=third)
    with as_user(cast.holder) as me:
        decided = decide(assessment, by=me)
    assert "another supervisor" in policy.may_sign_off(cast.invited, held(cast, decided)).reason
    with as_user(cast.invited) as decider:
        assert not queries.assessments_to_sign_off(decider).exists()
    with as_user(third):
        assert queries.assessments_to_sign_off(third).exists()


def test_whoever_wrote_a_part_wrote_it_though_another_saved_over_it(assessment, cast):
    with as_user(cast.invited) as supervisor:
        complete(assessment, by=supervisor)
    with as_user(cast.holder) as me:
        save_about(assessment, by=me, age_stated=15)
        for part in LISTS:
            save_list(assessment, part, state="not_known", by=me)
        version = queries.answers_for(me, assessment).version(Part.CHILD)
        services.save_child(assessment=assessment, version=version, childs_view="Asked again.", by=me)
        decided = decide(assessment, by=me)
    assert "another supervisor" in policy.may_sign_off(cast.invited, held(cast, decided)).reason
    with as_user(cast.invited) as supervisor:
        assert not queries.assessments_to_sign_off(supervisor).exists()


def test_answers_of_an_earlier_assessment_are_not_written_in_this_one(assessment, child, cast):
    """The first is the supervisor's; the second confirms what came along, and is somebody else's."""
    with as_user(cast.invited) as supervisor:
        complete(assessment, by=supervisor)
        tick(assessment, supervisor)
        decide(assessment, by=supervisor)
    with as_user(cast.holder) as me:
        later = services.start(child_id=child.pk, child_name=child.name, audience=assessment.audience, by=me)
        save_list(later, Part.SUSPECTED, given("sus-hotspot", "Theirs."), by=me)
        for part in (Part.ACTUAL, Part.VULNERABILITY):
            save_list(later, part, state="answered", by=me)
        settle(later, by=me)
        decided = decide(later, by=me)
    with as_user(cast.invited) as supervisor:
        assert decided in queries.assessments_to_sign_off(supervisor)
        assert services.sign_off(assessment=decided, comment="Agreed.", by=supervisor).signed_off_at


@pytest.mark.parametrize("wrote", [write_told, ask])
def test_a_record_of_what_happened_after_the_decision_is_no_thinking(assessment, cast, wrote):
    with as_user(cast.holder) as me:
        complete(assessment, by=me)
        decided = decide(assessment, by=me)
    with as_user(cast.invited) as supervisor:
        wrote(assessment, supervisor)
        assert queries.assessments_to_sign_off(supervisor).exists()
        assert services.sign_off(assessment=decided, comment="Agreed.", by=supervisor).signed_off_at


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
