"""Every address, for everybody: the answer is what the policy says, and tells nobody more than that."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import update

from states.roles import ROLES
from tests import matrix, matrix_beside
from tests.app_fixtures import Pattern, Patterns, _copy, check_journal
from tests.builders import MovableClock
from tests.matrix import One, Person, Register
from tests.matrix_beside import PAGES
from tests.web.policy import CASES, PUBLIC, TEAM, at_the_door, knows, may_act, opens, reads, roles_of, sees, writes_for
from tests.web.posted import form
from tests.web.visitors import CODE, NOWHERE, Answer, Visit, address, of_case, rules_of, some, visit, watch
from workflow_app import create_app
from workflow_app.models import Account, Mandate, Unit, UnitVersion
from workflow_app.services import account, job, seal
from workflow_app.services.perform import unit_of_work
from workflow_app.services.queue import OTHERS
from workflow_app.web.access import access_of
from workflow_app.web.task import PATHS

KEPT = (matrix.DRAFTED, matrix.OWN_POINTS, matrix.TEAM_POINTS, matrix.MINUTES, matrix.OBJECTOR, matrix.FOUND,
        matrix.DECLINED)  # fmt: skip
# What leads on instead of refusing, and does nothing: an agreement that is no draft any more to its page.
LED_ON = {("commitment.write", 303), ("commitment_order.write", 303), ("ceremony.close_room", 303)}
LED_ON |= {("commitment_amendment.write", 303)}
LED_ON |= {("lists.obligations", 200)}  # a file that is read; sent by POST only with the proof that it asks for
# An act or a draft of each process: the state of the case, and somebody who may.
RIGHTFUL = {
    "review.receive": ("submitted", "reviewer"), "registration.keep": ("draft", "secretary2"),
    "commitment.remind": ("in_force", "manager"), "commitment.write": ("drafting", "manager"),
    "inspection.cancel": ("planned", "reviewer"), "inspection_sheet.own": ("self_assessing", "secretary6"),
    "inspection.add_finding": ("checking", "lead"), "recognition.answer": ("public_comment", "board2"),
}  # fmt: skip
POISON = "98765432101234"
COLUMNS = ("id", "case_id", "unit_id", "state", "version", "seq", "score", "points", "approved_by", "created_at",
           "holder_unit_id", "programme_id", "period", "edition_id", "account_id", "mandate_id", "submitted_by_id",
           "stages_passed", "accepted", "by_id", "dossier_no", "valid_to", "draft_version", "sha256",
           "contents-0-approved_by", "clauses-0-state", "c0-score")  # fmt: skip
PLACES = {"registration": "ho-so", "inspection": "danh-gia", "recognition": "xet-cong-nhan"}
WRITTEN = ("inspection_sheet.own", "inspection_minutes.send")
PROGRAMMES = [f"/chuong-trinh/{of}" for of in ("ds-bontot/2025", "ds-bontot/2024", f"{matrix.OTHER}/2025")]
# Pages that lead on: a step with nothing to write to the next one, a registration to its newest check or to nothing.
ONWARD = {"inspection.newest": (303, 404), "registration.write": (303,), "commitment.write": (303,),
          "commitment_order.write": (303,),
          "ceremony.screen": (303,)}  # fmt: skip
# These pages keep, for ten minutes, what they put to somebody who has a key, and who opened a scan.
ASKS = ("commitment.sign", "commitment_paper.attest", "commitment_paper.download")
ONWARD |= dict.fromkeys(("commitment.document", "commitment.word"), (404,))  # of a text that is not frozen
ONWARD["commitment.record"] = (404,)  # of an agreement that is not in force
ONWARD["commitment_amendment.write"] = (303,)
ONWARD["commitment_certificate.state"] = (303,)  # while nothing has come back
ONWARD["commitment_amendment.text_on"] = (404,)  # of what never came into force


@pytest.fixture(scope="module")
def built(patterns: Patterns, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """The register, made once; each test gets a copy."""
    folder = tmp_path_factory.mktemp("matrix") / "house"
    house = _copy(patterns.get(None, ""), folder, MovableClock())
    register = matrix.build(house)
    seal.create(house, "Huyện ủy")
    job.run_due(house, 1000)
    register.link = matrix_beside.link(register.district, "secretary-apart", register.case("commitment", "frozen").code)
    matrix.read(register)
    house.db.close()
    yield register
    shutil.rmtree(folder)


@pytest.fixture
def register(request: pytest.FixtureRequest, built: Register, tmp_path: Path) -> Iterator[Register]:
    """The register of this test."""
    clock = MovableClock(built.house.clock())
    house = _copy(Pattern(built.house.settings.data_dir), tmp_path / "house", clock)
    yield replace(built, district=replace(built.district, house=house))
    if "tampering" not in request.fixturenames:
        check_journal(house)
    house.db.close()


@pytest.fixture
def app(register: Register) -> Flask:
    return create_app(register.house)


def test_every_address_has_an_entry_in_the_policy(app: Flask) -> None:
    """Fails with the names: say in tests/web/policy.py who may open them, and what they are about."""
    unknown = set()
    for rule in app.url_map.iter_rules():
        try:
            roles_of(rule.endpoint)
        except KeyError:
            unknown.add(rule.endpoint)
    assert not unknown


def test_the_door_of_every_address_opens_for_its_roles_only(app: Flask, register: Register) -> None:
    """The marks are those of the policy; and of those whom it shuts out, some knock at every door, others each time."""
    shut_out = [register.person(f"{role}-subtree") for role in ROLES]
    without = [register.person(name) for name in ("no-more", "left-behind", "not-yet", "closed")]
    before, faults, browsers = watch(register).rows(), [], {None: visit(app, None)}
    browsers |= {person: visit(app, person) for person in shut_out + without}
    for turn, rule in enumerate(app.url_map.iter_rules()):
        wanted_roles, mark = roles_of(rule.endpoint), access_of(app, rule.endpoint)
        if mark is None or (mark.roles or mark.kind) != wanted_roles and set(mark.roles) != set(wanted_roles):
            faults.append(f"{rule.endpoint} is marked {mark}")
        refused = [person for person in shut_out if at_the_door(person, rule.endpoint)]
        for person in (None, without[turn % 4], *some(refused, turn, 2)):
            if wanted := at_the_door(person, rule.endpoint):
                posted = "POST" in (rule.methods or ())  # the mark is that of the view: the same for both
                one = browsers[person]
                answer = one.post(address(rule), {}) if posted else one.get(address(rule))
                if answer.status != wanted:
                    faults.append(f"{one.name} {rule.endpoint}: {answer.status}, not {wanted}")
    assert not faults, "\n".join(faults[:40])
    assert watch(register).rows() == before


def test_every_page_answers_as_the_policy_says_and_changes_nothing(app: Flask, register: Register) -> None:
    """Each person, each page about a case that the role opens, for cases in and out of reach, other ones each time."""
    watched, faults, read = watch(register), [], set()
    for turn, person in enumerate(register.people):
        one, before = visit(app, person), watched.commits
        nowhere = one.get(f"/ho-so/{NOWHERE}").bare if person.holds else ""
        for place, rule in enumerate(rules_of(app, "GET")):
            if of_case(rule) and not at_the_door(person, rule.endpoint):
                for case in chosen(person, register, rule.endpoint, turn + place):
                    since = watched.commits
                    answer = one.get(address(rule, case.code, **parts_of(rule.endpoint, case, register)))
                    before += watched.commits - since if rule.endpoint in ASKS else 0
                    faults += compared(person, rule.endpoint, case, answer, nowhere)
                    faults += leaks(person, register, answer, read)
        if watched.commits != before:
            faults.append(f"{one.name} changed something by only looking")
    assert not faults, "\n".join(faults[:40])
    assert read == set(KEPT), "each of these was read by somebody who may"


def chosen(person: Person, register: Register, endpoint: str, turn: int) -> list[One]:
    """Of the page of a case: one seen and one unseen; of the others, every other time, one of the two in turn.

    So each person opens half of these pages, and each page is opened by half of those whose role may.
    """
    cases = [case for case in register.cases if case.process == CASES[endpoint].process]
    seen, unseen = [case for case in cases if sees(person, case)], [case for case in cases if not sees(person, case)]
    if endpoint.endswith(".case"):
        return list({*telling(seen), *some(seen, turn, 1), *some(unseen, turn, 1)})
    if endpoint in WRITTEN:
        return seen
    if endpoint in PAGES and (mine := [case for case in seen if person.account == case.beside.linked]):
        return mine
    if turn % 4 > 1:
        return []
    return some(seen, turn // 2, 1) if seen and (turn % 2 or not unseen) else some(unseen, turn // 2, 1)


def telling(cases: list[One]) -> list[One]:
    """The cases on whose pages something stands that not everybody may read who sees them."""
    of = {("commitment", "in_force"), ("recognition", "public_comment"), ("inspection", "checking")}
    return [case for case in cases if (case.process, case.state) in of or case.state == "draft"]


def parts_of(endpoint: str, case: One, register: Register) -> dict[str, str]:
    """What an address names beside the case: a file of the right kind, where there is one, and the link."""
    kept = {"commitment_paper.download": case.beside.scan, "obligation.download": case.beside.proof}
    file = kept.get(endpoint, case.files[0] if case.files else "")
    return ({"file_code": file} if file else {}) | {"token": register.link}


def compared(person: Person, endpoint: str, case: One, answer: Answer, nowhere: str) -> Iterator[str]:
    """What is wrong with an answer; what may not be seen reads like what does not exist."""
    wanted = opens(person, endpoint, case)
    others = {200: ONWARD.get(endpoint, ())}.get(wanted, ())
    if wanted == 200 and endpoint.endswith(".download") and endpoint not in PAGES and not given_out(person, case):
        wanted = 404
    told = f"{person.name} {endpoint} ({case.process} {case.state}, {'.'.join(case.path)})"
    if answer.status != wanted and answer.status not in others:
        yield f"{told}: {answer.status}, not {wanted}"
    elif not sees(person, case) and answer.bare != nowhere:
        yield f"{told}: is not told like a code that does not exist"


def given_out(person: Person, case: One) -> bool:
    """Whether the first file of a case is handed out to somebody who sees the case."""
    return bool(case.files) and (writes_for(person, case) or case.state != "draft")


def leaks(person: Person, register: Register, answer: Answer, read: set[str]) -> Iterator[str]:
    """The codes of cases, and the words kept in one place each, that this person must not find on a page."""
    seen = {case.code for case in register.cases if sees(person, case) or case.state in PUBLIC.get(case.process, ())}
    if found := answer.codes & {case.code for case in register.cases} - seen - {*CODE.findall(answer.asked)}:
        yield f"{person.name} reads the codes of {kinds(register, found)} on {answer.path}"
    for name, unit_id in register.hidden.items() if not answer.path.startswith("/giao-uoc") else ():
        if name in answer.text and not knows(person, unit_id, register.cases, answer.path):
            yield f"{person.name} reads of {name} on {answer.path}"
    for words in KEPT:
        if words in answer.text:
            if not reads(person, words, register.cases):
                yield f"{person.name} reads {words!r} on {answer.path}"
            read.add(words)


def test_lists_counts_and_searches_hold_exactly_the_cases_in_reach(app: Flask, register: Register) -> None:
    faults: list[str] = []
    for turn, person in enumerate(register.people):
        if person.holds:
            faults += listed(visit(app, person), person, register, turn)
    assert not faults, "\n".join(faults[:40])


def listed(one: Visit, person: Person, register: Register, turn: int) -> Iterator[str]:
    """What is wrong with what one person is shown: queues, their counts, a search, notices, a programme's page."""
    seen = {case.code for case in register.cases if sees(person, case)}
    pages = {PATHS[name]: one.get(f"/nhiem-vu?hang={PATHS[name]}") for name in ("mine", *OTHERS)}
    found = set().union(*(page.linked for page in pages.values()))
    if found != seen and not (person.role in TEAM and found < seen):  # inspectors are shown no standing cases
        yield f"{person.name} finds {kinds(register, found - seen)} too many, {kinds(register, seen - found)} too few"
    for path, page in pages.items():
        if page.counted.get(path, len(page.linked)) != len(page.linked) or page.waiting != pages["cho-toi"].waiting:
            yield f"{person.name} is told {page.counted}, {page.waiting}, and finds {len(page.linked)} in {path}"
    hidden = next((case.code for case in some(register.cases, turn, 99) if case.code not in seen), NOWHERE)
    search = f"/nhiem-vu?hang={PATHS['elsewhere']}&q={hidden}"
    for page in (*pages.values(), one.get((search, "/thong-bao", *PROGRAMMES)[turn % 5])):
        yield from leaks(person, register, page, set())
        if page.linked - seen:
            yield f"{person.name} is led from {page.path} to {kinds(register, page.linked - seen)}"


