"""Every setting of Sidedoor, in one file; only the environment differs.

Three ways to run: production (the default; a missing secret is a refusal to start that names it),
`DEMO=true` (`make demo`; embedded servers, the payment sandbox, a movable clock and an inbox) and
`SIDEDOOR_TESTING=true` (the tests: demo parts are installed, nothing else differs).
"""

import os
import sys
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu.entity import Queue

from brokerage.embedded import load_demo_env
from brokerage.kit.currencies import read_limits

BASE_DIR = Path(__file__).resolve().parent.parent
if "DATABASE_URL" not in os.environ:
    load_demo_env(BASE_DIR)
env = environ.Env()

# --- What runs here -------------------------------------------------------------------------
TESTING = env.bool("SIDEDOOR_TESTING", default=False)
DEMO = env.bool("DEMO", default=False) or TESTING
PRODUCTION = not DEMO
DEBUG = env.bool("DEBUG", default=False)


def secret(name: str, throwaway: str) -> str:
    """A value that production must be given; elsewhere `throwaway` will do."""
    if PRODUCTION and not env.str(name, default=""):
        raise ImproperlyConfigured(f"{name} is not set. Production does not start without it.")
    return env.str(name, default="") or throwaway


SITE_NAME = env.str("SITE_NAME", default="Sidedoor")
SITE_URL = secret("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ENVIRONMENT = env.str("ENVIRONMENT", default="demo" if DEMO else "production")
POSTAL_ADDRESS = secret("POSTAL_ADDRESS", "Sidedoor, 1 Example Street, 10115 Berlin, Germany")
# In every email to a prospect: where a person reads what they write.
SUPPORT_EMAIL = secret("SUPPORT_EMAIL", "desk@sidedoor.example")

# --- Secrets ---------------------------------------------------------------------------------
SECRET_KEY = secret("SECRET_KEY", "demo-only-" + "x" * 60)
# Contact data at rest: 32 bytes each in URL-safe base64, newest first; the newest writes, all read.
FIELD_KEYS = [
    key
    for key in secret("FIELD_KEYS", "ZGVtby1vbmx5LWZpZWxkLWtleS0zMi1ieXRlcy1sbmc=").split(",")
    if key
]
# Keyed hashes for matching and suppression: `id:secret` pairs, newest first.
HASH_KEYS: dict[str, str] = {}
for _pair in filter(None, secret("HASH_KEYS", "demo:demo-only-hash-key").split(",")):
    _id, _colon, _key = _pair.partition(":")
    if not (_id and _key):
        raise ImproperlyConfigured("HASH_KEYS: each key is written as id:secret.")
    HASH_KEYS[_id] = _key

# --- Apps --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "brokerage",
    "brokerage.accounts",
    "brokerage.cases",
    "connectors",
    "introductions",
    "payments",
    *(["brokerage.demo"] if DEMO else []),
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "anymail",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "rest_framework",
    "unfold.apps.BasicAppConfig",  # before the admin: its templates
    "brokerage.admin_config.StaffAdminConfig",  # the admin with our own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "brokerage.kit.web.middleware.NoStoreMiddleware",
    "brokerage.kit.web.middleware.FilesHostMiddleware",
    "csp.middleware.CSPMiddleware",
    "brokerage.kit.web.readable.ReadableRequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "brokerage.kit.web.typed.TypedIsKept",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "brokerage.accounts.signing_in.middleware.StandingMiddleware",
    "brokerage.kit.web.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "brokerage.urls"
WSGI_APPLICATION = "brokerage.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["brokerage.templatetags.sidedoor"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "brokerage.context.site",
                *(["brokerage.demo.context.demo"] if DEMO else []),
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Database, queue, cache ------------------------------------------------------------------
DATABASES = {
    "default": env.db_url_config(secret("DATABASE_URL", "postgres://sidedoor@127.0.0.1/sidedoor"))
}
# Where migrations run as the owner: the address that everything else connects with (database_roles).
_app = urlsplit(env.str("DATABASE_APP_URL", default=""))
APP_ROLE, APP_ROLE_PASSWORD = unquote(_app.username or ""), unquote(_app.password or "")
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if "postgres" not in DATABASES["default"]["ENGINE"]:
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database (postgres://…).")
# A statement that takes longer is ended: nobody waits for ever. Migrations may take their time.
STATEMENT_SECONDS = APP_STATEMENT_SECONDS = env.int("DATABASE_STATEMENT_SECONDS", default=60)
if sys.argv[1:2] == ["migrate"]:
    STATEMENT_SECONDS = 0
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"] |= {
    # A server that is gone without a word is noticed.
    "connect_timeout": 5,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
# Behind a pooler that gives connections per transaction (PgBouncer): nothing is kept in a session. The
# pooler knows no start-up options; the role has the limit of a statement then (database_roles).
DATABASE_POOLED = env.bool("DATABASE_POOLED", default=False)
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = DATABASE_POOLED
SEARCH_STATEMENT_SECONDS = env.float("SEARCH_STATEMENT_SECONDS", default=3)
if STATEMENT_SECONDS and not DATABASE_POOLED:
    DATABASES["default"]["OPTIONS"]["options"] = f"-c statement_timeout={STATEMENT_SECONDS * 1000}"
REDIS_URL = secret("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "brokerage.kit.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }
}
if TESTING:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "socket_keepalive": True,
}
# Nothing that moves money waits behind a mail server. A worker without -Q works on both. A task says itself
# where it waits, as `@shared_task(queue_name="mail")`.
CELERY_TASK_QUEUES = [Queue(name) for name in ("celery", "mail")]  # type: ignore[no-untyped-call]
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# Requests that wait for a thread of one web process; beyond, whoever comes is turned away at once.
WEB_WAITING = env.int("WEB_WAITING", default=100)

