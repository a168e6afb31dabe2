"""The printed pages of the processes are those of the tables."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from states.registration import PROCESS

SCRIPT = Path(__file__).parents[2] / "docs" / "generate.py"


@pytest.fixture(scope="module")
def generate():
    spec = importlib.util.spec_from_file_location("generate_docs", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_in_the_project_are_fresh(generate):
    assert generate.main(["--check"]) == 0, "run python docs/generate.py"


def test_a_stale_or_missing_page_is_noticed_and_mended(generate, tmp_path, capsys):
    assert generate.main(["--check"], tmp_path) == 1
    assert generate.main([], tmp_path) == 0
    assert generate.main(["--check"], tmp_path) == 0
    (tmp_path / "registration.md").write_text("old", encoding="utf-8")
    assert generate.main(["--check"], tmp_path) == 1
    assert "stale: registration.md" in capsys.readouterr().out


def test_the_page_shows_every_arrow_role_and_reason(generate):
    text = generate.page(PROCESS)
    for move in PROCESS.moves:
        assert all(f"    {source.value} --> {move.target.value}: " in text for source in move.source)
        assert all(f"`{role}`" in text for role in move.by)
        assert all(f"| `{guard.reason}` |" in text and guard.rule in text for guard in move.guards)
