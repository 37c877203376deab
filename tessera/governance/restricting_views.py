"""Pages of restricting: keep a record to named people, see which are, and lift it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tessera.access import services as access
from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.cases import events as of_cases
from tessera.cases.queries import cases_for
from tessera.governance import events, policy, queries, restricting
from tessera.governance.restricting_forms import LiftForm, RestrictCaseForm, RestrictForm
from tessera.information import events as of_reports
from tessera.information.queries import report_for


@requires(Permission.HOME)
def restrict_report(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep a report to named people."""
    report = report_for(request.user, reference)
    if report is None:
        raise Http404
    record(of_reports.OPENED, by=request.user, on=report)
    now = queries.restriction_on(request.user, report.get_absolute_url())
    policy.may_restrict(request.user, report, now).require()
    always = [access.triage_desk(), access.leads_of(report.agency)]
    people = queries.readers_in_person(now.before if now else report.audience, besides=always)
    others = [post for post in people if post not in (request.user.post, report.author)]
    form = RestrictForm(request.POST or None, people=others)
    if form.is_valid():
        restricting.restrict_report(report=report, by=request.user, **form.cleaned_data)
        messages.success(request, "Restricted. Information governance and the safeguarding leads are told.")
        return redirect(report)
    readers = (now.before if now else report.audience).holders.exclude(pk__in=[one.pk for one in always])
    context = {"form": form, "record": report, "readers": readers, "always": always, "writer": report.author}
    return render(request, "governance/restrict_report.html", context)


@requires(Permission.CASE)
def restrict_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep a case to some of its team."""
    case = get_object_or_404(cases_for(request.user), pk=pk)
    record(of_cases.VIEWED, by=request.user, on=case)
    now = queries.restriction_on(request.user, case.get_absolute_url())
    policy.may_restrict(request.user, case, now).require()
    form = RestrictCaseForm(request.POST or None, team=queries.team_of(case))
    if form.is_valid():
        restricting.restrict_case(case=case, by=request.user, **form.cleaned_data)
        messages.success(request, "Restricted. Information governance and the safeguarding leads are told.")
        return redirect(case)
    context = {"form": form, "record": case, "writer": case.author, "leads": access.leads_of(case.agency)}
    return render(request, "governance/restrict_case.html", context)


@requires(Permission.HOME)
def restrictions(request: HttpRequest) -> HttpResponse:
    """The restricted records one may read of."""
    found = list(queries.restrictions_for(request.user)[:50])
    return render(request, "governance/restrictions.html", {"restrictions": found})


@requires(Permission.HOME)
def restriction(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One restriction: of what, to whom, since when and why; and lifting it."""
    found = queries.restriction_for(request.user, pk)
    if found is None:
        raise Http404
    may_lift = policy.may_lift(request.user, found)
    form = LiftForm(request.POST or None) if may_lift else None
    if request.method == "POST":
        may_lift.require()
        assert form is not None
        if form.is_valid():
            try:
                restricting.lift(restriction=found, by=request.user, **form.cleaned_data)
            except restricting.Ended:
                messages.error(request, "Somebody lifted it first, or named other people.")
            else:
                messages.success(request, "Lifted. Those who read it before read it again.")
            return redirect(found)
    record(events.RESTRICTION_LOOKED, by=request.user, on=found)
    context = {"restriction": found, "opens_it": queries.opens(request.user, found)}
    if form is not None:
        context["form"] = form
    return render(request, "governance/restriction.html", context)
