"""The page on which a trained grader grades a report."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.entities.grading import grade_report
from tessera.information import events, policy, queries
from tessera.information.forms import GradeForm
from tessera.information.grading import Stale
from tessera.reference.queries import grade_codes

GRADED_MEANWHILE = "Somebody else graded this report while this page was open. Their grade is shown below, with yours."


@requires(Permission.GRADE)
def grade(request: HttpRequest, reference: str) -> HttpResponse:
    """Grade a report. How the writer knows stays as they said; the grade stands beside it, by name. REQ soft-grade."""
    report = queries.report_for(request.user, reference)
    if report is None:
        raise Http404
    policy.may_grade(request.user, report).require()
    codes, notice = grade_codes(), ""
    last = queries.grades_of(request.user, report).first()
    form = GradeForm(request.POST or None, codes=codes, seen=last.pk if last else None)
    if form.is_valid():
        try:
            given = grade_report(report=report, by=request.user, **form.cleaned_data)
        except Stale as stale:
            last, notice = stale.saved, GRADED_MEANWHILE
            form = GradeForm(codes=codes, seen=last.pk, initial=form.cleaned_data)
        else:
            messages.success(request, f"Graded {given.words}.")
            return redirect(report)
    record(events.OPENED, by=request.user, on=report)
    context = {"report": report, "form": form, "codes": codes, "last": last, "notice": notice}
    return render(request, "entities/grade.html", context)
