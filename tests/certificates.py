"""Signing by certificate in tests: an authority made on the spot, what it revoked, and a program that signs PDF."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pikepdf
import typst
from asn1crypto import keys, x509
from cryptography import x509 as made
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore
from sqlalchemy import select

from tests import agreements, builders
from tests.builders import District
from workflow_app.house import House
from workflow_app.models import Case
from workflow_app.pdf import HERE
from workflow_app.services import commitment_certificate, job
from workflow_app.services.commitment_certificate_file import chain_of
from workflow_app.services.perform import Receipt

NOW = datetime(2025, 5, 20, tzinfo=UTC)
EVERYBODY = 'closing_rule = "all"\ncertificates = true'
PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER


@dataclass(slots=True)
class Holder:
    """A certificate with its key, as on a token."""

    key: ec.EllipticCurvePrivateKey
    certificate: made.Certificate

    def signer(self) -> Any:
        """What a signing program makes of the token."""
        form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return signers.SimpleSigner(
            signing_cert=x509.Certificate.load(self.certificate.public_bytes(DER)),
            signing_key=keys.PrivateKeyInfo.load(self.key.private_bytes(DER, *form)),
            cert_registry=SimpleCertificateStore(),
        )


@dataclass(slots=True)
class Authority:
    """One that issues certificates, revokes them, and says so in a list."""

    name: str = "Cơ quan chứng thực thử nghiệm"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    revoked: list[int] = field(default_factory=list)
    certified: dict[str, int] = field(default_factory=dict)  # authorities below it, by name: the serial number

    def issue(
        self, who: str, until: datetime = NOW + timedelta(days=300), *, ca: bool = False, only_for: str = ""
    ) -> Holder:
        """A certificate for a person, or for one who has no business to sign agreements."""
        key = ec.generate_private_key(ec.SECP256R1())
        built = self._built(who, key.public_key(), until).add_extension(made.BasicConstraints(ca, None), True)
        built = built.add_extension(_usage(signs=True), True)
        if only_for:
            built = built.add_extension(made.ExtendedKeyUsage([getattr(ExtendedKeyUsageOID, only_for)]), False)
        return Holder(key, built.sign(self.key, hashes.SHA256()))

    def root(self) -> bytes:
        """Its own certificate, as an operator configures it."""
        built = self._built(self.name, self.key.public_key(), NOW + timedelta(days=3000))
        built = built.add_extension(made.BasicConstraints(True, None), True).add_extension(_usage(signs=False), True)
        return built.sign(self.key, hashes.SHA256()).public_bytes(PEM)

    def certifies(self, other: Authority) -> bytes:
        """The certificate of an authority below it."""
        built = self._built(other.name, other.key.public_key(), NOW + timedelta(days=900))
        built = built.add_extension(made.BasicConstraints(True, None), True).add_extension(_usage(signs=False), True)
        certificate = built.sign(self.key, hashes.SHA256())
        self.certified[other.name] = certificate.serial_number
        return certificate.public_bytes(PEM)

    def revocations(self, until: datetime = NOW + timedelta(days=60)) -> bytes:
        """Its list of what was revoked, good until then."""
        built = made.CertificateRevocationListBuilder().issuer_name(_name(self.name)).next_update(until)
        built = built.last_update(NOW - timedelta(days=90))
        for serial in self.revoked:
            one = made.RevokedCertificateBuilder().serial_number(serial).revocation_date(NOW - timedelta(days=2))
            built = built.add_revoked_certificate(one.build())
        return built.sign(self.key, hashes.SHA256()).public_bytes(PEM)

    def _built(self, who: str, key: ec.EllipticCurvePublicKey, until: datetime) -> made.CertificateBuilder:
        built = made.CertificateBuilder().subject_name(_name(who)).issuer_name(_name(self.name)).public_key(key)
        since = NOW - timedelta(days=400)
        return (
            built.serial_number(made.random_serial_number()).not_valid_before(since).not_valid_after(until)
        ).add_extension(made.SubjectKeyIdentifier.from_public_key(key), False)


def _name(who: str) -> made.Name:
    parts = {NameOID.COUNTRY_NAME: "VN", NameOID.COMMON_NAME: who, NameOID.USER_ID: "CCCD:001085000000"}
    return made.Name([made.NameAttribute(oid, value) for oid, value in parts.items()])


def _usage(signs: bool) -> made.KeyUsage:
    no = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"))
    only = {name: bool(value) for name, value in no.items()}
    return made.KeyUsage(
        digital_signature=signs, content_commitment=signs, key_cert_sign=not signs, crl_sign=not signs, **only
    )


@dataclass(slots=True)
class Office:
    """A district whose parties sign by certificate, with an authority that the register believes."""

    district: District
    authority: Authority
    folder: Path

    @property
    def house(self) -> House:
        return self.district.house

    def lists(self, content: bytes | None = None) -> None:
        """What the operator has of the authority's revocations; empty: nothing."""
        path = self.folder / "crls" / "list.pem"
        path.unlink(missing_ok=True)
        if content != b"":
            path.write_bytes(self.authority.revocations() if content is None else content)

    def frozen(self) -> str:
        """An agreement whose PDF is set."""
        code = agreements.frozen(self.district, "Điều một: bảo đảm đoàn kết, ngưỡng 90%", "Điều hai")
        job.run_due(self.house)
        return code

    def last(self, code: str) -> bytes:
        """The file to be signed next."""
        with self.house.db.reading() as session:
            case = session.scalars(select(Case).where(Case.code == code)).one()
            last = chain_of(session, case.id, self.version(code)).last
        assert last is not None
        return self.house.files.read(last.sha256)

    def version(self, code: str) -> int:
        """The number of the text."""
        from workflow_app.models import Agreement

        with self.house.db.reading() as session:
            asked = select(Agreement.version).join(Case, Agreement.case_id == Case.id).where(Case.code == code)
            return int(session.scalars(asked).one())

    def hand_in(self, code: str, part: str, data: bytes, **more: Any) -> Receipt:
        """A person brings a file."""
        return commitment_certificate.hand_in(self.house, self.district.mandates[part], code, data, **more)

    def signs(self, code: str, part: str, place: int, holder: Holder | None = None) -> bytes:
        """A person signs what was accepted last and brings it; returns the file."""
        who = f"Nguyễn Văn Bên {place}"
        stamp = f"Ký bởi: {who}, Đảng ủy xã Ngưỡng Ước"
        data = sign(self.last(code), holder or self.authority.issue(who), f"Ben-{place}", stamp=stamp)
        self.hand_in(code, part, data)
        return data


