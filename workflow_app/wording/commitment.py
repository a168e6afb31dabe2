"""Words for agreements: states, actions, histories, notices, and why something cannot be done."""

from __future__ import annotations

from .vocabulary import Words

PROCESS: Words = ("Giao ước thi đua, bản ký kết", "Commitment")

STATES: dict[str, Words] = {
    "drafting": ("Đang soạn thảo", "Drafting"),
    "consulting": ("Đang lấy ý kiến các bên", "In consultation"),
    "frozen": ("Đã chốt nội dung, chờ ký", "Text frozen, awaiting signatures"),
    "partially_signed": ("Đang ký", "Signing"),
    "in_force": ("Có hiệu lực", "In force"),
    "declined": ("Có bên từ chối ký", "Declined by a party"),
    "cancelled": ("Đã hủy trước khi có hiệu lực", "Cancelled before effect"),
    "terminated": ("Đã chấm dứt trước hạn", "Terminated early"),
    "completed": ("Đã kết thúc, đã đánh giá", "Completed and reviewed"),
}

# `start` and `save` act on a draft; they move no state and leave no entry, so they have no log sentence.
ACTIONS: dict[str, Words] = {
    "start": ("Soạn giao ước", "Draft an agreement"),
    "save": ("Soạn tiếp", "Go on writing"),
    "write-agreement": ("Soạn tiếp", "Go on writing"),
    "circulate": ("Gửi các bên góp ý", "Circulate for comment"),
    "comment": ("Góp ý", "Comment"),
    "revise": ("Sửa thành bản mới", "Revise"),
    "freeze": ("Chốt nội dung để ký", "Freeze text for signing"),
    "sign": ("Ký", "Sign"),
    "decline": ("Từ chối ký", "Decline to sign"),
    "add_party": ("Thêm bên ký", "Add party"),
    "remind": ("Nhắc ký", "Send reminder"),
    "reopen": ("Mở lại để sửa", "Reopen"),
    "cancel": ("Hủy bản ký kết", "Cancel"),
    "terminate": ("Chấm dứt trước hạn", "Terminate"),
    "complete": ("Đánh giá và kết thúc", "Review and complete"),
    "enter_paper": ("Nhập bản giấy đã ký", "Enter a signed paper"),
    "attest_paper": ("Đối chiếu bản giấy", "Attest the paper"),
    "refuse_paper": ("Không công nhận bản giấy", "Refuse the paper"),
    "set_reminders": ("Đặt lịch nhắc ký", "Set the reminders"),
    "amend": ("Lập phụ lục", "Draft an amendment"),
    "lapse": ("Kết thúc theo bản chính", "End with the agreement"),
}

LOG_SENTENCES: dict[str, Words] = {
    "circulate": ("đã gửi các bên góp ý", "circulated the text for comment"),
    "comment": ("đã góp ý", "commented on the text"),
    "revise": ("đã đưa về soạn thảo để lập bản mới", "took the text back to write a new version"),
    "freeze": ("đã chốt nội dung để ký", "froze the text for signing"),
    "sign": ("đã ký", "signed"),
    "decline": ("đã từ chối ký", "declined to sign"),
    "add_party": ("đã thêm một bên ký", "added a party"),
    "remind": ("đã gửi nhắc ký", "sent a reminder"),
    "reopen": (
        "đã mở lại để sửa; các chữ ký của bản trước không còn tính",
        "reopened the text; signatures of the earlier version count no more",
    ),
    "cancel": ("đã hủy bản ký kết", "cancelled the agreement"),
    "terminate": ("đã chấm dứt trước hạn theo quyết định", "terminated the agreement by a decision"),
    "complete": ("đã đánh giá kết quả thực hiện và kết thúc", "reviewed and completed the agreement"),
    "enter_paper": ("đã nhập bản giấy đã ký, chờ đối chiếu", "entered a signed paper, to be attested"),
    "attest_paper": ("đã đối chiếu bản giấy đã ký", "attested the signed paper"),
    "refuse_paper": ("đã không công nhận bản giấy đã nhập", "refused the paper that was entered"),
    "set_reminders": ("đã đặt lịch nhắc ký", "set the rule of reminders"),
    "amend": ("đã lập phụ lục", "began an amendment"),
    "lapse": ("đã kết thúc phụ lục cùng bản ký kết", "ended the amendment with its agreement"),
}

