"""One machine, for trying it out and for development: script/server starts the database and the broker itself."""

import os

from guangyuan_xxh import embedded

os.environ.setdefault("DATABASE_URL", embedded.database_url(embedded.LOCAL))
os.environ.setdefault("REDIS_URL", embedded.redis_url(embedded.LOCAL))

from guangyuan_xxh.settings.base import *  # noqa: F403
from guangyuan_xxh.settings.base import ALLOWED_HOSTS, DEBUG, DEMO_MODE, SECRET_KEY
from guangyuan_xxh.settings.demo import refuse_demo_in_public

# Made once per machine and kept in var/, so that a restart signs nobody out.
SECRET_KEY = SECRET_KEY or embedded.secret_key()

refuse_demo_in_public(demo_mode=DEMO_MODE, debug=DEBUG, allowed_hosts=ALLOWED_HOSTS)
