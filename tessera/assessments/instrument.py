"""The instrument read as a whole: from what was answered to the facts, what the rule makes of them, and what is thin.

Nothing here reads or writes the database: a page and a service both judge the same loaded answers.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from tessera.assessments import rulebook
from tessera.assessments.models import AgencyAsked, Assessment, ImportedFinding, ModelSeen, PartAnswer, Tick, Told
from tessera.assessments.terms import ASKED, LISTS, Level, Part
from tessera.lib import risk
from tessera.lib.risk.facts import OLDEST
from tessera.reference.models import Indicator

State = PartAnswer.State
SETTLED = (State.ANSWERED, State.NOT_KNOWN)

# Each fact of the level rules as a question, and the page that asks it.
QUESTIONS = {
    "immediate_danger": ("Is the child in immediate danger?", Part.ABOUT),
    "current_significant_harm": ("Is the child suffering significant harm now?", Part.ABOUT),
    "age": ("How old is the child?", Part.ABOUT),
    "age_disputed": ("Is the child’s age disputed?", Part.ABOUT),
    "learning_disability": ("Does the child have a learning disability?", Part.ABOUT),
    "sexual_activity": ("Is anything sexual known or believed to have been done to the child?", Part.ABOUT),
    "associates_with_known_exploiter": (
        "Is someone known to have exploited others in contact with the child?",
        Part.ABOUT,
    ),
    "involved_with_suspected_exploiter": (
        "Is someone suspected of exploitation involved with the child?",
        Part.ABOUT,
    ),
    "actively_disengaging": ("Is the child actively keeping away from professionals?", Part.ABOUT),
    "frequent_missing": ("Is the child often missing?", Part.ABOUT),
    "level_by_police": ("What level have the police assessed, on their own scale?", Part.ABOUT),
    "withdrawn_account": ("Has the child taken back something they told someone?", Part.CHILD),
    "actual_indicators": ("Signs of actual exploitation", Part.ACTUAL),
    "suspected_indicators": ("Signs of suspected exploitation", Part.SUSPECTED),
    "vulnerabilities": ("Vulnerabilities", Part.VULNERABILITY),
    "vulnerabilities_significantly_elevate": (
        "Do the vulnerabilities significantly raise the risk?",
        "step_up",
    ),
}
COUNTS = {
    "actual_indicators": Part.ACTUAL,
    "suspected_indicators": Part.SUSPECTED,
    "vulnerabilities": Part.VULNERABILITY,
}
# Facts whose answer is a field of the assessment, asked on the page about the child.
YES_NO = (
    "immediate_danger", "current_significant_harm", "sexual_activity", "associates_with_known_exploiter",
    "involved_with_suspected_exploiter", "actively_disengaging", "learning_disability", "frequent_missing",
)  # fmt: skip


FROM_THE_PAGE = "Yes, from the person’s page"
AGE_NOT_KNOWN = "The age is not known, so they count as a child until it is"


@dataclass(frozen=True)
class Answers:
    """Everything written in one assessment: its parts, its ticks, and what hangs beside them."""

    assessment: Assessment
    parts: dict[str, PartAnswer]
    ticks: list[Tick]
    told: list[Told]
    agencies: list[AgencyAsked]
    models: list[ModelSeen]
    findings: list[ImportedFinding]
    is_age_marked: bool = False  # by a marker on the person, in force today

    def state(self, part: str) -> str:
        """How a part stands; blank when nobody has opened it."""
        return self.parts[part].state if part in self.parts else ""

    def version(self, part: str) -> int:
        """How often a part was saved: what a form carries to notice a second writer."""
        return self.parts[part].version if part in self.parts else 0

    def left(self, part: str) -> list[str]:
        """The questions of a part that were left blank, by name; none when nobody has opened it."""
        return self.parts[part].left if part in self.parts else []

    def ticks_of(self, part: str) -> list[Tick]:
        """What is ticked in a part."""
        return [tick for tick in self.ticks if tick.part == part]

    def is_asked_afresh(self, part: str) -> bool:
        """A list on which nothing was ticked last time: that is no answer of today, so nothing came along to confirm."""
        return part in LISTS and self.state(part) == State.CARRIED and not self.ticks_of(part)

    def asks(self, asks: Indicator.Asks) -> bool:
        """Whether a tick opens this further question."""
        return any(tick.indicator and asks in tick.indicator.asks for tick in self.ticks)

    @property
    def is_complete(self) -> bool:
        """Each part is answered or marked not known: before that there is no level."""
        return not self.unsettled

    @property
    def unsettled(self) -> list[Part]:
        """The parts still to be answered, or marked not known."""
        return [part for part in ASKED if self.state(part) not in SETTLED]

    @property
    def is_about_confirmed(self) -> bool:
        """The answers about the child were given here, not only carried from the last assessment."""
        return self.state(Part.ABOUT) != State.CARRIED

    @property
    def is_age_not_known(self) -> bool:
        """The answers about the child were saved here with neither a date of birth nor an age.

        Whoever may be under 18 counts as a child until it is known that they are not, whatever is answered about a
        dispute (REQ assess-benefit-of-doubt-on-age). Before anybody was asked it is a question still to come.
        """
        assessment, was_asked = self.assessment, self.state(Part.ABOUT) not in ("", State.CARRIED)
        return was_asked and assessment.born_on is None and assessment.age_stated is None

    @property
    def is_age_presumed(self) -> bool:
        """They count as a child only because the age is not known: nobody disputes it, here or on the person's page."""
        return self.is_age_not_known and not self.is_age_marked and not self.assessment.is_age_disputed

    @property
    def was_moved(self) -> bool:
        """The child was moved, by an answer or by a tick: opens the national referral question."""
        return bool(self.assessment.was_moved) or self.asks(Indicator.Asks.MOVED)

    @property
    def honour(self) -> bool:
        """Telling the family could bring other harm, by an answer or a tick: of today, or of before it was changed."""
        said = self.assessment.honour_or_forced_marriage or self.assessment.honour_said_at
        return bool(said) or self.asks(Indicator.Asks.HONOUR)


