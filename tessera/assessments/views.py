"""An assessment as a whole: started, overseen, judged, decided, checked by a second person, and printed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.assessments import events, forms, policy, queries, rulebook, services
from tessera.assessments.before import assessment_before
from tessera.assessments.instrument import Answers, Suggestion, suggestion_of
from tessera.assessments.moves import last_signed, levels_among
from tessera.assessments.pages import around, changed_meanwhile, found, moved, opened, shown, today, written
from tessera.assessments.parts import PAGES, standings
from tessera.assessments.terms import LISTS, Part
from tessera.audit.log import record
from tessera.entities import queries as entities
from tessera.entities.following import follows_joins


@requires(Permission.CHILD)
def mine(request: HttpRequest) -> HttpResponse:
    """Assessments of mine, those that wait for my check, and the others I may read."""
    record(events.LISTED, by=request.user, page="all")
    page = Paginator(queries.assessments_for(request.user), 50).get_page(request.GET.get("page"))
    waiting = queries.assessments_to_sign_off(request.user) if request.user.may(Permission.SIGN_OFF) else []
    context = {"page": page, "waiting": waiting, "in_hand": queries.assessments_in_hand(request.user)}
    return render(request, "assessments/mine.html", context)


@requires(Permission.CHILD)
def quality(request: HttpRequest) -> HttpResponse:
    """What would make our assessments better: ticks without a note, and needs that no service meets."""
    record(events.LISTED, by=request.user, page="quality")
    bare, unmet = queries.ticks_without_notes(request.user), queries.needs_without_service(request.user)
    most = queries.MOST_SHOWN
    return render(
        request, "assessments/quality.html",
        {"bare": bare[:most], "bare_count": bare.count(), "unmet": unmet[:most], "unmet_count": unmet.count()},
    )  # fmt: skip


@requires(Permission.ASSESS)
@follows_joins("child")
def start(request: HttpRequest, child: UUID) -> HttpResponse:
    """Begin to assess a child, from the last assessment if there is one."""
    held = entities.entity_for(request.user, child)
    policy.may_start(request.user).require()
    if request.method == "POST":
        born_on, readers = queries.birth_date_of(held), queries.holders_for(request.user)
        assessment = services.begin(
            child_id=child, child_name=held.name, born_on=born_on, readers=readers, by=request.user
        )
        return redirect("assessments:overview", assessment.pk)
    record(events.LISTED, by=request.user, page=f"of {held.name}")
    earlier, holders = queries.of_child(request.user, child), queries.holders_for(request.user)
    context = {"held": held, "holders": holders, "earlier": earlier}
    return render(request, "assessments/start.html", context)


@requires(Permission.CHILD)
def overview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The parts of an assessment and how each stands, with what must be done at once above them."""
    answers = opened(request, pk, "all parts")
    to_tell = len(suggestion_of(answers, on=today()).untold)
    rows = standings(answers, to_tell=to_tell)
    child = queries.child_now(request.user, answers.assessment)
    of_child = queries.beside(request.user, answers.assessment, now=child)
    before = assessment_before(request.user, answers.assessment, of_child)
    return shown(
        request, answers, "overview", standings=rows, before=before, readers=queries.readers_of(answers.assessment),
        child=child, of_child=of_child,
    )  # fmt: skip


