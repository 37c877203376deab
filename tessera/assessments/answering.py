"""Answering the parts of an assessment: each is saved as one, and two writers never overwrite one another unseen."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tessera.access.models import User
from tessera.access.policy import Answer
from tessera.assessments import events, policy, queries
from tessera.assessments.at_once import ask_to_tell
from tessera.assessments.instrument import Answers, signs_of
from tessera.assessments.models import Assessment, OfAssessment, PartAnswer, Tick
from tessera.assessments.online import tell_online_details
from tessera.assessments.parts import ABOUT, ADVICE_SINCE, FROM_BEFORE
from tessera.assessments.terms import Part
from tessera.audit.log import record
from tessera.reference import queries as reference
from tessera.reference.models import Indicator

State = PartAnswer.State
Row = TypeVar("Row", bound=OfAssessment)
WITHDRAWN = "withdrawn_account"  # the fact that the sign of a withdrawn account answers
THE_ACCOUNT = "The account as they first gave it is written under “What the child thinks and wants”."


class Stale(Exception):
    """Somebody saved this while another was writing in it. Show both, and save again."""


class Decided(Stale, PermissionDenied):
    """The assessment was decided while another was writing in it, so nothing more is written there."""


@dataclass(frozen=True)
class TickGiven:
    """A sign as ticked on a page. An unlisted vulnerability has no indicator; `tick` is its row, once it has one."""

    indicator: Indicator | None
    label: str
    note: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    tick: UUID | None = None


@transaction.atomic
def save_about(
    *, assessment: Assessment, version: int, answers: dict[str, Any], left: Sequence[str] = (), by: User
) -> Assessment:
    """Write the answers about the child: all of them, by the names of `parts.ABOUT`. Raises Stale.

    An empty answer says that it is not known, unless its question is in `left`: those were not answered yet, and keep
    the part in progress.
    """
    assessment, held = opened(assessment, by)
    is_same = all(getattr(assessment, name) == answers[name] for name in ABOUT) and held.left(Part.ABOUT) == [*left]
    if may_write(held, Part.ABOUT, version, is_same=is_same):
        if answers["specialist_advice"] != assessment.specialist_advice:  # it is no longer what came in afterwards
            assessment.specialist_advice_by = assessment.specialist_advice_at = None
        for name in ABOUT:
            setattr(assessment, name, answers[name])
        assessment.save(update_fields=[*ABOUT, *ADVICE_SINCE])
        saved(assessment, held, Part.ABOUT, State.OPEN if left else State.ANSWERED, by, left=left)
    return assessment


@transaction.atomic
def save_list(
    *, assessment: Assessment, part: Part, version: int, state: str, ticks: Sequence[TickGiven], by: User
) -> Assessment:
    """Write what is ticked on one of the three lists, each with its note. Raises Stale.

    With a tick the part is answered. Without one `state` says whether none was seen or it is not known; blank
    leaves it open. A sign that is no longer ticked keeps its row and its note. Online details that are new are
    kept as a report too (`online`).
    """
    assessment, held = opened(assessment, by)
    ticks = [_noted(one, assessment) for one in ticks]
    state = State.ANSWERED if ticks else State(state or State.OPEN)
    is_same = state == held.state(part) and _as_given(ticks) == _as_held(held.ticks_of(part))
    if may_write(held, part, version, is_same=is_same):
        _write_ticks(assessment, part, ticks, by)
        saved(assessment, held, part, state, by)
        tell_online_details(assessment=assessment, by=by)
    return assessment


@transaction.atomic
def save_child(
    *, assessment: Assessment, version: int, childs_view: str, childs_view_absent_because: str = "",
    childs_view_tried: Mapping[str, str] | None = None, childs_view_barriers: Mapping[str, str] | None = None,
    withdrawn_account: str = "", words_taking_back: str = "", is_account_withdrawn: bool | None = None,
    left: Sequence[str] = (), by: User,
) -> Assessment:  # fmt: skip
    """Write what the child thinks and wants, or why it is not here; and whether they took an account back.

    Why it is not here is what services tried and what got in the way, each a code with its words, and what is tried
    next (REQ lang-neutral-codes).

    A withdrawn account stays as it was first given, adds its sign to the suspected ones, and lowers nothing
    (REQ assess-retraction): once marked it is not unmarked, and its words do not change. A question in `left` was not
    answered yet, and keeps the part in progress. Raises Stale.
    """  # fmt: skip
    assessment, held = opened(assessment, by)
    was_withdrawn = assessment.is_account_withdrawn
    given: dict[str, Any] = {
        "childs_view": childs_view, "childs_view_absent_because": childs_view_absent_because,
        "childs_view_tried": dict(childs_view_tried or {}), "childs_view_barriers": dict(childs_view_barriers or {}),
    }  # fmt: skip
    if not was_withdrawn:
        given |= {"is_account_withdrawn": is_account_withdrawn, "withdrawn_account": withdrawn_account}
    is_same = all(getattr(assessment, name) == value for name, value in given.items())
    is_same = is_same and held.left(Part.CHILD) == [*left]
    if may_write(held, Part.CHILD, version, is_same=is_same):
        for name, value in given.items():
            setattr(assessment, name, value)
        assessment.save(update_fields=list(given))
        saved(assessment, held, Part.CHILD, State.OPEN if left else State.ANSWERED, by, left=left)
        if is_account_withdrawn and not was_withdrawn:
            _tick_withdrawal(assessment, words_taking_back, by)
            record(events.WITHDRAWN, by=by, on=assessment)
    return assessment


@transaction.atomic
def record_advice(*, assessment: Assessment, advice: str, by: User) -> Assessment:
    """Write what specialist advice was taken since the decision: family contact is stopped until then.

    REQ assess-honour-forced-marriage. What came along from an earlier assessment stays below it, said to be so.
    Raises Stale when advice was written first, or the assessment was sent back.
    """
    assessment = locked(assessment)
    policy.may_record(by, assessment).require()
    carried = assessment.specialist_advice
    if not policy.may_write_advice(by, assessment, *queries.beside(by, assessment)):
        if assessment.specialist_advice_by == by.post and carried.split(FROM_BEFORE)[0] == advice:
            return assessment  # the same press twice
        raise Stale
    assessment.specialist_advice = f"{advice}{FROM_BEFORE}{carried}" if carried else advice
    assessment.specialist_advice_by, assessment.specialist_advice_at = by.post, timezone.now()
    assessment.save(update_fields=["specialist_advice", *ADVICE_SINCE])
    # A page of the answers that was opened before this would save over it unseen.
    PartAnswer.objects.readable().filter(assessment=assessment, part=Part.ABOUT).update(version=F("version") + 1)
    record(events.ADVICE_WRITTEN, by=by, on=assessment)
    return assessment


def locked(assessment: Assessment) -> Assessment:
    """The assessment as it is now, held until this transaction ends, so that one writer follows another."""
    return get_object_or_404(Assessment.objects.readable().filter(pk=assessment.pk).held())


def opened(assessment: Assessment, by: User) -> tuple[Assessment, Answers]:
    """The assessment, locked, and what stands in it, for somebody who may write in it. Raises Decided."""
    assessment = written_in(assessment, by)
    return assessment, queries.answers_for(by, assessment)


def written_in(assessment: Assessment, by: User) -> Assessment:
    """The assessment, locked, for somebody who may write in it. Raises Decided when it was decided meanwhile."""
    return _locked_if(policy.may_edit, assessment, by)


def added_to(assessment: Assessment, by: User) -> Assessment:
    """The same, for what still comes in after the decision. Raises Decided when it was signed off meanwhile."""
    return _locked_if(policy.may_add, assessment, by)


def _locked_if(may: Callable[[User, Assessment], Answer], assessment: Assessment, by: User) -> Assessment:
    assessment = locked(assessment)
    answer = may(by, assessment)
    if not answer and policy.may_start(by):
        raise Decided(answer.reason)
    answer.require()
    return assessment


def may_write(held: Answers, part: Part, version: int, *, is_same: bool) -> bool:
    """Whether there is anything to write. The same answers sent twice are no quarrel; other answers raise Stale."""
    if is_same and held.state(part) not in ("", State.CARRIED):
        return False
    if version != held.version(part):
        raise Stale
    return True


def saved(assessment: Assessment, held: Answers, part: Part, state: str, by: User, *, left: Sequence[str] = ()) -> None:
    """Say how the part stands now, what was left blank in it, who saved it and when."""
    answer = held.parts.get(part) or PartAnswer(
        assessment=assessment, audience_id=assessment.audience_id, part=part, version=0
    )
    answer.state, answer.author, answer.at = state, by.post, timezone.now()
    answer.version, answer.left = answer.version + 1, list(left)
    answer.writers = sorted({*answer.writers, by.pk})
    answer.save()
    answers = queries.answers_for(by, assessment)
    _since_when(assessment, answers)
    ask_to_tell(assessment, answers, by)
    record(events.SAVED, by=by, on=assessment, part=part.label)


def _since_when(assessment: Assessment, answers: Answers) -> None:
    """Keep since when each sign stands: whoever was told before it was written was not told of it.

    And since when telling the family is known to be a danger: another answer does not unsay that, only advice does.
    """
    now, held = timezone.now(), assessment.written_since
    signs = signs_of(answers, on=timezone.localdate(now))
    assessment.written_since = {sign: held.get(sign, now.isoformat()) for sign in signs}
    if answers.honour:
        assessment.honour_said_at = None if policy.is_advised(assessment) else assessment.honour_said_at or now
    assessment.save(update_fields=["written_since", "honour_said_at"])


def _write_ticks(assessment: Assessment, part: Part, given: Sequence[TickGiven], by: User) -> None:
    rows = list(Tick.objects.readable().filter(assessment=assessment, part=part).select_related("indicator"))
    listed = {row.indicator_id: row for row in rows if row.indicator_id}
    unlisted = {row.pk: row for row in rows if not row.indicator_id}
    new, changed, kept = [], [], set()
    for one in given:
        row = listed.get(one.indicator.pk) if one.indicator else unlisted.get(one.tick) if one.tick else None
        if row is None:
            row = Tick(assessment=assessment, audience_id=assessment.audience_id, part=part, indicator=one.indicator)
            new.append(row)
        elif _differs(row, one):
            changed.append(row)
        kept.add(row.pk)
        _write(row, one, by)
    gone = [row for row in rows if row.pk not in kept and row.is_ticked and not _stays(row, assessment)]
    for row in gone:
        row.is_ticked = False
    Tick.objects.bulk_create(new)
    fields = ["label", "note", "detail", "is_ticked", "is_confirmed", "author", "at"]
    Tick.objects.bulk_update([*changed, *gone], fields)


def _noted(one: TickGiven, assessment: Assessment) -> TickGiven:
    """The account as first given is the evidence that it was withdrawn: a tick with no other note points to it."""
    is_withdrawal = assessment.is_account_withdrawn and one.indicator and one.indicator.answers_fact == WITHDRAWN
    if is_withdrawal and assessment.withdrawn_account.strip() and not one.note.strip():
        return replace(one, note=THE_ACCOUNT)
    return one


def _differs(row: Tick, one: TickGiven) -> bool:
    held = (row.label, row.note, row.detail, row.is_ticked, row.is_confirmed)
    return held != (one.label, one.note, _filled(one.detail), True, True)


def _write(row: Tick, one: TickGiven, by: User) -> None:
    if row._state.adding or _differs(row, one):
        row.label, row.note, row.detail = one.label, one.note, _filled(one.detail)
        row.is_ticked = row.is_confirmed = True
        row.author, row.at = by.post, timezone.now()


def _stays(row: Tick, assessment: Assessment) -> bool:
    """The sign of a withdrawn account stays while the account stands as withdrawn."""
    return bool(assessment.is_account_withdrawn and row.indicator and row.indicator.answers_fact == WITHDRAWN)


def _tick_withdrawal(assessment: Assessment, words: str, by: User) -> None:
    sign = reference.current(Indicator).filter(answers_fact=WITHDRAWN).first()
    if sign is None:
        return  # the fact itself still counts: the rule adds it
    tick = Tick.objects.readable().filter(assessment=assessment, indicator=sign).first()
    if tick is None:
        tick = Tick(assessment=assessment, audience_id=assessment.audience_id, part=sign.kind, indicator=sign)
    note = "\n\n".join(part for part in (tick.note, words) if part)
    _write(tick, _noted(TickGiven(sign, sign.label, note, tick.detail), assessment), by)
    tick.save()


def _filled(detail: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in detail.items() if value}


def _as_given(ticks: Iterable[TickGiven]) -> list[Any]:
    return _sorted((t.indicator.code if t.indicator else "", t.label, t.note, _filled(t.detail)) for t in ticks)


def _as_held(ticks: Iterable[Tick]) -> list[Any]:
    return _sorted((t.indicator.code if t.indicator else "", t.label, t.note, t.detail) for t in ticks)


def _sorted(ticks: Iterable[tuple[Any, ...]]) -> list[Any]:
    return sorted(ticks, key=repr)


def added_once(row: type[Row], assessment: Assessment, by: User, /, **given: Any) -> tuple[Row, bool]:
    """The row of this kind with just this in it, and whether it is new: a form sent twice makes one."""
    rows: Any = row.objects  # typed for the abstract row, whichever it is
    held: Row | None = rows.readable().filter(assessment=assessment, author=by.post, **given).first()
    if held is not None:
        return held, False
    return rows.create(assessment=assessment, audience_id=assessment.audience_id, author=by.post, **given), True
