"""Words for targets: what came of them, and what is counted."""

from __future__ import annotations

from .vocabulary import Words

# {goal} is what was to be reached: "100%", "20–25".
OUTCOMES: dict[str, Words] = {
    "met": ("đạt chỉ tiêu {goal}", "target {goal} reached"),
    "exceeded": ("đạt chỉ tiêu {goal}, vượt", "target {goal} reached and exceeded"),
    "not_met": ("chưa đạt {goal}", "{goal} not reached"),
    "not_applicable": ("không áp dụng", "not applicable"),
    "not_reported": ("chưa báo cáo", "not reported"),
    "withheld": ("không công khai vì có ít hơn ba chi bộ", "not made public: fewer than three cells"),
}
MISSING: Words = ("{number} đơn vị chưa báo cáo", "{number} not reported")

COUNTS: dict[str, Words] = {
    "registered": ("đăng ký được chấp nhận", "accepted registrations"),
    "signed": ("đơn vị đã ký giao ước", "units that signed"),
    "inspected": ("đơn vị đã kiểm tra xong", "units inspected"),
    "inspection_met": ("đơn vị kiểm tra đạt", "units that passed inspection"),
    "recognised": ("đơn vị được công nhận", "units recognised"),
    "recognised_ever": ("đơn vị đã từng được công nhận", "units recognised so far"),
    "classified_good": ("đơn vị hoàn thành tốt nhiệm vụ trở lên", "units of good completion or better"),
    "members_good": ("đảng viên hoàn thành tốt nhiệm vụ trở lên", "members of good completion or better"),
    "meetings_complete": ("chi bộ sinh hoạt đủ kỳ", "cells that held every meeting"),
    "meetings_proper": ("chi bộ đủ nội dung, đúng quy trình", "cells with full contents and right steps"),
    "attended": ("đảng viên dự họp", "members present"),
    "assigned": ("đảng viên được phân công nhiệm vụ", "members with a task"),
    "trained": ("cấp ủy viên được bồi dưỡng", "committee members trained"),
    "figure": ("số liệu theo văn bản", "figure told by a document"),
    "reviewed": ("đơn vị đã kiểm điểm cuối năm", "units that held their yearly review"),
    "recognised_first": ("đơn vị được công nhận lần đầu", "units recognised for the first time"),
}
