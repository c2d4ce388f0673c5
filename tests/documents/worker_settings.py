"""Settings of the worker that a test starts: the test's own database, files and patience."""

import os

from guangyuan_xxh.settings.test import *  # noqa: F403

MEDIA_ROOT = os.environ["MEDIA_ROOT_OF_TEST"]
DOCUMENT_LEASE_SECONDS = 1
