"""The demo: made through the same use cases, whole, and the same in its numbers every time."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from workflow_app.clock import day_of
from workflow_app.demo import seed
from workflow_app.demo.lives import LIVES
from workflow_app.models import Case
from workflow_app.services.verify_journal import verify
from workflow_app.settings import Settings
from workflow_app.start import open_house


@pytest.mark.timeout(300)
def test_the_demo_shows_registrations_in_every_state_and_its_journal_is_whole(tmp_path: Path) -> None:
    settings = seed.seed(Settings(mode="demo", data_dir=tmp_path / "demo"))
    house = open_house(settings)
    with house.db.reading() as session:
        registrations = select(Case.period, Case.state).where(Case.process == "registration")
        found = Counter(session.execute(registrations).all())
        pacts = session.execute(select(Case.period, Case.state).where(Case.process == "commitment")).all()
    in_2025 = {state: number for (period, state), number in found.items() if period == "2025"}
    assert found[("2024", "closed")] == 50
    assert sum(in_2025.values()) == len(LIVES)
    states = "draft submitted in_review changes_requested endorsed approved rejected withdrawn"
    assert in_2025.keys() == set(states.split())
    assert sorted(map(tuple, pacts)) == [("2024", "completed"), ("2025", "in_force")]
    report = verify(house)
    assert report.ok, "\n".join(map(str, report.findings))
    assert day_of(house.clock()) == date(2025, 6, 10)
    house.db.close()
    assert seed.seeded(Settings(mode="demo", data_dir=tmp_path / "demo")) == settings


def test_the_demo_never_deletes_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    import click

    from workflow_app.cli import refuse_foreign

    (tmp_path / "demo.json").touch()
    refuse_foreign(tmp_path)
    (tmp_path / "thesis.odt").touch()
    with pytest.raises(click.ClickException, match=r"thesis\.odt"):
        refuse_foreign(tmp_path)
