"""Settings of the worker that a test starts: the test's own database, files and patience."""

import os
from pathlib import Path

from guangyuan_xxh.settings.test import *  # noqa: F403
from guangyuan_xxh.settings.test import SIGNING_P12

MEDIA_ROOT = os.environ["MEDIA_ROOT_OF_TEST"]
DOCUMENT_LEASE_SECONDS = int(os.environ.get("LEASE_OF_TEST", "1"))
SIGNING_P12 = Path(os.environ.get("SIGNING_P12_OF_TEST", str(SIGNING_P12)))
