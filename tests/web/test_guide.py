"""A guide for each role on two pages, and where to turn to when something is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from states.roles import ROLES
from tests.page import Browser
from workflow_app import create_app
from workflow_app.house import House
from workflow_app.wording.guide import guide


def test_the_guide_of_every_role_is_reached_from_the_foot_of_every_page_in_both_languages(browser: Browser) -> None:
    browser.get("/tro-nang")
    page = browser.follow("Hướng dẫn", "/huong-dan")
    assert [link for link in page.links() if "/huong-dan/" in link and not link.startswith("/en")] == [
        f"/huong-dan/{role}" for role in ROLES
    ]
    for role in ROLES:
        for root, lang in (("", "vi"), ("/en", "en")):
            text = browser.get(f"{root}/huong-dan/{role}").text
            assert guide(role, lang).tasks[0][1][0] in text and guide("everybody", lang).remember[0] in text
    browser.get("/huong-dan/everybody", 404)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_guide_fits_two_pages(lang: str) -> None:
    for role in ROLES:
        words = 0
        for one in (guide(role, lang), guide("everybody", lang)):
            lines = [one.lede, *one.remember, *(line for title, steps in one.tasks for line in (title, *steps))]
            assert all(line.strip() for line in lines)
            words += sum(len(line.split()) for line in lines)
        assert 120 < words < 700, (role, words)


@pytest.mark.parametrize(
    "contact, told",
    [
        ("Văn phòng Huyện ủy, van-phong@huyenuy.vn, 0261 000 000", "mailto:van-phong@huyenuy.vn?subject=B"),
        ("Văn phòng Huyện ủy, 0261 000 000", "0261 000 000</p>"),
        ("", ""),
    ],
)
def test_every_page_names_who_is_told_of_a_mistake(house: House, contact: str, told: str) -> None:
    settled = replace(house, settings=replace(house.settings, contact=contact))
    page = Browser(create_app(settled).test_client()).get("/tra-cuu")
    assert told in page.html and ("báo sai sót" in page.text) == bool(contact)
