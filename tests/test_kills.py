"""The program that kills servers, for a few seconds: `python3 dev.py kills` runs longer, and on PostgreSQL too."""

from __future__ import annotations

import json

import pytest

from bench import kills


@pytest.mark.timeout(240)
def test_people_who_work_while_servers_are_killed_lose_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert kills.main(["--seeds", "1", "--kills", "2"]) == 0
    seed, total = map(json.loads, capsys.readouterr().out.splitlines())
    assert seed["acts"] > 0 and seed["kills"] > 0 and seed["checkpoints"] > 1
    assert (total["lost"], total["doubled"], total["forked"], total["findings"]) == (0, 0, 0, 0)
