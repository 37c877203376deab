"""Pages of emergency access: open a record, see who opened what, end it, review it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.governance import emergency, events, policy, queries
from tessera.governance.forms import OpenForm, ReviewForm

NOT_HELD = "Nothing of this name is held. That you asked is recorded."


@requires(Permission.HOME)
def accesses(request: HttpRequest) -> HttpResponse:
    """The emergency accesses one may read of; and, for those who may, opening a record."""
    may = policy.may_open(request.user)
    form = OpenForm(request.POST or None)
    if request.method == "POST":
        may.require()
        if form.is_valid():
            try:
                given = emergency.open_record(by=request.user, **form.cleaned_data)
            except emergency.NotHeld:
                form.add_error("named", NOT_HELD)
            except emergency.ReadAlready as already:
                messages.success(request, "You hold a key to this already.")
                return redirect(str(already))
            else:
                return redirect(given)
    found = list(queries.accesses_for(request.user)[:50])
    context = {"form": form, "may": may, "accesses": found, "now": timezone.now()}
    return render(request, "governance/emergency.html", context)


@requires(Permission.HOME)
def access(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One emergency access: why, until when, what was opened, and what was found of it."""
    given = queries.access_for(request.user, pk)
    if given is None:
        raise Http404
    may_review = policy.may_review(request.user, given)
    form = ReviewForm(request.POST or None) if may_review else None
    if request.method == "POST":
        may_review.require()
        assert form is not None
        if form.is_valid():
            try:
                emergency.review(given=given, by=request.user, **form.cleaned_data)
            except emergency.Reviewed:
                messages.error(request, "A colleague said first whether it was justified. What they wrote is below.")
            else:
                messages.success(request, "Those whose record it is and whoever opened it are told.")
            return redirect(given)
    record(events.LOOKED, by=request.user, on=given)
    is_over = policy.is_over(given, at=timezone.now())
    opens_it = given.author_id == request.user.post.pk and not is_over
    context = {
        "given": given, "is_over": is_over, "opens_it": opens_it,
        "looks": queries.looks_during(given) if request.user.may(Permission.AUDIT_READ) else [],
    }  # fmt: skip
    if form is not None:
        context["form"] = form
    return render(request, "governance/access.html", context)


@requires(Permission.HOME)
@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End it before its time."""
    given = queries.access_for(request.user, pk)
    if given is None:
        raise Http404
    emergency.end(given=given, by=request.user)
    messages.success(request, "It has ended. It is still reviewed.")
    return redirect(given)
