"""Pages of the door itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tessera.access.guards import public

TOO_OLD = "This page was open too long, or in another window, so what you sent was not taken. Go back, reload, and send again."


@public
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: what was typed is still in the page before."""
    return render(request, "403.html", {"reason": TOO_OLD}, status=403)
