"""The words of an amendment as its parties sign them: an agreement is made in Vietnamese, and so is what changes it."""

from __future__ import annotations


def amendment_title(number: int, title: str) -> str:
    """How an amendment is called."""
    return f"Phụ lục số {number} của {title}"[:300]


def change_words(kind: str, article: int, number: int, text: str) -> str:
    """One change as a clause of the amendment; `article` is 0 in a text whose clauses are its articles."""
    clause = f"khoản {number} Điều {article}" if article else f"Điều {number}"
    return {
        "replace": f"Sửa đổi {clause} như sau: “{text}”",
        "add": f"Bổ sung {clause} như sau: “{text}”",
        "remove": f"Bãi bỏ {clause}.",
    }[kind]


def effect_words(day: str, lifts: bool = False) -> str:
    """From when an amendment counts; `day` as people write it, empty for the day of the last signature.

    `lifts`: some clause that is taken out asks something of somebody.
    """
    said = _counts_words(day)
    more = "Việc giao theo các khoản bị bãi bỏ mà chưa báo cáo thì không còn phải làm."
    return f"{said} {more}" if lifts else said


def _counts_words(day: str) -> str:
    if not day:
        return "Phụ lục này có hiệu lực từ ngày các bên ký đủ. Các điều khác giữ nguyên."
    return (
        f"Phụ lục này có hiệu lực từ ngày {day}, hoặc từ ngày các bên ký đủ nếu ngày ấy muộn hơn. "
        "Các điều khác giữ nguyên."
    )
