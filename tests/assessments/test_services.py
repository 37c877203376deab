"""Starting, saving, telling, deciding and signing off."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tessera.access import services as access
from tessera.access.roles import Role
from tessera.assessments import policy, queries, services
from tessera.assessments.answering import TickGiven
from tessera.assessments.before import as_it_stood
from tessera.assessments.instrument import facts_of, suggestion_of
from tessera.assessments.models import AgencyAsked, Assessment, PartAnswer, Tick, Told
from tessera.assessments.moves import moves_between
from tessera.assessments.reading import reading_of
from tessera.assessments.terms import Part
from tessera.assessments.timeline import timeline_of
from tessera.audit.models import Entry
from tessera.reference.models import ExploitationModel, Indicator
from tessera.work import queries as work
from tessera.work.models import Task
from tessera.work.services import due_under, set_task
from tests.assessments.conftest import complete, decide, given, save_about, save_list, settle
from tests.cast import as_user, person
from tests.reporting import signed_in

STATE = PartAnswer.State


def answers(user, assessment):
    return queries.answers_for(user, queries.assessments_for(user).get(pk=assessment.pk))


def tell_both(assessment, by, at=None):
    for whom in Told.Whom:
        services.tell(assessment=assessment, whom=whom, person="Duty desk", told_at=at or timezone.now(), by=by)


def test_start_twice_is_one(assessment, child, me):
    again = services.start(child_id=child.pk, child_name=child.name, audience=child.audience, by=me)
    assert again.pk == assessment.pk
    assert Assessment.objects.count() == 1


def test_start_needs_the_permission(cast, child):
    teacher = person("teacher", Role.REPORTER, at=cast.holder.agency)
    with as_user(teacher), pytest.raises(PermissionDenied, match="does not include assessing"):
        services.start(child_id=child.pk, child_name=child.name, audience=child.audience, by=teacher)


def test_a_list_is_saved_with_its_notes_and_an_unticked_sign_keeps_its_note(assessment, me):
    save_list(
        assessment,
        Part.SUSPECTED,
        given("sus-new-phone", "Bought by nobody she names."),
        given("sus-hotspot"),
        by=me,
    )
    save_list(assessment, Part.SUSPECTED, given("sus-hotspot"), by=me)
    assert [tick.indicator.code for tick in answers(me, assessment).ticks] == ["sus-hotspot"]
    gone = Tick.objects.get(indicator__code="sus-new-phone")
    assert (gone.is_ticked, gone.note) == (False, "Bought by nobody she names.")


def test_a_sign_ticked_again_is_the_same_row(assessment, me):
    for ticks in ([given("sus-hotspot", "Once")], [], [given("sus-hotspot", "Twice")]):
        save_list(assessment, Part.SUSPECTED, *ticks, by=me)
    assert Tick.objects.get().note == "Twice"


def test_the_second_of_two_writers_is_told(assessment, cast):
    with as_user(cast.invited) as invited:
        save_list(assessment, Part.ACTUAL, given("act-exchange", "Theirs"), by=invited)
    with as_user(cast.holder) as holder, pytest.raises(services.Stale):
        services.save_list(assessment=assessment, part=Part.ACTUAL, version=0, state="answered", ticks=[], by=holder)
    with as_user(cast.holder) as holder:
        assert [tick.note for tick in answers(holder, assessment).ticks] == ["Theirs"]


def test_two_parts_at_once_is_no_quarrel(assessment, cast):
    with as_user(cast.invited) as invited:
        save_list(assessment, Part.ACTUAL, given("act-exchange"), by=invited)
    with as_user(cast.holder) as holder:
        services.save_list(assessment=assessment, part=Part.SUSPECTED, version=0, state="answered", ticks=[], by=holder)
        assert answers(holder, assessment).state(Part.SUSPECTED) == STATE.ANSWERED


def test_the_same_press_twice_is_one_save(assessment, me):
    given_to = {
        Part.SUSPECTED: given("sus-hotspot", "By the station"),
        Part.VULNERABILITY: TickGiven(None, "Added"),
    }
    for part, tick in [*given_to.items()] * 2:
        services.save_list(assessment=assessment, part=part, version=0, state="", ticks=[tick], by=me)
    held = answers(me, assessment)
    assert (held.version(Part.SUSPECTED), held.version(Part.VULNERABILITY), len(held.ticks)) == (1, 1, 2)
    for _ in range(2):
        services.ask_agency(assessment=assessment, agency=me.agency, asked_on=timezone.localdate(), by=me)
        services.tell(assessment=assessment, whom="police", person="Desk", told_at=assessment.started_at, by=me)
    assert (AgencyAsked.objects.count(), Told.objects.count()) == (1, 1)


def test_immediate_action_comes_before_the_decision(assessment, me):
    """REQ assess-actual-first."""
    complete(assessment, by=me)
    save_list(assessment, Part.ACTUAL, given("act-exchange", "Told her key worker."), by=me)
    with pytest.raises(PermissionDenied, match=r"First tell .*Police and Children's social care"):
        decide(assessment, "high", by=me)
    tell_both(assessment, me)
    assert decide(assessment, "high", by=me).level == "high"


def told_an_hour_ago(assessment, by):
    """As if all until now had been written and told an hour ago."""
    an_hour_ago = timezone.now() - timedelta(hours=1)
    tell_both(assessment, by, an_hour_ago)
    written = queries.assessments_for(by).get(pk=assessment.pk).written_since
    Assessment.objects.update(written_since=dict.fromkeys(written, an_hour_ago.isoformat()))


def test_each_new_sign_is_told_and_a_note_written_later_is_no_new_sign(assessment, me):
    """REQ: assess-actual-first"""
    complete(assessment, by=me)
    save_about(assessment, by=me, age_stated=15)
    save_list(assessment, Part.ACTUAL, given("act-exchange"), by=me)
    told_an_hour_ago(assessment, me)
    save_list(assessment, Part.ACTUAL, given("act-exchange", "Told her key worker."), by=me)
    save_about(assessment, by=me, age_stated=15, frequent_missing=True)
    assert suggestion_of(answers(me, assessment), on=timezone.localdate()).untold == []
    save_about(assessment, by=me, age_stated=15, current_significant_harm=True)
    assert suggestion_of(answers(me, assessment), on=timezone.localdate()).untold == [Told.Whom.SOCIAL_CARE]
    save_list(assessment, Part.ACTUAL, given("act-exchange"), given("act-sold"), by=me)
    with pytest.raises(
        PermissionDenied, match=r"First tell .*Police and Children's social care|social care and Police"
    ):
        decide(assessment, "high", by=me)
    tell_both(assessment, me)
    assert decide(assessment, "high", by=me).level == "high"


def test_a_suspected_only_assessment_is_sent_however_thin(assessment, me):
    complete(assessment, by=me)
    save_list(assessment, Part.SUSPECTED, given("sus-hotspot"), by=me)
    assert decide(assessment, by=me).status == Assessment.Status.DECIDED


def test_no_decision_before_each_part_is_settled(assessment, me):
    with pytest.raises(
        PermissionDenied,
        match=r"Answer each part, or mark it not known. .* Still open: About the child; Signs of actual",
    ):
        decide(assessment, by=me)


@pytest.mark.parametrize(
    ("level", "reason", "goes"),
    [
        ("standard", "", False),
        ("standard", " \n", False),
        ("standard", "He has moved away.", True),
        ("medium", "", True),
        ("high", "", True),
    ],
)
def test_the_professional_raises_freely_and_lowers_with_a_reason(assessment, me, level, reason, goes):
    """REQ trust-human-decides: the rule's suggestion and the decision are both kept."""
    complete(assessment, by=me)
    save_about(assessment, by=me, involved_with_suspected_exploiter=True)
    if not goes:
        with pytest.raises(PermissionDenied, match="lower than the Medium"):
            decide(assessment, level, reason=reason, by=me)
        return
    decided = decide(assessment, level, reason=reason, by=me)
    assert (decided.level, decided.suggestion["level"], decided.decided_by) == (level, "medium", me.post)


