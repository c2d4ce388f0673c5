"""Reads a setting from the environment; a value that cannot be read stops the start with one sentence."""

import os

from django.core.exceptions import ImproperlyConfigured


def text(name: str, *, default: str, choices: tuple[str, ...] = ()) -> str:
    value = os.environ.get(name, "").strip() or default
    if choices and value not in choices:
        raise ImproperlyConfigured(
            f"环境变量 {name}={value!r} 无效, 可选: {' / '.join(choices)} ({name} is not valid)"
        )
    return value


def words(name: str, *, default: str) -> list[str]:
    return [word.strip() for word in text(name, default=default).split(",") if word.strip()]


def number(name: str, *, default: int) -> int:
    value = text(name, default=str(default))
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"环境变量 {name}={value!r} 应为整数 ({name} must be a whole number)")
    return int(value)


def flag(name: str, *, default: bool) -> bool:
    return text(name, default="1" if default else "0").lower() in {"1", "true", "yes", "on"}
