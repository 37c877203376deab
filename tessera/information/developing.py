"""What a trained person does with a graded report: promotes it, marks it for the police, codes its methods.

Each is a named act beside the report, which stays as it was given.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tessera.access.models import User
from tessera.audit.log import record, storable
from tessera.information import events, policy, queries
from tessera.information.developed import development_of
from tessera.information.models import MethodCoded, PoliceItem, Promotion, Report
from tessera.reference.models import Method

CLEANSED = ("duplicates", "hearsay", "identities", "checked", "result")


class Stale(Exception):
    """Somebody did the same to this report while this person was at it."""


@transaction.atomic
def promote(
    *,
    report: Report,
    duplicates: str,
    hearsay: str,
    identities: str,
    checked: str,
    result: str,
    seen: UUID | None,
    by: User,
) -> Promotion:
    """Use a report as more than before, with what was done to it first: soft, then graded intelligence, then evidence.

    `seen` is the promotion in force that the page showed. The same press twice makes one. Raises PermissionDenied with
    the sentence for one that may not be promoted, Stale where it was promoted or taken back since, and ValueError where
    one of the five is not said. REQ soft-cleanse-and-check.
    """
    report = _held(report)
    said = dict(zip(CLEANSED, map(_kept, (duplicates, hearsay, identities, checked, result)), strict=True))
    now, grade = development_of(by, report), queries.grades_of(by, report).first()
    if now.last and now.last.author == by.post and all(getattr(now.last, name) == said[name] for name in CLEANSED):
        return now.last  # the same press twice
    if (now.last.pk if now.last else None) != seen:
        raise Stale
    step = policy.next_step(now.step)
    policy.may_promote(by, report, now=now.step, grade=grade).require()
    if step is None or not all(said.values()):
        raise ValueError("A promotion says what was cleansed, what was checked and the result.")
    return _promoted(report, step, by, grade=grade, **said)


@transaction.atomic
def take_back_promotion(*, report: Report, because: str, seen: UUID | None, by: User) -> Promotion:
    """Use a report as soft information again, with the reason. What was promoted stays on record. Raises as `promote`."""
    report = _held(report)
    now, words = development_of(by, report), _kept(because)
    if now.last and now.step == Promotion.Step.SOFT and (now.last.author, now.last.result) == (by.post, words):
        return now.last  # the same press twice
    if (now.last.pk if now.last else None) != seen:
        raise Stale
    policy.may_take_back(by, report, now=now.step).require()
    return _promoted(report, Promotion.Step.SOFT, by, result=words)


@transaction.atomic
def mark_for_police(*, report: Report, is_marked: bool, because: str, by: User) -> PoliceItem:
    """Say that a report carries the exploitation category for the police, or no longer does, and why.

    Said again it changes nothing. REQ soft-se-category.
    """
    report = _held(report)
    policy.may_mark_for_police(by).require()
    now = development_of(by, report)
    if now.marks and now.is_for_police == is_marked:
        return now.marks[0]
    policy.may_mark_so(now.is_for_police, is_marked).require()
    mark = PoliceItem(
        report=report, audience_id=report.audience_id, author=by.post, is_marked=is_marked, because=_kept(because),
        at=timezone.now(),
    )  # fmt: skip
    mark.save(force_insert=True)
    record(events.MARKED_FOR_POLICE, by=by, on=report, mark=str(mark))
    return mark


@transaction.atomic
def code_methods(*, report: Report, methods: Collection[Method], note: str, by: User) -> list[MethodCoded]:
    """Say which methods of approach, reward, control and movement a report shows. One that stands already stays one."""
    report = _held(report)
    policy.may_code(by).require()
    standing = {one.method_id for one in development_of(by, report).coded}
    made = [
        MethodCoded(
            report=report, audience_id=report.audience_id, author=by.post, method=method, note=_kept(note),
            at=timezone.now(),
        )
        for method in methods
        if method.pk not in standing
    ]  # fmt: skip
    MethodCoded.objects.bulk_create(made)
    for one in made:
        record(events.METHOD_CODED, by=by, on=report, method=str(one))
    return made


@transaction.atomic
def withdraw_method(*, coded: MethodCoded, because: str, by: User) -> MethodCoded:
    """Take back a method that was coded. It stays on record with the reason. Raises Stale where somebody else did."""
    coded = get_object_or_404(
        MethodCoded.objects.readable().filter(pk=coded.pk).select_related("method", "report").held()
    )
    because = _kept(because)
    if coded.withdrawn_at is not None:
        if (coded.withdrawn_by, coded.withdrawn_because) == (by.post, because):
            return coded  # the same press twice
        raise Stale
    policy.may_code(by).require()
    coded.withdrawn_at, coded.withdrawn_by, coded.withdrawn_because = timezone.now(), by.post, because
    coded.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    record(events.METHOD_WITHDRAWN, by=by, on=coded.report, method=str(coded), because=because)
    return coded


def _promoted(report: Report, step: Promotion.Step, by: User, **said: object) -> Promotion:
    promotion = Promotion(
        report=report, audience_id=report.audience_id, author=by.post, step=step, at=timezone.now(), **said
    )
    promotion.save(force_insert=True)
    record(events.PROMOTED, by=by, on=report, step=promotion.get_step_display().lower(), result=promotion.result)
    return promotion


def _held(report: Report) -> Report:
    return get_object_or_404(Report.objects.readable().filter(pk=report.pk).select_related("author").held())


def _kept(text: str) -> str:
    return str(storable(text)).strip()
