"""Words about what is signed beside the signature of a seat, declined there, and given by somebody named anew."""

from __future__ import annotations

from .vocabulary import Words

ACTIONS: dict[str, Words] = {
    "countersign": ("Ký xác nhận của đơn vị", "Countersign"),
    "witness": ("Ký chứng kiến", "Sign as witness"),
    "decline_further": ("Từ chối ký kèm theo", "Decline to sign beside it"),
    "name_further": ("Mời lại người ký kèm theo", "Name who signs beside it"),
}
LOG_SENTENCES: dict[str, Words] = {
    "countersign": ("đã ký xác nhận cùng người ký thứ nhất", "countersigned"),
    "witness": ("đã ký chứng kiến", "signed as witness"),
    "decline_further": ("đã từ chối ký kèm theo", "declined to sign beside a signature"),
    "name_further": ("đã mời lại người ký kèm theo", "named anew who signs beside a signature"),
}
NOTICES: dict[str, Words] = {
    "further_declined": (
        "Một chữ ký kèm theo bị từ chối. Cơ quan chủ trì cần mời lại; lý do ghi trong hồ sơ.",
        "A further signature was declined. The issuer has to name somebody anew; the file gives the reason.",
    ),
}
KINDS: dict[str, Words] = {
    "countersign": ("Ký xác nhận", "Countersignature"),
    "witness": ("Chứng kiến", "Witness"),
}
REASONS: dict[str, Words] = {
    "nothing-to-countersign": (
        "Hiện không có chữ ký nào chờ đồng chí xác nhận hoặc chứng kiến. Xin tải lại trang để xem.",
        "No signature waits for yours beside it. Reload the page to see.",
    ),
    "nobody-to-name": (
        "Chữ ký kèm theo này không cần mời lại: đã có người ký, hoặc đơn vị chưa từ chối. Xin tải lại trang để xem.",
        "Nobody has to be named for this signature: it was given, or the unit has not declined. Reload the page.",
    ),
    "witness-not-allowed": (
        "Đơn vị này không ký kèm theo được cho bên đó. Chứng kiến là một đơn vị khác; ký xác nhận là chính đơn vị ấy.",
        "This unit cannot sign beside that party. A witness is another unit; a countersignature is the unit's own.",
    ),
}