@pytest.mark.parametrize("is_signed", [True, False])
def test_a_level_lower_than_the_last_one_signed_off_needs_a_reason(assessment, child, cast, is_signed):
    """REQ: trust-human-decides. A level that nobody signed holds nobody to it."""
    with as_user(cast.holder) as me:
        complete(assessment, by=me)
        decide(assessment, "medium", reason="I know him.", by=me)
    if is_signed:
        with as_user(cast.invited) as supervisor:
            services.sign_off(assessment=assessment, comment="Agreed.", by=supervisor)
    with as_user(cast.holder) as me:
        later = services.start(child_id=child.pk, child_name=child.name, audience=assessment.audience, by=me)
        complete(later, by=me)
        if is_signed:
            with pytest.raises(PermissionDenied, match=r"signed off was Medium\. Write why it is lower"):
                decide(later, "standard", by=me)
        reason = "He is in prison." if is_signed else ""
        assert decide(later, "standard", reason=reason, by=me).level == "standard"


def test_a_decided_assessment_is_not_changed_but_still_told_and_answered(assessment, cast, me):
    complete(assessment, by=me)
    asked = services.ask_agency(assessment=assessment, agency=cast.invited.agency, asked_on=timezone.localdate(), by=me)
    decide(assessment, by=me)
    with pytest.raises(PermissionDenied, match="is decided"):
        save_list(assessment, Part.ACTUAL, given("act-exchange"), by=me)
    services.record_answer(asked=asked, answered_on=timezone.localdate(), answered_by="Nurse", answer="Nothing", by=me)
    tell_both(assessment, me)
    assert AgencyAsked.objects.get().answer == "Nothing"


