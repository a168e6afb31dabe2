"""Who may see and do what, said once more and by itself: from docs/access.md, the tables of states and the roles.

Nothing of the product is asked here, so that the two can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests import matrix
from tests.matrix import One, Person
from tests.matrix_beside import PAGES

WRITERS = ("clerk", "secretary")
TEAM = ("inspector", "lead_inspector")
LEAD, BOARD, OFFICE, HEAD, MANAGER = (
    ("lead_inspector",), ("board_signatory",), ("reviewer",), ("secretary",), ("manager",)
)  # fmt: skip
READERS = (
    *WRITERS, "reviewer", "incharge", *TEAM, "appraiser", "board_secretary", "board_signatory", "manager", "auditor",
)  # fmt: skip
EVERYBODY = (*READERS, "administrator")
PUBLIC = {
    "registration": ("approved", "closed"),
    "commitment": ("in_force", "terminated", "completed"),
    "recognition": ("public_comment", "voting", "decided", "published", "revoked", "expired"),
}
UNDER_WAY = ("dossier_check", "appraisal", "public_comment", "voting")
OPEN_CHECK = ("announced", "self_assessing", "self_submitted", "checking", "minutes_draft", "unit_reply", "rectifying",
              "rechecking")  # fmt: skip
UNSIGNED = ("frozen", "partially_signed")


@dataclass(frozen=True, slots=True)
class Act:
    """A page about a case: of which process the code is, whose roles open it, from which states it can be done.

    `by`: "unit" when only those who write for the unit may, "issuer" when only the issuer's own people may.
    `hidden`: the page itself, not only the act, is closed to the others who see the case.
    """

    process: str
    roles: tuple[str, ...]
    states: tuple[str, ...] = ()
    by: str = ""
    hidden: bool = False


def _acts(process: str, **acts: tuple[object, ...]) -> dict[str, Act]:
    return {name.replace("__", "."): Act(process, *given) for name, given in acts.items()}  # type: ignore[arg-type]


# Endpoint -> what it takes. Those about no case stand in ALL, ACCOUNT and ROLE below.
CASES: dict[str, Act] = {
    **_acts(
        "registration",
        registration__case=(READERS,), registration__download=(READERS,),
        registration__write=(WRITERS, (), "unit", True), registration__keep=(WRITERS, ("draft",), "unit", True),
        registration__check=(WRITERS, (), "unit", True),
        registration__submit=(HEAD, ("draft", "changes_requested"), "unit", True),
        registration__withdraw=(HEAD, ("draft", "submitted", "in_review", "changes_requested"), "unit"),
        registration__discard=(WRITERS, ("draft",), "unit"),
        review__receive=(OFFICE, ("submitted",)), review__request_changes=(OFFICE + BOARD, ("in_review", "endorsed")),
        review__endorse=(OFFICE + BOARD, ("in_review", "endorsed")), review__approve=(BOARD, ("in_review", "endorsed")),
        review__reject=(BOARD, ("in_review", "endorsed")), review__assign_incharge=(BOARD, ("approved",)),
        review__close=(MANAGER, ()),  # only when the period is over
        inspection__plan=(OFFICE, ("approved",)), inspection__newest=(READERS,),
    ),
    **_acts(
        "commitment",
        commitment__case=(READERS,), commitment__document=(READERS,), commitment__record=(READERS,),
        commitment__word=(READERS,), commitment_diff__compare=(READERS,),
        commitment__write=(MANAGER, ("drafting",), "issuer", True),
        commitment__circulate=(MANAGER, ("drafting",), "issuer"),
        commitment__revise=(MANAGER, ("consulting",), "issuer"),
        commitment__freeze=(MANAGER, ("drafting", "consulting"), "issuer"),
        commitment__comment=(WRITERS + BOARD, ("consulting",)),
        commitment__sign=(HEAD + BOARD, (*UNSIGNED, "in_force")),
        commitment__decline=(HEAD + BOARD, (*UNSIGNED, "in_force")),
        commitment__add_party=(MANAGER, (*UNSIGNED, "in_force"), "issuer"),
        commitment__remind=(MANAGER, (*UNSIGNED, "in_force"), "issuer"),
        commitment__reopen=(MANAGER, UNSIGNED, "issuer"),
        commitment__cancel=(MANAGER, ("drafting", "consulting", *UNSIGNED, "declined"), "issuer"),
        commitment__complete=(BOARD, ()),  # only when the period is over
        commitment__terminate=(BOARD, ("in_force",), "issuer"),
        commitment_amendment__amend=(MANAGER, ("in_force",), "issuer"),
        commitment_amendment__write=(MANAGER, (), "issuer", True), commitment_amendment__text_on=(READERS,),
        commitment_reminder__set_rule=(
            MANAGER, ("consulting", *UNSIGNED, "in_force"), "issuer", True,
        ),
        ceremony__room=(READERS,), ceremony__board=(READERS,), ceremony__screen=(MANAGER, (), "issuer", True),
        ceremony__open_room=(MANAGER, (*UNSIGNED, "in_force"), "issuer"),
        ceremony__close_room=(MANAGER, (), "issuer"),  # where none is open there is nothing to close
        commitment_order__write=(MANAGER, ("drafting",), "issuer", True),
        commitment_order__extend=(MANAGER, (*UNSIGNED, "in_force"), "issuer"),
        commitment_order__hold=(HEAD + BOARD + MANAGER, (*UNSIGNED, "in_force")),
        commitment_order__resume=(HEAD + BOARD + MANAGER, (*UNSIGNED, "in_force")),
        commitment_order__decline_further=(WRITERS + BOARD, (*UNSIGNED, "in_force")),
        commitment_order__name_further=(MANAGER, (*UNSIGNED, "in_force"), "issuer"),
        commitment_order__countersign=(WRITERS + BOARD, UNSIGNED), commitment_order__witness=(HEAD + BOARD, UNSIGNED),
        lists__obligations=(READERS,),
        obligation__listing=(READERS,), obligation__report=(HEAD + BOARD, ()),  # of these agreements none asks anything
        obligation__accept=(MANAGER, ()), obligation__give_back=(MANAGER, ()), obligation__download=(READERS,),
        commitment_paper__enter=(MANAGER, (*UNSIGNED, "in_force"), "issuer"),
        commitment_paper__attest=(WRITERS + OFFICE + BOARD, ()),
        commitment_paper__refuse=(WRITERS + OFFICE + BOARD + MANAGER, ()), commitment_paper__download=(READERS,),
        commitment_certificate__hand_in=(HEAD + BOARD, ()), commitment_certificate__link=(HEAD + BOARD, ()),
        commitment_certificate__follow=(HEAD + BOARD,), commitment_certificate__state=(HEAD + BOARD,),
        commitment_certificate__download=(READERS,),
    ),
    **_acts(
        "inspection",
        inspection__case=(READERS,), inspection__download=(READERS,),
        inspection__assign_team=(BOARD, ("planned", *OPEN_CHECK)), inspection__announce=(LEAD, ("planned",)),
        inspection__open_self=(WRITERS, ("announced",), "unit"),
        inspection__start=(TEAM, ("announced", "self_assessing", "self_submitted")),
        inspection__add_finding=(TEAM, ("checking",)), inspection__mark_practice=(TEAM, OPEN_CHECK[3:]),
        inspection__cancel=(OFFICE + LEAD, ("planned", "announced")),
        inspection_sheet__own=(WRITERS, ("self_assessing",), "unit", True),
        inspection_sheet__team=(TEAM, ("checking", "rechecking")),
        inspection_sheet__submit_self=(HEAD, ("self_assessing",), "unit"),
        inspection_minutes__send=(LEAD, ("minutes_draft",)), inspection_end__draft_minutes=(LEAD, ("checking",)),
        inspection_end__explain=(HEAD, ("unit_reply",), "unit"),
        inspection_end__sign_minutes=(HEAD, ("unit_reply",), "unit"),
        inspection_end__record_refusal=(LEAD, ("unit_reply",)),
        inspection_end__require_fix=(LEAD, ("unit_reply", "rechecking")),
        inspection_end__report_fix=(HEAD, ("rectifying",), "unit"),
        inspection_end__recheck=(LEAD, ("rectifying", "rechecking")),
        inspection_end__conclude=(LEAD, ("unit_reply", "rechecking")),
    ),
    **_acts(
        "recognition",
        recognition__case=(READERS,), recognition_paper__download=(READERS,),
        recognition_paper__show=(WRITERS, (), "unit", True),
        recognition_paper__attach=(WRITERS, ("draft", "returned"), "unit", True),
        recognition_paper__take_out=(WRITERS, ("draft", "returned"), "unit", True),
        recognition__propose=(HEAD, ("draft", "returned"), "unit"), recognition__accept_dossier=(OFFICE, ("proposed",)),
        recognition__send_back=(OFFICE, ("dossier_check", "appraisal")),
        recognition__to_appraisal=(OFFICE, ("dossier_check",)),
        recognition__give_opinion=(("appraiser",), ("appraisal",)),
        recognition__establish=(("reviewer", "appraiser", "board_signatory"), (*UNDER_WAY, "decided")),
        recognition__lift=(BOARD, (*UNDER_WAY, "decided"), "issuer"),
        recognition__open_comment=(BOARD, ("appraisal",), "issuer"),
        recognition__enter_objection=(OFFICE, ("public_comment",)),
        recognition__petition=(OFFICE + HEAD, ("published", "not_recognised")),
        recognition__answer=(OFFICE + BOARD, ("public_comment", "published", "not_recognised", "expired", "revoked")),
        recognition__open_vote=(BOARD, ("public_comment",), "issuer"),
        recognition__record_vote=(("board_secretary",), ("voting",), "issuer"),
        recognition__confirm_vote=(("board_secretary", "board_signatory"), ("voting",), "issuer"),
        recognition__decide_yes=(BOARD, ("voting",), "issuer"), recognition__decide_no=(BOARD, ("voting",), "issuer"),
        recognition__exclude=(BOARD, UNDER_WAY, "issuer"), recognition__publish=(MANAGER, ("decided",), "issuer"),
        recognition__correct=(BOARD, ("published",), "issuer"),
        recognition__revoke=(BOARD, ("decided", "published"), "issuer"),
    ),
}  # fmt: skip
CERTIFIED = (matrix.OTHER,)  # programmes that take certificates
ALL = (
    "pages.home", "pages.accessibility", "pages.static", "programme.listing", "programme.show",
    "dashboard.choose", "dashboard.show", "lists.dashboard_numbers", "register.listing",
    "document.listing", "document.show", "document.download", "lists.documents",
    "register.download", "public.case", "public.document", "public.record", "public.text_on", "recognition_public.show",
    "recognition_public.version", "recognition_public.certificate", "account.sign_in",
    "account.enter", "account.leave", "health.alive",
    "health.ready", "log.checkpoint", "log.tile", "log.vkey", "log.index", "log.entry", "log.proof", "log.openings",
    "one_time_code.ask", "one_time_code.look", "one_time_code.choose", "forgotten.ask", "forgotten.send",
    "forgotten.received", "second_step.ask", "second_step.show", "passkey.ask", "passkey.enter", "first_start.enrol",
    "earlier_public.listing", "earlier_public.show", "lists.earlier", "lists.missing", "guide.index", "guide.show",
    "practice.listing", "practice.show", "lists.practices",
    "unit_public.show",
    "ceremony.next_party", "ceremony.end_turn", "signing_link.take",
)  # fmt: skip
ACCOUNT = (
    "account.mine", "account.end_all", "account.change_password", "account.end_session", "account.capacity",
    "account.choose", "account.acts", "lists.acts", "privacy.purpose", "privacy.note", "privacy.mine",
    "task.notices", "task.mark_read", "second_factor.mine", "second_factor.app",
    "second_factor.add_app", "second_factor.recovery", "second_factor.remove",
    "passkey.add", "passkey.added", "mail.choose", "mail.new_address", "mail.confirm",
)  # fmt: skip
ROLE = {
    "task.mine": EVERYBODY,
    "lists.tasks": EVERYBODY,
    "lists.kept": MANAGER,
    **dict.fromkeys(("practice.ask", "practice.publish", "practice.ask_back", "practice.withdraw"), MANAGER),
    "lists.units": (*MANAGER, "administrator"),
    "lists.people": (*MANAGER, "administrator"),
    "programme.register": WRITERS,
    "programme.draft_agreement": MANAGER,
    "recognition.begin": HEAD,
    "ceremony.enter": READERS,
    "ceremony.join": READERS,
    "factor_reset.reset": (*MANAGER, "administrator"),
    "signing_key.waiting": (*MANAGER, "administrator"),
    "signing_key.trust": (*MANAGER, "administrator"),
    "signing_key.on_paper": (*MANAGER, "administrator"),
    **dict.fromkeys((
        "admin_event.listing", "admin_event.begin", "admin_event.show", "admin_event.add_row", "admin_event.remove_row",
        "admin_event.drop", "admin_event.add_rows", "admin_event.template", "admin_event.record", "admin_event.undo",
        "fate.show", "fate.choose", "lists.changes",
        "admin.home", "admin.calendar", "admin_unit.top", "admin_unit.show", "admin_unit.add", "admin_unit.on_day",
        "unit_table.index", "unit_table.template", "unit_table.try_out", "unit_table.take_in",
        "document.ask", "document.add", "document.edit", "document.correct", "document.link", "document.ask_unlink",
        "document.unlink", "document_table.index", "document_table.template", "document_table.try_out",
        "document_table.take_in",
        "admin_programme.listing", "admin_programme.look", "admin_programme.publish", "admin_programme.shipped",
        "admin_programme.edition", "admin_programme.download", "admin_round.listing", "admin_round.open_round",
        "admin_round.ask_to_close", "admin_round.close", "admin_round.extend", "admin_round.reopen",
    ), (*MANAGER, "administrator")),
    **dict.fromkeys(
        ("classification.edit", "classification.save", "classification_table.index", "classification_table.template",
         "classification_table.try_out", "classification_table.take_in"), (*OFFICE, *MANAGER),
    ),
    "classification.decide": BOARD,
    "lists.population": (*OFFICE, *MANAGER, *BOARD, "auditor", "board_secretary", "administrator"),
    "figure.ask": (*MANAGER, "administrator"),
    "figure.enter": (*MANAGER, "administrator"),
    "population.ask": (*MANAGER, "administrator"),
    "population.decide": (*MANAGER, "administrator"),
    **dict.fromkeys(("dashboard.listing", "lists.dashboard_units"), READERS),
    "meeting.own": WRITERS,
    "meeting.hand_in": WRITERS,
    "meeting.paper": WRITERS,
    **dict.fromkeys(
        ("meeting.branch", "meeting.cell", "meeting.cell_paper", "lists.meetings"),
        tuple(one for one in READERS if one not in WRITERS),
    ),
    **dict.fromkeys(
        ("meeting.except_unit", "meeting_table.index", "meeting_table.template", "meeting_table.try_out",
         "meeting_table.take_in"), (*OFFICE, *MANAGER),
    ),
    **dict.fromkeys(
        ("classification.listing", "lists.classified"), (*OFFICE, *MANAGER, *BOARD, "auditor", "board_secretary")
    ),
    "mail.preview": (*MANAGER, "administrator"),
    **dict.fromkeys(
        ("people.listing", "people.choose_unit", "people.invite", "people.person", "people.grant", "people.end",
         "people_table.index", "people_table.template", "people_table.try_out", "people_table.take_in",
         "people.replace", "people.renew", "people.close", "people.waiting", "people.settle"),
        ("administrator", "manager"),
    ),
    "substitution.arrange": EVERYBODY,
    "substitution.end": EVERYBODY,
    "earlier.index": MANAGER,
    "earlier.add": MANAGER,
    "earlier.preview": MANAGER,
    "earlier.take_in": MANAGER,
    "earlier.template": MANAGER,
}  # fmt: skip


def roles_of(endpoint: str) -> tuple[str, ...] | str:
    """The roles that open an endpoint, "all" or "account"; `KeyError` with its name where nothing is said of it."""
    if endpoint in ALL:
        return "all"
    if endpoint in ACCOUNT:
        return "account"
    return ROLE[endpoint] if endpoint in ROLE else CASES[endpoint].roles


def at_the_door(person: Person | None, endpoint: str) -> int:
    """What is answered before any case is looked at: 303 to sign in or to choose, 403, or 0 to go on."""
    who = roles_of(endpoint)
    if who == "all":
        return 0
    if person is None or not person.signed_in:
        return 303
    if who == "account":
        return 0
    if not person.holds:
        return 303 if person.others else 403
    return 0 if person.role in who else 403


def reaches(person: Person, path: tuple[str, ...], programme: str) -> bool:
    """Whether a mandate covers a unit in a programme."""
    if person.programme and person.programme != programme:
        return False
    own = person.path
    return {
        "self": path == own,
        "children": path[:-1] == own,
        "subtree": path[: len(own)] == own,
        "programme": person.programme == programme,
    }[person.reach] and bool(own or person.reach == "programme")


def writes_for(person: Person, case: One) -> bool:
    """Whether a person writes for the unit of a case."""
    return person.role in WRITERS and person.unit == case.unit


def sees(person: Person, case: One) -> bool:
    """Whether a person learns at all that a case exists."""
    if not person.holds or person.role not in READERS:
        return False
    reached = reaches(person, case.path, case.programme)
    if case.process == "commitment":
        of_programme = person.programme in ("", case.programme)
        asked = case.state != "drafting" and person.unit in case.seats
        return reached or (of_programme and (person.unit == case.unit or asked))
    if case.process == "inspection":
        if person.role in TEAM:
            return person.mandate in case.team
        return reached and (case.announced or case.unit not in person.belongs)
    return reached and (case.state != "draft" or writes_for(person, case))


def may_act(person: Person, endpoint: str, case: One) -> bool:
    """Whether it cannot be ruled out that a person does this now: role, reach, state, unit and issuer allow it."""
    act = CASES[endpoint]
    if at_the_door(person, endpoint) or not sees(person, case):
        return False
    if endpoint in BESIDE_ACTS:
        return may_act_beside(person, endpoint, case)
    if case.state not in act.states:
        return False
    if act.by == "unit":
        return writes_for(person, case)
    if act.by == "issuer" and case.process == "recognition":
        return person.unit == int(case.path[-2])  # each recognition of the register is of the district's own round
    if act.by == "issuer":
        return leads(person, case)
    if act.process == "recognition" and endpoint == "recognition.petition" and person.role == "secretary":
        return writes_for(person, case)
    return case.unit not in person.belongs or case.process == "commitment"


def opens(person: Person, endpoint: str, case: One) -> int:
    """What a GET of this page about a case is answered with."""
    if door := at_the_door(person, endpoint):
        return door
    act = CASES[endpoint]
    if not sees(person, case) or (endpoint in PAGES and not opens_beside(person, endpoint, case)):
        return 404
    if act.hidden and act.by == "unit" and not writes_for(person, case):
        return 403
    if act.hidden and act.by == "issuer" and not leads(person, case):
        return 403
    return 200


def opens_beside(person: Person, endpoint: str, case: One) -> bool:
    """Whether there is what such a page is about, and somebody who sees the agreement may read it."""
    beside = case.beside
    page = endpoint.partition(".")
    if page[0] == "commitment_paper":
        return bool(beside.scan)
    if endpoint == "commitment_certificate.download":
        return case.programme in CERTIFIED and case.state in UNSIGNED
    if page[0] == "commitment_certificate":
        return person.account == beside.linked
    if endpoint == "obligation.report":
        return person.role in HEAD and person.unit in beside.owing
    leading = person.role in MANAGER + BOARD and leads(person, case)
    return bool(beside.reported) and (leading or person.unit in (case.unit, beside.reported))


BESIDE_ACTS = (
    "commitment_paper.refuse", "commitment_certificate.link", "obligation.report", "obligation.accept",
    "obligation.give_back",
)  # fmt: skip


def may_act_beside(person: Person, endpoint: str, case: One) -> bool:
    """Whether somebody who sees the agreement refuses minutes, is given a link, reports, or answers a report."""
    if endpoint == "commitment_certificate.link":
        asked = person.unit == case.unit if person.role in BOARD else person.unit in case.seats
        return asked and case.programme in CERTIFIED and case.state in UNSIGNED
    if not opens_beside(person, endpoint, case):
        return False
    if endpoint == "commitment_paper.refuse":
        attests = leads(person, case) if person.role in OFFICE else person.unit in case.beside.hands
        return person.account == case.beside.entered_by or attests
    return True


def leads(person: Person, case: One) -> bool:
    """Whether a person acts for the issuer of an agreement, or for a committee that reaches it."""
    own = person.unit == case.unit and person.programme in ("", case.programme)
    return own or reaches(person, case.path, case.programme)


def reads(person: Person, words: str, cases: list[One]) -> bool:
    """Whether a person may read one of the things that were written into one place each."""
    here = {one.code: one for one in cases if sees(person, one)}.values()

    def found(process: str, state: str) -> One | None:
        return next((one for one in here if (one.process, one.state) == (process, state)), None)

    if words == matrix.DRAFTED:
        return any(writes_for(person, one) and one.state == "draft" for one in here)
    if words == matrix.OWN_POINTS:
        return (own := found("inspection", "self_assessing")) is not None and writes_for(person, own)
    if words in (matrix.TEAM_POINTS, matrix.FOUND):
        return (checked := found("inspection", "checking")) is not None and checked.unit not in person.belongs
    if words == matrix.MINUTES:
        return person.role == "lead_inspector" and found("inspection", "minutes_draft") is not None
    if words == matrix.OBJECTOR:
        objected = found("recognition", "public_comment")
        return objected is not None and person.role in OFFICE + BOARD and objected.unit not in person.belongs
    pact = found("commitment", "in_force")
    declined = person.name.startswith(("secretary2", "clerk2", "two-clerk"))
    return pact is not None and (declined or (person.role in MANAGER + BOARD and leads(person, pact)))


def knows(person: Person, unit_id: int, cases: list[One], path: str) -> bool:
    """Whether a page may name a unit none of whose cases is public."""
    of_unit = [one for one in cases if one.unit == unit_id]
    programme = path.split("/")[2] if path.startswith("/chuong-trinh/") else ""
    return unit_id in person.belongs or any(
        sees(person, one) or programme == one.programme and works_for_issuer(person, one) for one in of_unit
    )


def works_for_issuer(person: Person, case: One) -> bool:
    """Whether a person works for the committee that runs the programme, under a mandate that reaches its units."""
    if person.role not in ("manager", "board_signatory", "board_secretary", "reviewer", "auditor"):
        return False
    if person.reach == "programme":
        return person.programme == case.programme
    issuer = case.path[:2] if case.programme == matrix.OTHER else case.path[:3]
    return person.path == issuer and person.reach != "self" and person.programme in ("", case.programme)
