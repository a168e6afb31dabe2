"""Whether a PDF signed elsewhere adds exactly one good signature by certificate to the bytes that were handed out.

Runs as a program of its own (a line of JSON and the PDF on standard input, a line of JSON on standard output), like
`pdf_check` and for the same reason; it imports nothing of the application, and nothing is fetched from any network.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import io
import json
import logging
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

MOST_MEMORY = 1024**3  # bytes of address space
MOST_SECONDS = 30  # of processor time
MOST_REVISIONS = 20  # that a signing program may add on its way to one signature
LONGEST_NAME = 120  # characters of a field's name

_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/AA", "/RichMediaContent", "/OpenAction", "/A"})
_ACTIVE_ACTIONS = frozenset(
    "/JavaScript /Launch /SubmitForm /ImportData /GoToE /GoToR /Rendition /Movie /Sound /RichMediaExecute".split()
)
_FILE_KEYS = frozenset({"/EmbeddedFiles", "/EF"})
_JUDGED_BY_FIRST = frozenset("/AcroForm /DSS /Extensions /Ff /MarkInfo /Metadata /Version".split())
_OF_MACHINES = frozenset({"server_auth", "ocsp_signing", "time_stamping"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be found: one signature more than `signed`, in `field`, added to the first `before` bytes."""

    before: int
    field: str  # empty: a field of the signer's own making, which must not be visible
    signed: tuple[str, ...]  # fields signed already, in the order of their signatures
    at: datetime  # the moment at which certificate and revocation lists must be good
    roots: bytes  # PEM: those that sign themselves are believed, the others only help to reach them
    crls: tuple[bytes, ...]  # DER or PEM


@dataclass(frozen=True, slots=True)
class Found:
    """The certificate of the new signature, or the reason code against the file."""

    reason: str
    detail: str = ""
    field: str = ""
    subject: str = ""
    issuer: str = ""
    serial: str = ""
    certificate: str = ""  # SHA-256 (hex) of the certificate
    key: str = ""  # SHA-256 (hex) of its public key
    trust: str = ""  # PEM: the root and the revocation lists on which this rests, and nothing else


class Against(Exception):
    """Something that speaks against the file, as a reason code."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


def check_in_child(data: bytes, asked: Asked) -> Found:
    """As `check`, in a process with limits; a file that breaks them is "certificate-broken"."""
    said = {
        "before": asked.before, "field": asked.field, "signed": asked.signed, "at": asked.at.isoformat(),
        "roots": base64.b64encode(asked.roots).decode(),
        "crls": [base64.b64encode(one).decode() for one in asked.crls],
    }  # fmt: skip
    command = [sys.executable, "-P", __file__]
    sent = json.dumps(said).encode() + b"\n" + data
    try:
        done = subprocess.run(command, input=sent, capture_output=True, timeout=2 * MOST_SECONDS, check=False)
        return Found(**json.loads(done.stdout))
    except (subprocess.TimeoutExpired, ValueError, TypeError):
        return Found("certificate-broken")


def check(data: bytes, asked: Asked) -> Found:
    """What the file adds, judged whole: its structure, what changed, the signature, and the certificate behind it."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(data))
        if reader.encrypted:
            raise Against("pdf-encrypted")
        ours = PdfFileReader(io.BytesIO(data[: asked.before]))
        if reader.total_revisions - ours.total_revisions > MOST_REVISIONS:
            raise Against("certificate-broken", "too many revisions")
        _check_continued(reader, ours, asked)
        _check_added(reader, ours.total_revisions)
        signature = _the_new_one(reader, asked)
        _check_covered(data, signature, asked)
        _check_changes(reader, ours, signature)
        _check_second_reader(reader, data, signature, asked)
        return _check_signer(signature, asked)
    except Against as against:
        return Found(against.reason, against.detail)
    except (PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, NotImplementedError) as error:
        return Found("certificate-broken", f"{type(error).__name__}: {error}"[:200])


def _check_continued(reader: Any, ours: Any, asked: Asked) -> None:
    """The file is read as ours with something added, not as another that was written behind ours."""
    known, found = _tables(ours), _tables(reader)
    if found[: len(known)] != known or any(start < asked.before for start in found[len(known) :]):
        raise Against("certificate-changed", "what was handed out is there, and is not what is read")


