"""What a trained person does with a graded report, what is for the police, and the versions that were shared."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.information import developed, developing, events, policy, queries, sanitising
from tessera.information.development_forms import (
    ItemsForm,
    MethodsForm,
    PoliceForm,
    PromoteForm,
    TakeBackForm,
    WithdrawMethodForm,
    WithdrawVersionForm,
)
from tessera.information.models import Promotion, Report
from tessera.reference.models import Method
from tessera.reference.queries import current
from tessera.ui.words import plural

A_PAGE = 25
STEPS = dict(Promotion.Step.choices)
MEANWHILE = "Somebody else promoted this report or took that back while this page was open. What you wrote is below."
WITHDRAWN = "Somebody took this method back while you were writing. It stays as they wrote it."
VERSION_WITHDRAWN = "Somebody withdrew this version while you were writing. Their reason stands."


@requires(Permission.GRADE)
def promote(request: HttpRequest, reference: str) -> HttpResponse:
    """Use a report as more than before, with what was cleansed and checked. REQ soft-cleanse-and-check."""
    report = _report_of(request, reference)
    now, notice = developed.development_of(request.user, report), ""
    grade = queries.grades_of(request.user, report).first()
    form = PromoteForm(request.POST or None, seen=now.last.pk if now.last else None)
    if form.is_valid():
        try:
            promotion = developing.promote(report=report, by=request.user, **form.cleaned_data)
        except developing.Stale:
            now, notice = developed.development_of(request.user, report), MEANWHILE
            form = PromoteForm(seen=now.last.pk if now.last else None, initial=form.cleaned_data)
        else:
            messages.success(request, f"Used as {promotion.get_step_display().lower()} from now on.")
            return redirect(report)
    else:
        policy.may_promote(request.user, report, now=now.step, grade=grade).require()
    record(events.OPENED, by=request.user, on=report)
    context = {"report": report, "form": form, "now": now, "next": policy.next_step(now.step), "grade": grade}
    return render(request, "information/promote.html", context | {"notice": notice})


@requires(Permission.GRADE)
def take_back_promotion(request: HttpRequest, reference: str) -> HttpResponse:
    """Use a report as soft information again, and say why."""
    report = _report_of(request, reference)
    now, notice = developed.development_of(request.user, report), ""
    form = TakeBackForm(request.POST or None, seen=now.last.pk if now.last else None)
    if form.is_valid():
        try:
            developing.take_back_promotion(report=report, by=request.user, **form.cleaned_data)
        except developing.Stale:
            now, notice = developed.development_of(request.user, report), MEANWHILE
            form = TakeBackForm(seen=now.last.pk if now.last else None, initial=form.cleaned_data)
        else:
            messages.success(request, "Soft information again. What was promoted stays on record.")
            return redirect(report)
    else:
        policy.may_take_back(request.user, report, now=now.step).require()
    record(events.OPENED, by=request.user, on=report)
    context = {"report": report, "form": form, "now": now, "notice": notice}
    return render(request, "information/take_back_promotion.html", context)


@requires(Permission.GRADE)
def mark_for_police(request: HttpRequest, reference: str) -> HttpResponse:
    """Mark a report with the exploitation category, or take that off, and say why. REQ soft-se-category."""
    report = _report_of(request, reference)
    now = developed.development_of(request.user, report)
    form = PoliceForm(request.POST or None)
    if form.is_valid():
        allowed = policy.may_mark_so(now.is_for_police, form.cleaned_data["is_marked"])
        if allowed:
            mark = developing.mark_for_police(report=report, by=request.user, **form.cleaned_data)
            messages.success(request, f"{mark}.")
            return redirect(report)
        form.add_error("is_marked", allowed.reason)
    record(events.OPENED, by=request.user, on=report)
    return render(request, "information/mark_for_police.html", {"report": report, "form": form, "now": now})


@requires(Permission.DEVELOP)
def code_methods(request: HttpRequest, reference: str) -> HttpResponse:
    """Code the methods of approach, reward, control and movement that a report shows."""
    report, methods = _report_of(request, reference), list(current(Method))
    form = MethodsForm(request.POST or None, methods=methods)
    if form.is_valid():
        made = developing.code_methods(report=report, by=request.user, **form.given)
        messages.success(request, f"{plural(len(made), 'method')} coded." if made else "Those were coded already.")
        return redirect(report)
    record(events.OPENED, by=request.user, on=report)
    now = developed.development_of(request.user, report)
    return render(request, "information/methods.html", {"report": report, "form": form, "now": now, "methods": methods})


@requires(Permission.DEVELOP)
def withdraw_method(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back a method that was coded, with the reason."""
    coded = developed.method_for(request.user, pk)
    if coded is None:
        raise Http404
    form = WithdrawMethodForm(request.POST or None)
    if form.is_valid():
        try:
            developing.withdraw_method(coded=coded, by=request.user, **form.cleaned_data)
        except developing.Stale:
            coded = developed.method_for(request.user, pk)
            form.add_error("because", WITHDRAWN)
        else:
            messages.success(request, "The method is taken back. It stays on record, with your reason.")
            return redirect(coded.report)
    record(events.OPENED, by=request.user, on=coded.report)
    return render(request, "information/withdraw_method.html", {"coded": coded, "form": form})


