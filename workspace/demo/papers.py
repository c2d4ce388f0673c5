"""Small real files with a Chinese title in them, made in code: what a unit hands in."""

import zlib
from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

PDF_TYPE, PNG_TYPE = "application/pdf", "image/png"
PAPER, INK, RED = range(3)


def pdf(title: str, *lines: str) -> SimpleUploadedFile:
    """One page. The font is named, not embedded: every reader brings a Chinese one for STSong-Light."""
    rows = [("22", title, 760)]
    rows += [("12", line, 710 - 24 * place) for place, line in enumerate(_wrapped(lines))]
    words = "\n".join(f"BT /F {size} Tf 72 {y} Td <{text.encode('utf-16-be').hex()}> Tj ET" for size, text, y in rows)
    stream = zlib.compress(words.encode())
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/FontDescriptor 7 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
        b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
        b"<</Title<feff%s>>>" % title.encode("utf-16-be").hex().encode(),
    ]
    return SimpleUploadedFile(f"{title}.pdf", _assembled(objects), content_type=PDF_TYPE)


def _wrapped(lines: tuple[str, ...], width: int = 36) -> list[str]:
    rows = [line[at : at + width] for line in lines for at in range(0, max(len(line), 1), width)]
    return rows[:28]


def _assembled(objects: list[bytes]) -> bytes:
    out, places = BytesIO(), []
    out.write(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    trailer = b"trailer<</Size %d/Root 1 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    out.write(trailer % (len(objects) + 1, len(objects), table))
    return out.getvalue()


def scan(title: str, *lines: str) -> SimpleUploadedFile:
    """A picture of a page with a red seal, as it comes from the scanner."""
    page = Image.new("P", (620, 877), PAPER)
    page.putpalette([248, 248, 245, 30, 30, 30, 200, 30, 30])
    draw = ImageDraw.Draw(page)
    for place, text in enumerate((title[:20], *_wrapped(lines, 26))):
        draw.text((60, 80 + 36 * place), text, font=_font(26 if place == 0 else 18), fill=INK)
    draw.ellipse((400, 640, 540, 780), outline=RED, width=5)
    draw.text((425, 700), "业务专用章", font=_font(18), fill=RED)
    out = BytesIO()
    page.save(out, "PNG")
    return SimpleUploadedFile(f"{title}（扫描件）.png", out.getvalue(), content_type=PNG_TYPE)


def photo(words: str, racks: int = 3) -> SimpleUploadedFile:
    """A row of racks with their lights, and what is to be seen on it."""
    page = Image.new("RGB", (640, 480), (196, 202, 208))
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 400, 640, 480), fill=(150, 156, 162))
    for place in range(racks):
        left = 60 + place * 540 // racks
        draw.rectangle((left, 70, left + 420 // racks, 410), fill=(44, 52, 60))
        for row in range(12):
            top = 90 + row * 26
            draw.rectangle((left + 12, top, left + 420 // racks - 12, top + 18), fill=(70, 80, 90))
            light = (70, 200, 110) if (row + place) % 4 else (240, 170, 40)
            draw.ellipse((left + 18, top + 5, left + 26, top + 13), fill=light)
    draw.text((24, 430), words, font=_font(26), fill=(255, 255, 255))
    out = BytesIO()
    page.save(out, "PNG", optimize=False)
    return SimpleUploadedFile(f"{words}.png", out.getvalue(), content_type=PNG_TYPE)


_fonts: dict[int, ImageFont.FreeTypeFont | ImageFont.ImageFont] = {}


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    if size not in _fonts:
        found = next(iter(sorted(settings.FONTS_DIR.glob("FandolSong-Regular*"))), None) or next(
            iter(sorted(settings.FONTS_DIR.glob("*.otf"))), None
        )
        _fonts[size] = ImageFont.truetype(str(found), size) if found else ImageFont.load_default(size)
    return _fonts[size]
