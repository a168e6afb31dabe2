"""Words for results copied from paper."""

from __future__ import annotations

from .vocabulary import Words

# The mark that every such result carries, for ever.
MARK: Words = ("Ghi lại từ bản giấy", "Copied from paper")

OUTCOMES: dict[str, Words] = {
    "recognised": ("Được công nhận", "Recognised"),
    "not_recognised": ("Chưa được công nhận", "Not recognised"),
}

FIELDS: dict[str, Words] = {
    "unit": ("Đơn vị", "Unit"),
    "programme": ("Chương trình", "Programme"),
    "period": ("Kỳ", "Period"),
    "outcome": ("Kết quả", "Outcome"),
    "decision": ("Số quyết định", "Decision number"),
    "decided_on": ("Ngày quyết định", "Date of the decision"),
    "remark": ("Ghi chú", "Note"),
}

REASONS: dict[str, Words] = {
    "earlier-empty": (
        "Tệp chưa có dòng nào được điền. Xin điền kỳ, kết quả, số và ngày quyết định.",
        "The file has no line filled in. Please give period, outcome, number and date of the decision.",
    ),
    "earlier-too-large": (
        "Tệp lớn hơn 300 kB. Xin chia thành nhiều tệp, ví dụ mỗi kỳ một tệp.",
        "The file is larger than 300 kB. Please divide it, for example one file for each period.",
    ),
    "earlier-not-csv": (
        "Đây chưa phải tệp CSV. Trong Excel, xin chọn Lưu thành, kiểu “CSV UTF-8”, rồi chọn tệp vừa lưu.",
        "This is not a CSV file. In Excel choose Save as, type “CSV UTF-8”, then choose the file just saved.",
    ),
    "earlier-encoding": (
        "Không đọc được chữ trong tệp. Trong Excel, xin lưu lại với kiểu “CSV UTF-8”.",
        "The letters of the file cannot be read. In Excel save it again as “CSV UTF-8”.",
    ),
    "earlier-columns": (
        "Dòng đầu của tệp thiếu tên cột, hoặc có cột lặp lại. Xin dùng tệp mẫu và giữ nguyên dòng đầu.",
        "The first line lacks names of columns, or has one twice. Please use the template and keep its first line.",
    ),
    "earlier-too-many": (
        "Tệp có hơn 1.000 dòng. Xin chia thành nhiều tệp.",
        "The file has more than 1,000 lines. Please divide it.",
    ),
    "earlier-unit-unknown": (
        "Không có đơn vị nào mang tên hoặc mã này trong phạm vi phụ trách. Xin chép tên hoặc mã từ tệp mẫu.",
        "No unit within your reach has this name or code. Please copy it from the template.",
    ),
    "earlier-unit-ambiguous": (
        "Có nhiều đơn vị cùng tên này. Xin ghi mã đơn vị thay cho tên.",
        "Several units have this name. Please give the unit's code instead.",
    ),
    "earlier-own-unit": (
        "Không ai ghi kết quả cho đơn vị nơi mình có nhiệm vụ. Việc này cần người quản lý khác làm.",
        "Nobody enters results of a unit in which he or she holds a mandate. Another manager must do this.",
    ),
    "earlier-programme-unknown": (
        "Không có chương trình này trong phạm vi phụ trách. Xin ghi mã chương trình.",
        "There is no such programme within your reach. Please give the programme's code.",
    ),
    "earlier-period": (
        "Kỳ chưa đúng dạng. Kỳ ghi bằng năm, ví dụ 2023 hoặc 2020-2025.",
        "The period is not understood. Write it as a year, for example 2023 or 2020-2025.",
    ),
    "earlier-outcome": (
        "Kết quả chưa rõ. Kết quả ghi là “Được công nhận” hoặc “Chưa được công nhận”.",
        "The outcome is not understood. Write it as “Recognised” or “Not recognised”.",
    ),
    "earlier-decision": (
        "Thiếu số quyết định. Ghi số quyết định như trên bản giấy, ví dụ 145-QĐ/HU.",
        "The number is missing. Give it as it stands on paper, for example 145-QĐ/HU.",
    ),
    "earlier-day": (
        "Ngày quyết định chưa đúng. Ghi ngày như 15/12/2023.",
        "The date is not understood. Write it like 15/12/2023.",
    ),
    "earlier-day-to-come": (
        "Ngày quyết định chưa đến. Xin xem lại.",
        "The date lies in the future. Please look again.",
    ),
    "earlier-too-long": ("Nội dung quá dài. Xin viết ngắn lại.", "This is too long. Please shorten it."),
    "earlier-twice": (
        "Đơn vị này đã có ở một dòng phía trên, cùng chương trình và kỳ. Xin bỏ một trong hai dòng.",
        "This unit stands on a line above, with the same programme and period. Please leave one of them out.",
    ),
    "earlier-differs": (
        "Sổ đã ghi một kết quả khác cho đơn vị và kỳ này. Nếu lần trước chép nhầm, xin dùng “Ghi lại cho đúng”.",
        "The register holds another result for this unit and period. If it was a slip, use “Put right”.",
    ),
    "earlier-in-register": (
        "Kỳ này đơn vị đã có hồ sơ xét công nhận trong sổ. Xin bỏ dòng này.",
        "The unit's recognition for this period is in the register itself. Please leave this line out.",
    ),
    "earlier-corrects-nothing": (
        "Không tìm thấy bản cần ghi lại. Xin giữ nguyên đơn vị, chương trình và kỳ của bản cũ.",
        "What is to be put right was not found. Please keep its unit, programme and period.",
    ),
}
