"""One REDIS_URL serves the broker and the cache, over TCP (redis://) or a socket file (unix://)."""

from urllib.parse import urlsplit, urlunsplit


def with_database(url: str, offset: int) -> str:
    """The same server, `offset` databases further on."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        first = int(parts.query.removeprefix("db=") or 0)
        return f"unix://{parts.path}?db={first + offset}"
    first = int(parts.path.strip("/") or 0)
    return urlunsplit(parts._replace(path=f"/{first + offset}"))


def for_broker(url: str) -> str:
    """Celery spells a socket file differently."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    return f"redis+socket://{parts.path}?virtual_host={parts.query.removeprefix('db=') or 0}"
