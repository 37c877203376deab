"""Saying what ties two things that reports speak of together, and taking it back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.entities import events, policy, queries, tying
from tessera.entities.following import follows_joins
from tessera.entities.tie_forms import TieForm, WithdrawTieForm
from tessera.ui.words import plural

WITHDRAWN = "Somebody withdrew this tie while you were writing. Their reason is shown above; what you wrote is below."


@requires(Permission.MATCH)
@follows_joins("pk")
@follows_joins("other")
def tie(request: HttpRequest, pk: UUID, other: UUID) -> HttpResponse:
    """Say what ties two things, report by report. Nothing is worked out by itself."""
    held, second = queries.entity_for(request.user, pk), queries.entity_for(request.user, other)
    pairs = queries.pairs_in_reports(request.user, pk, other)
    if not pairs:
        raise Http404
    kinds = (queries.kinds_between(held.kind, second.kind), queries.kinds_between(second.kind, held.kind))
    form = TieForm(request.POST or None, between=(held, second), kinds=kinds, pairs=pairs)
    if form.is_valid():
        for given in form.given:
            tying.tie(by=request.user, **given)
        messages.success(request, f"Kept, as {plural(len(form.given), 'report')} says.")
        return redirect("entities:entity", pk)
    record(events.OPENED, by=request.user, on=held)
    record(events.OPENED, by=request.user, on=second)
    return render(request, "entities/tie.html", {
        "held": held, "other": second, "form": form, "kinds": [*kinds[0], *kinds[1]],
        "mentions": [first for first, _ in pairs],
    })  # fmt: skip


@requires(Permission.MATCH)
def withdraw_tie(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what was said of two things, with the reason."""
    link = queries.link_for(request.user, pk)
    if link is None:
        raise Http404
    form = WithdrawTieForm(request.POST or None)
    if form.is_valid():
        try:
            tying.withdraw_tie(link=link, by=request.user, **form.cleaned_data)
        except tying.Stale as stale:
            link = stale.saved
            form.add_error("because", WITHDRAWN)
        else:
            messages.success(request, "The tie is taken back. It stays on record, with your reason.")
            return redirect("entities:entity", link.one.entity_id)
    else:
        policy.may_withdraw_tie(request.user, link).require()
    record(events.OPENED, by=request.user, on=link)
    return render(request, "entities/withdraw_tie.html", {"link": link, "form": form})
