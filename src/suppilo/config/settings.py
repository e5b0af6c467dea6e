"""Django's settings. What an operator may change is in `environment`; all else is decided here."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from suppilo.config import environment
from suppilo.providers.mail_smtp.server import Server

ROOMS = (
    "foundation",
    "team",
    "publishing",
    "events",
    "people",
    "segments",
    "funnels",
    "experiments",
    "messages",
    "offers",
    "sales",
    "journeys",
    "capture",
    "pages",
    "insights",
    "studio",
)
VENDORS = (
    "dns_lookup",
    "mail_smtp",
    "mail_box",
    "pay_test",
    "sms_http",
    "mail_anymail",
    "webhook_standard",
    "push_vapid",
)
HERE = Path(__file__).resolve().parent

SECRET_KEY = environment.read_secret(environment.HOME)
DEBUG = environment.DEBUG
BASE_URL = environment.BASE_URL
HOME = environment.HOME
SMTP_URL = environment.SMTP_URL
SMS_URL = environment.SMS_URL
WEBHOOK_SECRET = environment.WEBHOOK_SECRET
MAIL_URL = environment.MAIL_URL
EMAIL_PER_MINUTE = environment.EMAIL_PER_MINUTE
STORE_BUCKETS = environment.STORE_BUCKETS
TEST_PAYMENTS = environment.TEST_PAYMENTS
FORM_SECONDS = environment.FORM_SECONDS
FORMS_PER_MINUTE = environment.FORMS_PER_MINUTE
_base = urlsplit(BASE_URL)
_secure = _base.scheme == "https"
ALLOWED_HOSTS = [*environment.HOSTS, _base.hostname or "127.0.0.1", "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    *(f"suppilo.{room}" for room in ROOMS),
    *(f"suppilo.providers.{vendor}" for vendor in VENDORS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "suppilo.team.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "suppilo.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "suppilo.team.context.studio",
            ]
        },
    }
]


def _database() -> dict[str, Any]:
    database = environment.DATABASE
    if database.engine == "sqlite":
        Path(database.name).parent.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": database.name,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;",
            },
            "TEST": {"NAME": str(Path(database.name).with_name("test.sqlite3"))},
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database.name,
        "USER": database.user,
        "PASSWORD": database.password,
        "HOST": database.host,
        "PORT": database.port,
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 12, "timeout": 20}},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "team.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "suppilo.team.accounts.ClosedSignup"
ACCOUNT_EMAIL_VERIFICATION = "none"
# The few mails about accounts (a forgotten password): through the same server as messages, else into the log.
_mail = Server.parse(SMTP_URL) if SMTP_URL else None
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _mail else 'console'}.EmailBackend"
if _mail:
    EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.host, _mail.port, _mail.user, _mail.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.tls == "implicit", _mail.tls == "required"
    EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = f"Suppilo <suppilo@{_base.hostname or 'localhost'}>"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/studio/"

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("da", _("Danish")),
    ("nb", _("Norwegian")),
    ("fi", _("Finnish")),
    ("sv", _("Swedish")),
]
LOCALE_PATHS = [HERE / "locale", HERE.parent / "analysis" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = environment.HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a missing folder
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = 4_000_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"suppilo": {"level": "INFO"}},
}
