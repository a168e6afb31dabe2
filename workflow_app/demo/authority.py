"""A pretended authority that the demo believes: its root, its list of revocations, and the tokens of two people.

One signs with it while the demo is made; the other token lies in the demo's folder, for a visitor who wants to sign a
PDF with a program of his or her own.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from ..settings import Settings
from . import PASSWORD

FOLDER, ROOT, REVOKED, TOKEN = "authority", "root.pem", "revoked.pem", "token.p12"
NAME = "Cơ quan chứng thực mô phỏng"
SINCE, UNTIL = datetime(2024, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Token:
    """A certificate with its key, as on a token."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def sign(self, data: bytes, name: str, at: datetime) -> bytes:
        """A PDF with one signature more, in the field of this name, as a signing program writes it."""
        # Imported here: only whoever makes a demo waits for it.
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign.fields import SigSeedSubFilter
        from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        from ..pdf.sealing import AtTime

        form = (Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        signer = SimpleSigner(
            signing_cert=asn1.Certificate.load(self.certificate.public_bytes(Encoding.DER)),
            signing_key=keys.PrivateKeyInfo.load(self.key.private_bytes(*form)),
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
        )
        writing = AtTime(PdfSignatureMetadata(field_name=name, subfilter=SigSeedSubFilter.PADES), signer)
        writing.at = at
        signed: io.BytesIO = writing.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)))
        return signed.getvalue()

    def keep(self, path: Path) -> None:
        """Write it where a signing program reads it; the password is that of everybody in the demo."""
        protected = BestAvailableEncryption(PASSWORD.encode())
        path.write_bytes(pkcs12.serialize_key_and_certificates(None, self.key, self.certificate, None, protected))


@dataclass(frozen=True, slots=True)
class Authority:
    """Whoever issues them."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def publish(self, folder: Path) -> None:
        """Its root, and a list on which nothing is revoked."""
        folder.mkdir(parents=True)
        (folder / ROOT).write_bytes(self._certificate(NAME, self.key, leads=True).public_bytes(Encoding.PEM))
        listed = x509.CertificateRevocationListBuilder().issuer_name(_name(NAME)).last_update(SINCE).next_update(UNTIL)
        (folder / REVOKED).write_bytes(listed.sign(self.key, SHA256()).public_bytes(Encoding.PEM))

    def issue(self, who: str) -> Token:
        """A token for a person."""
        key = ec.generate_private_key(ec.SECP256R1())
        return Token(key, self._certificate(who, key, leads=False))

    def _certificate(self, who: str, key: ec.EllipticCurvePrivateKey, *, leads: bool) -> x509.Certificate:
        built = x509.CertificateBuilder().subject_name(_name(who)).issuer_name(_name(NAME)).public_key(key.public_key())
        built = built.serial_number(x509.random_serial_number()).not_valid_before(SINCE).not_valid_after(UNTIL)
        usage = x509.KeyUsage(
            digital_signature=not leads, content_commitment=not leads, key_cert_sign=leads, crl_sign=leads,
            key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
            decipher_only=False,
        )  # fmt: skip
        built = built.add_extension(x509.BasicConstraints(leads, None), True).add_extension(usage, True)
        built = built.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        return built.sign(self.key, SHA256())


def believing(settings: Settings) -> Settings:
    """The settings of a demo whose authority was made."""
    folder = settings.data_dir / FOLDER
    if not folder.is_dir():
        return settings
    return replace(settings, signing_roots=str(folder / ROOT), signing_crls=str(folder / REVOKED))


def _name(who: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, who)]
    )
