"""Recognition: what is known at the moment of an act, and the conditions of the acts."""

from __future__ import annotations

from dataclasses import dataclass

from . import fate
from .decision import DEFECTS
from .guards import Guard


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known at the moment of the act. A fact that nobody states counts against the act, never for it."""

    actor_of_unit: bool = True  # belongs to the unit that is to be recognised
    actor_writes_for_unit: bool = False
    actor_of_issuer: bool = False  # acts for the committee that recognises
    actor_involved: bool = True  # did anything else in this case before than answer objections
    reason_given: bool = False
    other_open_recognition: bool = True  # of this unit, in this programme and period
    registration_approved: bool = False
    inspection_required: bool = True
    inspection_met: bool = False
    commitment_required: bool = True
    commitment_signed: bool = False
    report_given: bool = False
    papers_missing: int = 1  # of those the programme asks for
    body_waits: bool = False  # the body chosen is asked, and has not spoken about this dossier
    actor_of_other_body: bool = True  # spoke in this programme and period for another body than the one chosen
    opinion_given: bool = False
    bodies_silent: int = 1  # bodies that were asked and have not given an opinion
    knock_outs: int = 1  # established and not lifted
    knock_out_known: bool = False  # the one to be established stands in the framework and comes with evidence
    knock_out_stands: bool = True  # the one to be established stands already
    knock_out_chosen: bool = False  # the one to be lifted is established and not lifted
    window_ended: bool = False
    in_window: bool = False  # the objection came while comments were asked for
    after_result: bool = False  # the petition came since the recognition was published or refused
    objection_given: bool = False  # who objects to what, and why it is not admissible if it is not
    objection_open: bool = False  # the one to be answered is admissible and waits for an answer
    objections_unanswered: int = 1  # admissible ones
    vote_defects: tuple[str, ...] = DEFECTS  # of the vote that is recorded now, or was recorded last
    vote_carried: bool = False
    tally_recorded: bool = False
    tally_confirmed: bool = False
    tally_stands: bool = True  # a tally was confirmed, and nothing that came to light since makes it invalid
    actor_recorded_tally: bool = True
    actor_recused: bool = True
    number_free: bool = False  # the number of the decision follows the last one given and belongs to no other
    correction_given: bool = False  # something in the new text differs
    validity_ended: bool = False
    carried: fate.Carrying = fate.Carrying()


Rule = Guard[Facts]


def by_unit(facts: Facts) -> bool:
    """The unit itself acts."""
    return facts.actor_writes_for_unit


def when_ended(rule: Guard[fate.Carrying]) -> Rule:
    """What must be true when the unit that was proposed is no more."""
    return Rule(rule.reason, rule.rule, lambda f: rule.holds(f.carried))


# Who acts.
of_unit = Rule("not-the-unit", "The unit itself does this.", by_unit)
impartial = Rule("own-unit", "Nobody decides on his or her own unit.", lambda f: not f.actor_of_unit)
of_issuer = Rule("not-the-issuer", "The committee that issued the programme does this.", lambda f: f.actor_of_issuer)
uninvolved = Rule(
    "already-involved",
    "Nobody answers objections to a case that he or she took part in.",
    lambda f: not f.actor_involved,
)
reasoned = Rule("reason-missing", "A reason is given.", lambda f: f.reason_given)

# What a dossier holds.
only_one = Rule(
    "recognition-already-open",
    "The unit has no other recognition in this programme and period that is open or valid.",
    lambda f: not f.other_open_recognition,
)
registered = Rule(
    "registration-not-approved", "The unit's registration was accepted.", lambda f: f.registration_approved
)
inspected = Rule(
    "inspection-not-met",
    "An inspection concluded that the unit met the criteria, where the programme asks for it.",
    lambda f: f.inspection_met or not f.inspection_required,
)
committed = Rule(
    "commitment-not-signed",
    "The unit signed the agreement of the period, where the programme asks for it.",
    lambda f: f.commitment_signed or not f.commitment_required,
)
reported = Rule("report-missing", "The unit reports what it achieved.", lambda f: f.report_given)
attached = Rule("papers-missing", "The papers asked for are attached.", lambda f: f.papers_missing == 0)
DOSSIER = (only_one, registered, inspected, committed, reported, attached)

# Opinions and facts that exclude recognition.
body_waits = Rule("body-has-spoken", "The body chosen is asked, and has not spoken yet.", lambda f: f.body_waits)
one_body = Rule("speaks-for-another", "A person speaks for one body only.", lambda f: not f.actor_of_other_body)
opinion_given = Rule("opinion-missing", "The opinion says yes, no or other, with reasons.", lambda f: f.opinion_given)
bodies_heard = Rule("opinions-missing", "Every body asked has given its opinion.", lambda f: f.bodies_silent == 0)
known_knock_out = Rule(
    "knock-out-unknown", "The fact is one of the programme's, with evidence.", lambda f: f.knock_out_known
)
new_knock_out = Rule("knock-out-stands", "The fact is not established already.", lambda f: not f.knock_out_stands)
chosen_knock_out = Rule("knock-out-absent", "The fact is established and not lifted.", lambda f: f.knock_out_chosen)
some_knock_out = Rule("knock-out-none", "A fact that excludes recognition is established.", lambda f: f.knock_outs > 0)
no_knock_out = Rule("knock-out", "No fact that excludes recognition is established.", lambda f: f.knock_outs == 0)

# Comments.
in_window = Rule("comment-window-closed", "The objection came while comments were asked for.", lambda f: f.in_window)
after_result = Rule("petition-too-early", "The petition came after the result.", lambda f: f.after_result)
objection_given = Rule("objection-missing", "It is said who objects to what, and why.", lambda f: f.objection_given)
objection_open = Rule("objection-answered", "The objection waits for an answer.", lambda f: f.objection_open)
window_ended = Rule("comment-window-open", "The time for comments is over.", lambda f: f.window_ended)
objections_answered = Rule(
    "objections-unanswered", "Every admissible objection was answered.", lambda f: f.objections_unanswered == 0
)

# The vote and the decision.
VALID_VOTE = tuple(
    Rule(code, rule, lambda f, code=code: code not in f.vote_defects)  # type: ignore[misc]
    for code, rule in zip(
        DEFECTS,
        (
            "Nobody is counted twice.",
            "Only members in office on the day of the vote take part.",
            "Nobody takes part who is recused.",
            "As many members take part as the programme asks for.",
            "The votes counted are as many as the members who took part.",
        ),
        strict=True,
    )
)
not_recused = Rule("actor-recused", "Who is recused has no part in the decision.", lambda f: not f.actor_recused)
tally_open = Rule("tally-confirmed", "No valid tally is confirmed yet.", lambda f: not f.tally_stands)
tally_there = Rule("tally-missing", "A tally is recorded.", lambda f: f.tally_recorded)
second_person = Rule("same-person", "A second person confirms the tally.", lambda f: not f.actor_recorded_tally)
confirmed = Rule("tally-unconfirmed", "The tally is confirmed by a second person.", lambda f: f.tally_confirmed)
carried = Rule("vote-not-carried", "The vote carried the motion.", lambda f: f.vote_carried)
not_carried = Rule("vote-carried", "The vote did not carry the motion.", lambda f: not f.vote_carried)
number_free = Rule("number-taken", "The decision has a number of its own.", lambda f: f.number_free)
corrected = Rule("correction-missing", "The new text differs from the old one.", lambda f: f.correction_given)
validity_ended = Rule("still-valid", "The time for which the unit is recognised is over.", lambda f: f.validity_ended)
