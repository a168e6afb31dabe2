"""Words about open cases of units that are no more: what becomes of them, in every process alike."""

from __future__ import annotations

from .vocabulary import Words

FATES: dict[str, Words] = {
    "continue": ("Tiếp tục dưới “{to}”", "Goes on under “{to}”"),
    "close": ("Kết thúc hồ sơ", "Is closed"),
    "anew": ("Ký lại dưới “{to}”", "Is signed anew under “{to}”"),
}
ACTIONS: dict[str, Words] = {
    "transfer": ("Chuyển đơn vị kế thừa", "Hand over to the successor"),
    "close_by_event": ("Kết thúc theo sắp xếp tổ chức", "Close by a change of the organisation"),
}
LOG_SENTENCES: dict[str, Words] = {
    "transfer": ("đã chuyển hồ sơ sang đơn vị kế thừa", "handed the file over to the successor"),
    "close_by_event": ("đã kết thúc hồ sơ theo sắp xếp tổ chức", "closed the file by a change of the organisation"),
}
_TRANSFERRED: Words = (
    "Một hồ sơ đang mở của đơn vị đã kết thúc được chuyển sang đơn vị của đồng chí. Xin mở hồ sơ để làm tiếp.",
    "An open file of a unit that has ended was handed over to your unit. Please open it and go on.",
)
_CLOSED: Words = (
    "Một hồ sơ của đơn vị đã kết thúc được khép lại theo sắp xếp tổ chức. Lý do ghi trong hồ sơ.",
    "A file of a unit that has ended was closed by a change of the organisation. The file gives the reason.",
)
_ANEW: Words = (
    "Bản ký kết của đơn vị đã kết thúc được lập lại thành bản nháp dưới đơn vị của đồng chí. Xin xem và hoàn thiện.",
    "The agreement of a unit that has ended was begun anew as a draft under your unit. Please look and complete it.",
)
_ALL, _CLOSABLE = (
    ("registration", "commitment", "inspection", "recognition"), ("registration", "commitment", "inspection"),
)  # fmt: skip
NOTICES: dict[str, Words] = {
    **{f"{noun}.transferred": _TRANSFERRED for noun in _ALL},
    **{f"{noun}.closed_by_event": _CLOSED for noun in _CLOSABLE},
    "commitment.begun_anew": _ANEW,
}


def of(noun: str, words: dict[str, Words]) -> dict[str, Words]:
    """The words of a process for these acts, as far as it has them."""
    return words if noun in _CLOSABLE else {"transfer": words["transfer"]}


REASONS: dict[str, Words] = {
    "holder-not-ended": (
        "Đơn vị đang giữ hồ sơ chưa kết thúc. Không có gì để chuyển.",
        "The unit that holds the file has not ended. There is nothing to hand over.",
    ),
    "not-a-successor": (
        "Đơn vị nhận không phải là đơn vị kế thừa. Xin chọn một đơn vị kế thừa đã ghi trong đợt sắp xếp.",
        "The unit that would take the file did not succeed its holder. Choose one of those that the change names.",
    ),
    "fate-not-offered": (
        "Với loại hồ sơ này không chọn được cách đó. Xin chọn một cách có trong danh sách.",
        "This cannot be chosen for such a file. Choose one of the ways in the list.",
    ),
    "fate-successor": (
        "Hồ sơ phải chuyển về một đơn vị kế thừa của dòng này. Xin chọn lại đơn vị nhận.",
        "The file goes to one of the successors in this row. Please choose again.",
    ),
    "fate-reason": (
        "Chưa có lý do kết thúc hồ sơ, hoặc lý do dài quá 500 ký tự. Xin ghi lý do.",
        "There is no reason yet for closing the file, or it has more than 500 characters. Please give it.",
    ),
    "fate-case-unknown": (
        "Hồ sơ này không còn mở, hoặc không phải của đơn vị trong dòng. Xin tải lại trang.",
        "This file is not open any more, or belongs to another unit. Please reload the page.",
    ),
}
