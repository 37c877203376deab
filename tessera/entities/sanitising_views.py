"""The page on which a trained grader writes a version of a report for wider sharing."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.entities.queries.spoken_of import spoken_of
from tessera.information import events, policy, queries, sanitising
from tessera.information.development_forms import SanitiseForm
from tessera.information.identifying import hints, initials
from tessera.reference.queries import agencies


@requires(Permission.GRADE)
def sanitise(request: HttpRequest, reference: str) -> HttpResponse:
    """Write a version of a graded report for wider sharing, and check it before anybody reads it.

    The report stays as it was given.
    """
    report = queries.report_for(request.user, reference)
    if report is None:
        raise Http404
    grade = queries.grades_of(request.user, report).first()
    policy.may_sanitise(request.user, grade).require()
    assert grade is not None, "the policy refuses an ungraded report"
    form = SanitiseForm(request.POST or None, agencies=agencies(), grade=grade)
    context = {"report": report, "form": form, "grade": grade}
    if form.is_valid() and request.POST.get("press") != "change":
        try:
            sanitising.refuse_what_gives_away(report, **form.words)
        except sanitising.GivesAway as refused:
            form.add_error("text", str(refused))
        else:
            if request.POST.get("press") == "share":
                version = sanitising.sanitise(report=report, by=request.user, **form.given)
                messages.success(request, f"Shared as {version.reference}. {version.shared_with} can read it.")
                return redirect(version)
            record(events.OPENED, by=request.user, on=report)
            said = tuple(form.words.values())
            context |= {"given": form.given, "shared_with": sanitising.who_reads(form.to), "count": len(form.named)}
            context |= {"spoken_of": spoken_of(report, *said), "initials": initials(report, *said)}
            context["hints"] = hints(report, *said)
            return render(request, "entities/sanitise_check.html", context)
    record(events.OPENED, by=request.user, on=report)
    return render(request, "entities/sanitise.html", context)
