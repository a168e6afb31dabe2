"""What a check of the journal found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: a stable code, the file and entry it was found in, and a detail for people."""

    code: str
    where: str
    detail: str = ""

    def __str__(self) -> str:
        said = f"{self.where}: {self.code}" + (f" ({self.detail})" if self.detail else "")
        # Names of files come from whoever made the package: none may move the cursor or begin a line of its own.
        return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in said)


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check: whose log, how large, its root, what is wrong, and what the check could not know."""

    origin: str = ""
    size: int = 0
    root: bytes = b""
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    entry: dict[str, Any] | None = None  # of a proof: what the proven entry says
    index: int | None = None  # of a proof: its place in the tree
    leaf: bytes | None = None  # of a proof: the leaf hash of that entry

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong; read the warnings too."""
        return not self.findings
