"""Words about what a clause asks of somebody: why a report or its judgement is refused."""

from __future__ import annotations

from .vocabulary import Words

REASONS: dict[str, Words] = {
    "obligation-of-another": (
        "Việc này do bên được giao báo cáo. Đồng chí xem được nhưng không báo cáo thay.",
        "The party of which it is asked reports on it. You can read it, not report in its place.",
    ),
    "obligation-reported": (
        "Việc này đã có báo cáo. Không cần báo cáo thêm.",
        "This has been reported on already. Nothing more is needed.",
    ),
    "report-missing": (
        "Viết kết quả đã làm được.",
        "Write what was done.",
    ),
    "quantity-odd": (
        "Số lượng không thể nhỏ hơn 0 hoặc dài quá 20 chữ số. Xin xem lại.",
        "A quantity cannot be below 0 or longer than 20 digits. Please look again.",
    ),
    "nothing-reported": (
        "Không có báo cáo nào chờ xem xét ở đây. Xin tải lại trang.",
        "No report waits here. Reload the page.",
    ),
    "clause-stands": (
        "Chưa có phụ lục nào bãi bỏ khoản này. Việc giao vẫn phải làm.",
        "No amendment has taken out this clause. Its task stands.",
    ),
    "report-second-person": (
        "Đồng chí đã viết báo cáo này. Cần người khác xem xét.",
        "You wrote this report; somebody else must look at it.",
    ),
    "obligation-owner": (
        "Người thực hiện không phải là một bên ký. Xin chọn trong các bên ký.",
        "Who carries it out is no party. Choose one of the parties.",
    ),
    "obligation-due": (
        "Việc được giao chưa có hạn. Xin ghi ngày phải hoàn thành.",
        "What is asked has no last day. Give the day by which it is to be done.",
    ),
    "obligation-measure": (
        "Việc được giao chưa có thước đo. Xin ghi thước đo, hoặc chọn một chỉ tiêu của chương trình.",
        "What is asked has no measure. Give one, or choose a target of the programme.",
    ),
}