NOTICES: dict[str, Words] = {
    "circulated": (
        "Có bản thảo giao ước gửi đơn vị góp ý.",
        "The draft of an agreement has arrived for your comments.",
    ),
    "frozen": (
        "Nội dung giao ước đã chốt, chờ đơn vị ký.",
        "The text of the agreement is frozen and awaits your signature.",
    ),
    "reminded": ("Đề nghị đơn vị ký giao ước; chữ ký còn thiếu.", "A reminder: your signature is still missing."),
    "declined": ("Có bên từ chối ký. Lý do ghi trong hồ sơ.", "A party declined to sign. The file gives the reason."),
    "in_force": ("Giao ước đã có hiệu lực.", "The agreement is in force."),
    "revise": ("Bản thảo được đưa về soạn lại; sẽ có bản mới.", "The draft was taken back; a new version will follow."),
    "reopen": (
        "Giao ước được mở lại để sửa. Chữ ký của bản trước không còn tính; xin chờ bản mới.",
        "The agreement was reopened. Signatures of the earlier version count no more; please await the new one.",
    ),
    "cancel": ("Giao ước đã hủy trước khi có hiệu lực.", "The agreement was cancelled before it took effect."),
    "terminate": ("Giao ước đã chấm dứt trước hạn theo quyết định.", "The agreement was terminated by a decision."),
    "complete": ("Giao ước đã được đánh giá và kết thúc.", "The agreement was reviewed and completed."),
    "lapse": (
        "Phụ lục kết thúc cùng bản ký kết đã được sửa đổi.",
        "The amendment ended together with the agreement it changed.",
    ),
    "paper_entered": (
        "Có bản giấy đã ký được nhập, chờ đồng chí mở bản quét và đối chiếu.",
        "A signed paper was entered; please open the scan and attest it.",
    ),
    "paper_refused": (
        "Bản giấy đã nhập không được công nhận; chỗ ký trở lại như trước. Lý do ghi trong hồ sơ.",
        "The paper that was entered was refused; the seat is as it was before. The file gives the reason.",
    ),
}

CHANGES: dict[str, Words] = {
    "keep": ("Giữ nguyên", "Keep"),
    "replace": ("Sửa nội dung", "Change the text"),
    "remove": ("Bãi bỏ", "Take out"),
}
QUIET: dict[str, Words] = {
    "weekends": ("Thứ Bảy, Chủ nhật", "Saturdays and Sundays"),
    "holidays": ("Ngày lễ, ngày nghỉ bù", "Public holidays"),
}
CAPACITIES: dict[str, Words] = {"superior": ("Cấp trên", "Superior committee"), "unit": ("Đơn vị", "Unit")}
SEATS: dict[str, Words] = {
    "waiting": ("Chờ ký", "Awaiting signature"),
    "entered": ("Bản giấy chờ đối chiếu", "Paper to be attested"),
    "signed": ("Đã ký", "Signed"),
    "declined": ("Từ chối ký", "Declined"),
}
METHODS: dict[str, Words] = {
    "passkey": (
        "Chữ ký điện tử trong hệ thống, bằng khóa truy cập của người ký",
        "In-system electronic signature, by the signer's own passkey",
    ),
    "password": ("Chữ ký điện tử trong hệ thống", "In-system electronic signature"),
    "paper": ("Bản giấy đã ký, đối chiếu", "Signed on paper, transcribed"),
    "totp": (
        "Chữ ký điện tử trong hệ thống, xác nhận bằng mã trên điện thoại",
        "In-system electronic signature, confirmed with a code on the telephone",
    ),
}
OUTCOMES: dict[str, Words] = {
    "waiting": ("Chờ đối chiếu", "To be attested"),
    "attested": ("Đã đối chiếu", "Attested"),
    "refused": ("Không công nhận", "Refused"),
}
CLOSING_RULES: dict[str, Words] = {
    "all": (
        "Có hiệu lực khi tất cả các bên đã ký cùng một nội dung.",
        "It comes into force when every party has signed the same text.",
    ),
    "open": (
        "Có hiệu lực khi cấp trên và ít nhất một đơn vị đã ký; đơn vị khác ký tiếp sau, mỗi chữ ký tính từ ngày ký.",
        "It comes into force when the superior committee and one unit have signed; others may join, each from its day.",
    ),
}

