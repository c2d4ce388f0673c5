"""Files under MEDIA_ROOT: a random name, whole or not at all."""

import hashlib
import os
import uuid
from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.utils import timezone


def write(*, folder: str, suffix: str, chunks: Iterable[bytes]) -> str:
    """Write, flush to the disk, then give the file its name: nobody ever reads half of it. Returns the stored name."""
    name = f"{folder}/{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}{suffix}"
    path = default_storage.path(name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    part = f"{path}.part"
    try:
        with open(part, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(part, default_storage.file_permissions_mode or 0o640)  # type: ignore[attr-defined]
        os.replace(part, path)
    except BaseException:
        remove(f"{name}.part")
        raise
    return name


def remove(name: str) -> None:
    default_storage.delete(name)


def exists(name: str) -> bool:
    return default_storage.exists(name)


def is_intact(name: str, sha256: str) -> bool:
    """Is the file there, and the one that was made?"""
    try:
        with default_storage.open(name) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False
