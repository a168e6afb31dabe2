"""Words for recognitions: states, actions, histories, notices, opinions, verdicts, and why something cannot be done."""

from __future__ import annotations

from .vocabulary import Words

PROCESS: Words = ("Xét, công nhận", "Recognition")

STATES: dict[str, Words] = {
    "draft": ("Đang lập hồ sơ đề nghị", "Preparing dossier"),
    "proposed": ("Đã đề nghị, chờ tiếp nhận", "Proposed, awaiting receipt"),
    "dossier_check": ("Đang kiểm tra hồ sơ", "Dossier check"),
    "returned": ("Trả lại để bổ sung", "Returned for completion"),
    "appraisal": ("Đang thẩm định", "Under appraisal"),
    "public_comment": ("Đang công khai lấy ý kiến", "Open for public comment"),
    "voting": ("Đang biểu quyết", "Voting"),
    "decided": ("Đã có quyết định công nhận", "Recognition decided"),
    "published": ("Đã công bố công nhận", "Recognition published"),
    "not_recognised": ("Không công nhận", "Not recognised"),
    "expired": ("Hết thời hạn công nhận", "Recognition expired"),
    "revoked": ("Đã hủy bỏ công nhận", "Recognition revoked"),
}

# `begin` opens an empty file and `attach` puts papers into it; neither moves a state nor leaves an entry.
ACTIONS: dict[str, Words] = {
    "begin": ("Lập hồ sơ đề nghị công nhận", "Prepare a dossier"),
    "attach": ("Đính kèm tài liệu", "Attach papers"),
    "propose": ("Gửi đề nghị công nhận", "Propose recognition"),
    "accept_dossier": ("Tiếp nhận hồ sơ", "Accept dossier"),
    "return": ("Trả lại để bổ sung", "Return for completion"),
    "to_appraisal": ("Chuyển thẩm định", "Send to appraisal"),
    "give_opinion": ("Ghi ý kiến thẩm định", "Record opinion"),
    "establish": ("Xác lập điều kiện loại", "Establish a knock-out"),
    "lift": ("Bỏ xác lập điều kiện loại", "Lift a knock-out"),
    "open_comment": ("Công khai lấy ý kiến", "Open public comment"),
    "object": ("Ghi nhận phản ánh, kiến nghị", "Enter an objection"),
    "answer": ("Trả lời phản ánh, kiến nghị", "Answer an objection"),
    "open_vote": ("Mở biểu quyết", "Open vote"),
    "record_vote": ("Ghi kết quả kiểm phiếu", "Record tally"),
    "confirm_vote": ("Xác nhận kết quả kiểm phiếu", "Confirm tally"),
    "decide_yes": ("Ban hành quyết định công nhận", "Issue recognition decision"),
    "decide_no": ("Không công nhận", "Do not recognise"),
    "exclude": ("Kết thúc vì điều kiện loại", "Exclude by a knock-out"),
    "publish": ("Công bố", "Publish"),
    "petition": ("Ghi nhận kiến nghị sau kết quả", "Enter a petition"),
    "correct": ("Đính chính", "Correct"),
    "revoke": ("Hủy bỏ công nhận", "Revoke"),
    "expire": ("Hết thời hạn", "Expire"),
}

LOG_SENTENCES: dict[str, Words] = {
    "propose": ("đã gửi đề nghị công nhận", "proposed recognition"),
    "accept_dossier": ("đã tiếp nhận hồ sơ", "accepted the dossier"),
    "return": ("đã trả lại hồ sơ để bổ sung", "returned the dossier for completion"),
    "to_appraisal": ("đã chuyển thẩm định", "sent the dossier to appraisal"),
    "give_opinion": ("đã ghi ý kiến thẩm định", "recorded an opinion"),
    "establish": ("đã xác lập một điều kiện loại", "established a knock-out"),
    "lift": ("đã bỏ xác lập một điều kiện loại", "lifted a knock-out"),
    "open_comment": ("đã công khai danh sách dự kiến để lấy ý kiến", "opened the list for public comment"),
    "object": ("đã ghi nhận một phản ánh, kiến nghị", "entered an objection"),
    "answer": ("đã trả lời một phản ánh, kiến nghị", "answered an objection"),
    "open_vote": ("đã mở biểu quyết", "opened the vote"),
    "record_vote": ("đã ghi kết quả kiểm phiếu", "recorded the tally"),
    "confirm_vote": ("đã xác nhận kết quả kiểm phiếu", "confirmed the tally"),
    "decide_yes": ("đã ban hành quyết định công nhận", "issued the decision of recognition"),
    "decide_no": ("đã quyết định không công nhận", "decided not to recognise"),
    "exclude": ("đã kết thúc hồ sơ vì điều kiện loại", "ended the case because of a knock-out"),
    "publish": ("đã công bố", "published the recognition"),
    "petition": ("đã đưa vào hồ sơ một kiến nghị sau kết quả", "put a petition about the result on file"),
    "correct": ("đã đính chính", "corrected the decision's text"),
    "revoke": ("đã hủy bỏ công nhận", "revoked the recognition"),
    "expire": ("đã ghi nhận hết thời hạn công nhận", "noted that the recognition expired"),
}

