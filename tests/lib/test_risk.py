"""The level rules, against the worked vignettes, brute force, and a practitioner's edits to the file."""

import copy
import itertools
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib import risk
from tessera.lib.risk import facts as facts_module

DATA = Path(risk.__file__).parents[2] / "reference" / "data"
FILE = yaml.safe_load((DATA / "risk.yaml").read_text(encoding="utf-8"))
INDICATORS = yaml.safe_load((DATA / "indicators.yaml").read_text(encoding="utf-8"))["entries"]
RULES = risk.load_rules()
VIGNETTES = [entry for entry in FILE["entries"] if entry["kind"] == "vignette"]
CODES = {entry["id"] for entry in FILE["entries"] if entry["kind"] == "action"}

Kind = facts_module.Kind
# Answers on both sides of every line that the rules draw.
ANSWERS = {
    Kind.YES_NO: [False, True],
    Kind.COUNT: [0, 1, 2, 3],
    Kind.AGE: [25, 18, 17, 16, 15, 13, 12, 0],
    Kind.LEVEL: ["standard", "medium", "high"],
}
KINDS = facts_module.KINDS
some_facts = st.fixed_dictionaries({name: st.sampled_from([None, *ANSWERS[kind]]) for name, kind in KINDS.items()})
floors = st.none() | st.sets(st.sampled_from(RULES.local_floors))


def judged(known, rules=RULES, floors_on=None):
    return risk.evaluate(risk.facts_from(known), rules, floors_on=floors_on)


def answers(known, rules=RULES, floors_on=None):
    outcome = judged(known, rules, floors_on)
    return outcome.level, set(outcome.immediate_action), set(outcome.required)


def edited(change):
    """The rules after somebody has changed one row of the file."""
    rows = {row["id"]: row for row in copy.deepcopy(FILE["entries"])}
    change(rows)
    return risk.rules_from(rows.values())


def set_when(rule, when):
    return lambda rows: rows[rule].update(when=when)


# Vignettes


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda vignette: vignette["id"])
def test_each_vignette_gives_its_level_and_immediate_action(vignette):
    """REQ: assess-summative-level"""
    outcome = judged(vignette["facts"])
    assert outcome.level == vignette["expected"]["level"]
    assert bool(outcome.immediate_action) is vignette["expected"]["immediate_action"]


def test_there_are_seven_vignettes():
    assert len(VIGNETTES) == 7


def test_an_actual_case_is_told_to_police_and_child_protection_before_paperwork():
    outcome = judged({"actual_indicators": 1, "immediate_danger": True})
    assert outcome.immediate_action == [
        "call-999",
        "inform-police",
        "inform-social-care-child-protection",
        "complete-and-share-assessment",
    ]


def test_why_names_the_rule_the_facts_and_a_sentence():
    [high, stepped] = judged(
        {"associates_with_known_exploiter": True, "vulnerabilities_significantly_elevate": True}
    ).why
    assert (high.rule, high.facts) == ("threshold-high", {"associates_with_known_exploiter": True})
    assert stepped.rule == "step-up-high"
    assert stepped.facts == {
        "associates_with_known_exploiter": True,
        "vulnerabilities_significantly_elevate": True,
    }
    assert stepped.sentence.endswith("told now.")


def test_standard_rests_on_what_was_answered_about_exploiters():
    [why] = judged({"associates_with_known_exploiter": False, "immediate_danger": False}).why
    assert (why.rule, why.facts) == ("threshold-standard", {"associates_with_known_exploiter": False})


@pytest.mark.parametrize(
    ("known", "rule", "level"),
    [
        ({}, "step-up-standard", "medium"),
        ({"involved_with_suspected_exploiter": True}, "step-up-medium", "high"),
        ({"associates_with_known_exploiter": True}, "step-up-high", "high"),
    ],
)
def test_only_the_highest_step_up_that_holds_is_given_as_the_reason(known, rule, level):
    outcome = judged(known | {"vulnerabilities_significantly_elevate": True})
    assert [why.rule for why in outcome.why if why.rule.startswith("step-up")] == [rule]
    assert outcome.level == level


def test_where_the_level_starts_and_the_floor_that_lifts_it_are_both_said():
    """REQ: assess-disengagement-floor"""
    outcome = judged({"actively_disengaging": True, "involved_with_suspected_exploiter": False})
    assert outcome.level == "medium"
    assert [why.rule for why in outcome.why] == ["threshold-standard", "floor-disengagement"]


