"""Words for registrations: states, actions, histories, notices, and the fields of the form."""

from __future__ import annotations

from .vocabulary import Words

PROCESS: Words = ("Đăng ký xây dựng mô hình", "Registration")

STATES: dict[str, Words] = {
    "draft": ("Bản nháp", "Draft"),
    "submitted": ("Đã gửi, chờ tiếp nhận", "Submitted, awaiting receipt"),
    "in_review": ("Đang xem xét", "Under review"),
    "changes_requested": ("Cần bổ sung", "Changes requested"),
    "endorsed": ("Cấp ủy trực tiếp đã nhất trí", "Endorsed by the direct committee"),
    "approved": ("Đã chấp nhận đăng ký", "Registration accepted"),
    "rejected": ("Không chấp nhận", "Not accepted"),
    "withdrawn": ("Đã rút đăng ký", "Withdrawn"),
    "closed": ("Đã khép lại", "Closed"),
}

# `start`, `save` and `discard` act on a draft; they move no state and leave no entry, so they have no log sentence.
ACTIONS: dict[str, Words] = {
    "start": ("Lập đăng ký", "Start a registration"),
    "save": ("Lưu nháp", "Save draft"),
    "discard": ("Bỏ bản nháp", "Discard draft"),
    "submit": ("Gửi đăng ký", "Submit registration"),
    "withdraw": ("Rút đăng ký", "Withdraw"),
    "receive": ("Tiếp nhận", "Receive"),
    "request_changes": ("Yêu cầu bổ sung", "Request changes"),
    "endorse": ("Nhất trí, chuyển cấp trên", "Endorse and forward"),
    "approve": ("Chấp nhận đăng ký", "Accept registration"),
    "reject": ("Không chấp nhận", "Do not accept"),
    "assign_incharge": ("Phân công cấp ủy viên phụ trách", "Assign member in charge"),
    "close": ("Khép lại", "Close"),
}

LOG_SENTENCES: dict[str, Words] = {
    "submit": ("đã gửi đăng ký", "submitted the registration"),
    "withdraw": ("đã rút đăng ký", "withdrew the registration"),
    "receive": ("đã tiếp nhận hồ sơ", "received the file"),
    "request_changes": ("đã yêu cầu bổ sung", "requested changes"),
    "endorse": ("đã nhất trí và chuyển cấp trên", "endorsed it and passed it on"),
    "approve": ("đã chấp nhận đăng ký", "accepted the registration"),
    "reject": ("đã không chấp nhận đăng ký", "did not accept the registration"),
    "assign_incharge": ("đã phân công cấp ủy viên phụ trách", "assigned the committee member in charge"),
    "close": ("đã khép lại kỳ đăng ký", "closed the registration"),
}

NOTICES: dict[str, Words] = {
    "submitted": (
        "Có hồ sơ đăng ký mới gửi đến, chờ tiếp nhận.",
        "A registration has arrived and awaits receipt.",
    ),
    "endorsed": (
        "Cấp dưới đã nhất trí và chuyển hồ sơ đăng ký lên để xem xét.",
        "A registration was endorsed below and passed on for consideration.",
    ),
    "returned": (
        "Hồ sơ đăng ký cần bổ sung. Xin xem những chỗ được đánh dấu, sửa rồi gửi lại.",
        "The registration needs changes. Please see the marked places, correct them and submit again.",
    ),
    "approved": (
        "Đăng ký đã được chấp nhận và được công khai.",
        "The registration was accepted and is now public.",
    ),
    "rejected": (
        "Đăng ký không được chấp nhận. Lý do ghi trong hồ sơ; đơn vị có thể đăng ký ở đợt sau.",
        "The registration was not accepted. The file gives the reason; the unit may register in the next round.",
    ),
    "withdrawn": ("Đơn vị đã rút hồ sơ đăng ký.", "The unit withdrew its registration."),
    "incharge": (
        "Cấp ủy viên phụ trách đơn vị đã được phân công.",
        "The committee member in charge of the unit was assigned.",
    ),
    "closed": ("Kỳ đăng ký đã khép lại.", "The registration was closed with its period."),
}

FIELDS: dict[str, Words] = {
    "resolution": ("Nghị quyết của đơn vị", "The unit's resolution"),
    "resolution.number": ("Số và ký hiệu nghị quyết", "Number and symbol of the resolution"),
    "resolution.date": ("Ngày ban hành nghị quyết", "Date of the resolution"),
    "resolution.file": ("Tệp nghị quyết", "File of the resolution"),
    "contents": ("Nội dung đăng ký", "Registered contents"),
    "contents.text": ("Nội dung", "Content"),
    "contents.measure": ("Kết quả cần đạt", "Measurable result"),
    "roadmap": ("Lộ trình", "Roadmap"),
    "roadmap.task": ("Việc phải làm", "Task"),
    "roadmap.due": ("Thời hạn", "Due"),
    "roadmap.responsible": ("Người phụ trách", "Person responsible"),
}

ROWS: dict[str, Words] = {
    "contents": ("Nội dung đăng ký {row}", "Registered content {row}"),
    "roadmap": ("Bước {row} của lộ trình", "Roadmap step {row}"),
}
