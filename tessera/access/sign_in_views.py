"""Pages of one’s own sign-ins: which browsers are signed in, ending them, and staying signed in."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tessera.access import sign_ins, time_limits
from tessera.access.guards import requires, signed_in
from tessera.access.models import SignIn
from tessera.access.roles import Permission


@requires(Permission.HOME)
def mine(request: HttpRequest) -> HttpResponse:
    """Every browser that is signed in as this person, and what was new of late."""
    here = request.session.session_key
    context = {
        "open": list(sign_ins.open_sign_ins(request.user)), "here": here, "idle_minutes": settings.IDLE_MINUTES, "hours": settings.SIGN_IN_HOURS,
        "new": sign_ins.new_elsewhere(request),
    }  # fmt: skip
    return render(request, "account/sign_ins.html", context)


@requires(Permission.HOME)
@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End one of them."""
    sign_ins.end(sign_in=_found(request, pk), by=request.user)
    messages.success(request, "That browser is signed out.")
    return redirect("sign_ins")


@requires(Permission.HOME)
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all but this one."""
    sign_ins.end_others(than=request.session.session_key, by=request.user)
    messages.success(request, "Every other browser is signed out.")
    return redirect("sign_ins")


@requires(Permission.HOME)
@require_POST
def say_mine(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that a new browser is one’s own."""
    sign_ins.say_mine(sign_in=_found(request, pk), by=request.user)
    return redirect("sign_ins")


@signed_in
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Stay signed in: asked for by a script when somebody presses the button or goes on writing."""
    time_limits.use(request)
    return JsonResponse({"seconds": time_limits.seconds_left(request)})


def _found(request: HttpRequest, pk: UUID) -> SignIn:
    if (one := sign_ins.found(request.user, pk)) is None:
        raise Http404
    return one
