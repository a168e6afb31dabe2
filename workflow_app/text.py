"""Vietnamese text: cleaning what people type, putting it in order, finding it again, spotting twins.

The order is that of CLDR locale `vi` with numbers by value; tests/unit/vi_sort_pairs.txt.gz holds what ICU says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache


class TextRefused(ValueError):
    """The text holds characters that nobody can see or that reverse what is read; `code` says which kind."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


_LINE_BREAKS = re.compile("\r\n|[\n\r\u2028\u2029]")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# These come along when text is copied from Word or a web page; they mean nothing in Vietnamese.
_WITHOUT_WIDTH = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_SPACE_RUN = re.compile(" {2,}")
_BLANK_LINES = re.compile("\n{3,}")


def normalise(text: str) -> str:
    """One line as we keep it: NFC, plain single spaces, nothing around it.

    Raises TextRefused: text-control-character, text-direction-character.
    """
    return _clean_line(_LINE_BREAKS.sub(" ", text))


def normalise_lines(text: str) -> str:
    """Several lines as we keep them: as `normalise`, with "\\n" between lines and never two blank lines together."""
    lines = (_clean_line(line) for line in _LINE_BREAKS.split(text))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def _clean_line(line: str) -> str:
    spaced = "".join(" " if c == "\t" or unicodedata.category(c) == "Zs" else c for c in line.translate(_WITHOUT_WIDTH))
    if any(c in _BIDI for c in spaced):
        raise TextRefused("text-direction-character")
    if any(unicodedata.category(c) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"} for c in spaced):
        raise TextRefused("text-control-character")
    return _SPACE_RUN.sub(" ", unicodedata.normalize("NFC", spaced)).strip(" ")


# --- letters and tones ---------------------------------------------------------------------------------------------

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền hỏi ngã sắc nặng, in this order
_QUALITIES = {"a\u0306": "ă", "a\u0302": "â", "e\u0302": "ê", "o\u0302": "ô", "o\u031b": "ơ", "u\u031b": "ư"}
_OTHER_MARK = 6


def _letters(text: str) -> Iterator[tuple[str, str, int]]:
    """Each character as (as written, letter in lower case with its quality, tone 0-5; 6 is a foreign mark)."""
    written, letter, tone = "", "", 0
    for char in unicodedata.normalize("NFD", text):
        if written and unicodedata.combining(char):
            if letter + char in _QUALITIES:
                letter = _QUALITIES[letter + char]
            else:
                tone = _TONES.get(char, _OTHER_MARK)
            continue
        if written:
            yield written, letter, tone
        written, letter, tone = char, char.lower(), 0
    if written:
        yield written, letter, tone


# --- order ---------------------------------------------------------------------------------------------------------

_ORDER = " _-–—,;:!?.…'‘’\"“”()[]{}§@*/\\&#%`^+<=>|~$0aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_WEIGHT = {char: chr(0x22 + place) for place, char in enumerate(_ORDER)}
_NUMBER = _WEIGHT["0"]
_ELSE = chr(0x22 + len(_ORDER))
_NEXT_LEVEL = "!"  # sorts below every weight
_DIGITS = re.compile("[0-9]{1,99}")


def sort_key(text: str) -> str:
    """Text whose plain byte order is the Vietnamese order of `text`: printable ASCII, to be stored in a column.

    Letters decide first, then tones (ngang huyền hỏi ngã sắc nặng), then capitals; "Chi bộ 2" comes before "Chi bộ 10".
    """
    letters, tones, capitals = "", "", ""
    at = 0
    for number in [*_DIGITS.finditer(text), None]:
        for written, letter, tone in _letters(text[at : number.start() if number else None]):
            letters += _WEIGHT.get(letter) or f"{_ELSE}{ord(letter[0]):06x}"
            tones += str(tone)
            capitals += "1" if written != written.lower() else "0"
        if number:
            digits = number.group().lstrip("0")
            letters += f"{_NUMBER}{len(digits):02}{digits}"
            tones, capitals, at = tones + "0", capitals + "0", number.end()
    return _NEXT_LEVEL.join((letters, tones.rstrip("0"), capitals.rstrip("0")))


# --- search --------------------------------------------------------------------------------------------------------

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_BARRED_D = {ord("Đ"): "D", ord("đ"): "d", ord("Ð"): "D", ord("ð"): "d", ord("Ɖ"): "D", ord("ɖ"): "d"}


def search_fold(text: str) -> str:
    """Text for search boxes: without marks, case or đ, so that "dak nong" finds "Đắk Nông" and "Đăk Nông"."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) not in {"Mn", "Cf"})
    return " ".join(plain.translate(_BARRED_D).translate(_DASHES).casefold().split())


# --- identity ------------------------------------------------------------------------------------------------------

# Letters of other scripts that look like Latin ones; capitals and small letters apart, because Ν is N but ν is v.
_LOOKALIKES = str.maketrans(
    "АВЕЗКМНОРСТУХІЈЅҺԀԚԜЁабезкмнорстухіјѕһԁԛԝёΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεικνορτυχıɑɡℓ",
    "ABE3KMHOPCTYXIJSHDQWEabe3kmhopctyxijshdqweABEZHIKMNOPTYXabeikvoptuxiagl",
)
_ALSO_BARRED_D = str.maketrans("ÐðƉɖ", "ĐđĐđ")
_LOOKALIKE_MARKS = str.maketrans("\u030c\u0311\u0341\u0340", "\u0306\u0306\u0301\u0300")
_UNSEEN = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
_DASH_WITH_SPACES = re.compile(r"\s*-\s*")
_MARK_OF_TONE = {number: mark for mark, number in _TONES.items()}


@lru_cache(maxsize=20_000)  # a list of two hundred names is compared, name by name, with everything beside it
def identity_key(text: str) -> str:
    """Equal for two spellings that a reader takes for one name, different for different words.

    "Huyện uỷ" equals "Huyện ủy"; "Phụ" differs from "Phú". Letters of other scripts that look Latin, characters
    without width, the three barred D and all dashes count as what they look like. For uniqueness, never for display.
    """
    text = unicodedata.normalize("NFKD", text.translate(_LOOKALIKES).translate(_ALSO_BARRED_D))
    text = re.sub("[dD][\u0335-\u0338]", "đ", text).translate(_LOOKALIKES).translate(_LOOKALIKE_MARKS)
    seen = "".join(c for c in text if c not in _UNSEEN and unicodedata.category(c)[0] != "C" or c.isspace())
    spaced = " ".join(_DASH_WITH_SPACES.sub("-", seen.translate(_DASHES)).split())
    return unicodedata.normalize("NFC", "".join(_tones_moved_to_the_end(spaced)))


def _tones_moved_to_the_end(text: str) -> Iterator[str]:
    """The letters, with the tone of each syllable behind its last letter: there its place cannot differ."""
    waiting = ""
    for _, letter, tone in _letters(text):
        if not letter.isalpha():
            yield waiting
            waiting = ""
        yield letter.casefold()
        waiting += _MARK_OF_TONE.get(tone, "")
    yield waiting
