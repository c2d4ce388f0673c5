import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from documents.registry import OFFICE

YEARS = 5


class Command(BaseCommand):
    """A certification authority of our own and the office's certificate under it, for the demonstration."""

    help = "生成演示用的根证书和信息办签名证书（正式使用请换成依法设立的电子认证机构签发的证书）"

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="已有证书时重新生成")

    def handle(self, *args, **options):
        target, trust = Path(settings.SIGNING_P12), Path(settings.SIGNING_TRUST)
        if target.exists() and not options["force"]:
            self.stdout.write(f"已有签名证书 {target}，未改动。")
            return
        make_demo_ca(target, trust, settings.SIGNING_PASSWORD)
        self.stdout.write(f"已生成 {target} 和 {trust}（仅供演示）。")


def make_demo_ca(target: Path, trust: Path, password: str) -> None:
    root_key, office_key = _key(), _key()
    root_name = _name("演示根证书（广元市信息化项目管理系统）")
    root = _certificate(root_name, root_name, root_key.public_key(), root_key, is_ca=True)
    office = _certificate(_name(f"{OFFICE}（演示）"), root_name, office_key.public_key(), root_key, is_ca=False)
    protection = serialization.BestAvailableEncryption(password.encode())
    for path, content in (
        (target, pkcs12.serialize_key_and_certificates(b"office", office_key, office, [root], protection)),
        (trust, root.public_bytes(serialization.Encoding.PEM)),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(content)


def _key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, common[:64])]
    )


def _certificate(subject, issuer, public_key, signing_key, *, is_ca: bool) -> x509.Certificate:
    now = timezone.now()
    ours = {"content_commitment": not is_ca, "digital_signature": not is_ca}
    usage = {**ours, "key_cert_sign": is_ca, "crl_sign": is_ca}
    never = ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only")
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage, **dict.fromkeys(never, False)), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), critical=False)
        .sign(signing_key, hashes.SHA256())
    )
