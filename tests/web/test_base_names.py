"""Names that the frame of every page sets are its own: a view's value of the same name would vanish without a word."""

from __future__ import annotations

import re

from flask import Flask

from workflow_app.web.pages import templates_folder

SET = re.compile(r"{%-? set (\w+)")
LOOKED_AT = re.compile(r"\b(?:for [\w, ]+ in|if|not|or|and) (\w+)|{{-? *(\w+)")


def test_no_page_reads_a_name_that_the_frame_sets_for_itself(app: Flask) -> None:
    base = (templates_folder() / "base.html").read_text(encoding="utf-8")
    own = set(SET.findall(base)) - {"root"}  # the one that pages are meant to use
    assert len(own) > 2
    for path in sorted(templates_folder().rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        if path.name == "base.html" or '{% extends "' not in text:
            continue
        read = {name for pair in LOOKED_AT.findall(text) for name in pair} - set(SET.findall(text))
        assert not own & read, f"{path.name} reads {own & read}, which base.html sets"
