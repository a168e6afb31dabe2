"""Words about reminders by rule: what is wrong with a rule."""

from __future__ import annotations

from .vocabulary import Words

REASONS: dict[str, Words] = {
    "reminder-days": ("Số ngày không hợp lệ. Xin ghi từ 1 đến 60.", "No number of days. Give one from 1 to 60."),
    "reminder-cap": (
        "Xin ghi số lần từ 0 đến 20. Ghi 0 là không nhắc tự động.",
        "Give a number from 0 to 20. With 0 nobody is reminded automatically.",
    ),
    "reminder-quiet": ("Ngày không gửi không hợp lệ. Xin chọn lại.", "Unknown quiet days. Choose them again."),
}
