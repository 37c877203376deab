"""The published rules in words for a page: actions, duties, prompts and the cycle, each with where it comes from."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tessera.assessments.models import Told
from tessera.lib import risk
from tessera.reference.loading import DATA

RULES = DATA / "risk.yaml"
DUTIES = DATA / "age_duties.yaml"
PROMPTS = DATA / "assessment_prompts.yaml"

# Whom each immediate action tells. The assessment itself answers the one that is not here, once it is decided.
TELLS = {
    "call-999": Told.Whom.POLICE,
    "inform-police": Told.Whom.POLICE,
    "refer-social-care": Told.Whom.SOCIAL_CARE,
    "inform-social-care-child-protection": Told.Whom.SOCIAL_CARE,
}
CYCLE = "cycle-category"


@dataclass(frozen=True)
class Row:
    """One row of a list of rules, with its source and whether a local adviser has checked it."""

    code: str
    kind: str
    summary: str
    text: str
    source: tuple[str, ...]
    standing: str
    more: dict[str, Any] = field(compare=False, repr=False, default_factory=dict)


def rules() -> risk.Rules:
    """The level rules in force, as the partnership keeps them."""
    return risk.load_rules(RULES)


def rule_row(code: str) -> Row:
    """The row of one rule or action, by its code. A code no longer in the file shows as itself, without a source."""
    found = _rows(RULES).get(code)
    return found or Row(code, "", code, "", (), "No longer on the list")


def actions(codes: list[str]) -> list[Row]:
    """What to do, in the order given, in words."""
    return [rule_row(code) for code in codes]


def asks_at_once(code: str) -> list[str]:
    """The immediate actions that one rule asks for."""
    found: list[str] = rule_row(code).more.get("then", {}).get("immediate_action", [])
    return found


def counted_by_rule() -> frozenset[str]:
    """Facts that the rules themselves add to a count, so a tick that answers one is not counted again."""
    return frozenset(row.more["fact"] for row in _rows(RULES).values() if row.kind == "counts-as")


def cycle() -> list[Row]:
    """The three categories of the risk cycle, the lowest first, each with its signals and response."""
    return [row for row in _rows(RULES).values() if row.kind == CYCLE]


def cycle_rules() -> list[Row]:
    """How a category is set, and what it must not be taken for."""
    return [row for row in _rows(RULES).values() if row.kind == "cycle-rule"]


def category_of(code: str) -> Row | None:
    """The row of one category, none when no category is set."""
    return _rows(RULES).get(code)


def step_ups() -> list[Row]:
    """What a step up does, from each level."""
    return [row for row in _rows(RULES).values() if row.kind == "step-up"]


def duties(
    age: int | None, *, sexual_activity: bool | None, is_age_disputed: bool | None, signs: Collection[str] = ()
) -> list[Row]:
    """What is owed at this age, youngest band first (REQ assess-age-rules, assess-benefit-of-doubt-on-age).

    `signs` are the codes of those ticked: one that says how old the child was then brings the duty of that age too.
    """
    owed = {duty.id for duty in risk.duties_for(age, sexual_activity, is_age_disputed, duties=risk.load_duties(DUTIES))}
    rows = _rows(DUTIES)
    return [row for code, row in rows.items() if code in owed or row.more.get("for_sign") in signs]


def prompts(asked: set[str]) -> dict[str, Row]:
    """What is said when a tick opens a further question, by the word for it."""
    return {row.more["asks"]: row for row in _rows(PROMPTS).values() if row.more["asks"] in asked}


@cache
def _rows(file: Path) -> dict[str, Row]:
    entries = yaml.safe_load(file.read_text(encoding="utf-8"))["entries"]
    return {entry["id"]: _row(entry) for entry in entries}


def _row(entry: dict[str, Any]) -> Row:
    text = entry.get("sentence") or entry.get("duty") or entry.get("text") or entry.get("response") or ""
    standing = "Checked by a local adviser" if entry.get("verified") else "Not yet checked by a local adviser"
    if status := entry.get("status"):
        standing = f"{standing}. Status: {status}"
    if confidence := entry.get("confidence"):
        standing = f"{standing}. Our confidence: {confidence}"
    return Row(
        code=entry["id"],
        kind=entry.get("kind", ""),
        summary=entry["summary"],
        text=text.strip(),
        source=tuple(str(one) for one in entry.get("source", [])),
        standing=standing,
        more=entry,
    )
