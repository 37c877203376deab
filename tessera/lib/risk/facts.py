"""The facts that the level rules may read.

Sex, ethnicity, sexuality and whether contact is only online are not among them, so no rule can use them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import Enum, StrEnum
from typing import Any

from tessera.lib.invisible import on_one_line

OLDEST = 25  # years: support and assessment may run past 18 (care leavers, special educational needs)
MOST_TICKS = 1000  # far above any list of indicators; a larger count is a slip


class FactError(ValueError):
    """A fact that cannot be used, with one sentence saying what would make it usable."""


class Level(StrEnum):
    """The exploitation level of the toolbox (004). Compare with `rank`: words do not sort by seriousness."""

    STANDARD = "standard"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 for standard, 1 for medium, 2 for high."""
        return list(Level).index(self)


class Kind(Enum):
    """How a fact is answered."""

    YES_NO = "true or false"
    COUNT = f"a whole number from 0 to {MOST_TICKS}"
    AGE = f"a whole number of years from 0 to {OLDEST}"
    LEVEL = "standard, medium or high"


def _fact(kind: Kind) -> Any:
    return field(default=None, metadata={"kind": kind})


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known about one child. `None` is not known, which is never the same as no.

    `suspected_indicators` leaves out a withdrawn account, which adds one by itself (REQ: assess-retraction).
    `age` is the age recorded, in whole years; while `age_disputed` is true the child counts as under 18
    whatever it says (REQ: assess-benefit-of-doubt-on-age). `vulnerabilities_significantly_elevate` is the
    assessor's own judgement, never worked out from a count. `level_by_police` is on the police's own scale.
    """

    age: int | None = _fact(Kind.AGE)
    age_disputed: bool | None = _fact(Kind.YES_NO)
    immediate_danger: bool | None = _fact(Kind.YES_NO)
    current_significant_harm: bool | None = _fact(Kind.YES_NO)
    actual_indicators: int | None = _fact(Kind.COUNT)
    sexual_activity: bool | None = _fact(Kind.YES_NO)
    associates_with_known_exploiter: bool | None = _fact(Kind.YES_NO)
    involved_with_suspected_exploiter: bool | None = _fact(Kind.YES_NO)
    vulnerabilities_significantly_elevate: bool | None = _fact(Kind.YES_NO)
    actively_disengaging: bool | None = _fact(Kind.YES_NO)
    suspected_indicators: int | None = _fact(Kind.COUNT)
    withdrawn_account: bool | None = _fact(Kind.YES_NO)
    vulnerabilities: int | None = _fact(Kind.COUNT)
    learning_disability: bool | None = _fact(Kind.YES_NO)
    frequent_missing: bool | None = _fact(Kind.YES_NO)
    level_by_police: str | None = _fact(Kind.LEVEL)

    def __post_init__(self) -> None:
        for name, kind in KINDS.items():
            value = getattr(self, name)
            if value is not None and not _fits(kind, value):
                raise FactError(f"“{name}” must be {kind.value}.")

    def height(self, name: str) -> int | None:
        """How far this fact raises concern, as a number that only grows with it; `None` when it is not known.

        A younger child is a higher concern, so an age counts downwards.
        """
        value = getattr(self, name)
        if value is None:
            return None
        if KINDS[name] is Kind.LEVEL:
            return Level(value).rank
        return -value if KINDS[name] is Kind.AGE else int(value)


KINDS: dict[str, Kind] = {each.name: each.metadata["kind"] for each in fields(Facts)}


def _fits(kind: Kind, value: object) -> bool:
    if kind is Kind.YES_NO:
        return isinstance(value, bool)
    if kind is Kind.LEVEL:
        return isinstance(value, str) and value in list(Level)
    most = OLDEST if kind is Kind.AGE else MOST_TICKS
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def facts_from(named: Mapping[str, object]) -> Facts:
    """Facts by name, as a file or a form holds them. Raises `FactError` for a name that no rule can read."""
    for name in named:
        if name not in KINDS:
            raise FactError(f"No fact is called {_quoted(name)}.")
    return Facts(**dict(named))  # type: ignore[arg-type]  # checked in __post_init__


def _quoted(name: str) -> str:
    shown = name if len(name) <= 40 else name[:40] + "…"
    return f"“{on_one_line(shown)}”"