def age_of(assessment: Assessment, *, on: date) -> int | None:
    """Whole years on this day: the younger where a birth date and a stated age differ, none when neither is known."""
    ages = [] if assessment.age_stated is None else [assessment.age_stated]
    if assessment.born_on is not None and assessment.born_on <= on:
        ages.append(risk.age_on(assessment.born_on, on))
    return min([*ages, OLDEST]) if ages else None


def facts_of(answers: Answers, *, on: date) -> risk.Facts:
    """What is known of the child on this day. What was only carried from the last assessment is not yet known."""
    assessment = answers.assessment
    counted = [tick for tick in answers.ticks if tick.is_counted]
    ticked = {tick.indicator.answers_fact for tick in counted if tick.indicator}
    known: dict[str, Any] = dict.fromkeys(risk.Facts.__dataclass_fields__)
    if answers.is_about_confirmed:
        known |= {name: getattr(assessment, name) for name in YES_NO}
        known |= {
            "age": age_of(assessment, on=on),
            "age_disputed": assessment.is_age_disputed,
            "level_by_police": assessment.level_by_police or None,
        }
    if answers.is_age_marked or answers.is_age_not_known:
        # Until an age decision ends the marker, or an age is written: whatever is answered here about a dispute.
        known["age_disputed"] = True
    known["withdrawn_account"] = assessment.is_account_withdrawn
    known["vulnerabilities_significantly_elevate"] = assessment.vulnerabilities_significantly_elevate
    known |= {name: True for name in ticked if name}
    known |= {name: _count(answers, part) for name, part in COUNTS.items()}
    return risk.Facts(**known)


def _count(answers: Answers, part: Part) -> int | None:
    number = len(_counting(answers, part))
    return number if number or answers.state(part) == State.ANSWERED else None


def _counting(answers: Answers, part: Part) -> list[Tick]:
    elsewhere = rulebook.counted_by_rule()
    return [
        tick
        for tick in answers.ticks_of(part)
        if tick.is_counted and not (tick.indicator and tick.indicator.answers_fact in elsewhere)
    ]


@dataclass(frozen=True)
class Reason:
    """A rule that holds: its sentence, and the ticks and answers that led to it."""

    rule: rulebook.Row
    sentence: str
    behind: list[str]


@dataclass(frozen=True)
class Suggestion:
    """What the rule makes of the answers: the level, and apart from it what to do at once. A person decides.

    `level` is None until each part is answered or marked not known. `untold` is who has still to be told: a telling
    answers the signs that stood when it was written down, and none that was written after it.
    """

    level: Level | None
    immediate: list[rulebook.Row]
    required: list[rulebook.Row]
    why: list[Reason]
    needs: list[tuple[str, str]]
    untold: list[Told.Whom]

    @property
    def counts_as_child(self) -> bool:
        """Whether a rule holds because the child's age is not known."""
        return any(AGE_NOT_KNOWN in reason.behind for reason in self.why)


