"""Every setting of Edge, each read from the environment, with a default that is safe in development."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlparse

from csp.constants import NONCE, NONE, SELF, STRICT_DYNAMIC
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
DEVELOPMENT_SECRET = "development-only-never-in-production"  # noqa: S105 -- refused by production


def env(name: str, default: str = "") -> str:
    """Return the variable `name`, or the content of the file that `name`_FILE points at."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def env_flag(name: str, *, default: bool) -> bool:
    """Return whether `name` says yes."""
    return env(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def env_list(name: str, default: str) -> list[str]:
    """Return the comma-separated parts of `name`."""
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


EDGE_HOME = Path(env("EDGE_HOME", str(BASE_DIR / ".edge")))
PRODUCTION = env("EDGE_ENV", "development") == "production"
DEBUG = env_flag("EDGE_DEBUG", default=False)
SECRET_KEY = env("EDGE_SECRET_KEY", DEVELOPMENT_SECRET)
ALLOWED_HOSTS = env_list("EDGE_HOSTS", "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env_list("EDGE_ORIGINS", "")
if PRODUCTION and SECRET_KEY == DEVELOPMENT_SECRET:
    raise ImproperlyConfigured("EDGE_SECRET_KEY is not set: production refuses the default secret.")

VERSION = (
    re.findall(r"^## (\d+\.\d+\.\d+)", (BASE_DIR / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    or ["0.1.0"]
)[0]

INSTALLED_APPS = [
    "edge.staff_app.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "channels",
    "csp",
    "edge",
    "edge.merchants",
    "edge.live",
    "edge.llm",
    "edge.retrieval",
    "edge.facts",
    "insights",
    "connectors",
    "chat",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "edge.telemetry.logs.RequestLogMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "csp.middleware.CSPMiddleware",
]
ROOT_URLCONF = "edge.urls"
ASGI_APPLICATION = "edge.asgi.application"
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
                "django.template.context_processors.i18n",
                "insights.context.unread_insights",
            ]
        },
    }
]


def database(url: str, *, pooled: bool) -> dict[str, Any]:
    """Return Django's settings for a postgresql:// URL; a `host` parameter may name a socket folder."""
    parts = urlparse(url)
    extra = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    options: dict[str, Any] = {"connect_timeout": 10}
    if pooled:
        options["pool"] = {
            "min_size": 1,
            "max_size": int(env("EDGE_POOL_SIZE", "8")),
            "timeout": 10,
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": extra.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        # A pooled connection may be older than the server's last restart; looking costs one round trip.
        "CONN_HEALTH_CHECKS": pooled,
        "OPTIONS": options | extra,
    }


# A pool must not be shared over a fork (Celery's prefork) and saves a short command nothing: only the
# long-running web and converse processes ask for one.
POOLED = env_flag("EDGE_POOL", default=False)
DATABASE_URL = env("DATABASE_URL", "postgresql://edge_app@/edge")
DATABASES = {
    "default": database(DATABASE_URL, pooled=POOLED),
    "system": database(env("DATABASE_SYSTEM_URL", DATABASE_URL), pooled=POOLED),
    "owner": database(env("DATABASE_OWNER_URL", DATABASE_URL), pooled=False),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env("REDIS_URL", "redis://127.0.0.1:6379/0"),
        "KEY_PREFIX": "edge",
    }
}
REDIS_URL = env("REDIS_URL", "redis://127.0.0.1:6379/0")
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {
            # A reader waits five seconds for a message, which the client's own default would take for a dead server.
            "hosts": [{"address": REDIS_URL, "socket_timeout": 15}],
            "prefix": "edge-wake",
            "expiry": 60,
            "capacity": 100,
        },
    }
}

