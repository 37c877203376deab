"""At the door: a keyring for each request, a guard on each view, a sentence for each refusal."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render

from tessera.access import events, keyring, second_factor, sign_ins, time_limits
from tessera.audit.log import record

Respond = Callable[[HttpRequest], HttpResponseBase]
METHODS = ["GET", "HEAD", "POST"]
UNMARKED = "This page does not say who it is for, so nobody may open it."


class RefusalMiddleware:
    """Records each refusal and shows its sentence. A hidden thing is a 404 elsewhere and leaves no trace here."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, PermissionDenied):
            return None
        reason = str(error)
        if request.user.is_authenticated:
            record(events.REFUSED, by=request.user, path=request.path, reason=reason)
        return render(request, "403.html", {"reason": reason}, status=403)


class KeyringMiddleware:
    """Opens the keyring of whoever is signed in, and holds it until the last byte is made.

    It stays closed, in the database too, to somebody who has still to show their second factor.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        was_somebody = request.user.is_authenticated
        is_in = was_somebody and not second_factor.is_owed(request)
        post = request.user.post if is_in else None
        with keyring.opened_for(post) as keys:
            request.keyring = keys  # type: ignore[attr-defined]  # for views that outlive this block
            if post is not None and time_limits.was_used_just_now(request):
                sign_ins.used(request)
            response = self.respond(request)
            if was_somebody:
                # Computers are shared: a browser keeps no page of somebody who was signed in.
                response.headers.setdefault("Cache-Control", "no-store, private")
            if was_somebody and not request.user.is_authenticated:
                # Computers are shared: the pages this person looked at are not brought back by Back.
                response["Clear-Site-Data"] = '"cache"'
            if response.streaming and not getattr(response, "carries_no_content", False):
                # Content made after this block would be made without the keyring: make it all now.
                return _read_to_the_last_byte(response)
            return response


class GuardMiddleware:
    """Refuses any view that has no `@requires` or `@public`: forgetting one shows at once. Takes two methods, and no other."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if getattr(view, "guard", None) is None:
            raise PermissionDenied(UNMARKED)
        return None if request.method in METHODS else HttpResponseNotAllowed(METHODS)


def _read_to_the_last_byte(response: Any) -> HttpResponse:
    whole = HttpResponse(b"".join(response.streaming_content), status=response.status_code)
    for name, value in response.items():
        whole[name] = value
    whole.cookies = response.cookies
    return whole
