"""A round red seal, drawn by ourselves. It says 演示专用: nobody shall take it for the body's real one."""

import math

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# Millimetres. State Council 国发〔1999〕25号: organs of a city have 42 mm and a five-pointed star.
DIAMETER = 42
MIDDLE = DIAMETER / 2
RADIUS_OF_LETTERS = 15.6
ARC = 250
STAR = 6.2


def draw_seal(organisation: str) -> SafeString:
    """SVG of the seal of an organisation."""
    return format_html(
        '<svg class="seal" viewBox="0 0 {size} {size}" role="img" aria-label="印章">'
        '<circle cx="{mid}" cy="{mid}" r="{ring}" fill="none" stroke="#d0021b" stroke-width="1.1"/>'
        '<polygon points="{star}" fill="#d0021b"/>{letters}'
        '<text x="{mid}" y="{note}" text-anchor="middle" font-size="3.1" {face}>演示专用</text></svg>',
        size=DIAMETER,
        mid=MIDDLE,
        ring=MIDDLE - 0.6,
        star=_star(),
        letters=_letters(organisation),
        note=MIDDLE + 11.5,
        face=FACE,
    )


FACE = SafeString('fill="#d0021b" font-family="Title Song"')


def _letters(organisation: str) -> SafeString:
    """The name along the arc, its letters standing on the circle."""
    count = len(organisation)
    step = min(ARC / max(count - 1, 1), 26)
    first = -step * (count - 1) / 2
    size = min(4.6, 2 * math.pi * RADIUS_OF_LETTERS * step / 360 * 0.98)
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle" font-size="{}" transform="rotate({} {} {})" {}>{}</text>',
        (
            (
                MIDDLE,
                round(MIDDLE - RADIUS_OF_LETTERS, 3),
                round(size, 3),
                round(first + step * place, 3),
                MIDDLE,
                MIDDLE,
                FACE,
                letter,
            )
            for place, letter in enumerate(organisation)
        ),
    )


def _star() -> str:
    points = []
    for corner in range(10):
        radius = STAR if corner % 2 == 0 else STAR * 0.382
        angle = math.radians(36 * corner - 90)
        points.append(f"{MIDDLE + radius * math.cos(angle):.3f},{MIDDLE + radius * math.sin(angle):.3f}")
    return " ".join(points)
