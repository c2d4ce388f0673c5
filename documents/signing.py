"""The office's electronic signature: PAdES by pyHanko, with the certificate of the installation.

Extension point for SM2 (国密): `settings.DOCUMENT_SIGNER` names a function `sign(pdf: bytes) -> Signed`. pyHanko signs
with RSA, ECDSA and EdDSA; it knows no SM2/SM3, and an SM2 signature by GB/T 38540 is a thing of its own. Whoever has
a sign server (签名验签服务器) of a licensed maker writes this one function against it; nothing else changes.

pyHanko costs a second to load: only the worker, and the page that validates a signature, import this module.
"""

import asyncio
import io
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from asn1crypto import cms, parser
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from django.conf import settings
from django.utils.module_loading import import_string
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers, timestamps
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import async_validate_detached_cms, validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

FIELD = "OfficeSignature"
# Hexadecimal letters kept free for signature and certificates, and for a time stamp; else pyHanko signs twice to see.
RESERVED, WITH_STAMP = 16 * 1024, 40 * 1024


class SigningError(Exception):
    """The certificate cannot be used; the message is for the administrator who reads it on the paper's page."""


@dataclass(frozen=True)
class Signed:
    pdf: bytes
    by: str


@dataclass(frozen=True)
class Verdict:
    """What the validator found in a file."""

    intact: bool
    trusted: bool
    by: str
    words: str


def sign(pdf: bytes) -> Signed:
    """The file with its signature; unsigned where the installation has no certificate."""
    return import_string(getattr(settings, "DOCUMENT_SIGNER", "documents.signing.sign_pades"))(pdf)


def sign_pades(pdf: bytes) -> Signed:
    path = Path(settings.SIGNING_P12)
    if not path.exists():
        return Signed(pdf, "")
    signer = _signer(str(path), settings.SIGNING_PASSWORD, path.stat().st_mtime_ns)
    stamper = timestamps.HTTPTimeStamper(settings.SIGNING_TSA_URL) if settings.SIGNING_TSA_URL else None
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason="出具文书", location="广元市"
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    room = WITH_STAMP if stamper else RESERVED
    signed = signers.PdfSigner(metadata, signer=signer, timestamper=stamper).sign_pdf(writer, bytes_reserved=room)
    return Signed(signed.getvalue(), signer.signing_cert.subject.native.get("common_name", ""))


@dataclass(frozen=True)
class SignedData:
    """A detached signature (CMS, DER) of what lies beside it; empty where the installation has no certificate."""

    signature: bytes
    by: str


def sign_data(data: bytes) -> SignedData:
    """What is no PDF: the signature lies in a file of its own. `settings.DATA_SIGNER` as `DOCUMENT_SIGNER`."""
    return import_string(getattr(settings, "DATA_SIGNER", "documents.signing.sign_cms"))(data)


def sign_cms(data: bytes) -> SignedData:
    path = Path(settings.SIGNING_P12)
    if not path.exists():
        return SignedData(b"", "")
    signer = _signer(str(path), settings.SIGNING_PASSWORD, path.stat().st_mtime_ns)
    signature = asyncio.run(signer.async_sign_general_data(data, "sha256", detached=True))
    return SignedData(signature.dump(), signer.signing_cert.subject.native.get("common_name", ""))


def validate_data(data: bytes, signature: bytes) -> Verdict:
    """Is this the detached signature of this very data, by a certificate that this installation trusts?"""
    try:
        content = cms.ContentInfo.load(signature, strict=True)["content"]
        status = asyncio.run(async_validate_detached_cms(data, content, signer_validation_context=_trust()))
    except (ValueError, KeyError, TypeError, AttributeError):  # pyHanko refuses by its own kinds of ValueError
        return Verdict(False, False, "", "签名文件已损坏，不能验证。")
    by = status.signing_cert.subject.native.get("common_name", "")
    if not (status.intact and status.valid):
        return Verdict(False, False, by, "内容在签名之后被改动。")
    words = "签名有效。" if status.trusted else "内容没有改动，但签名证书不受本系统信任。"
    return Verdict(True, status.trusted, by, words)


class WarmSigner(signers.SimpleSigner):
    """Keeps the opened key. pyHanko opens it for each signature, and proving it costs more than the signature."""

    @cached_property
    def _opened(self) -> PrivateKeyTypes:
        return serialization.load_der_private_key(self.signing_key.dump(), password=None)

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        mechanism = self.get_signature_mechanism_for_digest(digest_algorithm)
        if isinstance(self._opened, RSAPrivateKey) and mechanism["algorithm"].native == "sha256_rsa":
            return self._opened.sign(data, PKCS1v15(), hashes.SHA256())
        return super().sign_raw(data, digest_algorithm)


@cache
def _signer(path: str, password: str, _changed: int) -> WarmSigner:
    """Read once in a process, and again when the file changes."""
    loaded = signers.SimpleSigner.load_pkcs12(path, passphrase=password.encode())
    if loaded is None:
        raise SigningError("签名证书不能打开，请系统管理员核对 SIGNING_P12 和 SIGNING_PASSWORD。")
    return WarmSigner(loaded.signing_cert, loaded.signing_key, loaded.cert_registry)


def validate(pdf: bytes) -> Verdict:
    """Is it signed, unchanged since, and by a certificate that this installation trusts?"""
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        found = reader.embedded_signatures
        if not found:
            return Verdict(False, False, "", "文件没有电子签名。")
        status = validate_pdf_signature(found[0], _trust())
    except (PdfError, ValueError, KeyError, TypeError, AttributeError):
        # A changed byte may hit the structure itself; the reader then stumbles wherever it stands.
        return Verdict(False, False, "", "文件已损坏或者被改动，签名不能验证。")
    by = status.signing_cert.subject.native.get("common_name", "")
    intact = status.intact and status.valid and status.coverage.name == "ENTIRE_FILE" and _is_as_written(pdf, found[0])
    if not intact:
        return Verdict(False, False, by, "文件在签名之后被改动。")
    words = "签名有效，文件自签名后没有改动。" if status.trusted else "文件没有改动，但签名证书不受本系统信任。"
    return Verdict(True, status.trusted, by, words)


def _is_as_written(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    """The signature cannot cover the place where it stands: what fills it up there must be the zeros of the start."""
    start, end = int(signature.byte_range[1]), int(signature.byte_range[2])
    content = bytes.fromhex(pdf[start + 1 : end - 1].decode("ascii"))
    letters = content[: parser.peek(content)].hex().upper().encode().ljust(end - start - 2, b"0")
    return pdf[start:end] == b"<" + letters + b">"


def _trust() -> ValidationContext:
    path = Path(settings.SIGNING_TRUST)
    roots = [load_cert_from_pemder(str(path))] if path.exists() else []
    return ValidationContext(trust_roots=roots, allow_fetching=False)
