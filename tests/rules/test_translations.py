"""Rule: every text of the pages has its English, the catalogue is in step, and values keep their places."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from workflow_app.translations import extract

PLACES = re.compile(r"%\((\w+)\)[sd]|%%")


def test_every_text_of_the_pages_has_an_english_translation():
    missing = extract.untranslated(extract.updated(extract.read()))
    assert missing == [], "run workflow_app/translations/extract.py and translate what it lists"


def test_the_catalogue_holds_the_texts_there_are_and_no_others():
    there = {text if isinstance(text, str) else text[0] for _, text in extract.extracted()}
    listed = {message.id if isinstance(message.id, str) else message.id[0] for message in extract.read() if message.id}
    assert listed == there, "run workflow_app/translations/extract.py"


def test_a_translation_has_the_same_places_for_values():
    wrong = []
    for message in extract.read():
        ids, strings = ([part] if isinstance(part, str) else list(part or []) for part in (message.id, message.string))
        if ids[0] and any(set(PLACES.findall(said)) != set(PLACES.findall(ids[-1])) for said in strings if said):
            wrong.append(ids[0])
    assert wrong == []


def test_a_translation_is_not_vietnamese():
    vietnamese = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
    plain = {"Tiếng Việt"}
    found = [m.id for m in extract.read() if m.id and isinstance(m.string, str) and vietnamese.search(m.string)]
    assert [text for text in found if text not in plain and "“" not in text] == []


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A small project with one text of every sort."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "workflow_app/web").mkdir(parents=True)
    page = (
        '{{ _("Một") }}{% trans %}Hai{% endtrans %}{{ ngettext("%(num)s ba", "%(num)s ba", 3) }}{# {{ _("Không") }} #}'
    )
    (tmp_path / "templates/page.html").write_text(page, "utf-8")
    code = 'x = gettext("Bốn")\ny = InputRequired("Năm")\nz = "Không"\n'
    (tmp_path / "workflow_app/web/page.py").write_text(code, "utf-8")
    return tmp_path


def test_texts_of_every_sort_are_found(top: Path):
    assert {text for _, text in extract.extracted(top)} == {"Một", "Hai", ("%(num)s ba", "%(num)s ba"), "Bốn", "Năm"}


def test_an_update_keeps_what_was_translated_and_drops_what_is_gone(top: Path, tmp_path: Path):
    po = tmp_path / "old.po"
    po.write_text('msgid "Một"\nmsgstr "One"\n\nmsgid "Mất"\nmsgstr "Lost"\n', "utf-8")
    new = extract.updated(extract.read(po), top)
    assert new["Một"].string == "One"
    assert "Mất" not in new
    assert sorted(extract.untranslated(new)) == ["%(num)s ba", "Bốn", "Hai", "Năm"]


def test_the_same_texts_make_the_same_file(top: Path, tmp_path: Path):
    first = extract.written(extract.updated(extract.read(), top))
    copy = tmp_path / "copy.po"
    copy.write_bytes(first)
    assert extract.written(extract.updated(extract.read(copy), top)) == first
    with copy.open("rb") as source:
        assert read_po(source).num_plurals == 2
