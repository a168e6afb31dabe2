"""Words for inspections: states, actions, histories, notices, and why something cannot be done."""

from __future__ import annotations

from .vocabulary import Words

PROCESS: Words = ("Kiểm tra, đánh giá kết quả xây dựng mô hình", "Inspection of results")

STATES: dict[str, Words] = {
    "planned": ("Đã lập kế hoạch", "Planned"),
    "announced": ("Đã thông báo cho đơn vị", "Announced to the unit"),
    "self_assessing": ("Đơn vị đang tự đánh giá", "Unit self-assessing"),
    "self_submitted": ("Đã gửi báo cáo tự đánh giá", "Self-assessment submitted"),
    "checking": ("Đang kiểm tra", "Check in progress"),
    "minutes_draft": ("Đang lập biên bản", "Drafting minutes"),
    "unit_reply": ("Chờ đơn vị có ý kiến, ký biên bản", "Awaiting the unit's reply and signature"),
    "rectifying": ("Đang khắc phục", "Rectifying"),
    "rechecking": ("Đang phúc tra", "Rechecking"),
    "concluded": ("Đã kết luận", "Concluded"),
    "cancelled": ("Đã hủy cuộc kiểm tra", "Cancelled"),
}

OUTCOMES: dict[str, Words] = {
    "met": ("Đạt", "Met"),
    "not_met": ("Chưa đạt", "Not met"),
    "insufficient": ("Chưa đủ căn cứ", "Insufficient basis"),
}

SEVERITIES: dict[str, Words] = {
    "remedy": ("Cần khắc phục", "Needs remedy"),
    "remark": ("Nhắc nhở, rút kinh nghiệm", "Remark"),
    "knock_out": ("Điều kiện loại", "Knock-out condition"),
}

# `self` is the draft of the unit's own assessment; keeping it moves no state and leaves no entry.
ACTIONS: dict[str, Words] = {
    "plan": ("Lập kế hoạch kiểm tra", "Plan check"),
    "assign_team": ("Phân công tổ kiểm tra", "Assign team"),
    "announce": ("Thông báo cho đơn vị", "Announce to the unit"),
    "open_self": ("Mở tự đánh giá", "Open self-assessment"),
    "self": ("Tự đánh giá", "Self-assess"),
    "submit_self": ("Gửi báo cáo tự đánh giá", "Submit self-assessment"),
    "start": ("Bắt đầu kiểm tra", "Start check"),
    "score": ("Chấm điểm", "Score"),
    "add_finding": ("Ghi nhận nội dung", "Record finding"),
    "draft_minutes": ("Lập biên bản", "Draft minutes"),
    "send_minutes": ("Ký và gửi biên bản", "Sign and send minutes"),
    "explain": ("Gửi ý kiến giải trình", "Submit explanation"),
    "sign_minutes": ("Ký biên bản", "Sign minutes"),
    "record_refusal": ("Ghi nhận đơn vị không ký", "Record the unit's refusal"),
    "require_fix": ("Yêu cầu khắc phục", "Require rectification"),
    "report_fix": ("Báo cáo đã khắc phục", "Report rectified"),
    "recheck": ("Ghi kết quả phúc tra", "Record recheck"),
    "conclude": ("Kết luận", "Conclude"),
    "mark_practice": ("Đánh dấu cách làm hay", "Mark good practice"),
    "cancel": ("Hủy cuộc kiểm tra", "Cancel check"),
}

