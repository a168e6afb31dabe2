"""The room of a ceremony: who opens it, whom its code leads where, and how long."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests import agreements, papers
from tests.builders import District, MovableClock, state_of
from workflow_app.models import CeremonyRoom
from workflow_app.services import ceremony, upkeep
from workflow_app.services.actor import Actor
from workflow_app.services.errors import Invalid, NotAllowed
from workflow_app.services.guessing import MOST_PER_LOGIN, TooManyAttempts
from workflow_app.services.perform import unit_of_work


def actor_of(district: District, part: str) -> Actor:
    with unit_of_work(district.house) as work:
        return work.actor(district.mandates[part])


def opened(district: District, code: str) -> str:
    return ceremony.open_room(district.house, district.mandates["manager"], code)


def finds(district: District, part: str, typed: str) -> str:
    return ceremony.find(district.house, actor_of(district, part), typed, "10.0.0.7")


def test_a_code_leads_every_party_and_nobody_else_to_the_agreement(district: District) -> None:
    house, code = district.house, agreements.frozen(district)
    room = opened(district, code)
    assert len(room) == 6 and not set(room) & set("0OQ1IL2Z5S8BUVPDN")
    for typed in (room, room.lower(), f" {room[:3]} {room[3:]} ", f"{room[:3]}-{room[3:]}"):
        assert finds(district, "secretary", typed) == code
    stranger = replace(actor_of(district, "secretary"), unit_id=10**6, unit_path="9.1000000", at_place=frozenset())
    for actor, typed in ((stranger, room), (actor_of(district, "secretary"), "4KX7TH"), (stranger, "nothing")):
        with pytest.raises(ceremony.RoomUnknown):
            ceremony.find(house, actor, typed, "10.0.0.8")


def test_a_room_is_opened_once_closed_and_forgotten(district: District, clock: MovableClock) -> None:
    house, code = district.house, agreements.frozen(district)
    room = opened(district, code)
    assert opened(district, code) == room, "opened twice it is the same"
    ceremony.close_room(house, district.mandates["manager"], code)
    assert ceremony.get_room(house, code) is None
    with pytest.raises(ceremony.RoomUnknown):
        finds(district, "secretary", room)
    second = opened(district, code)
    assert second != room
    clock.advance(hours=12, seconds=-1)
    assert finds(district, "secretary", second) == code
    clock.advance(seconds=1)
    with pytest.raises(ceremony.RoomUnknown):
        finds(district, "secretary", second)
    clock.advance(days=1, seconds=1)
    upkeep.tidy(house)
    with house.db.reading() as session:
        assert session.scalar(select(func.count()).select_from(CeremonyRoom)) == 0


@pytest.mark.parametrize("part", ["board", "secretary", "reviewer"])
def test_only_a_manager_of_the_issuer_leads(district: District, part: str) -> None:
    code = agreements.frozen(district)
    for verb in (ceremony.open_room, ceremony.close_room):
        with pytest.raises(NotAllowed):
            verb(district.house, district.mandates[part], code)


def test_a_room_needs_a_text_that_is_fixed(district: District) -> None:
    code = agreements.drafted(district)
    with pytest.raises(Invalid):
        opened(district, code)


def test_whoever_guesses_is_stopped_and_stops_nobody_else_in_the_hall(district: District) -> None:
    code = agreements.frozen(district)
    room = opened(district, code)
    for _ in range(MOST_PER_LOGIN):
        with pytest.raises(ceremony.RoomUnknown):
            finds(district, "secretary", "4KX7TH")
    with pytest.raises(TooManyAttempts):
        finds(district, "secretary", room)
    assert finds(district, "secretary2", room) == code


def test_the_end_shows_the_first_checkpoint_that_holds_the_deciding_signature(district: District) -> None:
    house, code = district.house, agreements.frozen(district)

    def end() -> ceremony.End | None:
        return ceremony.get_end(house, code, state_of(house, code))

    agreements.signed(district, code, "secretary")
    assert end() is None
    agreements.signed(district, code, "board")
    first = end()
    assert first is not None
    agreements.signed(district, code, "secretary2")
    assert end() == first, "a later signature moves it no more"


def test_the_end_is_shown_too_when_the_deciding_signature_was_given_on_paper(district: District) -> None:
    house, code = district.house, agreements.frozen(district)
    agreements.signed(district, code, "board")
    assert ceremony.get_end(house, code, state_of(house, code)) is None
    papers.attested(district, code, "secretary")
    assert ceremony.get_end(house, code, state_of(house, code)) is not None
