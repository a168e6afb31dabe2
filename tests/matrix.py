"""One register for the question who may see and do what: two programmes, two periods, units that are easily mixed up,
cases of every process, and somebody for every role and every reach that can be granted.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from states.roles import PROGRAMME, REACHES, ROLES
from tests import agreements, builders, inspections, matrix_beside, recognition
from tests.builders import District
from tests.matrix_beside import CERTIFICATES, OPEN, Beside
from workflow_app.clock import day_of
from workflow_app.house import House
from workflow_app.models import (
    Account,
    Agreement,
    Case,
    Edition,
    File,
    Inspection,
    InspectionMember,
    Mandate,
    Programme,
    Registration,
    Seat,
    SignInSession,
    Unit,
)
from workflow_app.services import (
    account,
    commitment_draft,
    edition,
    inspection_check,
    inspection_draft,
    inspection_minutes,
    registration_draft,
    unit,
)
from workflow_app.services.perform import unit_of_work
from workflow_app.services.recognition import enter_objection
from workflow_app.services.session import hash_of

OTHER = "tinh-bontot"  # the second programme: of the province, for the units of both districts
EARLIER = "2024"
SINCE = date(2020, 1, 1)
# Written into one place each; whoever is not named in the policy must never read them.
DRAFTED, OWN_POINTS, TEAM_POINTS, MINUTES, OBJECTOR = (
    "Nội dung còn kín 77", "Đơn vị tự chấm 88", "Tổ đã chấm 99", "Biên bản đang viết 66", "Người Phản Ánh Kín",
)  # fmt: skip
# Differ in nothing that counts here from somebody else, and would only cost time.
ALIKE = {"board3", "teller2", "appraiser2", "appraiser3", "reviewer2", "secretary3", "clerk", "clerk3", "clerk4",
         "clerk5", "clerk6"}  # fmt: skip
FOUND, DECLINED = "Thiếu sổ theo dõi", "Đơn vị đang sáp nhập"  # as the other builders write them


@dataclass(frozen=True, slots=True)
class One:
    """A case as the policy needs it."""

    code: str
    process: str
    state: str
    version: int
    unit: int
    path: tuple[str, ...]
    programme: str
    period: str
    announced: bool
    team: frozenset[int]  # mandates
    seats: frozenset[int]  # units
    files: tuple[str, ...]
    draft: int  # the version of what is being written
    beside: Beside


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in one capacity, with a living session; `holds`: the mandate is in force and the account open."""

    name: str
    role: str
    reach: str
    mandate: int
    account: int
    unit: int
    path: tuple[str, ...]
    programme: str
    belongs: frozenset[int]
    holds: bool
    signed_in: bool
    others: bool  # has another mandate that is in force
    token: str


@dataclass(slots=True)
class Register:
    """Everything the checks need to know about what was built."""

    district: District
    units: dict[str, Any] = field(default_factory=dict)
    cases: list[One] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    link: str = ""  # by which somebody signs with a certificate

    @property
    def hidden(self) -> dict[str, int]:
        """The names of units none of whose cases is public, with their numbers."""
        second, third = (self.district.units[place].id for place in (1, 2))
        return {
            "Chi bộ Thôn Sâu": self.units["deep"].id, "Chi bộ Sinh Đôi": self.units["apart"].id,
            "Chi bộ Phòng Kỹ thuật 2": second, "Chi bộ Phòng Kỹ thuật 3": third,
        }  # fmt: skip

    @property
    def house(self) -> House:
        return self.district.house

    def case(self, process: str, state: str) -> One:
        """The first case of a process in a state."""
        return next(one for one in self.cases if (one.process, one.state) == (process, state))

    def person(self, name: str) -> Person:
        return next(one for one in self.people if one.name == name)


def build(house: House) -> Register:
    """The whole register, in the order in which it can come about."""
    district = recognition.build(house, cells=6)
    inspections.add_inspectors(district)
    register = Register(district)
    _found_units(register)
    other = _open_rounds(register)
    _cases_of_the_round(register)
    _cases_beside_it(register, other)
    _grant_everything(register, other)
    _special_people(register, other)
    read(register)
    return register


# --- units and programmes ---


