"""A sign-in provider that lies, in a process of its own: the first part of each address says what about.

It does everything else as OpenID Connect asks, so that what is refused is refused for the lie.
"""

import base64
import hashlib
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "tessera", "a secret of the tests alone, and long enough to sign with"
KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
USED: set[str] = set()


class Provider(BaseHTTPRequestHandler):
    """Answers discovery, keys, the sign-in itself, tokens and userinfo."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        _, lie, page = parts.path.split("/", 2)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if page == ".well-known/openid-configuration":
            self.discovered(lie)
        elif page == "keys":
            self.say({"keys": [] if lie == "no-keys" else [public_key()]})
        elif page == "authorize":
            asked = {"sub": "1", "email": "teacher@wexmouth.example"} | asked
            code = base64.urlsafe_b64encode(json.dumps(asked).encode()).decode()
            self.go(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")
        elif page == "userinfo":
            who = json.loads(base64.urlsafe_b64decode(self.headers["Authorization"].partition(" ")[2]))
            sub = "somebody-else" if lie == "userinfo-of-another" else who["sub"]
            self.say({"sub": sub, "email": who["email"], "email_verified": True})

    def do_POST(self) -> None:
        lie = self.path.split("/")[1]
        typed = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(typed).items()}
        asked = json.loads(base64.urlsafe_b64decode(sent["code"]))
        challenge = (
            base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).decode().rstrip("=")
        )
        is_good = (
            challenge == asked["code_challenge"] and asked["code_challenge_method"] == "S256"
            and sent["client_id"] == CLIENT and sent["client_secret"] == SECRET and sent["code"] not in USED
        )  # fmt: skip
        if not is_good:
            self.say({"error": "invalid_grant"}, 400)
            return
        USED.add(sent["code"])
        answer = {
            "access_token": sent["code"],
            "token_type": "Bearer",
            "id_token": id_token(self.issuer(lie), lie, asked),
        }
        if lie == "no-id-token":
            del answer["id_token"]
        self.say(answer if lie != "a-list-for-tokens" else ["access_token"])

    def issuer(self, lie: str) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/{lie}"

    def discovered(self, lie: str) -> None:
        issuer = self.issuer(lie)
        config = {
            "issuer": "https://elsewhere.example" if lie == "other-issuer-in-discovery" else issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
        elsewhere = issuer.replace("127.0.0.1", "localhost")
        if lie == "keys-on-another-host":
            config["jwks_uri"] = f"{elsewhere}/keys"
        if lie == "tokens-on-another-host":
            config["token_endpoint"] = f"{elsewhere}/token"
        if lie == "sent-on":
            self.go(f"{self.issuer('none')}/.well-known/openid-configuration")
        elif lie == "not-json":
            self.say(b"<html>Welcome</html>")
        elif lie == "a-list":
            self.say([config])
        elif lie == "broken":
            self.say({"error": "broken"}, 500)
        elif lie == "nested":
            self.say(b"[" * 200_000)
        elif lie == "endless":
            self.say(b"x" * 2_000_000)
        elif lie == "a-byte-at-a-time":
            self.send_response(200)
            self.end_headers()
            for _ in range(60):
                self.wfile.write(b" ")
                time.sleep(0.5)
        else:
            self.say(config)

    def go(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.end_headers()

    def say(self, what: object, status: int = 200) -> None:
        body = what if isinstance(what, bytes) else json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


def public_key() -> dict[str, object]:
    return jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True) | {"kid": "one", "use": "sig"}


def id_token(issuer: str, lie: str, asked: dict[str, str]) -> str:
    """What it says of whoever signed in, with the one lie."""
    now = int(time.time())
    says: dict[str, object] = {
        "iss": issuer, "sub": asked["sub"], "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"],
        "email": asked["email"], "email_verified": True, "amr": ["pwd", "otp"], "acr": "silver",
    }  # fmt: skip
    lies: dict[str, dict[str, object]] = {
        "wrong-audience": {"aud": "somebody-else"},
        "several-audiences": {"aud": [CLIENT, "somebody-else"]},
        "made-for-another": {"azp": "somebody-else"},
        "wrong-issuer": {"iss": "https://elsewhere.example"},
        "expired": {"iat": now - 900, "exp": now - 600},
        "from-tomorrow": {"iat": now + 86_400, "exp": now + 90_000},
        "wrong-nonce": {"nonce": "of another sign-in"},
        "unverified": {"email_verified": False},
        "verified-in-words": {"email_verified": "true"},
        "no-password-alone": {"amr": ["pwd"]},
        "nobody": {"sub": ""},
    }
    without = {
        "no-nonce": ["nonce"], "no-expiry": ["exp"], "no-subject": ["sub"], "says-nothing-of-verified": ["email_verified"],
        "email-when-asked": ["email", "email_verified"], "userinfo-of-another": ["email", "email_verified"],
    }  # fmt: skip
    says = {name: value for name, value in (says | lies.get(lie, {})).items() if name not in without.get(lie, [])}
    if lie == "unsigned":
        return jwt.encode(says, None, algorithm="none", headers={"kid": "one"})
    if lie == "signed-with-our-secret":
        return jwt.encode(says, SECRET, algorithm="HS256", headers={"kid": "one"})
    key = OTHER_KEY if lie == "signed-by-another" else KEY
    return jwt.encode(says, key, algorithm="RS256", headers={"kid": "two" if lie == "unknown-key" else "one"})


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    print(server.server_address[1], flush=True)
    server.serve_forever()
