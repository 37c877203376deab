"""The pages of signing in with a provider: going there, coming back, and what is linked."""

from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import login as _allauth_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialApp
from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tessera.access import linking, providers
from tessera.access.forms import PasswordAgainForm
from tessera.access.guards import public, requires
from tessera.access.known_people import KnownPeople
from tessera.access.roles import Permission


def _leads_to_providers(view: Any) -> Any:
    """A page whose form is answered with the way to a provider: browsers hold `form-action` against that too."""

    def inner(request: HttpRequest, **parts: str) -> Any:
        response: Any = csp_update({"form-action": providers.origins()})(view)(request, **parts)
        return response

    return inner


@public
@_leads_to_providers
def sign_in(request: HttpRequest) -> Any:
    """E-mail and password, or a provider."""
    response: Any = _allauth_login(request)
    return response


@public
@require_POST
@never_cache
def sign_in_with(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the provider to sign in there."""
    return _asking(request, _provider(request, provider_id), "login", get_next_redirect_url(request))


@public
@require_GET
@never_cache
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the provider, who says who this is."""
    provider = _provider(request, provider_id)
    try:
        view = providers.Back.adapter_view(provider.get_oauth2_adapter(request))
        response: HttpResponse = view(request)
    except providers.FAILURES as error:
        return _failed(request, provider, error)
    return response


@requires(Permission.HOME)
def ways_to_sign_in(request: Any) -> HttpResponse:
    """What somebody signs in with, and what else they may."""
    linked = linking.codes_of(request.user)
    return render(
        request,
        "account/ways_to_sign_in.html",
        {
            "providers": [(app, app.provider_id in linked) for app in providers.configured()],
            "has_password": request.user.has_usable_password(),
        },
    )


@requires(Permission.HOME)
@_leads_to_providers
def link_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Link a provider to one's own account. An open session alone does not: the password is asked for again."""
    provider = _provider(request, provider_id)
    form = PasswordAgainForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        return _asking(request, provider, "connect", None)
    return render(request, "account/link_provider.html", {"form": form, "name": provider.name})


@requires(Permission.HOME)
@require_POST
def unlink_provider(request: Any, provider_id: str) -> HttpResponse:
    """Stop signing in with a provider."""
    name = _provider(request, provider_id).name
    answer = linking.unlink(code=provider_id, name=name, by=request.user)
    if answer:
        messages.success(request, f"{name} no longer signs you in.")
    else:
        messages.error(request, answer.reason)
    return redirect("ways_to_sign_in")


def _provider(request: HttpRequest, code: str) -> providers.Provider:
    try:
        return KnownPeople(request).get_provider(request, code)
    except SocialApp.DoesNotExist:
        raise Http404 from None


def _asking(request: HttpRequest, provider: providers.Provider, process: str, next_url: str | None) -> HttpResponse:
    try:
        return provider.ask(request, process=process, next_url=next_url)
    except providers.FAILURES as error:
        return _failed(request, provider, error)


def _failed(request: HttpRequest, provider: providers.Provider, error: Exception) -> HttpResponse:
    try:
        KnownPeople(request).on_authentication_error(request, provider, exception=error)
    except ImmediateHttpResponse as page:
        response: HttpResponse = page.response
        return response
    raise error
