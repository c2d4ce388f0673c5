"""The house calls its own sharing interface over HTTP, as a department's system would.

Closed: the server stands in the settings, the path is our own, no redirect and no proxy is followed. There is no
way to have another address called.
"""

import http.client
import json
import time
from dataclasses import dataclass
from urllib.parse import quote, urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import reverse

SECONDS = 10
MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Answered:
    """What came back. `status` is None where nothing came; `said` is what a person reads."""

    status: int | None
    rows: int
    milliseconds: int
    said: str


def call_own_interface(*, resource: UUID, token: str) -> Answered:
    path = f"{reverse('sharing:api_resource', args=[resource])}?purpose={quote('共享改造核验')}"
    public = urlsplit(settings.PUBLIC_URL)
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/json",
        # As a request looks that comes through the city's proxy.
        "Host": public.netloc,
        "X-Forwarded-Proto": public.scheme,
    }
    begun = time.monotonic()
    try:
        status, body = _get(path, headers)
    except (OSError, http.client.HTTPException) as trouble:
        return Answered(None, 0, _since(begun), f"接口没有应答（{type(trouble).__name__}）")
    return _read(status, body, _since(begun))


def _get(path: str, headers: dict[str, str]) -> tuple[int, bytes]:
    own = urlsplit(settings.INTERFACE_URL)
    kind = http.client.HTTPSConnection if own.scheme == "https" else http.client.HTTPConnection
    connection = kind(own.hostname or "127.0.0.1", own.port, timeout=SECONDS)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read(MOST_BYTES)
    finally:
        connection.close()


def _read(status: int, body: bytes, milliseconds: int) -> Answered:
    try:
        content = json.loads(body)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        return Answered(status, 0, milliseconds, "答复不是 JSON")
    if status != http.HTTPStatus.OK:
        return Answered(status, 0, milliseconds, str(content.get("error", ""))[:200] or f"接口拒绝（{status}）")
    # A row without a value in it is no data.
    rows = [row for row in content.get("rows", []) if isinstance(row, dict) and any(row.values())]
    count = len(rows)
    return Answered(status, count, milliseconds, f"取到 {count} 条" if count else "没有数据")


def _since(begun: float) -> int:
    return round(1000 * (time.monotonic() - begun))
