"""The kinds of organisations and the levels at which they stand."""

from __future__ import annotations

# Where a kind of unit stands; whoever enters it need not be asked.
LEVELS = {
    "dang_bo_tinh": "province",
    "dang_bo_huyen": "upper_grassroots",
    "dang_bo_khoi": "upper_grassroots",
    "dang_bo_xa": "upper_grassroots",
    "dang_bo_co_so": "grassroots",
    "chi_bo_co_so": "grassroots",
    "chi_bo_truc_thuoc": "cell_sub",
}
RANKS = ("central", "province", "upper_grassroots", "grassroots", "sub_grassroots", "cell_sub")  # the highest first
LEADING = ("dang_bo_tinh", "dang_bo_huyen", "dang_bo_khoi", "dang_bo_xa", "dang_bo_co_so")  # may have units below


def kinds_below(level: str) -> list[str]:
    """The kinds of unit that can stand under one of this level."""
    return [kind for kind, its_level in LEVELS.items() if stands_below(its_level, level)]


def stands_below(level: str, above: str) -> bool:
    """Whether a level lies below another; one that is none of ours lies below nothing, and nothing below it."""
    return level in RANKS and above in RANKS and RANKS.index(level) > RANKS.index(above)
