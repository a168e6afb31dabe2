"""Queues say in one query what the guards say one case at a time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests import builders
from tests.builders import District, MovableClock
from workflow_app.clock import day_of
from workflow_app.house import House
from workflow_app.models import Account, Case, Mandate, Unit
from workflow_app.services import account, queue, registration, registration_case
from workflow_app.services.actor import Actor, load_actor
from workflow_app.services.errors import NotFound
from workflow_app.services.perform import unit_of_work
from workflow_app.services.registration import Mark

pytestmark = pytest.mark.usefixtures("any_house")

CELLS = 6


def double_roles(district: District) -> None:
    """People who hold more than one mandate: that is where a query and the guards could come to differ."""
    more = [
        ("clerk3", "reviewer", "children"),
        ("clerk3", "board_signatory", "children"),
        ("secretary6", "reviewer", "children"),
        ("reviewer", "board_signatory", "children"),
        ("reviewer2", "board_signatory", "subtree"),
        ("clerk2", "incharge", "children"),
    ]
    with unit_of_work(district.house) as work:
        above = work.session.get_one(Mandate, district.mandates["reviewer"])
        unit = work.session.get_one(Unit, above.unit_id)
        for part, role, reach in more:
            held = work.session.get_one(Mandate, district.mandates[part])
            person = work.session.get_one(Account, held.account_id)
            made = account.grant_mandate(
                work, work.system(), person, role=role, reach=reach, unit=unit, valid_from=date(2025, 1, 1), title=role
            )
            district.mandates[f"{part}-{role}"] = made.id


def actors(house: House) -> Iterator[Actor]:
    """Everybody under each of their mandates."""
    with house.db.reading() as session:
        held = select(Mandate.id).where(Mandate.kind == "person", Mandate.ended_on.is_(None)).order_by(Mandate.id)
        for mandate_id in session.scalars(held):
            yield load_actor(session, mandate_id, day_of(house.clock()))


def codes(house: House) -> list[str]:
    """The code of every case, in an order that does not hang on the codes: a seed gives the same walk each time."""
    with house.db.reading() as session:
        return list(session.scalars(select(Case.code).order_by(Case.id)))


def listed(house: House, actor: Actor, name: str, most: int = queue.PAGE, **asked: str) -> list[str]:
    """Every code of a queue, page by page."""
    found: list[str] = []
    after = ""
    while True:
        _, page = queue.read_page(house, actor, name, after=after, most=most, **asked)
        found += [task.code for task in page.rows]
        if page.next is None:
            return found
        after = page.next


def act_somehow(house: House, actor: Actor, code: str, name: str, chance: random.Random) -> None:
    """Take an enabled action with the words it needs."""
    view = registration_case.get_case(house, actor, code)
    more: dict[str, object] = {"seen": view.version}
    if name == "submit":
        more["draft_seen"] = view.draft_version
    elif name == "withdraw":
        more["reason"] = "Đơn vị sáp nhập"
    elif name == "reject":
        more["reason"] = ("trung-lap", "Đã có đăng ký khác")
    elif name == "request_changes":
        more["marks"] = [Mark("contents.0", "noi-dung-chung-chung")]
    elif name == "assign_incharge":
        people = registration_case.list_incharge(house, actor, code)
        more["incharge_code"] = chance.choice(people).mandate
    getattr(registration, name)(house, actor.mandate_id, code, **more)


def leaves_the_unit(district: District, part: str) -> None:
    """Somebody who handed a registration in belongs to the unit no more, but may still not decide on it."""
    with unit_of_work(district.house) as work:
        held = work.session.get_one(Mandate, district.mandates[part])
        account.end_mandate(work, work.system(), held, on=work.today)


def live(district: District, seed: int, steps: int = 150) -> None:
    """Let people take steps at random; ends of a case are rare, so that most cases get far."""
    chance, house = random.Random(seed), district.house
    for number in range(1, CELLS + 1):
        part = "secretary" if number == 1 else f"secretary{number}"
        builders.drafted(district, part) if number % 3 else builders.submitted(district, part)
    leaves_the_unit(district, "secretary6")
    people = list(actors(house))
    for _ in range(steps):
        actor, code = chance.choice(people), chance.choice(codes(house))
        try:
            actions = registration_case.get_case(house, actor, code).actions
        except NotFound:
            continue
        able = [a.name for a in actions if a.enabled and a.name not in ("save", "discard", "close")]
        rare = {"withdraw", "reject"} if chance.random() < 0.9 else set()
        if able := [name for name in able if name not in rare]:
            act_somehow(house, actor, code, chance.choice(able), chance)


# The seed, and how many steps are taken; on PostgreSQL the queries are to run, the walks are those of SQLite.
WALKS = [("sqlite", 4, 150), ("sqlite", 12, 150), pytest.param("postgres", 12, 120, marks=pytest.mark.tool("postgres"))]


@pytest.mark.parametrize("any_house, seed, steps", WALKS, indirect=["any_house"])
def test_a_case_waits_in_a_queue_exactly_when_its_owner_can_do_what_it_waits_for(
    house: House, clock: MovableClock, seed: int, steps: int
) -> None:
    district = builders.build_district(house, cells=CELLS)
    double_roles(district)
    live(district, seed, steps)
    states = compare(house)
    compare_queues(house)
    assert "approved" in states and len(states) >= 4, "the walk must reach different states, or it compares little"
    clock.now += timedelta(days=60)  # the round is closed and the period is over
    compare(house)


def compare(house: House) -> set[str]:
    """Compare query and guards for everybody and every case; returns the states that were met."""
    states = set()
    for actor in actors(house):
        waiting, seen = set(), set()
        for code in codes(house):
            try:
                view = registration_case.get_case(house, actor, code)
            except NotFound:
                continue
            seen.add(code)
            states.add(view.state)
            if any(action.duty and action.enabled for action in view.actions):
                waiting.add(code)
        mine = listed(house, actor, "mine")
        assert len(mine) == len(set(mine))
        assert set(mine) == waiting, (actor.role, actor.name)
        assert queue.count_tasks(house, actor) == len(waiting)
        shown = mine + [code for name in ("elsewhere", "accepted", "ended") for code in listed(house, actor, name)]
        assert sorted(shown) == sorted(seen), "every case that may be seen lies in exactly one of these queues"
    return states


def compare_queues(house: House) -> None:
    """The counts of the queues are the lengths of their lists."""
    for actor in actors(house):
        for found in queue.read_page(house, actor, "mine")[0]:
            assert found.count == len(listed(house, actor, found.name)), (actor.role, found.name)


def test_a_queue_is_read_page_by_page_with_what_is_due_first(house: House, clock: MovableClock) -> None:
    district = builders.build_district(house, cells=8)
    made = []
    for number in range(1, 9):
        made.append(builders.submitted(district, "secretary" if number == 1 else f"secretary{number}"))
        clock.advance(days=1 if number % 3 == 0 else 0)
    reviewer = next(actor for actor in actors(house) if actor.mandate_id == district.mandates["reviewer"])
    assert listed(house, reviewer, "mine", most=3) == made
    assert len(queue.read_page(house, reviewer, "mine", most=3)[1].rows) == 3


def test_search_finds_names_without_marks_and_codes_as_they_are_typed(house: House) -> None:
    district = builders.build_district(house, cells=2)
    first, second = builders.submitted(district), builders.submitted(district, "secretary2")
    reviewer = next(actor for actor in actors(house) if actor.mandate_id == district.mandates["reviewer"])
    assert listed(house, reviewer, "mine", q="KY THUAT 2") == [second]
    assert listed(house, reviewer, "mine", q=first.lower().replace("-", " ")) == [first]
    assert listed(house, reviewer, "mine", q="100%") == []
    assert listed(house, reviewer, "mine", state="registration.in_review") == []
    assert len(listed(house, reviewer, "mine", state="registration.submitted")) == 2
