"""Tables only: what is kept, and what the database itself refuses."""

from .case import Case
from .ceremony import CeremonyRoom
from .certificate import CertificateSignature, SigningLink, SigningTrust
from .classification import Classification, ClassificationDecision, ClassificationDraft
from .commitment import (
    Agreement,
    AgreementComment,
    AgreementText,
    FurtherSignature,
    PaperMinutes,
    PaperReading,
    PaperSeat,
    Seat,
    Signature,
)
from .commitment_amendment import Amendment
from .commitment_reminder import ReminderSetting
from .document import Document, DocumentLink, DocumentRelation, DocumentVersion, File
from .earlier import EarlierResult
from .inspection import (
    Inspection,
    InspectionFinding,
    InspectionMember,
    InspectionScore,
    InspectionStatement,
)
from .job import IdempotencyKey, Job, LoginAttempt, Notice, Reminder
from .journal import Checkpoint, Entry, Journal, Leaf, Opening, Pending, Tile
from .mail import Mail, MailChoice, MailPart
from .meeting_return import MeetingReturn, ReturnException
from .obligation import Obligation, ObligationReport
from .people import (
    Account,
    Mandate,
    MandateProposal,
    OneTimeCode,
    RecoveryCode,
    SecondFactor,
    SignInSession,
    Substitution,
)
from .population import Population, PopulationDecision, TargetFigure
from .practice import Practice
from .printed import PrintedDocument, SealedRecord
from .programme import Edition, Programme, Round, RoundChange
from .recognition import (
    Recognition,
    RecognitionKnockOut,
    RecognitionObjection,
    RecognitionOpinion,
    RecognitionProposal,
    RecognitionText,
    RecognitionVote,
    RecognitionVoter,
)
from .registration import Registration, ReturnMark, Submission
from .signing import AskedStatement, Evidence, TrustedKey
from .unit import Unit, UnitEdge, UnitEvent, UnitVersion

__all__ = [
    "Account", "Agreement", "AgreementComment", "AgreementText", "Amendment", "AskedStatement", "Case",
    "CeremonyRoom", "CertificateSignature", "Checkpoint", "Classification", "ClassificationDecision",
    "ClassificationDraft", "Document", "DocumentLink", "DocumentRelation", "DocumentVersion", "EarlierResult",
    "Edition", "Entry", "Evidence", "File", "FurtherSignature", "IdempotencyKey", "Inspection", "InspectionFinding",
    "InspectionMember", "InspectionScore", "InspectionStatement", "Job", "Journal", "Leaf", "LoginAttempt", "Mail",
    "MailChoice", "MailPart", "Mandate", "MandateProposal", "MeetingReturn",
    "Notice", "Obligation", "ObligationReport", "OneTimeCode",
    "Opening", "PaperMinutes", "PaperReading", "PaperSeat", "Pending", "Population", "PopulationDecision", "Practice",
    "PrintedDocument", "Programme", "Recognition",
    "RecognitionKnockOut", "RecognitionObjection", "RecognitionOpinion", "RecognitionProposal", "RecognitionText",
    "RecognitionVote", "RecognitionVoter", "RecoveryCode", "Registration", "Reminder", "ReminderSetting",
    "ReturnException", "ReturnMark", "Round", "RoundChange", "SealedRecord", "Seat", "SecondFactor", "SignInSession",
    "Signature",
    "SigningLink", "SigningTrust", "Submission", "Substitution", "TargetFigure", "Tile", "TrustedKey", "Unit",
    "UnitEdge", "UnitEvent", "UnitVersion",
]  # fmt: skip
