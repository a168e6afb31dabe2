"""A district with a board and appraising bodies, and recognitions in each phase, a few lines each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from states.decision import Tally
from states.process import Refused
from tests import builders
from tests.builders import EDITION, PERIOD, District
from tests.signing import personally
from workflow_app.demo.paper import resolution_pdf
from workflow_app.house import House
from workflow_app.models import Account, Case, Mandate, Recognition, Unit
from workflow_app.services import account, recognition, recognition_board, recognition_paper, registration
from workflow_app.services.board import Ballot
from workflow_app.services.perform import unit_of_work
from workflow_app.services.recognition import Objection
from workflow_app.services.recognition_step import BESIDE

# The programme's own edition also asks for an inspection and a signature, which other processes give.
REQUIRES = 'requires = ["inspection.met", "commitment.signed"]'
SOURCE = EDITION.read_text(encoding="utf-8").replace(REQUIRES, 'requires = ["registration.approved"]')
MORE_PARTS = (
    ("board3", "thuong-vu-3", "Phan Văn Vụ", "board_signatory", "children"),
    ("teller", "thu-ky-hop", "Đinh Thị Ghi", "board_secretary", "children"),
    ("teller2", "thu-ky-hop-2", "Cao Văn Chép", "board_secretary", "children"),
    ("appraiser", "to-chuc", "Bùi Thị Tổ", "appraiser", "children"),
    ("appraiser2", "kiem-tra", "Võ Văn Kiểm", "appraiser", "children"),
    ("appraiser3", "tuyen-giao", "Mai Thị Tuyên", "appraiser", "children"),
)
MEMBERS = ("board", "board2", "board3", "teller", "teller2")
OPINIONS = {"appraiser": "to-chuc", "appraiser2": "kiem-tra", "appraiser3": "tuyen-giao"}
REPORT = "Hoàn thành 100% chỉ tiêu, sinh hoạt đủ 12 kỳ."


def build(house: Any, cells: int = 2) -> District:
    """The district of `tests.builders`, with the people that a recognition needs."""
    assert SOURCE != EDITION.read_text(encoding="utf-8")
    return add_people(builders.build_district(house, cells, SOURCE))


def add_people(district: District) -> District:
    """The rest of the board, its secretaries, and those who speak for the appraising bodies."""
    with unit_of_work(district.house) as work:
        held = work.session.get_one(Mandate, district.mandates["board"])
        above = work.session.get_one(Unit, held.unit_id)
        for part, login, name, role, reach in MORE_PARTS:
            builders._person(work, district, part, login, name, role, reach, above)
    return district


def act(district: District, verb: Any, part: str, code: str, *given: Any, **more: Any) -> Any:
    """One act of a part, on the page as it is now."""
    name = {"send_back": "return", "enter_objection": "object"}.get(verb.__name__, verb.__name__)
    version, dossier_no = seen(district, code)
    shown = dossier_no if name in BESIDE else version
    return personally(verb, district.house, district.mandates[part], code, *given, **{"seen": shown, **more})


def seen(district: District, code: str) -> tuple[int, int]:
    """The version of the case and the number of its dossier."""
    with district.house.db.reading() as session:
        asked = select(Case.version, Recognition.dossier_no).join(Recognition, Recognition.case_id == Case.id)
        version, dossier_no = session.execute(asked.where(Case.code == code)).one()
        return int(version), int(dossier_no)


def code_of(district: District, part: str) -> str:
    """The code by which a vote names a person."""
    with district.house.db.reading() as session:
        held = session.get_one(Mandate, district.mandates[part])
        return session.get_one(Account, held.account_id).pseudonym


def ballot(district: District, present: Any = MEMBERS, tally: Tally | None = None, **recused: str) -> Ballot:
    """A vote of these parts, all in favour if nothing else is said; recused: part -> reason."""
    codes = tuple(code_of(district, part) for part in present)
    return Ballot(codes, tally or Tally(len(codes), 0, 0), {code_of(district, p): why for p, why in recused.items()})


def begun(district: District, part: str = "secretary") -> str:
    """A file of a unit whose registration was accepted, with the papers asked for."""
    builders.approved(district) if part == "secretary" else accept(district, part)
    return begun_only(district, part)


def begun_only(district: District, part: str = "secretary") -> str:
    """A file with the papers asked for, whatever the unit has reached."""
    code = recognition.begin(district.house, district.mandates[part], district.programme_id, PERIOD)
    attach_papers(district, code, part)
    return code


def attach_papers(district: District, code: str, part: str = "secretary") -> None:
    """The papers that the programme asks for."""
    for paper in ("to-trinh", "bien-ban"):
        data = resolution_pdf(PERIOD)  # known already from the registration: not taken apart again
        recognition_paper.attach(district.house, district.mandates[part], code, paper, data, f"{paper}.pdf")


def accept(district: District, part: str) -> None:
    """Let another unit's registration be accepted."""
    code = builders.submitted(district, part)
    by_whom = ((registration.receive, "reviewer"), (registration.endorse, "reviewer"), (registration.approve, "board"))
    for verb, by in by_whom:
        verb(district.house, district.mandates[by], code, seen=builders.seen(district.house, code)[0])


