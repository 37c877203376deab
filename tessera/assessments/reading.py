"""What an assessment says, in words: so that two of them can be set side by side, and one be kept as it stood."""

from dataclasses import dataclass
from datetime import date

from tessera.assessments.instrument import Answers, suggestion_of
from tessera.assessments.models import Assessment, ModelSeen, Tick
from tessera.assessments.parts import ROWS, note_of, rows_of, rows_of_list
from tessera.assessments.terms import LISTS, Part
from tessera.ui import words

READ = (Part.STEP_UP, Part.ABOUT, Part.CHILD)  # the parts read question by question


@dataclass(frozen=True)
class Reading:
    """The level, what the rule suggested, each judgement and answer, and the ticks with their notes.

    Only words and codes, so that it is kept as it is: answers by part and question, models by code with their label,
    ticks by list and sign with their label and note; `unticked` is how a list stands on which nothing is ticked.
    """

    level: str
    is_decided: bool
    suggested: str
    why: str
    category: str
    signals: list[str]
    why_category: str
    answers: dict[str, dict[str, str]]
    models: dict[str, list[str]]
    ticks: dict[str, dict[str, list[str]]]
    unticked: dict[str, str]


def reading_of(answers: Answers, *, on: date) -> Reading:
    """What an assessment says now. `on` is the day on which the rule is read where nobody decided yet."""
    assessment = answers.assessment
    suggested = suggestion_of(answers, on=on).level
    ticks = {part: {_sign_of(tick): [tick.label, note_of(tick)] for tick in answers.ticks_of(part)} for part in LISTS}
    return Reading(
        level=assessment.level_in_words, is_decided=bool(assessment.level), why=_why(assessment),
        suggested=str(suggested.label) if suggested else "None yet",
        category=assessment.get_nwg_category_display() or "Not set", signals=[*assessment.nwg_signals],
        why_category=assessment.nwg_reason or "Not written",
        answers={part.value: _answers_in(part, answers) for part in READ}, models=_models(answers.models),
        ticks={part.value: ticks[part] for part in LISTS},
        unticked={part.value: rows_of_list(part, answers)[0][1] for part in LISTS if not ticks[part]},
    )  # fmt: skip


def _why(assessment: Assessment) -> str:
    """The reason as somebody wrote it: what the rule said is read by itself."""
    back = assessment.sent_back_last
    return (back.reason if back else assessment.level_reason) or "No reason written"


def _answers_in(part: Part, answers: Answers) -> dict[str, str]:
    return {name: said for name, (_, said) in zip(ROWS[part], rows_of(part, answers), strict=True)}


def _models(seen: list[ModelSeen]) -> dict[str, list[str]]:
    codes = {row.model.code: row.model.label for row in seen}
    return {
        code: [label, "\n".join(_said_of(row) for row in seen if row.model.code == code)]
        for code, label in codes.items()
    }


def _said_of(row: ModelSeen) -> str:
    until = f" until {words.date(row.until_on)}" if row.until_on else ""
    return f"From {words.date(row.from_on)}{until}{f': {row.note}' if row.note else ''}"


def _sign_of(tick: Tick) -> str:
    """A row of the list is the same sign in all its versions; an unlisted one goes by its words."""
    return tick.indicator.code if tick.indicator else f"unlisted: {tick.label.casefold()}"
