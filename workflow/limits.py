"""How often within a minute: counted in the cache, because a lost count harms nobody."""

from django.core.cache import cache


def too_often(key: str, most: int) -> bool:
    """Counts this call; true where it is one more than `most` since the minute began with the first."""
    key = f"calls:{key}"
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out between the two
        return False
