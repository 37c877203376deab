"""The visible rule, through the services: vignettes, counting, and raising never lowers."""

import pytest
import yaml
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.assessments import queries, rulebook, services
from tessera.assessments.answering import TickGiven
from tessera.assessments.instrument import AGE_NOT_KNOWN, QUESTIONS, YES_NO, facts_of, judge, suggestion_of
from tessera.assessments.models import Told
from tessera.assessments.parts import NOT_BLANK, still_open
from tessera.assessments.terms import LISTS, Level, Part
from tessera.lib.risk.facts import KINDS
from tessera.reference.models import Indicator
from tests.assessments.conftest import complete, save_about, save_list, settle
from tests.assessments.conftest import given as ticked

ENTRIES = yaml.safe_load(rulebook.RULES.read_text(encoding="utf-8"))["entries"]
VIGNETTES = [entry for entry in ENTRIES if entry["kind"] == "vignette"]
COUNTED = dict(zip(("actual_indicators", "suspected_indicators", "vulnerabilities"), LISTS, strict=True))


def held(assessment, by):
    """What stands in the assessment now."""
    return queries.answers_for(by, queries.assessments_for(by).get(pk=assessment.pk))


def suggested(assessment, by):
    return suggestion_of(held(assessment, by), on=timezone.localdate())


def outcome(assessment, by):
    return judge(held(assessment, by), on=timezone.localdate())


def facts_now(assessment, by):
    return facts_of(held(assessment, by), on=timezone.localdate())


def plain_signs(part, number):
    """So many signs of a list that answer no fact and ask nothing more."""
    rows = [row for row in Indicator.objects.filter(kind=part, answers_fact="") if not row.asks]
    return [TickGiven(row, row.label, "Seen on Tuesday by the school.") for row in rows[:number]]


def write(assessment, facts, *, by):
    """Answer an assessment with these facts, each through its own part."""
    for fact, part in COUNTED.items():
        signs = plain_signs(part, facts.get(fact) or 0)
        save_list(assessment, part, *signs, state="" if signs else "answered", by=by)
    save_about(
        assessment, by=by, age_stated=facts.get("age"), is_age_disputed=facts.get("age_disputed"),
        level_by_police=facts.get("level_by_police") or "", **{name: facts.get(name) for name in YES_NO},
    )  # fmt: skip
    settle(assessment, by=by)
    services.step_up(
        assessment=assessment, version=queries.answers_for(by, assessment).version(Part.STEP_UP), by=by,
        elevates=facts.get("vulnerabilities_significantly_elevate"), reason="The vulnerabilities are many.",
    )  # fmt: skip


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda entry: entry["id"])
def test_each_vignette_gives_its_level_and_its_immediate_action(assessment, me, vignette):
    """REQ: assess-summative-level"""
    write(assessment, vignette["facts"], by=me)
    found = suggested(assessment, me)
    assert found.level == vignette["expected"]["level"]
    assert bool(found.immediate) is vignette["expected"]["immediate_action"]
    assert found.why, "the rule that produced it is shown"


ANSWERED = {
    **{part: lambda one, by, part=part: save_list(one, part, state="not_known", by=by) for part in LISTS},
    Part.ABOUT: lambda one, by: save_about(one, by=by),
    Part.CHILD: lambda one, by: services.save_child(assessment=one, version=0, childs_view="To be left alone.", by=by),
}


@pytest.mark.parametrize("last", ANSWERED)
def test_no_level_before_each_part_is_answered_or_not_known(assessment, me, last):
    """REQ: assess-rva-sequence"""
    for part in sorted(ANSWERED, key=lambda part: part == last):
        assert suggested(assessment, me).level is None, part
        ANSWERED[part](assessment, me)
    assert suggested(assessment, me).level == Level.STANDARD


@pytest.mark.parametrize("name", NOT_BLANK[Part.ABOUT])
def test_a_question_left_blank_is_not_one_marked_not_known(assessment, me, name):
    complete(assessment, by=me)
    save_about(assessment, by=me, left=[name])
    assert suggested(assessment, me).level is None
    assert [(one.page, one.question) for one in still_open(held(assessment, me))] == [(Part.ABOUT, name)]
    save_about(assessment, by=me)
    assert suggested(assessment, me).level == Level.STANDARD


def test_a_list_that_is_not_known_is_unknown_and_one_with_none_seen_is_none(assessment, me):
    save_list(assessment, Part.ACTUAL, state="not_known", by=me)
    save_list(assessment, Part.SUSPECTED, state="answered", by=me)
    facts = facts_now(assessment, me)
    assert (facts.actual_indicators, facts.suspected_indicators, facts.vulnerabilities) == (None, 0, None)
    assert "actual_indicators" in outcome(assessment, me)["needs"]


def test_immediate_action_shows_before_any_level(assessment, me):
    save_list(assessment, Part.ACTUAL, ticked("act-exchange", "Told her key worker on Monday."), by=me)
    found = suggested(assessment, me)
    assert found.level is None
    assert [action.code for action in found.immediate][:2] == [
        "inform-police",
        "inform-social-care-child-protection",
    ]
    assert [whom.value for whom in found.untold] == ["police", "social_care"]