def test_what_happened_is_still_written_after_the_sign_off(assessment, cast, me):
    today = timezone.localdate()
    complete(assessment, by=me)
    asked = services.ask_agency(assessment=assessment, agency=cast.invited.agency, asked_on=today, by=me)
    model = ExploitationModel.objects.first()
    seen = services.add_model(assessment=assessment, model=model, from_on=today, until_on=None, note="", by=me)
    decide(assessment, by=me)
    with as_user(cast.invited) as supervisor:
        services.sign_off(assessment=assessment, comment="Agreed.", by=supervisor)
    with as_user(cast.holder) as holder:
        services.record_answer(asked=asked, answered_on=today, answered_by="Nurse", answer="Two visits", by=holder)
        services.end_model(seen=seen, until_on=today, by=holder)
        held = answers(holder, assessment)
        assert (held.agencies[0].answer, held.models[0].until_on) == ("Two visits", today)
    governance = person("governance", Role.GOVERNANCE, at=cast.holder.agency)
    with as_user(governance):
        kinds = ["assessments.agency_answered", "assessments.model_ended"]
        assert Entry.objects.filter(kind__in=kinds, subject_id=str(assessment.pk)).count() == 2


def test_an_agencys_answer_is_not_written_over(assessment, cast, me):
    today = timezone.localdate()
    asked = services.ask_agency(assessment=assessment, agency=cast.invited.agency, asked_on=today, by=me)
    said = {"asked": asked, "answered_on": today, "answered_by": "Nurse", "by": me}
    services.record_answer(answer="Nothing", **said)
    services.record_answer(answer="Nothing", **said)
    with pytest.raises(services.Stale):
        services.record_answer(answer="Something", **said)
    assert AgencyAsked.objects.get().answer == "Nothing"


def test_the_clock_to_assess_stops_when_the_level_is_decided(assessment, cast, me):
    asked = set_task(
        title="Assess this child", subject="Robin", path=assessment.get_absolute_url(), rule=services.ASSESS_RULE,
        owner=me.post, by=me,
    )  # fmt: skip
    complete(assessment, by=me)
    assert Task.objects.get(pk=asked.pk).done_at is None
    decide(assessment, by=me)
    assert Task.objects.get(pk=asked.pk).outcome == "Decided."


def test_a_second_person_signs_off_and_the_task_is_finished(assessment, cast, me):
    """REQ assess-share-thinking."""
    complete(assessment, by=me)
    decide(assessment, by=me)
    task = Task.objects.get(rule="sign-off")
    assert (task.desk, task.due_at is not None) == (access.supervisors_of(me.agency), True)
    with pytest.raises(PermissionDenied, match="another supervisor"):
        services.sign_off(assessment=assessment, comment="Fine.", by=me)
    with as_user(cast.invited) as supervisor:
        for _ in range(2):
            services.sign_off(assessment=assessment, comment="What about the blue car?", by=supervisor)
        held = queries.assessments_for(supervisor).get()
        assert (held.status, held.signed_off_by) == (Assessment.Status.SIGNED_OFF, supervisor.post)
        assert Task.objects.get(rule="sign-off").done_by == supervisor.post