def _found_units(register: Register) -> None:
    """A committee with a cell below it; and a second district whose number begins like that of the first."""
    house, known = register.house, register.units
    with unit_of_work(house) as work:
        system, first = work.system(), work.session.get_one(Unit, _unit_of(work, register, "reviewer"))
        province = work.session.get_one(Unit, int(first.path.split(".")[-2]))
        committee = _found(work, system, "Đảng bộ xã Sông Sâu", "dang_bo_co_so", first)
        known |= {"district": first, "province": province, "committee": committee}
        known["deep"] = _found(work, system, "Chi bộ Thôn Sâu", "chi_bo_co_so", committee)
        last = first
        while last.id < first.id * 10 - 1:
            last = _found(work, system, f"Đơn vị ở nơi khác sau số {last.id}", "dang_bo_tinh", None)
        known["twin"] = twin = _found(work, system, "Đảng bộ huyện Sinh Đôi", "dang_bo_huyen", province)
        assert twin.path.startswith(first.path) and last.id < twin.id, "its path begins like that of its twin"
        known["apart"] = apart = _found(work, system, "Chi bộ Sinh Đôi", "chi_bo_co_so", twin)
        for part, role, reach, of in (
            ("secretary-deep", "secretary", "self", known["deep"]), ("clerk-deep", "clerk", "self", known["deep"]),
            ("secretary-apart", "secretary", "self", apart), ("reviewer-apart", "reviewer", "children", twin),
            ("board-apart", "board_signatory", "children", twin), ("manager-above", "manager", "subtree", province),
            ("auditor-cell", "auditor", "self", register.district.units[3]),
            ("manager-twin", "manager", "subtree", twin),
        ):  # fmt: skip
            _appoint(work, register, part, role, reach, of)


def _found(work: Any, by: Any, name: str, kind: str, parent: Unit | None) -> Unit:
    level = {"dang_bo_tinh": "province", "dang_bo_huyen": "upper_grassroots"}.get(kind, "grassroots")
    cell_type = "thon_tdp" if kind == "chi_bo_co_so" else None
    return unit.found(
        work, by, name=name, short_name=name, kind=kind, level=level, parent=parent, valid_from=SINCE,
        cell_type=cell_type,
    )  # fmt: skip


def _unit_of(work: Any, register: Register, part: str) -> int:
    return int(work.session.get_one(Mandate, register.district.mandates[part]).unit_id)


def _appoint(work: Any, register: Register, name: str, role: str, reach: str, of: Unit | None, **more: Any) -> Account:
    """A new person with one mandate, known by `name`; the password costs nothing to check."""
    person = account.create_account(
        work, login=f"nguoi-{name}", full_name=f"Họ Tên {name}", password=builders.PASSWORD, published=True
    )
    person.informed_at = work.now
    _grant(work, register, name, person, role, reach, of, **more)
    return person


def _grant(
    work: Any, register: Register, name: str, person: Account, role: str, reach: str, of: Unit | None, **more: Any
) -> Mandate:  # fmt: skip
    terms = {"valid_from": date(2025, 1, 1), **more}
    made = account.grant_mandate(work, work.system(), person, role=role, reach=reach, unit=of, title=name, **terms)
    register.district.mandates[name] = made.id
    return made


def _open_rounds(register: Register) -> District:
    """An earlier period of the district's programme, and a programme of the province; the latter as a district."""
    district, units = register.district, register.units
    source = recognition.SOURCE.replace('code = "ds-bontot"', f'code = "{OTHER}"').replace(OPEN, CERTIFICATES)
    bodies = {
        name: units["province"]
        for name in ("huyen-uy-dak-song", "Ban Chấp hành Trung ương (khóa XIII)", "Ban Thường vụ Tỉnh ủy Đắk Nông",
                     "Ban Thường vụ Huyện ủy Đắk Song")
    }  # fmt: skip
    dates = (date(2025, 5, 15), date(2025, 6, 16), date(2025, 7, 1))
    with unit_of_work(register.house) as work:
        first = work.session.scalars(select(Edition)).one()
        edition.open_round(work, work.actor(district.mandates["manager"]), first, EARLIER, *dates)
        by = work.actor(district.mandates["manager-above"])
        published = edition.publish(work, by, source, bodies)
        edition.open_round(work, by, published, builders.PERIOD, *dates)
        return replace(
            district, programme_id=published.programme_id, units=[units["apart"], district.units[0]],
            mandates={**district.mandates, "manager": district.mandates["manager-above"]},
        )  # fmt: skip