def test_the_reason_names_the_ticks_with_their_notes(assessment, me):
    save_list(assessment, Part.ACTUAL, ticked("act-exchange", "Told her key worker."), ticked("act-sold"), by=me)
    guard = next(why for why in suggested(assessment, me).why if why.rule.code == "guard-actual")
    assert any("Told her key worker." in line for line in guard.behind)
    assert any("No evidence yet" in line for line in guard.behind)


def test_a_tick_answers_its_fact_from_the_list(assessment, me):
    complete(assessment, by=me)
    save_list(assessment, Part.SUSPECTED, ticked("sus-known-exploiter", "Seen with him twice."), by=me)
    save_about(assessment, by=me, associates_with_known_exploiter=False)
    assert suggested(assessment, me).level == Level.HIGH, "a no elsewhere does not undo a sign that was seen"


def test_unexplained_items_count_once_item_explanation_and_view_are_written(assessment, me):
    """REQ assess-unexplained-items."""
    save_list(assessment, Part.SUSPECTED, ticked("sus-unexplained-items", "A phone.", item="Phone"), by=me)
    facts = facts_now(assessment, me)
    assert facts.suspected_indicators == 0
    detail = {"item": "Phone", "explanation": "A friend", "view": "No friend has been named"}
    save_list(assessment, Part.SUSPECTED, ticked("sus-unexplained-items", "A phone.", **detail), by=me)
    facts = facts_now(assessment, me)
    assert facts.suspected_indicators == 1


def test_an_unlisted_vulnerability_counts(assessment, me):
    """REQ assess-open-vulnerabilities."""
    complete(assessment, by=me)
    save_list(assessment, Part.VULNERABILITY, TickGiven(None, "Cares for a younger brother alone", "Nightly"), by=me)
    facts = facts_now(assessment, me)
    assert facts.vulnerabilities == 1


def withdraw(assessment, by, words="I made it up."):
    services.save_child(
        assessment=assessment, version=queries.answers_for(by, assessment).version(Part.CHILD), by=by,
        childs_view="Wants to be left alone.", childs_view_absent_because="", is_account_withdrawn=True,
        withdrawn_account="He took me to the flat.", words_taking_back=words,
    )  # fmt: skip


def test_a_withdrawn_account_stays_adds_its_sign_and_lowers_nothing(assessment, me):
    """REQ assess-retraction."""
    complete(assessment, by=me)
    save_list(assessment, Part.SUSPECTED, ticked("sus-getting-into-cars", "A blue car."), by=me)
    before = outcome(assessment, me)
    withdraw(assessment, me)
    assert held(assessment, me).assessment.withdrawn_account == "He took me to the flat."
    notes = {tick.indicator.code: tick.note for tick in held(assessment, me).ticks}
    assert notes == {"sus-getting-into-cars": "A blue car.", "sus-withdrawn-allegation": "I made it up."}
    facts = facts_now(assessment, me)
    # The rule adds one by itself, so the tick is not a second.
    assert (facts.withdrawn_account, facts.suspected_indicators) == (True, 1)
    after = outcome(assessment, me)
    assert Level.values.index(after["level"]) >= Level.values.index(before["level"])
    assert "consult-other-agencies" in after["required"]


def test_the_account_as_first_given_is_the_evidence_that_it_was_withdrawn(assessment, me):
    """REQ assess-retraction, assess-notes-with-indicators. Its tick points to it, also where the list is saved since."""
    withdraw(assessment, me, words="")
    sign = ticked("sus-withdrawn-allegation", "")
    for _ in range(2):
        (tick,) = held(assessment, me).ticks
        assert "as they first gave it" in tick.note
        assert (tick.is_evidenced, queries.ticks_without_notes(me).count()) == (True, 0)
        # The same press twice is one save.
        services.save_list(assessment=assessment, part=Part.SUSPECTED, version=0, state="", ticks=[sign], by=me)
    save_list(assessment, Part.SUSPECTED, ticked("sus-withdrawn-allegation", "Told her coach."), by=me)
    assert [tick.note for tick in held(assessment, me).ticks] == ["Told her coach."]


def test_a_withdrawn_account_cannot_be_unmarked_or_reworded(assessment, me):
    withdraw(assessment, me)
    save_list(assessment, Part.SUSPECTED, state="answered", by=me)
    services.save_child(
        assessment=assessment, version=1, by=me, childs_view="Something else.", childs_view_absent_because="",
        is_account_withdrawn=False, withdrawn_account="Nothing happened.",
    )  # fmt: skip
    kept = held(assessment, me)
    assert kept.assessment.is_account_withdrawn
    assert kept.assessment.withdrawn_account == "He took me to the flat."
    assert [tick.indicator.code for tick in kept.ticks] == ["sus-withdrawn-allegation"]


answer = st.sampled_from([None, False, True])
facts = st.fixed_dictionaries(
    dict.fromkeys((*YES_NO, "age_disputed", "vulnerabilities_significantly_elevate"), answer)
    | {name: st.integers(0, 3) for name in COUNTED}
    | {"age": st.none() | st.integers(0, 20), "level_by_police": st.sampled_from([None, *Level.values])}
)


