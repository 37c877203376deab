"""What moved between one assessment of a child and the next (REQ assess-movement, assess-no-repeats)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from tessera.assessments.instrument import Answers, suggestion_of
from tessera.assessments.models import Assessment, ModelSeen, Tick
from tessera.assessments.parts import note_of, rows_of, rows_of_list
from tessera.assessments.terms import LISTS, Level, Part, SentBack, as_it_stands, why_in_words
from tessera.ui import words

ORDER = list(Level)
WHY = {Part.STEP_UP: "Why the vulnerabilities were judged so"}  # in its own part it is only “Why”
UNWRITTEN = {"Not answered", "Not written"}  # from one to the other nothing has moved


@dataclass(frozen=True)
class Move:
    """One thing that is not as it was: what, how it stood before, how it stands now."""

    what: str
    before: str
    after: str


def moves_between(before: Answers, after: Answers, *, on: date, labels: Mapping[str, str]) -> list[Move]:
    """The level first and what the rule suggested, then each judgement and answer, then the ticks with their notes.

    What somebody wrote stands in both as written. `on` is the day on which the rule is read where nobody decided yet;
    `labels` are the words of the signals that the category of the risk cycle relies on.
    """
    judged = [
        *_level(before, after, on),
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


def _level(before: Answers, after: Answers, on: date) -> list[Move]:
    old, new = before.assessment, after.assessment
    said = [suggestion_of(one, on=on).level for one in (before, after)]
    suggested = [str(level.label) if level else "None yet" for level in said]
    moves = [
        Move("Exploitation level", old.level_in_words, new.level_in_words),
        Move("Level the rule suggested", *suggested),
    ]
    if new.level:
        moves.append(Move("Why that level", _why(old), _why(new)))
    return [move for move in moves if move.before != move.after]


def _why(assessment: Assessment) -> str:
    """The reason as somebody wrote it: what the rule said stands in a row of its own."""
    back = assessment.sent_back_last
    return (back.reason if back else assessment.level_reason) or "No reason written"


def _cycle(before: Answers, after: Answers, labels: Mapping[str, str]) -> list[Move]:
    old, new = before.assessment, after.assessment
    categories = (old.get_nwg_category_display() or "Not set", new.get_nwg_category_display() or "Not set")
    signals = ("\n".join(labels.get(code, code) for code in one.nwg_signals) or "None named" for one in (old, new))
    moves = [
        Move("Category of the risk cycle", *categories),
        Move("Signals that the category relies on", *signals),
        Move("Why that category", old.nwg_reason or "Not written", new.nwg_reason or "Not written"),
    ]
    return [move for move in moves if move.before != move.after]


def _rows(part: Part, before: Answers, after: Answers) -> list[Move]:
    pairs = zip(rows_of(part, before), rows_of(part, after), strict=True)
    return [
        Move(WHY.get(part, label) if label == "Why" else label, old, new)
        for (label, old), (_, new) in pairs
        if old != new and not {old, new} <= UNWRITTEN
    ]


def _models(before: Answers, after: Answers) -> list[Move]:
    seen = {row.model.code: f"Model of exploitation: {row.model.label}" for row in [*before.models, *after.models]}
    moves = [Move(what, _seen(code, before), _seen(code, after)) for code, what in seen.items()]
    return [move for move in moves if move.before != move.after]


def _seen(code: str, answers: Answers) -> str:
    return "\n".join(_said_of(row) for row in answers.models if row.model.code == code) or "Not written"


def _said_of(row: ModelSeen) -> str:
    until = f" until {words.date(row.until_on)}" if row.until_on else ""
    return f"From {words.date(row.from_on)}{until}{f': {row.note}' if row.note else ''}"


def _ticks(before: Answers, after: Answers) -> list[Move]:
    moves = []
    for part in LISTS:
        old = {_same_sign(tick): tick for tick in before.ticks_of(part)}
        new = {_same_sign(tick): tick for tick in after.ticks_of(part)}
        if not old and not new:
            states = [text for one in (before, after) for _, text in rows_of_list(part, one)]
            moves += [Move(str(part.label), *states)] if states[0] != states[1] else []
        moves += [Move(new[sign].label, "Not ticked", "Ticked") for sign in new if sign not in old]
        moves += [Move(old[sign].label, "Ticked", "Not ticked") for sign in old if sign not in new]
        notes = {sign: (note_of(old[sign]), note_of(new[sign])) for sign in new if sign in old}
        moves += [Move(f"Note: {new[sign].label}", *said) for sign, said in notes.items() if said[0] != said[1]]
    return moves


def _same_sign(tick: Tick) -> str:
    """A row of the list is the same sign in all its versions; an unlisted one goes by its words."""
    return tick.indicator.code if tick.indicator else f"unlisted: {tick.label.casefold()}"


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
