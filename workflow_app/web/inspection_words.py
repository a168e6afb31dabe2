"""What the pages of an inspection's acts say beforehand: what an act does, what to write, what is still missing."""

from __future__ import annotations

from ..services.inspection_case import CaseView
from .inspection_page import subject_name
from .words import gettext


def consequence(name: str) -> str:
    """What an act does, said before it is done."""
    return {
        "plan": gettext("Tiếp theo Ban Thường vụ phân công tổ kiểm tra; đơn vị chỉ biết khi tổ trưởng thông báo."),
        "assign_team": gettext(
            "Người của đơn vị và người phụ trách đơn vị không tham gia; tiếp theo tổ trưởng thông báo cho đơn vị."
        ),
        "announce": gettext("Đơn vị được thông báo và thấy hồ sơ này; thời hạn tự đánh giá bắt đầu tính."),
        "open_self": gettext("Đơn vị bắt đầu tự chấm điểm theo khung tiêu chí; bản đang viết được tự lưu."),
        "submit_self": gettext(
            "Sau khi gửi, đơn vị không sửa điểm tự chấm được nữa; tổ kiểm tra sẽ làm việc với đơn vị."
        ),
        "start": gettext("Tổ kiểm tra bắt đầu chấm điểm; đơn vị được báo."),
        "draft_minutes": gettext("Phần chấm điểm khép lại. Tiếp theo tổ trưởng viết biên bản, ký và gửi đơn vị."),
        "send_minutes": gettext("Tổ trưởng ký thay mặt tổ kiểm tra. Đơn vị thấy điểm, nội dung ghi nhận và biên bản."),
        "explain": gettext("Ý kiến của đơn vị được giữ cùng biên bản; sau đó đơn vị vẫn cần ký biên bản."),
        "sign_minutes": gettext("Đơn vị chấp nhận biên bản. Nội dung sau khi ký không thể sửa."),
        "record_refusal": gettext("Ghi nhận “Đơn vị không ký, lý do …”; sau đó có thể kết luận."),
        "require_fix": gettext("Đơn vị khắc phục những nội dung còn mở trong thời hạn của chương trình."),
        "report_fix": gettext("Tổ kiểm tra phúc tra theo báo cáo này."),
        "recheck": gettext("Ghi kết quả cho từng nội dung; chưa đạt thì nêu lý do."),
        "conclude": gettext("Cuộc kiểm tra kết thúc. “Đạt” và “Chưa đạt” theo đúng điểm đã chấm."),
        "mark_practice": gettext("Cách làm hay được giữ trong hồ sơ để nhân rộng; điểm không thay đổi."),
        "add_finding": gettext("Nội dung cần khắc phục sẽ theo dõi đến khi xong."),
        "cancel": gettext("Cuộc kiểm tra kết thúc ở đây, không có kết luận."),
    }[name]


def asked_words(name: str) -> tuple[str, str | None]:
    """What an act asks to be written, and a hint."""
    with_hint = {
        "add_finding": (
            gettext("Điều đã thấy"), gettext("Ghi rõ ở đâu, khi nào; ví dụ: sổ theo dõi chưa ghi từ tháng 3."),
        ),
        "mark_practice": (gettext("Cách làm và kết quả"), gettext("Đơn vị đã làm gì, kết quả ra sao.")),
        "send_minutes": (
            gettext("Nội dung biên bản"),
            gettext("Làm việc với ai, xem những gì, hai bên trao đổi gì. Điểm và nội dung ghi nhận được gửi kèm."),
        ),
    }  # fmt: skip
    plain = {
        "explain": gettext("Ý kiến của đơn vị"),
        "record_refusal": gettext("Lý do đơn vị không ký"),
        "require_fix": gettext("Yêu cầu thêm"),
        "conclude": gettext("Căn cứ kết luận"),
        "cancel": gettext("Lý do hủy"),
    }
    return with_hint.get(name) or (plain.get(name, gettext("Nội dung")), None)


def severity_hint(severity: str) -> str:
    """What follows from a finding."""
    return {
        "remedy": gettext("Đơn vị phải khắc phục và báo cáo; chưa xong thì chưa kết luận “Đạt” được."),
        "remark": gettext("Ghi lại để đơn vị rút kinh nghiệm, không phải báo cáo."),
        "knock_out": gettext("Đơn vị không đạt, dù đủ điểm, cho đến khi được giải quyết."),
    }[severity]


def missing_words(view: CaseView) -> list[tuple[str, list[str]]]:
    """What the unit's own assessment still needs, by the names of the criteria."""
    return [
        (gettext("Tiêu chí chưa có điểm"), [subject_name(view.rules, code) for code in view.unscored]),
        (gettext("Tiêu chí chưa có tệp minh chứng"), [subject_name(view.rules, code) for code in view.unproved]),
    ]
