"""The story's one assessment, answered part by part as the social worker did, and checked by her manager."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from tessera.access.models import User
from tessera.assessments import queries, rulebook, services
from tessera.assessments.answering import TickGiven
from tessera.assessments.models import Assessment
from tessera.assessments.parts import ABOUT
from tessera.assessments.terms import Part
from tessera.cases import services as cases
from tessera.cases.models import Case
from tessera.lib.area.story import Story
from tessera.reference.models import ExploitationModel, Indicator
from tessera.synth.county import Placed

ActAs = Callable[[str, datetime], AbstractContextManager[User]]
LISTS = {"actual": Part.ACTUAL, "suspected": Part.SUSPECTED, "vulnerability": Part.VULNERABILITY}


def assess(story: Story, case: Case, placed: Placed, act_as: ActAs) -> None:
    """Tell the assessment of the story's child, from start to sign-off: the one that the desk asked for, if it did."""
    told = story.assessment
    with act_as(told.by, _at(told.started_on)) as by:
        asked = queries.assessments_in_hand(by).filter(child=case.child_id, status=Assessment.Status.DRAFT).first()
        assessment = asked or cases.start_assessment(case=case, by=by)
        _answer(story, case, assessment, placed, by)
    with act_as(told.by, _at(told.finished_on)) as by:
        services.decide(
            assessment=assessment, level=told.decided_level, reason=told.reason, by=by, need_without_service="",
            next_conversation="Shanice and Tegan, Wednesday: what would make evenings hers again.",
        )  # fmt: skip
    with act_as(told.signed_off_by, _at(told.signed_off_on)) as by:
        services.sign_off(assessment=assessment, comment="Agreed. Review when the police answer.", by=by)


def _answer(story: Story, case: Case, assessment: Assessment, placed: Placed, by: User) -> None:
    told = story.assessment
    answers = dict.fromkeys(ABOUT) | {name: getattr(assessment, name) for name in ABOUT}
    answers |= {name: value for name, value in told.facts.items() if name in answers and isinstance(value, bool)}
    answers |= {"born_on": case.born_on, "age_stated": None, "is_age_disputed": False}
    services.save_about(assessment=assessment, version=_version(by, assessment, Part.ABOUT), answers=answers, by=by)
    for kind, part in LISTS.items():
        ticks = [
            TickGiven(indicator=row, label=row.label, note=told.indicators[row.code])
            for row in Indicator.objects.filter(kind=kind, code__in=told.indicators)
        ]
        services.save_list(
            assessment=assessment,
            part=part,
            version=_version(by, assessment, part),
            state="answered",
            ticks=ticks,
            by=by,
        )
    services.save_child(
        assessment=assessment, version=_version(by, assessment, Part.CHILD), childs_view=told.child_view,
        childs_view_absent_because="", by=by,
    )  # fmt: skip
    for model in ExploitationModel.objects.filter(code__in=told.models):
        services.add_model(
            assessment=assessment, model=model, from_on=told.models[model.code], until_on=None, note="", by=by
        )
    for asked in told.asked:
        row = services.ask_agency(
            assessment=assessment, agency=placed.agencies[asked.agency], asked_on=asked.asked_on, by=by
        )
        if asked.answered_on:
            services.record_answer(
                asked=row,
                answered_on=asked.answered_on,
                answered_by="Their safeguarding lead",
                answer=asked.answer,
                by=by,
            )
    services.step_up(assessment=assessment, version=0, elevates=False, reason="", by=by)
    services.set_category(
        assessment=assessment,
        version=0,
        category=told.nwg_category,
        signals=_signals(told.nwg_category, told.indicators),
        reason="Set from the signals seen together.",
        by=by,
    )


def _signals(category: str, ticked: Collection[str]) -> list[str]:
    """What the category relies on: those of its typical signals that are ticked."""
    row = rulebook.category_of(category)
    return [code for code in row.more["typical_signals"] if code in ticked] if row else []


def _version(by: User, assessment: Assessment, part: Part) -> int:
    return queries.answers_for(by, assessment).version(part)


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(11))) + timedelta(minutes=20)
