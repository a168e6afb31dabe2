"""Keeps translations/en/messages.po in step with the texts of templates/ and workflow_app/web.

    python workflow_app/translations/extract.py            update the file and list what is not translated
    python workflow_app/translations/extract.py --check    change nothing; fail when the file is not in step

New texts are added empty, texts that are gone are dropped, and no translation is guessed.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[1]
CATALOGUE = HERE / "en" / "messages.po"
HEAD = r"""# English texts of the pages; the Vietnamese texts are the keys.
msgid ""
msgstr ""
"Language: en\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"Content-Type: text/plain; charset=utf-8\n"

"""
# A validator's own message is translated when it is shown, so its first argument is a text of the page too.
FUNCTIONS = ("_", "gettext", "lazy", "InputRequired", "DataRequired")
KEYWORDS: dict[str, tuple[int, ...] | None] = dict.fromkeys(FUNCTIONS) | {"ngettext": (1, 2)}
SOURCES = [("templates", [("**.html", "jinja2"), ("**.txt", "jinja2")]), ("workflow_app/web", [("**.py", "python")])]


def extracted(top: Path = TOP) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Every text as (file, msgid or (singular, plural))."""
    for folder, methods in SOURCES:
        found = extract_from_dir(
            top / folder, methods, {"**.html": {"silent": "false"}}, keywords=KEYWORDS, strip_comment_tags=True
        )
        for name, _line, text, _comments, _context in found:
            yield f"{folder}/{name}".replace("\\", "/"), text


def updated(old: Catalog, top: Path = TOP) -> Catalog:
    """The catalogue of all texts there are now, with the translations that `old` has for them."""
    new = Catalog(locale="en", fuzzy=False)
    files: dict[str | tuple[str, ...], set[str]] = {}
    for name, text in extracted(top):
        files.setdefault(text, set()).add(name)
    for text in sorted(files, key=str):
        known = old.get(text if isinstance(text, str) else text[0])
        string = known.string if known and type(known.id) is type(text) else None
        # Without line numbers: a text that moves does not change the file.
        new.add(text, string, locations=[(name, 1) for name in sorted(files[text])])
    return new


def written(catalogue: Catalog) -> bytes:
    """The file, with a head that holds no dates and versions: the same texts always give the same bytes."""
    out = io.BytesIO()
    write_po(out, catalogue, width=110, include_lineno=False, omit_header=True)
    return HEAD.encode() + out.getvalue()


def read(path: Path = CATALOGUE) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale="en", abort_invalid=True)


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts without a whole translation."""
    missing = []
    for message in catalogue:
        strings = [message.string] if isinstance(message.string, str) else list(message.string or [])
        if message.id and not (strings and all(strings)):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def main(arguments: list[str]) -> int:
    before = CATALOGUE.read_bytes()
    catalogue = updated(read())
    after = written(catalogue)
    missing = untranslated(catalogue)
    print("".join(f"not translated: {text}\n" for text in missing), end="")
    if "--check" in arguments:
        if before != after:
            print("messages.po is not in step; run workflow_app/translations/extract.py")
        return 1 if missing or before != after else 0
    CATALOGUE.write_bytes(after)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
