"""What WTForms says by itself, in Vietnamese: the library brings no such catalogue and fails when asked for one.

A good form says it better with a message of its own; these are the net below.
"""

from __future__ import annotations

TEXTS = {
    "CSRF failed.": "Phiên làm việc không khớp. Xin tải lại trang rồi gửi lại.",
    "CSRF token expired.": "Trang đã mở quá lâu. Xin tải lại trang rồi gửi lại.",
    "CSRF token missing.": "Trang gửi lên không trọn vẹn. Xin tải lại trang rồi gửi lại.",
    "Choices cannot be None.": "Chưa có mục nào để chọn",
    "Date must be at least %(min)s.": "Nhập ngày từ %(min)s trở đi",
    "Date must be at most %(max)s.": "Nhập ngày không sau %(max)s",
    "Date must be between %(min)s and %(max)s.": "Nhập ngày từ %(min)s đến %(max)s",
    "Field must be between %(min)d and %(max)d characters long.": "Viết từ %(min)d đến %(max)d ký tự",
    "Field must be equal to %(other_name)s.": "Nội dung phải giống mục %(other_name)s",
    "Invalid CSRF Token.": "Phiên làm việc không khớp. Xin tải lại trang rồi gửi lại.",
    "Invalid Choice: could not coerce.": "Chọn một trong các mục có sẵn",
    "Invalid IP address.": "Địa chỉ IP chưa đúng",
    "Invalid Mac address.": "Địa chỉ MAC chưa đúng",
    "Invalid URL.": "Địa chỉ trang chưa đúng; nhập như https://vi-du.vn",
    "Invalid UUID.": "Mã UUID chưa đúng",
    "Invalid choice(s): one or more data inputs could not be coerced.": "Chọn trong các mục có sẵn",
    "Invalid email address.": "Địa chỉ thư chưa đúng; nhập như ten@vi-du.vn",
    "Invalid field name '%s'.": "Không có mục “%s”",
    "Invalid input.": "Nội dung chưa đúng dạng",
    "Invalid value, can't be any of: %(values)s.": "Không nhận các giá trị: %(values)s",
    "Invalid value, must be one of: %(values)s.": "Chọn một trong các giá trị: %(values)s",
    "Not a valid choice.": "Chọn một trong các mục có sẵn",
    "Not a valid date value.": "Ngày chưa đúng; nhập như 05/06/2025",
    "Not a valid datetime value.": "Ngày giờ chưa đúng; nhập như 05/06/2025 14:30",
    "Not a valid decimal value.": "Số chưa đúng; nhập như 14 hoặc 7,5",
    "Not a valid float value.": "Số chưa đúng; nhập như 14 hoặc 7,5",
    "Not a valid integer value.": "Nhập một số nguyên, ví dụ 14",
    "Not a valid time value.": "Giờ chưa đúng; nhập như 14:30",
    "Not a valid week value.": "Tuần chưa đúng; nhập như 2025-W23",
    "Number must be at least %(min)s.": "Nhập số từ %(min)s trở lên",
    "Number must be at most %(max)s.": "Nhập số không quá %(max)s",
    "Number must be between %(min)s and %(max)s.": "Nhập số từ %(min)s đến %(max)s",
    "This field cannot be edited.": "Mục này không sửa được",
    "This field is disabled and cannot have a value.": "Mục này đang khóa, không nhận nội dung",
    "This field is required.": "Mục này chưa có nội dung",
}

# Singular in English -> Vietnamese, which has one form.
COUNTED = {
    "'%(value)s' is not a valid choice for this field.": "Không có mục “%(value)s” để chọn",
    "Field cannot be longer than %(max)d character.": "Viết không quá %(max)d ký tự",
    "Field must be at least %(min)d character long.": "Viết ít nhất %(min)d ký tự",
    "Field must be exactly %(max)d character long.": "Viết đúng %(max)d ký tự",
}


class FormMessages:
    """What `Meta.get_translations` of a form returns. English is what WTForms writes itself."""

    def __init__(self, lang: str) -> None:
        self.vietnamese = lang == "vi"

    def gettext(self, text: str) -> str:
        return TEXTS.get(text, text) if self.vietnamese else text

    def ngettext(self, one: str, many: str, number: int) -> str:
        if self.vietnamese:
            return COUNTED.get(one, many)
        return one if number == 1 else many
