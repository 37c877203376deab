"""Pages of one's own second factors: set one up, show one, remove one, make new recovery codes."""

from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import views as base
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from tessera.access import events, second_factor
from tessera.access.guards import signed_in
from tessera.audit.log import record
from tessera.lib.addresses import is_number

ELSEWHERE = "You sign in through your agency’s own sign-in, so there is no password of yours here to type again."


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Which second factors one has, and whether one is needed."""
    of_kind = second_factor.kept_by(request.user)
    context = {
        "apps": of_kind[Authenticator.Type.TOTP],
        "passkeys": of_kind[Authenticator.Type.WEBAUTHN],
        "codes": of_kind[Authenticator.Type.RECOVERY_CODES],
        "is_asked": second_factor.is_asked_of(request.user),
        "is_owed": second_factor.is_owed(request),
        "has_a_name": has_a_name(request),
        # The demo is served to this machine alone, which has a name too.
        "by_name": f"http://localhost:{request.get_port()}{request.path}" if settings.DEMO else "",
        "going_to": request.session.get(second_factor.GOING_TO, "/"),
    }
    return render(request, "mfa/index.html", context)


def has_a_name(request: HttpRequest) -> bool:
    """Whether the site is open under a name: a browser keeps passkeys by name, never for a bare number."""
    return not is_number(request.get_host())


class _ShownAtOnce:
    """Whoever just set one up has shown it: they are not asked for it again in the same minute."""

    kind: Authenticator.Type

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # allauth's view beside it has one
        request: HttpRequest = self.request  # type: ignore[attr-defined]  # as above
        made = second_factor.kept_by(request.user)[self.kind][-1]
        if self.kind == Authenticator.Type.TOTP:
            made.validate_code(form.cleaned_data["code"])  # used up: nobody signs in with it who looked on
        post_authentication(request, made.instance)
        record(events.SECOND_FACTOR_SHOWN, by=request.user, how=second_factor.CALLED[self.kind])
        return response


class _AskedAgain:
    """Asked once more before something is changed. Whoever has nothing to show here is told why."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not get_adapter().get_reauthentication_methods(request.user):
            raise PermissionDenied(ELSEWHERE)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # as above
        return answer


class _Recorded(_AskedAgain):
    """One that is shown again is recorded too."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # as above
        request: HttpRequest = self.request  # type: ignore[attr-defined]  # as above
        record(events.SECOND_FACTOR_SHOWN, by=request.user, how=second_factor.was_shown(request))
        return response


class ActivateApp(_ShownAtOnce, totp.ActivateTOTPView):  # type: ignore[misc]  # allauth publishes no types
    """Set up an authenticator app: a picture to scan, or letters to type."""

    kind = Authenticator.Type.TOTP

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        context["letters"] = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
        return context


class AddPasskey(_ShownAtOnce, webauthn.AddWebAuthnView):  # type: ignore[misc]  # as above
    """Add a passkey: a telephone, a key on a ring, the computer's own."""

    kind = Authenticator.Type.WEBAUTHN

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # allauth's makes a new form, and so loses what was typed and why it was not taken.
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"form": kwargs.get("form", context["form"])}


class CodeAgain(_Recorded, base.ReauthenticateView):  # type: ignore[misc]  # as above
    """A code, before something is changed or because this sign-in has not shown one."""


class PasskeyAgain(_Recorded, webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]  # as above
    """A passkey, for the same."""


class PasswordAgain(_AskedAgain, account.ReauthenticateView):  # type: ignore[misc]  # as above
    """The password, for the same."""


class Codes(codes.ViewRecoveryCodesView):  # type: ignore[misc]  # as above
    """The recovery codes, shown once."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        going_to = self.request.session.get(second_factor.GOING_TO, "/")
        return super().get_context_data(**kwargs) | {"going_to": going_to}


activate_app = signed_in(ActivateApp.as_view())
remove_app = signed_in(totp.deactivate_totp)
add_passkey = signed_in(AddPasskey.as_view())
remove_passkey = signed_in(webauthn.remove_webauthn)
code_again = signed_in(CodeAgain.as_view())
passkey_again = signed_in(PasskeyAgain.as_view())
password_again = signed_in(PasswordAgain.as_view())
view_codes = signed_in(Codes.as_view())
new_codes = signed_in(codes.generate_recovery_codes)
