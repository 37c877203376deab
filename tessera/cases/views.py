"""The list of cases, one case, and putting right, closing and reopening it."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.assessments import queries as assessments
from tessera.assessments.contact import family_contact
from tessera.assessments.moves import levels_among, stands_now
from tessera.audit.log import record
from tessera.cases import events, forms, pages, policy, queries, services
from tessera.cases.models import Case
from tessera.ui import words
from tessera.work import queries as work

SHOWN = {Case.Status.OPEN.value: "Open", Case.Status.CLOSED.value: "Closed", "all": "All"}


@requires(Permission.CASE)
def mine(request: HttpRequest) -> HttpResponse:
    """Cases I hold a key to, with who the key worker is, the exploitation level and the next clock."""
    record(events.LISTED, by=request.user)
    status = request.GET.get("show", Case.Status.OPEN)
    cases = queries.cases_with(request.user, status=status)
    page = Paginator(cases, 50).get_page(request.GET.get("page"))
    rows, now = list(page), timezone.now()
    levels = assessments.current_levels(request.user, [case.child_id for case in rows])
    clocks = {
        path: (task, work.standing_of(task, at=now)) for path, task in queries.clocks_of(request.user, rows).items()
    }
    tabs = [{"text": text, "href": f"?show={code}", "current": code == status} for code, text in SHOWN.items()]
    return render(
        request, "cases/mine.html", {"page": page, "levels": levels, "clocks": clocks, "tabs": tabs, "show": status}
    )


@requires(Permission.CASE)
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One case: how to reach the child, who is beside them, what they said, what is being done and what it rests on."""
    case = pages.opened(request, pk)
    user = request.user
    assessed = list(assessments.of_child(user, case.child_id))
    contact = family_contact(user, case.title, assessed)
    held = queries.record_of(user, case)
    return pages.shown(
        request, case, "detail", held=held,
        family=[(member, policy.may_inform(member, contact.may)) for member in held.present_family],
        contact=contact,
        tasks=work.rows_of(user, queries.actions_of(user, case), at=timezone.now()),
        leave={one.pk: policy.may_leave(user, case, one, beside=held.present_team) for one in held.present_team},
        level=stands_now(levels_among(assessed)), reports=queries.reports_in(user, case),
        may_work_on=policy.may_work_on(user, case), may_change_team=policy.may_change_team(user, case),
        may_assess=policy.may_assess(user, case), may_close=policy.may_close(user, case),
        may_reopen=policy.may_reopen(user, case),
    )  # fmt: skip


@requires(Permission.CASE)
def correct_details(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put the child's name or date of birth right."""
    case = pages.opened(request, pk)
    policy.may_work_on(request.user, case).require()
    now = {"title": case.title, "born_on": case.born_on, "version": case.version}
    form = forms.DetailsForm(request.POST or None, initial=now)
    if form.is_valid():
        try:
            services.correct_details(case=case, by=request.user, **form.cleaned_data)
        except services.Stale as stale:
            saved = [("Name", stale.case.title), ("Date of birth", words.date(stale.case.born_on) or "Not known")]
            return pages.changed_meanwhile(request, stale, "correct_details", form=form, saved=saved)
        messages.success(request, "Kept.")
        return redirect(case)
    return pages.shown(request, case, "correct_details", form=form)


@requires(Permission.CASE)
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End the work with a child, and say why."""
    case = pages.opened(request, pk)
    policy.may_close(request.user, case).require()
    form = forms.ReasonForm(request.POST or None, initial={"version": case.version})
    if form.is_valid():
        try:
            services.close(case=case, by=request.user, **form.cleaned_data)
        except services.Stale as stale:
            return pages.changed_meanwhile(request, stale, "close", form=form, saved=_as_it_stands(request, stale.case))
        messages.success(request, "Case closed.")
        return redirect(case)
    return pages.shown(request, case, "close", form=form)


@requires(Permission.CASE)
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the work with a child up again."""
    case = pages.opened(request, pk)
    policy.may_reopen(request.user, case).require()
    form = forms.ReopenForm(request.POST or None, workers=queries.workers(), initial={"version": case.version})
    if form.is_valid():
        try:
            services.reopen(case=case, by=request.user, **form.cleaned_data)
        except services.Stale as stale:
            return pages.changed_meanwhile(
                request, stale, "reopen", form=form, saved=_as_it_stands(request, stale.case)
            )
        messages.success(request, "Case reopened.")
        return redirect(case)
    return pages.shown(request, case, "reopen", form=form)


def _as_it_stands(request: HttpRequest, case: Case) -> list[tuple[str, str]]:
    """The case as somebody else left it: its status and who is on its team."""
    team = queries.record_of(request.user, case).present_team
    return [("Case", case.get_status_display()), *((one.get_part_display(), str(one.post)) for one in team)]
