"""Signing in with a provider of the partnership's own, such as a county's staff directory, over OpenID Connect."""

import secrets
from hashlib import sha256
from typing import Any

import requests
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tessera.access import id_tokens
from tessera.access.outgoing import OnlyTheIssuer, origin

# What a broken answer of a provider's does to code that reads it: each is the provider's fault, and said so.
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, RecursionError)


def configured() -> list[SocialApp]:
    """The providers that the administrator set up. None is ever read from the database."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return [SocialApp(provider=Provider.id, **one) for one in apps]


def origins() -> list[str]:
    """The providers' own hosts: where forms of the sign-in may lead, and the only places the site itself asks."""
    return sorted({origin(app.settings["server_url"]) for app in configured()})


class Conversation(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth says no types
    """What the site and the provider say to each other during one sign-in."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider publishes about itself, when it is who it should be and answers on its own host."""
        if not hasattr(self, "_openid_config"):
            provider = self.get_provider()
            issuer = provider.app.settings["server_url"]
            config = self._asked(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            if config.get("issuer") != issuer:
                raise id_tokens.NotBelieved("the provider calls itself by another address than its issuer")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if origin(str(config.get(name))) != origin(issuer):
                    raise id_tokens.NotBelieved(f"the provider’s {name} is not on its own host")
            self._openid_config = config
        return self._openid_config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where the provider sends people back to: from the settings, whatever host the request says it is for."""
        back = reverse("openid_connect_callback", kwargs={"provider_id": self.provider_id})
        return f"{settings.SITE_ADDRESS.rstrip('/')}{back}"

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = super().get_access_token_data(*args, **kwargs)
        except UNREADABLE as error:
            raise id_tokens.NotBelieved("the provider’s answer cannot be read") from error
        return answer

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """No token of the provider's is kept: it is asked who somebody is, and nothing in their name."""
        return SocialToken(token="")  # no token is kept  # nosec B106

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> Any:
        response = kwargs["response"]
        claims = id_tokens.read(
            response.get("id_token"),
            keys=self._asked(self.openid_config["jwks_uri"]),
            issuer=app.settings["server_url"],
            client_id=app.client_id,
            nonce=self.nonce,
        )
        if "email" not in claims:
            claims |= self._told_of(claims["sub"], str(response["access_token"]))
        login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.claims = claims
        return login

    def _told_of(self, subject: str, token: str) -> dict[str, Any]:
        """The e-mail address, where the provider only tells it when asked once more and does so on its own host."""
        address = str(self.openid_config.get("userinfo_endpoint"))
        if origin(address) not in origins():
            return {}
        told = self._asked(address, headers={"Authorization": f"Bearer {token}"})
        if told.get("sub") != subject:
            raise id_tokens.NotBelieved("the provider told us of somebody else")
        return {name: told[name] for name in ("email", "email_verified") if name in told}

    def _asked(self, address: str, **kwargs: Any) -> dict[str, Any]:
        with OnlyTheIssuer(origins()) as session:
            response = session.request("GET", address, **kwargs)
        response.raise_for_status()
        try:
            answer = response.json()
        except UNREADABLE as error:
            raise id_tokens.NotBelieved("the provider’s answer cannot be read") from error
        if not isinstance(answer, dict):
            raise id_tokens.NotBelieved("the provider’s answer cannot be read")
        return answer


class Provider(OpenIDConnectProvider):  # type: ignore[misc]  # as above
    """One provider. What a request adds to its address (scopes, parameters, what is to be done) is not listened to."""

    oauth2_adapter_class = Conversation

    def ask(self, request: HttpRequest, *, process: str, next_url: str | None, **kept: Any) -> HttpResponse:
        """Send somebody to the provider. `kept` is remembered in their session until they are back."""
        nonce = secrets.token_urlsafe(24)
        extra = {"nonce": nonce}
        if wanted := self.app.settings["second_factor"]["acr"]:
            extra["acr_values"] = " ".join(wanted)
        sent: HttpResponse = self.redirect(
            request, process=process, next_url=next_url, auth_params=extra, nonce=nonce, **kept
        )
        return sent

    def met_second_factor(self, claims: dict[str, Any]) -> bool:
        """Whether the provider says that it asked for a second factor, of the kinds that count here."""
        counts, used = self.app.settings["second_factor"], claims.get("amr")
        return claims.get("acr") in counts["acr"] or any(
            one in counts["amr"] for one in (used if isinstance(used, list) else [])
        )

    def get_scope(self) -> list[str]:
        return ["openid", "email"]

    def extract_uid(self, data: dict[str, Any]) -> str:
        """The subject, which never changes, together with who says it: another issuer's same number is somebody else."""
        whole = f"{self.app.settings['server_url']}\n{data['id_token']['sub']}"
        return sha256(whole.encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing of what the provider tells is kept but the subject."""
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        return []


class Back(OAuth2CallbackView):  # type: ignore[misc]  # as above
    """Somebody comes back from the provider. Only the session that was sent there has their state, and once."""

    def _get_state(self, request: HttpRequest, provider: Provider) -> Any:
        state, response = super()._get_state(request, provider)
        if state is not None:
            self.adapter.nonce = state.get("nonce", "")
        return state, response


FAILURES = (OAuth2Error, requests.RequestException, *UNREADABLE)
