"""A city's server: everything that must be decided there is asked for, nothing is guessed."""

from django.core.exceptions import ImproperlyConfigured

from guangyuan_xxh.settings.base import *  # noqa: F403
from guangyuan_xxh.settings.base import ALLOWED_HOSTS, DEBUG, DEMO_MODE, SECRET_KEY, TEMPLATES
from guangyuan_xxh.settings.demo import refuse_demo_in_public
from guangyuan_xxh.settings.environment import flag, number

if not SECRET_KEY:
    raise ImproperlyConfigured("请设置环境变量 SECRET_KEY, 至少 50 个随机字符 (SECRET_KEY must be set)")

refuse_demo_in_public(demo_mode=DEMO_MODE, debug=DEBUG, allowed_hosts=ALLOWED_HOSTS)

TEMPLATES[0]["OPTIONS"]["loaders"] = [("django.template.loaders.cached.Loader", TEMPLATES[0]["OPTIONS"]["loaders"])]

# HTTPS=0 is for a closed network without certificates; the deployment check then names what is missing.
HTTPS = flag("HTTPS", default=True)
SECURE_SSL_REDIRECT = HTTPS
# The health check of the container asks without TLS, from inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = number("HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
# Set by the reverse proxy that ends TLS; it must strip what a client sends under this name.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
