"""Words and numbers as they stand in official papers. The context is JSON: dates and sums arrive as text."""

import datetime
import re
from decimal import Decimal

import segno
from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from documents.seal import draw_seal
from workflow.numbers import half_up

register = template.Library()

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
NUMERALS = "〇一二三四五六七八九十"
NUMBERS = re.compile(r"(\d[\d,.]*(?:万元|元|年|月|日|项|个|%)?)")


@register.filter
def cn_date(value: str | datetime.date | None) -> str:
    """2026年3月5日: Arabic numerals without leading zeros (GB/T 9704, 7.3.5.4)."""
    if not value:
        return ""
    day = value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value[:10])
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def wan_plain(value: str | Decimal | None) -> str:
    """356.80, for a table whose head says 万元."""
    if value in (None, ""):
        return "—"
    return f"{half_up(Decimal(str(value)) / 10000)}"


@register.filter
def wan_yuan(value: str | Decimal | None) -> str:
    """356.80万元; a sum that this would round stands whole: 1234567.00元."""
    if value in (None, ""):
        return "—"
    sum_ = Decimal(str(value))
    return f"{sum_:.2f}元" if sum_ % 100 else f"{wan_plain(sum_)}万元"


@register.filter
def yuan(value: str | Decimal | None) -> str:
    """3,568,000.00元: where several sums stand beside each other, all of them in one unit and whole."""
    return "—" if value in (None, "") else f"{Decimal(str(value)):,.2f}元"


@register.filter
def wan_to(value: str | Decimal | None, places: int) -> str:
    """183.2260: all sums of one paper with the digits that the finest of them needs, so that its lines add up."""
    if value in (None, ""):
        return "—"
    return f"{Decimal(str(value)) / 10000:.{places}f}"


@register.filter
def kept_numbers(value: str) -> SafeString:
    """A number and its measure are not torn apart in a narrow column."""
    parts = enumerate(NUMBERS.split(value))
    return format_html_join("", "{}", ((_kept(part) if place % 2 else part,) for place, part in parts))


def _kept(number: str) -> SafeString:
    return format_html('<span class="keep-whole">{}</span>', number)


@register.filter
def capital(value: str | Decimal) -> str:
    """人民币叁佰伍拾陆万捌仟元整, which cannot be altered by a stroke of the pen."""
    cents = int(half_up(Decimal(str(value))) * 100)
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    words = _capital_integer(yuan) + "元" if yuan or not cents else ""
    if not jiao and not fen:
        return f"人民币{words}整"
    if jiao:
        words += DIGITS[jiao] + "角"
    elif words:
        words += "零"
    return f"人民币{words}" + (DIGITS[fen] + "分" if fen else "整")


def _capital_integer(number: int) -> str:
    if number == 0:
        return "零"
    words, gap = "", False
    text = str(number)
    for place, digit in enumerate(text):
        power = len(text) - 1 - place
        if digit == "0":
            gap = True
        else:
            words += ("零" if gap and words else "") + DIGITS[int(digit)] + PLACES[power % 4]
            gap = False
        group = number // 10**power
        if power % 4 == 0 and power and group % 10_000:
            words += GROUPS[power // 4]
    return words


@register.filter
def cn_number(value: int) -> str:
    """1 → 一, 12 → 十二; up to 99, as headings need."""
    tens, ones = divmod(int(value), 10)
    if tens == 0:
        return NUMERALS[ones]
    head = "" if tens == 1 else NUMERALS[tens]
    return f"{head}十{NUMERALS[ones] if ones else ''}"


@register.filter
def paragraphs(value: str | None) -> list[str]:
    """What a person typed, by its line breaks; empty lines are left out."""
    return [line.strip() for line in (value or "").splitlines() if line.strip()]


@register.filter
def ended(value: str | None) -> str:
    """A sentence of a person with exactly one full stop, however it was typed."""
    return f"{(value or '').strip().rstrip('。．.；;，, ')}。" if (value or "").strip() else ""


@register.filter
def open_ended(value: str | None) -> str:
    """The same without any, to stand inside a longer sentence."""
    return (value or "").strip().rstrip("。．.；;，, ")


# After these a title may be broken; the longer the word, the better the place.
GOOD_ENDS = (
    "项目",
    "平台",
    "系统",
    "工程",
    "建设",
    "服务",
    "中心",
    "信息化",
    "智能",
    "改造",
    "升级",
    "年度",
    "（",
    "市",
    "县",
    "区",
)
TITLE_WIDTH = 19


@register.filter
def title_lines(title: str, name: str = "") -> list[str]:
    """The title in as few lines as fit, broken at the end of the project's name or of a word (GB/T 9704, 7.3.1)."""
    count = -(-len(title) // TITLE_WIDTH)
    lines = []
    while count > 1:
        place = _break_of(title, name, count)
        lines.append(title[:place])
        title = title[place:]
        count = max(count - 1, -(-len(title) // TITLE_WIDTH))
    return [*lines, title]


def _break_of(title: str, name: str, count: int) -> int:
    even = len(title) / count
    end_of_name = title.find(name) + len(name) if name and name in title else 0

    def cost(place: int) -> float:
        start = title[:place]
        if place == end_of_name:
            return abs(place - even) / 3
        unfit = title[place] in "）》”、，的" or start[-1] in "（《“"
        return abs(place - even) + (0 if start.endswith(GOOD_ENDS) else 6) + (50 if unfit else 0)

    return min(range(2, min(TITLE_WIDTH + 1, len(title) - 1)), key=cost)


@register.simple_tag
def seal(organisation: str) -> SafeString:
    """The round red seal of the demonstration, as a picture of lines and letters."""
    return draw_seal(organisation)


@register.simple_tag
def qr(address: str) -> SafeString:
    """The address as a QR code: one path of squares, with the quiet zone that readers ask for."""
    code = segno.make_qr(address, error="m")
    size = code.symbol_size(border=2)[0]
    squares = "".join(
        f"M{column + 2} {row + 2}h1v1h-1z"
        for row, line in enumerate(code.matrix)
        for column, dark in enumerate(line)
        if dark
    )
    return format_html('<svg class="qr" viewBox="0 0 {0} {0}"><path d="{1}" fill="#000"/></svg>', size, squares)
