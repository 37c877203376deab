"""What I wrote and have not sent, what I sent, and one report as it was given."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.information import developed, drafts, events, policy, queries, receipts
from tessera.information.models import Report
from tessera.reference.settings import look_behind
from tessera.work.queries import told_about

A_PAGE = 25


@requires(Permission.REPORT)
def mine(request: HttpRequest) -> HttpResponse:
    """My drafts, and the reports I sent."""
    page = Paginator(queries.reports_by(request.user), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "information/mine.html", {"page": page, "drafts": queries.drafts_for(request.user)})


@requires(Permission.HOME)
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One report as given; who opened it is recorded first.

    REQ soft-contemporaneous, soft-dated-timed-sourced.
    """
    report = _report_of(request, reference)
    record(events.OPENED, by=request.user, on=report)
    grades = list(queries.grades_of(request.user, report))
    now = developed.development_of(request.user, report)
    context = {
        "report": report,
        "now": now,
        "may_promote": policy.may_promote(request.user, report, now=now.step, grade=grades[0] if grades else None),
        "may_take_back": policy.may_take_back(request.user, report, now=now.step),
        "may_sanitise": policy.may_sanitise(request.user, grades[0] if grades else None),
        "may_mark": policy.may_mark_for_police(request.user),
        "may_code": policy.may_code(request.user),
        "next": policy.next_step(now.step),
        "files": queries.files_with(request.user, report),
        "corrections": queries.corrections_of(request.user, report),
        "told": told_about(request.user, report.get_absolute_url()),
        "grades": grades,
        "reads_as_writer_alone": queries.reads_as_writer_alone(request.user, report),
        "may_grade": policy.may_grade(request.user, report),
        "has_sealed_source": queries.has_sealed_source(request.user, report),
        "may_report": policy.may_report(request.user),
        "prompts": look_behind()["prompts"] if report.child_is_suspect else [],
    }
    return render(request, "information/detail.html", context)


@requires(Permission.HOME)
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """A dated receipt to print: what was sent, when, to whom, and the hash of it all."""
    report = _report_of(request, reference)
    record(events.RECEIPT_OPENED, by=request.user, on=report)
    files = queries.files_with(request.user, report)
    context = {
        "report": report,
        "files": files,
        "due_at": queries.answer_due(report),
        "clock_rules": queries.answer_clocks(report),
        "is_as_sent": receipts.is_as_sent(report, files=[file.sha256 for file in files]),
    }
    return render(request, "information/receipt.html", context)


@requires(Permission.HOME)
def source(request: HttpRequest, reference: str) -> HttpResponse:
    """The name of a withheld source, for the leads of the one agency that holds it."""
    report = _report_of(request, reference)
    name = queries.sealed_source_of(request.user, report)
    if name is None:
        raise Http404
    record(events.SOURCE_OPENED, by=request.user, on=report)
    return render(request, "information/source.html", {"report": report, "name": name})


@require_POST
@requires(Permission.REPORT)
def throw_away(request: HttpRequest, pk: str) -> HttpResponse:
    """Throw a draft away."""
    draft = queries.draft_for(request.user, pk)
    if draft is None:
        raise Http404
    drafts.throw_away_draft(draft=draft, by=request.user)
    messages.success(request, "Draft thrown away.")
    return redirect("information:mine")


def _report_of(request: HttpRequest, reference: str) -> Report:
    report = queries.report_for(request.user, reference)
    if report is None:
        raise Http404
    return report
