"""Words about changes of the organisation: what happens to units, and why a row is refused."""

from __future__ import annotations

from .vocabulary import Words

KINDS: dict[str, Words] = {
    "found": ("Thành lập", "Founded"),
    "rename": ("Đổi tên", "Renamed"),
    "move": ("Chuyển về trực thuộc", "Moved below"),
    "change": ("Chuyển cấp, loại hình", "Changed in level or kind"),
    "merge": ("Hợp nhất, sáp nhập", "Merged"),
    "split": ("Chia tách", "Split"),
    "dissolve": ("Kết thúc, chuyển giao", "Dissolved, handed over"),
}
STATUSES: dict[str, Words] = {
    "draft": ("Bản dự kiến", "Draft"),
    "recorded": ("Đã ghi, chờ ngày có hiệu lực", "Recorded, awaiting its day"),
    "effective": ("Đã có hiệu lực", "In effect"),
    "undone": ("Đã thu hồi trước ngày hiệu lực", "Taken back before its day"),
}
REASONS: dict[str, Words] = {
    "event-empty": (
        "Chưa có dòng nào. Thêm ít nhất một việc rồi ghi.",
        "There is no row yet. Add at least one, then record.",
    ),
    "event-too-long": (
        "Mỗi đợt sắp xếp tối đa 2.000 dòng. Xin chia thành nhiều đợt.",
        "One change holds 2,000 rows at most. Please part it.",
    ),
    "event-kind-unknown": (
        "Việc sắp xếp này không có trong danh mục. Chọn thành lập, đổi tên, chuyển, hợp nhất, chia tách hoặc kết thúc.",
        "There is no such change. Choose to found, rename, move, change, merge, split or dissolve.",
    ),
    "event-unit-unknown": (
        "Không có đơn vị này đang hoạt động vào ngày đó trong phạm vi được giao. Kiểm tra mã đơn vị.",
        "No unit within reach with this code exists on that day. Check the code.",
    ),
    "event-own-unit": (
        "Đây là đơn vị mà đồng chí đang làm việc thay mặt. Chỉ cấp trên mới chuyển hoặc kết thúc đơn vị này; nếu trong "
        "sổ không có cấp trên, ghi việc sáp nhập bằng cách đổi tên đơn vị này và lập các đơn vị mới bên dưới.",
        "This is the unit for which you act. Only those above move or end it; where the register holds nobody above, "
        "write a merger as a change of its name, and found the new units below it.",
    ),
    "event-unit-changes-later": (
        "Đơn vị này đã có thay đổi ghi từ ngày muộn hơn. Thu hồi thay đổi đó trước.",
        "A change of this unit from a later day is recorded already. Take that back first.",
    ),
    "event-unit-ends": (
        "Đơn vị này kết thúc trong chính đợt này. Bỏ một trong hai dòng.",
        "This unit ends by the same change. Leave out one of the two rows.",
    ),
    "event-key-taken": (
        "Đơn vị mới cần một ký hiệu riêng trong đợt này, ví dụ M1. Ký hiệu để trống hoặc đã dùng thì không nhận.",
        "A new unit needs a mark of its own in this change, such as M1. One that is empty or used is not taken.",
    ),
    "event-name": (
        "Ghi tên mới của đơn vị, tối đa 300 ký tự. Tên gọn tối đa 120 ký tự.",
        "Give the unit's new name, of 300 characters at most. A short name has 120 at most.",
    ),
    "event-unit-kind": (
        "Chọn loại hình của đơn vị. Loại hình phải có trong danh mục.",
        "Choose the kind of the unit. It must be one of the list.",
    ),
    "event-parent-unknown": (
        "Không có cấp ủy trên này vào ngày đó, hoặc chính nó kết thúc. Ghi mã hoặc ký hiệu của cấp ủy trực tiếp.",
        "There is no such unit above on that day, or it ends itself. Give the code or mark of the one directly above.",
    ),
    "event-parent-changes-later": (
        "Cấp ủy trên này đã có thay đổi ghi từ ngày muộn hơn. Thu hồi thay đổi đó trước, hoặc chọn cấp ủy khác.",
        "A change of this unit above from a later day is recorded already. Take that back first, or choose another.",
    ),
    "event-successor-changes-later": (
        "Đơn vị kế thừa này đã có thay đổi ghi từ ngày muộn hơn. Thu hồi thay đổi đó trước, hoặc chọn đơn vị khác.",
        "A change of this successor from a later day is recorded already. Take that back first, or choose another.",
    ),
    "event-predecessor-unknown": (
        "Không có đơn vị gốc này. Ghi mã của đơn vị mà đơn vị mới tách ra.",
        "There is no such unit to split from. Give the code of the one it comes from.",
    ),
    "event-changes-nothing": (
        "Dòng này không làm thay đổi gì. Xin bỏ đi hoặc ghi lại.",
        "This row changes nothing. Leave it out or write it anew.",
    ),
    "event-fate-unknown": (
        "Hồ sơ đang mở chỉ tiếp tục được dưới đơn vị kế thừa. Bỏ trống ô này.",
        "What is open can only go on under the successor. Leave this empty.",
    ),
    "event-no-successor": (
        "Ghi đơn vị kế thừa. Nếu có nhiều đơn vị, đơn vị ghi đầu tiên nhận hồ sơ đang mở.",
        "Name who succeeds the unit. Of several, the first takes over what is open.",
    ),
    "event-successor-unknown": (
        "Không có đơn vị kế thừa này vào ngày đó. Ghi mã của đơn vị đang hoạt động hoặc ký hiệu của đơn vị mới.",
        "There is no such successor on that day. Give the code of a unit that lasts or the mark of a new one.",
    ),
    "event-kind-not-below": (
        "Loại hình này không trực thuộc cấp ủy đã ghi được. Kiểm tra loại hình và cấp ủy trên.",
        "A unit of this kind cannot stand below that one. Check the kind and the unit above.",
    ),
    "event-units-left": (
        "Còn đơn vị trực thuộc đơn vị kết thúc. Chuyển các đơn vị đó trong cùng đợt này.",
        "Units still stand below the one that ends. Move them in the same change.",
    ),
    "event-kind-leads-not": (
        "Với loại hình mới, đơn vị này không còn đứng trên các đơn vị trực thuộc hiện có. Chuyển các đơn vị đó trước.",
        "With its new kind this unit no longer leads those below it. Move them first.",
    ),
    "event-units-to-come": (
        "Theo một đợt sắp xếp đã ghi, sau ngày này sẽ có đơn vị trực thuộc đơn vị này. Thu hồi đợt kia trước, "
        "hoặc chọn ngày hiệu lực muộn hơn.",
        "By a change already recorded, a unit will stand below this one after that day. Take that change back first, "
        "or choose a later day.",
    ),
    "event-title": (
        "Ghi tên đợt sắp xếp, tối đa 200 ký tự. Ví dụ: Kết thúc cấp huyện, lập đảng bộ xã.",
        "Give the change a title of 200 characters at most. It says what happens.",
    ),
    "event-issuer": (
        "Ghi cơ quan ban hành văn bản. Ví dụ: Ban Thường vụ Tỉnh ủy.",
        "Name the body that issued the document. For example the provincial Standing Board.",
    ),
    "event-day": (
        "Ghi ngày có hiệu lực. Ví dụ: 01/07/2025.",
        "Give the day from which it holds. For example 01/07/2025.",
    ),
    "unit-ended": (
        "Đơn vị này đã kết thúc hoạt động. Chọn đơn vị kế thừa.",
        "This unit is no more. Choose the one that succeeded it.",
    ),
    "event-recorded": (
        "Đợt sắp xếp này đã ghi, không sửa được nữa. Thu hồi trước ngày hiệu lực nếu có sai sót.",
        "This change is recorded and can no longer be written. Take it back before its day if it is wrong.",
    ),
    "event-in-effect": (
        "Đợt sắp xếp này đã có hiệu lực. Muốn thay đổi thì lập đợt mới.",
        "This change is in effect. To change things again, write another.",
    ),
    "event-not-recorded": (
        "Đợt sắp xếp này chưa ghi hoặc đã thu hồi. Không có gì để thu hồi.",
        "This change is not recorded, or was taken back. There is nothing to take back.",
    ),
    "event-built-upon": (
        "Có thay đổi ghi sau dựa trên đợt này. Thu hồi thay đổi sau trước.",
        "A later change rests on this one. Take that back first.",
    ),
}
