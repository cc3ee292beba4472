"""Settings: the environment decides, nothing else does. `.env.example` lists every variable."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from routing_site import embedded_postgres, environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")

ROUTING_ENV = environment.check_name(env.str("ROUTING_ENV", default="production"))
PRODUCTION = ROUTING_ENV == "production"
VAR_DIR = BASE_DIR / "var" / ROUTING_ENV
DEBUG = env.bool("DEBUG", default=False)

# Secrets and hosts
if PRODUCTION:
    SECRET_KEY = environment.production_secret(env.str("SECRET_KEY", default=""))
else:
    SECRET_KEY = env.str("SECRET_KEY", default="") or environment.local_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Databases: PostgreSQL for everything; the ERP is read through a second alias where it is configured
_database: dict[str, Any] = env.db("DATABASE_URL") if env.str("DATABASE_URL", default="") else {}
if PRODUCTION:
    environment.check_production(debug=DEBUG, database=_database)
_database = _database or embedded_postgres.database(VAR_DIR / "postgres")
environment.check_engine(_database, embedded_root=BASE_DIR / "var", production=PRODUCTION)
DATABASES = {"default": {**_database, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
ERP_DATABASE_URL = env.str("ERP_DATABASE_URL", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Routewright
ARTIFACTS_DIR = Path(env.str("ARTIFACTS_DIR", default=str(VAR_DIR / "artifacts")))
ROUTING_THREADS = env.int("ROUTING_THREADS", default=0)  # 0: as many as this process may use

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "axes",
    "csp",
    "pgtrigger",  # before every app whose models have triggers
    "pghistory",
    "django_filters",
    "django_htmx",
    "django_q",
    "django_tables2",
    "apps.people",
    "apps.catalog",
    "apps.models",
    "apps.routing",
    "apps.diagnostics",
]

MIDDLEWARE = [
    "apps.people.middleware.number_requests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.people.middleware.ChangeLogMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it turns a locked-out login into its answer
]

ROOT_URLCONF = "routing_site.urls"
WSGI_APPLICATION = "routing_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.models.context.site",
            ]
        },
    }
]

# People
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
if ROUTING_ENV == "test":  # made-up people log in a thousand times
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_ENGINE = "apps.people.sessions"
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=12) * 60 * 60  # a working day, however busy it is
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=120)
ACCESS_REQUESTS_PER_HOUR = 10  # from one address
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_CLIENT_IP_CALLABLE = "apps.people.addresses.client_address"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False

# Language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# Files
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "routing_site" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if ROUTING_ENV == "test"  # the suite needs no collectstatic
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = ROUTING_ENV == "test"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Security: nothing inline, nothing from another host
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
HTTPS = env.bool("HTTPS", default=PRODUCTION)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=24 * 60 * 60) if HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
PROXY_COUNT = env.int("PROXY_COUNT", default=1) if BEHIND_PROXY else 0
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Tasks: longest training < timeout < retry, and never a second attempt; the job rows decide, see apps/models/tasks.py
TRAINING_SECONDS_MAX = 2 * 60 * 60
TRAINING_LEASE_SECONDS = env.int("TRAINING_LEASE_SECONDS", default=30)
Q_CLUSTER = {
    "name": "routewright",
    "orm": "default",
    "workers": env.int("TASK_WORKERS", default=2),
    "timeout": TRAINING_SECONDS_MAX + 5 * 60,
    "retry": TRAINING_SECONDS_MAX + 15 * 60,
    "max_attempts": 1,
    "ack_failures": True,
    "recycle": 200,
    "save_limit": 1000,
    "poll": 0.5,
    "catch_up": False,
    "label": "Tasks",
}

# Mail: to the log, until a server is named
_mail: dict[str, Any] = env.email("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"] or "", _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10  # seconds that a page may wait for a mail server that does not answer
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Routewright <routewright@localhost>")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {request_id} {name}: {message}", "style": "{"}},
    "filters": {"request_id": {"()": "apps.people.request_ids.InLogLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["request_id"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # other hosts of an intranet's domain are not ours to force onto HTTPS
    "security.W021",  # browsers' preload lists are for public sites
]
