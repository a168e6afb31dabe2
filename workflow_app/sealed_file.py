"""Checking the sealed record of an agreement from its file alone: first the seal, then everything in it."""

from __future__ import annotations

from dataclasses import replace

from .pdf import sealing
from .transparency.record import verify_record
from .transparency.report import Finding, Report
from .transparency.seal import digest_of


def verify_sealed(data: bytes, where: str, *, vkeys: str | None = None) -> Report:
    """What is wrong with a record; `vkeys`: the two public keys that the checker trusts."""
    try:
        sealed = sealing.read_sealed(data)
    except sealing.SealRefused as error:
        return Report(findings=(Finding(error.code, where, error.detail),))
    report = verify_record(sealed.files, digest_of(sealed.certificate), vkeys=vkeys)
    if sealed.stamped_at is None:
        said = "the time of the seal is what the sealing machine said; no timestamping service vouches for it"
        return replace(report, warnings=(*report.warnings, Finding("seal-unstamped", where, said)))
    return report
