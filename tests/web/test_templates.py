"""What a template calls is there when the page is made."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from jinja2 import Environment, nodes

from workflow_app.web.pages import templates_folder

# By the view; `caller` by Jinja itself.
HANDED_IN = {
    "say", "phase", "case_url", "notice_text", "caller", "status_tag", "row_words", "cited", "full", "relation",
}


def called_from_nowhere(env: Environment, text: str) -> Iterator[str]:
    tree = env.parse(text)
    here = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    here |= {macro.name for macro in tree.find_all(nodes.Macro)}
    for line in tree.find_all(nodes.FromImport):
        here |= {name if isinstance(name, str) else name[1] for name in line.names}
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name not in here | HANDED_IN | env.globals.keys():
            yield f"{call.lineno} {call.node.name}"


def test_a_template_imports_what_it_calls(app: Flask) -> None:
    """Else the page fails, and only for the person who comes to that line."""
    templates = sorted(templates_folder().rglob("*.html"))
    assert templates
    texts = [(path, path.read_text(encoding="utf-8")) for path in templates]
    assert [f"{path}:{call}" for path, text in texts for call in called_from_nowhere(app.jinja_env, text)] == []


def test_a_macro_without_an_import_is_seen(app: Flask) -> None:
    text = '{% from "a.html" import b %}{{ b() }}{{ url_for("x") }}\n{{ act() }}'
    assert list(called_from_nowhere(app.jinja_env, text)) == ["2 act"]
