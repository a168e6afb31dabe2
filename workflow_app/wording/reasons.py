"""Why something cannot be done, in full sentences that say what to do."""

from __future__ import annotations

from . import amendment, certificate, commitment, earlier, fate, inspection, obligation, recognition, reminder
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

_ACCOUNTS: dict[str, Words] = {
    "login-form": (
        "Chưa đủ tên đăng nhập hoặc họ tên. Xin nhập tên đăng nhập từ 2 đến 80 ký tự và họ tên đầy đủ.",
        "Login or full name is missing. Give a login of 2 to 80 characters and the full name.",
    ),
    "unit-name-taken": (
        "Cấp ủy này đã có đơn vị trực thuộc mang tên đó, hoặc tên nhìn giống như vậy. Xin ghi tên dễ phân biệt hơn.",
        "This committee already has a unit of this name, or of one that looks like it. Give a name that differs.",
    ),
    "login-taken": (
        "Tên đăng nhập này đã có người dùng, hoặc nhìn giống tên đã có. Xin chọn tên khác.",
        "This login is taken, or looks like one that is. Choose another.",
    ),
    "password-wrong": (
        "Mật khẩu hiện tại không đúng. Xin nhập lại.",
        "The present password is not right. Enter it again.",
    ),
    "password-too-short": (
        "Mật khẩu mới quá ngắn. Xin dùng một câu dễ nhớ, từ 12 ký tự trở lên.",
        "The new password is too short. Use a phrase you remember, of 12 characters or more.",
    ),
    "password-too-long": (
        "Mật khẩu mới quá dài. Xin chọn mật khẩu ngắn hơn.",
        "The new password is too long. Choose a shorter one.",
    ),
    "password-guessable": (
        "Mật khẩu mới dễ đoán. Xin dùng một câu riêng, không theo tên đăng nhập hay dãy số quen thuộc.",
        "The new password is easily guessed. Use a phrase of your own, not your login or a common sequence.",
    ),
    "factor-code-wrong": (
        "Mã 6 số chưa đúng hoặc đã dùng rồi. Xin chờ mã mới trên điện thoại (30 giây) và nhập lại.",
        "The six-digit code is wrong or was used. Wait for the next one on the telephone (30 seconds) and enter it.",
    ),
    "factor-needed": (
        "Nhiệm vụ được giao cần có lớp bảo vệ thứ hai. Xin thêm cách khác trước khi bỏ cách này.",
        "The mandates of this account need a second factor. Add another one before removing this one.",
    ),
    "factor-missing": (
        "Tài khoản chưa có lớp bảo vệ thứ hai. Xin cài đặt trước khi tạo mã dự phòng.",
        "This account has no second factor. Set one up before making recovery codes.",
    ),
    "factor-own": (
        "Không ai tự cấp mã cho mình. Xin nhờ một người quản trị khác.",
        "Nobody gives such a code to himself or herself. Ask another administrator.",
    ),
    "factors-too-many": (
        "Tài khoản đã có quá nhiều khóa. Xin bỏ bớt khóa không còn dùng.",
        "This account has too many factors. Remove those no longer in use.",
    ),
    "passkey-refused": (
        "Không nhận được khóa từ thiết bị. Xin thử lại, hoặc dùng ứng dụng tạo mã.",
        "The device gave no key that can be taken. Try again, or use an app that shows codes.",
    ),
    "passkey-known": (
        "Khóa này đã được thêm trước đây. Xin dùng khóa khác.",
        "This passkey was added before. Use another one.",
    ),
    "key-missing": (
        "Chưa có khóa truy cập nào của đồng chí được xác nhận để ký. Xin thêm khóa rồi nhờ người quản trị xác nhận.",
        "No passkey of yours is confirmed for signing. Add one and ask an administrator to confirm it.",
    ),
    "key-trusted": (
        "Khóa này đã được xác nhận trước đó. Không cần xác nhận lại.",
        "This key was confirmed before. There is nothing left to do.",
    ),
    "key-slip-giver": (
        "Đồng chí đã trao phiếu mời cho người này trong 30 ngày qua. Khóa này do một cán bộ khác đối chiếu, xác nhận.",
        "You handed this person a slip within the last 30 days, so another officer compares and confirms the key.",
    ),
    "key-vouches": (
        "Đã có người xác nhận được bằng khóa của mình. Từ nay không xác nhận theo bản giấy nữa.",
        "There is somebody who can confirm with a key of his or her own; paper is not taken any more.",
    ),
    "fingerprint-unknown": (
        "Không có khóa nào đang chờ mang số nhận dạng này. Xin đối chiếu lại từng nhóm số trên biên bản.",
        "No waiting key has this fingerprint. Compare it again with the minutes, group by group.",
    ),
    "statement-unknown": (
        "Không tìm thấy nội dung đã đưa ra để ký. Xin mở lại trang rồi ký.",
        "What was put to you to sign is not known. Open the page again and sign.",
    ),
    "statement-used": (
        "Nội dung này đã được ký một lần. Xin xem lại hồ sơ.",
        "This statement was signed once already. Look at the file.",
    ),
    "statement-expired": (
        "Đã quá 10 phút từ khi mở trang. Xin đọc lại rồi ký; chưa có gì được ghi.",
        "More than ten minutes have passed since the page was opened. Read again and sign; nothing was recorded.",
    ),
    "statement-changed": (
        "Nội dung hoặc nhiệm vụ đã thay đổi từ khi mở trang. Xin đọc lại rồi quyết định; chưa có gì được ghi.",
        "The text or your mandate changed since the page was opened. Read again and decide; nothing was recorded.",
    ),
    "signature-refused": (
        "Chữ ký từ thiết bị không đúng với nội dung này. Xin thử lại bằng khóa đã được xác nhận.",
        "The answer of the device does not fit this statement. Try again with a confirmed key.",
    ),
    "key-copied": (
        "Khóa này được sao lưu hoặc đồng bộ sang máy khác. Nhiệm vụ của đồng chí cần khóa chỉ nằm trong một thiết bị, "
        "ví dụ khóa bảo mật USB.",
        "This key is backed up or synced to other devices. Your role needs one that stays in a single device, such as "
        "a security key.",
    ),
    "nobody-within-reach": (
        "Không có ai mang tên đăng nhập này trong phạm vi phụ trách. Xin kiểm tra lại tên.",
        "Nobody within your reach has this login. Check its spelling.",
    ),
    "key-owner-beyond": (
        "Không có ai mang tên đăng nhập này mà đồng chí xác nhận khóa được. Xin kiểm tra lại tên. Khóa của người quản "
        "trị do một người quản trị khác xác nhận.",
        "Nobody whose key you may confirm has this login. Check its spelling. The key of an administrator is confirmed "
        "by another administrator.",
    ),
    "key-own": (
        "Đây là khóa của chính đồng chí. Xin nhờ một cán bộ khác nhập biên bản này.",
        "This is your own key. Ask another officer to enter these minutes.",
    ),
    "both-codes-by-one": (
        "Đồng chí đã cấp mã còn lại cho người này trong 30 ngày qua. Việc này cần một người khác làm.",
        "You gave this person the other code within the last 30 days. Somebody else must do this.",
    ),
    "role-unknown": (
        "Vai trò này không có trong danh mục. Xin chọn một vai trò trong danh sách.",
        "There is no such role. Choose one from the list.",
    ),
    "reach-unknown": (
        "Phạm vi này không có trong danh mục. Xin chọn một phạm vi trong danh sách.",
        "There is no such reach. Choose one from the list.",
    ),
    "reach-without-end": (
        "Phạm vi này cần nêu rõ đơn vị hoặc chương trình. Xin chọn đơn vị hoặc chương trình.",
        "This reach needs a unit or a programme. Choose one.",
    ),
    "ends-before-it-begins": (
        "Ngày kết thúc phải sau ngày bắt đầu. Xin sửa lại một trong hai ngày.",
        "The end must be after the beginning. Correct one of the two days.",
    ),
    "ends-in-the-past": (
        "Ngày kết thúc đã qua. Nhiệm vụ kết thúc sớm nhất từ hôm nay; xin chọn hôm nay hoặc một ngày sau.",
        "That day is over. A mandate ends today at the earliest; choose today or a later day.",
    ),
    "reach-beyond-own": (
        "Phạm vi này rộng hơn phạm vi phụ trách của đồng chí. Xin chọn phạm vi hẹp hơn, hoặc một chương trình cụ thể.",
        "This reaches further than your own mandate does. Choose a narrower reach, or one programme.",
    ),
    "day-to-come": (
        "Ngày này chưa đến. Xin kiểm tra lại năm; ghi hôm nay hoặc một ngày trước đó.",
        "This day is still to come. Please check the year; enter today or a day before.",
    ),
    "day-over": (
        "Ngày này đã qua. Xin chọn hôm nay hoặc một ngày sau.",
        "This day is over. Choose today or a later day.",
    ),
    "account-closed": (
        "Tài khoản này đã đóng. Người trở lại làm việc cần được mời lại bằng tài khoản mới.",
        "This account is closed. Somebody who comes back needs to be invited with a new account.",
    ),
    "name-too-long": (
        "Họ và tên dài quá 100 ký tự. Xin ghi gọn lại.",
        "The name is longer than 100 characters. Please shorten it.",
    ),
    "name-known": (
        "Sổ đã có một người mang họ tên này. Nếu là cùng một người, xin giao thêm nhiệm vụ cho tài khoản đang có; "
        "nếu là người khác, xin đánh dấu vào ô xác nhận.",
        "The register knows a person of this name. If it is the same person, give the account another mandate; "
        "if not, tick the box that says so.",
    ),
    "document-number": (
        "Số văn bản chưa đúng. Xin ghi như 15-QĐ/HU hoặc 15/QĐ-UBND.",
        "The document number is not right. Write it like 15-QĐ/HU or 15/QĐ-UBND.",
    ),
    "document-day": (
        "Chưa rõ ngày ban hành văn bản. Xin ghi ngày đó, không muộn hơn hôm nay.",
        "The day of the document is missing. Give the day on which the document was issued, not later than today.",
    ),
    "second-person": (
        "Người đã đề nghị và người được giao không tự duyệt được. Xin chờ một người khác có thẩm quyền duyệt.",
        "Neither who proposed it nor who would hold it grants it. Please wait for another authorised person.",
    ),
    "mandate-settled": (
        "Đề nghị này đã được xử lý rồi. Xin tải lại trang để xem kết quả.",
        "This proposal has been dealt with already. Reload the page to see how.",
    ),
    "stand-in-role": (
        "Nhiệm vụ này không nhờ người khác làm thay được. Xin đề nghị cấp ủy phân công người khác.",
        "Nobody stands in for this role. Please ask the committee to name somebody else.",
    ),
    "stand-in-passed-on": (
        "Người đang làm thay không được giao tiếp cho người khác. Xin báo người vắng mặt hoặc người quản lý.",
        "Who stands in passes it on to nobody. Please tell the absent person or the manager.",
    ),
    "stand-in-oneself": (
        "Người làm thay phải là một người khác. Xin chọn lại.",
        "Somebody else has to stand in. Please choose again.",
    ),
    "stand-in-elsewhere": (
        "Người làm thay phải đang có nhiệm vụ phù hợp ở cùng đơn vị. Xin chọn trong danh sách.",
        "Whoever stands in must hold a fitting mandate at the same unit. Please choose from the list.",
    ),
    "stand-in-taken": (
        "Trong những ngày này đã có người làm thay. Xin kết thúc lần đó trước, hoặc chọn ngày khác.",
        "Somebody stands in during these days already. End that first, or choose other days.",
    ),
    "stand-in-too-long": (
        "Một lần làm thay không quá 92 ngày. Vắng lâu hơn thì xin đề nghị giao nhiệm vụ chính thức.",
        "Nobody stands in for more than 92 days. For a longer absence, ask for a mandate of its own.",
    ),
    "stand-in-beyond": (
        "Nhiệm vụ của người vắng mặt không có hiệu lực trong cả những ngày này. Xin chọn ngày trong thời hạn.",
        "The absent person's mandate does not hold on all these days. Choose days within its term.",
    ),
    "mandate-ended": (
        "Nhiệm vụ này đã kết thúc rồi. Xin tải lại trang để xem tình trạng hiện tại.",
        "This mandate has already ended. Reload the page to see how things stand.",
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
REASONS: dict[str, Words] = _ACTS | _PROGRAMMES | _ACCOUNTS | _TEXT | _FILES | _PROCESSES