@pytest.mark.parametrize(
    ("suspected", "vulnerable", "asked"),
    [(0, 3, False), (1, 0, False), (1, 1, True), (2, 0, True), (1, None, False)],
)
def test_more_than_one_indicator_or_one_with_a_vulnerability_means_asking_others(suspected, vulnerable, asked):
    outcome = judged({"suspected_indicators": suspected, "vulnerabilities": vulnerable})
    assert outcome.required == (["consult-other-agencies"] if asked else [])


@given(some_facts, floors)
def test_every_reason_names_known_facts_and_every_code_is_in_the_file(known, floors_on):
    outcome = judged(known, floors_on=floors_on)
    assert outcome.why
    for why in outcome.why:
        assert all(known[name] == value and value is not None for name, value in why.facts.items())
    assert {*outcome.immediate_action, *outcome.required} <= CODES
    assert len(set(outcome.immediate_action)) == len(outcome.immediate_action)


# Unknown facts


def test_nothing_known_is_standard_and_asks_for_all_that_matters():
    outcome = judged({})
    assert (outcome.level, outcome.immediate_action, outcome.required) == ("standard", [], [])
    assert set(outcome.needs) == set(KINDS) - {"learning_disability"}  # read only by a floor that is off


def test_a_suspected_exploiter_is_at_least_medium_while_a_known_one_is_unknown():
    outcome = judged({"involved_with_suspected_exploiter": True})
    assert outcome.level == "medium"
    assert "associates_with_known_exploiter" in outcome.needs


def test_what_can_no_longer_change_anything_is_not_asked():
    known = {"sexual_activity": False, "suspected_indicators": 2, "level_by_police": "high"}
    assert not {"age", "age_disputed", "vulnerabilities", "withdrawn_account", "frequent_missing"} & set(
        judged(known).needs
    )


def reachable(known, unknown, floors_on):
    """Every answer, by every way of answering the unknown facts."""
    for values in itertools.product(*(ANSWERS[KINDS[name]] for name in unknown)):
        yield values, answers(known | dict(zip(unknown, values, strict=True)), floors_on=floors_on)


@pytest.mark.slow
@given(
    st.fixed_dictionaries({name: st.sampled_from(ANSWERS[kind]) for name, kind in KINDS.items()}),
    st.sets(st.sampled_from(sorted(KINDS)), max_size=4),
    floors,
)
def test_level_is_the_lowest_possible_and_needs_are_exactly_what_could_change_it(full, unknown, floors_on):
    known = {name: value for name, value in full.items() if name not in unknown}
    unknown = sorted(unknown)
    ends = dict(reachable(known, unknown, floors_on))
    level, immediate, required = answers(known, floors_on=floors_on)
    assert level.rank == min(end[0].rank for end in ends.values())
    assert immediate == set.intersection(*(end[1] for end in ends.values()))
    assert required == set.intersection(*(end[2] for end in ends.values()))
    matters = {
        name
        for place, name in enumerate(unknown)
        for values, end in ends.items()
        for other in ANSWERS[KINDS[name]]
        if ends[(*values[:place], other, *values[place + 1 :])] != end
    }
    assert set(judged(known, floors_on=floors_on).needs) == matters


# Raising never lowers


@given(some_facts, st.data(), floors)
def test_raising_any_fact_never_lowers_a_level_or_drops_an_action(known, data, floors_on):
    name = data.draw(st.sampled_from(sorted(KINDS)))
    order = [None, *ANSWERS[KINDS[name]]]
    raised = known | {name: data.draw(st.sampled_from(order[order.index(known[name]) :]))}
    before, after = answers(known, floors_on=floors_on), answers(raised, floors_on=floors_on)
    assert after[0].rank >= before[0].rank
    assert after[1] >= before[1]
    assert after[2] >= before[2]


@given(some_facts)
def test_a_withdrawn_account_adds_one_suspected_indicator_and_lowers_nothing(known):
    """REQ: assess-retraction"""
    counted = known | {"withdrawn_account": True}
    added = known | {
        "withdrawn_account": False,
        "suspected_indicators": (known["suspected_indicators"] or 0) + 1,
    }
    assert answers(counted) == answers(added)
    assert answers(counted)[0].rank >= answers(known | {"withdrawn_account": False})[0].rank


