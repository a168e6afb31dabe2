"""Figures for a Prometheus server: off unless asked for, and naming no case."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.builders import District, submitted
from tests.web.visits import client_with
from workflow_app.settings import SettingsInvalid, load


def figures(text: str) -> dict[str, str]:
    """The lines of the answer, by name and labels."""
    return dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))  # type: ignore[misc]


def test_figures_are_there_only_when_a_setting_asks_for_them(district: District) -> None:
    assert client_with(district.house).get("/metrics").status_code == 404


def test_pages_are_counted_by_kind_and_no_case_is_named(district: District) -> None:
    code = submitted(district)
    client = client_with(district.house, metrics="on")
    for path in (f"/ho-so/{code}", "/tra-cuu", "/khong-co-trang-nay", "/tra-cuu"):
        client.get(path)
    text = client.get("/metrics").get_data(as_text=True)
    found = figures(text)
    assert found['so_cong_nhan_answers_total{endpoint="register.listing",status="200"}'] == "2.0"
    assert found['so_cong_nhan_answers_total{endpoint="none",status="404"}'] == "1.0"
    assert float(found["so_cong_nhan_tree_size"]) > 5 and found["so_cong_nhan_database_up"] == "1.0"
    assert float(found["so_cong_nhan_jobs_due"]) >= 1 and found["so_cong_nhan_rolled_back"] == "0.0"
    assert code not in text and "khong-co" not in text


def test_the_profile_of_nginx_keeps_strangers_out_in_both_languages(district: District) -> None:
    """Whatever has a page has it under /en too."""
    client = client_with(district.house, metrics="on")
    profile = Path(__file__).parents[2].joinpath("deploy", "nginx.conf").read_text(encoding="utf-8")
    denied = [place for place, rule in re.findall(r"location ~ (\S+) +\{([^}]*)\}", profile) if "deny all" in rule]
    for path in ("/metrics", "/en/metrics", "/readyz", "/en/readyz"):
        assert client.get(path).status_code == 200
        assert any(re.match(place, path) for place in denied), path


def test_a_setting_that_is_neither_on_nor_off_stops_the_start() -> None:
    with pytest.raises(SettingsInvalid, match="METRICS"):
        load({"WORKFLOW_APP_METRICS": "yes"})