def kinds(register: Register, codes: set[str]) -> list[str]:
    return [f"{case.process} {case.state} of {'.'.join(case.path)}" for case in register.cases if case.code in codes]


def test_whoever_may_not_act_is_refused_and_nothing_is_written(app: Flask, register: Register) -> None:
    """Each person, each form that the role may send, whole: of a case out of reach, or of one not to be acted upon."""
    watched, faults = watch(register), []
    before = watched.rows()
    for turn, person in enumerate(register.people):
        one = visit(app, person)
        for place, rule in enumerate(rules_of(app, "POST")):
            if of_case(rule) and not at_the_door(person, rule.endpoint):
                for case in refused_about(person, register, rule.endpoint, turn + place):
                    answer = one.post(address(rule, case.code), form(rule.endpoint, case))
                    faults += judged(person, rule.endpoint, case, answer)
        if watched.rows() != before:
            faults.append(f"{one.name} changed {changed(before, watched.rows())}")
            before = watched.rows()
    assert not faults, "\n".join(faults[:40])


def refused_about(person: Person, register: Register, endpoint: str, turn: int) -> list[One]:
    """In turn a case that the person does not see, one that is seen but not to be acted upon, and none."""
    if turn % 3 == 2:
        return []
    cases = [case for case in register.cases if case.process == CASES[endpoint].process]
    hidden = [case for case in cases if not sees(person, case)]
    seen = [case for case in cases if sees(person, case) and not may_act(person, endpoint, case)]
    return some(seen, turn // 2, 1) if seen and (turn % 2 or not hidden) else some(hidden, turn // 2, 1)


def judged(person: Person, endpoint: str, case: One, answer: Answer) -> Iterator[str]:
    told = f"{person.name} {endpoint} ({case.process} {case.state}, {'.'.join(case.path)}): {answer.status}"
    if not sees(person, case):
        if answer.status != (303 if endpoint == "registration.discard" else 404):
            yield f"{told}, not 404"
    elif answer.status == 404 == opens(person, endpoint, case):
        return  # of this case there is nothing of the kind, or not for this person
    elif answer.status not in (403, 409, 422) and (endpoint, answer.status) not in LED_ON:
        yield f"{told}, not refused"


def changed(before: dict[str, list], after: dict[str, list]) -> list[str]:
    return [name for name in before if before[name] != after[name]]


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [
        ("secretary-of-the-other", "/chuong-trinh/ds-bontot/2025/dang-ky", 403),
        ("secretary-of-the-other", "/xet-cong-nhan/lap/ds-bontot/2025", 403),
        ("secretary-apart", "/chuong-trinh/ds-bontot/2025/dang-ky", 422),
        ("clerk-subtree", "/chuong-trinh/ds-bontot/2025/dang-ky", 422),
        ("manager-children", "/chuong-trinh/ds-bontot/2024/giao-uoc", 403),
        ("manager-of-the-other", "/chuong-trinh/ds-bontot/2025/giao-uoc", 403),
        ("manager-twin", f"/chuong-trinh/{matrix.OTHER}/2025/giao-uoc", 403),
    ],
)
def test_nobody_begins_anything_in_a_programme_of_others(
    app: Flask, register: Register, name: str, path: str, status: int
) -> None:
    before = watch(register).rows()
    assert visit(app, register.person(name)).post(path, {}).status == status
    assert watch(register).rows() == before


