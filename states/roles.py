"""The roles of all processes, and how far the mandate of a role reaches in the tree of units."""

from __future__ import annotations

CLERK = "clerk"
SECRETARY = "secretary"
REVIEWER = "reviewer"
INCHARGE = "incharge"
INSPECTOR = "inspector"
LEAD_INSPECTOR = "lead_inspector"
APPRAISER = "appraiser"
BOARD_SECRETARY = "board_secretary"
BOARD_SIGNATORY = "board_signatory"
MANAGER = "manager"
AUDITOR = "auditor"
ADMINISTRATOR = "administrator"

ROLES = (
    CLERK,
    SECRETARY,
    REVIEWER,
    INCHARGE,
    INSPECTOR,
    LEAD_INSPECTOR,
    APPRAISER,
    BOARD_SECRETARY,
    BOARD_SIGNATORY,
    MANAGER,
    AUDITOR,
    ADMINISTRATOR,
)

READERS = tuple(role for role in ROLES if role != ADMINISTRATOR)  # who runs the system need not read the files

# Whose word decides about others, or gives them rights: these need a second factor where one is asked for.
DECIDING = (
    REVIEWER,
    LEAD_INSPECTOR,
    APPRAISER,
    BOARD_SECRETARY,
    BOARD_SIGNATORY,
    MANAGER,
    ADMINISTRATOR,
)
MANAGING = (ADMINISTRATOR, MANAGER)  # who gives people their mandates

# Who is told when what waits for a role is overdue: the level above it, in the same programme.
ABOVE = {
    CLERK: REVIEWER,
    SECRETARY: REVIEWER,
    REVIEWER: BOARD_SIGNATORY,
    INSPECTOR: BOARD_SIGNATORY,
    LEAD_INSPECTOR: BOARD_SIGNATORY,
    APPRAISER: BOARD_SIGNATORY,
    BOARD_SECRETARY: BOARD_SIGNATORY,
    BOARD_SIGNATORY: MANAGER,
}

SYSTEM = "system"  # no person holds it: the kind of mandate under which `close` and `expire` are taken

SELF, CHILDREN, SUBTREE, PROGRAMME = REACHES = ("self", "children", "subtree", "programme")


def reaches(
    reach: str, *, own_path: str, path: str, own_programme: str | None = None, programme: str | None = None
) -> bool:
    """Whether a mandate held at `own_path` covers the unit at `path`.

    Paths are ids joined by dots ("1.3.17"). `own_programme` is the programme the mandate is limited to, if any;
    `programme` is the one the act belongs to. Raises ValueError for a reach that does not exist.
    """
    if reach not in REACHES:
        raise ValueError(f"no such reach: {reach!r}")
    if not own_path or not path:
        return False
    if own_programme is not None and own_programme != programme:
        return False
    if reach == PROGRAMME:
        return own_programme is not None
    if reach == SELF:
        return path == own_path
    if reach == CHILDREN:
        return path.rpartition(".")[0] == own_path
    return path == own_path or path.startswith(own_path + ".")  # the dot keeps "1.20" out of the tree of "1.2"
