"""Words for what is kept about the people who act here, and for how long."""

from __future__ import annotations

from .vocabulary import Words

PURPOSE: tuple[Words, ...] = (
    (
        "Sổ lưu họ tên, tên đăng nhập, nhiệm vụ được giao và những việc đồng chí làm trong sổ, để biết ai đã làm gì, "
        "thay mặt đơn vị nào, theo nhiệm vụ nào. Không dùng vào việc khác.",
        "The register keeps your name, login, mandates and what you do in it, so that it is known who did what, for "
        "which unit and under which mandate. It is used for nothing else.",
    ),
    (
        "Trong nhật ký công khai, đồng chí chỉ hiện bằng một bí danh. Họ tên chỉ hiện công khai khi in trên quyết định "
        "hoặc giấy công nhận.",
        "In the public journal you appear under a pseudonym only. Your name is public only where it stands on a "
        "decision or certificate.",
    ),
    (
        "Sổ không có danh sách đảng viên: đơn vị chỉ ghi số lượng. Xin không ghi tên đảng viên vào nội dung hồ sơ.",
        "There is no register of members here: units give numbers only. Please write no members' names into a case.",
    ),
    (
        "Đồng chí xem được mọi điều sổ lưu về mình tại Tài khoản, Dữ liệu về tôi, và có quyền đề nghị sửa chỗ chưa "
        "đúng.",
        "You can read all that is kept about you under Account, Data about me, and may ask for what is wrong to be "
        "put right.",
    ),
)

# What is kept -> its name, and for how long or why for ever; `{}` is the number of days.
KEPT: dict[str, tuple[Words, Words]] = {
    "account": (
        ("Tài khoản: họ tên, tên đăng nhập, liên hệ", "Account: name, login, contact"),
        (
            "Trong suốt thời gian nhật ký được lưu; khi thôi nhiệm vụ thì khóa, không xóa, để còn biết ai đã ký",
            "As long as the journal; closed, not deleted, when the duty ends, so that signatures keep their signatory",
        ),
    ),
    "mandate": (
        ("Nhiệm vụ được giao", "Mandates"),
        ("Trong suốt thời gian nhật ký được lưu", "As long as the journal"),
    ),
    "entry": (
        ("Việc đã làm, trong nhật ký, dưới bí danh", "What was done, in the journal, under a pseudonym"),
        (
            "Mãi mãi; chỗ nói về người xóa được khi pháp luật yêu cầu, chữ ký và bằng chứng vẫn nguyên giá trị",
            "For ever; what is said of a person can be erased where the law asks, and all proofs stay good",
        ),
    ),
    "session": (
        ("Nơi đã đăng nhập: trình duyệt, thời gian", "Places signed in: browser and times"),
        ("{} ngày sau khi kết thúc", "{} days after the end"),
    ),
    "attempt": (
        ("Lần nhập sai mật khẩu hoặc mã, chỉ dưới dạng băm", "Failed sign-ins, as digests only"),
        ("{} ngày", "{} day"),
    ),
    "form": (
        ("Biểu mẫu đã gửi, để gửi hai lần không thành hai việc", "Forms sent, so that sent twice they act once"),
        ("{} ngày", "{} days"),
    ),
    "code": (
        ("Mã một lần, chỉ dưới dạng băm", "One-time codes, as digests only"),
        ("{} ngày sau khi dùng hoặc hết hạn", "{} days after use or expiry"),
    ),
    "notice": (
        ("Thông báo đã đọc", "Notices that were read"),
        ("{} ngày sau khi đọc", "{} days after reading"),
    ),
    "mail": (
        ("Thư đã gửi: gửi lúc nào, về thông báo nào", "Mail sent: when, and about which notices"),
        ("{} ngày sau khi gửi", "{} days after sending"),
    ),
    "factor": (
        ("Bước xác nhận thứ hai: ứng dụng mã, khóa truy cập", "Second factors: code apps, passkeys"),
        (
            "Cùng với tài khoản; gỡ bỏ rồi thì không dùng được nữa",
            "With the account; once removed it is of no more use",
        ),
    ),
    "asked": (
        ("Nội dung đưa ra để ký, trước khi ký", "What is put to you to sign, before you sign"),
        ("{} ngày", "{} day"),
    ),
    "signature": (
        (
            "Chữ ký bằng khóa truy cập: nội dung đã ký, trả lời của thiết bị; bằng chứng thư: tên, cơ quan, "
            "số chứng thư, tệp đã ký",
            "Signatures by passkey: what was signed, and the answer of the device; by certificate: its name, "
            "office and number, and the signed file",
        ),
        (
            "Trong suốt thời gian nhật ký được lưu, để chữ ký kiểm tra được về sau",
            "As long as the journal, so that signatures can be checked later on",
        ),
    ),
    "draft": (
        ("Bản nháp đăng ký chưa từng gửi, cùng tệp đính kèm", "Drafts of registrations never handed in, with files"),
        ("{} ngày sau lần sửa cuối", "{} days after the last change"),
    ),
    "log": (
        ("Nhật ký kỹ thuật của máy chủ: địa chỉ trang, bí danh", "The server's technical log: addresses, pseudonyms"),
        ("{} ngày, do người vận hành đặt", "{} days, set by the operator"),
    ),
}
