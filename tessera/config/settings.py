"""One settings file. Differences between places are environment variables, listed in `.env.sample`."""

import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from tessera.config import environment
from tessera.config.database import databases
from tessera.config.providers import sign_in_providers

BASE = Path(__file__).resolve().parent.parent.parent
FOLDER = Path(environment.text("TESSERA_FOLDER", str(BASE / ".tessera")))
DEMO = environment.yes_or_no("TESSERA_DEMO", default=False)
DEBUG = False


def _kept_secret(name: str, file: str) -> str:
    """A secret from the environment; in the demo, one made once and kept in the checkout's own folder."""
    if not DEMO:
        return environment.text(name)
    path = FOLDER / file
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(48))
        path.chmod(0o600)
    return environment.text(name, path.read_text())


SECRET_KEY = _kept_secret("TESSERA_SECRET_KEY", "secret-key")
FILE_KEY = _kept_secret("TESSERA_FILE_KEY", "file-key")
if len(SECRET_KEY) < 40 or len(FILE_KEY) < 40:
    raise ImproperlyConfigured("Set TESSERA_SECRET_KEY and TESSERA_FILE_KEY to at least 40 random characters each.")
# The first seals; what was sealed with an older one still opens.
FILE_KEYS = [FILE_KEY, *environment.words("TESSERA_FILE_KEY_OLD", "")]

SITE_ADDRESS = environment.text("TESSERA_ADDRESS", "http://127.0.0.1:8000")
ALLOWED_HOSTS = environment.words("TESSERA_HOSTS", "127.0.0.1,localhost")
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]
HTTPS = SITE_ADDRESS.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "procrastinate.contrib.django",
    "tessera.ui",
    "tessera.audit",
    "tessera.access",
    "tessera.history",
    "tessera.reference",
    "tessera.work",
    "tessera.documents",
    "tessera.information",
    "tessera.entities",
    "tessera.imports",
    "tessera.assessments",
    "tessera.concerns",
    "tessera.cases",
    "tessera.search",
    "tessera.governance",
    "tessera.staff",
    "tessera.overview",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tessera.ui.static_files.StaticFilesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tessera.access.time_limits.TimeLimitsMiddleware",
    "tessera.access.sign_ins.DeviceMiddleware",
    "tessera.access.middleware.RefusalMiddleware",
    "tessera.access.middleware.KeyringMiddleware",
    "tessera.access.middleware.GuardMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "tessera.ui.environment.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "tessera.overview.context.site",
            ],
        },
    },
    # allauth looks for an engine of Django's own at start-up; none of its templates is routed.
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {}},
]
FORM_RENDERER = "tessera.ui.forms.Renderer"

ROOT_URLCONF = "tessera.config.urls"
ASGI_APPLICATION = "tessera.config.asgi.application"
DATABASE_URL = environment.text("DATABASE_URL", "")
EMBEDDED = not DATABASE_URL
DATABASES = databases(
    FOLDER,
    url=DATABASE_URL,
    owner_url=environment.text("TESSERA_OWNER_URL", ""),
    pool_size=environment.number("TESSERA_POOL_SIZE", default=0),
)
# In the database, because a code that one web process let in is used up for all of them.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "access_cache"}}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "tessera.access.signed_in.SignedIn",
]
# The tests sign in hundreds of times; only there is the hasher a quick one.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
    if environment.yes_or_no("TESSERA_TESTING", default=False)
    else "django.contrib.auth.hashers.Argon2PasswordHasher"
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "tessera.access.passwords.MoreThanWordsOfOurs"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "overview:home"
ACCOUNT_ADAPTER = "tessera.access.adapter.NoSelfSignUp"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_FORMS = {
    "login": "tessera.access.forms.SignInForm",
    "reauthenticate": "tessera.access.second_factor_forms.PasswordAgainForm",
}
ACCOUNT_RATE_LIMITS = False  # django-axes throttles, in the database, per name and per address
ACCOUNT_SESSION_REMEMBER = False
# The demo's passwords are published: a second factor would only keep people from looking at it.
SECOND_FACTOR_BY_ROLE = not DEMO
MFA_ADAPTER = "tessera.access.second_factor.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "tessera.access.second_factor_forms.CodeForm",
    "authenticate_webauthn": "tessera.access.second_factor_forms.PasskeyForm",
    "reauthenticate": "tessera.access.second_factor_forms.CodeAgainForm",
    "reauthenticate_webauthn": "tessera.access.second_factor_forms.PasskeyAgainForm",
    "activate_totp": "tessera.access.second_factor_forms.ActivateForm",
    "add_webauthn": "tessera.access.second_factor_forms.AddPasskeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address comes with an invitation, never from whoever signs in
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Tessera"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO  # it is served over plain HTTP, where browsers take a passkey from localhost
SOCIALACCOUNT_ADAPTER = "tessera.access.known_people.KnownPeople"
SOCIALACCOUNT_PROVIDERS = sign_in_providers("TESSERA_PROVIDERS")
SOCIALACCOUNT_STORE_TOKENS = False
# Whose word is taken for where a request came from: the proxy in front, or nobody.
PROXIES = environment.words("TESSERA_PROXIES", "127.0.0.1")
AXES_HANDLER = "tessera.access.throttling.PerNameAndAddress"
AXES_FAILURE_LIMIT = 10  # of a name, from anywhere
FAILURES_OF_AN_ADDRESS = 100  # for any name: a whole agency may sit behind one address
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # whoever waits is let in, whatever others try meanwhile
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_USERNAME_CALLABLE = "tessera.access.throttling.name_tried"
AXES_LOCKOUT_CALLABLE = "tessera.access.adapter.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False

# A browser takes a cookie of such a name only from this very host, over HTTPS.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (f"{'__Host-' if HTTPS else ''}{name}" for name in ("sessionid", "csrftoken"))
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# A shared office, and a room that others walk through: a page left open for twenty minutes is nobody’s any more.
IDLE_MINUTES = environment.number("TESSERA_IDLE_MINUTES", default=20, at_least=5, at_most=60)
SIGN_IN_HOURS = environment.number("TESSERA_SIGN_IN_HOURS", default=10, at_least=1, at_most=12)
USE_NOTED_EVERY = 60  # seconds: a page opened sooner after the last one writes nothing
SESSION_COOKIE_AGE = 60 * 60 * SIGN_IN_HOURS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Not in a cookie: what was done may name a child, and would lie in the browser.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "tessera.access.views.csrf_failed"
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024  # beyond it there is no page to show a sentence on
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 1000  # more than any page takes, so that the form can say how many it takes
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 60 * 60 * 24 * 365
FILES_FOLDER = FOLDER / "files"
LETTERS_FOLDER = FOLDER / "letters"  # invitations, kept for whoever runs the site to send
# Domains that a written referral may go to besides those on the list, such as a project's own mail server.
SECURE_DOMAINS = environment.domains("TESSERA_SECURE_DOMAINS", "wexmouth.example" if DEMO else "")
# The key that batches of the log are signed with, and the file on another disk that they are written to as well.
AUDIT_KEY = environment.text("TESSERA_AUDIT_KEY", "")
AUDIT_MIRROR = environment.text("TESSERA_AUDIT_MIRROR", "")
MAX_FILE_MEGABYTES = environment.number("TESSERA_MAX_FILE_MB", default=20)
environment.own_model("TESSERA_MODEL")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "tessera.config.failures.OneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