def test_a_second_person_sends_it_back_and_nothing_is_lost(assessment, cast, me):
    """REQ assess-share-thinking."""
    complete(assessment, by=me)
    with_it = {"next_conversation": "With her coach.", "need_without_service": "Nowhere safe to meet."}
    decide(assessment, "medium", by=me, reason="The car.", **with_it)
    with pytest.raises(PermissionDenied, match="another supervisor"):
        services.send_back(assessment=assessment, comment="Mine.", by=me)
    with as_user(cast.invited) as supervisor:
        for _ in range(2):
            services.send_back(assessment=assessment, comment="Ask the school first.", by=supervisor)
        held = queries.assessments_for(supervisor).get()
        assert (held.status, held.level, held.decided_by) == (Assessment.Status.DRAFT, "", None)
        (back,) = held.times_sent_back
        assert (back.comment, back.by, back.level) == ("Ask the school first.", str(supervisor.post), "medium")
        assert (back.reason, back.decided_by) == ("The car.", str(cast.holder.post))
        kept = {"next_conversation": back.next_conversation, "need_without_service": back.need_without_service}
        assert (kept, back.suggested) == (with_it, "standard")
        assert Task.objects.get(rule="sign-off").outcome == "Sent back."
        assert "Assessment sent back to its assessor" in [item["what"] for item in timeline_of([held])]
        for check in (services.send_back, services.sign_off):
            with pytest.raises(services.Stale):
                check(assessment=assessment, comment="Again.", by=supervisor)
    with as_user(cast.holder) as assessor:
        (task,) = work.open_tasks_for(assessor)
        assert (task.title, task.path) == ("Look again at this assessment", f"{assessment.get_absolute_url()}result/")
        decide(assessment, "high", by=assessor)
        assert not work.open_tasks_for(assessor).filter(path=task.path).exists()
        assert queries.assessments_for(assessor).get().times_sent_back[0].level == "medium"
    governance = person("governance", Role.GOVERNANCE, at=cast.holder.agency)
    with as_user(governance):
        assert Entry.objects.filter(kind="assessments.sent_back").count() == 1


def test_a_second_look_keeps_the_clock_to_assess(assessment, cast):
    """Sent back once and again, it is due when the child was to be assessed by."""
    due, also = timezone.now() + timedelta(days=20), [access.supervisors_of(cast.holder.agency)]
    with as_user(cast.holder) as me:
        for days in (9, 0):  # asked for twice: the first promise holds
            set_task(
                title="Assess this child", subject="Robin", path=assessment.get_absolute_url(), owner=me.post, by=me,
                rule=services.ASSESS_RULE, due_at=due + timedelta(days=days), also=[*also, access.triage_desk()],
            )  # fmt: skip
        complete(assessment, by=me)
        decide(assessment, by=me)
    supervisor = person("second", Role.SUPERVISOR, at=cast.holder.agency)
    for comment in ("Ask the school.", "Ask the coach."):
        with as_user(supervisor):
            services.send_back(assessment=assessment, comment=comment, by=supervisor)
        with as_user(cast.holder) as me:
            (task,) = work.open_tasks_for(me)
            assert (task.title, task.due_at) == ("Look again at this assessment", due)
            assert task.warn_at < due
            decide(assessment, by=me, reason=comment)
            assert not work.open_tasks_for(me).filter(path=task.path).exists()


def test_a_second_look_at_what_nobody_asked_for_counts_from_the_start(assessment, cast):
    with as_user(cast.holder) as me:
        begun = timezone.now() - timedelta(days=40)
        Assessment.objects.readable().filter(pk=assessment.pk).update(started_at=begun)
        complete(assessment, by=me)
        decide(assessment, by=me)
    with as_user(cast.invited) as supervisor:
        services.send_back(assessment=assessment, comment="Ask the school.", by=supervisor)
    with as_user(cast.holder) as me:
        (task,) = work.open_tasks_for(me)
        assert task.due_at == due_under(services.ASSESS_RULE, start=begun)[1]


def test_a_step_up_has_a_name_and_a_reason(assessment, me):
    """REQ assess-step-up."""
    with pytest.raises(ValueError, match="needs a reason"):
        services.step_up(assessment=assessment, version=0, elevates=True, reason=" ", by=me)
    services.step_up(assessment=assessment, version=0, elevates=True, reason="Nobody at home.", by=me)
    held = queries.assessments_for(me).get()
    assert (held.step_up_by, held.step_up_reason) == (me.post, "Nobody at home.")
    with pytest.raises(services.Stale):
        services.step_up(assessment=assessment, version=0, elevates=False, reason="", by=me)


