"""Identity and bank numbers at rest: encrypted with a key of their own, shown masked, opened one by one."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def _box() -> Fernet:
    """`FIELD_KEY` where it is set, so that the secret of the sessions may change without these becoming unreadable."""
    key = settings.FIELD_KEY or settings.SECRET_KEY
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"fields:{key}".encode()).digest()))


def seal(text: str) -> str:
    return _box().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """Raises ValueError, in Chinese, where the key is not the one that it was sealed with."""
    if not sealed:
        return ""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise ValueError("加密密钥已更换，不能读取该数据。") from error


def mask(text: str) -> str:
    """The last four, the rest as stars: 510802********1234 is recognised, not read."""
    return "*" * max(len(text) - 4, 0) + text[-4:] if text else ""
