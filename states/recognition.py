"""Recognition: a dossier is appraised, shown for comment, voted on, decided with a number, and published."""

from __future__ import annotations

from enum import StrEnum

from . import fate
from . import recognition_guards as g
from .process import Move, Process
from .recognition_guards import Facts
from .roles import (
    APPRAISER,
    BOARD_SECRETARY,
    BOARD_SIGNATORY,
    MANAGER,
    REVIEWER,
    SECRETARY,
    SYSTEM,
)

__all__ = ["PROCESS", "Facts", "State"]


class State(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    DOSSIER_CHECK = "dossier_check"
    RETURNED = "returned"
    APPRAISAL = "appraisal"
    PUBLIC_COMMENT = "public_comment"
    VOTING = "voting"
    DECIDED = "decided"
    PUBLISHED = "published"
    NOT_RECOGNISED = "not_recognised"
    EXPIRED = "expired"
    REVOKED = "revoked"


UNIT, OFFICE, BODIES = frozenset({SECRETARY}), frozenset({REVIEWER}), frozenset({APPRAISER})
BOARD, TELLERS, PUBLISHERS = frozenset({BOARD_SIGNATORY}), frozenset({BOARD_SECRETARY}), frozenset({MANAGER})
MEMBERS = BOARD | TELLERS  # who sits on the board, and has a vote
FINDERS = OFFICE | BODIES | BOARD
S = State
BEFORE_DECISION = (S.DOSSIER_CHECK, S.APPRAISAL, S.PUBLIC_COMMENT, S.VOTING)
BEFORE_PUBLICATION = (*BEFORE_DECISION, S.DECIDED)
RESULTS = (S.PUBLISHED, S.NOT_RECOGNISED)
OVER = (*RESULTS, S.EXPIRED, S.REVOKED)  # nothing is due any more but answers
# What waited for an answer when a case went on still has to be answered.
ANSWERABLE = (S.PUBLIC_COMMENT, *OVER)

BY_BOARD = (g.impartial, g.of_issuer)
OPINION = (g.impartial, g.body_waits, g.one_body, g.opinion_given)
APPRAISED = (*BY_BOARD, g.bodies_heard, g.no_knock_out)
TO_FIND, TO_LIFT = (g.impartial, g.known_knock_out, g.new_knock_out), (*BY_BOARD, g.chosen_knock_out, g.reasoned)
OBJECTION = (g.impartial, g.objection_given, g.in_window)
PETITION = (g.objection_given, g.after_result)
ANSWER = (g.impartial, g.uninvolved, g.objection_open, g.reasoned)
TO_VOTE = (*BY_BOARD, g.window_ended, g.objections_answered, g.no_knock_out)
RECORD = (*BY_BOARD, g.not_recused, g.tally_open, *g.VALID_VOTE)
CONFIRM = (*BY_BOARD, g.not_recused, g.tally_there, g.tally_open, g.second_person, *g.VALID_VOTE)
VOTED = (*BY_BOARD, g.not_recused, g.confirmed, *g.VALID_VOTE, g.window_ended, g.objections_answered)
YES, NO = (*VOTED, g.carried, g.no_knock_out, g.number_free), (*VOTED, g.not_carried, g.reasoned)
REVOKE = (*BY_BOARD, g.number_free, g.reasoned)

# fmt: off
PROCESS: Process[Facts] = Process("recognition", State, S.DRAFT, [
    Move("propose",        (S.DRAFT, S.RETURNED), S.PROPOSED,       UNIT,   (g.of_unit, *g.DOSSIER)),
    Move("accept_dossier", (S.PROPOSED,),         S.DOSSIER_CHECK,  OFFICE, (g.impartial,)),
    Move("return",         (S.DOSSIER_CHECK, S.APPRAISAL), S.RETURNED, OFFICE, (g.impartial, g.reasoned)),
    Move("to_appraisal",   (S.DOSSIER_CHECK,),    S.APPRAISAL,      OFFICE, (g.impartial,)),
    Move("give_opinion",   (S.APPRAISAL,),        S.APPRAISAL,      BODIES, OPINION),
    *(Move("establish",    (state,),              state,            FINDERS, TO_FIND) for state in BEFORE_PUBLICATION),
    *(Move("lift",         (state,),              state,            BOARD,   TO_LIFT) for state in BEFORE_PUBLICATION),
    Move("open_comment",   (S.APPRAISAL,),        S.PUBLIC_COMMENT, BOARD,  APPRAISED),
    # What came in time may be entered, and anything entered be answered, until the vote begins.
    Move("object",         (S.PUBLIC_COMMENT,),   S.PUBLIC_COMMENT, OFFICE, OBJECTION),
    *(Move("answer",       (state,),              state,            BOARD | OFFICE, ANSWER) for state in ANSWERABLE),
    Move("open_vote",      (S.PUBLIC_COMMENT,),   S.VOTING,         BOARD,  TO_VOTE),
    Move("record_vote",    (S.VOTING,),           S.VOTING,         TELLERS, RECORD),
    Move("confirm_vote",   (S.VOTING,),           S.VOTING,         MEMBERS, CONFIRM),
    Move("decide_yes",     (S.VOTING,),           S.DECIDED,        BOARD,  YES),
    Move("decide_no",      (S.VOTING,),           S.NOT_RECOGNISED, BOARD,  NO),
    Move("exclude",        BEFORE_DECISION,       S.NOT_RECOGNISED, BOARD,  (*BY_BOARD, g.some_knock_out, g.reasoned)),
    Move("publish",        (S.DECIDED,),          S.PUBLISHED,      PUBLISHERS, (*BY_BOARD, g.no_knock_out)),
    # The unit speaks for itself; what others say, the office enters.
    *(Move("petition",     (state,),              state,            UNIT,   PETITION, when=g.by_unit)
      for state in RESULTS),
    *(Move("petition",     (state,),              state,            OFFICE, (g.impartial, *PETITION), unless=g.by_unit)
      for state in RESULTS),
    Move("correct",        (S.PUBLISHED,),        S.PUBLISHED,      BOARD,  (*BY_BOARD, g.corrected, g.reasoned)),
    Move("revoke",         (S.DECIDED, S.PUBLISHED), S.REVOKED,     BOARD,  REVOKE),
    Move("expire",         (S.PUBLISHED,),        S.EXPIRED,        frozenset({SYSTEM}), (g.validity_ended,)),
    # A dossier goes on under whoever succeeded the unit; whether it is recognised, the board alone decides.
    *fate.moves((S.PROPOSED, S.RETURNED, *BEFORE_PUBLICATION), {}, g.when_ended),
], final=frozenset({S.NOT_RECOGNISED, S.EXPIRED, S.REVOKED}))
# fmt: on