REASONS: dict[str, Words] = {
    "not-the-issuer": (
        "Việc này do cơ quan chủ trì chương trình làm. Xin liên hệ cơ quan chủ trì.",
        "The issuer of the programme does this. Please turn to it.",
    ),
    "clauses-missing": (
        "Nội dung chưa đủ. Xin ghi tên bản ký kết và ít nhất một điều, không để điều nào trống.",
        "The text is not complete. Give a title and at least one clause, and leave no clause empty.",
    ),
    "seats-missing": (
        "Chưa đủ số bên ký. Xin chọn thêm đơn vị.",
        "There are too few parties. Choose more units.",
    ),
    "superior-missing": (
        "Chưa có chỗ ký của cấp trên. Xin thêm cấp trên vào danh sách các bên.",
        "The superior committee has no seat. Add it to the parties.",
    ),
    "no-seat": (
        "Đơn vị không có chỗ ký trong bản này. Xin liên hệ cơ quan chủ trì nếu đơn vị muốn tham gia.",
        "The unit has no seat in this agreement. Turn to the issuer if it wants to take part.",
    ),
    "seat-signed": (
        "Đơn vị đã ký bản này rồi. Không cần làm gì thêm.",
        "The unit has signed this text already. Nothing more is needed.",
    ),
    "seat-answered": (
        "Đơn vị đã trả lời bản này rồi. Xin tải lại trang để xem.",
        "The unit has answered this text already. Reload the page to see it.",
    ),
    "signed-for-another": (
        "Đồng chí đã ký bản này thay mặt một bên khác. Bên này cần người khác ký.",
        "You have signed this text for another party. Somebody else must sign for this one.",
    ),
    "room-not-frozen": (
        "Nội dung chưa chốt hoặc không còn chờ chữ ký. Phòng ký chỉ mở được khi các bên còn ký được.",
        "The text is not fixed, or waits for no signature. A room can be opened only while the parties can sign.",
    ),
    "seat-entered": (
        "Bản giấy của đơn vị đã được nhập, đang chờ đối chiếu. Nếu không đúng, xin chọn “Không công nhận bản giấy”.",
        "A paper of this unit was entered and waits to be attested. If it is wrong, refuse it.",
    ),
    "scan-missing": (
        "Chưa có bản quét biên bản. Xin chọn tệp PDF hoặc ảnh.",
        "The scan of the minutes is missing. Choose a PDF or a picture.",
    ),
    "paper-seats-missing": (
        "Chưa chọn bên nào đã ký trên giấy. Xin chọn người ký của ít nhất một bên.",
        "No party is chosen. Choose who signed for at least one of them.",
    ),
    "paper-seat-answered": (
        "Bên này đã ký hoặc đang chờ đối chiếu. Xin bỏ chọn.",
        "This party has signed or waits to be attested. Take it out.",
    ),
    "paper-day-missing": ("Chưa có ngày ký. Xin nhập ngày ghi trong biên bản.", "Give the day of signing."),
    "day-in-future": (
        "Ngày ký chưa đến. Xin nhập đúng ngày ghi trong biên bản.",
        "The day of signing has not come. Give the day that the minutes name.",
    ),
    "day-before-text": (
        "Ngày ký sớm hơn ngày chốt nội dung: biên bản không thể là của bản này. Xin xem lại.",
        "The day of signing is before the text was frozen: these minutes cannot be of this text.",
    ),
    "paper-mandate": (
        "Người ký không có tư cách ký thay mặt đơn vị vào ngày ký. Xin chọn đúng người hoặc đúng ngày.",
        "Who signed did not hold the mandate of the unit on the day of signing. Correct the person or the day.",
    ),
    "paper-two-seats": (
        "Người này đã ký bản này thay mặt một bên khác. Một người không ký cho hai bên.",
        "This person has signed the text for another party. Nobody signs for two.",
    ),
    "not-an-attester": (
        "Việc đối chiếu do cán bộ thẩm định của cơ quan chủ trì hoặc chính bên ký làm. Xin chuyển cho người đó.",
        "A reviewer of the issuer, or the party itself, attests the paper.",
    ),
    "paper-second-person": (
        "Đồng chí là người nhập bản giấy này. Việc đối chiếu cần người thứ hai.",
        "You entered this paper. A second person has to attest it.",
    ),
    "nothing-to-attest": (
        "Không còn bản giấy nào chờ đồng chí đối chiếu. Xin tải lại trang để xem.",
        "No paper waits for you any more. Reload the page to see.",
    ),
    "scan-unopened": (
        "Chưa mở bản quét. Xin mở bản quét, đọc rồi mới đối chiếu.",
        "The scan is not opened yet. Open and read it, then attest.",
    ),
    "text-unnamed": (
        "Giá trị băm này không phải của bản đang chờ ký. Xin xem lại giá trị ghi trong biên bản (ít nhất 8 ký tự đầu).",
        "This is not the digest of the text that awaits signature. Check what the minutes say (8 characters at least).",
    ),
    "text-changed": (
        "Nội dung vừa xem không phải bản đang chờ ký. Xin tải lại trang, đọc lại rồi ký.",
        "The text you saw is not the one that awaits signature. Reload the page, read it again and then sign.",
    ),
    "not-confirmed": (
        "Chưa xác nhận người ký. Xin nhập lại mật khẩu để ký.",
        "The signer is not confirmed. Enter your password again to sign.",
    ),
    "comment-missing": ("Chưa có nội dung góp ý. Xin ghi ý kiến.", "There is no comment yet. Please write one."),
    "clause-unknown": (
        "Điều này không có trong bản đang lấy ý kiến. Xin chọn lại.",
        "The text has no such clause. Choose again.",
    ),
    "document-missing": (
        "Chưa có quyết định. Xin ghi số, ký hiệu và ngày của quyết định.",
        "The decision is missing. Give its number and its date.",
    ),
    "pact-not-open": (
        "Danh sách các bên của bản này đã khép lại. Muốn thêm bên, xin mở lại để lập bản mới.",
        "The list of parties is closed. To add one, reopen the text and make a new version.",
    ),
    "seat-taken": (
        "Đơn vị này đã có chỗ ký hoặc không thuộc đối tượng. Xin chọn đơn vị khác.",
        "This unit has a seat already or cannot have one. Choose another.",
    ),
    "amendment-open": (
        "Phụ lục trước chưa ký xong hoặc chưa đến ngày có hiệu lực. Xin chờ, hoặc hủy phụ lục ấy rồi lập phụ lục mới.",
        "The amendment before is not signed or not in force yet. Wait for it, or cancel it first.",
    ),
    "amended-not-in-force": (
        "Bản ký kết được sửa đổi không còn hiệu lực nên không thể có phụ lục. Xin hủy phụ lục này.",
        "The agreement to be amended is not in force, so it cannot be amended. Cancel this amendment.",
    ),
    "amended-in-force": (
        "Bản ký kết được sửa đổi vẫn còn hiệu lực nên phụ lục chưa kết thúc. Xin tải lại trang để xem.",
        "The amended agreement is still in force, so its amendment has not ended. Reload the page to see.",
    ),
    "effect-in-past": (
        "Ngày có hiệu lực ghi trong phụ lục đã qua. Xin ghi ngày khác, hoặc để trống để tính từ ngày ký đủ.",
        "The day of effect has passed. Give another one, or leave it empty to count from the last signature.",
    ),
    "reminder-days": ("Xin ghi số ngày từ 1 đến 60.", "Give a number of days from 1 to 60."),
    "reminder-cap": (
        "Xin ghi số lần từ 0 đến 20; 0 là không nhắc tự động.",
        "Give a number from 0 to 20; 0 means that nobody is reminded automatically.",
    ),
    "reminder-quiet": ("Xin chọn lại ngày không gửi.", "Choose the quiet days again."),
    "change-unknown": ("Chưa rõ thay đổi gì ở điều này. Xin chọn lại.", "It is not clear what changes. Choose again."),
    "clause-twice": (
        "Một điều chỉ được thay đổi một lần trong phụ lục. Xin tải lại trang rồi ghi lại.",
        "A clause can be changed once in an amendment. Reload the page and write it again.",
    ),
    "clause-empty": ("Chưa có nội dung mới của điều này. Xin ghi đủ.", "Write the new text of this clause."),
    "clause-unchanged": (
        "Nội dung giống hệt điều đang có hiệu lực. Xin sửa lời văn, hoặc chọn “Giữ nguyên”.",
        "The text is the one in force. Change it, or choose to keep the clause.",
    ),
    "nothing-left": (
        "Phụ lục bãi bỏ hết mọi điều. Muốn kết thúc cả bản ký kết, xin trình quyết định chấm dứt.",
        "The amendment takes out every clause. To end the agreement as a whole, terminate it by a decision.",
    ),
    "nobody-waited-for": ("Không còn bên nào chờ ký. Không cần nhắc.", "Nobody is waited for. No reminder is needed."),
}