def judge(answers: Answers, *, on: date) -> dict[str, Any]:
    """The rule's outcome as it is kept with a decision: codes and sentences only."""
    outcome = asdict(risk.evaluate(facts_of(answers, on=on), rulebook.rules()))
    return outcome | {"level": str(outcome["level"]), "judged_on": on.isoformat()}


def suggestion_of(answers: Answers, *, on: date) -> Suggestion:
    """What the rule says: what it said when the decision was made, or what it says today when there is none yet."""
    outcome = answers.assessment.suggestion or judge(answers, on=on)
    is_shown = answers.is_complete or answers.assessment.suggestion is not None
    reasons = [
        Reason(rulebook.rule_row(why["rule"]), why["sentence"], list(behind(why["facts"], answers)))
        for why in outcome["why"]
        if is_shown or rulebook.rule_row(why["rule"]).kind == "guard"
    ]
    return Suggestion(
        level=Level(outcome["level"]) if is_shown else None,
        immediate=rulebook.actions(outcome["immediate_action"]),
        required=rulebook.actions(outcome["required"]),
        why=reasons,
        needs=[QUESTIONS[name] for name in outcome["needs"]],
        untold=_untold(outcome, answers),
    )


def signs_of(answers: Answers, *, on: date) -> list[str]:
    """What may ask for somebody to be told, by the keys of `written_since`: signs that count, and answers known.

    An age that nobody knows is no news: whoever was told of the child was told of all there is.
    """
    facts = facts_of(answers, on=on)
    no_news = {*COUNTS, "age_disputed"} if answers.is_age_presumed else {*COUNTS}
    known = [name for name in risk.Facts.__dataclass_fields__ if name not in no_news and getattr(facts, name)]
    return [*(_key(name, answers) for name in known), *(str(tick.pk) for tick in answers.ticks if tick.is_counted)]


def _key(name: str, answers: Answers) -> str:
    """An age is a new answer when the date of birth or the age stated changes, not on a birthday."""
    assessment = answers.assessment
    return f"age {assessment.born_on} {assessment.age_stated}" if name == "age" else name


def _untold(outcome: dict[str, Any], answers: Answers) -> list[Told.Whom]:
    """Whom an immediate action tells and who was not told since the last sign or answer that asks for it."""
    codes = [code for code in outcome["immediate_action"] if code in rulebook.TELLS]
    waiting = [rulebook.TELLS[code] for code in codes if not _is_told(code, outcome, answers)]
    return list(dict.fromkeys(waiting))


def _is_told(code: str, outcome: dict[str, Any], answers: Answers) -> bool:
    names = {name for why in outcome["why"] if code in rulebook.asks_at_once(why["rule"]) for name in why["facts"]}
    ticks = [tick for name in names for tick in _behind(name, answers)]
    keys = [*(_key(name, answers) for name in names), *(str(tick.pk) for tick in ticks)]
    written = answers.assessment.written_since
    since = [datetime.fromisoformat(written[key]) for key in keys if key in written]
    # People ring first and write afterwards: what counts is that the telling was written with the sign before one's
    # eyes, whenever the call was.
    asked = max(since, default=None)
    return any(one.whom == rulebook.TELLS[code] and (asked is None or one.at >= asked) for one in answers.told)


def behind(facts: dict[str, Any], answers: Answers) -> Iterable[str]:
    """The ticks with their notes, and the answers, that stand behind a rule."""
    for name, value in facts.items():
        question, _ = QUESTIONS[name]
        ticks = _behind(name, answers)
        yield from (f"{tick.label}: {tick.note or 'No evidence yet'}" for tick in ticks)
        if not ticks:
            if name == "age_disputed" and answers.is_age_presumed:
                yield AGE_NOT_KNOWN
                continue
            is_from_page = name == "age_disputed" and answers.is_age_marked and not answers.assessment.is_age_disputed
            said = FROM_THE_PAGE if is_from_page else in_words(value)
            yield f"{question}{'' if question.endswith('?') else ':'} {said}"


def _behind(name: str, answers: Answers) -> list[Tick]:
    if name in COUNTS:
        return _counting(answers, COUNTS[name])
    return [
        tick for tick in answers.ticks if tick.is_counted and tick.indicator and tick.indicator.answers_fact == name
    ]


def in_words(value: Any) -> str:
    """An answer as a page says it."""
    if value is None or value == "":
        return "Not known"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if value in Level.values:
        return str(Level(value).label)
    return "None" if value == 0 else str(value)
