"""What is the same everywhere. Where a city differs is read from the environment; README.md lists the variables."""

from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from guangyuan_xxh.settings.environment import flag, number, text, words
from guangyuan_xxh.settings.redis_url import for_broker, with_database

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"

# --- the house ---------------------------------------------------------------------------------------------------

# From the ground up: a room imports only from rooms above it in this list (import-linter keeps it so).
ROOMS = [
    "accounts",
    "workflow",
    "documents",
    "projects",
    "experts",
    "reviews",
    "acceptance",
    "funds",
    "building",
    "results",
    "archives",
    "changes",
    "secrecy",
    "infrastructure",
    "sharing",
    "similarity",
    "oversight",
    "workspace",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "guardian",
    "django_htmx",
    "django_filters",
    "axes",
    "csp",
    *ROOMS,
]

# Reverse proxies of ours in front, each of which appends to X-Forwarded-For.
PROXIES = number("PROXIES", default=0)

MIDDLEWARE = [
    "guangyuan_xxh.proxies.RealAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "workflow.middleware.NoNulMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.ActivePostMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "workflow.middleware.ConflictMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "guangyuan_xxh.urls"
WSGI_APPLICATION = "guangyuan_xxh.wsgi.application"

DEBUG = flag("DEBUG", default=False)
SECRET_KEY = text("SECRET_KEY", default="")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS", default="")

# Invented people and projects, with passwords that stand on the sign-in page: settings/demo.py guards it.
DEMO_MODE = flag("DEMO_MODE", default=False)

# Article 24: on an ordinary network a classified project is a register entry and nothing more.
CLASSIFIED_MODE = text("CLASSIFIED_MODE", default="register", choices=("register", "full"))

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                "django.template.loaders.filesystem.Loader",
                "django.template.loaders.app_directories.Loader",
            ],
            "builtins": ["workspace.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "workspace.context.frame",
            ],
        },
    }
]

# --- language and time -------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- data --------------------------------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASE_URL = text("DATABASE_URL", default="postgres://postgres@localhost/guangyuan_xxh")
DATABASES = {
    "default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True),
}
# A request is not one transaction: workflow.perform() opens its own, and keeps it short.
DATABASES["default"]["ATOMIC_REQUESTS"] = False

REDIS_URL = text("REDIS_URL", default="redis://localhost:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": with_database(REDIS_URL, 1),
        "KEY_PREFIX": "gyxxh",
    }
}

MEDIA_ROOT = Path(text("MEDIA_ROOT", default=str(VAR_DIR / "media")))
# Files are handed out by a view that asks who is asking; no address under the web root leads to one.
MEDIA_URL = ""
MAX_UPLOAD_MB = number("MAX_UPLOAD_MB", default=200)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o640

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Fonts of the official documents, in the order in which a character is looked for.
FONTS_DIR = VAR_DIR / "fonts"

# Seals identity numbers and bank data; without it SECRET_KEY does, which then must never change.
FIELD_KEY = text("FIELD_KEY", default="")
# The address under which the public reaches the verification page; it is printed in the QR code of each document.
PUBLIC_URL = text("PUBLIC_URL", default="http://localhost:8000").rstrip("/")
# Where the house reaches its own web server, to call its own sharing interface when an adaptation is verified.
INTERFACE_URL = text("INTERFACE_URL", default="http://127.0.0.1:8000").rstrip("/")
# The office's certificate (PKCS#12). Without the file documents are issued unsigned, and their pages say so.
# `manage.py make_demo_ca` makes one for the demonstration.
SIGNING_P12 = Path(text("SIGNING_P12", default=str(VAR_DIR / "signing" / "office.p12")))
SIGNING_PASSWORD = text("SIGNING_PASSWORD", default="demo")
SIGNING_TRUST = Path(text("SIGNING_TRUST", default=str(VAR_DIR / "signing" / "ca.pem")))
# A time stamp server (RFC 3161), "" for none.
SIGNING_TSA_URL = text("SIGNING_TSA_URL", default="")
# A rendering that takes longer, or more memory than this above what the process had, is stopped and says so.
RENDER_SECONDS = number("RENDER_SECONDS", default=45)
RENDER_MEGABYTES = number("RENDER_MEGABYTES", default=2048)

# --- people ------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "guangyuan_xxh.passwords.ChineseMinimumLength", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "workspace:home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"

PASSWORD_RESET_TIMEOUT = 7 * 24 * 60 * 60  # of a link for the first sign-in

ANONYMOUS_USER_NAME = None  # guardian: nobody signed out is granted anything
GUARDIAN_RAISE_403 = False

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a colleague behind the same address is not locked out
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_VERBOSE = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 8 * 60 * 60  # one working day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # htmx reads it
CSRF_COOKIE_SAMESITE = "Lax"

# --- browser -----------------------------------------------------------------------------------------------------

X_FRAME_OPTIONS = "SAMEORIGIN"
# The check wants DENY, but a PDF is shown inside our own page.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# No inline script or style anywhere: what looks like one is an attack.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- work outside the request ------------------------------------------------------------------------------------

CELERY_BROKER_URL = for_broker(with_database(REDIS_URL, 0))
CELERY_TASK_IGNORE_RESULT = True  # a result is a row that a person can see, never a message
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500  # printing keeps 65 kB a paper (docs/figures.md)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_TIME_LIMIT = 150
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A lost worker's task is handed out again after this; longer than the hard time limit, or it would run twice at once.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
    # A request that enqueues while the broker is down must not hang: the sweeper picks the work up.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
}
CELERY_BEAT_SCHEDULE = {
    "sweep-documents": {
        "task": "documents.tasks.sweep_documents",
        "schedule": 20.0,
        "options": {"expires": 20},
    },
    "sweep-comparisons": {
        "task": "similarity.tasks.sweep_comparisons",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "remind-experts": {
        "task": "experts.tasks.remind_before_meetings",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "unanswered-experts": {
        "task": "experts.tasks.sweep_unanswered",
        "schedule": 600.0,
    },
    "late-conflicts": {
        "task": "experts.tasks.recuse_late_conflicts",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "keep-library": {
        "task": "projects.tasks.keep_library",
        "schedule": 86400.0,
    },
    "keep-corrections": {
        "task": "projects.tasks.keep_corrections",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "sweep-packages": {
        "task": "archives.tasks.sweep_packages",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "chase-dispatch": {
        "task": "building.tasks.chase_dispatch",
        "schedule": 6 * 3600.0,
        "options": {"expires": 3600},
    },
    "remind-filings": {
        "task": "archives.tasks.remind_filings",
        "schedule": 6 * 3600.0,
        "options": {"expires": 3600},
    },
    "unaccepted-use": {
        "task": "oversight.tasks.sweep_unaccepted_use",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "infrastructure-clocks": {
        "task": "infrastructure.tasks.keep_clocks",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "sharing-clocks": {
        "task": "sharing.tasks.keep_clocks",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "heartbeat": {
        "task": "workspace.tasks.heartbeat",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
}

# --- log ---------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": text("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # WeasyPrint names every CSS property that it does not know.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
