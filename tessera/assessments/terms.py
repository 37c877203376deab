"""The terms of the instrument: its parts, levels and categories, and what is asked beside a tick."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db import models

from tessera.reference.models import Indicator
from tessera.ui import words


class Level(models.TextChoices):
    """The exploitation level: one of four scales, never called just “risk”."""

    STANDARD = "standard", "Standard"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


def as_it_stands(level: Level, *, is_signed_off: bool, moved: str = "", sent_back_at: datetime | None = None) -> str:
    """A level in words wherever it is shown as a child's: one that no supervisor has signed says so.

    `moved` says how it came from the last one; `sent_back_at` when a second person sent it back, which unsays nothing.
    """
    if sent_back_at is not None:
        return f"{level.label}{moved}, sent back on {words.date(sent_back_at)} for another look"
    return f"{level.label}{moved}{'' if is_signed_off else ', not yet signed off'}"


def why_in_words(level: Level, suggested: Level | None, reason: str) -> str:
    """Why a level was decided: the words of whoever did or, without any, how it stands to what the rule said."""
    said = suggested or level
    if reason or said == level:
        return reason or "As the rule suggests"
    return f"Raised by the professional, above the rule’s {said.label}; no reason written"


class NwgCategory(models.TextChoices):
    """The three-category cycle. Recorded beside the level, never converted."""

    ONE = "nwg-1", "Category 1"
    TWO = "nwg-2", "Category 2"
    THREE = "nwg-3", "Category 3"


class Part(models.TextChoices):
    """A part of the instrument that is answered as a whole. The three lists have the words of the indicators."""

    ABOUT = "about", "About the child"
    ACTUAL = Indicator.Kind.ACTUAL.value, "Signs of actual exploitation"
    SUSPECTED = Indicator.Kind.SUSPECTED.value, "Signs of suspected exploitation"
    VULNERABILITY = Indicator.Kind.VULNERABILITY.value, "Vulnerabilities"
    CHILD = "child", "What the child thinks"
    STEP_UP = "step_up", "What the vulnerabilities do to the risk"
    CYCLE = "cycle", "Category of the risk cycle"


LISTS = (Part.ACTUAL, Part.SUSPECTED, Part.VULNERABILITY)
# Each answered, or marked not known, before there is a level.
ASKED = (Part.ABOUT, *LISTS, Part.CHILD)


ASSESS_RULE = "assessment-45"  # the clock of whoever is asked to assess a child


@dataclass(frozen=True)
class SentBack:
    """A time that a second person sent an assessment back: who, when and why, and what had been decided until then."""

    at: datetime
    by: str
    comment: str
    level: Level
    reason: str
    decided_by: str
    decided_at: datetime
    suggested: Level | None = None  # what the rule said then; these three are kept since they were asked for
    next_conversation: str = ""
    need_without_service: str = ""
    decider: int | None = None  # the number of the person who decided: they check no later decision of it
    category: NwgCategory | None = None  # of the risk cycle as it stood beside the level; none was kept at first

    @classmethod
    def kept(cls, one: Mapping[str, Any]) -> Self:
        """Read from what the assessment keeps: codes and days as text."""
        return cls(**dict(one) | {
            "at": datetime.fromisoformat(one["at"]), "decided_at": datetime.fromisoformat(one["decided_at"]),
            "level": Level(one["level"]), "suggested": Level(one["suggested"]) if one.get("suggested") else None,
            "category": NwgCategory(one["category"]) if one.get("category") else None,
        })  # fmt: skip


ITEM_DETAIL = {
    "item": "The item",
    "explanation": "The explanation given, and who by",
    "view": "Your view: why it does or does not convince",
}
ONLINE_DETAIL = {
    "usernames": "Usernames",
    "platforms": "Apps and platforms",
    "numbers": "Phone numbers",
    "devices": "Devices and SIM cards",
}
