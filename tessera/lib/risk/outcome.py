"""Applying the rules: the level and actions the known facts force, why, and what is still worth asking."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tessera.lib.risk.facts import KINDS, Facts, Level
from tessera.lib.risk.rules import Rule, Rules, Way, fewest

LADDERS = ("threshold", "step-up")  # only the highest rung that holds is worth saying


@dataclass(frozen=True)
class Why:
    """One rule that holds, the known facts it rests on, and the sentence to show a practitioner."""

    rule: str
    facts: Mapping[str, bool | int | str]
    sentence: str


@dataclass(frozen=True)
class Outcome:
    """What the rules say. A suggestion: a named professional decides.

    `level` is the lowest that the known facts force. `immediate_action` and `required` are codes of the
    rules file, in the order to act on them. `needs` names each unknown fact whose answer could still change
    any of these.
    """

    level: Level
    immediate_action: list[str]
    required: list[str]
    why: list[Why]
    needs: list[str]


def evaluate(facts: Facts, rules: Rules, *, floors_on: Collection[str] | None = None) -> Outcome:
    """Apply the guards, thresholds, step-ups and floors (toolbox 004, “Using the CSE risks … assessment”).

    Knowing more never lowers the level and never takes an action away. `floors_on` names all the local floors
    in force; `None` uses those the file has on. Raises `RuleError` for a floor that is not a local one.
    """
    in_force = rules.in_force(floors_on)
    holding = [rule for rule in in_force if any(_met(way, facts) for way in rule.ways)]
    return Outcome(
        level=max((rule.level for rule in holding), key=lambda level: level.rank, default=Level.STANDARD),
        immediate_action=_once(code for rule in holding for code in rule.immediate_action),
        required=_once(code for rule in holding for code in rule.required),
        why=[
            Why(rule.id, _resting_on(rule, in_force, facts), rule.sentence)
            for rule in holding
            if not any(_says_more(other, rule) for other in holding)
        ],
        needs=_needs(in_force, facts),
    )


def _met(way: Way, facts: Facts) -> bool:
    return _possible(way, facts) and not _open(way, facts)


def _once(codes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(codes))


def _says_more(other: Rule, rule: Rule) -> bool:
    """Whether a higher rung of the same ladder already says all that this rule says."""
    return (
        rule.kind in LADDERS
        and other.kind == rule.kind
        and (other.from_threshold or other.level).rank > (rule.from_threshold or rule.level).rank
        and other.level.rank >= rule.level.rank
        and set(other.immediate_action) >= set(rule.immediate_action)
        and set(other.required) >= set(rule.required)
    )


def _resting_on(rule: Rule, in_force: Iterable[Rule], facts: Facts) -> dict[str, bool | int | str]:
    """The known facts behind a rule; for “otherwise”, what was answered to the rules beside it."""
    if rule.otherwise:
        ways = [way for other in in_force if other.kind == rule.kind for way in other.ways]
    else:
        ways = [way for way in rule.ways if _met(way, facts)]
    names = {name for way in ways for name in way if facts.height(name) is not None}
    return {name: getattr(facts, name) for name in KINDS if name in names}


def _needs(in_force: Iterable[Rule], facts: Facts) -> list[str]:
    """Unknown facts that could still matter: those in a shortest way to a level or action not yet reached."""
    rules_for: dict[str, list[Rule]] = {}
    for rule in in_force:
        levels = [f"level {level}" for level in Level if 0 < level.rank <= rule.level.rank]
        for follows in (*levels, *rule.immediate_action, *rule.required):
            rules_for.setdefault(follows, []).append(rule)
    asked = {
        name
        for behind in rules_for.values()
        for way in fewest(_open(way, facts) for rule in behind for way in rule.ways if _possible(way, facts))
        for name in way
    }
    return [name for name in KINDS if name in asked]


def _possible(way: Way, facts: Facts) -> bool:
    heights = ((facts.height(name), least) for name, least in way.items())
    return all(height is None or height >= least for height, least in heights)


def _open(way: Way, facts: Facts) -> Way:
    """What a way still waits for. Once that is nothing, no other way to the same end is worth asking."""
    return {name: least for name, least in way.items() if facts.height(name) is None}
