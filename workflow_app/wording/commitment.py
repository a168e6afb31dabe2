"""Words for agreements: states, actions, histories, notices, and why something cannot be done."""

from __future__ import annotations

from . import commitment_further as further
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
    **further.ACTIONS,
    "extend": ("Gia hạn ký", "Give more time"),
    "expire": ("Hết hạn ký", "The time to sign is over"),
    "hold": ("Tạm dừng việc ký", "Put signing on hold"),
    "resume": ("Cho ký tiếp", "Let signing go on"),
    "order": ("Thứ tự và hạn ký", "Order and last days"),
    "report_obligation": ("Báo cáo kết quả", "Report on a task"),
    "accept_report": ("Công nhận báo cáo", "Accept the report"),
    "return_report": ("Trả lại báo cáo", "Give the report back"),
    "lift_obligation": ("Bãi bỏ, thay thế việc đã giao", "Lift a task"),
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
    **further.LOG_SENTENCES,
    "extend": ("đã gia hạn ký cho một bên", "gave a party more time to sign"),
    "expire": ("đã ghi nhận một bên hết hạn ký", "noted that a party let its last day pass"),
    "hold": ("đã tạm dừng việc ký", "put signing on hold"),
    "resume": ("đã cho ký tiếp", "let signing go on"),
    "report_obligation": ("đã báo cáo kết quả thực hiện", "reported on what a clause asks"),
    "accept_report": ("đã công nhận báo cáo kết quả", "accepted the report"),
    "return_report": ("đã trả lại báo cáo để bổ sung", "gave the report back to be completed"),
    "lift_obligation": ("đã ghi nhận một việc không còn phải làm theo phụ lục", "noted that a task was lifted"),
    "set_reminders": ("đã đặt lịch nhắc ký", "set the rule of reminders"),
    "amend": ("đã lập phụ lục", "began an amendment"),
    "lapse": ("đã kết thúc phụ lục cùng bản ký kết", "ended the amendment with its agreement"),
}