def test_at_high_a_step_up_opens_the_immediate_action(assessment, me):
    """REQ assess-step-up."""
    complete(assessment, by=me)
    save_about(assessment, by=me, associates_with_known_exploiter=True)
    services.step_up(assessment=assessment, version=0, elevates=True, reason="Nobody at home.", by=me)
    with pytest.raises(PermissionDenied, match="First tell"):
        decide(assessment, "high", by=me)


def test_the_category_is_recorded_beside_the_level_and_never_becomes_one(assessment, me):
    complete(assessment, by=me)
    services.set_category(
        assessment=assessment,
        version=0,
        category="nwg-3",
        signals=["sus-known-exploiter"],
        reason="Seen.",
        by=me,
    )
    decided = decide(assessment, by=me)
    assert (decided.level, decided.nwg_category, decided.nwg_signals) == (
        "standard",
        "nwg-3",
        ["sus-known-exploiter"],
    )


def test_several_models_with_dates(assessment, me):
    """REQ assess-several-models."""
    today = timezone.localdate()
    for model in ExploitationModel.objects.all()[:2]:
        seen = services.add_model(assessment=assessment, model=model, from_on=today, until_on=None, note="", by=me)
    services.end_model(seen=seen, until_on=today, by=me)
    services.end_model(seen=seen, until_on=today, by=me)
    assert [one.until_on for one in answers(me, assessment).models] == [None, today]
    with pytest.raises(services.Stale):
        services.end_model(seen=seen, until_on=today + timedelta(days=1), by=me)


def signed_off(assessment, cast):
    with as_user(cast.holder) as me:
        complete(assessment, by=me)
        ticks = [given("sus-hotspot", "By the station"), given("sus-new-phone", "Nobody knows")]
        save_list(assessment, Part.SUSPECTED, *ticks, by=me)
        save_list(assessment, Part.VULNERABILITY, TickGiven(None, "Cares for a brother", "Nightly"), by=me)
        save_about(assessment, by=me, age_stated=14, immediate_danger=False, involved_with_suspected_exploiter=True)
        decide(assessment, "medium", by=me)


def test_a_new_assessment_starts_from_the_last_and_asks_to_confirm(assessment, cast, child):
    """REQ assess-no-repeats, assess-movement."""
    signed_off(assessment, cast)
    with as_user(cast.invited) as invited:
        audience = access.widened(assessment.audience)
        new = services.start(child_id=child.pk, child_name=child.name, audience=audience, by=invited)
        held = answers(invited, new)
        assert (held.assessment.age_stated, held.assessment.immediate_danger) == (14, None), (
            "what is about now is asked afresh"
        )
        assert held.state(Part.SUSPECTED) == held.state(Part.ABOUT) == STATE.CARRIED
        assert {(tick.label, tick.note, tick.is_confirmed) for tick in held.ticks} == {
            (given("sus-hotspot").label, "By the station", False),
            (given("sus-new-phone").label, "Nobody knows", False),
            ("Cares for a brother", "Nightly", False),
        }
        assert {tick.carried_from.author for tick in held.ticks} == {cast.holder.post}
        assert policy.may_decide(invited, held, None).reason.startswith("Answer each part, or mark it not known.")
        save_list(new, Part.SUSPECTED, given("sus-hotspot", "By the station"), by=invited)
        save_list(new, Part.ACTUAL, state="answered", by=invited)
        unlisted = next(tick for tick in held.ticks if not tick.indicator)
        save_list(
            new,
            Part.VULNERABILITY,
            TickGiven(None, unlisted.label, unlisted.note, {}, unlisted.pk),
            by=invited,
        )
        save_about(new, by=invited, age_stated=14, immediate_danger=False)
        assert policy.may_decide(invited, answers(invited, new), None).reason.endswith("open: What the child thinks.")
        settle(new, by=invited)
        decide(new, by=invited)
        last = as_it_stood(invited, queries.assessments_for(invited).get(pk=new.pk), [], on=timezone.localdate())
        now = reading_of(answers(invited, new), on=timezone.localdate())
        moves = {(move.what, move.before, move.after) for move in moves_between(last.reading, now, labels={})}
        assert moves == {
            ("Exploitation level", "Medium", "Standard"),
            ("Level the rule suggested", "Medium", "Standard"),
            ("Someone suspected of exploitation is involved", "Yes", "Not known"),
            (given("sus-new-phone").label, "Ticked", "Not ticked"),
        }