def test_often_missing_requires_a_trigger_plan_and_lowers_nothing():
    assert judged({"frequent_missing": True}).required == ["trigger-plan"]
    assert judged({"level_by_police": "high"}).required == ["trigger-plan"]
    assert judged({"level_by_police": "medium", "frequent_missing": False}).required == []


# What rules may read


def names_in(when):
    if isinstance(when, dict):
        return {name for name in when if name not in ("all", "any")} | {
            found for name in ("all", "any") for each in when.get(name, ()) for found in names_in(each)
        }
    return set()


def test_no_rule_reads_sex_ethnicity_sexuality_or_online_only():
    """REQ: intake-any-child"""
    read = set().union(*(names_in(entry["when"]) for entry in FILE["entries"] if "when" in entry))
    compiled = {name for rule in RULES.rules for way in rule.ways for name in way}
    assert read <= compiled <= set(KINDS)
    assert read  # or this test reads nothing
    words = ("sex", "gender", "ethnic", "race", "religion", "sexuality", "orientation", "online", "offline")
    assert [name for name in KINDS if any(word in name.split("_") for word in words)] == []
    assert [name for name in KINDS if name.startswith("sex")] == ["sexual_activity"]


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ({"immediate_danger": False}, "immediate_danger can only be asked for as true"),
        ({"ethnicity": True}, "no fact is called ethnicity"),
        ({"age": {"over": 16}}, "age can only be asked for as {under: 1 to 25}"),
        ({"age": {"under": 0}}, "age can only be asked for as {under: 1 to 25}"),
        ({"vulnerabilities": {"at_most": 2}}, "vulnerabilities can only be asked for as {at_least: …}"),
        ({"vulnerabilities": {"at_least": True}}, "vulnerabilities can only be asked for as {at_least: …}"),
        ({"level_by_police": {"at_least": "dreadful"}}, "'dreadful' is not a valid Level"),
        ({"level_by_police": "high"}, "level_by_police can only be asked for as {at_least: …}"),
        ("sometimes", "“when” must be"),
        ({"immediate_danger": True, "sexual_activity": True}, "“when” must be"),
    ],
)
def test_a_rule_that_could_lower_or_reads_something_else_is_refused_by_name(when, sentence):
    with pytest.raises(risk.RuleError, match="Rule guard-999 cannot be used") as refused:
        edited(set_when("guard-999", when))
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda rows: rows["guard-999"].pop("sentence"), "Rule guard-999 has no sentence."),
        (lambda rows: rows["guard-999"]["then"].update(immediate_action=["run"]), "nothing is called run"),
        (lambda rows: rows["guard-999"]["then"].update(lower_to="standard"), "nothing is called lower_to"),
        (lambda rows: rows["guard-999"].update(then=None), "Rule guard-999 cannot be used"),
        (
            lambda rows: rows["floor-actual-high"]["local"].update(on_by_default="off"),
            "must be true or false",
        ),
        (lambda rows: rows["guard-999"].update(id="guard-actual"), "Two rules have the same id."),
    ],
)
def test_a_broken_row_is_refused_with_a_sentence(change, sentence):
    with pytest.raises(risk.RuleError) as refused:
        edited(change)
    assert sentence in str(refused.value)


# A practitioner edits the file


def test_changing_an_age_in_the_file_changes_the_answer():
    known = {"sexual_activity": True, "age": 16, "age_disputed": False}
    rules = edited(lambda rows: rows["guard-under-16-report"]["when"]["all"][1]["any"][0]["age"].update(under=17))
    assert judged(known).immediate_action == []
    assert judged(known, rules).immediate_action == ["inform-police", "inform-social-care-child-protection"]