LOG_SENTENCES: dict[str, Words] = {
    "plan": ("đã lập kế hoạch kiểm tra", "planned the check"),
    "assign_team": ("đã phân công tổ kiểm tra", "assigned the team"),
    "announce": ("đã thông báo cuộc kiểm tra cho đơn vị", "announced the check to the unit"),
    "open_self": ("đã mở tự đánh giá", "opened the self-assessment"),
    "submit_self": ("đã gửi báo cáo tự đánh giá", "submitted the self-assessment"),
    "start": ("đã bắt đầu kiểm tra", "started the check"),
    "score": ("đã chấm điểm", "recorded points"),
    "add_finding": ("đã ghi nhận một nội dung", "recorded a finding"),
    "draft_minutes": ("đã khép lại phần chấm điểm để lập biên bản", "closed the scoring to draft the minutes"),
    "send_minutes": ("đã ký và gửi biên bản cho đơn vị", "signed the minutes and sent them to the unit"),
    "explain": ("đã gửi ý kiến giải trình", "submitted an explanation"),
    "sign_minutes": ("đã ký biên bản", "signed the minutes"),
    "record_refusal": ("đã ghi nhận đơn vị không ký biên bản", "recorded that the unit did not sign"),
    "require_fix": ("đã yêu cầu khắc phục", "required rectification"),
    "report_fix": ("đã báo cáo kết quả khắc phục", "reported the rectification"),
    "recheck": ("đã ghi kết quả phúc tra", "recorded the recheck"),
    "conclude": ("đã kết luận kiểm tra", "concluded the inspection"),
    "mark_practice": ("đã đánh dấu một cách làm hay", "marked a good practice"),
    "cancel": ("đã hủy cuộc kiểm tra", "cancelled the check"),
}

NOTICES: dict[str, Words] = {
    "planned": (
        "Có kế hoạch kiểm tra mới, chờ phân công tổ kiểm tra.",
        "A check was planned and awaits the assignment of its team.",
    ),
    "team": ("Tổ kiểm tra đã được phân công hoặc thay đổi.", "The inspection team was assigned or changed."),
    "announced": (
        "Đơn vị được thông báo kiểm tra, đánh giá. Xin mở phần tự đánh giá và gửi báo cáo đúng hạn.",
        "A check was announced to the unit. Please open the self-assessment and submit it in time.",
    ),
    "self_submitted": (
        "Đơn vị đã gửi báo cáo tự đánh giá; tổ kiểm tra có thể bắt đầu.",
        "The unit submitted its self-assessment; the team may start.",
    ),
    "started": ("Tổ kiểm tra đã bắt đầu làm việc với đơn vị.", "The team has started the check."),
    "minutes": (
        "Biên bản đã gửi đến đơn vị. Xin đọc, có ý kiến giải trình nếu cần, và ký.",
        "The minutes were sent to the unit. Please read them, explain where needed, and sign.",
    ),
    "explained": ("Đơn vị đã gửi ý kiến giải trình.", "The unit submitted an explanation."),
    "signed": ("Đơn vị đã ký biên bản; tổ trưởng có thể kết luận.", "The unit signed; the head of the team may go on."),
    "refused": ("Tổ trưởng đã ghi nhận đơn vị không ký biên bản.", "The unit's refusal to sign was recorded."),
    "fix_required": (
        "Đơn vị cần khắc phục những nội dung đã ghi nhận. Xin xem thời hạn trong hồ sơ.",
        "The unit has findings to remedy. Please see the deadline in the file.",
    ),
    "fix_reported": ("Đơn vị đã báo cáo khắc phục, chờ phúc tra.", "The unit reported its remedies; a recheck is due."),
    "rechecked": ("Đã có kết quả phúc tra.", "The results of the recheck were recorded."),
    "concluded": ("Cuộc kiểm tra đã có kết luận.", "The inspection was concluded."),
    "cancelled": ("Cuộc kiểm tra đã được hủy. Lý do ghi trong hồ sơ.", "The check was cancelled. The file says why."),
}