def build(house: House, folder: Path, cells: int = 1, source: str = EVERYBODY) -> Office:
    """The district, the authority, and the settings in which the register believes it."""
    authority = Authority()
    (folder / "crls").mkdir()
    (folder / "root.pem").write_bytes(authority.root())
    settings = replace(house.settings, signing_roots=str(folder / "root.pem"), signing_crls=str(folder / "crls"))
    text = builders.EDITION.read_text(encoding="utf-8").replace('closing_rule = "open"', source)
    district = builders.build_district(replace(house, settings=settings), cells, text)
    made_office = Office(district, authority, folder)
    made_office.lists()
    return made_office


def sign(data: bytes, holder: Holder, name: str, visible: bool = False, stamp: str = "") -> bytes:
    """What a signing program makes of a file."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    meta = signers.PdfSignatureMetadata(field_name=name, subfilter=fields.SigSeedSubFilter.PADES)
    box = fields.SigFieldSpec(name, on_page=0, box=(50, 50, 300, 300)) if visible else None
    with NamedTemporaryFile(suffix=".pdf") as shown:
        shown.write(_stamp(stamp))
        shown.flush()
        style = StaticStampStyle(background=ImportedPdfPage(shown.name), border_width=0) if stamp else None
        signer = signers.PdfSigner(meta, holder.signer(), new_field_spec=box, stamp_style=style)
        return bytes(signer.sign_pdf(writer).getvalue())


@cache
def _stamp(words: str) -> bytes:
    """What a program shows in the field."""
    page = f'#set page(width: 78pt, height: 48pt, margin: 3pt)\n#set text(font: "Tinos", size: 8pt)\n{words}'
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"])
    made_page = typst.Compiler(page.encode(), font_paths=fonts).compile()
    assert isinstance(made_page, bytes)
    return made_page


def plain_pdf() -> bytes:
    """A page with nothing on it, to be signed."""
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.AcroForm = document.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array(), SigFlags=3))
        document.save(out := io.BytesIO())
    return out.getvalue()


def edited(data: bytes, change: Callable[[Any], None]) -> bytes:
    """A file to which a program adds something."""
    writer, out = IncrementalPdfFileWriter(io.BytesIO(data)), io.BytesIO()
    change(writer)
    writer.write(out)
    return out.getvalue()


def covers_page(writer: Any) -> None:
    """Paint over the first page."""
    page = writer.root["/Pages"]["/Kids"][0]
    painted = writer.add_object(generic.StreamObject(stream_data=b"1 g 0 0 600 800 re f"))
    page[generic.pdf_name("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), painted])
    writer.update_container(page)


def runs_script(writer: Any) -> None:
    """Let the file act when it is opened."""
    action = {"/S": generic.pdf_name("/JavaScript"), "/JS": generic.pdf_string("app.alert(1)")}
    writer.root[generic.pdf_name("/OpenAction")] = generic.DictionaryObject(
        {generic.pdf_name(key): value for key, value in action.items()}
    )
    writer.update_root()