# --- cases ---


def _cases_of_the_round(register: Register) -> None:
    """The district's own round; unit by unit, from the one that was recognised to the one that only drafts."""
    district = register.district
    recognition.published(district)
    _minutes_are_written(district, inspections.scored(district))
    matrix_beside.owed(district)
    builders.submitted(district, "secretary3")
    inspections.assigned(district, "secretary4")
    recognition.begun_only(district, "secretary4")
    objected = recognition.commented(district, "secretary5")
    letter = recognition.objection(name=OBJECTOR, received_on=day_of(district.house.clock()))
    recognition.act(district, enter_objection, "reviewer", objected, letter)
    checked = inspections.checking(district, "secretary5")
    noted = {"N1.1": {"points": "8", "note": TEAM_POINTS, "files": []}}
    inspections.act(district, checked, inspection_check, "score", "inspector", noted)
    inspections.find(district, checked)
    code = inspections.self_assessing(district, "secretary6")
    noted = {"N1.1": {"points": "8", "note": OWN_POINTS, "files": []}}
    inspection_draft.save_self(district.house, district.mandates["secretary6"], code, noted, 0)


def _minutes_are_written(district: District, code: str) -> None:
    inspections.act(district, code, inspection_check, "draft_minutes", "lead")
    inspection_minutes.save_minutes(district.house, district.mandates["lead"], code, MINUTES, 0)


def _cases_beside_it(register: Register, other: District) -> None:
    """Drafts, the earlier period, the other programme, and the unit one level deeper."""
    house, mandates = register.house, register.district.mandates
    code = builders.drafted(register.district, "secretary2")
    said = {"contents": [{"text": DRAFTED, "measure": "01"}]}
    registration_draft.save_draft(house, mandates["secretary2"], code, said, builders.seen(house, code)[1])
    registration_draft.start(house, mandates["secretary3"], register.district.programme_id, EARLIER)
    commitment_draft.start(house, mandates["manager"], register.district.programme_id, EARLIER)
    builders.submitted(register.district, "secretary-deep")
    for part in ("secretary-apart", "secretary"):
        builders.submitted(other, part)
    agreements.frozen(other)
    with house.db.reading() as session:
        owed = session.scalars(select(Case.code).where(Case.process == "commitment", Case.state == "in_force")).one()
    matrix_beside.on_paper(register.district, owed)


# --- people ---


def _grant_everything(register: Register, other: District) -> None:
    """Each role with each reach at the district, and once more limited to the other programme."""
    district = register.units["district"]
    with unit_of_work(register.house) as work:
        for role in ROLES:
            for reach in REACHES:
                of_programme = reach == PROGRAMME
                programme = work.session.get_one(Programme, register.district.programme_id) if of_programme else None
                unit_held = None if role == "auditor" and of_programme else district
                _appoint(work, register, f"{role}-{reach}", role, reach, unit_held, programme=programme)
        limited = {"programme": work.session.get_one(Programme, other.programme_id)}
        for role, reach, of in (
            ("reviewer", "children", district), ("manager", "subtree", register.units["province"]),
            ("secretary", "self", register.district.units[0]), ("auditor", "programme", None),
            ("board_signatory", "children", district),
        ):  # fmt: skip
            _appoint(work, register, f"{role}-of-the-other", role, reach, of, **limited)


