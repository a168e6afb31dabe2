"""Every form of a whole story is sent twice, as if the first answer had been lost: each act is there once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.builders import District, MovableClock
from tests.clerk import Cast
from tests.page import Browser, Page
from tests.stories import test_story_e as story
from workflow_app.house import House
from workflow_app.models import Entry
from workflow_app.services.journal import body_of


@pytest.mark.timeout(600)
def test_a_story_in_which_every_answer_is_lost_once_is_told_like_any_other(
    everybody: District, house: House, app: Flask, clock: MovableClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, lost = Browser.post, Counter[str]()

    def post(browser: Browser, path: str, status: int = 200, **request: Any) -> Page:
        data = request.get("data", {})
        acts = "key" in data and not any(isinstance(value, tuple | list) for value in data.values())
        if acts and status == 200:
            answer = browser.client.post(path, **request)  # nobody sees it
            lost[path.rsplit("/", 1)[1]] += 1
            assert answer.status_code in (200, 303), path
        return real(browser, path, status, **request)

    monkeypatch.setattr(Browser, "post", post)
    cast = Cast(everybody, lambda part: Browser(app.test_client()))
    story.test_a_unit_is_recognised_in_the_open_and_the_recognition_is_revoked_when_a_discipline_comes_to_light(
        cast, Browser(app.test_client()), house, clock, tmp_path
    )
    with house.db.reading() as session:
        made = Counter(body_of(entry).get("request", "") for entry in session.scalars(select(Entry)))
    del made[""]
    assert set(made.values()) == {1} and lost.total() > 20