def test_switching_a_floor_in_a_copy_of_the_file_changes_the_answer(tmp_path):
    known = {"actual_indicators": 1}
    path = tmp_path / "risk.yaml"
    text = (DATA / "risk.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("on_by_default: true", "on_by_default: false"), encoding="utf-8")
    assert judged(known).level == "high"
    assert judged(known, risk.load_rules(path)).level == "standard"


def test_a_local_setting_overrides_the_file_and_an_unknown_one_is_refused():
    known = {"age": 12, "suspected_indicators": 1, "learning_disability": False}
    assert judged(known).level == "standard"
    assert judged(known, floors_on=["floor-under-13-or-ld"]).level == "medium"
    assert judged(known | {"age": 13}, floors_on=["floor-under-13-or-ld"]).level == "standard"
    assert judged(known | {"age": 13, "learning_disability": True}, floors_on=RULES.local_floors).level == "medium"
    assert RULES.default_floors == ("floor-actual-high",)
    with pytest.raises(risk.RuleError, match="No local floor is called floor-disengagement"):
        judged(known, floors_on=["floor-disengagement"])


def test_a_floor_raised_in_the_file_raises_the_level():
    rules = edited(lambda rows: rows["floor-disengagement"]["then"].update(level="high"))
    assert judged({"actively_disengaging": True}).level == "medium"
    assert judged({"actively_disengaging": True}, rules).level == "high"


def test_a_rule_may_ask_for_the_same_fact_twice_and_the_stricter_counts():
    rules = edited(set_when("guard-999", {"all": [{"age": {"under": 16}}, {"age": {"under": 13}}]}))
    assert [judged({"age": age}, rules).immediate_action for age in (12, 13)] == [["call-999"], []]


# Age


@pytest.mark.parametrize(("age", "told"), [(12, True), (15, True), (16, False), (17, False)])
def test_a_child_under_16_is_reported(age, told):
    assert bool(judged({"sexual_activity": True, "age": age}).immediate_action) is told


@pytest.mark.parametrize("age", [None, 15, 16, 17, 19, 25])
def test_a_disputed_age_gets_the_benefit_of_the_doubt(age):
    outcome = judged({"sexual_activity": True, "age": age, "age_disputed": True})
    assert outcome.immediate_action == ["inform-police", "inform-social-care-child-protection"]


def test_a_recorded_age_of_16_asks_whether_it_is_disputed():
    assert "age_disputed" in judged({"sexual_activity": True, "age": 16}).needs


@given(st.integers(0, 25), st.booleans(), st.integers(1, 25))
def test_a_disputed_age_is_under_18_in_every_rule(age, disputed, under):
    """REQ: assess-benefit-of-doubt-on-age"""
    rules = edited(set_when("guard-999", {"age": {"under": under}}))
    fires = "call-999" in judged({"age": age, "age_disputed": disputed}, rules).immediate_action
    assert fires is (age < under or (disputed and under >= 18))


BANDS = {"duty-under-13": range(13), "duty-13-to-15": range(13, 16), "duty-16-17": range(16, 18)}


@pytest.mark.parametrize("age", range(26))
def test_each_age_owes_its_own_duty(age):
    """REQ: assess-age-rules"""
    owed = [duty.id for duty in risk.duties_for(age, True)]
    assert owed == [duty for duty, band in BANDS.items() if age in band]


@pytest.mark.parametrize(
    ("age", "owed"),
    [
        (None, ["duty-under-13", "duty-13-to-15", "duty-16-17"]),
        (12, ["duty-under-13"]),
        (15, ["duty-13-to-15"]),
        (16, ["duty-13-to-15", "duty-16-17"]),
        (18, ["duty-13-to-15", "duty-16-17"]),
    ],
)
def test_a_disputed_age_owes_what_a_younger_child_is_owed(age, owed):
    assert [duty.id for duty in risk.duties_for(age, True, True)] == owed


@pytest.mark.parametrize("sexual_activity", [False, None])
def test_no_duty_by_age_until_something_sexual_is_known_or_believed(sexual_activity):
    assert risk.duties_for(12, sexual_activity, True) == ()


def test_duties_are_data_with_a_source_and_nobody_has_verified_them(tmp_path):
    for duty in risk.load_duties():
        assert duty.source
        assert duty.confidence
        assert not duty.verified
    path = tmp_path / "age_duties.yaml"
    text = (DATA / "age_duties.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("below_age: 13", "below_age: 14"), encoding="utf-8")
    both = risk.duties_for(13, True, duties=risk.load_duties(path))
    assert [duty.id for duty in both] == ["duty-under-13", "duty-13-to-15"]


@pytest.mark.parametrize(("years", "before", "on_the_day"), [(13, 0, 1), (16, 1, 2), (18, 2, None)])
def test_the_duty_changes_on_the_birthday_and_not_the_day_before(years, before, on_the_day):
    born_on = date(2012, 5, 9)
    birthday = born_on.replace(year=born_on.year + years)
    names = list(BANDS)
    eve = risk.duties_for(risk.age_on(born_on, birthday - timedelta(days=1)), True)
    day = risk.duties_for(risk.age_on(born_on, birthday), True)
    assert [duty.id for duty in eve] == [names[before]]
    assert [duty.id for duty in day] == ([] if on_the_day is None else [names[on_the_day]])


def test_a_child_born_on_29_february_is_a_year_older_on_1_march():
    born_on = date(2012, 2, 29)
    assert risk.age_on(born_on, date(2025, 2, 28)) == 12
    assert risk.age_on(born_on, date(2025, 3, 1)) == 13
    assert risk.age_on(born_on, date(2028, 2, 29)) == 16
    with pytest.raises(ValueError, match="later than the day"):
        risk.age_on(born_on, date(2012, 2, 28))


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(0, 9000))
def test_age_grows_by_one_on_each_birthday_only(born_on, days):
    on = born_on + timedelta(days=days)
    step = risk.age_on(born_on, on + timedelta(days=1)) - risk.age_on(born_on, on)
    tomorrow = on + timedelta(days=1)
    leap_day = (born_on.month, born_on.day) == (2, 29)
    is_leap = tomorrow.year % 4 == 0  # right for 1990 to 2060
    birthday = (3, 1) if leap_day and not is_leap else (born_on.month, born_on.day)
    assert step == ((tomorrow.month, tomorrow.day) == birthday)


# Facts and the instrument's lists


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ({"age": -1}, "“age” must be a whole number of years from 0 to 25."),
        ({"age": 26}, "“age” must be"),
        ({"age": 14.0}, "“age” must be"),
        ({"age": True}, "“age” must be"),
        ({"actual_indicators": -1}, "“actual_indicators” must be a whole number from 0 to 1000."),
        ({"vulnerabilities": 10**40}, "“vulnerabilities” must be"),
        ({"sexual_activity": 1}, "“sexual_activity” must be true or false."),
        ({"level_by_police": "grave"}, "“level_by_police” must be standard, medium or high."),
        ({"level_by_police": ["high"]}, "“level_by_police” must be"),
        ({"ethnicity": "any"}, "No fact is called “ethnicity”."),
        ({"a\nb" + "c" * 90: 1}, "No fact is called “a?b" + "c" * 37 + "…”."),
    ],
)
def test_a_fact_that_cannot_be_used_is_refused_in_one_sentence(named, sentence):
    with pytest.raises(risk.FactError) as refused:
        risk.facts_from(named)
    assert str(refused.value).startswith(sentence)
    assert "\n" not in str(refused.value)