def _special_people(register: Register, other: District) -> None:
    """Mandates that ended, have not begun or were left behind; two mandates in one hand; an account that was closed."""
    district, cells = register.units["district"], register.district.units
    with unit_of_work(register.house) as work:
        _appoint(work, register, "not-yet", "reviewer", "children", district, valid_from=date(2026, 1, 1))
        _appoint(work, register, "no-more", "reviewer", "children", district)
        closed = _appoint(work, register, "closed", "reviewer", "children", district)
        two = _appoint(work, register, "two-reviewer", "reviewer", "children", register.units["twin"])
        _grant(work, register, "two-clerk", two, "clerk", "self", cells[1])
        left = _appoint(work, register, "left-behind", "reviewer", "children", district)
        _grant(work, register, "left-over", left, "clerk", "self", cells[2])
        bound = _appoint(work, register, "bound-board", "board_signatory", "children", district)
        _grant(work, register, "bound-auditor", bound, "auditor", "self", cells[3])
        for name in ("no-more", "left-behind"):
            held = work.session.get_one(Mandate, register.district.mandates[name])
            account.end_mandate(work, work.system(), held, work.today)
        account.disable(work, work.system(), closed)


# --- reading what was built ---


def read(register: Register) -> None:
    """The cases and the people as the policy needs them; a session for everybody who does not have one."""
    house, known = register.house, {one.mandate: one.token for one in register.people}
    with house.db.reading() as session:
        programmes = {row.id: row.code for row in session.scalars(select(Programme))}
        paths = {row.id: tuple(row.path.split(".")) for row in session.scalars(select(Unit))}
        found = session.scalars(select(Case).order_by(Case.id)).all()
        register.cases = [_case(session, row, programmes, paths) for row in found]
        people = session.execute(select(Mandate, Account).join(Account, Mandate.account_id == Account.id)).all()
        today = day_of(house.clock())
        register.people = [_person(row, people, programmes, paths, register, today) for row in people]
    register.people = [one for one in register.people if one.name not in ALIKE]
    register.people = [replace(one, token=known.get(one.mandate, "")) for one in register.people]
    register.people = [
        one if one.token else replace(one, token=open_session(house, one.account, one.mandate))
        for one in register.people
    ]


def _case(session: Any, row: Case, programmes: dict[int, str], paths: dict[int, tuple[str, ...]]) -> One:
    inspection, agreement = session.get(Inspection, row.id), session.get(Agreement, row.id)
    team = session.scalars(select(InspectionMember.mandate_id).where(InspectionMember.case_id == row.id))
    version = agreement.version if agreement else 0
    seats = session.scalars(select(Seat.unit_id).where(Seat.case_id == row.id, Seat.version == version))
    files = session.scalars(select(File.code).where(File.case_id == row.id).order_by(File.id))
    written = agreement or inspection or session.get(Registration, row.id)
    return One(
        row.code, row.process, row.state, row.version, row.unit_id, paths[row.unit_id], programmes[row.programme_id],
        row.period, inspection is not None and inspection.announced_at is not None, frozenset(team), frozenset(seats),
        tuple(files), getattr(written, "draft_version", 0), matrix_beside.read(session, row),
    )  # fmt: skip


def _person(row: Any, people: Any, programmes: Any, paths: Any, register: Register, today: date) -> Person:
    held, owner = row
    names = {mandate: name for name, mandate in register.district.mandates.items()}
    mine = [one for one, of in people if of.id == owner.id and _holds(one, of, today)]
    return Person(
        names[held.id], held.role, held.reach, held.id, owner.id, held.unit_id or 0, paths.get(held.unit_id, ()),
        programmes.get(held.programme_id, ""), frozenset(one.unit_id for one in mine if one.unit_id),
        _holds(held, owner, today), owner.disabled_at is None, any(one.id != held.id for one in mine), "",
    )  # fmt: skip


def _holds(held: Mandate, owner: Account, today: date) -> bool:
    begun = held.valid_from <= today and (held.valid_to is None or today < held.valid_to)
    return begun and held.ended_on is None and owner.disabled_at is None


def open_session(house: House, account_id: int, mandate_id: int | None) -> str:
    """A session in one capacity, as signing in and choosing would leave it; returns its token."""
    token, now = secrets.token_urlsafe(32), house.clock()
    with house.db.writing() as session:
        session.add(
            SignInSession(
                token_hash=hash_of(token), account_id=account_id, mandate_id=mandate_id, device="",
                data='{"csrf_token": "' + "c" * 40 + '"}', created_at=now, seen_at=now,
                expires_at=now + timedelta(days=30),
            )
        )  # fmt: skip
        session.commit()
    return token