@requires(Permission.DEVELOP)
def for_police(request: HttpRequest) -> HttpResponse:
    """Every report that carries the exploitation category, with its grade and status. REQ soft-se-category."""
    form = ItemsForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = developed.items_for_police(request.user, **chosen)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    record(events.FOR_POLICE_LISTED, by=request.user, found=page.paginator.count)
    kept = "".join(f"&{name}={value}" for name, value in chosen.items() if value)
    return render(request, "information/for_police.html", {"page": page, "form": form, "kept": kept, "steps": STEPS})


@requires(Permission.HOME)
def shared(request: HttpRequest) -> HttpResponse:
    """Sanitised versions that this person may read."""
    page = Paginator(developed.shared_versions(request.user), A_PAGE).get_page(request.GET.get("page"))
    record(events.SHARED_LISTED, by=request.user)
    return render(request, "information/shared.html", {"page": page})


@requires(Permission.HOME)
def shared_version(request: HttpRequest, reference: str) -> HttpResponse:
    """One sanitised version, with the way to its report for whoever may open that."""
    version = developed.shared_version(request.user, reference)
    if version is None:
        raise Http404
    record(events.SHARED_OPENED, by=request.user, on=version)
    original = developed.original_of(request.user, version)
    context = {"version": version, "original": original}
    context["may_withdraw"] = policy.may_withdraw_version(request.user, original)
    return render(request, "information/shared_version.html", context)


@requires(Permission.GRADE)
def withdraw_version(request: HttpRequest, reference: str) -> HttpResponse:
    """Withdraw a sanitised version, and tell its readers why."""
    version = developed.shared_version(request.user, reference)
    if version is None:
        raise Http404
    original = developed.original_of(request.user, version)
    policy.may_withdraw_version(request.user, original).require()
    form = WithdrawVersionForm(request.POST or None)
    if form.is_valid():
        try:
            sanitising.withdraw_version(version=version, by=request.user, **form.cleaned_data)
        except sanitising.GivesAway as refused:
            form.add_error("because", str(refused))
        except developing.Stale:
            version = developed.shared_version(request.user, reference)
            form.add_error("because", VERSION_WITHDRAWN)
        else:
            messages.success(request, f"{version.reference} is withdrawn. Everybody who could read it is told.")
            return redirect(version)
    record(events.SHARED_OPENED, by=request.user, on=version)
    return render(request, "information/withdraw_version.html", {"version": version, "form": form})


def _report_of(request: HttpRequest, reference: str) -> Report:
    report = queries.report_for(request.user, reference)
    if report is None:
        raise Http404
    return report
