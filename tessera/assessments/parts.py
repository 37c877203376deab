"""The parts of the instrument in their order: how each stands, what was written in it, and where it is thin."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tessera.assessments.instrument import (
    AGE_NOT_KNOWN,
    FROM_THE_PAGE,
    SETTLED,
    YES_NO,
    Answers,
    State,
    age_of,
    in_words,
)
from tessera.assessments.models import Tick
from tessera.assessments.terms import LISTS, Part
from tessera.ui import words

# The pages of an assessment, in the toolbox's order (REQ assess-rva-sequence). Their names are those of the URLs.
PAGES = {
    "about": "About the child and the people involved",
    "actual": "Signs of actual exploitation",
    "suspected": "Signs of suspected exploitation",
    "vulnerability": "Vulnerabilities",
    "immediate": "Immediate action: who was told",
    "child": "What the child thinks and wants",
    "network": "People, places and friends around the child",
    "models": "Models of exploitation",
    "agencies": "What other agencies know",
    "other_tools": "What other tools found",
    "result": "Result and decision",
    "sign_off": "Second person’s check",
}
ABOUT = {
    "immediate_danger": "Immediate danger",
    "current_significant_harm": "Significant harm now",
    "born_on": "Date of birth",
    "age_stated": "Age, when no date of birth is known",
    "is_age_disputed": "Age disputed",
    "learning_disability": "Learning disability",
    "sexual_activity": "Anything sexual known or believed to have been done to the child",
    "associates_with_known_exploiter": "Someone known to have exploited others is in contact",
    "involved_with_suspected_exploiter": "Someone suspected of exploitation is involved",
    "actively_disengaging": "Actively keeping away from professionals",
    "frequent_missing": "Often missing",
    "level_by_police": "Level assessed by the police, on their own scale",
    "was_moved": "Moved, even a short way, to be exploited",
    "nrm_decision": "National Referral Mechanism decision",
    "honour_or_forced_marriage": "Risk of honour-based abuse or forced marriage",
    "specialist_advice": "Specialist advice taken",
}
ADVICE_SINCE = ("specialist_advice_by", "specialist_advice_at")  # who wrote that advice after the decision, and when
FROM_BEFORE = "\n\nFrom an earlier assessment: "  # between that advice and what came along
CHILD = {
    "childs_view": "What the child thinks and wants",
    "childs_view_tried": "If it is not here, what we tried",
    "childs_view_barriers": "What got in the way",
    "childs_view_absent_because": "What is tried next",
    "is_account_withdrawn": "The child took back something they told someone",
    "withdrawn_account": "The account as first given",
}
STEP_UP = {
    "vulnerabilities_significantly_elevate": "The vulnerabilities significantly raise the risk",
    "step_up_reason": "Why",
}
CYCLE = {"nwg_category": "Category", "nwg_signals": "Signals relied on", "nwg_reason": "Why"}
# Asked with a yes, a no or a not known: left blank, one of these keeps its part in progress and the level closed.
NOT_BLANK = {
    Part.ABOUT: (*YES_NO, "is_age_disputed", "level_by_police", "was_moved", "honour_or_forced_marriage"),
    Part.CHILD: ("is_account_withdrawn",),
}
ROWS = {Part.ABOUT: ABOUT, Part.CHILD: CHILD, Part.STEP_UP: STEP_UP, Part.CYCLE: CYCLE}
# About now, not about then: a new assessment asks these afresh.
ASKED_AFRESH = ("immediate_danger", "current_significant_harm")


@dataclass(frozen=True)
class Standing:
    """A part on the task list: its page, its title, and how it stands in a word with a colour."""

    page: str
    title: str
    word: str
    colour: str


@dataclass(frozen=True)
class Open:
    """Something that is still to be answered, or marked not known, before there is a level; and where it is asked."""

    page: str
    question: str
    words: str


@dataclass(frozen=True)
class Thin:
    """Something that would make the assessment fuller, and the page where it is written. It blocks nothing."""

    page: str
    words: str


def rows_of(part: Part, answers: Answers) -> list[tuple[str, str]]:
    """Each question of a part with its answer, in words. What nobody answered yet is not one marked not known."""
    fields = ROWS[part]
    values = {name: getattr(answers.assessment, name) for name in fields}
    blank = fields if not answers.state(part) else answers.left(part)
    said = {
        name: "Not answered" if name in blank and value in (None, "") else _answered(name, part, value)
        for name, value in values.items()
    }
    if "is_age_disputed" in said and answers.is_age_marked and not answers.assessment.is_age_disputed:
        said["is_age_disputed"] = FROM_THE_PAGE
    if "specialist_advice" in said and (since := answers.assessment.specialist_advice_at):
        said["specialist_advice"] += f"\n{answers.assessment.specialist_advice_by}, {words.moment(since)}"
    return [(label, said[name]) for name, label in fields.items()]


def rows_of_list(part: Part, answers: Answers) -> list[tuple[str, str]]:
    """Each tick of a list with its note, in words."""
    ticked = [(tick.label, note_of(tick)) for tick in answers.ticks_of(part)]
    return ticked or [("Nothing is ticked", _NOTHING[answers.state(part)])]


_NOTHING = {
    "": "Not answered",
    State.OPEN: "Not answered",
    State.CARRIED: "Not answered",
    State.ANSWERED: "None seen",
    State.NOT_KNOWN: "Not known",
}


def note_of(tick: Tick) -> str:
    """The note behind a tick with its further detail; a tick without a note has no evidence yet."""
    detail = [f"{name.capitalize()}: {_said(value)}" for name, value in tick.detail.items() if value]
    return "\n".join([tick.note or "No evidence yet", *detail])


def _answered(name: str, part: Part, value: Any) -> str:
    """Empty is not known where that is an answer one gives, and not written where there is nothing but room to write."""
    return in_words(value) if name in NOT_BLANK.get(part, ()) else _said(value)


def _said(value: Any) -> str:
    if isinstance(value, date):
        return words.date(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return "; ".join(value.values()) or "Nothing picked"
    if value == "":
        return "Not written"
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else in_words(value)


def still_open(answers: Answers) -> list[Open]:
    """What is still to be answered or marked not known: question by question in a part that was begun."""
    found = []
    for part in answers.unsettled:
        if left := [Open(part, name, ROWS[part][name]) for name in answers.left(part) if name in ROWS.get(part, {})]:
            found += left
        else:
            carried = answers.state(part) == State.CARRIED and not answers.is_asked_afresh(part)
            found.append(Open(part, "", f"{part.label}: {'not confirmed' if carried else 'not answered'} yet"))
    return found


def standings(answers: Answers, *, to_tell: int) -> list[Standing]:
    """The task list. `to_tell` is how many people have still to be told at once."""
    return [Standing(page, title, *_standing(page, answers, to_tell)) for page, title in PAGES.items()]


def _standing(page: str, answers: Answers, to_tell: int) -> tuple[str, str]:
    assessment = answers.assessment
    if answers.is_asked_afresh(page):
        return "Say again", "orange"
    if page in answers.parts:
        return _PART_WORDS[State(answers.state(page))]
    if page in Part.values:
        return "Not started", "grey"
    if page == "immediate":
        return ("Do this now", "red") if to_tell else ("Told", "green") if answers.told else ("Nothing to tell", "grey")
    if page == "agencies" and any(asked.answered_on is None for asked in answers.agencies):
        return "Waiting for answers", "orange"
    if page == "result":
        return ("Decided", "green") if assessment.level else ("Not decided", "grey")
    if page == "sign_off":
        return ("Signed off", "green") if assessment.signed_off_at else ("Not signed off", "grey")
    number = {
        "models": len(answers.models),
        "agencies": len(answers.agencies),
        "other_tools": len(answers.findings),
    }
    if page in number:
        return (f"{number[page]} written", "green") if number[page] else ("None written", "grey")
    return "To read", "blue"


_PART_WORDS = {
    State.OPEN: ("In progress", "orange"),
    State.CARRIED: ("Confirm", "orange"),
    State.ANSWERED: ("Answered", "green"),
    State.NOT_KNOWN: ("Not known", "orange"),
}


def thin_parts(answers: Answers, *, on: date) -> list[Thin]:
    """Where this assessment is thin (REQ assess-suspected-balance): it may be sent as it is, and says so."""
    found = [Thin(part, words) for part in LISTS if (words := _thin_list(part, answers))]
    return [*_thin_about(answers, on=on), *found, *_thin_notes(answers), *_thin_others(answers)]


def _thin_list(part: Part, answers: Answers) -> str:
    state = answers.state(part)
    if state not in SETTLED:
        is_here = state == State.CARRIED and not answers.is_asked_afresh(part)
        return f"{part.label}: not {'confirmed' if is_here else 'answered'} yet"
    return f"{part.label}: marked not known" if state == State.NOT_KNOWN else ""


def _thin_notes(answers: Answers) -> list[Thin]:
    without = [tick for tick in answers.ticks if not tick.is_evidenced]
    unexplained = [tick for tick in answers.ticks if not tick.is_explained]
    return [
        *(Thin(tick.part, f"{tick.label}: no evidence yet") for tick in without),
        *(
            Thin(
                tick.part,
                f"{tick.label}: does not count until the item, the explanation and your view are written",
            )
            for tick in unexplained
        ),
    ]


def _thin_about(answers: Answers, *, on: date) -> list[Thin]:
    assessment = answers.assessment
    ticked = [tick for tick in answers.ticks if tick.is_counted and tick.indicator]
    no_age = AGE_NOT_KNOWN if answers.is_age_not_known else "The child’s age is not known"
    checks: dict[str, object] = {
        f"{ABOUT[name]}: answered No, but a sign that says so is ticked: {tick.label}": True
        for tick in ticked
        if tick.indicator and (name := tick.indicator.answers_fact) in YES_NO and getattr(assessment, name) is False
    } | {
        "About the child: not confirmed since the last assessment": not answers.is_about_confirmed,
        no_age: age_of(assessment, on=on) is None,
        "The child was moved: no National Referral Mechanism decision is written": assessment.was_moved
        and not assessment.nrm_decision,
        "A sign that the child was moved is ticked: no National Referral Mechanism decision is written": (
            answers.was_moved and not assessment.was_moved and not assessment.nrm_decision
        ),
        "Honour-based abuse or forced marriage: no specialist advice is written": answers.honour
        and not assessment.specialist_advice,
    }
    return [Thin("about", said) for said, is_thin in checks.items() if is_thin]


def _thin_others(answers: Answers) -> list[Thin]:
    assessment = answers.assessment
    silent = [asked for asked in answers.agencies if asked.answered_on is None]
    has_view = assessment.childs_view or assessment.childs_view_barriers
    return [
        *([] if has_view else [Thin("child", "What the child thinks is not written, nor why not")]),
        *([] if answers.agencies else [Thin("agencies", "No other agency has been asked")]),
        *(
            Thin("agencies", f"{one.agency} was asked on {words.date(one.asked_on)} and has not answered")
            for one in silent
        ),
    ]