def test_levels_rank_by_seriousness():
    assert [level.rank for level in map(risk.Level, ("standard", "medium", "high"))] == [0, 1, 2]


def test_the_instrument_has_its_three_lists_and_every_row_can_be_explained():
    kinds = [row["kind"] for row in INDICATORS]
    assert {kind: kinds.count(kind) for kind in kinds} == {"actual": 15, "suspected": 46, "vulnerability": 41}
    for row in INDICATORS:
        assert row["summary"]
        assert row["prompt_for_notes"].endswith((".", "?"))
        assert row["source"]
        assert row["verified"] is False
        assert row["origin"] in ("seed", "published", "inferred")
        assert KINDS[row.get("answers_fact", "sexual_activity")] is Kind.YES_NO


def test_the_cycle_names_indicators_that_exist():
    known = {row["id"] for row in INDICATORS}
    named = {signal for entry in FILE["entries"] for signal in entry.get("typical_signals", ())}
    assert named
    assert named <= known


def test_every_row_of_the_rules_has_a_source_and_nobody_has_verified_it():
    for entry in FILE["entries"]:
        assert entry["summary"]
        assert entry["source"]
        assert entry["verified"] is False


# More than one fact counting towards another


def test_two_facts_may_count_towards_the_same_number():
    def often_missing_counts_too(rows):
        rows["also"] = {**rows["withdrawal-not-lowering"], "fact": "frequent_missing", "id": "also"}

    rules = edited(often_missing_counts_too)
    both = {"withdrawn_account": True, "frequent_missing": True}
    assert "consult-other-agencies" in judged(both, rules).required
    assert "consult-other-agencies" not in judged(both).required
