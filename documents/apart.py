"""A paper printed by a process of its own: what the press takes of memory (300 MB and more) ends with it.

`python -m documents.apart KIND` reads the context as JSON from standard input and writes the PDF to standard output.
"""

import json
import subprocess
import sys
from typing import Any

import django
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

REFUSED = 3
START_SECONDS = 60


def print_apart(kind: str, context: dict[str, Any]) -> bytes:
    """The PDF. Raises RenderingError as `rendering.render` does."""
    from documents.rendering import RenderingError

    order = [sys.executable, "-m", "documents.apart", kind]
    paper = json.dumps(context, cls=DjangoJSONEncoder).encode()
    seconds = settings.RENDER_SECONDS + START_SECONDS
    try:
        made = subprocess.run(
            order, input=paper, capture_output=True, cwd=settings.BASE_DIR, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as problem:
        raise RenderingError(f"排版超过 {seconds} 秒，已停止。请重试。") from problem
    if made.returncode == REFUSED:
        raise RenderingError(made.stderr.decode().strip())
    made.check_returncode()
    return made.stdout


def main(kind: str) -> int:
    django.setup()
    from documents import rendering

    try:
        made = rendering.render(kind, json.load(sys.stdin))
    except rendering.RenderingError as refusal:
        sys.stderr.write(str(refusal))
        return REFUSED
    sys.stdout.buffer.write(made.pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
