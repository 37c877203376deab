"""How long a sign-in lasts: until nobody has used it for a while, and a working day at most. Kept on the server."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from tessera.access import events
from tessera.audit.log import record

BEGAN, USED = "began_at", "used_at"  # in the session: seconds since 1970
WARNING = 2 * 60  # seconds before the end


def begin(request: HttpRequest) -> None:
    """A sign-in begins now: both of its clocks with it."""
    request.session[BEGAN] = request.session[USED] = _now()


def use(request: HttpRequest) -> None:
    """Somebody is there now: the time without use begins anew."""
    request.session[USED] = _now()


def is_use(request: HttpRequest) -> bool:
    """Whether somebody did something: opened or sent a page, or wrote. What a page asks by itself keeps nobody in.

    Browsers say themselves whether a page or one of its scripts asks (`Sec-Fetch-Dest`). A script that sends was made
    to by somebody’s typing.
    """
    return request.method == "POST" or request.headers.get("Sec-Fetch-Dest", "document") != "empty"


def was_used_just_now(request: HttpRequest) -> bool:
    """Whether this request is the first use in a minute, to be shown among one’s sign-ins."""
    return getattr(request, "was_used", False)


def day_over(request: HttpRequest) -> datetime:
    """When this sign-in ends, however much it is used."""
    return datetime.fromtimestamp(_last(request), UTC)


def seconds_left(request: HttpRequest) -> int:
    """How long this sign-in still lasts, in whole seconds, if nobody does anything."""
    return max(0, round(_end(request) - _now()))


class TimeLimitsMiddleware:
    """Ends a sign-in whose time is over, before anything is opened with it."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.respond(request)
        now = _now()
        if BEGAN not in request.session:
            begin(request)
        if now >= _end(request):
            why = "its day was over" if now >= _last(request) else "nobody had used it for a while"
            record(events.TIMED_OUT, by=request.user, why=why)
            logout(request)
            response = self.respond(request)
            # Computers are shared: the pages this person looked at are not brought back by Back.
            response["Clear-Site-Data"] = '"cache"'
            return response
        if is_use(request) and now - request.session[USED] >= settings.USE_NOTED_EVERY:
            use(request)
            request.was_used = True  # type: ignore[attr-defined]  # for `was_used_just_now`
        return self.respond(request)


def _end(request: HttpRequest) -> float:
    return min(float(request.session[USED]) + settings.IDLE_MINUTES * 60, _last(request))


def _last(request: HttpRequest) -> float:
    return float(request.session[BEGAN]) + settings.SIGN_IN_HOURS * 60 * 60


def _now() -> float:
    return timezone.now().timestamp()
