"""Reading the level rules, and refusing a rule that could lower a level or that reads something it may not.

Every rule becomes a list of *ways*. A way is the least of each fact that is enough ("suspected indicators at
least 1 and vulnerabilities at least 1"), so a rule can only ask for more, and knowing more can only raise.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

from tessera.lib.risk.facts import KINDS, OLDEST, Kind, Level

SUPPLIED = Path(__file__).parents[2] / "reference" / "data" / "risk.yaml"
RULE_KINDS = ("guard", "threshold", "step-up", "floor")
CODES = ("immediate_action", "required")
ADULT = 18

Way = Mapping[str, int]  # fact → the least height (Facts.height) that is enough


class RuleError(ValueError):
    """A rule that cannot be used, with one sentence that names it."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule: when any of its ways is met, at least this level and these actions follow."""

    id: str
    kind: str
    priority: int
    sentence: str
    ways: tuple[Way, ...]
    level: Level = Level.STANDARD
    immediate_action: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    from_threshold: Level | None = None  # step-ups: the threshold they start from
    on_by_default: bool | None = None  # local floors only; None always applies
    otherwise: bool = False


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The rules in the order in which they explain themselves."""

    rules: tuple[Rule, ...]

    @property
    def local_floors(self) -> tuple[str, ...]:
        """Floors that a partnership may switch on or off."""
        return tuple(rule.id for rule in self.rules if rule.on_by_default is not None)

    @property
    def default_floors(self) -> tuple[str, ...]:
        """Local floors that the file has switched on."""
        return tuple(rule.id for rule in self.rules if rule.on_by_default)

    def in_force(self, floors_on: Iterable[str] | None = None) -> tuple[Rule, ...]:
        """The rules that apply with exactly these local floors on (`None`: those that the file has on)."""
        on = set(self.default_floors if floors_on is None else floors_on)
        if unknown := on.difference(self.local_floors):
            raise RuleError(f"No local floor is called {', '.join(sorted(unknown))}.")
        return tuple(rule for rule in self.rules if rule.on_by_default is None or rule.id in on)


@cache
def load_rules(path: Path = SUPPLIED) -> Rules:
    """The rules in a file, read once. Raises `RuleError` naming the first rule that cannot be used."""
    return rules_from(yaml.safe_load(path.read_text(encoding="utf-8"))["entries"])


def rules_from(entries: Iterable[Mapping[str, Any]]) -> Rules:
    """Rules out of catalogue rows; rows that are not rules (principles, cycle, vignettes) are passed over."""
    entries = list(entries)
    actions = {entry["id"] for entry in entries if entry["kind"] == "action"}
    also = [(entry["fact"], entry["counts_toward"]) for entry in entries if entry["kind"] == "counts-as"]
    rules = [_rule(entry, actions, also) for entry in entries if entry["kind"] in RULE_KINDS]
    rules.sort(key=lambda rule: rule.priority)
    if len({rule.id for rule in rules}) < len(rules):
        raise RuleError("Two rules have the same id.")
    return Rules(rules=tuple(_placed(rule, rules) for rule in rules))


def _rule(row: Mapping[str, Any], actions: set[str], also: list[tuple[str, str]]) -> Rule:
    try:
        then = row["then"]
        codes = {name: tuple(then.get(name, ())) for name in CODES}
        unknown = (set(then) - {"level", *CODES}) | (set().union(*codes.values()) - actions)
        if unknown:
            raise ValueError(f"nothing is called {', '.join(sorted(unknown))}")
        on_by_default = row["local"]["on_by_default"] if "local" in row else None
        if on_by_default not in (True, False, None):
            raise ValueError("on_by_default must be true or false")
        return Rule(
            id=row["id"],
            kind=row["kind"],
            priority=row["priority"],
            sentence=row["sentence"],
            ways=_ways(row["when"], also),
            level=Level(then.get("level", Level.STANDARD)),
            from_threshold=Level(row["from_threshold"]) if row["kind"] == "step-up" else None,
            on_by_default=on_by_default,
            otherwise=row["when"] == "otherwise",
            **codes,
        )
    except KeyError as missing:
        raise RuleError(f"Rule {row['id']} has no {missing.args[0]}.") from None
    except (AttributeError, TypeError, ValueError) as wrong:
        raise RuleError(f"Rule {row['id']} cannot be used: {wrong}.") from None


def _placed(rule: Rule, rules: list[Rule]) -> Rule:
    """A step-up with the ways to its threshold written into it, so that every rule stands by itself."""
    if rule.from_threshold is None:
        return rule
    start = rule.from_threshold.rank
    reaching = [other for other in rules if other.kind == "threshold" and other.level.rank >= start]
    ways = (_both(near, far) for other in reaching for near in other.ways for far in rule.ways)
    return replace(rule, ways=fewest(ways))


def _ways(when: Any, also: list[tuple[str, str]]) -> tuple[Way, ...]:
    if when == "otherwise":
        return ({},)
    if not isinstance(when, dict) or len(when) != 1:
        raise ValueError("“when” must be “otherwise” or one of all, any or a fact")
    [(name, wanted)] = when.items()
    if name == "any":
        return fewest(way for each in wanted for way in _ways(each, also))
    if name == "all":
        ways: tuple[Way, ...] = ({},)
        for each in wanted:
            ways = fewest(_both(near, far) for near in ways for far in _ways(each, also))
        return ways
    return _enough(name, _least(name, wanted), also)


def _least(name: str, wanted: Any) -> int:
    """The least height of a fact that is enough. A fact can be asked for, never asked to be absent."""
    if name not in KINDS:
        raise ValueError(f"no fact is called {name}")
    kind = KINDS[name]
    if kind is Kind.YES_NO and wanted is True:
        return 1
    if isinstance(wanted, dict) and len(wanted) == 1:
        [(test, bound)] = wanted.items()
        if kind is Kind.LEVEL and test == "at_least":
            return Level(bound).rank
        if type(bound) is int and kind is Kind.AGE and test == "under" and 1 <= bound <= OLDEST:
            return 1 - bound
        if type(bound) is int and kind is Kind.COUNT and test == "at_least" and bound >= 1:
            return bound
    shape = {Kind.YES_NO: "true", Kind.AGE: f"{{under: 1 to {OLDEST}}}"}.get(kind, "{at_least: …}")
    raise ValueError(f"{name} can only be asked for as {shape}")


def _enough(name: str, least: int, also: list[tuple[str, str]]) -> tuple[Way, ...]:
    """The ways to reach this much of a fact, counting what else counts towards it."""
    ways: list[Way] = [{name: least}]
    if KINDS[name] is Kind.AGE and least <= 1 - ADULT:
        ways.append({"age_disputed": 1})  # a disputed age counts as under 18 in every rule
    adding = [fact for fact, counted in also if counted == name]
    for size in range(1, min(len(adding), least) + 1):
        for facts in combinations(adding, size):
            ways.append(dict.fromkeys(facts, 1) | ({name: least - size} if least > size else {}))
    return fewest(ways)


def _both(one: Way, other: Way) -> Way:
    return {name: max(way[name] for way in (one, other) if name in way) for name in (*one, *other)}


def fewest(ways: Iterable[Way]) -> tuple[Way, ...]:
    """The same ways without any that asks for everything another asks for, and more."""
    kept: list[Way] = []
    for way in ways:
        if not any(_asks_no_more(other, way) for other in kept):
            kept = [other for other in kept if not _asks_no_more(way, other)] + [way]
    return tuple(kept)


def _asks_no_more(one: Way, other: Way) -> bool:
    return all(name in other and other[name] >= least for name, least in one.items())
