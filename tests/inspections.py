"""Inspections for tests: the same use cases that people use, a few lines each, up to the phase a test needs."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from tests import builders
from tests.builders import PASSWORD, District
from tests.signing import personally
from workflow_app.demo.paper import resolution_pdf
from workflow_app.models import Account, Case, Inspection, InspectionScore, Mandate, Unit
from workflow_app.services import (
    account,
    inspection,
    inspection_check,
    inspection_draft,
    inspection_file,
    inspection_fix,
    inspection_minutes,
    registration,
)
from workflow_app.services.actor import Actor, load_actor
from workflow_app.services.perform import unit_of_work

INSPECTORS = (
    ("lead", "to-truong", "Đinh Thị Trưởng", "lead_inspector"),
    ("inspector", "kiem-tra-1", "Phan Văn Kiểm", "inspector"),
    ("inspector2", "kiem-tra-2", "Mai Thị Tra", "inspector"),
)
FULL = {
    "N1.1": "8", "N1.2": "14", "N1.3": "8", "N2.1": "6", "N2.2": "5", "N2.3": "6", "N2.4": "8", "N3.1": "8",
    "N3.2": "6", "N3.3": "6", "N4.1": "10", "N4.2": "6", "N4.3": "5", "N4.4": "4",
}  # fmt: skip
WITH_EVIDENCE = ("N1.2", "N2.4")
REASON = "Đơn vị không còn quần chúng trong nguồn phát triển Đảng"


def add_inspectors(district: District) -> None:
    """Three people of the district who may inspect; one of them may lead."""
    with unit_of_work(district.house) as work:
        above = work.session.get_one(Mandate, district.mandates["reviewer"])
        unit = work.session.get_one(Unit, above.unit_id)
        for part, login, name, role in INSPECTORS:
            person = account.create_account(work, login=login, full_name=name, password=PASSWORD)
            person.informed_at = work.now
            grant(work, district, part, person, role, unit)
            district.logins[part] = login


def grant(work: Any, district: District, part: str, person: Account, role: str, unit: Unit) -> None:
    """A mandate of the district for somebody, known to tests as `part`."""
    made = account.grant_mandate(
        work, work.system(), person, role=role, reach="children", unit=unit, valid_from=date(2025, 1, 1), title=role
    )
    district.mandates[part] = made.id


def also(district: District, part: str, role: str) -> str:
    """A further mandate of the district for a person who has one; returns its part."""
    with unit_of_work(district.house) as work:
        held = work.session.get_one(Mandate, district.mandates[part])
        above = work.session.get_one(Mandate, district.mandates["reviewer"])
        person = work.session.get_one(Account, held.account_id)
        grant(work, district, f"{part}-{role}", person, role, work.session.get_one(Unit, above.unit_id))
    return f"{part}-{role}"


def code_of(district: District, part: str) -> str:
    """The code of a part's mandate, as a form names it."""
    with district.house.db.reading() as session:
        return str(session.scalars(select(Mandate.code).where(Mandate.id == district.mandates[part])).one())


def actor_of(district: District, part: str) -> Actor:
    with district.house.db.reading() as session:
        return load_actor(session, district.mandates[part], date(2025, 5, 20))


def version(district: District, code: str) -> int:
    with district.house.db.reading() as session:
        return int(session.scalars(select(Case.version).where(Case.code == code)).one())


def row(district: District, code: str) -> Inspection:
    """The inspection as the database holds it."""
    with district.house.db.reading() as session:
        asked = select(Inspection).join(Case, Inspection.case_id == Case.id).where(Case.code == code)
        return session.scalars(asked).one()


def scores(district: District, code: str) -> list[InspectionScore]:
    """Every version of the points, oldest first."""
    with district.house.db.reading() as session:
        asked = select(InspectionScore).join(Case, InspectionScore.case_id == Case.id).where(Case.code == code)
        return list(session.scalars(asked.order_by(InspectionScore.seq, InspectionScore.criterion)))


def registered(district: District, part: str = "secretary") -> str:
    """An accepted registration with a member in charge, or the one there is already; returns its code."""
    house, mandates = district.house, district.mandates
    with house.db.reading() as session:
        unit_id = session.scalars(select(Mandate.unit_id).where(Mandate.id == mandates[part])).one()
        own = (Case.process == "registration", Case.unit_id == unit_id, Case.state == "approved")
        if (known := session.scalar(select(Case.code).where(*own))) is not None:
            return str(known)
    code = builders.submitted(district, part)
    registration.receive(house, mandates["reviewer"], code, seen=builders.seen(house, code)[0])
    personally(registration.endorse, house, mandates["reviewer"], code, seen=builders.seen(house, code)[0])
    personally(registration.approve, house, mandates["board"], code, seen=builders.seen(house, code)[0])
    incharge = code_of(district, "incharge")
    registration.assign_incharge(house, mandates["board"], code, incharge, seen=builders.seen(house, code)[0])
    return code


def planned(district: District, part: str = "secretary") -> str:
    """A check that the office planned; returns its code."""
    if "lead" not in district.mandates:
        add_inspectors(district)
    code, house = registered(district, part), district.house
    receipt = inspection.plan(
        house, district.mandates["reviewer"], code, date(2025, 6, 18), seen=builders.seen(house, code)[0]
    )
    return str(receipt.case_code)