def test_a_unit_that_moved_is_lost_to_the_old_committee_and_known_to_the_new_at_once(
    app: Flask, register: Register, tampering: None
) -> None:
    """With sessions and forms that were open before; the case in question waits to be received."""
    case, twin = register.case("registration", "submitted"), register.units["twin"]
    old, new = visit(app, register.person("reviewer")), visit(app, register.person("reviewer-apart"))
    page, file = f"/ho-so/{case.code}", f"/ho-so/{case.code}/tep/{case.files[0]}"
    pages = (page, file, f"{page}/tiep-nhan", "/nhiem-vu?hang=cho-tiep-nhan")

    def shown(one: Visit) -> list[int]:
        return [one.get(path).status for path in pages[:3]] + [int(case.code in one.get(pages[3]).linked)]

    kept, name = form("review.receive", case), "Chi bộ Phòng Kỹ thuật 3"
    assert name in old.get("/thong-bao").text
    assert (shown(old), shown(new)) == ([200, 200, 200, 1], [404, 404, 404, 0])
    move(register, case.unit, twin)
    assert (shown(old), shown(new)) == ([404, 404, 404, 0], [200, 200, 200, 1])
    assert name not in old.get("/thong-bao").text
    before = watch(register).rows()
    assert old.post(f"{page}/tiep-nhan", kept).status == 404
    assert watch(register).rows() == before
    assert new.post(f"{page}/tiep-nhan", form("review.receive", case)).status == 303