# --- Web and security --------------------------------------------------------------------------
ALLOWED_HOSTS = secret("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver,web").split(",")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "brokerage.kit.web.middleware.csrf_failed"
# On plain HTTP (the demo) secure cookies would never come back; production is HTTPS, always.
HTTPS = SITE_URL.startswith("https://") or PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^stripe/webhook/$"]  # inside a cluster; signed
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 63_072_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY: dict[str, dict[str, list[Any]]] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "object-src": [NONE],
    }
}
# Doors of machines that read their bodies themselves: signed messages, and mail.
RAW_BODIES = ("/stripe/", "/inbound/")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=20 * 1024 * 1024)
# What people hand in for a dispute: private, in a folder of its own, or in a bucket where one is named.
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_BYTES", default=10 * 1024 * 1024)
EVIDENCE_MAX_PIXELS = env.int("EVIDENCE_MAX_PIXELS", default=25_000_000)
# One file is read in a process of its own, within so much time and memory.
EVIDENCE_CHECK_SECONDS = env.int("EVIDENCE_CHECK_SECONDS", default=15)
EVIDENCE_CHECK_MEGABYTES = env.int("EVIDENCE_CHECK_MEGABYTES", default=1024)
EVIDENCE_FILES_A_SIDE = env.int("EVIDENCE_FILES_A_SIDE", default=10)
EVIDENCE_BYTES_A_SIDE = env.int("EVIDENCE_BYTES_A_SIDE", default=40 * 1024 * 1024)
# After a dispute's end; a bank may still ask for four months (a chargeback).
EVIDENCE_KEPT = timedelta(days=env.int("EVIDENCE_KEPT_DAYS", default=120))
EVIDENCE_ROOT = Path(env.str("EVIDENCE_ROOT", default=str(BASE_DIR / ".sidedoor" / "evidence")))
EVIDENCE_BUCKET = env.str("EVIDENCE_BUCKET", default="")
# A host of its own for these files (https://files.your-domain, the same process behind it), if wanted.
EVIDENCE_URL = env.str("EVIDENCE_URL", default="").rstrip("/")
if EVIDENCE_URL:
    ALLOWED_HOSTS.append(urlsplit(EVIDENCE_URL).hostname or "")
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"].append(EVIDENCE_URL)
# Larger than any door takes: such a file is not even kept while it comes in.
UPLOAD_MAX_BYTES = max(IMPORT_MAX_BYTES, EVIDENCE_MAX_BYTES)
FILE_UPLOAD_HANDLERS = [
    "brokerage.kit.web.uploads.WithinLimits",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / ".sidedoor" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
    "evidence": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": EVIDENCE_ROOT,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}


def _bucket_timeouts() -> Any:
    """Seconds for which a bucket is waited for; None without boto3, which `check` asks for."""
    if find_spec("botocore") is None:
        return None
    from botocore.config import Config

    return Config(connect_timeout=5, read_timeout=20, retries={"max_attempts": 3})


if EVIDENCE_BUCKET:
    STORAGES["evidence"] = {
        "BACKEND": "storages.backends.s3.S3Storage",  # its keys come from the usual AWS_… variables
        "OPTIONS": {
            "bucket_name": EVIDENCE_BUCKET,
            "location": "evidence",
            "region_name": env.str("EVIDENCE_REGION", default="") or None,
            "endpoint_url": env.str("EVIDENCE_ENDPOINT", default="") or None,
            "default_acl": None,
            "file_overwrite": False,
            "client_config": _bucket_timeouts(),
        },
    }
WHITENOISE_USE_FINDERS = DEMO
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / ".sidedoor" / "media")))