@pytest.mark.slow
@given(facts, st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_raising_any_answer_never_lowers_the_suggestion(assessment, me, facts, draw):
    """Through the services, as a page would: the level does not fall and no immediate action is taken away."""
    write(assessment, facts, by=me)
    before = outcome(assessment, me)
    name = draw.draw(st.sampled_from(sorted(facts)))
    write(assessment, {**facts, name: raised(name, facts[name])}, by=me)
    after = outcome(assessment, me)
    assert Level.values.index(after["level"]) >= Level.values.index(before["level"])
    assert set(before["immediate_action"]) <= set(after["immediate_action"])
    assert set(before["required"]) <= set(after["required"])


@pytest.mark.slow
@given(facts, st.integers(0, 20))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_age_that_is_not_known_never_asks_for_less_than_one_that_is(assessment, me, facts, age):
    """REQ assess-benefit-of-doubt-on-age. Whatever the age may turn out to be."""
    write(assessment, {**facts, "age": age}, by=me)
    known = outcome(assessment, me)
    write(assessment, {**facts, "age": None}, by=me)
    unknown = outcome(assessment, me)
    assert Level.values.index(unknown["level"]) >= Level.values.index(known["level"])
    assert set(known["immediate_action"]) <= set(unknown["immediate_action"])
    assert set(known["required"]) <= set(unknown["required"])


def raised(name, value):
    if name in COUNTED:
        return value + 1
    if name == "age":
        return 0 if value is None else max(0, value - 5)
    if name == "level_by_police":
        return "high"
    return True


def test_every_fact_has_a_question_and_a_page():
    assert set(QUESTIONS) == set(KINDS)


def test_what_a_tick_answers_is_a_fact_of_the_rules(db):
    answered = set(Indicator.objects.exclude(answers_fact="").values_list("answers_fact", flat=True))
    assert answered
    assert answered <= set(KINDS)
    asked = {asks for row in Indicator.objects.all() for asks in row.asks}
    assert asked == set(Indicator.Asks.values)


def test_a_disputed_age_counts_as_a_child_and_each_age_shows_its_duty(assessment, me):
    """REQ assess-age-rules, assess-benefit-of-doubt-on-age."""

    def owed(age, *, is_disputed=None):
        rows = rulebook.duties(age, sexual_activity=True, is_age_disputed=is_disputed)
        return [row.code for row in rows]

    assert owed(12) == ["duty-under-13"]
    assert owed(13) == owed(15) == ["duty-13-to-15"]
    assert owed(16) == owed(17) == ["duty-16-17"]
    assert owed(18) == []
    assert owed(18, is_disputed=True) == ["duty-13-to-15", "duty-16-17"]
    every = rulebook.duties(None, sexual_activity=True, is_age_disputed=None)
    assert len(every) == 3
    assert all(row.source and "Not yet checked" in row.standing for row in every)


@pytest.mark.parametrize("is_disputed", [False, None])
def test_a_child_whose_age_is_not_known_counts_as_a_child_until_it_is(assessment, me, is_disputed):
    """REQ: assess-benefit-of-doubt-on-age. Also where nobody disputes it, and however the page was saved."""
    to_tell = ["inform-police", "inform-social-care-child-protection"]
    for left in ([], ["age_stated"]):
        save_about(assessment, by=me, sexual_activity=True, is_age_disputed=is_disputed, left=left)
        found = suggested(assessment, me)
        assert [action.code for action in found.immediate] == to_tell
        assert [whom.value for whom in found.untold] == ["police", "social_care"]
        assert [why.rule.code for why in found.why if AGE_NOT_KNOWN in why.behind] == ["guard-under-16-report"]
        assert found.counts_as_child
    save_about(assessment, by=me, sexual_activity=True, is_age_disputed=is_disputed, age_stated=15)
    assert [action.code for action in suggested(assessment, me).immediate] == to_tell
    assert not suggested(assessment, me).counts_as_child
    save_about(assessment, by=me, sexual_activity=True, is_age_disputed=is_disputed, age_stated=16)
    assert suggested(assessment, me).immediate == []


def test_an_age_nobody_was_asked_for_yet_is_only_unknown(assessment, me):
    """As on the command line: an answer that is not there is none."""
    assert facts_now(assessment, me).age_disputed is None
    save_about(assessment, by=me)
    assert (facts_now(assessment, me).age, facts_now(assessment, me).age_disputed) == (None, True)


def test_marking_the_age_as_not_known_asks_nobody_to_be_told_again(assessment, me):
    """Those who were told of the sign were told; an answer that was not there before is news."""
    save_list(assessment, Part.ACTUAL, ticked("act-13-to-15", "Told a coach."), by=me)
    for whom in Told.Whom:
        services.tell(assessment=assessment, whom=whom, person="Duty desk", told_at=timezone.now(), by=me)
    save_about(assessment, by=me)
    found = suggested(assessment, me)
    assert found.counts_as_child
    assert found.untold == []
    save_about(assessment, by=me, is_age_disputed=True)
    assert suggested(assessment, me).untold == [*Told.Whom]
