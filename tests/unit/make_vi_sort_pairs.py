"""Makes vi_sort_pairs.txt.gz: 10,000 pairs of Vietnamese text and which of the two ICU puts first.

    python tests/unit/make_vi_sort_pairs.py

Needs PostgreSQL 15 or newer built with ICU and starts a server of its own in a temporary folder (as user postgres when
root). The order asked for is CLDR `vi` with numbers by value (`vi-u-kn-true`); where neither text has a digit, the
script also checks that PostgreSQL's ready-made `vi-x-icu` says the same. The pairs come from a fixed seed.
"""

from __future__ import annotations

import glob
import gzip
import os
import random
import shutil
import subprocess
import tempfile
import unicodedata
from pathlib import Path

TARGET = Path(__file__).with_name("vi_sort_pairs.txt.gz")
HOW_MANY = 10_000
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
VOWELS = "a ă â e ê i o ô ơ u ư y".split()
ONSETS = "b c ch d đ g gh gi h k kh l m n ng nh p ph qu r s t th tr v x f j w z".split()
CODAS = ["", "", "", *"c ch m n ng nh p t i o u y".split()]
HEADS = ["Chi bộ", "Đảng bộ", "Chi bộ thôn", "Tổ dân phố", "Đảng ủy", "Trường THPT", "Công ty CP", "chi bộ", "ĐẢNG BỘ"]
MARKS_BETWEEN = [
    " ",
    " ",
    " ",
    " - ",
    "-",
    ", ",
    ".",
    " (",
    "/",
    " & ",
    ") ",
    "'",
    ":",
    "; ",
    "_",
    "+",
    "%",
    '"',
    " – ",
]


def syllable(pick: random.Random) -> str:
    made = pick.choice(ONSETS) + pick.choice(VOWELS) + pick.choice(TONES) + pick.choice(CODAS)
    return pick.choice([made, made, made.capitalize(), made.upper()])


def name(pick: random.Random) -> str:
    parts = [syllable(pick) for _ in range(pick.randint(1, 3))]
    if pick.random() < 0.4:
        parts.insert(0, pick.choice(HEADS))
    if pick.random() < 0.4:
        parts.insert(pick.randint(0, len(parts)), pick.choice("1 2 02 3 9 10 12 20 99 100 101 2024 2025".split()))
    made = parts[0]
    for part in parts[1:]:
        made += pick.choice(MARKS_BETWEEN) + part
    return unicodedata.normalize("NFC", made)


def neighbour(text: str, pick: random.Random) -> str:
    """The same text with one small thing changed: a tone, a letter's quality, case, a digit, a mark between words."""
    chars = list(unicodedata.normalize("NFD", text))
    at = pick.randrange(len(chars))
    what = pick.randrange(6)
    if what == 0:
        chars[at] = chars[at].swapcase()
    elif what == 1:
        chars[at] += pick.choice(TONES) if chars[at].lower() in "aeiouy" else ""
    elif what == 2:
        chars[at] = pick.choice(VOWELS + ["d", "đ", "b", "x"]) if chars[at].isalpha() else chars[at]
    elif what == 3:
        chars[at] = str(pick.randint(0, 30)) if chars[at].isdigit() else chars[at]
    elif what == 4:
        chars[at] = pick.choice(MARKS_BETWEEN) if chars[at] in " -.,/()" else chars[at]
    else:
        del chars[at]
    changed = unicodedata.normalize("NFC", "".join(chars)).strip()
    return changed if changed and is_vietnamese(changed) else text


def is_vietnamese(text: str) -> bool:
    """Whether every mark joined its letter and no letter has two tones: Vietnamese has no such thing to order."""
    tones = "".join(TONES)
    split = unicodedata.normalize("NFD", text)
    two = any(a in tones and b in tones for a, b in zip(split, split[1:], strict=False))
    return not two and not any(unicodedata.combining(char) for char in text)


def pairs() -> list[tuple[str, str]]:
    pick = random.Random(20220420)
    made = []
    while len(made) < HOW_MANY:
        first = name(pick)
        second = name(pick) if pick.random() < 0.2 else neighbour(neighbour(first, pick), pick)
        while second == first and pick.random() < 0.9:
            second = neighbour(second, pick)
        if is_vietnamese(first):
            made.append((first, second))
    return made


def as_postgres(folder: Path, *command: str, given: str = "") -> str:
    """Runs one PostgreSQL program, as user postgres when we are root (PostgreSQL refuses root)."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*prefix, *command], input=given, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


SQL = """
CREATE COLLATION vi_numbers (provider = icu, locale = 'vi-u-kn-true', deterministic = false);
CREATE COLLATION vi_plain (provider = icu, locale = 'vi', deterministic = false);
CREATE TABLE pair (place serial, first text, second text);
COPY pair (first, second) FROM stdin;
{rows}
\\.
SELECT CASE WHEN first = second COLLATE vi_numbers THEN 0 WHEN first < second COLLATE vi_numbers THEN -1 ELSE 1 END,
       CASE WHEN first = second COLLATE vi_plain THEN 0 WHEN first < second COLLATE "vi-x-icu" THEN -1 ELSE 1 END
  FROM pair ORDER BY place;
"""


def ask_icu(asked: list[tuple[str, str]]) -> list[int]:
    binaries = sorted(glob.glob("/usr/lib/postgresql/*/bin")) or [os.path.dirname(shutil.which("initdb") or "")]
    bin_ = Path(binaries[-1])
    with tempfile.TemporaryDirectory(prefix="vi-sort-") as made:
        folder = Path(made)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data = str(folder / "data")
        as_postgres(folder, str(bin_ / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        control = [str(bin_ / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log")]
        as_postgres(folder, *control, "-o", options, "start")
        try:
            rows = "\n".join(f"{first}\t{second}" for first, second in asked)
            psql = [str(bin_ / "psql"), "-h", made, "-U", "postgres", "-qAt", "-F", " ", "-v", "ON_ERROR_STOP=1"]
            lines = as_postgres(folder, *psql, given=SQL.format(rows=rows)).split("\n")[: len(asked)]
        finally:
            as_postgres(folder, *control, "-m", "immediate", "stop")
    for (first, second), line in zip(asked, lines, strict=True):
        by_value, plain = line.split()
        assert by_value == plain or any(c.isdigit() for c in first + second), (first, second)
    return [int(line.split()[0]) for line in lines]


def main() -> None:
    asked = pairs()
    text = "".join(f"{f}\t{s}\t{sign}\n" for (f, s), sign in zip(asked, ask_icu(asked), strict=True))
    # No time and no name inside, so that the same pairs always make the same file.
    with open(TARGET, "wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
        packed.write(text.encode())
    print(f"{TARGET.name}: {HOW_MANY} pairs")


if __name__ == "__main__":
    main()
