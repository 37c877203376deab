"""What moved between one assessment of a child and the next (REQ assess-movement, assess-no-repeats)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tessera.assessments.instrument import Answers
from tessera.assessments.models import Assessment, Tick
from tessera.assessments.parts import rows_of
from tessera.assessments.terms import LISTS, Level, Part, as_it_stands

ORDER = list(Level)


@dataclass(frozen=True)
class Move:
    """One thing that is not as it was: what, how it stood before, how it stands now."""

    what: str
    before: str
    after: str


def moves_between(before: Answers, after: Answers) -> list[Move]:
    """The level first, then the answers about the child, then the ticks that came and went."""
    return [*_level(before, after), *_about(before, after), *_ticks(before, after)]


def direction(before: str, after: str) -> str:
    """How a level moved from the last one: up, down or the same; first when there was none."""
    if not before:
        return "first"
    moved = ORDER.index(Level(after)) - ORDER.index(Level(before))
    return "up" if moved > 0 else "down" if moved < 0 else "same"


def _level(before: Answers, after: Answers) -> list[Move]:
    old, new = before.assessment, after.assessment
    levels = (old.get_level_display() or "Not decided", new.get_level_display() or "Not decided")
    categories = (old.get_nwg_category_display() or "Not set", new.get_nwg_category_display() or "Not set")
    moves = [Move("Exploitation level", *levels), Move("Category of the risk cycle", *categories)]
    return [move for move in moves if move.before != move.after]


def _about(before: Answers, after: Answers) -> list[Move]:
    pairs = zip(rows_of(Part.ABOUT, before), rows_of(Part.ABOUT, after), strict=True)
    return [Move(label, old, new) for (label, old), (_, new) in pairs if old != new]


def _ticks(before: Answers, after: Answers) -> list[Move]:
    moves = []
    for part in LISTS:
        old = {_same_sign(tick): tick for tick in before.ticks_of(part)}
        new = {_same_sign(tick): tick for tick in after.ticks_of(part)}
        moves += [Move(new[sign].label, "Not ticked", "Ticked") for sign in new if sign not in old]
        moves += [Move(old[sign].label, "Ticked", "Not ticked") for sign in old if sign not in new]
    return moves


def _same_sign(tick: Tick) -> str:
    """A row of the list is the same sign in all its versions; an unlisted one goes by its words."""
    return tick.indicator.code if tick.indicator else f"unlisted: {tick.label.casefold()}"


@dataclass(frozen=True)
class LevelDecided:
    """A child's exploitation level from one day: who decided it, why, what the rule said, and how it moved."""

    level: Level
    at: datetime
    by: str
    reason: str
    suggested: str
    moved: str
    is_signed_off: bool
    category: str
    path: str

    @property
    def words(self) -> str:
        """The level with how it moved: “High, up from the last assessment”; and that nobody signed it off yet."""
        moved = {"up": ", up from the last assessment", "down": ", down from the last assessment"}
        return as_it_stands(self.level, is_signed_off=self.is_signed_off, moved=moved.get(self.moved, ""))

    @property
    def stands(self) -> str:
        """The level as the child's today: “High”, or “High, not yet signed off”."""
        return as_it_stands(self.level, is_signed_off=self.is_signed_off)


def levels_among(assessments: Iterable[Assessment]) -> list[LevelDecided]:
    """The levels decided in these assessments of one child, the newest first."""
    decided = sorted((one.decided_at, one.pk, one) for one in assessments if one.decided_at)
    levels, before = [], ""
    for at, _, one in decided:
        levels.append(_decided(one, at, before))
        before = one.level
    return levels[::-1]


def last_signed(levels: Iterable[LevelDecided]) -> Level | None:
    """The level that a supervisor signed off last, of a child's levels with the newest first."""
    return next((one.level for one in levels if one.is_signed_off), None)


def _decided(one: Assessment, at: datetime, before: str) -> LevelDecided:
    said = one.suggestion or {}
    is_as_suggested = said.get("level") == one.level and not one.level_reason
    return LevelDecided(
        level=Level(one.level), at=at, by=str(one.decided_by),
        reason=" ".join(why["sentence"] for why in said["why"]) if is_as_suggested else one.why_decided,
        suggested=str(Level(said["level"]).label) if said else "", moved=direction(before, one.level),
        is_signed_off=one.status == Assessment.Status.SIGNED_OFF, category=one.get_nwg_category_display(),
        path=one.get_absolute_url(),
    )  # fmt: skip
