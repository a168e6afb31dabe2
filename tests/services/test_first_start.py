"""The first start, begun in two browsers at once."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from workflow_app.house import House
from workflow_app.models import Account, OneTimeCode, Unit
from workflow_app.services import first_start
from workflow_app.services.one_time_code import CodeRefused

BEGINNING = first_start.Beginning(
    "Đảng bộ huyện Đắk Song", "", "dang_bo_huyen", "Nguyễn Thị Quản", "", "", "thuyền xanh qua cầu đá"
)


@pytest.mark.parametrize("codes", ["one code", "a code each"])
def test_of_two_who_found_the_organisation_at_once_one_does(any_house: House, codes: str) -> None:
    house = any_house
    first = first_start.issue_code(house)
    second = first if codes == "one code" else first_start.issue_code(house)
    with house.db.writing() as session:  # as two who ask for a code at the same moment leave behind
        session.execute(update(OneTimeCode).values(used_at=None))
        session.commit()
    start, told = threading.Barrier(2), list[str]()

    def begins(code: str, login: str) -> None:
        start.wait()
        try:
            begin = replace(BEGINNING, name=f"{BEGINNING.name} {login}", login=login)
            told.append(first_start.enrol(house, code, "192.0.2.1", begin))
        except CodeRefused:
            told.append("refused")

    both = [threading.Thread(target=begins, args=each) for each in ((first, "quan.tri"), (second, "nguoi.khac"))]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(told) == 2 and told.count("refused") == 1
    with house.db.reading() as session:
        assert [session.scalar(select(func.count()).select_from(each)) for each in (Account, Unit)] == [1, 1]
