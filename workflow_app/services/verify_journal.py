"""`journal verify`: the whole database beside its journal, without asking the network anything."""

from __future__ import annotations

from ..house import House
from ..transparency.chain import check_chain
from .verify_cases import CaseRows
from .verify_certificates import CertificateRows
from .verify_classifications import ClassificationRows
from .verify_documents import DocumentRows
from .verify_earlier import EarlierRows
from .verify_entries import EntryCheck
from .verify_factors import FactorRows
from .verify_fates import FateRows
from .verify_figures import FigureRows
from .verify_obligations import ObligationRows
from .verify_papers import PaperRows
from .verify_people import ProposalRows
from .verify_populations import PopulationRows
from .verify_practices import PracticeRows
from .verify_printed import PrintedRows
from .verify_recognitions import RecognitionRows
from .verify_registrations import RegistrationRows
from .verify_report import Finding, Findings, Report
from .verify_returns import ReturnRows
from .verify_rows import StandingRows
from .verify_seals import SealRows
from .verify_signatures import SignatureRows
from .verify_tree import TreeCheck

__all__ = ["Finding", "Report", "verify"]

# Which column of `entry` a breach of the rules between entries shows in; the signed note itself for all others.
_COLUMNS = {"seq": "seq", "entry-repeated": "leaf_hash"}


def verify(house: House) -> Report:
    """Check every entry, the tree over them, and every row that repeats what an entry says; changes nothing.

    Works through the tables in batches, in one snapshot of the database.
    """
    findings = Findings()
    with house.db.reading() as session:
        tree = TreeCheck(house, session, findings)
        entries = EntryCheck(house, session, findings, tree)
        for breach in check_chain(entries.run()):
            place, _, row = breach.where.partition(":")
            column = _COLUMNS.get(breach.code, "note")
            findings.add(breach.code, "entry", row, column, int(place) if place else None, breach.detail)
        StandingRows(house, session, findings, entries).run()
        FactorRows(house, session, findings, entries).run()
        SignatureRows(house, session, findings, entries).run()
        CertificateRows(house, session, findings, entries).run()
        PaperRows(house, session, findings, entries).run()
        ObligationRows(house, session, findings, entries).run()
        ProposalRows(house, session, findings, entries).run()
        ClassificationRows(house, session, findings, entries).run()
        ReturnRows(house, session, findings, entries).run()
        DocumentRows(house, session, findings, entries).run()
        PopulationRows(house, session, findings, entries).run()
        FigureRows(house, session, findings, entries).run()
        PracticeRows(house, session, findings, entries).run()
        EarlierRows(house, session, findings, entries).run()
        PrintedRows(house, session, findings, entries).run()
        SealRows(house, session, findings, entries).run()
        FateRows(session, findings, entries.fates, entries.units.events).run()
        CaseRows(house, session, findings, entries).run()
        RegistrationRows(house, session, findings, entries).run()
        RecognitionRows(house, session, findings, entries).run()
    return Report(tree.size, tuple(findings.found))
