"""The evidence of a signature by certificate: a statement that names the signed file, for whoever holds that file.

One canonical JSON object, named in the entry by its SHA-256 like every other evidence. It proves nothing by itself: the
signature lies in the PDF whose digest it names, beside certificate and revocation lists, and any program for signed PDF
checks it there.
"""

from __future__ import annotations

from typing import Any

from .canonical import canonical, read_canonical
from .evidence import EvidenceRefused
from .strict import Malformed, is_hash_hex

METHOD = "certificate"
_DIGESTS = ("file", "before", "certificate", "key", "trust")


def evidence_of(statement: dict[str, Any]) -> bytes:
    """The canonical form, of which the entry names the digest."""
    return canonical({"v": 1, "method": METHOD, "statement": statement})


def is_signed_file(data: bytes) -> bool:
    """Whether evidence says that it is about a file signed elsewhere."""
    return b'"method":"certificate"' in data[:60]


def read_signed_file(data: bytes) -> dict[str, Any]:
    """The statement of such evidence; raises `EvidenceRefused`."""
    try:
        said = read_canonical(data)
        if said.keys() != {"v", "method", "statement"} or (said["v"], said["method"]) != (1, METHOD):
            raise EvidenceRefused("evidence-form", "not the keys of a signed file")
        statement: dict[str, Any] = said["statement"]
        if not all(is_hash_hex(statement.get(name)) for name in _DIGESTS) or statement.get("method") != METHOD:
            raise EvidenceRefused("evidence-form", "a digest is missing")
    except EvidenceRefused:
        raise
    except (Malformed, ValueError, TypeError, AttributeError) as error:
        raise EvidenceRefused("evidence-form", str(error)[:80]) from None
    return statement
