"""Words for the transparency journal: entries, and what they seal."""

from __future__ import annotations

from .vocabulary import Words

# Entries of a case take their words from casework.LOG_SENTENCES.
ENTRY_KINDS: dict[str, Words] = {
    "journal.created": ("đã lập nhật ký minh bạch", "created the transparency log"),
    "journal.recovered": ("đã khôi phục nhật ký từ bản sao lưu", "recovered the log from a backup"),
    "account.mandate_granted": ("đã giao nhiệm vụ", "granted a mandate"),
    "account.mandate_proposed": ("đã đề nghị giao nhiệm vụ", "proposed a mandate"),
    "account.mandate_refused": ("đã không duyệt đề nghị giao nhiệm vụ", "refused a proposed mandate"),
    "account.code_issued": ("đã cấp mã một lần mới", "issued a new one-time code"),
    "account.password_chosen": ("đã đặt mật khẩu bằng mã một lần", "chose a password with a one-time code"),
    "account.closed": ("đã đóng một tài khoản", "closed an account"),
    "account.address_confirmed": ("đã xác nhận địa chỉ nhận thư", "confirmed the address for mail"),
    "account.mandate_ended": ("đã kết thúc nhiệm vụ", "ended a mandate"),
    "account.factor_added": ("đã thêm lớp bảo vệ thứ hai", "added a second factor"),
    "account.factor_removed": ("đã bỏ một lớp bảo vệ thứ hai", "removed a second factor"),
    "account.factor_reset": ("đã cho đặt lại lớp bảo vệ thứ hai", "let a second factor be set up anew"),
    "account.key_trusted": ("đã xác nhận một khóa ký", "confirmed a signing key"),
    "programme.published": ("đã ban hành một phiên bản của chương trình", "published an edition of the programme"),
    "unit.founded": ("đã ghi nhận đơn vị", "recorded the unit"),
    "earlier.recorded": ("đã ghi lại một kết quả từ bản giấy", "copied an earlier result from paper"),
    "document.printed": ("đã lập bản PDF của nội dung đã chốt", "set the fixed text as a PDF"),
    "document.sealed": (
        "đã lập bản xác nhận có dấu điện tử của cơ quan",
        "made the record under the organisation's electronic seal",
    ),
    "seal.adopted": ("đã bắt đầu dùng dấu điện tử của cơ quan", "took an electronic seal into use"),
    "round.opened": ("đã mở đợt đăng ký", "opened the round"),
    "round.closed": ("đã đóng đợt đăng ký trước hạn", "closed the round before its last day"),
    "round.extended": ("đã kéo dài đợt đăng ký", "extended the round"),
    "round.reopened": ("đã mở lại đợt đăng ký", "opened the round again"),
}

SEALED_FIELDS: dict[str, Words] = {
    "unit": ("Đơn vị", "Unit"),
    "content": ("Nội dung đăng ký", "Registered contents"),
    "resolution": ("Nghị quyết của đơn vị", "The unit's resolution"),
    "responsible": ("Người phụ trách từng bước", "Persons responsible for the steps"),
    "reason": ("Lý do", "Reason"),
    "marks": ("Những chỗ cần bổ sung", "Places marked for correction"),
    "incharge": ("Cấp ủy viên phụ trách", "Committee member in charge"),
    "person": ("Người thực hiện", "Person who acted"),
    "proposal": ("Bản thảo lấy ý kiến", "Text circulated for comment"),
    "agreement": ("Nội dung bản ký kết", "Text of the agreement"),
    "report": ("Báo cáo kết quả", "Report"),
    "proof": ("Minh chứng của báo cáo", "Evidence of the report"),
    "statement": ("Lời ký", "Statement of the signature"),
    "comment": ("Ý kiến góp ý", "Comment"),
    "record": ("Dấu vết các bảng dữ liệu của hồ sơ", "Digests of the case's rows"),
    "plan": ("Kế hoạch kiểm tra", "Plan of the check"),
    "team": ("Tổ kiểm tra", "Inspection team"),
    "points": ("Điểm các tiêu chí", "Points of the criteria"),
    "findings": ("Nội dung ghi nhận", "Findings"),
    "minutes": ("Biên bản", "Minutes"),
    "conclusion": ("Kết luận", "Conclusion"),
    "dossier": ("Hồ sơ đề nghị", "Dossier"),
    "opinion": ("Ý kiến thẩm định", "Opinion of an appraising body"),
    "knock_out": ("Điều kiện loại", "Knock-out"),
    "window": ("Thời gian lấy ý kiến", "Time for comments"),
    "objection": ("Nội dung phản ánh, kiến nghị", "Objection"),
    "objector": ("Người phản ánh, kiến nghị", "Person who objects"),
    "answer": ("Trả lời phản ánh, kiến nghị", "Answer to an objection"),
    "vote": ("Kết quả kiểm phiếu", "Tally"),
    "decision": ("Quyết định", "Decision"),
    "result": ("Kết quả ghi lại từ bản giấy", "Result copied from paper"),
    "kept_result": ("Kết quả ghi lại từ bản giấy, không công khai", "Result copied from paper, not public"),
    "document": ("Văn bản", "Document"),
    "printed": ("Tệp PDF", "PDF file"),
    "seal": ("Dấu điện tử của cơ quan", "The organisation's electronic seal"),
    "correction": ("Nội dung đính chính", "Correction"),
}

OPENINGS: dict[str, Words] = {
    "at_once": ("Công khai ngay", "Public at once"),
    "acceptance": ("Công khai khi đăng ký được chấp nhận", "Public when the registration is accepted"),
    "publication": ("Công khai khi công bố công nhận", "Public when the recognition is published"),
    "unit": ("Chỉ đơn vị và người xử lý đọc được", "Readable by the unit and those who handle the file only"),
    "never": ("Không công khai", "Never public"),
}
