"""Why something cannot be done, in full sentences that say what to do."""

from __future__ import annotations

from . import (
    account,
    amendment,
    certificate,
    classification,
    commitment,
    earlier,
    fate,
    inspection,
    meeting,
    obligation,
    recognition,
    reminder,
)
from . import unit_event as event
from .vocabulary import Words

_ACTS: dict[str, Words] = {
    "round-closed": (
        "Đợt đăng ký hiện không mở. Xin xem thời gian của đợt ở trang chương trình và gửi trong thời gian đó.",
        "The round is not open now. See its dates on the programme's page and submit within them.",
    ),
    "unit-kind-not-allowed": (
        "Chương trình không dành cho loại hình đơn vị này hoặc đơn vị của cấp ủy khác. Xin chọn chương trình phù hợp.",
        "This programme is not meant for units of this kind, or of another committee. Please choose one that is.",
    ),
    "part-absent": (
        "Chương trình này không có bước đó. Xin xem các bước ở trang chương trình.",
        "This programme has no such step. See its steps on the programme's page.",
    ),
    "registration-already-open": (
        "Đơn vị đã có một đăng ký đang mở trong chương trình và kỳ này. Xin tiếp tục với hồ sơ đó.",
        "The unit already has an open registration in this programme and period. Please continue with that file.",
    ),
    "resolution-missing": (
        "Chưa đủ nghị quyết của đơn vị. Xin ghi số, ngày ban hành và đính kèm tệp nghị quyết.",
        "The unit's resolution is not complete. Give its number and date and attach its file.",
    ),
    "contents-missing": (
        "Chưa đủ nội dung đăng ký. Xin ghi thêm nội dung, kèm kết quả cần đạt.",
        "There are not enough registered contents. Add contents with a measurable result.",
    ),
    "roadmap-missing": (
        "Chưa đủ bước trong lộ trình. Xin thêm bước, kèm thời hạn và người phụ trách.",
        "The roadmap has too few steps. Add steps with a due date and a person responsible.",
    ),
    "not-this-stage": (
        "Hồ sơ đang ở khâu của vai trò khác. Xin chờ khâu đó xử lý xong.",
        "The file is now with another role. Please wait until that stage is done.",
    ),
    "own-unit": (
        "Không ai được xem xét hồ sơ của chính đơn vị mình. Việc này cần người của đơn vị khác làm.",
        "Nobody decides on his or her own unit. Somebody of another unit must do this.",
    ),
    "own-submission": (
        "Người đã gửi hồ sơ không được xem xét hồ sơ đó. Việc này cần người khác làm.",
        "Whoever submitted a file may not decide on it. Somebody else must do this.",
    ),
    "already-decided": (
        "Đồng chí đã có ý kiến ở khâu trước của lần gửi này. Khâu này cần người khác quyết định.",
        "You already decided an earlier stage of this submission. Somebody else must decide this one.",
    ),
    "reason-missing": (
        "Chưa có lý do. Xin chọn hoặc ghi lý do để đơn vị biết.",
        "There is no reason yet. Choose or write one, so that the unit knows it.",
    ),
    "marks-missing": (
        "Chưa đánh dấu chỗ cần bổ sung. Xin đánh dấu ít nhất một mục hoặc tài liệu.",
        "Nothing is marked for correction. Mark at least one field or document.",
    ),
    "field-not-marked": (
        "Lần bổ sung này chỉ sửa được những chỗ đã đánh dấu. Xin giữ nguyên các mục khác như đã gửi.",
        "Only the marked places can be changed this time. Leave the other fields as they were submitted.",
    ),
    "field-unknown": (
        "Mục được đánh dấu không còn trong hồ sơ. Xin tải lại trang và đánh dấu lại.",
        "The marked field is no longer in the file. Reload the page and mark again.",
    ),
    "period-not-ended": (
        "Kỳ của chương trình chưa kết thúc. Xin chờ đến sau ngày cuối của kỳ.",
        "The period is not over. Please wait until after its last day.",
    ),
    "incharge-missing": (
        "Chưa có cấp ủy viên phụ trách. Xin phân công một cấp ủy viên đang có nhiệm vụ này.",
        "No committee member is in charge. Assign one who holds this mandate.",
    ),
    "incharge-of-unit": (
        "Cấp ủy viên phụ trách không được là người của chính đơn vị. Xin chọn đồng chí khác.",
        "The member in charge may not belong to the unit itself. Choose somebody else.",
    ),
    "not-from-this-state": (
        "Hồ sơ không còn ở trạng thái cho phép việc này. Xin xem trạng thái hiện tại của hồ sơ.",
        "The file is not in a state that allows this. See its present state.",
    ),
    "not-at-this-stage": (
        "Khâu hiện tại không có việc này. Xin chọn việc mà trang hồ sơ đang mở.",
        "This is not done at the present stage. Choose an action that the file's page offers.",
    ),
    "not-your-role": (
        "Không đủ thẩm quyền: việc này thuộc vai trò khác. Xin chọn đúng nhiệm vụ hoặc chuyển cho người có thẩm quyền.",
        "Not authorised: this belongs to another role. Choose the right mandate or leave it to whoever holds it.",
    ),
}

