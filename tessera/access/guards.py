"""Every view states who it is for. One that does not is refused at run time and fails the build."""

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

from tessera.access import second_factor, typed
from tessera.access.roles import Permission

View = Callable[..., Any]
NOT_YOUR_JOB = "Your role does not include this. Ask your administrator if it should."
PUBLIC, SIGNED_IN = "public", "signed in"
NO_POST = "You are not in a post at any agency today. Ask your administrator."


def public(view: View) -> View:
    """A page for anyone, signed in or not. It shows nothing protected."""
    view.guard = PUBLIC  # type: ignore[attr-defined]  # a mark on a function: GuardMiddleware reads it
    return view


def signed_in(view: View) -> View:
    """A page of one's own sign-in, for anybody signed in: it opens before the second factor, which is set up there."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)  # type: ignore[no-any-return]  # a view of any kind

    inner.guard = SIGNED_IN  # type: ignore[attr-defined]  # as above
    return inner


def opens(user: Any, path: str) -> bool:
    """Whether this person's job includes the page at this address, so that no link is shown to one that refuses them.

    Which rows they may read there is the keyring's.
    """
    try:
        guard = getattr(resolve(urlsplit(path).path).func, "guard", None)
    except Resolver404:
        return False
    if guard in (PUBLIC, None):
        return guard == PUBLIC
    return bool(user.is_authenticated and (guard == SIGNED_IN or user.may(guard)))


def requires(permission: Permission) -> Callable[[View], View]:
    """A page for people whose post includes this. Others are sent to sign in, or refused with a sentence."""

    def guarded(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refused = _refusal(request, permission)
            return refused or view(request, *args, **kwargs)

        @wraps(view)
        async def inner_async(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refused = await sync_to_async(_refusal)(request, permission)
            return refused or await view(request, *args, **kwargs)

        chosen: View = inner_async if iscoroutinefunction(view) else inner
        chosen.guard = permission  # type: ignore[attr-defined]  # as above
        return chosen

    return guarded


def _refusal(request: HttpRequest, permission: Permission) -> HttpResponseBase | None:
    if not request.user.is_authenticated:
        return typed.shut_out(request) or redirect_to_login(request.get_full_path())
    if request.user.post is None:
        raise PermissionDenied(NO_POST)
    if second_factor.is_owed(request):
        return second_factor.asked_for(request)
    if not request.user.may(permission):
        raise PermissionDenied(NOT_YOUR_JOB)
    return None
