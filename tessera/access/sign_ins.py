"""One’s own sign-ins: which browsers are signed in, whether one is new, and ending them."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from tessera.access import events
from tessera.access.keyring import Keyring, opened
from tessera.access.models import SignIn, User
from tessera.audit.log import record, storable
from tessera.lib import browsers

DEVICE = "device"  # a cookie that says no more than that this browser was here before
DEVICE_LASTS = timedelta(days=365)
TOLD_FOR = timedelta(days=30)
MOST = 50


def begun(request: HttpRequest, user: User) -> None:
    """Write down that somebody signed in with this browser, and whether they ever did before.

    A browser is known by a cookie of ours, never by what it looks like.
    """
    if user.post is None:
        return
    device = _device_of(request) or uuid4()
    request.new_device = device  # type: ignore[attr-defined]  # the middleware sends it along
    with opened(Keyring(post=user.post.pk)):
        earlier = SignIn.objects.filter(user=user)
        is_new = earlier.exists() and not earlier.filter(device=device).exists()
        SignIn.objects.create(
            user=user, device=device, is_new=is_new, session_key=request.session.session_key or "",
            browser=browsers.in_words(storable(request.headers.get("User-Agent", ""))),
            address=request.META.get("REMOTE_ADDR") or None, began_at=timezone.now(), used_at=timezone.now(),
        )  # fmt: skip
    if is_new:
        record(events.NEW_DEVICE, by=user, address=request.META.get("REMOTE_ADDR", ""))


def used(request: HttpRequest) -> None:
    """This browser is being used now. Kept with the keyring of whoever uses it."""
    SignIn.objects.filter(session_key=request.session.session_key).update(used_at=timezone.now())


def open_sign_ins(user: User) -> QuerySet[SignIn]:
    """The sign-ins of this person that have not ended, the last used first."""
    now = timezone.now()
    return SignIn.objects.filter(
        user=user, ended_at=None, used_at__gt=now - timedelta(minutes=settings.IDLE_MINUTES),
        began_at__gt=now - timedelta(hours=settings.SIGN_IN_HOURS),
    ).order_by("-used_at", "pk")[:MOST]  # fmt: skip


def new_elsewhere(request: HttpRequest) -> list[SignIn]:
    """Sign-ins with another browser that was never used before, until the person says that it was them.

    A new browser does not say so of itself.
    """
    new = SignIn.objects.filter(
        user=request.user.pk, is_new=True, known_at=None, began_at__gt=timezone.now() - TOLD_FOR
    )
    new = new.exclude(session_key=request.session.session_key)
    if (here := _device_of(request)) is not None:
        new = new.exclude(device=here)
    return list(new.order_by("-began_at"))


@transaction.atomic
def end(*, sign_in: SignIn, by: User) -> None:
    """End one: whatever that browser asks for next, it is signed in no more."""
    _end([sign_in], by)


@transaction.atomic
def end_others(*, than: str, by: User) -> int:
    """End every one but this browser’s."""
    others = list(SignIn.objects.select_for_update().filter(user=by, ended_at=None).exclude(session_key=than))
    _end(others, by)
    return len(others)


@transaction.atomic
def say_mine(*, sign_in: SignIn, by: User) -> None:
    """The person says that a browser which was new is theirs."""
    SignIn.objects.filter(user=by, pk=sign_in.pk, known_at=None).update(known_at=timezone.now())
    record(events.DEVICE_IS_MINE, by=by, browser=sign_in.browser)


def found(user: User, pk: UUID) -> SignIn | None:
    """The sign-in of this number, if it is theirs."""
    return SignIn.objects.filter(user=user, pk=pk).first()


class DeviceMiddleware:
    """Gives a browser that somebody has just signed in with the cookie it is known by."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.respond(request)
        if (device := getattr(request, "new_device", None)) is not None:
            response.set_cookie(
                DEVICE, signing.dumps(str(device), salt=DEVICE), max_age=DEVICE_LASTS, httponly=True, samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )  # fmt: skip
        return response


def _device_of(request: HttpRequest) -> UUID | None:
    try:
        return UUID(signing.loads(request.COOKIES.get(DEVICE, ""), salt=DEVICE, max_age=DEVICE_LASTS))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _end(rows: list[SignIn], by: User) -> None:
    sessions = import_module(settings.SESSION_ENGINE)
    for one in rows:
        sessions.SessionStore(session_key=one.session_key).delete()
        one.ended_at = timezone.now()
        one.save(update_fields=["ended_at"])
        record(events.SIGN_IN_ENDED, by=by, browser=one.browser)