NOTICES: dict[str, Words] = {
    **further.NOTICES,
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
    "turn": (
        "Đã đến lượt đồng chí ký giao ước. Kính mong đồng chí đọc và ký.",
        "It is your turn to sign the agreement. Please read and sign it.",
    ),
    "extended": (
        "Hạn ký của đơn vị đã được gia hạn. Ngày mới và lý do ghi trong hồ sơ.",
        "Your unit was given more time to sign. The file gives the new day and the reason.",
    ),
    "expired": (
        "Một bên đã hết hạn ký mà chưa ký. Cơ quan chủ trì có thể gia hạn.",
        "The last day of a party passed without its signature. The issuer may give it more time.",
    ),
    "held": (
        "Việc ký giao ước tạm dừng. Lý do ghi trong hồ sơ.",
        "Signing is on hold. The file gives the reason.",
    ),
    "resumed": ("Giao ước được ký tiếp.", "Signing goes on."),
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

NOTICES |= {
    "reported": (
        "Có báo cáo kết quả thực hiện một khoản cam kết, chờ đồng chí xem xét.",
        "A party has reported on what a clause asks; please look at it.",
    ),
    "accept_report": (
        "Báo cáo kết quả của đơn vị đã được công nhận.",
        "Your report on what a clause asks was accepted.",
    ),
    "return_report": (
        "Báo cáo kết quả được trả lại để bổ sung. Lý do ghi trong hồ sơ.",
        "Your report was given back to be completed. The file gives the reason.",
    ),
    "lift_obligation": (
        "Một việc giao cho đơn vị không còn phải làm: phụ lục đã bãi bỏ khoản giao việc.",
        "A task of your unit is lifted: an amendment took out the clause that asks for it.",
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
    "partial": ("Đã ký, chờ chữ ký kèm theo", "Signed, a further signature is awaited"),
    "expired": ("Hết hạn ký", "Time is over"),
}
TITLES: dict[str, Words] = {
    "tm": ("T/M: thay mặt cấp ủy", "T/M: on behalf of the committee"),
    "kt": ("K/T: ký thay người đứng đầu", "K/T: for the head"),
    "tl": ("T/L: thừa lệnh", "T/L: by order"),
}
FURTHER = further.KINDS
STEP_RULES: dict[str, Words] = {
    "all": ("Tất cả các bên trong bước cùng ký", "Every party of the step signs"),
    "any": ("Một bên bất kỳ trong bước ký là đủ", "Any one party of the step suffices"),
    "some": ("Cần {n} bên trong bước ký", "{n} parties of the step sign"),
}
METHODS: dict[str, Words] = {
    "passkey": (
        "Chữ ký điện tử trong hệ thống, bằng khóa truy cập của người ký",
        "In-system electronic signature, by the signer's own passkey",
    ),
    "password": ("Chữ ký điện tử trong hệ thống", "In-system electronic signature"),
    "paper": ("Bản giấy đã ký, đối chiếu", "Signed on paper, transcribed"),
    "certificate": ("Ký số bằng chứng thư công vụ", "Digital signature by a public-duty certificate"),
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
    "steps": (
        "Có hiệu lực khi mọi bước ký đã đủ chữ ký vào cùng một nội dung.",
        "It comes into force when every step has the signatures it needs, under the same text.",
    ),
    "all": (
        "Có hiệu lực khi tất cả các bên đã ký cùng một nội dung.",
        "It comes into force when every party has signed the same text.",
    ),
    "open": (
        "Có hiệu lực khi cấp trên và ít nhất một đơn vị đã ký; đơn vị khác ký tiếp sau, mỗi chữ ký tính từ ngày ký.",
        "It comes into force when the superior committee and one unit have signed; others may join, each from its day.",
    ),
}

# What became of what a clause asks of one party.
STATUSES: dict[str, Words] = {
    "open": ("Chưa báo cáo", "Not reported"),
    "reported": ("Đã báo cáo, chờ xem xét", "Reported, to be looked at"),
    "accepted": ("Đã hoàn thành", "Done"),
    "returned": ("Cần bổ sung báo cáo", "Report to be completed"),
    "lifted": ("Không còn phải làm", "Lifted"),
}
# Who carries a clause out; where it names one unit, its name is shown.
OWNERS: dict[str, Words] = {
    "each_unit": ("Mỗi đơn vị ký kết", "Each unit that signs"),
    "superior": ("Cấp trên", "The superior committee"),
}

REASONS: dict[str, Words] = {
    **further.REASONS,
    "not-the-issuer": (
        "Việc này do cơ quan chủ trì chương trình làm. Xin liên hệ cơ quan chủ trì.",
        "The issuer of the programme does this. Please turn to it.",
    ),
    "clauses-missing": (
        "Nội dung chưa đủ. Xin ghi tên bản ký kết và ít nhất một điều, không để điều nào trống.",
        "The text is not complete. Give a title and at least one clause, and leave no clause empty.",
    ),
    "files-too-many": (
        "Mỗi báo cáo kèm tối đa 5 tệp. Xin bỏ bớt.",
        "A report has five files at most. Leave some out.",
    ),
    "file-missing-again": (
        "Tệp đính kèm không còn. Xin chọn lại tệp.",
        "The attached file is gone. Choose it again.",
    ),
    "heading-missing": (
        "Khoản này đứng trước điều đầu tiên. Ghi tên điều cho khoản đầu tiên.",
        "This clause stands before the first article. Give the first clause the heading of its article.",
    ),
    "seats-missing": (
        "Chưa đủ số bên ký. Xin chọn thêm đơn vị.",
        "There are too few parties. Choose more units.",
    ),
    "obligation-passed": (
        "Có việc giao trong văn bản đã quá hạn hoàn thành. Xin chọn ngày khác ở điều đó.",
        "A clause asks for something by a day that has passed. Choose another day in that clause.",
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
    "not-your-turn": (
        "Chưa đến lượt đơn vị ký. Các bên ở bước trước phải ký đủ; đến lượt, đồng chí sẽ nhận được thông báo.",
        "It is not your unit's turn yet. The steps before have to be complete; you will be told when they are.",
    ),
    "step-full": (
        "Bước ký này đã đủ chữ ký. Đơn vị không cần ký nữa.",
        "This step has all the signatures it needs. Your unit need not sign.",
    ),
    "step-too-few": (
        "Có bước ký cần nhiều chữ ký hơn số bên trong bước. Xin sửa trong “Thứ tự và hạn ký”.",
        "A step asks for more signatures than it has parties. Correct it in “Order and last days”.",
    ),
    "day-passed": (
        "Có hạn ký đã qua. Xin chọn ngày khác trong “Thứ tự và hạn ký”.",
        "A last day has passed already. Choose another in “Order and last days”.",
    ),
    "day-not-later": (
        "Hạn mới phải sau hạn cũ (hoặc sau hạn chung của các bên) và chưa qua. Xin chọn ngày khác.",
        "The new last day has to come after the old one, or that of all parties, and not be past. Choose another.",
    ),
    "seat-expired": (
        "Hạn ký của đơn vị đã qua. Xin đề nghị cơ quan chủ trì gia hạn.",
        "The last day of the unit has passed. Ask the issuer for more time.",
    ),
    "seat-not-overdue": ("Hạn ký chưa qua. Không cần ghi nhận.", "The last day has not passed: nothing to note."),
    "on-hold": (
        "Việc ký đang tạm dừng; lý do có trên trang hồ sơ. Đồng chí ký được khi việc ký tiếp tục.",
        "Signing is on hold; the page of the agreement gives the reason. You can sign when it goes on.",
    ),
    "not-on-hold": ("Việc ký không bị tạm dừng. Xin tải lại trang để xem.", "Signing is not on hold. Reload the page."),
    "not-the-holder": (
        "Cơ quan chủ trì hoặc chính bên đã tạm dừng mới cho ký tiếp được. Xin liên hệ bên đó.",
        "The issuer, or the party that put signing on hold, lets it go on. Please turn to it.",
    ),
    "not-a-party": (
        "Chỉ cơ quan chủ trì và các bên ký tạm dừng được việc ký. Xin liên hệ cơ quan chủ trì.",
        "Only the issuer and the parties put signing on hold. Please turn to the issuer.",
    ),
    "form-unknown": (
        "Hình thức ký không có trong danh sách. Xin chọn lại.",
        "There is no such form of signing. Choose again.",
    ),
    "paper-not-in-turn": (
        "Bên này chưa đến lượt ký: bước trước chưa đủ chữ ký. Xin nhập hoặc đối chiếu bước trước đã.",
        "It is not this party's turn: the step before is not complete. Enter or attest that first.",
    ),
    "paper-step-full": (
        "Bước ký của bên này đã đủ chữ ký. Xin bỏ chọn.",
        "The step of this party needs no further signature. Take it out.",
    ),
    "paper-before-step": (
        "Ngày ký sớm hơn chữ ký của bước trước: bên này ký khi chưa đến lượt. Xin xem lại ngày.",
        "The day is before the signatures of the step before: this party signed out of turn. Check the day.",
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
    "nobody-waited-for": (
        "Hiện không có ai ký được nên không nhắc. Nếu có bên đã hết hạn ký, xin gia hạn trước.",
        "Nobody could sign now, so nobody is reminded. Where a last day has passed, give more time first.",
    ),
}
