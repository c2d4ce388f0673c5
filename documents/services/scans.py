"""The bridge to wet seals: printed, sealed by hand, scanned, and matched to the exact paper by its QR code."""

import io
import re

import pypdfium2
import zxingcpp
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, UnidentifiedImageError

from accounts.models import Post
from accounts.roles import OFFICE_ROLES
from documents import files
from documents.models import Document, Scan
from documents.sniffing import BY_CONTENT_TYPE, JPEG, PDF, PNG
from documents.uploads import examine
from workflow.audit import record, unit_of_work
from workflow.errors import Conflict, Forbidden

ADDRESS = re.compile(r"/v/([A-Za-z0-9_-]{16,32})/?$")
# The code stands on the first sheet; whoever scanned the pages in another order is helped a little.
PAGES = 4
MAX_PIXELS = 60_000_000


def store_scan(*, document: Document, upload: UploadedFile, post: Post) -> Scan:
    """Keep the scan beside the paper. Raises ValidationError where its code is not that of this very paper."""
    if post.role not in OFFICE_ROLES:
        raise Forbidden("盖章扫描件由信息办上传。")
    if not document.code:
        raise Conflict("该文书没有核验码，不能上传扫描件。")
    _name, kind, sha256, size = examine(upload)
    if kind not in (PDF, PNG, JPEG):
        raise ValidationError("请上传盖章后扫描的 PDF 或图片（png、jpg）。")
    upload.seek(0)
    _compare(document, read_code(upload.read(), kind.content_type))
    path = files.write(folder="scans", suffix=kind.suffix, chunks=upload.chunks())
    with unit_of_work():
        scan, made = Scan.objects.get_or_create(
            document=document,
            sha256=sha256,
            defaults={"file": path, "size": size, "content_type": kind.content_type, "uploaded_by": post},
        )
        if made:
            record(subject=document, action="scan", label="上传盖章扫描件", post=post, changes={"sha256": sha256})
    if not made:
        files.remove(path)
    return scan


def _compare(document: Document, code: str | None) -> None:
    if code is None:
        raise ValidationError("扫描件上没有读出核验二维码。请以 200 dpi 以上重新扫描首页，二维码不要被印章盖住。")
    if code == document.code:
        return
    other = Document.objects.filter(code=code).first()
    if other is not None and other in (document.replaces, document.successor):
        raise ValidationError(f"扫描件是另一版本（{other.number}）的，不是本文书（{document.number}）的，不能接收。")
    raise ValidationError("扫描件上的二维码不是本文书的，不能接收。请核对是否拿错了文件。")


def read_code(content: bytes, content_type: str) -> str | None:
    """The verification code that stands on the scan, None where none can be read."""
    try:
        for picture in _pictures(content, content_type):
            for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.barcode_formats_from_str("QRCode")):
                if match := ADDRESS.search(found.text):
                    return match.group(1)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, pypdfium2.PdfiumError) as problem:
        label = BY_CONTENT_TYPE[content_type].label
        raise ValidationError(f"{label}不能打开，可能已损坏。请重新扫描。") from problem
    return None


def _pictures(content: bytes, content_type: str):
    if content_type != PDF.content_type:
        picture = Image.open(io.BytesIO(content))
        if picture.width * picture.height > MAX_PIXELS:
            raise ValidationError("图片过大，请以 200 至 300 dpi 扫描。")
        yield picture.convert("L")
        return
    with pypdfium2.PdfDocument(content) as pdf:
        for number in range(min(len(pdf), PAGES)):
            page = pdf[number]
            scale = min(200 / 72, (MAX_PIXELS / max(page.get_width() * page.get_height(), 1)) ** 0.5)
            yield page.render(scale=scale, grayscale=True).to_pil()
