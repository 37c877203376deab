"""Recording a marker on a person, and ending one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.entities import events, marking, policy, queries
from tessera.entities.following import follows_joins
from tessera.entities.marker_forms import EndMarkerForm, MarkerForm
from tessera.ui.words import date


@requires(Permission.CONTRIBUTE)
@follows_joins("pk")
def mark(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a marker on a person: a missing episode, a repeat victim, an age in dispute."""
    held = queries.entity_for(request.user, pk)
    policy.may_mark(request.user, held.kind).require()
    form = MarkerForm(request.POST or None, officers=queries.officers())
    if form.is_valid():
        marker = marking.mark(entity=held.pk, by=request.user, **form.cleaned_data)
        messages.success(request, f"Marker recorded: {marker}, from {date(marker.starts_on)}.")
        return redirect(held.path)
    record(events.OPENED, by=request.user, on=held)
    return render(request, "entities/mark.html", {
        "held": held, "form": form, "readers": marking.readers_of_a_marker(request.user),
        "markers": queries.markers_of(request.user, pk),
    })  # fmt: skip


@requires(Permission.CONTRIBUTE)
@follows_joins("pk")
def end_marker(request: HttpRequest, pk: UUID, marker: UUID) -> HttpResponse:
    """Say when a marker ended. It stays on record."""
    held = queries.entity_for(request.user, pk)
    found = get_object_or_404(queries.markers_of(request.user, pk), pk=marker)
    form = EndMarkerForm(request.POST or None, marker=found)
    if form.is_valid():
        try:
            marking.end_marker(marker=found, by=request.user, **form.cleaned_data)
        except marking.Stale as stale:
            found = stale.saved
            saved = (
                f"Somebody ended this marker while you were writing: {date(found.ends_on)}. It stays as they wrote it."
            )
            form.add_error("ends", saved)
        else:
            messages.success(request, f"Marker ended: {found}. It stays on record.")
            return redirect(held.path)
    else:
        policy.may_end_marker(request.user, found).require()
    record(events.OPENED, by=request.user, on=held)
    return render(request, "entities/end_marker.html", {"held": held, "marker": found, "form": form})
