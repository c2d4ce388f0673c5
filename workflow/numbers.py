"""Numbers out of addresses and forms, which are a number or the default; and how the house rounds: 四舍五入."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

Default = TypeVar("Default")
CENT, TENTH = Decimal("0.01"), Decimal("0.1")
# Neither “²”, which is a digit and no number, nor so many that Python refuses to read them.
DIGITS = re.compile("[0-9]{1,9}")


def asked_number(text: object, default: Default, *, least: int = 0, most: int = 999_999_999) -> int | Default:
    """`text` as a number between `least` and `most`; else `default`."""
    found = DIGITS.fullmatch(str(text or ""))
    number = int(found.group()) if found else least - 1
    return number if least <= number <= most else default


def half_up(number: Decimal, step: Decimal = CENT) -> Decimal:
    """To the step, a half of it upwards: Decimal by itself takes the even neighbour (2.345 → 2.34), no office does."""
    return number.quantize(step, ROUND_HALF_UP)


def cents(amount: Decimal) -> Decimal:
    """A sum of money as it is paid, asked and held back: to the cent."""
    return half_up(amount, CENT)