def _tables(reader: Any) -> list[int]:
    """Where each revision says which object stands where."""
    return [reader.xrefs.get_xref_container_info(number).start_location for number in range(reader.total_revisions)]


def _check_added(reader: Any, base: int) -> None:
    """What was added acts on nothing and carries no file; what was there before are our own bytes."""
    from pyhanko.pdf_utils import generic

    for revision in range(base, reader.total_revisions):
        resolver = reader.get_historical_resolver(revision)
        for ref in reader.xrefs.explicit_refs_in_revision(revision):
            waiting = [resolver.get_object(ref)]
            while waiting:
                one = waiting.pop()
                if isinstance(one, generic.DictionaryObject):
                    _check_entries(one)
                    waiting += [value for value in one.values() if not isinstance(value, generic.IndirectObject)]
                elif isinstance(one, list):
                    waiting += [value for value in one if not isinstance(value, generic.IndirectObject)]


def _check_entries(entries: Any) -> None:
    kind = str(entries.raw_get("/Type")) if "/Type" in entries else ""
    action = str(entries.raw_get("/S")) if "/S" in entries else ""
    if entries.keys() & _ACTIVE_KEYS or action in _ACTIVE_ACTIONS:
        raise Against("pdf-active-content")
    subtype = str(entries.raw_get("/Subtype")) if "/Subtype" in entries else ""
    if entries.keys() & _FILE_KEYS or kind == "/EmbeddedFile" or subtype == "/FileAttachment":
        raise Against("pdf-embedded-file")


def _the_new_one(reader: Any, asked: Asked) -> Any:
    """The one signature that was added, over the whole file, in the field of its seat."""
    found = reader.embedded_signatures
    new = [one for one in found if one.field_name not in asked.signed]
    if len(found) - len(new) != len(asked.signed):
        raise Against("certificate-changed", "an earlier signature is gone")
    if not new:
        raise Against("certificate-unsigned")
    if len(new) > 1:
        raise Against("certificate-two")
    signature = new[0]
    if asked.field and signature.field_name != asked.field:
        raise Against("certificate-field", str(signature.field_name))
    if not asked.field:
        _check_own_making(signature)
    return signature


def _check_own_making(signature: Any) -> None:
    """A field that the signer made has a name that can be kept, and no room on a page."""
    name = signature.field_name
    if len(name) > LONGEST_NAME or name != _plain(name):
        raise Against("certificate-field-name")
    if _shows(signature.sig_field):
        raise Against("certificate-visible")


def _shows(field: Any) -> bool:
    """Whether a field has room on a page, itself or in parts of its own."""
    box = [float(one) for one in field.get("/Rect", ())]
    return "/Kids" in field or box[:2] != box[2:]


def _check_covered(data: bytes, signature: Any, asked: Asked) -> None:
    """The signature covers the whole file but its own digits, which stand where it leaves room for them."""
    ranges = [int(one) for one in signature.byte_range]
    if len(ranges) == 4:
        begin, first, second, rest = ranges
        digits = data[first:second].lower() == b"<" + signature.pkcs7_content.hex().encode() + b">"
        if begin == 0 and asked.before <= first and digits and second + rest == len(data):
            return
    raise Against("certificate-coverage", str(ranges))


def _check_changes(reader: Any, ours: Any, signature: Any) -> None:
    """Nothing but this field changed since the bytes that were handed out, and others may sign after it."""
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel, SuspiciousModification

    if "/Reference" in signature.sig_object or "/Lock" in signature.sig_field:
        raise Against("certificate-locks")
    signature.compute_integrity_info()
    changed = DEFAULT_DIFF_POLICY.review_file(reader, ours.total_revisions - 1)
    if isinstance(changed, SuspiciousModification):
        raise Against("certificate-changed", str(changed)[:200])
    if changed.modification_level > ModificationLevel.FORM_FILLING:
        raise Against("certificate-changed", str(changed.modification_level))
    if changed.changed_form_fields - {signature.field_name}:
        raise Against("certificate-changed", ", ".join(sorted(changed.changed_form_fields))[:200])
    before = _fields(ours)
    if sorted(_fields(reader)) != sorted({*before, signature.field_name}) or len(set(before)) != len(before):
        raise Against("certificate-changed", "another field was made")


