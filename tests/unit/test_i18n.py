"""Two languages: which one an address asks for, how texts are found, and what WTForms says."""

import re
from pathlib import Path

import pytest
import wtforms
from babel.messages.pofile import read_po

from workflow_app.form_messages import COUNTED, TEXTS, FormMessages
from workflow_app.i18n import LanguagePrefix, load, other_language, translator

PO = """
msgid ""
msgstr ""
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Đơn vị"
msgstr "Unit"

msgid "Chưa dịch"
msgstr ""

#, fuzzy
msgid "Chưa chắc"
msgstr "Unsure"

msgid "%(num)s việc"
msgid_plural "%(num)s việc"
msgstr[0] "%(num)s task"
msgstr[1] "%(num)s tasks"
"""


def seen_by_the_application(path: str, script: str = "") -> tuple[str, str, str]:
    seen: dict[str, str] = {}
    LanguagePrefix(lambda environ, start: seen.update(environ) or [])({"PATH_INFO": path, "SCRIPT_NAME": script}, None)
    return seen["SCRIPT_NAME"], seen["PATH_INFO"], seen["workflow_app.lang"]


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/", ("", "/", "vi")),
        ("/tra-cuu", ("", "/tra-cuu", "vi")),
        ("/en", ("/en", "/", "en")),
        ("/en/", ("/en", "/", "en")),
        ("/en/tra-cuu", ("/en", "/tra-cuu", "en")),
        ("/english", ("", "/english", "vi")),
        ("/ho-so/en/x", ("", "/ho-so/en/x", "vi")),
        ("/en/en/x", ("/en", "/en/x", "en")),
        ("/EN/x", ("", "/EN/x", "vi")),
        ("", ("", "", "vi")),
    ],
)
def test_the_language_is_the_beginning_of_the_address(path, seen):
    assert seen_by_the_application(path) == seen


def test_an_application_below_a_folder_keeps_it():
    assert seen_by_the_application("/en/x", "/so") == ("/so/en", "/x", "en")


def test_a_visitor_cannot_choose_the_language_by_other_means():
    seen: dict[str, str] = {}
    app = LanguagePrefix(lambda environ, start: seen.update(environ) or [])
    app({"PATH_INFO": "/x", "workflow_app.lang": "en", "HTTP_COOKIE": "lang=en", "HTTP_ACCEPT_LANGUAGE": "en"}, None)
    assert seen["workflow_app.lang"] == "vi"


def test_the_same_page_in_the_other_language_has_an_address():
    assert other_language("vi", "/tra-cuu?q=a") == "/en/tra-cuu?q=a"
    assert other_language("en", "/tra-cuu?q=a") == "/tra-cuu?q=a"


def test_texts_are_found_in_the_catalogue(tmp_path: Path):
    (tmp_path / "messages.po").write_text(PO, encoding="utf-8")
    english = load("en", tmp_path / "messages.po")
    assert english.gettext("Đơn vị") == "Unit"
    assert english.ngettext("%(num)s việc", "%(num)s việc", 1) == "%(num)s task"
    assert english.ngettext("%(num)s việc", "%(num)s việc", 2) == "%(num)s tasks"


def test_what_is_not_translated_stays_vietnamese(tmp_path: Path):
    (tmp_path / "messages.po").write_text(PO, encoding="utf-8")
    english = load("en", tmp_path / "messages.po")
    assert [english.gettext(text) for text in ("Chưa dịch", "Chưa chắc", "Khác", "")] == [
        "Chưa dịch",
        "Chưa chắc",
        "Khác",
        "",
    ]


def test_vietnamese_is_what_the_source_says():
    vietnamese = translator("vi")
    assert vietnamese.gettext("Đơn vị") == "Đơn vị"
    assert vietnamese.ngettext("%(num)s việc", "%(num)s việc", 1) == "%(num)s việc"


def test_there_are_two_languages():
    assert translator("en").lang == "en"
    with pytest.raises(KeyError):
        translator("../../etc")


def test_everything_wtforms_can_say_is_said_in_vietnamese():
    template = Path(wtforms.__file__).with_name("locale") / "wtforms.pot"
    with template.open("rb") as source:
        ids = [message.id for message in read_po(source) if message.id]
    single = {text for text in ids if isinstance(text, str)}
    counted = {text[0] for text in ids if not isinstance(text, str)}
    assert len(single) > 25
    assert (single - set(TEXTS), counted - set(COUNTED)) == (set(), set())


def test_form_messages_keep_their_places_for_values():
    for english, vietnamese in (TEXTS | COUNTED).items():
        assert sorted(re.findall(r"%\(\w+\)[sd]|%s", english)) == sorted(re.findall(r"%\(\w+\)[sd]|%s", vietnamese))


def test_a_form_speaks_the_language_it_is_asked_for():
    class Asked(wtforms.Form):
        class Meta:
            lang = "vi"

            def get_translations(self, form):
                return FormMessages(self.lang)

        name = wtforms.StringField(validators=[wtforms.validators.Length(min=3, max=9)])
        count = wtforms.IntegerField(validators=[wtforms.validators.InputRequired()])

    form = Asked(data={"name": "a"})
    assert not form.validate()
    assert (form.name.errors, form.count.errors) == (["Viết từ 3 đến 9 ký tự"], ["Mục này chưa có nội dung"])
    form = Asked(data={"name": "a"}, meta={"lang": "en"})
    assert not form.validate()
    assert form.count.errors == ["This field is required."]