def assigned(district: District, part: str = "secretary") -> str:
    """A check with its team: lead, inspector."""
    code = planned(district, part)
    assign(district, code, "inspector")
    return code


def assign(district: District, code: str, *members: str, lead: str = "lead", by: str = "board") -> None:
    """Name the team by parts."""
    chosen = [code_of(district, member) for member in members]
    inspection.assign_team(
        district.house, district.mandates[by], code, chosen, code_of(district, lead) if lead else "",
        seen=version(district, code),
    )  # fmt: skip


def act(district: District, code: str, module: Any, name: str, part: str, *given: Any, **more: Any) -> None:
    """A step that names the version of the case."""
    verb, seen = getattr(module, name), version(district, code)
    personally(verb, district.house, district.mandates[part], code, *given, seen=seen, **more)


def announced(district: District, part: str = "secretary") -> str:
    code = assigned(district, part)
    act(district, code, inspection, "announce", "lead")
    return code


def self_assessing(district: District, part: str = "secretary") -> str:
    code = announced(district, part)
    act(district, code, inspection, "open_self", part)
    return code


def sheet(files: dict[str, Any] | None = None, **points: str) -> dict[str, dict[str, Any]]:
    """A sheet of points: `sheet(N1__1="7.5")`, with files by criterion."""
    given = {code.replace("__", "."): value for code, value in points.items()}
    return {code: line(value, (files or {}).get(code, [])) for code, value in given.items()}


def line(points: str, files: list[dict[str, Any]]) -> dict[str, Any]:
    """What a sheet says of one criterion; "n/a" comes with its reason."""
    return {"points": points, "note": REASON if points == "n/a" else "", "files": files}


def full_sheet(files: dict[str, Any] | None = None, **points: str) -> dict[str, dict[str, Any]]:
    """Full marks everywhere but where `points` says otherwise."""
    return sheet(files, **{code.replace(".", "__"): value for code, value in FULL.items()} | points)


def evidence(district: District, code: str, part: str = "secretary") -> dict[str, list[dict[str, Any]]]:
    """A file for each criterion that needs one."""
    stored = inspection_file.attach(
        district.house, district.mandates[part], code, resolution_pdf("2025"), "minh-chung.pdf"
    )
    return {criterion: [stored] for criterion in WITH_EVIDENCE}


def self_written(district: District, part: str = "secretary", **points: str) -> str:
    """A complete assessment of the unit, not handed in."""
    code = self_assessing(district, part)
    files = evidence(district, code, part)
    inspection_draft.save_self(district.house, district.mandates[part], code, full_sheet(files, **points), 0)
    return code


def self_submitted(district: District, part: str = "secretary", **points: str) -> str:
    code = self_written(district, part, **points)
    act(district, code, inspection, "submit_self", part, draft_seen=row(district, code).draft_version)
    return code


def checking(district: District, part: str = "secretary") -> str:
    code = self_submitted(district, part)
    act(district, code, inspection, "start", "inspector")
    return code


def score(district: District, code: str, part: str = "inspector", **points: str) -> None:
    act(district, code, inspection_check, "score", part, sheet(**points))


def find(district: District, code: str, severity: str = "remedy", subject: str = "N3.2", part: str = "lead") -> None:
    inspection_check.add_finding(
        district.house, district.mandates[part], code, subject=subject, severity=severity, text="Thiếu sổ theo dõi"
    )


def scored(district: District, part: str = "secretary", **points: str) -> str:
    """Every criterion scored by the team, full marks but where `points` says otherwise."""
    code = checking(district, part)
    act(district, code, inspection_check, "score", "inspector", full_sheet(**points))
    return code


def minutes_sent(district: District, part: str = "secretary", finding: str = "", **points: str) -> str:
    """The minutes lie with the unit; `finding` is the severity of one finding."""
    code = scored(district, part, **points)
    if finding:
        find(district, code, finding, "ky-luat" if finding == "knock_out" else "N3.2")
    act(district, code, inspection_check, "draft_minutes", "lead")
    act(district, code, inspection_minutes, "send_minutes", "lead", "Biên bản làm việc")
    return code


def signed(district: District, part: str = "secretary", finding: str = "", **points: str) -> str:
    code = minutes_sent(district, part, finding, **points)
    act(district, code, inspection_minutes, "sign_minutes", part)
    return code


def rectifying(district: District, part: str = "secretary") -> str:
    code = signed(district, part, "remedy")
    act(district, code, inspection_fix, "require_fix", "lead")
    return code


def rechecking(district: District, part: str = "secretary") -> str:
    code = rectifying(district, part)
    act(district, code, inspection_fix, "report_fix", part, {1: "Đã lập sổ theo dõi"})
    return code


def concluded(district: District, outcome: str = "met", part: str = "secretary", **points: str) -> str:
    code = signed(district, part, **points)
    act(district, code, inspection_fix, "conclude", "lead", outcome, "Theo biên bản đã ký")
    return code
