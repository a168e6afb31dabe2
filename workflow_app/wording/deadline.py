"""Words for notices about deadlines."""

from __future__ import annotations

from .vocabulary import Words

NOTICES: dict[str, Words] = {
    "near": (
        "Hồ sơ sắp đến hạn xử lý. Kính mong đồng chí quan tâm giải quyết đúng thời hạn.",
        "The file will soon be due. Please attend to it in time.",
    ),
    "passed": (
        "Hồ sơ đã quá hạn xử lý. Kính mong đồng chí sớm giải quyết; nếu có khó khăn, xin báo với cấp ủy cấp trên.",
        "The file is overdue. Please attend to it soon; if there is a difficulty, please tell the superior committee.",
    ),
    "escalated": (
        "Một hồ sơ cấp dưới đang giữ đã quá hạn xử lý. Kính mong đồng chí đôn đốc để hồ sơ sớm được giải quyết.",
        "A file that is held below is overdue. Please see to it that it is dealt with soon.",
    ),
}
