"""Whole numbers out of addresses and forms: whatever somebody writes there, the answer is a number or the default."""

import re
from typing import TypeVar

Default = TypeVar("Default")
# Neither “²”, which is a digit and no number, nor so many that Python refuses to read them.
DIGITS = re.compile("[0-9]{1,9}")


def asked_number(text: object, default: Default, *, least: int = 0, most: int = 999_999_999) -> int | Default:
    """`text` as a number between `least` and `most`; else `default`."""
    found = DIGITS.fullmatch(str(text or ""))
    number = int(found.group()) if found else least - 1
    return number if least <= number <= most else default