def proposed(district: District, part: str = "secretary") -> str:
    code = begun(district, part)
    act(district, recognition.propose, part, code, report=REPORT)
    return code


def in_appraisal(district: District, part: str = "secretary") -> str:
    code = proposed(district, part)
    act(district, recognition.accept_dossier, "reviewer", code)
    act(district, recognition.to_appraisal, "reviewer", code)
    return code


def heard(district: District, part: str = "secretary") -> str:
    """Every body has given its opinion."""
    code = in_appraisal(district, part)
    for who, body in OPINIONS.items():
        act(district, recognition.give_opinion, who, code, body=body, verdict="agree", reasons="Đủ điều kiện.")
    return code


def commented(district: District, part: str = "secretary") -> str:
    code = heard(district, part)
    act(district, recognition.open_comment, "board", code)
    return code


def voting(district: District, part: str = "secretary") -> str:
    """The time for comments is over; moves the clock by six days."""
    code = commented(district, part)
    district.house.clock.advance(days=6)
    act(district, recognition_board.open_vote, "board", code)
    return code


def voted(district: District, part: str = "secretary", given: Ballot | None = None) -> str:
    """The tally is recorded and confirmed."""
    code = voting(district, part)
    act(district, recognition_board.record_vote, "teller", code, given or ballot(district))
    act(district, recognition_board.confirm_vote, "board2", code)
    return code


def decided(district: District, part: str = "secretary") -> str:
    code = voted(district, part)
    act(district, recognition_board.decide_yes, "board", code)
    return code


def published(district: District, part: str = "secretary") -> str:
    code = decided(district, part)
    act(district, recognition_board.publish, "manager", code)
    return code


def phases() -> Iterator[Any]:
    """The makers above, in order."""
    yield from (begun, proposed, in_appraisal, heard, commented, voting, voted, decided, published)


def reasons(act: Any, *given: Any, **more: Any) -> tuple[str, ...]:
    """Why something is refused."""
    with pytest.raises(Refused) as refused:
        act(*given, **more)
    return refused.value.reasons


def objection(text: str = "Số liệu chưa khớp", **more: Any) -> Objection:
    named = {"name": "Nguyễn Văn Dân", "contact": "0900000000", "received_on": date(2025, 5, 21), "admissible": True}
    return Objection(**{**named, "text": text, **more})


def row(house: House, model: Any, code: str) -> Any:
    with house.db.reading() as session:
        return session.scalars(select(model).join(Case, model.case_id == Case.id).where(Case.code == code)).one()


def end(district: District, part: str) -> None:
    """Somebody leaves the board."""
    with unit_of_work(district.house) as work:
        held = work.session.get_one(Mandate, district.mandates[part])
        account.end_mandate(work, work.system(), held, on=work.today)


def grant(district: District, part: str, role: str, of: str) -> None:
    """One more mandate for somebody: at the unit of another part."""
    with unit_of_work(district.house) as work:
        person = work.session.get_one(Account, work.session.get_one(Mandate, district.mandates[part]).account_id)
        unit = work.session.get_one(Unit, work.session.get_one(Mandate, district.mandates[of]).unit_id)
        terms: dict[str, Any] = {"role": role, "reach": "self", "unit": unit, "valid_from": date(2025, 1, 1)}
        made = account.grant_mandate(work, work.system(), person, title=role, **terms)
        district.mandates[f"{part}-{role}"] = made.id