def _fields(reader: Any) -> list[str]:
    from pyhanko.sign.fields import enumerate_sig_fields

    return [str(name) for name, _, _ in enumerate_sig_fields(reader)]


def _check_second_reader(reader: Any, data: bytes, signature: Any, asked: Asked) -> None:
    """Another reader finds our pages as they were, too, and this signature: what two take for two things is neither."""
    import pikepdf

    own = [float(one) for one in signature.sig_field.get("/Rect", ())], signature.pkcs7_content
    try:
        ours, whole = (_digest_of_pages(one, signature.field_name) for one in (data[: asked.before], data))
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
            found = {str(one.T): one for one in pdf.Root.AcroForm.Fields}
            new = found[signature.field_name]
            same = ([float(one) for one in new.get("/Rect", ())], bytes(new.V.Contents)) == own
    except pikepdf.PdfError as error:
        raise Against("certificate-broken", str(error)[:200]) from None
    if ours != whole or not same or sorted(found) != sorted(_fields(reader)):
        raise Against("certificate-changed", "another reader sees another document")


def _digest_of_pages(data: bytes, field: str) -> str:
    """SHA-256 (hex) of all that a document leads to, but what a signature in this field may change."""
    import pikepdf

    told, met = hashlib.sha256(), set()
    with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
        waiting: list[Any] = [pdf.Root]
        while waiting:
            one = waiting.pop()
            if one.is_indirect:
                if one.objgen in met:
                    continue
                met.add(one.objgen)
            if isinstance(one, pikepdf.Stream):
                told.update(one.read_raw_bytes())
            for key, value in _inside(one, field):
                if isinstance(value, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream):
                    told.update(f"{key} {value.objgen};".encode())
                    waiting.append(value)
                else:
                    told.update(f"{key} {value!r};".encode())
    return told.hexdigest()


def _inside(one: Any, field: str) -> Iterator[tuple[str, Any]]:
    """What stands in a list or a dictionary; of the annotations of a page all but the field's own."""
    import pikepdf

    if isinstance(one, pikepdf.Array):
        yield from (("", value) for value in one)
        return
    for key, value in sorted(one.items()):
        if key == "/Annots" and isinstance(value, pikepdf.Array):
            yield from ((key, shown) for shown in value if not _is_own(shown, field))
        elif key not in _JUDGED_BY_FIRST and not _is_own(value, field):
            yield key, value


def _is_own(one: Any, field: str) -> bool:
    import pikepdf

    found: Any = one if isinstance(one, pikepdf.Dictionary) else {}
    return bool(found.get("/FT") == "/Sig" and str(found.get("/T")) == field)


def _check_signer(signature: Any, asked: Asked) -> Found:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    certificate, context = signature.signer_cert, _context(asked)
    path = _path_to_root(signature, context)
    if not _is_to_sign(certificate):
        raise Against("certificate-usage")
    any_usage = KeyUsageConstraints(key_usage=set())
    status = validate_pdf_signature(signature, signer_validation_context=context, key_usage_settings=any_usage)
    if not (status.intact and status.valid):
        raise Against("certificate-broken", "the signature does not fit the file")
    if not status.trusted:
        weak = "CRYPTO_CONSTRAINTS" in str(status.trust_problem_indic)
        raise Against("certificate-weak" if weak else "certificate-foreign", str(status.trust_problem_indic))
    return Found(
        "",
        field=signature.field_name,
        subject=_shown(certificate.subject),
        issuer=_shown(certificate.issuer),
        serial=f"{certificate.serial_number:x}"[:64],
        certificate=certificate.sha256.hex(),
        key=hashlib.sha256(certificate.public_key.dump()).hexdigest(),
        trust=_trust(path, asked),
    )


def _is_to_sign(certificate: Any) -> bool:
    """Whether a certificate was issued to somebody who signs: not to an authority, nor to a machine alone."""
    usage, extended = certificate.key_usage_value, certificate.extended_key_usage_value
    signs = usage is None or bool(usage.native & {"digital_signature", "non_repudiation"})
    return signs and not certificate.ca and (extended is None or not set(extended.native) <= _OF_MACHINES)