_PROGRAMMES: dict[str, Words] = {
    "round-exists": (
        "Chương trình đã có đợt của kỳ này. Xin ghi kỳ khác, ví dụ 2025-2 cho đợt thứ hai trong năm.",
        "The programme already has a round of this period. Give another, such as 2025-2 for a second one in the year.",
    ),
    "round-not-open": (
        "Đợt đăng ký hiện không mở nên không cần đóng. Xin xem tình trạng của đợt ở trang chương trình.",
        "The round is not open now and need not be closed. See how it stands on the programme's page.",
    ),
    "round-over": (
        "Đợt đăng ký đã hết hạn. Xin dùng chức năng Mở lại, có văn bản kèm theo.",
        "The round is over. Please open it again instead, which takes a document.",
    ),
    "round-still-open": (
        "Đợt đăng ký còn mở hoặc chưa đến ngày mở. Xin dùng chức năng Kéo dài.",
        "The round is open, or to come. Please extend it instead.",
    ),
    "round-not-longer": (
        "Ngày cuối mới phải sau ngày cuối hiện nay. Muốn kết thúc sớm hơn, xin dùng chức năng Đóng sớm.",
        "The new last day must be after the present one. To end sooner, please close the round early.",
    ),
    "last-day-over": (
        "Ngày cuối nhận đăng ký đã qua. Xin ghi hôm nay hoặc một ngày sau.",
        "The last day for registrations is over. Give today or a later day.",
    ),
    "period-shorter": (
        "Kỳ không được ngắn hơn trước. Xin ghi ngày kết thúc hiện nay hoặc một ngày sau.",
        "The period must not become shorter. Give its present last day or a later one.",
    ),
    "period-form": (
        "Kỳ chưa đúng dạng. Xin ghi năm, ví dụ 2025; đợt thứ hai trong năm ghi 2025-2.",
        "The period is not in due form. Give the year, such as 2025; a second round in the year is 2025-2.",
    ),
    "period-ends-before-round": (
        "Kỳ kết thúc trước khi hết hạn đăng ký. Xin sửa lại một trong hai ngày.",
        "The period ends before its round does. Correct one of the two days.",
    ),
    "period-is-over": (
        "Ngày kết thúc kỳ đã qua. Xin ghi ngày trong tương lai.",
        "The last day of the period is past. Give a day to come.",
    ),
    "edition-published": (
        "Văn bản này đã được ban hành đúng như vậy. Xin tải lên bản khác nếu có thay đổi.",
        "This very text was published already. Upload another one if something changed.",
    ),
    "edition-number": (
        "Số của bản mới phải lớn hơn số của bản đã ban hành. Xin tăng giá trị “number” trong văn bản.",
        "A new edition needs a number greater than the one published before. Raise “number” in the text.",
    ),
    "unit-unknown": (
        "Đơn vị được chọn không có trong sổ. Xin chọn lại trong danh sách.",
        "The unit chosen is not in the register. Choose one from the list.",
    ),
}

