"""Lists of outcomes say what services did and what got in the way. None holds a child to have done wrong."""

import re
from pathlib import Path

import pytest
import yaml

from tests.words.reading import OURS
from tests.words.test_words_we_use import picklists

# An outcome that makes the child the one who failed, in any of the ways in which forms have said it.
FAULTS_A_CHILD = re.compile(
    r"refus|declin|disengag|uncooperative|co-?operat|complian|non-?engage|engag(?:e|ed|ing)\b|hard to reach"
    r"|reluctan|resist|unwilling|fail(?:ed|s)? to|no[- ]show|\bdna\b|did not (?:attend|want|turn up|answer|reply|keep)"
    r"|would not|will not|won[’']t|attention|manipulat|evasive|choos|chose|not interested|minimis",
    re.IGNORECASE,
)
# Whose doing each row names: ours, the circumstances', somebody else's, or a wish that was said.
BARRIER = re.compile(
    r"(?:We|It was|Somebody else|Threats|Too many of us|The (?:details|time|worker)|Getting there|No service|A court"
    r"|An answer|They (?:asked|were (?:missing|unwell)|have moved))\b"
)


def rows(name: str) -> list[dict[str, object]]:
    return yaml.safe_load(Path(OURS / "reference/data" / name).read_text())["entries"]


def test_no_outcome_list_faults_a_child():
    """REQ: lang-neutral-codes"""
    outcomes = [(place, value) for place, value in picklists() if not about_something_else(place)]
    assert {"barriers.yaml", "attempts.yaml", "concerns.Decision.what"} <= {place for place, _ in outcomes}
    assert not [f"{place}: {value}" for place, value in outcomes if FAULTS_A_CHILD.search(value)]


def about_something_else(place: str) -> bool:
    """Lists that record signs, ways of exploiting, law or places, and are no outcome of anybody's work."""
    return place in {"indicators.yaml", "exploitation_models.yaml", "methods.yaml", "risk.yaml", "clock_rules.yaml"}


@pytest.mark.parametrize("row", rows("attempts.yaml"), ids=lambda row: row["id"])
def test_what_was_tried_is_something_that_we_did(row):
    """REQ: lang-neutral-codes"""
    assert row["summary"].startswith("We ")


@pytest.mark.parametrize("row", rows("barriers.yaml"), ids=lambda row: row["id"])
def test_what_got_in_the_way_is_no_doing_of_a_child(row):
    """REQ: lang-neutral-codes"""
    assert BARRIER.match(row["summary"])
    assert not FAULTS_A_CHILD.search(f"{row['id']} {row['summary']}")


@pytest.mark.parametrize("use", ["view", "contact", "reporter"])
def test_every_use_has_something_to_pick_with_its_source(use):
    for name in ("attempts.yaml", "barriers.yaml"):
        offered = [row for row in rows(name) if use in row["used_for"]]
        assert len(offered) > 3
        assert all(row["source"] for row in offered)
    assert any(row["id"] == "nothing-yet" and use in row["used_for"] for row in rows("attempts.yaml"))


@pytest.mark.parametrize("value", ["Refused to engage", "Did not attend", "DNA", "Non-compliant", "Would not talk"])
def test_the_words_of_old_forms_are_noticed(value):
    assert FAULTS_A_CHILD.search(value)