REASONS: dict[str, Words] = {
    "registration-not-approved": (
        "Đăng ký của đơn vị chưa được chấp nhận. Chỉ kiểm tra đơn vị có đăng ký đã được chấp nhận.",
        "The unit's registration is not accepted. Only units with an accepted registration are checked.",
    ),
    "inspection-open": (
        "Đơn vị đang có một cuộc kiểm tra chưa kết thúc trong chương trình và kỳ này. Xin tiếp tục với hồ sơ đó.",
        "The unit has a check that has not ended in this programme and period. Please continue with that file.",
    ),
    "already-planned": (
        "Cuộc kiểm tra này đã được lập kế hoạch. Xin xem trạng thái hiện tại của hồ sơ.",
        "This check is planned already. See the present state of the file.",
    ),
    "inspects-own-unit": (
        "Không ai tham gia kiểm tra đơn vị của mình hoặc đơn vị mình phụ trách. Việc này cần người khác làm.",
        "Nobody has a part in checking a unit he or she belongs to or is in charge of. Somebody else must do this.",
    ),
    "team-of-unit": (
        "Trong tổ có người của chính đơn vị hoặc người đang phụ trách đơn vị. Xin chọn đồng chí khác.",
        "Somebody in the team belongs to the unit or is in charge of it. Choose somebody else.",
    ),
    "team-too-small": (
        "Tổ kiểm tra chưa đủ người. Xin chọn thêm thành viên.",
        "The team is too small. Choose more members.",
    ),
    "team-without-lead": (
        "Tổ kiểm tra chưa có tổ trưởng. Xin chọn một tổ trưởng.",
        "Nobody leads the team. Choose its head.",
    ),
    "not-the-unit": (
        "Việc này do chính đơn vị được kiểm tra làm. Xin chuyển cho đơn vị.",
        "The unit that is checked does this itself. Please leave it to the unit.",
    ),
    "not-in-team": (
        "Chỉ thành viên tổ kiểm tra được làm việc này. Xin chọn đúng nhiệm vụ hoặc chuyển cho tổ kiểm tra.",
        "Only members of the team do this. Choose the right mandate or leave it to the team.",
    ),
    "not-the-lead": (
        "Việc này do tổ trưởng tổ kiểm tra làm. Xin chuyển cho tổ trưởng.",
        "The head of the team does this. Please leave it to him or her.",
    ),
    "self-assessment-awaited": (
        "Đơn vị còn thời hạn tự đánh giá. Xin chờ báo cáo của đơn vị hoặc đến hết hạn.",
        "The unit still has time to assess itself. Wait for its report or until that time is over.",
    ),
    "scores-missing": (
        "Còn tiêu chí chưa có điểm. Xin chấm đủ, hoặc đánh dấu “Không áp dụng” kèm lý do nếu tiêu chí cho phép.",
        "Some criteria have no points. Give points for each, or mark it “not applicable” with a reason where allowed.",
    ),
    "not-applicable-unreasoned": (
        "Chưa ghi lý do không áp dụng. Xin viết rõ vì sao tiêu chí này không áp dụng với đơn vị.",
        "The reason is missing. Write why this criterion does not apply to the unit.",
    ),
    "criterion-must-apply": (
        "Khung tiêu chí không cho phép bỏ qua tiêu chí này. Xin chấm điểm.",
        "The framework does not allow this criterion to be left out. Give points for it.",
    ),
    "points-not-applicable": (
        "Tiêu chí vừa có điểm vừa được đánh dấu “Không áp dụng”. Xin giữ một trong hai.",
        "The criterion has points and is marked as not applicable. Keep one of the two.",
    ),
    "scores-unfit": (
        "Chưa có điểm nào mới hoặc điểm chưa đúng với khung tiêu chí. Xin xem lại các tiêu chí.",
        "There are no new points, or they do not fit the framework. See the criteria again.",
    ),
    "points-out-of-range": (
        "Điểm phải từ 0 đến điểm tối đa của tiêu chí. Xin nhập lại.",
        "Points go from 0 to the maximum of the criterion. Enter them again.",
    ),
    "points-not-a-step": (
        "Điểm không đúng bước chấm của khung tiêu chí. Xin nhập lại theo bước ghi ở đầu trang.",
        "The points do not fit the step of the framework, shown above. Enter them again.",
    ),
    "points-not-exact": (
        "Điểm chưa đúng. Xin nhập như 8 hoặc 7,5.",
        "These are no points. Enter them like 8 or 7.5.",
    ),
    "criterion-unknown": (
        "Tiêu chí này không có trong khung tiêu chí. Xin tải lại trang rồi chọn lại.",
        "This criterion is not in the framework. Reload the page and choose again.",
    ),
    "evidence-missing": (
        "Còn tiêu chí cần minh chứng mà chưa có tệp. Xin đính kèm tệp minh chứng.",
        "Evidence is missing where the edition asks for it. Attach the files.",
    ),
    "evidence-unknown": (
        "Tệp này không thuộc hồ sơ. Xin chọn tệp và tải lên lại.",
        "This file does not belong to the case. Choose the file and upload it again.",
    ),
    "finding-missing": (
        "Chưa ghi nội dung. Xin viết rõ điều đã ghi nhận.",
        "Nothing is written yet. Write down what was found.",
    ),
    "finding-subject-missing": (
        "Chưa chọn điều mà nội dung này nói đến. Xin chọn một tiêu chí hoặc điều kiện loại.",
        "Nothing is chosen yet. Choose the criterion or the knock-out condition this is about.",
    ),
    "severity-unknown": (
        "Chưa chọn mức độ của nội dung. Xin chọn một mức.",
        "Choose how serious this is.",
    ),
    "minutes-missing": (
        "Biên bản chưa có nội dung. Xin viết biên bản trước khi gửi.",
        "The minutes are empty. Write them before they are sent.",
    ),
    "minutes-answered": (
        "Đơn vị đã ký biên bản, hoặc việc không ký đã được ghi nhận. Xin xem quá trình của hồ sơ.",
        "The unit has signed the minutes, or its refusal was recorded. See the history of the file.",
    ),
    "minutes-unsigned": (
        "Biên bản chưa được hai bên ký. Cần chữ ký của đơn vị, hoặc ghi nhận đơn vị không ký kèm lý do.",
        "The minutes are not signed by both sides. The unit's signature is needed, or its refusal with the reason.",
    ),
    "no-open-finding": (
        "Không còn nội dung nào cần khắc phục. Có thể kết luận.",
        "No finding asks for a remedy any more. The check can be concluded.",
    ),
    "fix-missing": (
        "Chưa báo cáo đủ kết quả khắc phục. Xin viết cho từng nội dung.",
        "The report is not complete. Write what was remedied for each finding.",
    ),
    "fix-awaited": (
        "Đơn vị còn thời hạn khắc phục. Xin chờ báo cáo của đơn vị hoặc đến hết hạn.",
        "The unit still has time to remedy. Wait for its report or until that time is over.",
    ),
    "judgement-missing": (
        "Chưa ghi kết quả phúc tra cho từng nội dung. Xin chọn đạt hoặc chưa đạt; chưa đạt thì ghi lý do.",
        "Not every finding is judged. Accept each one or not; where not, say why.",
    ),
    "findings-open": (
        "Còn nội dung chưa khắc phục xong nên chưa thể kết luận đạt. Xin phúc tra hoặc yêu cầu khắc phục tiếp.",
        "Findings are still open, so the conclusion cannot be “met”. Recheck them or require more.",
    ),
    "outcome-missing": (
        "Chưa chọn kết luận. Xin chọn một trong ba kết luận.",
        "Choose one of the three conclusions.",
    ),
    "outcome-not-by-points": (
        "Kết luận không khớp với điểm đã chấm. Xin chọn kết luận theo điểm, hoặc “Chưa đủ căn cứ” kèm lý do.",
        "The conclusion does not follow from the points. Choose the one that does, or “insufficient basis”.",
    ),
    "practice-missing": (
        "Chưa ghi cách làm hay. Xin viết rõ đơn vị đã làm gì, kết quả ra sao.",
        "Nothing is written yet. Write what the unit did and what came of it.",
    ),
    "practice-open": (
        "Cuộc kiểm tra chưa kết luận nên chưa công bố được. Xin chờ kết luận.",
        "The inspection is not concluded, so nothing can be published yet. Wait for its conclusion.",
    ),
    "practice-unmarked": (
        "Tổ kiểm tra chưa đánh dấu cách làm hay nào. Chỉ công bố được cách làm tổ đã đánh dấu.",
        "The team marked no good practice. Only what the team marked can be published.",
    ),
    "practice-title": (
        "Ghi tên cách làm, tối đa 200 ký tự. Ví dụ: Góc học tập tại nhà văn hóa thôn.",
        "Name the practice in 200 characters at most. It says what the unit does.",
    ),
    "practice-text": (
        "Viết cách làm và kết quả, tối đa 4.000 ký tự. Người ngoài cuộc cũng phải hiểu được.",
        "Write what was done and what came of it, 4,000 characters at most. Outsiders must understand it.",
    ),
    "practice-reason": (
        "Chưa có lý do rút. Xin ghi lý do, tối đa 500 ký tự.",
        "The reason is missing. Please give it in 500 characters at most.",
    ),
    "visit-in-the-past": (
        "Ngày kiểm tra phải từ hôm nay trở đi. Xin chọn lại ngày.",
        "The day of the check may not lie in the past. Choose another day.",
    ),
}  # fmt: skip