# --- Language and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# --- Sign-in -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "brokerage.accounts.signing_in.passwords.HardToGuess"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/home/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
TERMS_VERSION = "2026-11"
ACCOUNT_ADAPTER = "brokerage.accounts.signing_in.adapter.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "brokerage.accounts.forms.SignUp"
ACCOUNT_FORMS = {
    "login": "brokerage.accounts.signing_in.forms.SignInForm",
    "signup": "brokerage.accounts.signing_in.forms.SignUpForm",
}
ACCOUNT_USER_DISPLAY = str
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 4
# Before the sign-in address, payouts, an export or the account's end: proved again within these seconds.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {
    # `key` is the address with the place or the known device it is tried from (accounts.trying).
    "login_failed": "10/m/ip,5/300s/key",
}
# Searches and listings read, a minute and a day: by one person; from one address without an account.
SEARCHES_SIGNED_IN = (60, 2_000)
SEARCHES_BY_VISITORS = (30, 300)
# How often a minute one person may have all their saved searches counted.
COUNTS_A_MINUTE = 30
# Target accounts a rep uploads in a day and keeps in all lists together, and files a day.
COVERAGE_ACCOUNTS_A_DAY = env.int("COVERAGE_ACCOUNTS_A_DAY", default=20_000)
COVERAGE_UPLOADS_A_DAY = env.int("COVERAGE_UPLOADS_A_DAY", default=20)
# Wrong passwords for one address from everywhere; then only known devices are still answered.
WRONG_PASSWORDS_AN_HOUR = env.int("WRONG_PASSWORDS_AN_HOUR", default=100)
# Sessions of staff, in seconds: without a request, and in all.
STAFF_IDLE_SECONDS = env.int("STAFF_IDLE_SECONDS", default=30 * 60)
STAFF_SESSION_SECONDS = env.int("STAFF_SESSION_SECONDS", default=12 * 3600)
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1 if PRODUCTION else 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
# Whether staff need a second step where they work.
STAFF_NEED_SECOND_STEP = env.bool("STAFF_NEED_SECOND_STEP", default=PRODUCTION)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers allow it on localhost only
USERSESSIONS_TRACK_ACTIVITY = False
# Signing in through another site: a button appears where its id and secret are given.
SOCIALACCOUNT_ADAPTER = "brokerage.accounts.signing_in.adapter.SocialAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False  # role and terms are asked of everybody
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, object]] = {}
if GOOGLE_CLIENT_ID := env.str("GOOGLE_CLIENT_ID", default=""):
    SOCIALACCOUNT_PROVIDERS["google"] = {
        "APPS": [{"client_id": GOOGLE_CLIENT_ID, "secret": env.str("GOOGLE_CLIENT_SECRET")}],
        "SCOPE": ["openid", "profile", "email"],
        "OAUTH_PKCE_ENABLED": True,
    }
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append("https://accounts.google.com")
if LINKEDIN_CLIENT_ID := env.str("LINKEDIN_CLIENT_ID", default=""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "linkedin",
                "name": "LinkedIn",
                "client_id": LINKEDIN_CLIENT_ID,
                "secret": env.str("LINKEDIN_CLIENT_SECRET"),
                "settings": {
                    "server_url": "https://www.linkedin.com/oauth",
                    "token_auth_method": "client_secret_post",
                },
            }
        ]
    }
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append("https://www.linkedin.com")