_TEXT: dict[str, Words] = {
    "choice-unknown": (
        "Cách nhận này không có trong danh sách. Xin chọn một trong các cách đã nêu.",
        "This way is not in the list. Please choose one of those that are offered.",
    ),
    "mail-address": (
        "Địa chỉ thư điện tử chưa đúng dạng; ví dụ: van.an@huyenuy.vn.",
        "This is not a mail address; it looks like van.an@huyenuy.vn.",
    ),
    "text-control-character": (
        "Văn bản có ký tự điều khiển không nhìn thấy được. Xin xóa và gõ lại đoạn đó.",
        "The text has control characters that cannot be seen. Delete that part and type it again.",
    ),
    "text-direction-character": (
        "Văn bản có ký tự đảo chiều đọc, làm người xem hiểu sai. Xin xóa và gõ lại đoạn đó.",
        "The text has characters that turn the direction of reading. Delete that part and type it again.",
    ),
}

_FILES: dict[str, Words] = {
    "file-empty": (
        "Tệp không có nội dung. Xin chọn lại tệp.",
        "The file is empty. Choose the file again.",
    ),
    "file-classified": (
        "Sổ này không nhận tài liệu Mật, Tối mật, Tuyệt mật. Tệp chưa được lưu; xin gửi theo đường văn bản mật.",
        "This system takes no classified documents. The file was not kept; please send it the way the rules prescribe.",
    ),
    "file-too-large": (
        "Tệp lớn hơn 10 MB. Xin giảm dung lượng (quét ở 200 dpi, giảm cỡ ảnh) rồi tải lên lại.",
        "The file is larger than 10 MB. Make it smaller (scan at 200 dpi, reduce the picture) and upload it again.",
    ),
    "file-type-not-allowed": (
        "Chỉ nhận tệp PDF, JPG hoặc PNG. Xin xuất tài liệu ra PDF rồi tải lên lại.",
        "Only PDF, JPG and PNG files are taken. Export the document as PDF and upload it again.",
    ),
    "file-type-mismatch": (
        "Nội dung tệp không đúng với phần đuôi của tên. Xin mở tệp, lưu lại đúng định dạng rồi tải lên.",
        "The content does not fit the file's ending. Open the file, save it in the right format and upload that.",
    ),
    "file-mixed": (
        "Tệp chứa thêm một tệp khác bên trong. Xin mở tệp, lưu thành tệp mới rồi tải lên.",
        "The file carries another file inside. Open it, save it as a new file and upload that.",
    ),
    "pdf-broken": (
        "Tệp PDF bị hỏng hoặc không đúng chuẩn. Xin mở tệp, in ra PDF mới rồi tải lên.",
        "The PDF is damaged or not well formed. Open it, print it to a new PDF and upload that.",
    ),
    "pdf-encrypted": (
        "Tệp PDF có mật khẩu hoặc bị mã hóa. Xin bỏ bảo vệ rồi tải lên lại.",
        "The PDF is encrypted or has a password. Remove the protection and upload it again.",
    ),
    "pdf-active-content": (
        "Tệp PDF có mã lệnh hoặc nội dung tự chạy. Xin in ra PDF mới rồi tải lên.",
        "The PDF has scripts or content that runs by itself. Print it to a new PDF and upload that.",
    ),
    "pdf-embedded-file": (
        "Tệp PDF có tệp khác đính kèm bên trong. Xin bỏ tệp đính kèm rồi tải lên lại.",
        "The PDF has other files attached inside. Remove them and upload it again.",
    ),
    "picture-broken": (
        "Ảnh bị hỏng hoặc tải chưa hết. Xin chụp hoặc xuất lại ảnh rồi tải lên.",
        "The picture is damaged or incomplete. Take or export it again and upload that.",
    ),
    "picture-too-large": (
        "Ảnh lớn hơn 50 triệu điểm ảnh. Xin giảm cỡ ảnh rồi tải lên lại.",
        "The picture has more than 50 million pixels. Reduce it and upload it again.",
    ),
}

_AGREEMENTS = commitment.REASONS | certificate.REASONS | obligation.REASONS | amendment.REASONS | reminder.REASONS
_PROCESSES = _AGREEMENTS | inspection.REASONS | recognition.REASONS | earlier.REASONS | event.REASONS | fate.REASONS
_AGAINST = {code: words for code, words in classification.AGAINST.items() if "{" not in words[0]}
_YEARS = meeting.REASONS | classification.REASONS | _AGAINST
REASONS: dict[str, Words] = _ACTS | _PROGRAMMES | account.REASONS | _TEXT | _FILES | _PROCESSES | _YEARS
