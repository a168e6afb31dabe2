"""Names stand in the order of the Vietnamese alphabet, whichever database sorts them."""

from __future__ import annotations

import gzip

from sqlalchemy import Column, MetaData, Table, insert, select

from tests.unit.test_text import PAIRS
from workflow_app.house import House
from workflow_app.models import UnitVersion
from workflow_app.text import sort_key


def test_each_database_sorts_ten_thousand_pairs_as_icu_does(any_house: House) -> None:
    lines = [line.split("\t") for line in gzip.decompress(PAIRS.read_bytes()).decode().splitlines()]
    keys = {text: sort_key(text) for first, second, _ in lines for text in (first, second)}
    like = UnitVersion.__table__.c.sort_key.type  # the column by which every list of units is sorted
    names = Table("sorted_names", MetaData(), Column("key", like), prefixes=["TEMPORARY"])
    with any_house.db.writing() as session:
        names.create(session.connection())
        session.execute(insert(names), [{"key": key} for key in sorted(set(keys.values()))[::-1]])
        place = {key: number for number, key in enumerate(session.scalars(select(names.c.key).order_by(names.c.key)))}
        session.rollback()
    assert len(lines) == 10_000 and len(place) == len(set(keys.values()))
    at = {text: place[key] for text, key in keys.items()}
    wrong = [line for *line, sign in lines if (at[line[0]] > at[line[1]]) - (at[line[0]] < at[line[1]]) != int(sign)]
    assert wrong == []