# --- The rooms of staff: /staff/ ------------------------------------------------------------------
UNFOLD: dict[str, Any] = {
    "SITE_TITLE": f"{SITE_NAME} staff",
    "SITE_HEADER": SITE_NAME,
    "SITE_SUBHEADER": "Staff",
    "SITE_SYMBOL": "door_open",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "DASHBOARD_CALLBACK": "brokerage.moderation.dashboard.dashboard",
    "SIDEBAR": {"navigation": "brokerage.staff.sidebar"},
    "COLORS": {
        "primary": {  # the green of the door
            "50": "oklch(98% .014 180)",
            "100": "oklch(95% .04 180)",
            "200": "oklch(90% .07 180)",
            "300": "oklch(84% .09 181)",
            "400": "oklch(77% .1 182)",
            "500": "oklch(60% .09 184)",
            "600": "oklch(47% .08 186)",
            "700": "oklch(41% .07 188)",
            "800": "oklch(36% .06 188)",
            "900": "oklch(31% .05 190)",
            "950": "oklch(25% .04 192)",
        }
    },
}

# --- Mail ----------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = secret("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <hello@sidedoor.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if DEMO:
    EMAIL_BACKEND = "brokerage.demo.mail.InboxBackend"
else:
    EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="brokerage.kit.mail.smtp.Backend")
    EMAIL_CONFIG = env.email_url("EMAIL_URL", default="smtp://localhost:25")
    EMAIL_HOST = EMAIL_CONFIG["EMAIL_HOST"]
    EMAIL_PORT = EMAIL_CONFIG["EMAIL_PORT"]
    EMAIL_HOST_USER = EMAIL_CONFIG["EMAIL_HOST_USER"]
    EMAIL_HOST_PASSWORD = EMAIL_CONFIG["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)  # seconds for each answer of a mail server
ANYMAIL = {"REQUESTS_TIMEOUT": (5, 20)} | env.dict("ANYMAIL", default={})

# --- API -------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["brokerage.kit.web.authentication.Session"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 25,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "brokerage.kit.web.middleware.refusals_as_answers",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{SITE_NAME} API",
    "DESCRIPTION": "Everything a page can do. Amounts are integers in minor units; times are UTC.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "ENUM_NAME_OVERRIDES": {
        "FileKindEnum": "introductions.models.KINDS",
        "ActorEnum": "introductions.models.ACTORS",
        "TopicEnum": "connectors.topics.TOPIC_CHOICES",
        "RowKindEnum": "connectors.models.imports.ROW_KINDS",
        "ImportStatusEnum": "connectors.models.imports.STATUSES",
        "AnswersEnum": "connectors.queries.listings.ANSWERS",
    },
}

