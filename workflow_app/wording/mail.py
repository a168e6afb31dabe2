"""Words of mails, in both languages one below the other; {places} are filled in, nothing else is understood."""

from __future__ import annotations

from .vocabulary import Words

SENDER = "Sổ công nhận"
BETWEEN = "— English —"
SUBJECTS = {
    "digest": "Sổ công nhận: {count} thông báo mới",
    "entered": "Sổ công nhận: mật khẩu vừa được đặt",
    "forgotten": "Sổ công nhận: mã để đặt lại mật khẩu",
}
GREETING: Words = ("Kính gửi đồng chí {name},", "Dear {name},")
CASE: Words = (
    "Hồ sơ {code}: {process}; {programme}, kỳ {period}.",
    "File {code}: {process}; {programme}, period {period}.",
)
DUE: Words = ("Hạn xử lý hiện nay: hết ngày {day}.", "Now due by the end of {day}.")
OPEN: Words = ("Mở hồ sơ: {url}", "Open the file: {url}")
SEE: Words = ("Xem tại: {url}", "See: {url}")
DIGEST: Words = (
    "Từ lần gửi trước, đồng chí có {count} thông báo mới.",
    "New notices since the last mail: {count}.",
)
FORGOTTEN: Words = (
    "Có người, có lẽ là chính đồng chí, đã báo quên mật khẩu.",
    "Somebody, probably you, said that the password was forgotten.",
)
CODE: Words = ("Mã cho tên đăng nhập {login}: {code}", "The code for the sign-in name {login}: {code}")
HOW: Words = (
    "Mã dùng được một lần, đến {until}. Xin nhập mã tại {url} rồi đặt mật khẩu mới. Không đưa mã cho ai khác.",
    "It can be used once, until {until}. Please enter it at {url} and choose a new password. Give it to nobody.",
)
NOT_YOU: Words = (
    "Nếu không phải đồng chí, xin bỏ qua thư này: mật khẩu hiện tại vẫn dùng được như trước.",
    "If it was not you, please ignore this mail: your present password works as before.",
)
ENTERED: Words = (
    "Mật khẩu của tên đăng nhập {login} vừa được đặt lúc {at} bằng mã một lần.",
    "A password for the sign-in name {login} was chosen at {at} with a one-time code.",
)
WHO_ENTERED: Words = (
    "Nếu không phải đồng chí, xin báo ngay cho cấp ủy để đóng tài khoản. Ai mời và ai cấp mã: xem tại {url}",
    "If it was not you, please tell your committee at once, so that the account is closed. Who invited you and who "
    "handed a code out: {url}",
)
FOOT: Words = (
    "Thư tự động của Sổ công nhận, xin không trả lời thư này. Chọn cách nhận thư: {url}",
    "An automatic mail of the register of recognition; please do not answer it. Choose what to get: {url}",
)

# How notices come by mail: name, and what it means.
CHOICES: dict[str, tuple[Words, Words]] = {
    "at_once": (
        ("Ngay khi có việc", "At once"),
        (
            "Mỗi thông báo một thư; vào ngày nghỉ thì đợi đến 7 giờ sáng ngày làm việc",
            "One mail a notice; on days off it waits until 7 in the morning of the next working day",
        ),
    ),
    "daily": (
        ("Mỗi ngày một thư", "Once a day"),
        ("Gộp lại, gửi lúc 7 giờ sáng các ngày làm việc", "Gathered, at 7 in the morning of working days"),
    ),
    "duties": (
        ("Chỉ khi có việc phải làm", "Only what I have to do"),
        (
            "Hồ sơ chờ chính đồng chí xử lý, hạn và an toàn tài khoản; những tin khác chỉ xem trên trang Thông báo",
            "Files that wait for you, deadlines, the safety of your account; the rest only on the page of notices",
        ),
    ),
}

# Why a mail has not arrived.
FAILURES: dict[str, Words] = {
    "unreachable": (
        "máy chủ thư không trả lời; thư sẽ được gửi lại",
        "the mail server does not answer; it will be tried again",
    ),
    "later": (
        "máy chủ thư hẹn gửi lại sau; thư sẽ được gửi lại",
        "the mail server asked to try later; it will be tried again",
    ),
    "refused": (
        "hộp thư không nhận; xin kiểm tra lại địa chỉ",
        "the box did not take it; please check the address",
    ),
    "too-old": (
        "năm ngày liền không gửi được, đã thôi gửi",
        "it could not be sent for five days and was given up",
    ),
}
