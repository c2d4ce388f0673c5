"""The unified social credit code 统一社会信用代码 (GB 32100-2015): 18 characters, the last one checks the others."""

from django.core.exceptions import ValidationError

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def check_letter(head: str) -> str:
    """The 18th character that belongs to the first 17."""
    total = sum(LETTERS.index(letter) * weight for letter, weight in zip(head, WEIGHTS, strict=True))
    return LETTERS[(31 - total % 31) % 31]


def validate_credit_code(code: str) -> None:
    if len(code) != 18 or any(letter not in LETTERS for letter in code):
        raise ValidationError("统一社会信用代码为 18 位数字和大写字母（不含 I、O、S、V、Z）。")
    if check_letter(code[:17]) != code[17]:
        raise ValidationError("统一社会信用代码的校验位不对，请核对。")