# --- Money -------------------------------------------------------------------------------------------
FEE_BASIS_POINTS = env.int("FEE_BASIS_POINTS", default=2000)
# On papers. 0: no VAT is shown, and VAT_NOTE (such as the rule that frees you) stands instead.
SELLER_NAME = env.str("SELLER_NAME", default=SITE_NAME)
SELLER_VAT_ID = env.str("SELLER_VAT_ID", default="")
VAT_BASIS_POINTS = env.int("VAT_BASIS_POINTS", default=0)
VAT_NOTE = env.str("VAT_NOTE", default="")
# So many people asked in nearly the same words: the next request waits for the desk. 0: none does.
LOOK_ALIKE_ASKS = env.int("LOOK_ALIKE_ASKS", default=5)
LOOK_ALIKE_DAYS = env.int("LOOK_ALIKE_DAYS", default=30)
# In what prices are asked; the platform's balance at the provider must have every one (docs/stripe.md).
SETTLEMENT_CURRENCIES = env.list("SETTLEMENT_CURRENCIES", default=["EUR", "USD", "GBP"])
# Least and greatest price where they are not those of `kit.currencies`, as EUR:2500:1000000.
try:
    PRICE_LIMITS = read_limits(env.list("PRICE_LIMITS", default=[]))
except ValueError as error:
    raise ImproperlyConfigured(f"PRICE_LIMITS: {error}.") from error
# A connector's country must be one the platform can pay out to across borders (STRIPE.md 4.3).
PAYOUT_COUNTRIES = env.list(
    "PAYOUT_COUNTRIES",
    default="US GB CA CH DE FR ES IT NL BE AT IE PT FI SE DK NO PL CZ LU GR RO HU".split(),
)
STRIPE_SECRET_KEY = secret("STRIPE_SECRET_KEY", "sk_test_sandbox")
STRIPE_API_BASE = env.str("STRIPE_API_BASE", default="http://127.0.0.1:8001" if DEMO else "")
STRIPE_LIVEMODE = STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))
# Several at once, so that a secret can be rolled and thin and Connect endpoints have their own.
STRIPE_WEBHOOK_SECRETS = secret("STRIPE_WEBHOOK_SECRETS", "whsec_sandbox").split(",")
STRIPE_TIMEOUT_SECONDS = (3.05, 20)
STRIPE_TIMEOUT_SECONDS_FOR_PAGES = (3.05, 8)  # asked once; a worker asks again
STRIPE_RETRIES = 2
PROVIDER_CALL_LEASE = timedelta(minutes=2)
PROVIDER_CALL_KEY_LIFE = timedelta(hours=23)
# When a connector who cannot be paid is reminded, in days after capture; the desk is called after 60.
PAYOUT_REMINDERS = [
    timedelta(days=int(one))
    for one in env.list("PAYOUT_REMINDER_DAYS", default=["3", "10", "20", "30", "45", "75", "82"])
]
# How long before a debt is kept from a payout its owner is told why and how much.
DEBT_NOTICE = timedelta(days=env.int("DEBT_NOTICE_DAYS", default=3))
# A chargeback was won before the payout: how long the desk has to say whose the money is.
WON_IS_DECIDED_IN = timedelta(days=env.int("WON_IS_DECIDED_IN_DAYS", default=14))
# Where a form of ours may lead on to: the provider's hosted pages.
STRIPE_PAGES = (
    [STRIPE_API_BASE]
    if STRIPE_API_BASE
    else ["https://checkout.stripe.com", "https://connect.stripe.com"]
)
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += STRIPE_PAGES

