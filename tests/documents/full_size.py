"""The figures that the room promises, at full size. `GYXXH_FULL_SIZE=1 script/test tests/documents/test_numbers.py …`.

Every run of the tests proves the same with less: what differs is the number alone.
"""

import os

FULL = os.environ.get("GYXXH_FULL_SIZE") == "1"
THREADS = 200 if FULL else 16
PAPERS = 500 if FULL else 6
TEXTS = range(1, 620, 3) if FULL else (5, 60, 190, 214, 242, 270, 298, 330, 386, 470, 540, 610)
SECONDS = 2400 if FULL else 90
