"""Words for monthly returns of meetings: states of a month, what is counted, and why something cannot be taken."""

from __future__ import annotations

from .vocabulary import Words

STATES: dict[str, Words] = {
    "not_yet": ("Chưa báo cáo", "Not reported yet"),
    "overdue": ("Quá hạn, chưa báo cáo", "Overdue, not reported"),
    "no_meeting": ("Không sinh hoạt", "No meeting held"),
}

LEFT_OUT: dict[str, Words] = {
    "founded": ("thành lập trong tháng", "founded in the month"),
    "before": ("chưa thành lập", "not founded yet"),
    "ended": ("kết thúc hoạt động trong tháng", "ended in the month"),
}

COUNTS: dict[str, Words] = {
    "held_on": ("Ngày sinh hoạt thường kỳ", "Day of the regular meeting"),
    "minutes": ("Thời lượng (phút)", "Duration (minutes)"),
    "members": ("Tổng số đảng viên", "Members"),
    "exempt": ("Trong đó được miễn sinh hoạt", "Of these exempt"),
    "present": ("Số đảng viên dự họp", "Members present"),
    "thematic_on": ("Ngày sinh hoạt chuyên đề", "Day of the thematic meeting"),
    "together": ("Sinh hoạt thường kỳ và chuyên đề trong cùng một buổi", "Regular and thematic meeting held as one"),
    "why_not": ("Lý do không sinh hoạt trong tháng", "Why no meeting was held"),
    "working": ("Số đảng viên đang công tác", "Working members"),
    "assigned": ("Trong đó được phân công nhiệm vụ cụ thể", "Of these with a concrete task"),
    "officers": ("Số bí thư, phó bí thư, chi ủy viên", "Secretaries, deputies and committee members"),
    "trained": ("Trong đó đã được bồi dưỡng", "Of these trained"),
}

# The same counts as a share of what they are out of.
SHARES: dict[str, Words] = {
    "assigned": ("Đảng viên đang công tác được phân công nhiệm vụ", "Working members with a concrete task"),
    "trained": ("Bí thư, phó bí thư, chi ủy viên được bồi dưỡng", "Secretaries, deputies and members trained"),
}

