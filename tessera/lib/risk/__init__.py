"""What follows from what is known about a child: exploitation level, immediate actions, and duties by age.

The rules are data (`reference/data/risk.yaml`, `age_duties.yaml`); this package reads and applies them, says
which rule gave which answer, and asks for what is still unknown. It judges nobody: the vulnerability step-up
is an assessor's recorded judgement, and only a named person lowers a level.
"""

from tessera.lib.risk.duties import Duty, age_on, duties_for, load_duties
from tessera.lib.risk.facts import FactError, Facts, Level, facts_from
from tessera.lib.risk.outcome import Outcome, Why, evaluate
from tessera.lib.risk.rules import Rule, RuleError, Rules, load_rules, rules_from

__all__ = [
    "Duty",
    "FactError",
    "Facts",
    "Level",
    "Outcome",
    "Rule",
    "RuleError",
    "Rules",
    "Why",
    "age_on",
    "duties_for",
    "evaluate",
    "facts_from",
    "load_duties",
    "load_rules",
    "rules_from",
]
