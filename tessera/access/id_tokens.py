"""What a sign-in provider says of somebody, believed only when every check that OpenID Connect asks for holds."""

from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

# Signatures by a key that only the provider holds. One made with our shared secret, or none, is never taken.
SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
CLOCKS_DIFFER = 60  # seconds


class NotBelieved(OAuth2Error):  # type: ignore[misc]  # allauth says no types
    """The provider's answer fails a check: the sentence is for the log."""


def read(token: object, *, keys: object, issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """What the token says. Raises NotBelieved, naming what is wrong, unless it is signed, for us, now and for this try."""
    if not isinstance(token, str):
        raise NotBelieved("no id token was given")
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key(token, keys),
            algorithms=SIGNATURES,
            issuer=issuer,
            audience=client_id,
            leeway=CLOCKS_DIFFER,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except jwt.PyJWTError as error:
        raise NotBelieved(f"the id token does not hold: {type(error).__name__}") from error
    _for_us_alone(claims, client_id)
    if not nonce or claims.get("nonce") != nonce:
        raise NotBelieved("the id token was made for another sign-in")
    if not claims["sub"]:
        raise NotBelieved("the id token names nobody")
    return claims


def _key(token: str, keys: object) -> Any:
    """The one key of the provider's that the token says it is signed with, for the kind of signature it says."""
    header = jwt.get_unverified_header(token)
    if header.get("alg") not in SIGNATURES:
        raise NotBelieved("the id token is signed in a way that is not taken")
    held = keys.get("keys") if isinstance(keys, dict) else None
    if not isinstance(held, list):
        raise NotBelieved("the provider publishes no keys")
    fitting = [
        one
        for one in held
        if isinstance(one, dict)
        and one.get("kid") == header.get("kid")
        and one.get("kty") in {"RSA", "EC", "OKP"}
        and one.get("use", "sig") == "sig"
    ]
    if len(fitting) != 1:
        raise NotBelieved("the id token is signed with a key that the provider does not publish")
    try:
        return jwt.PyJWK.from_dict(fitting[0], algorithm=header["alg"])
    except (jwt.PyJWTError, ValueError, TypeError, KeyError) as error:
        raise NotBelieved("the provider’s key cannot be read") from error


def _for_us_alone(claims: dict[str, Any], client_id: str) -> None:
    party = claims.get("azp")
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and party is None:
        raise NotBelieved("the id token is for several readers and does not say for whom it was made")
    if party is not None and party != client_id:
        raise NotBelieved("the id token was made for another reader")