NOTICES: dict[str, Words] = {
    "proposed": ("Có hồ sơ đề nghị công nhận gửi đến, chờ tiếp nhận.", "A proposal has arrived and awaits receipt."),
    "returned": (
        "Hồ sơ đề nghị công nhận được trả lại để bổ sung. Lý do ghi trong hồ sơ.",
        "The dossier was returned for completion. The file gives the reason.",
    ),
    "appraisal": ("Có hồ sơ cần ý kiến thẩm định.", "A dossier awaits your body's opinion."),
    "heard": (
        "Các cơ quan thẩm định đã cho đủ ý kiến; hồ sơ chờ công khai lấy ý kiến.",
        "Every appraising body has given its opinion; the file awaits public comment.",
    ),
    "knock_out": (
        "Hồ sơ công nhận có điều kiện loại được xác lập. Xin xem căn cứ trong hồ sơ.",
        "A knock-out was established. The file gives the evidence.",
    ),
    "lifted": ("Một điều kiện loại đã được bỏ xác lập.", "A knock-out was lifted."),
    "commenting": (
        "Đơn vị đã được đưa vào danh sách công khai lấy ý kiến.",
        "The unit is on the list that is open for public comment.",
    ),
    "objection": ("Có phản ánh, kiến nghị cần trả lời.", "An objection awaits an answer."),
    "answered": (
        "Một phản ánh, kiến nghị về hồ sơ của đơn vị đã được trả lời.",
        "An objection or petition about the unit's file was answered.",
    ),
    "voting": ("Đã mở biểu quyết xét công nhận.", "The vote was opened."),
    "tally": ("Kết quả kiểm phiếu chờ người thứ hai xác nhận.", "The tally awaits confirmation by a second person."),
    "confirmed": ("Kết quả kiểm phiếu đã được xác nhận, chờ quyết định.", "The tally is confirmed; a decision is due."),
    "decided": ("Đã có quyết định công nhận, chờ công bố.", "Recognition was decided and awaits publication."),
    "not_recognised": (
        "Đơn vị không được công nhận. Lý do ghi trong hồ sơ.",
        "The unit was not recognised. The file gives the reason.",
    ),
    "published": ("Công nhận của đơn vị đã được công bố.", "The unit's recognition was published."),
    "corrected": ("Quyết định công nhận của đơn vị đã được đính chính.", "The unit's recognition was corrected."),
    "revoked": ("Công nhận của đơn vị đã bị hủy bỏ.", "The unit's recognition was revoked."),
    "expired": ("Công nhận của đơn vị đã hết thời hạn.", "The unit's recognition has expired."),
}