AUTH_USER_MODEL = "merchants.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and env_flag("EDGE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env_flag("EDGE_BEHIND_PROXY", default=False) else None
)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE, STRICT_DYNAMIC],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Without SMTP mail is written to a folder, which the terminal names at the start.
EMAIL_HOST = env("SMTP_HOST")
EMAIL_PORT = int(env("SMTP_PORT", "587"))
EMAIL_HOST_USER = env("SMTP_USER")
EMAIL_HOST_PASSWORD = env("SMTP_PASSWORD")
EMAIL_USE_TLS = env_flag("SMTP_TLS", default=True)
EMAIL_FILE_PATH = str(EDGE_HOME / "mail")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
DEFAULT_FROM_EMAIL = env("EDGE_MAIL_FROM", "Edge <edge@localhost>")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "edge" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = EDGE_HOME / "static"
SERVESTATIC_USE_FINDERS = not PRODUCTION
# A stylesheet edited while Edge runs is served as it is now; production serves what was collected.
SERVESTATIC_AUTOREFRESH = not PRODUCTION
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": EDGE_HOME / "files"},
    },
    "staticfiles": {
        "BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
UPLOAD_MAX_BYTES = int(env("EDGE_UPLOAD_MAX_MB", "200")) * 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_TEMP_DIR = env("EDGE_UPLOAD_TEMP") or None

# Celery: at least once, and effects exactly once through Postgres. The hard limit lies below the visibility
# timeout, else a long task starts again while it still runs (checked by edge/celery.py).
CELERY_BROKER_URL = env("BROKER_URL", REDIS_URL)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = int(env("EDGE_WORKER_PROCESSES", "2"))
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = float(env("EDGE_SOFT_SHUTDOWN_S", "20"))
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True
CELERY_TASK_TIME_LIMIT = int(env("EDGE_TASK_LIMIT_S", "240"))
CELERY_TASK_SOFT_TIME_LIMIT = int(CELERY_TASK_TIME_LIMIT * 0.875)
CELERY_VISIBILITY_TIMEOUT = int(env("EDGE_VISIBILITY_TIMEOUT_S", "300"))
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": CELERY_VISIBILITY_TIMEOUT,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
# Beat only sweeps up what a lost nudge left behind; the rows are the truth.
CELERY_BEAT_SCHEDULE = {
    "scan": {
        "task": "insights.tasks.sweep",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "imports": {
        "task": "connectors.tasks.sweep",
        # With the lease below: a killed import goes on within 15 s.
        "schedule": 3.0,
        "options": {"expires": 3},
    },
    "leftovers": {
        "task": "connectors.tasks.sweep_leftovers",
        "schedule": 1800.0,
        "options": {"expires": 1800},
    },
    "calendars": {
        "task": "edge.facts.tasks.sweep_calendars",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "index": {
        "task": "edge.retrieval.tasks.sweep",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
}
# Tasks named here are nudged with the merchant's id when a batch is published, undone, or documents change.
BATCH_PUBLISHED_TASKS = ["insights.tasks.scan_merchant", "insights.tasks.compare_told"]
DOCUMENTS_CHANGED_TASKS = ["edge.retrieval.tasks.index_merchant"]
# These date a merchant's books anew when its time zone or the end of its day changes.
CALENDAR_CHANGED_TASKS = ["edge.facts.tasks.redate_merchant"]
IMPORT_LEASE_S = float(env("EDGE_IMPORT_LEASE_S", "6"))
# A write with an Idempotency-Key that has not answered by then is taken over by its repeat.
IDEMPOTENCY_LEASE_S = int(env("EDGE_IDEMPOTENCY_LEASE_S", "60"))
TURN_LEASE_S = int(env("EDGE_TURN_LEASE_S", "15"))
TURNS_AT_ONCE = int(env("EDGE_TURNS_AT_ONCE", "50"))
TURN_GRACE_S = float(env("EDGE_TURN_GRACE_S", "8"))

OPENAI_BASE_URL = env("OPENAI_BASE_URL")
OPENAI_API_KEY = env("OPENAI_API_KEY")
EDGE_MODEL = env("EDGE_MODEL")
EDGE_EMBEDDING_MODEL = env("EDGE_EMBEDDING_MODEL")
SENTRY_DSN = env("SENTRY_DSN")
LOG_FORMAT = env("EDGE_LOG", "json" if PRODUCTION else "text")
LOG_LEVEL = env("EDGE_LOG_LEVEL", "INFO")
LOGGING_CONFIG = "edge.telemetry.logs.configure"
LOGGING = {"level": LOG_LEVEL, "format": LOG_FORMAT}
TEST_RUNNER = "django.test.runner.DiscoverRunner"