def test_whatever_a_unit_has_moves_with_it(app: Flask, register: Register, tampering: None) -> None:
    old, new = visit(app, register.person("auditor-children")), visit(app, register.person("manager-twin"))
    cases = [case for case in register.cases if case.unit == register.case("inspection", "checking").unit]
    pages = [f"/{PLACES[case.process]}/{case.code}" for case in cases]
    assert {case.process for case in cases} == {"registration", "inspection", "recognition"}
    assert [old.get(page).status for page in pages] == [200] * 3 and [new.get(page).status for page in pages] == [
        404
    ] * 3
    move(register, cases[0].unit, register.units["twin"])
    assert [old.get(page).status for page in pages] == [404] * 3 and [new.get(page).status for page in pages] == [
        200
    ] * 3


def move(register: Register, unit_id: int, to: Unit) -> None:
    """What the event of a reorganisation will do: another place in the tree, and a version that says so."""
    with register.house.db.writing() as session:
        session.get_one(Unit, unit_id).path = f"{to.path}.{unit_id}"
        session.execute(update(UnitVersion).where(UnitVersion.unit_id == unit_id).values(parent_id=to.id))
        session.commit()


@pytest.mark.parametrize(
    ("endpoint", "state", "name", "instead"),
    [
        ("review.receive", "submitted", "reviewer-children", "reviewer"),
        ("commitment.remind", "in_force", "manager-self", "manager"),
        ("inspection.cancel", "planned", "reviewer-children", "reviewer"),
        ("recognition.answer", "public_comment", "board_signatory-children", "board2"),
    ],
)
def test_who_lost_the_role_while_the_page_was_open_is_refused(
    app: Flask, register: Register, endpoint: str, state: str, name: str, instead: str
) -> None:
    """In each process: the mandate ended, or the account closed with its sessions; somebody else then does the same."""
    case = register.case(CASES[endpoint].process, state)
    path = address(next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint), case.code)
    for how, status in (("ended", 403), ("closed", 400)):
        person = register.person(
            name if how == "ended" else name.replace("children", "subtree").replace("-self", "-subtree")
        )
        one = visit(app, person)
        assert one.get(path).status == 200
        one.post(f"/ho-so/{NOWHERE}/rut", {})  # the token of the page that is open
        take_away(register, person, how)
        before = watch(register).rows()
        assert one.post(path, form(endpoint, case)).status == status
        assert watch(register).rows() == before
    assert visit(app, register.person(instead)).post(path, form(endpoint, case)).status == 303


