"""What a file really is, by its content. A name says what its sender believes."""

import zipfile
from dataclasses import dataclass
from typing import BinaryIO

HEAD = 4096
TAIL = 2048
# A document of an office has some hundred parts; a bomb has one part of many gigabytes, or a million parts.
MAX_PARTS = 20_000
MAX_UNPACKED = 2 * 1024**3
MAX_RATIO = 200
HARMLESS_UNPACKED = 64 * 1024**2


class Refused(ValueError):
    """The file is not taken in; the message tells its sender what it is and what to do."""


@dataclass(frozen=True)
class FileType:
    label: str
    suffix: str
    content_type: str
    previewable: bool = False


OOXML = "application/vnd.openxmlformats-officedocument"
PDF = FileType("PDF 文件", ".pdf", "application/pdf", previewable=True)
PNG = FileType("PNG 图片", ".png", "image/png", previewable=True)
JPEG = FileType("JPEG 图片", ".jpg", "image/jpeg", previewable=True)
DOCX = FileType("Word 文档", ".docx", f"{OOXML}.wordprocessingml.document")
XLSX = FileType("Excel 表格", ".xlsx", f"{OOXML}.spreadsheetml.sheet")
OFD = FileType("OFD 版式文件", ".ofd", "application/ofd")
BY_CONTENT_TYPE = {kind.content_type: kind for kind in (PDF, PNG, JPEG, DOCX, XLSX, OFD)}

ACCEPTED = "请上传 PDF、OFD、Word（docx）、Excel（xlsx）或图片（png、jpg）。"
UNPACK = "请解压后逐个上传其中的 PDF、OFD、Word、Excel 或图片文件。"
SAVE_AS = "请在办公软件中打开，另存为 docx、xlsx 或 PDF 后上传。"

# Signature at the very beginning, what it is, what to do.
OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"Rar!\x1a\x07", "RAR 压缩包", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包", UNPACK),
    (b"\x1f\x8b", "gzip 压缩包", UNPACK),
    (b"BZh", "bzip2 压缩包", UNPACK),
    (b"\xfd7zXZ\x00", "xz 压缩包", UNPACK),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版或加了密码的 Office 文档", SAVE_AS),
    (b"{\\rtf", "RTF 文档", SAVE_AS),
    (b"MZ", "Windows 程序", ACCEPTED),
    (b"\x7fELF", "程序", ACCEPTED),
    (b"GIF8", "GIF 图片", ACCEPTED),
    (b"BM", "BMP 图片", ACCEPTED),
    (b"II*\x00", "TIFF 图片", ACCEPTED),
    (b"MM\x00*", "TIFF 图片", ACCEPTED),
    (b"RIFF", "WebP 图片或音视频", ACCEPTED),
    (b"AC10", "CAD 图纸", "请打印为 PDF 后上传。"),
    (b"%!PS", "PostScript 文件", "请转换为 PDF 后上传。"),
)


def sniff(file: BinaryIO, name: str) -> FileType:
    """The type of a whole file. Raises Refused for what we do not take, what is cut off, and what would burst."""
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise Refused(f"文件“{name}”是空的，请重新选择。")
    if head.startswith(b"%PDF-"):
        return _whole_pdf(file, name)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _inside_zip(file, name)
    raise Refused(f"文件“{name}”{_what_else(head)}")


def _what_else(head: bytes) -> str:
    for signature, label, advice in OTHERS:
        if head.startswith(signature):
            gap = " " if label[0].isascii() else ""
            return f"实际是{gap}{label}，不能接收。{advice}"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<script", b"<svg", b"<?xml")):
        return f"实际是网页或 XML 文本，不能接收。{ACCEPTED}"
    return f"的内容不是可以接收的类型。{ACCEPTED}"


def _whole_pdf(file: BinaryIO, name: str) -> FileType:
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL))
    if b"%%EOF" not in file.read():
        raise Refused(f"文件“{name}”不完整（PDF 缺少结尾），可能是传输中断，请重新上传。")
    return PDF


def _inside_zip(file: BinaryIO, name: str) -> FileType:
    """Only the directory of the archive is read; nothing is unpacked."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as broken:
        raise Refused(f"文件“{name}”不完整或已损坏，可能是传输中断，请重新上传。") from broken
    _refuse_bomb(parts, name)
    names = {part.filename for part in parts}
    if any(part.lower().endswith("vbaproject.bin") for part in names):
        raise Refused(f"文件“{name}”含有宏程序，不能接收。请另存为不含宏的 docx、xlsx 或 PDF 后上传。")
    if "[Content_Types].xml" in names and any(part.startswith("word/") for part in names):
        return DOCX
    if "[Content_Types].xml" in names and any(part.startswith("xl/") for part in names):
        return XLSX
    if "OFD.xml" in names:
        return OFD
    raise Refused(f"文件“{name}”实际是 ZIP 压缩包，不能接收。{UNPACK}")


def _refuse_bomb(parts: list[zipfile.ZipInfo], name: str) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    swollen = unpacked > HARMLESS_UNPACKED and unpacked / packed > MAX_RATIO
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or swollen:
        raise Refused(f"文件“{name}”展开后异常庞大，不能接收。请另存为 PDF 后上传。")