def _context(asked: Asked) -> Any:
    from pyhanko_certvalidator import ValidationContext

    certificates = _certificates(asked.roots)
    return ValidationContext(
        trust_roots=[one for one in certificates if one.subject == one.issuer],
        other_certs=[one for one in certificates if one.subject != one.issuer],
        crls=_lists(asked.crls),
        allow_fetching=False,
        revocation_mode="require",  # of every certificate but the root, whether or not it says where to ask
        moment=asked.at,
    )


def _path_to_root(signature: Any, context: Any) -> Any:
    """The way from the certificate to a configured root; raises the one reason why there is none.

    Not in the library's words, which go to the log: they repeat all that a certificate says of a person.
    """
    from pyhanko_certvalidator import CertificateValidator, errors

    validator = CertificateValidator(signature.signer_cert, signature.other_embedded_certs, context)
    try:
        return asyncio.run(validator.async_validate_path())
    except errors.RevokedError as error:
        raise Against("certificate-revoked", type(error).__name__) from None
    except (errors.ExpiredError, errors.NotYetValidError) as error:
        raise Against("certificate-expired", type(error).__name__) from None
    except errors.InsufficientRevinfoError as error:
        raise Against("certificate-no-crl", type(error).__name__) from None
    except errors.DisallowedAlgorithmError as error:
        raise Against("certificate-weak", type(error).__name__) from None
    except (errors.ValidationError, errors.PathError) as error:
        raise Against("certificate-foreign", type(error).__name__) from None


def _shown(name: Any) -> str:
    """Who or what a certificate names, without numbers of identity papers, which nobody needs here."""
    kept = {"common_name", "organization_name", "organizational_unit_name"}
    parts = [pair for relative in name.chosen for pair in relative]
    return _plain(", ".join(str(one["value"].native) for one in parts if one["type"].native in kept))[:300]


def _plain(text: str) -> str:
    """What somebody wrote outside, as we keep text: composed letters, and nothing unseen that turns what is read."""
    kinds = ((one, unicodedata.category(one)) for one in text)
    seen = "".join(" " if kind[0] in "CZ" else one for one, kind in kinds if kind != "Cf")
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def _certificates(roots: bytes) -> list[Any]:
    from asn1crypto import x509

    return [x509.Certificate.load(der) for der in _of_pem(roots, "CERTIFICATE")] if roots.strip() else []


def _of_pem(text: bytes, kind: str) -> list[bytes]:
    from asn1crypto import pem

    return [der for name, _, der in pem.unarmor(text, multiple=True) if name == kind]


def _lists(crls: tuple[bytes, ...]) -> list[Any]:
    from asn1crypto import crl, pem

    found = []
    for one in crls:
        with contextlib.suppress(ValueError, TypeError):  # half fetched: whom it would name is looked up in vain
            ders = _of_pem(one, "X509 CRL") if pem.detect(one) else [one]
            read = [crl.CertificateList.load(der, strict=True) for der in ders]
            found += [part for part in read if part.issuer]
    return found


def _trust(path: Any, asked: Asked) -> str:
    """What the judgement rests on, to be kept: whoever judges again must not ask what is believed by then."""
    from asn1crypto import pem

    passed = {one.dump() for one in path.iter_certs(include_root=True)}
    issuers = {one.issuer.dump() for one in path.iter_certs(include_root=True)}
    kept = [pem.armor("CERTIFICATE", one.dump()) for one in _certificates(asked.roots) if one.dump() in passed]
    lists = _lists(asked.crls)
    kept += [pem.armor("X509 CRL", one.dump()) for one in lists if one.issuer.dump() in issuers]
    return b"".join(kept).decode()


def _limit() -> None:
    if sys.platform == "win32":
        return  # no such limits there; the time-out remains
    import resource

    for what, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
        with contextlib.suppress(ValueError, OSError):  # macOS refuses the first
            resource.setrlimit(what, (most, most))


def _main() -> None:
    _limit()
    said = json.loads(sys.stdin.buffer.readline())
    asked = Asked(
        before=said["before"],
        field=said["field"],
        signed=tuple(said["signed"]),
        at=datetime.fromisoformat(said["at"]),
        roots=base64.b64decode(said["roots"]),
        crls=tuple(base64.b64decode(one) for one in said["crls"]),
    )
    logging.disable(logging.CRITICAL)  # what the library says of a bad file is nobody's to read
    json.dump(asdict(check(sys.stdin.buffer.read(), asked)), sys.stdout)


if __name__ == "__main__":
    _main()
