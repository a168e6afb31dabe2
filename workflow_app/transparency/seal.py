"""The organisation's seal: a key of its own, with the certificate that goes into every document it seals.

It is never a key of the journal and never Ed25519, which programs that show PDFs cannot check. Key and certificate lie
in one file beside the journal's keys, so that neither is ever there without the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from .keys import SEAL, BadKey, read_private, write_private

FILE = "seal.pem"
LIFE = timedelta(days=3653)
SMALLEST_RSA = 2048  # bits
_CERTIFICATE = b"-----BEGIN CERTIFICATE-----"
_UNUSED = dict.fromkeys(
    ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only",
     "decipher_only"), False,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seal:
    """A private key, its certificate, and those above it."""

    key: EllipticCurvePrivateKey | RSAPrivateKey
    chain: tuple[x509.Certificate, ...]

    @property
    def certificate(self) -> x509.Certificate:
        return self.chain[0]

    @property
    def digest(self) -> str:
        """By what the journal names it: SHA-256 (hex) of its certificate."""
        return digest_of(self.certificate)

    def certificates(self) -> str:
        """Its certificate and those above it, as PEM: everything that is not secret."""
        return "".join(one.public_bytes(Encoding.PEM).decode() for one in self.chain)


def digest_of(certificate: x509.Certificate) -> str:
    """SHA-256 (hex) of a certificate's bytes."""
    return certificate.fingerprint(SHA256()).hex()


def create_seal(folder: Path, name: str, now: datetime, passphrase: bytes | None = None) -> Seal:
    """Make a P-256 key with a certificate that it signs itself, and store both; an existing seal is never replaced."""
    key = generate_private_key(SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **_UNUSED), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    seal = Seal(key, (made,))
    store(folder, seal, passphrase)
    return seal


def read_seal(key: bytes, certificates: bytes, passphrase: bytes | None = None) -> Seal:
    """A seal from the PEM of its key and of its certificate with those above it; raises `BadKey`."""
    try:
        private = load_pem_private_key(key, passphrase)
        chain = tuple(x509.load_pem_x509_certificates(certificates))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadKey("seal-unreadable", "damaged, or the passphrase is wrong or missing") from None
    if isinstance(private, RSAPrivateKey):
        fit = private.key_size >= SMALLEST_RSA
    else:
        fit = isinstance(private, EllipticCurvePrivateKey) and isinstance(private.curve, SECP256R1)
    if not fit or not isinstance(private, RSAPrivateKey | EllipticCurvePrivateKey):
        raise BadKey("seal-type", f"a seal is a P-256 key, or RSA of {SMALLEST_RSA} bits or more")
    if chain[0].public_key() != private.public_key():
        raise BadKey("seal-certificate", "the first certificate is of another key")
    return Seal(private, chain)


def load_seal(folder: Path, passphrase: bytes | None = None) -> Seal:
    """The seal of an installation; raises `BadKey` with the reason."""
    data = read_private(folder / FILE, SEAL)
    key, mark, certificates = data.partition(_CERTIFICATE)
    return read_seal(key, mark + certificates, passphrase)


def store(folder: Path, seal: Seal, passphrase: bytes | None = None) -> None:
    """Keep a seal beside the journal's keys; an existing one is never overwritten."""
    protection: KeySerializationEncryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    key = seal.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)
    write_private(folder / FILE, SEAL, key + seal.certificates().encode())
