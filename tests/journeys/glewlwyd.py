"""A real sign-in provider: Debian's Glewlwyd in a process of its own, set up over its own administration pages' API."""

import http.cookiejar
import json
import shutil
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

PAGES = Path("/usr/share/glewlwyd")
TABLES = Path("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3")
CLIENT, SECRET = "tessera", "a secret of the tests alone"
PASSWORD = "estuary-provider-only"
CONFIG = """
port={port}
bind_address="127.0.0.1"
external_url="http://localhost:{port}"
login_url="login.html"
api_prefix="api"
static_files_path="{folder}/webapp"
log_mode="file"
log_level="WARNING"
log_file="{folder}/log"
cookie_secure=0
user_module_path="/usr/lib/glewlwyd/user"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
hash_algorithm="SHA512"
database = {{ type = "sqlite3"; path = "{folder}/glewlwyd.db"; }};
static_files_mime_types = (
  {{ extension = ".html"; mime_type = "text/html"; }},
  {{ extension = ".css"; mime_type = "text/css"; }},
  {{ extension = ".js"; mime_type = "application/javascript"; }},
  {{ extension = ".json"; mime_type = "application/json"; }},
  {{ extension = ".png"; mime_type = "image/png"; }}
)
"""


@dataclass
class Glewlwyd:
    """The running provider: who has an account at it, and whether it answers."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    browser: Any = field(default=None, repr=False)
    back_to: str = ""

    @property
    def issuer(self) -> str:
        return f"http://localhost:{self.port}/api/oidc"

    def start(self) -> None:
        """Run it until it answers."""
        command = ["glewlwyd", f"--config-file={self.folder}/glewlwyd.conf"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/config", timeout=2).close()
                return
            except OSError:
                assert self.process.poll() is None, (self.folder / "log").read_text()
                time.sleep(0.1)
        raise AssertionError("the provider did not start")

    def stop(self) -> None:
        """Nobody answers there from now on."""
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def ask(self, method: str, path: str, **sent: Any) -> Any:
        """One request to its API, as whoever administers it."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/{path}", method=method, data=json.dumps(sent).encode(),
            headers={"Content-Type": "application/json"},
        )  # fmt: skip
        with self.browser.open(request, timeout=5) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def has(self, username: str, email: str, *, verified: bool = True) -> None:
        """Somebody has an account at the provider."""
        self.ask(
            "POST", "user/", username=username, name=username.title(), email=email, password=PASSWORD, enabled=True,
            scope=["openid", "email"], email_verified="yes" if verified else "no",
        )  # fmt: skip

    def moves(self, username: str, email: str) -> None:
        """Their address at the provider is another one from now on."""
        self.ask(
            "PUT", f"user/{username}", username=username, name=username.title(), email=email, enabled=True,
            scope=["openid", "email"], email_verified="yes",
        )  # fmt: skip


@contextmanager
def provider(folder: Path, *, port: int, back_to: str) -> Iterator[Glewlwyd]:
    """A provider that knows this site as its client, for as long as the block lasts."""
    assert shutil.which("glewlwyd"), "The sign-in tests need a provider. Run: sudo apt-get install glewlwyd"
    shutil.copytree(PAGES / "webapp", folder / "webapp", ignore=lambda _, names: {"config.json"} & set(names))
    shutil.copy(PAGES / "templates" / "config.json", folder / "webapp" / "config.json")
    (folder / "glewlwyd.conf").write_text(CONFIG.format(port=port, folder=folder))
    with sqlite3.connect(folder / "glewlwyd.db") as tables:
        tables.executescript(TABLES.read_text())
    tables.close()
    made = Glewlwyd(folder, port)
    made.start()
    try:
        _set_up(made, back_to)
        yield made
    finally:
        made.stop()


def _set_up(made: Glewlwyd, back_to: str) -> None:
    made.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    made.ask("POST", "auth/", username="admin", password="password")
    users = made.ask("GET", "mod/user/database")
    users["parameters"]["data-format"]["email_verified"] = {
        "multiple": False, "read": True, "write": True, "profile-read": True, "profile-write": False,
    }  # fmt: skip
    made.ask("PUT", "mod/user/database", **users)
    made.ask("PUT", "mod/user/database/reset/")
    for scope in ("openid", "email"):
        what = {"name": scope, "display_name": scope, "description": scope, "password_required": True,
                "password_max_age": 0, "scheme": {}, "scheme_required": {}}  # fmt: skip
        made.ask("PUT" if scope == "openid" else "POST", "scope/openid" if scope == "openid" else "scope/", **what)
    made.ask("POST", "mod/plugin/", module="oidc", name="oidc", display_name="County", enabled=True,
             parameters=_protocol(made.issuer))  # fmt: skip
    made.ask(
        "POST", "client/", client_id=CLIENT, name="Tessera", confidential=True, password=SECRET, enabled=True,
        redirect_uri=[back_to], authorization_type=["code"], scope=["openid", "email"], client_secret=SECRET,
        token_endpoint_auth_method=["client_secret_basic", "client_secret_post"],
    )  # fmt: skip


def _protocol(issuer: str) -> dict[str, Any]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return {
        "iss": issuer, "subject-type": "public", "jwt-type": "rsa", "jwt-key-size": "256", "key": private.decode(),
        "cert": public.decode(), "jwks-show": True, "access-token-duration": 600, "refresh-token-duration": 600,
        "code-duration": 60, "refresh-token-rolling": False, "allow-non-oidc": False, "auth-type-code-enabled": True,
        "auth-type-token-enabled": False, "auth-type-id-token-enabled": False, "auth-type-none-enabled": False,
        "auth-type-password-enabled": False, "auth-type-client-enabled": False, "auth-type-device-enabled": False,
        "auth-type-refresh-enabled": False, "auth-type-code-revoke-replayed": True, "pkce-allowed": True,
        "pkce-method-plain-allowed": False, "pkce-required": True, "email-claim": "mandatory",
        "email-claim-scope": ["email"], "name-claim": "no", "scope-claim": "no", "request-parameter-allow": False,
        "session-management-allowed": False,
        "claims": [{
            "name": "email_verified", "user-property": "email_verified", "type": "boolean", "mandatory": True,
            "boolean-value-true": "yes", "boolean-value-false": "no", "scope": [],
        }],
    }  # fmt: skip