def take_away(register: Register, person: Person, how: str) -> None:
    with unit_of_work(register.house) as work:
        if how == "ended":
            account.end_mandate(work, work.system(), work.session.get_one(Mandate, person.mandate), work.today)
        else:
            account.disable(work, work.system(), work.session.get_one(Account, person.account))


def test_only_a_form_sent_by_post_acts_or_keeps_anything(app: Flask, register: Register) -> None:
    """Acts and drafts of each process by somebody who may: every other way of asking for them leaves no trace."""
    before, override = watch(register).rows(), {"X-HTTP-Method-Override": "POST", "X-HTTP-Method": "POST"}
    for endpoint in RIGHTFUL:
        one, path, data = ready(app, register, endpoint)
        asked = {"headers": override, "data": data}
        assert one.client.get(path, query_string={**data, "_method": "POST"}, **asked).status_code == 200, endpoint
        assert one.client.head(path, **asked).status_code == 200, endpoint
        for method in ("PUT", "PATCH", "DELETE"):
            assert one.client.open(path, method=method, **asked).status_code in (400, 405), endpoint
        for how in (
            {"json": data}, {"query_string": data}, {"data": urlencode(data), "content_type": "text/plain"},
            {"data": urlencode(data), "content_type": "application/json"},
        ):  # fmt: skip
            assert one.client.post(path, **how).status_code == 400, endpoint
        assert watch(register).rows() == before, endpoint


