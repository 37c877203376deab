"""What moved between one assessment of a child and the next (REQ assess-movement, assess-no-repeats)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from tessera.assessments.models import Assessment
from tessera.assessments.parts import ROWS
from tessera.assessments.reading import Reading
from tessera.assessments.terms import LISTS, Level, Part, SentBack, as_it_stands, why_in_words

ORDER = list(Level)
WHY = {Part.STEP_UP: "Why the vulnerabilities were judged so"}  # in its own part it is only “Why”
UNWRITTEN = {"Not answered", "Not written"}  # from one to the other nothing has moved


@dataclass(frozen=True)
class Move:
    """One thing that is not as it was: what, how it stood before, how it stands now."""

    what: str
    before: str
    after: str


def moves_between(before: Reading, after: Reading, *, labels: Mapping[str, str]) -> list[Move]:
    """The level first and what the rule suggested, then each judgement and answer, then the ticks with their notes.

    What somebody wrote stands in both as written. `labels` are the words of the signals that the category of the risk
    cycle relies on.
    """
    judged = [
        *_level(before, after),
        *_cycle(before, after, labels),
        *_rows(Part.STEP_UP, before, after),
        *_models(before, after),
    ]
    answered = [*_rows(Part.ABOUT, before, after), *_rows(Part.CHILD, before, after)]
    return [*judged, *answered, *_ticks(before, after)]


def direction(before: str, after: str) -> str:
    """How a level moved from the last one: up, down or the same; first when there was none."""
    if not before:
        return "first"
    moved = ORDER.index(Level(after)) - ORDER.index(Level(before))
    return "up" if moved > 0 else "down" if moved < 0 else "same"


def _level(before: Reading, after: Reading) -> list[Move]:
    moves = [
        Move("Exploitation level", before.level, after.level),
        Move("Level the rule suggested", before.suggested, after.suggested),
    ]
    if after.is_decided:
        moves.append(Move("Why that level", before.why, after.why))
    return [move for move in moves if move.before != move.after]


def _cycle(before: Reading, after: Reading, labels: Mapping[str, str]) -> list[Move]:
    signals = ("\n".join(labels.get(code, code) for code in one.signals) or "None named" for one in (before, after))
    moves = [
        Move("Category of the risk cycle", before.category, after.category),
        Move("Signals that the category relies on", *signals),
        Move("Why that category", before.why_category, after.why_category),
    ]
    return [move for move in moves if move.before != move.after]


def _rows(part: Part, before: Reading, after: Reading) -> list[Move]:
    then = before.answers[part]  # a question that was not yet asked then was not answered
    said = [(label, then.get(name, "Not answered"), after.answers[part][name]) for name, label in ROWS[part].items()]
    return [
        Move(WHY.get(part, label) if label == "Why" else label, old, new)
        for label, old, new in said
        if old != new and not {old, new} <= UNWRITTEN
    ]


def _models(before: Reading, after: Reading) -> list[Move]:
    moves = []
    for code, (label, _) in (before.models | after.models).items():
        said = (one.models[code][1] if code in one.models else "Not written" for one in (before, after))
        moves.append(Move(f"Model of exploitation: {label}", *said))
    return [move for move in moves if move.before != move.after]


def _ticks(before: Reading, after: Reading) -> list[Move]:
    moves = []
    for part in LISTS:
        old, new = before.ticks[part], after.ticks[part]
        if not old and not new and before.unticked[part] != after.unticked[part]:
            moves.append(Move(str(part.label), before.unticked[part], after.unticked[part]))
        moves += [Move(new[sign][0], "Not ticked", "Ticked") for sign in new if sign not in old]
        moves += [Move(old[sign][0], "Ticked", "Not ticked") for sign in old if sign not in new]
        notes = {sign: (old[sign][1], new[sign][1]) for sign in new if sign in old}
        moves += [Move(f"Note: {new[sign][0]}", *said) for sign, said in notes.items() if said[0] != said[1]]
    return moves


@dataclass(frozen=True)
class LevelDecided:
    """A child's exploitation level from one day: who decided it, why, what the rule said, and how it moved.

    `back` where a second person sent it back for another look: it was decided all the same, and stays in the history.
    """

    level: Level
    at: datetime
    by: str
    reason: str
    suggested: str
    moved: str
    is_signed_off: bool
    category: str
    path: str
    back: SentBack | None = None

    @property
    def words(self) -> str:
        """The level with how it moved: “High, up from the level before”; and that nobody signed it off yet."""
        moved = {"up": ", up from the level before", "down": ", down from the level before"}
        return self._words(moved.get(self.moved, ""))

    @property
    def stands(self) -> str:
        """The level as the child's today: “High”, “High, not yet signed off”, or sent back on a day for another look."""
        return self._words()

    def _words(self, moved: str = "") -> str:
        sent_back_at = self.back.at if self.back else None
        return as_it_stands(self.level, is_signed_off=self.is_signed_off, moved=moved, sent_back_at=sent_back_at)


def levels_among(assessments: Iterable[Assessment]) -> list[LevelDecided]:
    """The levels decided in these assessments of one child, the newest first, those sent back since among them.

    Each moved from the one that stood before: not from one that was sent back.
    """
    decided = [level for one in assessments for level in _levels_of(one)]
    levels, before = [], ""
    for one in sorted(decided, key=lambda level: (level.at, level.path)):
        levels.append(replace(one, moved=direction(before, one.level)))
        if one.back is None:
            before = one.level
    return levels[::-1]


def stands_now(levels: Iterable[LevelDecided]) -> LevelDecided | None:
    """A child's level today: the newest that nobody sent back; only where there is none, the newest of those sent back."""
    found = list(levels)
    return next((one for one in found if one.back is None), found[0] if found else None)


def last_signed(levels: Iterable[LevelDecided]) -> Level | None:
    """The level that a supervisor signed off last, of a child's levels with the newest first."""
    return next((one.level for one in levels if one.is_signed_off), None)


def _levels_of(one: Assessment) -> list[LevelDecided]:
    sent_back = [_sent_back(one, back) for back in one.times_sent_back]
    return [*sent_back, _decided(one, one.decided_at)] if one.decided_at else sent_back


def _sent_back(one: Assessment, back: SentBack) -> LevelDecided:
    return LevelDecided(
        level=back.level, at=back.decided_at, by=back.decided_by, moved="",
        reason=why_in_words(back.level, back.suggested, back.reason),
        suggested=str(back.suggested.label) if back.suggested else "", is_signed_off=False,
        category=str(back.category.label) if back.category else "", path=one.get_absolute_url(), back=back,
    )  # fmt: skip


def _decided(one: Assessment, at: datetime) -> LevelDecided:
    said = one.suggestion or {}
    is_as_suggested = said.get("level") == one.level and not one.level_reason
    return LevelDecided(
        level=Level(one.level), at=at, by=str(one.decided_by),
        reason=" ".join(why["sentence"] for why in said["why"]) if is_as_suggested else one.why_decided,
        suggested=str(Level(said["level"]).label) if said else "", moved="",
        is_signed_off=one.status == Assessment.Status.SIGNED_OFF, category=one.get_nwg_category_display(),
        path=one.get_absolute_url(),
    )  # fmt: skip