# --- The life of an introduction ------------------------------------------------------------------
# The periods themselves stand in introductions/lifecycle.py (PATIENCE); these are the dials beside it.
CAPTURE_MARGIN = timedelta(hours=env.int("CAPTURE_MARGIN_HOURS", default=24))
SAFETY_HOLD = timedelta(days=env.int("SAFETY_HOLD_DAYS", default=7))
SAFETY_HOLD_TRUSTED = timedelta(days=env.int("SAFETY_HOLD_TRUSTED_DAYS", default=2))
TRUSTED_AFTER = env.int("TRUSTED_AFTER", default=10)
# From so many payers who have nothing to do with the connector or each other (`queries/track_record.py`).
TRUSTED_PAYERS = env.int("TRUSTED_PAYERS", default=5)
# From where a rep asked and confirmed is evidence in a chargeback; a card's owner has about 120 days
# from the payment, which is held for up to 85.
TRACE_LIFE = timedelta(days=env.int("TRACE_DAYS", default=210))
# How long the words of an incoming email are kept once a moderator has read it.
INCOMING_EMAIL_KEPT = timedelta(days=env.int("INCOMING_EMAIL_KEPT_DAYS", default=30))
LATE_CANCEL_FEE_BASIS_POINTS = env.int("LATE_CANCEL_FEE_BASIS_POINTS", default=0)
SECOND_MODERATOR_ABOVE_MINOR = env.int("SECOND_MODERATOR_ABOVE_MINOR", default=100_000)
PROSPECT_REQUESTS_A_MONTH = env.int("PROSPECT_REQUESTS_A_MONTH", default=2)
PROSPECT_REST_AFTER_REFUSAL = timedelta(days=env.int("PROSPECT_REST_DAYS", default=30))
# After a no of whatever kind, or a silence, a listing rests for so many days: drawn anew each time.
LISTING_REST_DAYS = (
    env.int("LISTING_REST_LEAST_DAYS", default=30),
    env.int("LISTING_REST_MOST_DAYS", default=60),
)
# A rep never reads facts that fewer people share: at a company that is named, and in a cell
# (role, industry, size, country) where it is hidden. See connectors/anonymity.py.
LEAST_ALIKE_AT_COMPANY = env.int("LEAST_ALIKE_AT_COMPANY", default=3)
LEAST_ALIKE = env.int("LEAST_ALIKE", default=10)
# A connector leaves: so long their reps still read whom they were introduced to.
BOUGHT_KEPT = timedelta(days=env.int("BOUGHT_KEPT_DAYS", default=180))
# A contact whom reps could not find for so long is deleted, whatever the reason.
CONTACT_KEPT = timedelta(days=env.int("CONTACT_KEPT_DAYS", default=365))
# What a connector said of a relationship: when they are asked to say it again, when it rests unsaid,
# how long after the email at the least, and over how long the days of resting are spread. See decision 51.
ATTEST_ASKED_AFTER = timedelta(days=env.int("ATTEST_ASKED_AFTER_DAYS", default=330))
ATTEST_LIFE = timedelta(days=env.int("ATTEST_LIFE_DAYS", default=365))
ATTEST_WAIT = timedelta(days=30)
ATTEST_SPREAD = timedelta(days=14)
ATTEST_LINK_LASTS = timedelta(days=90)
SAME_REP_AGAIN_AFTER = timedelta(days=env.int("SAME_REP_AGAIN_DAYS", default=180))
INBOUND_DOMAIN = env.str("INBOUND_DOMAIN", default="in.sidedoor.example" if DEMO else "")
# Whose Authentication-Results we believe (the receiving provider's name in them); none: nobody's.
INBOUND_TRUSTED = env.list("INBOUND_TRUSTED", default=[])
# Where no such verdict stands in a mail: check its DKIM signature ourselves, with keys looked up by this.
INBOUND_DKIM = env.bool("INBOUND_DKIM", default=DEMO and not TESTING)
DKIM_LOOKUP = "brokerage.demo.mail_in.key_of" if DEMO and not TESTING else "dkim.dnsplug.get_txt"
# Whoever watches shows it to /metrics/ as a bearer token; empty: there is no such page.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
FORBIDDEN_ROLES = env.list("FORBIDDEN_ROLES", default=["public_official", "prescriber"])
# Whoever has an address at one of these, or below it, holds a public office.
FORBIDDEN_DOMAINS = env.list(
    "FORBIDDEN_DOMAINS",
    default=[
        *(
            "gov",
            "mil",
            "europa.eu",
            "bund.de",
            "bundestag.de",
            "bundeswehr.org",
            "gv.at",
            "admin.ch",
        ),
        *("gov.uk", "mod.uk", "gouv.fr", "gob.es", "gov.it", "overheid.nl", "minbuza.nl", "gov.ie"),
    ],
)

# --- Logs: ids only ---------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"mask_addresses": {"()": "brokerage.kit.masking.MaskAddresses"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["mask_addresses"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "stripe": {"level": "WARNING"},
        # Django's own handlers go: all lines are written by the one above.
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},
    },
}
