"""Words about amendments: why a change of an agreement cannot be made."""

from __future__ import annotations

from .vocabulary import Words

REASONS: dict[str, Words] = {
    "amendment-open": (
        "Phụ lục trước chưa ký xong hoặc chưa đến ngày có hiệu lực. Xin chờ, hoặc hủy phụ lục ấy rồi lập phụ lục mới.",
        "The amendment before is not signed or not in force yet. Wait for it, or cancel it first.",
    ),
    "amended-not-in-force": (
        "Bản ký kết được sửa đổi không còn hiệu lực nên không thể có phụ lục. Xin hủy phụ lục này.",
        "The agreement to be amended is not in force, so it cannot be amended. Cancel this amendment.",
    ),
    "amended-in-force": (
        "Bản ký kết được sửa đổi vẫn còn hiệu lực nên phụ lục chưa kết thúc. Xin tải lại trang để xem.",
        "The amended agreement is still in force, so its amendment has not ended. Reload the page to see.",
    ),
    "effect-in-past": (
        "Ngày có hiệu lực ghi trong phụ lục đã qua. Xin ghi ngày khác, hoặc để trống để tính từ ngày ký đủ.",
        "The day of effect has passed. Give another one, or leave it empty to count from the last signature.",
    ),
    "change-unknown": ("Chưa rõ thay đổi gì ở điều này. Xin chọn lại.", "It is not clear what changes. Choose again."),
    "clause-twice": (
        "Một điều chỉ được thay đổi một lần trong phụ lục. Xin tải lại trang rồi ghi lại.",
        "A clause can be changed once in an amendment. Reload the page and write it again.",
    ),
    "clause-empty": ("Chưa có nội dung mới của điều này. Xin ghi đủ.", "Write the new text of this clause."),
    "clause-unchanged": (
        "Nội dung giống hệt điều đang có hiệu lực. Xin sửa lời văn, hoặc chọn “Giữ nguyên”.",
        "The text is the one in force. Change it, or choose to keep the clause.",
    ),
    "nothing-left": (
        "Phụ lục bãi bỏ hết mọi điều. Muốn kết thúc cả bản ký kết, xin trình quyết định chấm dứt.",
        "The amendment takes out every clause. To end the agreement as a whole, terminate it by a decision.",
    ),
}
