"""What was changed in a record, for whoever reads the record now."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record as log
from tessera.history.reading import MOST
from tessera.overview import changed_queries, events


@requires(Permission.HOME)
def changed(request: HttpRequest, kind: str, pk: UUID | int) -> HttpResponse:
    """Who changed what from what to what, newest first."""
    record = changed_queries.record_of(request.user, kind, pk)
    if record is None:
        raise Http404
    log(events.CHANGES_VIEWED, by=request.user, on=record)
    context = {
        "record": record, "back": changed_queries.KINDS[kind].where(record),
        "changes": changed_queries.changed_in(request.user, kind, record), "most": MOST,
    }  # fmt: skip
    return render(request, "overview/changed.html", context)