def test_a_colleague_starts_from_one_that_was_sent_back_too(assessment, cast, child):
    """REQ assess-no-repeats. The child is not asked again because a supervisor had a question."""
    with as_user(cast.holder) as me:
        complete(assessment, by=me)
        decide(assessment, by=me)
    with as_user(cast.invited) as by:
        services.send_back(assessment=assessment, comment="Ask the school.", by=by)
        begun = services.start(child_id=child.pk, child_name=child.name, audience=assessment.audience, by=by)
    assert begun.previous_id == assessment.pk


def test_a_carried_answer_counts_for_nothing_until_it_is_confirmed(assessment, cast, child):
    signed_off(assessment, cast)
    with as_user(cast.holder) as me:
        new = services.start(child_id=child.pk, child_name=child.name, audience=assessment.audience, by=me)
        held = answers(me, new)
        facts = facts_of(held, on=timezone.localdate())
        assert (facts.age, facts.suspected_indicators, facts.involved_with_suspected_exploiter) == (
            None,
            None,
            None,
        )


def test_a_sign_that_was_retired_since_still_comes_along(assessment, cast, child):
    signed_off(assessment, cast)
    yesterday = timezone.localdate() - timedelta(days=1)
    Indicator.objects.filter(code="sus-hotspot").update(valid_to=yesterday)
    with as_user(cast.holder) as me:
        new = services.start(child_id=child.pk, child_name=child.name, audience=assessment.audience, by=me)
        held = answers(me, new)
        rows = {row.code for row in queries.indicators(Part.SUSPECTED, held)}
        assert "sus-hotspot" in rows


def test_moving_an_assessment_takes_all_that_hangs_from_it(assessment, cast, me):
    save_list(assessment, Part.SUSPECTED, given("sus-hotspot"), by=me)
    services.move(
        assessment=assessment,
        audience=access.widened(assessment.audience, access.person(cast.outsider.post)),
        by=me,
    )
    with as_user(cast.outsider) as outsider:
        assert len(answers(outsider, assessment).ticks) == 1


def test_every_write_leaves_its_event(assessment, cast, db):
    governance = person("governance", Role.GOVERNANCE, at=cast.holder.agency)
    signed_off(assessment, cast)
    with as_user(governance):
        kinds = set(Entry.objects.filter(subject_id=str(assessment.pk)).values_list("kind", flat=True))
    assert {"assessments.started", "assessments.part_saved", "assessments.decided"} <= kinds


def telling_tasks(user, assessment):
    return [
        (task.why, task.done_at is not None, task.due_at == due_under("tell-at-once", start=task.started_at)[1])
        for task in Task.objects.readable().filter(path=f"{assessment.get_absolute_url()}immediate/")
    ]


def test_whoever_must_be_told_at_once_is_an_open_action_until_they_are(assessment, cast):
    """REQ: assess-actual-first. Everybody who reads the assessment sees it, on the child's page too."""
    with as_user(cast.holder) as me:
        save_list(assessment, Part.ACTUAL, given("act-exchange"), by=me)
    with as_user(cast.invited) as colleague:
        ((why, is_done, has_its_clock),) = telling_tasks(colleague, assessment)
        assert (is_done, has_its_clock) == (False, True)
        assert "police" not in why.lower(), "who is still to be told changes: the page says who"
        client = signed_in(colleague)
        assert "Tell at once, and write when" in client.get(f"/children/{assessment.child_id}/").content.decode()
    with as_user(cast.holder) as me:
        save_list(assessment, Part.ACTUAL, given("act-exchange", "A hotel."), by=me)
        assert len(telling_tasks(me, assessment)) == 1
        for whom in Told.Whom:
            assert telling_tasks(me, assessment)[0][1] is False
            services.tell(assessment=assessment, whom=whom, person="Officer Lowe", told_at=timezone.now(), by=me)
        assert telling_tasks(me, assessment)[0][1] is True