def test_fields_that_a_form_does_not_have_go_nowhere(app: Flask, register: Register) -> None:
    """Names of columns and of rows beside the form's own fields, in acts and drafts of each process."""
    for endpoint in RIGHTFUL:
        one, path, data = ready(app, register, endpoint)
        before = watch(register).rows()
        poisoned = {name: POISON for name in COLUMNS if name not in data}
        answer = one.client.post(path, data=data | poisoned)
        after = watch(register).rows()
        assert (answer.status_code, before != after) == (303, True), endpoint
        assert POISON not in str(after), endpoint
        fixed = slice(0, 7)  # id, code, process, unit, programme, period, edition
        assert [row[fixed] for row in before["case_record"]] == [row[fixed] for row in after["case_record"]]


def test_a_form_acts_once_and_on_its_own_case_only(app: Flask, register: Register) -> None:
    """Sent again, from a tab left open, and to a case of another programme in the very same state."""
    one, path, data = ready(app, register, "review.receive")
    other = next(case for case in register.cases if case.programme == matrix.OTHER and case.path[-1] == "4")
    first = one.client.post(path, data=data)
    assert first.status_code == 303
    before = watch(register).rows()
    again = one.client.post(path, data=data)
    assert (again.status_code, again.location) == (303, first.location)
    assert one.client.post(path, data=data | {"key": "k" * 20}).status_code == 409
    assert (other.state, one.get(f"/ho-so/{other.code}").status) == ("submitted", 200)
    assert one.client.post(f"/ho-so/{other.code}/tiep-nhan", data=data).status_code == 409
    assert watch(register).rows() == before


def ready(app: Flask, register: Register, endpoint: str) -> tuple[Visit, str, dict[str, Any]]:
    """Somebody who may do it, where, and the whole form with its token."""
    state, name = RIGHTFUL[endpoint]
    case = register.case(CASES[endpoint].process, state)
    one = visit(app, register.person(name))
    one.post(f"/ho-so/{NOWHERE}/nop", {})
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    return one, address(rule, case.code), {"csrf_token": one.token, **form(endpoint, case)}