REASONS: dict[str, Words] = {
    "not-the-unit": (
        "Chỉ bí thư của đơn vị gửi đề nghị công nhận. Xin dùng nhiệm vụ của đơn vị.",
        "Only the unit's secretary proposes recognition. Use the mandate of the unit.",
    ),
    "not-the-issuer": (
        "Việc này thuộc cấp ban hành chương trình. Xin chuyển hồ sơ đến cấp đó.",
        "The committee that issued the programme does this. Please pass the file to it.",
    ),
    "already-involved": (
        "Đồng chí đã tham gia hồ sơ này nên không trả lời phản ánh. Việc này cần người chưa tham gia làm.",
        "You took part in this case, so somebody who did not must answer the objection.",
    ),
    "recognition-already-open": (
        "Đơn vị đã có một hồ sơ công nhận đang xét hoặc còn hiệu lực trong kỳ này. Xin tiếp tục với hồ sơ đó.",
        "The unit has a recognition of this period that is open or valid. Please continue with that file.",
    ),
    "registration-not-approved": (
        "Đăng ký của đơn vị trong kỳ này chưa được chấp nhận. Xin hoàn tất việc đăng ký trước.",
        "The unit's registration of this period was not accepted. Please complete the registration first.",
    ),
    "inspection-not-met": (
        "Chưa có kết luận kiểm tra “Đạt” trong kỳ này. Xin chờ kết luận của tổ kiểm tra.",
        "No inspection of this period concluded “met”. Please wait for its conclusion.",
    ),
    "commitment-not-signed": (
        "Đơn vị chưa ký bản ký kết, giao ước của kỳ này. Xin ký trước khi đề nghị.",
        "The unit has not signed the agreement of this period. Please sign it first.",
    ),
    "report-missing": (
        "Chưa có báo cáo kết quả. Xin ghi tóm tắt kết quả đơn vị đã đạt được.",
        "There is no report yet. Write what the unit has achieved.",
    ),
    "papers-missing": (
        "Hồ sơ còn thiếu tài liệu bắt buộc. Xin đính kèm đủ trước khi gửi.",
        "A paper that the programme asks for is missing. Attach it first.",
    ),
    "paper-unknown": (
        "Chương trình không yêu cầu tài liệu này. Xin chọn tài liệu trong danh sách.",
        "The programme names no such paper. Choose one of the list.",
    ),
    "petition-too-early": (
        "Ngày nhận phải từ ngày có kết quả đến hôm nay. Xin xem lại ngày nhận.",
        "A petition comes after the result and not after today. Check the day.",
    ),
    "body-unknown": (
        "Cơ quan này không được hỏi ý kiến. Xin chọn một cơ quan thẩm định trong danh sách.",
        "This body is not asked. Choose an appraising body of the list.",
    ),
    "body-has-spoken": (
        "Cơ quan này đã có ý kiến về hồ sơ. Mỗi cơ quan cho ý kiến một lần.",
        "This body has given its opinion on the dossier. Each body speaks once.",
    ),
    "speaks-for-another": (
        "Đồng chí đã cho ý kiến thay mặt cơ quan khác trong kỳ này. Mỗi người chỉ đại diện một cơ quan.",
        "You spoke for another body in this period. A person speaks for one body only.",
    ),
    "opinion-missing": (
        "Chưa đủ ý kiến. Xin chọn đồng ý, không đồng ý hoặc ý kiến khác và ghi căn cứ.",
        "The opinion is not complete. Choose yes, no or other and give the grounds.",
    ),
    "opinions-missing": (
        "Còn cơ quan thẩm định chưa cho ý kiến. Xin chờ đủ ý kiến.",
        "Some appraising bodies have not given their opinion. Please wait for all of them.",
    ),
    "knock-out-unknown": (
        "Chưa đủ căn cứ. Xin chọn một điều kiện loại của khung tiêu chí và ghi căn cứ xác lập.",
        "The grounds are not complete. Choose a knock-out of the framework and give the evidence.",
    ),
    "knock-out-stands": (
        "Điều kiện loại này đã được xác lập. Xin xem căn cứ trong hồ sơ.",
        "This knock-out is established already. The file gives the evidence.",
    ),
    "knock-out-absent": (
        "Điều kiện loại này chưa được xác lập hoặc đã được bỏ. Xin chọn điều kiện khác.",
        "This knock-out is not established, or was lifted. Choose another one.",
    ),
    "knock-out-none": (
        "Không có điều kiện loại nào đang được xác lập. Xin xác lập trước, kèm căn cứ.",
        "No knock-out is established. Establish one first, with evidence.",
    ),
    "knock-out": (
        "Có điều kiện loại đang được xác lập. Xin kết thúc hồ sơ, hoặc bỏ xác lập nếu không còn căn cứ.",
        "A knock-out is established. End the case, or lift it if its grounds are gone.",
    ),
    "comment-window-closed": (
        "Ngày nhận không nằm trong thời gian lấy ý kiến. Xin xem lại ngày nhận phản ánh.",
        "The day of receipt is not within the time for comments. Check the day.",
    ),
    "objection-missing": (
        "Chưa đủ nội dung. Xin ghi ai phản ánh, cách liên hệ, nội dung, và căn cứ nếu không thụ lý.",
        "Something is missing. Say who objects, how to reach them, what about, and why if it is not admitted.",
    ),
    "objection-answered": (
        "Phản ánh này đã được trả lời hoặc không được thụ lý. Xin chọn phản ánh khác.",
        "This objection was answered or not admitted. Choose another one.",
    ),
    "comment-window-open": (
        "Thời gian công khai lấy ý kiến chưa hết. Xin chờ đến khi hết thời hạn.",
        "The time for comments is not over. Please wait until it is.",
    ),
    "objections-unanswered": (
        "Còn phản ánh, kiến nghị đã thụ lý mà chưa trả lời. Xin trả lời trước.",
        "An admitted objection was not answered. Please answer it first.",
    ),
    "member-counted-twice": (
        "Có người được tính hai lần. Mỗi người chỉ tính một lần, dù giữ mấy nhiệm vụ.",
        "Somebody is counted twice. Each person counts once, whatever mandates are held.",
    ),
    "not-a-member": (
        "Có người dự không còn là thành viên đương nhiệm vào ngày biểu quyết. Xin kiểm tra lại danh sách.",
        "Somebody present was not a member in office on the day of the vote. Check the list.",
    ),
    "recused-took-part": (
        "Có người phải tránh mà vẫn được ghi là có mặt biểu quyết. Xin bỏ người đó khỏi danh sách.",
        "Somebody who is recused is listed as taking part. Take that person off the list.",
    ),
    "quorum-unmet": (
        "Chưa đủ số thành viên tham gia biểu quyết theo quy định. Xin tổ chức lại cuộc họp.",
        "Fewer members took part than the rules ask for. The meeting has to be held again.",
    ),
    "tally-does-not-add-up": (
        "Tổng số phiếu khác số người có mặt. Xin đếm lại.",
        "The votes are not as many as the people present. Please count again.",
    ),
    "actor-recused": (
        "Đồng chí thuộc diện phải tránh trong cuộc biểu quyết này. Việc này cần người khác làm.",
        "You are recused from this vote. Somebody else must do this.",
    ),
    "tally-confirmed": (
        "Kết quả kiểm phiếu đã được xác nhận. Xin tiếp tục với bước quyết định.",
        "The tally is confirmed. Please go on to the decision.",
    ),
    "tally-missing": ("Chưa có kết quả kiểm phiếu. Xin chờ thư ký ghi kết quả.", "No tally is recorded. Please wait."),
    "same-person": (
        "Người ghi kết quả không tự xác nhận. Việc này cần người thứ hai làm.",
        "Whoever recorded the tally does not confirm it. A second person must do this.",
    ),
    "tally-unconfirmed": (
        "Kết quả kiểm phiếu chưa được người thứ hai xác nhận. Xin chờ xác nhận.",
        "The tally was not confirmed by a second person. Please wait for that.",
    ),
    "vote-not-carried": (
        "Số phiếu tán thành chưa quá tỷ lệ quy định. Xin quyết định theo kết quả biểu quyết.",
        "The votes in favour are not enough. Decide as the vote went.",
    ),
    "vote-carried": (
        "Cuộc biểu quyết đã tán thành công nhận. Xin quyết định theo kết quả biểu quyết.",
        "The vote carried the motion. Decide as the vote went.",
    ),
    "number-taken": (
        "Số quyết định vừa được dùng cho văn bản khác. Xin gửi lại để lấy số tiếp theo.",
        "The number was just given to another document. Send again to take the next one.",
    ),
    "correction-missing": (
        "Nội dung đính chính chưa khác nội dung cũ. Xin sửa chỗ sai rồi gửi.",
        "The new text does not differ from the old one. Correct what is wrong.",
    ),
    "still-valid": (
        "Thời hạn công nhận chưa hết. Hệ thống tự ghi nhận khi hết thời hạn.",
        "The recognition is still valid. The system notes its end by itself.",
    ),
}

OPINIONS: dict[str, Words] = {
    "agree": ("Đồng ý", "Agrees"),
    "disagree": ("Không đồng ý", "Disagrees"),
    "other": ("Ý kiến khác", "Other opinion"),
}
