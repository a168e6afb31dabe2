"""Why something about accounts, passwords, mandates and factors cannot be done, and what to do."""

from __future__ import annotations

from .vocabulary import Words

REASONS: dict[str, Words] = {
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
    "document-type": (
        "Ký hiệu không nói rõ loại văn bản. Xin chọn loại văn bản.",
        "The symbol does not tell the type of the document. Please choose it.",
    ),
    "document-issuer": (
        "Chưa có tên cơ quan ban hành, hoặc tên quá dài. Xin ghi tên, không quá 200 ký tự.",
        "The issuer is missing, or its name is too long. Give it in at most 200 characters.",
    ),
    "document-subject": (
        "Chưa có trích yếu, hoặc trích yếu quá dài. Xin ghi trích yếu, không quá 500 ký tự.",
        "The subject is missing or too long. Give it in at most 500 characters.",
    ),
    "document-term": (
        "Nhiệm kỳ hoặc năm quá dài, hoặc có ký tự không đọc được. Xin ghi ngắn, ví dụ 2020-2025.",
        "The term or year is too long, or cannot be read. Keep it short, for example 2020-2025.",
    ),
    "document-reason": (
        "Chưa có lý do, hoặc lý do quá dài. Xin ghi lý do để mọi người biết, không quá 500 ký tự.",
        "The reason is missing or too long. Give it for everybody to read, in at most 500 characters.",
    ),
    "document-known": (
        "Văn bản này đã có trong sổ. Xin tìm theo số, ký hiệu rồi đính chính nếu cần.",
        "This document is in the register. Find it by its number, and correct it there if needed.",
    ),
    "document-not-yours": (
        "Văn bản này đã có trong sổ và thuộc cơ quan khác. Xin báo người quản lý của cơ quan đó đính chính.",
        "This document is in the register and belongs to another body. Ask those who administer it to correct it.",
    ),
    "document-unknown": (
        "Chưa rõ văn bản nào: không có, hoặc có nhiều văn bản cùng số. Xin ghi mã 12 ký tự ở trang của văn bản đó.",
        "It is not clear which document is meant. Give the code of 12 characters that its page shows.",
    ),
    "document-file": (
        "Công khai nội dung thì phải có tệp văn bản. Xin chọn tệp.",
        "What is published needs its file. Please choose the file.",
    ),
    "document-visibility": (
        "Chưa rõ nội dung là nội bộ hay công khai. Xin chọn một.",
        "It is not clear whether the text is internal or public. Please choose.",
    ),
    "document-relation": (
        "Chưa chọn quan hệ giữa hai văn bản. Xin chọn một.",
        "The relation of the two documents is missing. Please choose one.",
    ),
    "document-link-self": (
        "Văn bản không có quan hệ với chính nó. Xin ghi số của văn bản kia.",
        "A document stands in no relation to itself. Give the number of the other one.",
    ),
    "document-link-known": (
        "Quan hệ này đã có trong sổ. Không cần ghi lại.",
        "This relation is recorded. There is nothing to add.",
    ),
    "document-link-circle": (
        "Quan hệ này tạo thành vòng: văn bản kia đã dựa vào văn bản này. Xin xem lại chiều của quan hệ.",
        "This would close a circle: the other one rests on this one. Look again at its direction.",
    ),
    "document-link-body": (
        "Văn bản kia của cơ quan khác. Chỉ văn bản của chính cơ quan đó hoặc của cấp trên mới sửa đổi, thay thế được.",
        "The other one is of another body. Only a document of that body or of one above it amends or replaces it.",
    ),
    "document-link-later": (
        "Văn bản kia ban hành sau văn bản này. Xin xem lại chiều của quan hệ, hoặc ngày ban hành.",
        "The other one was issued later. Look again at the direction, or at the days.",
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
