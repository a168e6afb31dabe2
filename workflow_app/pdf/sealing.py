"""Sealing a PDF with the organisation's key (PAdES), and reading what a sealed PDF holds; only here pyHanko is asked.

Importing it takes a third of a second: whoever needs it imports this module when it is needed.
"""

from __future__ import annotations

import asyncio
import io
import urllib.request
import zlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pikepdf
from asn1crypto import parser, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Object, Pdf, Stream
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ..transparency.seal import Seal
from ..transparency.strict import Malformed

FIELD = "ConDau"
RESERVED = 32_768  # hexadecimal digits for the signature, its certificates and a timestamp
PATIENCE = 20  # seconds that a timestamping service is waited for
LARGEST_STAMP = 100_000  # bytes
MOST_FILES = 20_000
MOST_INSIDE = 200_000_000  # bytes of all files in a document together


class SealRefused(Malformed):
    """A PDF that is not sealed as a record must be."""


@dataclass(frozen=True, slots=True)
class SealedPdf:
    """What a seal that holds says, and the files in the document."""

    certificate: x509.Certificate
    at: datetime | None  # as the sealing machine said
    stamped_at: datetime | None  # as a timestamping service said; who that is was not judged
    files: Mapping[str, bytes]


def with_files(data: bytes, files: Mapping[str, tuple[str, bytes]], at: datetime) -> bytes:
    """A PDF with files in it, as PDF/A-3 wants them; `files`: name -> media type, bytes."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        associated = pdf.Root.get("/AF", Array())
        for name, (media_type, content) in files.items():
            pdf.attachments[name] = _spec(pdf, name, media_type, content, at)
            associated.append(pdf.attachments[name].obj)
        pdf.Root.AF = associated
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def _spec(pdf: Pdf, name: str, media_type: str, content: bytes, at: datetime) -> AttachedFileSpec:
    made = f"D:{at:%Y%m%d%H%M%S}Z"
    spec = AttachedFileSpec(
        pdf, content, filename=name, mime_type=media_type, description=name, creation_date=made, mod_date=made
    )
    spec.relationship = Name.Data
    return spec


def seal(data: bytes, key: Seal, at: datetime, *, reason: str, stamps: str = "") -> bytes:
    """The document with one invisible signature that allows no change after it.

    `stamps`: the address of a timestamping service (RFC 3161); the level is then PAdES B-T, without it B-B. A service
    that does not answer raises `SealRefused`: a document is never sealed at a lower level than was asked for.
    """
    meta = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason, certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )  # fmt: skip
    signer = AtTime(meta, _Sealing(key), timestamper=_Stamps(stamps) if stamps else None)
    signer.at = at
    try:
        sealed: io.BytesIO = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), bytes_reserved=RESERVED)
    except (TimestampRequestError, SigningError) as error:
        raise SealRefused("seal-stamp", str(error)[:200]) from None
    return sealed.getvalue()


def read_sealed(data: bytes) -> SealedPdf:
    """Check that a PDF has exactly one signature, over all of it, that holds; raises `SealRefused`.

    Whose certificate it is has to be judged by whoever asks: the journal names the organisation's.
    """
    try:
        with ThreadPoolExecutor(1) as own:  # whoever asks may have an event loop running already
            return own.submit(asyncio.run, _read(data)).result()
    except SealRefused:
        raise
    except Exception as error:  # hostile bytes: the two readers have no common word for what they cannot read
        raise SealRefused("seal-broken", f"{type(error).__name__}: {error}"[:200]) from None


async def _read(data: bytes) -> SealedPdf:
    reader = PdfFileReader(io.BytesIO(data))
    signatures = reader.embedded_signatures
    if len(signatures) != 1:
        raise SealRefused("seal-count", f"{len(signatures)} signatures instead of one")
    [one] = signatures
    own = one.signer_cert
    trust = ValidationContext(trust_roots=[own], allow_fetching=False, moment=one.self_reported_timestamp)
    status = await async_validate_pdf_signature(one, trust, ts_validation_context=ValidationContext(trust_roots=[]))
    if not (status.intact and status.valid):
        raise SealRefused("seal-broken", "the document is not the one that was sealed")
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise SealRefused("seal-coverage", "something was added after the seal")
    _check_filler(data, one.byte_range)
    stamp = status.timestamp_validity
    if stamp is not None and not (stamp.intact and stamp.valid):
        raise SealRefused("seal-stamp", "the timestamp is not of this seal")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        files = _files_in(pdf)
    certificate = x509.load_der_x509_certificate(own.dump())
    return SealedPdf(certificate, one.self_reported_timestamp, stamp.timestamp if stamp else None, files)


def _check_filler(data: bytes, covered: Sequence[int]) -> None:
    """The one part that no signature covers holds the signature, in its only spelling, and nothing else."""
    _, start, end, _ = covered
    written = data[start:end].removeprefix(b"<").removesuffix(b">")
    held = bytes.fromhex(written.decode("ascii"))
    signature = parser.parse(held)[4]  # what kind of content, and the content
    kind = b"".join(parser.parse(signature)[3:6])
    content = b"".join(parser.parse(signature[len(kind) :])[3:6])
    filler = held.partition(signature)[2]
    spelt = data[start:end] == b"<%s>" % held.hex().upper().encode()
    if not spelt or kind + content != signature or filler.strip(b"\0"):
        raise SealRefused("seal-broken", "something stands in the room of the signature that is none")


def _files_in(pdf: Pdf) -> dict[str, bytes]:
    """The files in a document: each under one name of its own, and in one version that every program shows."""
    if len(pdf.attachments) > MOST_FILES:
        raise SealRefused("seal-files", f"{len(pdf.attachments)} files")
    files, left = dict[str, bytes](), MOST_INSIDE
    for name, spec in pdf.attachments.items():
        if {str(spec.obj.get(key)) for key in ("/F", "/UF")} != {name}:
            raise SealRefused("seal-files", f"a file is shown under another name than {name}")
        files[name] = _bytes_of(spec, left)
        left -= len(files[name])
    held = sum(_files_named(one) for one in pdf.objects)
    if held != len(files):
        raise SealRefused("seal-files", f"{held} files under {len(files)} names")
    return files


def _files_named(root: Any) -> int:
    """How many files an object names by itself; what it points to is in the list of objects."""
    found, waiting = 0, [root]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Dictionary | Stream):
            found += "/EF" in one
            inside = list(dict(one.items()).values())
        else:
            inside = list(one) if isinstance(one, Array) else []
        waiting += [value for value in inside if isinstance(value, Object) and not value.is_indirect]
    return found


def _bytes_of(spec: AttachedFileSpec, most: int) -> bytes:
    """What is in a file, never more than `most` bytes: a stream of kilobytes can hold gigabytes."""
    streams = list(spec.obj.EF.values())
    if any(one.objgen != streams[0].objgen for one in streams) or "/DecodeParms" in streams[0]:
        raise SealRefused("seal-files", "a file in two versions, or packed as no record is")
    raw, packed = streams[0].read_raw_bytes(), streams[0].get("/Filter")
    if packed is not None and packed != Name.FlateDecode:
        raise SealRefused("seal-files", f"packed with {packed}")
    data = raw if packed is None else zlib.decompressobj().decompress(raw, most + 1)
    if len(data) > most:
        raise SealRefused("seal-files", f"more than {MOST_INSIDE} bytes in all")
    return data


class AtTime(PdfSigner):
    """Signs at the time it is told, as everything here does."""

    at: datetime

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.at
        return session


class _Sealing(Signer):
    """Signs with a key that is loaded once; the library's own signer would parse it anew for each document."""

    def __init__(self, seal: Seal) -> None:
        certificates = [asn1.Certificate.load(one.public_bytes(Encoding.DER)) for one in seal.chain]
        registry = SimpleCertificateStore()
        registry.register_multiple(certificates[1:])
        super().__init__(signing_cert=certificates[0], cert_registry=registry)
        self.key = seal.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        assert digest_algorithm == "sha256", "named by whoever seals"
        if isinstance(self.key, EllipticCurvePrivateKey):
            return self.key.sign(data, ECDSA(SHA256()))
        return self.key.sign(data, PKCS1v15(), SHA256())


class _Stamps(TimeStamper):
    """Asks a timestamping service, with nothing beside the standard library."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        said = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        asked = urllib.request.Request(self.address, req.dump(), said)  # noqa: S310  # http(s) alone, see settings
        try:
            with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310
                stamp = tsp.TimeStampResp.load(answer.read(LARGEST_STAMP))
        except (OSError, ValueError) as error:
            raise TimestampRequestError(f"the timestamping service: {error}") from None
        if stamp["status"]["status"].native in ("granted", "granted_with_mods"):
            info = stamp["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
            if info["message_imprint"].native != req["message_imprint"].native:
                raise TimestampRequestError("the timestamping service stamped something else")
        return stamp
