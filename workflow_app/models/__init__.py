"""Tables only: what is kept, and what the database itself refuses."""

from .case import Case
from .document import Document, DocumentRelation, File
from .job import IdempotencyKey, Job, LoginAttempt, Notice
from .journal import Checkpoint, Entry, Journal, Leaf, Opening, Pending, Tile
from .people import Account, Mandate, SignInSession
from .programme import Edition, Programme, Round
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
from .unit import Unit, UnitVersion

__all__ = [
    "Account", "Case", "Checkpoint", "Document", "DocumentRelation", "Edition", "Entry", "File", "IdempotencyKey",
    "Job", "Journal", "Leaf", "LoginAttempt", "Mandate", "Notice", "Opening", "Pending", "Programme", "Recognition",
    "RecognitionKnockOut", "RecognitionObjection", "RecognitionOpinion", "RecognitionProposal", "RecognitionText",
    "RecognitionVote", "RecognitionVoter", "Registration", "ReturnMark", "Round", "SignInSession", "Submission",
    "Tile", "Unit", "UnitVersion",
]  # fmt: skip
