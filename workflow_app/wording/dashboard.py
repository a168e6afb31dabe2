"""Words for how a unit stands when a programme is seen from above: one for the whole, and one for each reason."""

from __future__ import annotations

from .vocabulary import Words

STATUSES: dict[str, Words] = {
    "red": ("Cần xử lý ngay", "Act now"),
    "amber": ("Cần chú ý", "Needs attention"),
    "grey": ("Chưa có kết quả", "Nothing yet"),
    "green": ("Đúng yêu cầu", "On track"),
    "not_applicable": ("Không áp dụng", "Not applicable"),
}
LEGEND: dict[str, Words] = {
    "red": (
        "quá hạn, xếp mức thấp nhất, không được chấp nhận hoặc không được công nhận",
        "overdue, in the lowest grade, not accepted or not recognised",
    ),
    "amber": (
        "còn việc phải bổ sung, khắc phục, ký, hoặc báo cáo muộn",
        "something to complete, to mend or to sign, or reported late",
    ),
    "grey": (
        "chưa báo cáo, chưa đăng ký, hoặc hồ sơ đang được xem xét",
        "not reported, not registered, or still being considered",
    ),
    "green": ("không có gì phải nhắc", "nothing to remind of"),
    "not_applicable": ("chương trình không đặt ra cho đơn vị này", "the programme is not meant for this unit"),
}
REASONS: dict[str, Words] = {
    "registration_missing": ("đã hết hạn đăng ký mà chưa đăng ký", "did not register in time"),
    "registration_rejected": ("đăng ký không được chấp nhận", "registration not accepted"),
    "month_overdue": ("còn tháng quá hạn chưa báo cáo", "a month is overdue and not reported"),
    "no_meeting": ("tháng gần nhất không sinh hoạt", "held no meeting in the last month"),
    "lowest_grade": ("tháng gần nhất ở mức thấp nhất", "lowest grade in the last month"),
    "inspection_not_met": ("kiểm tra kết luận chưa đạt", "inspection concluded: not met"),
    "not_recognised": ("không được công nhận", "not recognised"),
    "revoked": ("công nhận đã bị hủy bỏ", "recognition revoked"),
    "registration_returned": ("đăng ký cần bổ sung", "registration to be completed"),
    "unsigned": ("chưa ký giao ước, cam kết", "agreement not signed yet"),
    "low_grade": ("tháng gần nhất dưới mức khá", "low grade in the last month"),
    "late_report": ("báo cáo tháng gần nhất muộn", "last month reported late"),
    "remedies_open": ("đang khắc phục sau kiểm tra", "mending what an inspection found"),
    "dossier_returned": ("hồ sơ công nhận cần bổ sung", "recognition dossier to be completed"),
    "recognised": ("đã được công nhận", "recognised"),
    "good_month": ("tháng gần nhất từ mức khá trở lên", "good in the last month"),
    "registered": ("đăng ký đã được chấp nhận", "registration accepted"),
    "registering": ("đăng ký đang được xem xét", "registration being considered"),
    "not_registered": ("chưa đăng ký", "not registered"),
    "not_reported": ("chưa báo cáo tháng nào", "no month reported yet"),
}