@requires(Permission.CHILD)
def result(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the rule makes of the answers, level and immediate action apart, and what the professional decides."""
    answers = opened(request, pk, "result")
    assessment, suggestion = answers.assessment, suggestion_of(answers, on=today())
    held = forms.DecideForm.held(assessment)
    signed = last_signed(levels_among(queries.beside(request.user, assessment))) if request.method == "POST" else None
    form = forms.DecideForm(request.POST or None, suggested=suggestion.level, last_signed=signed, initial=held)
    if form.is_valid():
        try:
            services.decide(assessment=assessment, by=request.user, **form.cleaned_data)
        except services.Stale:
            return _done_meanwhile(request, pk, form)
        except PermissionDenied:
            policy.may_start(request.user).require()
            answers = opened(request, pk, "result, changed meanwhile")
            return _result(request, answers, suggestion_of(answers, on=today()), form, status=409)
        messages.success(request, "Decided. A supervisor is asked to check the thinking.")
        return redirect("assessments:result", pk)
    if form.is_bound and assessment.level:
        return _done_meanwhile(request, pk, form)
    return _result(request, answers, suggestion, form)


def _result(
    request: HttpRequest, answers: Answers, suggestion: Suggestion, form: forms.DecideForm, **more: Any
) -> HttpResponse:
    assessment = answers.assessment
    of_child = queries.beside(request.user, assessment)
    may_decide = policy.may_decide(request.user, answers, suggestion)
    if form.is_bound and not may_decide and policy.may_edit(request.user, assessment):
        more["status"] = 409  # something else was saved while this was typed
    return shown(
        request, answers, "result", form=form, suggestion=suggestion, may_decide=may_decide,
        levels=levels_among(of_child), of_child=of_child, **moved(request.user, answers, of_child),
        category=rulebook.category_of(assessment.nwg_category), signals=queries.labels_of(assessment.nwg_signals), **more,
    )  # fmt: skip


def _done_meanwhile(request: HttpRequest, pk: UUID, form: Any) -> HttpResponse:
    """Somebody else decided or signed off first: what they kept, and what was typed here."""
    answers = opened(request, pk, "done meanwhile")
    if isinstance(form, forms.DecideForm):
        return _result(request, answers, suggestion_of(answers, on=today()), form, status=409, not_kept=True)
    return _sign_off(request, answers, form, status=409, not_kept=True)


@requires(Permission.ASSESS)
def step_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The assessor's own judgement of what the vulnerabilities do to the risk."""
    answers = opened(request, pk, "step up")
    form = forms.StepUpForm(request.POST or None, initial=forms.StepUpForm.held(answers))
    context = {"form": form, "part": Part.STEP_UP, "rules": rulebook.step_ups()}
    if form.is_valid():
        try:
            services.step_up(assessment=answers.assessment, by=request.user, **form.cleaned_data)
        except services.Stale:
            return changed_meanwhile(request, pk, "step_up", **context)
        return redirect("assessments:result", pk)
    return shown(request, answers, "step_up", **context)


@requires(Permission.ASSESS)
def cycle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The three-category cycle, recorded beside the level and never converted into it."""
    answers = opened(request, pk, "risk cycle")
    rows = rulebook.cycle()
    labels = queries.labels_of([code for row in rows for code in row.more["typical_signals"]])
    form = forms.CategoryForm(request.POST or None, labels=labels, answers=answers)
    context = {
        "form": form,
        "part": Part.CYCLE,
        "rows": rows,
        "labels": labels,
        "cautions": rulebook.cycle_rules(),
    }
    if form.is_valid():
        try:
            services.set_category(assessment=answers.assessment, by=request.user, **form.cleaned_data)
        except services.Stale:
            return changed_meanwhile(request, pk, "cycle", **context)
        return redirect("assessments:result", pk)
    return shown(request, answers, "cycle", **context)


@requires(Permission.CHILD)
def sign_off(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A supervisor who did not assess says what they make of the thinking, and signs it off or sends it back."""
    answers = opened(request, pk, "sign off")
    form = forms.SignOffForm(request.POST or None)
    if form.is_valid():
        sends_back = "send_back" in request.POST
        check = services.send_back if sends_back else services.sign_off
        try:
            check(assessment=answers.assessment, by=request.user, **form.cleaned_data)
        except services.Stale:
            return _done_meanwhile(request, pk, form)
        messages.success(request, "Sent back to the assessor." if sends_back else "Signed off.")
        return redirect("assessments:overview", pk)
    return _sign_off(request, answers, form)


def _sign_off(request: HttpRequest, answers: Answers, form: forms.SignOffForm, **more: Any) -> HttpResponse:
    of_child = queries.beside(request.user, answers.assessment)
    return shown(
        request, answers, "sign_off", form=form, may_sign_off=policy.may_sign_off(request.user, answers),
        of_child=of_child, **moved(request.user, answers, of_child), **more,
    )  # fmt: skip


@requires(Permission.CHILD)
def printed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole assessment as one clean document, with the source of every row it used."""
    assessment = found(request.user, pk)
    record(events.PRINTED, by=request.user, on=assessment)
    beside = around(request.user, assessment)
    last = [one for one in beside["of_child"] if one.pk == assessment.previous_id]
    answers, *before = queries.answers_of(request.user, [assessment, *last])
    return shown(
        request, answers, "print", lists=LISTS, about=written(Part.ABOUT, answers), child=written(Part.CHILD, answers),
        category=rulebook.category_of(assessment.nwg_category), signals=queries.labels_of(assessment.nwg_signals),
        by=request.user, printed_at=timezone.now(), pages=PAGES, **beside,
        **moved(request.user, answers, beside["of_child"], last=before[0] if before else None),
    )  # fmt: skip
