"""Pages of the door itself: refusals, what is not there, and a failure of ours."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tessera.access import typed
from tessera.access.guards import public

TOO_OLD = (
    "What you sent was not taken: the page was open too long, or you signed in again in another window. "
    "Open the page anew and try again."
)


@public
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token of this sign-in: what was typed is shown, and can be sent again."""
    return typed.shut_out(request) or render(request, "403.html", {"reason": TOO_OLD}, status=403)


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Something no form of ours would send. It may be so wrong that nobody was looked up: needs no database."""
    return render(None, "400.html", status=400)


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing here for this person: hidden and absent look the same."""
    return render(request, "404.html", status=404)


@public
def failed(request: HttpRequest) -> HttpResponse:
    """Our failure. Shows no trace of it and needs no database."""
    return render(None, "500.html", status=500)
