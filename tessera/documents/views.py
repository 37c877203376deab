"""A file, released only through here, and only to those who may read what it came with."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.documents import events, queries, services

# What is shown runs nothing, sends nothing and stands in nobody's page, whatever a browser takes it for.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
# Everything else is saved, not shown: a page of somebody else's making never opens on our address.
SHOWN = {"image/jpeg", "image/png", "image/gif", "image/webp"}


@requires(Permission.HOME)
def open_file(request: HttpRequest, pk: str) -> HttpResponse:
    """The file as it was given. Who opened it is recorded before a byte leaves."""
    file = queries.file_for(request.user, pk)
    if file is None:
        raise Http404
    try:
        content = services.content_of(file)
    except services.Unreadable as error:
        return render(request, "documents/unreadable.html", {"reason": str(error)}, status=404)
    record(events.OPENED, by=request.user, on=file)
    response = HttpResponse(content, content_type=file.kind)
    response["Content-Disposition"] = content_disposition_header(file.kind not in SHOWN, file.name)
    response["Cache-Control"] = "no-store, private"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    response["Accept-Ranges"] = "none"
    return response
