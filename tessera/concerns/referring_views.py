"""Marking a report as a defined risk to a child, or an offence."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.concerns import policy, referring
from tessera.concerns.referring_forms import ReferForm
from tessera.information import events
from tessera.information import queries as information
from tessera.reference.queries import agencies, clocks


@requires(Permission.DEVELOP)
def refer(request: HttpRequest, reference: str) -> HttpResponse:
    """Mark a defined risk or an offence: whoever has to act on it is asked to, with a link back. REQ soft-onward-if-risk."""
    report = information.report_for(request.user, reference)
    if report is None:
        raise Http404
    alone = information.reads_as_writer_alone(request.user, report)
    policy.may_refer(request.user, reads_as_writer_alone=alone).require()
    kinds = set(policy.ACTS_ON.values())
    others = [one for one in agencies() if one.kind in kinds and one != request.user.agency]
    form = ReferForm(request.POST or None, children=referring.children_in(request.user, report), agencies=others)
    if form.is_valid():
        referral = referring.refer(report=report, by=request.user, **form.given)
        messages.success(request, f"{referral}. They have been asked to act.")
        return redirect(report)
    record(events.OPENED, by=request.user, on=report)
    return render(request, "concerns/refer.html", {
        "report": report, "form": form, "rules": clocks([referring.RISK_CLOCK]),
        "grade": information.grades_of(request.user, report).first(),
        "earlier": list(referring.referrals_of(request.user, report)),
    })  # fmt: skip
