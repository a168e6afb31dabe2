"""What a viewer can press on the page of a case, in every process."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Press:
    """One thing the viewer can do: the word on it, where it leads, why not, and how it looks."""

    name: str
    label: str
    url: str
    reasons: tuple[str, ...]
    primary: bool
    posts: bool = False  # is sent from here, with no page in between