REASONS: dict[str, Words] = {
    "return-paper": (
        "Tệp biên bản này không thuộc báo cáo. Xin chọn tệp và tải lên lại.",
        "These minutes do not belong to the report. Choose the file and upload it again.",
    ),
    "return-why-not": (
        "Tháng này chưa có ngày sinh hoạt. Xin ghi ngày, hoặc ghi lý do không sinh hoạt.",
        "There is no day of a meeting. Give the day, or why none was held.",
    ),
    "return-other-month": (
        "Ngày này không thuộc tháng báo cáo. Xin ghi ngày trong tháng.",
        "This day is not in the month that is reported. Give a day of that month.",
    ),
    "return-day-to-come": (
        "Ngày này chưa đến. Xin báo cáo sau khi đã sinh hoạt.",
        "This day is still to come. Report after the meeting was held.",
    ),
    "return-together": (
        "Hai buổi ghi là một nhưng ngày khác nhau. Xin ghi cùng ngày hoặc bỏ đánh dấu.",
        "Both meetings are said to be one, on different days. Give one day, or take the mark off.",
    ),
    "return-minutes": (
        "Thời lượng chưa đúng. Xin ghi số phút của buổi sinh hoạt, ví dụ 90.",
        "This is no duration. Give the minutes of the meeting, such as 90.",
    ),
    "return-members": (
        "Chưa có tổng số đảng viên. Xin ghi số lượng, không ghi tên.",
        "The number of members is missing. Give the number, no names.",
    ),
    "return-exempt": (
        "Số được miễn nhiều hơn tổng số đảng viên. Xin xem lại.",
        "More members are exempt than there are. Please check.",
    ),
    "return-present": (
        "Số dự họp nhiều hơn số phải dự (tổng số trừ số được miễn). Xin xem lại.",
        "More members were present than had to come. Please check.",
    ),
    "return-present-missing": (
        "Chưa có số đảng viên dự họp. Xin ghi số lượng, ghi 0 nếu không có ai dự.",
        "The number of members present is missing. Give it, 0 if nobody came.",
    ),
    "return-by-rule-points": (
        "Chưa đạt quy định về tỷ lệ dự họp hoặc thời lượng nên không có điểm tối đa. "
        "Xin ghi số điểm đã chấm, ghi 0 nếu không có điểm.",
        "The rule on attendance or duration is not reached, so there are no full marks. "
        "Give the points that were scored, 0 if there are none.",
    ),
    "return-count": (
        "Hai số này phải có cả hai. Xin ghi đủ, ghi 0 khi không có.",
        "Both of these numbers are needed. Give them, 0 where there is none.",
    ),
    "return-count-more": (
        "Số này nhiều hơn tổng số của nó. Xin xem lại.",
        "This number is larger than what it is out of. Please check.",
    ),
    "return-by-rule": (
        "Tiêu chí này chỉ đủ điểm khi đạt quy định về tỷ lệ dự họp hoặc thời lượng. Xin ghi thấp hơn điểm tối đa.",
        "This criterion has full marks only by the rule on attendance or duration. Give less than its maximum.",
    ),
    "return-asked-nearer": (
        "Đơn vị báo cáo tháng này theo chương trình của cấp ủy cấp dưới đã cụ thể hóa chương trình này. "
        "Số liệu báo cáo ở đó được tính cả vào đây; đồng chí mở tháng này trong chương trình ấy.",
        "The unit reports this month in the programme of a committee below that concretises this one. "
        "What is reported there counts here as well; please open the month in that programme.",
    ),
    "return-not-asked": (
        "Chương trình không yêu cầu đơn vị này báo cáo tháng đó. Xin xem lại chương trình và tháng.",
        "The programme does not ask this unit for that month. Please check programme and month.",
    ),
    "return-month-to-come": (
        "Tháng này chưa bắt đầu. Xin báo cáo từ ngày đầu tháng.",
        "This month has not begun. Report from its first day on.",
    ),
    "return-changed": (
        "Báo cáo tháng này vừa được gửi ở nơi khác. Xin xem lại trước khi sửa.",
        "This month was reported elsewhere just now. Look at it before changing it.",
    ),
    "return-reason": (
        "Báo cáo tháng này đã gửi trước đó. Xin ghi lý do đính chính.",
        "This month is reported already. Say why it is corrected.",
    ),
    "return-classified": (
        "Năm này đã có quyết định xếp loại đơn vị nên không ghi thêm được. Nếu cần, xin đính chính việc xếp loại.",
        "The unit's level of that year is decided, so nothing can be added. If need be, put the level right.",
    ),
    "return-except-reason": (
        "Chưa có lý do của quyết định. Xin ghi lý do.",
        "The reason of the decision is missing. Please give it.",
    ),
    "population-choice": (
        "Chưa chọn mẫu số. Xin chọn giữ số đầu kỳ hoặc tính lại theo cuối kỳ.",
        "Nothing is chosen. Keep the number at the start, or count anew at the end.",
    ),
    "figure-counted": (
        "Chỉ tiêu này do sổ tự tính. Không cần ghi số liệu.",
        "The register counts this target itself. No figure is entered.",
    ),
    "figure-number": (
        "Số lượng phải là số nguyên, từ 0 trở lên. Xin ghi lại theo văn bản.",
        "The number must be whole, 0 or more. Please give it as the document does.",
    ),
    "figure-of": (
        "Tổng số phải là số nguyên, từ 1 trở lên. Xin ghi lại theo văn bản.",
        "The whole must be a whole number, 1 or more. Please give it as the document does.",
    ),
    "figure-more": (
        "Số lượng lớn hơn tổng số. Xin đối chiếu lại với văn bản.",
        "The number is greater than the whole. Please compare with the document.",
    ),
    "figure-period": (
        "Ngày của số liệu phải nằm trong kỳ. Xin ghi lại ngày.",
        "The day of the figure must lie within the period. Please give it again.",
    ),
    "figure-later": (
        "Số liệu tính đến ngày sau ngày văn bản. Xin kiểm tra lại hai ngày.",
        "The figure is as of a day after the document. Please check both days.",
    ),
    "figure-reason": (
        "Số liệu này đã ghi trước đó. Xin ghi lý do đính chính để mọi người biết.",
        "This figure stands already. Say for everybody to read why it is corrected.",
    ),
    "population-reason": (
        "Chưa có lý do của quyết định. Xin ghi lý do để mọi người biết.",
        "The reason of the decision is missing. Give it for everybody to read.",
    ),
    "return-shorter": (
        "Thời lượng riêng phải là số phút, ngắn hơn quy định chung. Xin ghi lại.",
        "The duration must be in minutes, shorter than the general rule. Please give it again.",
    ),
    "return-kind": (
        "Chưa chọn nội dung quyết định. Xin chọn thời lượng ngắn hơn, hoặc không tính chi bộ.",
        "Nothing is chosen. Choose a shorter duration, or that the cell is not counted.",
    ),
    "return-no-minutes": (
        "Không tính chi bộ thì không cần thời lượng. Xin để trống, hoặc chọn thời lượng ngắn hơn.",
        "A cell that is not counted needs no duration. Leave it empty, or choose the shorter duration.",
    ),
    "return-last": (
        "Tháng này chưa đúng, hoặc ở trước tháng đang xem. Xin ghi như 12/2025.",
        "This is no month, or lies before the one shown. Write one such as 12/2025.",
    ),
    "return-unit-unknown": (
        "Không tìm thấy chi bộ này trong phạm vi của đồng chí. Xin ghi mã hoặc tên đầy đủ.",
        "This cell is not within your reach. Give its code or its full name.",
    ),
}
