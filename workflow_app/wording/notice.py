"""Words for notices that no process sends: of rounds, months, levels, proposed mandates, of one's own account."""

from __future__ import annotations

from .vocabulary import Words

NOT_ME: Words = (
    "Nếu không phải đồng chí thực hiện, xin báo ngay người quản trị của cấp ủy.",
    "If it was not you, please tell your committee's administrator at once.",
)


def _own(vi: str, en: str) -> Words:
    return f"{vi} {NOT_ME[0]}", f"{en} {NOT_ME[1]}"


NOTICES: dict[str, Words] = {
    "round.closed": (
        "Đợt đăng ký đã đóng trước hạn. Hồ sơ đã gửi tiếp tục được xét, bản nháp không gửi được nữa; "
        "lý do có trên trang chương trình.",
        "The round was closed before its last day. Files that were submitted go on, drafts can no longer be submitted; "
        "the reason is on the programme's page.",
    ),
    "round.extended": (
        "Đợt đăng ký được kéo dài. Bản nháp gửi được đến hết ngày cuối mới; ngày và lý do có trên trang chương trình.",
        "The round was extended. Drafts can be submitted until the new last day; day and reason are on the programme's "
        "page.",
    ),
    "round.reopened": (
        "Đợt đăng ký được mở lại. Bản nháp gửi được đến hết ngày cuối mới; ngày và lý do có trên trang chương trình.",
        "The round was opened again. Drafts can be submitted until the new last day; day and reason are on the "
        "programme's page.",
    ),
    "return.near": (
        "Báo cáo sinh hoạt chi bộ tháng {month} chưa gửi. Hạn gửi: hết ngày {due_on}; kính mong đồng chí gửi đúng hạn.",
        "The report of the cell's meetings of {month} was not sent yet. It is due by the end of {due_on}.",
    ),
    "return.passed": (
        "Báo cáo sinh hoạt chi bộ tháng {month} đã quá hạn. Hạn gửi là hết ngày {due_on}; kính mong đồng chí gửi "
        "ngay, báo cáo muộn vẫn được nhận.",
        "The report of the cell's meetings of {month} is overdue. It was due by the end of {due_on}; please send it "
        "now, a late report is still taken.",
    ),
    "returns.missing": (
        "Còn {late} chi bộ chưa gửi báo cáo sinh hoạt tháng {month}. Hạn gửi là hết ngày {due_on}; danh sách có trên "
        "trang các chi bộ.",
        "Cells without a report of their meetings of {month}: {late}. It was due by the end of {due_on}; the list is "
        "on the page of the cells.",
    ),
    "classification.decided": (
        "Đơn vị của đồng chí đã được xếp loại năm {period}. Mức và quy định áp dụng có trên trang chương trình, "
        "sau khi đăng nhập.",
        "Your unit was classified for the year {period}. The level and the regulation are on the programme's page, "
        "after signing in.",
    ),
    "classification.corrected": (
        "Mức xếp loại năm {period} của đơn vị đồng chí đã được quyết định lại. Mức hiện hành có trên trang chương "
        "trình, sau khi đăng nhập.",
        "Your unit's level for the year {period} was decided anew. The level that stands is on the programme's page, "
        "after signing in.",
    ),
    "people.proposed": (
        "Có đề nghị giao nhiệm vụ chờ người thứ hai duyệt. Kính mong đồng chí xem xét.",
        "A proposed mandate waits for a second person. Please look at it.",
    ),
    "people.granted": (
        "Đề nghị giao nhiệm vụ của đồng chí đã được duyệt.",
        "The mandate you proposed was granted.",
    ),
    "people.refused": (
        "Đề nghị giao nhiệm vụ của đồng chí không được duyệt.",
        "The mandate you proposed was refused.",
    ),
    "account.password": _own(
        "Mật khẩu của đồng chí vừa được thay đổi.",
        "Your password was changed.",
    ),
    "account.code_issued": _own(
        "Người quản lý vừa cấp mã để đặt mật khẩu mới cho tài khoản của đồng chí.",
        "A code to choose a new password for your account was issued.",
    ),
    "account.factor_added": _own(
        "Tài khoản của đồng chí vừa có thêm lớp bảo vệ thứ hai.",
        "A second factor was added to your account.",
    ),
    "account.key_trusted": (
        "Cán bộ vừa đối chiếu và xác nhận một khóa của đồng chí: từ nay khóa đó ký được, đứng tên đồng chí. "
        "Nếu đồng chí chưa gặp ai để đối chiếu, xin báo ngay người quản trị của cấp ủy.",
        "An officer compared and confirmed a key of yours: from now on it signs in your name. "
        "If you met nobody to compare it, please tell your committee's administrator at once.",
    ),
    "account.factor_removed": _own(
        "Tài khoản của đồng chí vừa bỏ một lớp bảo vệ thứ hai.",
        "A second factor of your account was removed.",
    ),
    "account.factor_reset": _own(
        "Lớp bảo vệ thứ hai của tài khoản đồng chí vừa được đặt lại.",
        "The second factor of your account was reset.",
    ),
    "account.recovery_codes": _own(
        "Mã dự phòng của tài khoản đồng chí vừa được thay bằng mã mới.",
        "The recovery codes of your account were replaced by others.",
    ),
}
