"""For pytest: the real database and the real broker, on servers that tests/plugin.py starts for the run."""

import os

from guangyuan_xxh import embedded

os.environ.setdefault("SECRET_KEY", "only-for-tests-only-for-tests-only-for-tests-only-for-tests")
os.environ.setdefault("DATABASE_URL", embedded.database_url(embedded.TEST))
os.environ.setdefault("REDIS_URL", embedded.redis_url(embedded.TEST))

from guangyuan_xxh.settings.base import *  # noqa: F403
from guangyuan_xxh.settings.base import BASE_DIR, DATABASES, REDIS_URL, TEMPLATES, VAR_DIR
from guangyuan_xxh.settings.redis_url import for_broker, with_database

# Each worker of pytest-xdist has its own databases on the shared servers.
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
CELERY_BROKER_URL = for_broker(with_database(REDIS_URL, 2 * WORKER))
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": with_database(REDIS_URL, 2 * WORKER + 1),
    }
}
MEDIA_ROOT = VAR_DIR / "test-media" / f"gw{WORKER}"
# Unsigned unless a test makes a certificate.
SIGNING_P12 = VAR_DIR / "test-media" / "none.p12"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT = BASE_DIR / "static"  # whitenoise warns about a folder that is not there
TEMPLATES[0]["OPTIONS"]["loaders"] = [("django.template.loaders.cached.Loader", TEMPLATES[0]["OPTIONS"]["loaders"])]
AXES_ENABLED = False  # its own tests switch it on
LOGGING_CONFIG = None
