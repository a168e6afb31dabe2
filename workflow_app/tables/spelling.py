"""Letters that were broken on their way: read in another encoding, lost, or written for one of the fonts of old."""

from __future__ import annotations

import re

# "Thành" read as one letter for each byte: "ThÃ nh". No Vietnamese word has these together.
_READ_AS_BYTES = re.compile("\ufffd|á[º»]|Æ[°¡¯\u00a0]|Ä[\u0080-\u00bf‘’‚ƒ„…†]|[a-zđ]Ã|Ã[\u0080-\u009f¡-¿]|â€")
_LOST = re.compile("[A-Za-zÀ-ỹ]\\?[a-zà-ỹ]")  # "Chi b? Th?ng": saved where the letters do not exist
# Fonts of old drew Vietnamese over the signs of Western Europe: TCVN3 "§¶ng bé", VNI "Ñaûng boä".
_SIGNS_AS_LETTERS = re.compile("[A-Za-z][µ¶·¸¹¨ª«¬¾¼½×÷Ø]|[§µ¶·¸¹¨ª«¬®©¾¼½×÷][a-z]|§[µ¶·¸¹¨ª«¬®¾¼½]")
_FOREIGN = re.compile("[äåûüïöñøæëþÑÄÅÛÜÏÖØÆ]")
# windows-1258 read as windows-1252: tones come out as letters behind those that they belong to.
_AS_WESTERN = re.compile("[a-zà-ÿ][ÒÞ]|[âêôãõý][ìò]|[a-z]ð|ð[a-z]")
_ONLY_OURS = re.compile("[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")


def broken(text: str) -> bool:
    """Whether a text shows letters that nobody can have meant."""
    if _READ_AS_BYTES.search(text) or _LOST.search(text):
        return True
    if _ONLY_OURS.search(text):
        return False  # letters that the fonts of old could not hold: then the others are meant
    return bool(_SIGNS_AS_LETTERS.search(text) or len(_FOREIGN.findall(text)) > 1 or _AS_WESTERN.search(text))
