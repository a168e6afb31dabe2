"""Words for the yearly classification: its levels, what stands against one, and the counts it rests on."""

from __future__ import annotations

from .vocabulary import Words

LEVELS: dict[str, Words] = {
    "excellent": ("Hoàn thành xuất sắc nhiệm vụ", "Excellent completion of tasks"),
    "good": ("Hoàn thành tốt nhiệm vụ", "Good completion of tasks"),
    "completed": ("Hoàn thành nhiệm vụ", "Completion of tasks"),
    "failed": ("Không hoàn thành nhiệm vụ", "Tasks not completed"),
}

COUNTS: dict[str, Words] = {
    "points": ("Điểm", "Points"),
    "tasks": ("Số nhiệm vụ được giao", "Tasks given"),
    "on_time": ("Số nhiệm vụ đúng hạn, bảo đảm chất lượng", "Tasks on time and of quality"),
    "exceeded": ("Số nhiệm vụ vượt mức", "Tasks beyond what was asked"),
    "shortcomings": ("Số hạn chế, khuyết điểm chưa khắc phục", "Shortcomings not yet put right"),
    "members": ("Số đảng viên được xếp loại", "Members classified"),
    "members_good": ("Trong đó từ hoàn thành tốt trở lên", "Of these good or better"),
    "disciplined": ("Có tổ chức hoặc người lãnh đạo bị kỷ luật trong năm", "A unit or leader disciplined in the year"),
    "group": ("Nhóm chức năng tương đồng", "Group of like function"),
}

# What is against one unit; `said` of states.classification.Against fills the braces.
AGAINST: dict[str, Words] = {
    "class-level": (
        "Chưa có mức xếp loại. Xin chọn một trong bốn mức.",
        "There is no level. Choose one of the four.",
    ),
    "class-points-range": (
        "Điểm này nằm ngoài thang điểm. Xin ghi từ 0 đến 100.",
        "These points are off the scale. Write 0 to 100.",
    ),
    "class-large": (
        "Có số lượng không thể đúng. Xin ghi từ 0 đến 1.000.000.",
        "One of the numbers cannot be right. Write 0 to 1,000,000.",
    ),
    "class-tasks-more": (
        "Số nhiệm vụ đúng hạn hoặc vượt mức nhiều hơn số nhiệm vụ được giao. Xin xem lại.",
        "More tasks on time or exceeded than were given. Please check.",
    ),
    "class-members-more": (
        "Số đảng viên từ hoàn thành tốt trở lên nhiều hơn số được xếp loại. Xin xem lại.",
        "More members are good or better than were classified. Please check.",
    ),
    "class-points-missing": (
        "{regulation} xếp loại theo điểm: xin ghi điểm của đơn vị.",
        "{regulation} goes by points: give the unit's points.",
    ),
    "class-points-low": (
        "{points} điểm chưa đủ cho mức này: {regulation} đòi từ {least} điểm.",
        "{points} points are not enough for this level: {regulation} asks for {least}.",
    ),
    "class-tasks-missing": (
        "{regulation} cần số nhiệm vụ được giao và số nhiệm vụ đúng hạn. Xin ghi đủ hai số.",
        "{regulation} needs the tasks given and those done on time. Give both.",
    ),
    "class-exceeded-missing": (
        "{regulation} cần số nhiệm vụ được giao và số nhiệm vụ vượt mức. Xin ghi đủ hai số.",
        "{regulation} needs the tasks given and those exceeded. Give both.",
    ),
    "class-late": (
        "{on_time} nhiệm vụ đúng hạn: mức này theo {regulation} cần từ {least}%.",
        "{on_time} tasks on time: by {regulation} this level needs {least}%.",
    ),
    "class-exceeded": (
        "{exceeded} nhiệm vụ vượt mức: mức xuất sắc theo {regulation} cần từ {least}%.",
        "{exceeded} tasks exceeded: by {regulation} the highest level needs {least}%.",
    ),
    "class-disciplined": (
        "Có tổ chức hoặc người lãnh đạo bị kỷ luật trong năm thì không xếp mức xuất sắc ({regulation}).",
        "Nobody disciplined in the year, in the unit or among its leaders, may be excellent ({regulation}).",
    ),
    "class-shortcomings-missing": (
        "Mức xuất sắc theo {regulation} cần số hạn chế, khuyết điểm chưa khắc phục (ghi 0 khi không còn).",
        "By {regulation} the highest level needs the shortcomings not yet put right (0 when there are none).",
    ),
    "class-shortcomings": (
        "Còn {open} hạn chế, khuyết điểm chưa khắc phục thì không xếp mức xuất sắc ({regulation}).",
        "{open} shortcomings are not put right: not excellent by {regulation}.",
    ),
}

REASONS: dict[str, Words] = {
    "class-nothing": (
        "Chưa có đơn vị nào được chuẩn bị mức xếp loại. Xin ghi mức của từng đơn vị trước.",
        "No unit's level is prepared. Write the level of each unit first.",
    ),
    "class-early": (
        "Quyết định xếp loại năm được ghi từ ngày 01/12 của năm đó. Từ nay đến đó, xin tiếp tục ghi mức để trình.",
        "A year is decided from 1 December of that year on. Until then, go on preparing the levels.",
    ),
    "class-no-regime": (
        "Quy định của chương trình chưa có căn cứ xếp loại cho năm này. Xin ban hành bản có căn cứ trước.",
        "The programme's rules name no regulation for this year. Publish an edition that does first.",
    ),
    "class-rows": (
        "Có đơn vị chưa đủ điều kiện của mức đã ghi. Xin xem lý do ở từng đơn vị.",
        "Some units do not reach the level written. See the reasons beside each.",
    ),
    "class-lower": (
        "Có đơn vị mà cấp dưới chưa xếp loại xong. Cấp dưới xếp loại trước, cấp trên xếp loại sau.",
        "Some units have units below them that are not classified. Lower levels come first.",
    ),
    "class-cap": (
        "Số đơn vị xuất sắc vượt tỷ lệ cho phép của nhóm. Xin xem bảng các nhóm.",
        "More units are excellent than their group may have. See the table of groups.",
    ),
    "class-reason": (
        "Quyết định này đổi mức đã công bố của đơn vị. Xin ghi lý do.",
        "This decision changes levels that stand. Please give the reason.",
    ),
    "class-own": (
        "Có đơn vị mà đồng chí đang có nhiệm vụ ở đó. Xin để người khác ghi và quyết định mức của đơn vị ấy.",
        "You hold a mandate in one of these units. Somebody else has to write and decide its level.",
    ),
    "class-changed": (
        "Danh sách vừa được thay đổi ở nơi khác. Xin xem lại rồi thực hiện lần nữa.",
        "The list was changed elsewhere just now. Please look again and repeat.",
    ),
    "class-unit-unknown": (
        "Không tìm thấy đơn vị này trong danh sách xếp loại của cấp ủy. Xin ghi mã hoặc tên đầy đủ.",
        "This unit is not on the committee's list. Give its code or its full name.",
    ),
    "class-unit-several": (
        "Có nhiều đơn vị cùng tên. Xin ghi mã đơn vị.",
        "Several units have this name. Give the unit's code.",
    ),
    "class-unit-twice": (
        "Đơn vị này đã có ở dòng khác của tệp. Xin giữ lại một dòng.",
        "This unit stands in another row of the file too. Keep one of them.",
    ),
    "class-number": (
        "Ô này chưa phải là một số. Xin ghi số, ví dụ 92,5.",
        "This is no number. Write one, such as 92.5.",
    ),
}
