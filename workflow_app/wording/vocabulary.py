"""Words for roles, units and documents."""

from __future__ import annotations

Words = tuple[str, str]  # Vietnamese, English

ROLES: dict[str, Words] = {
    "clerk": ("Cán bộ lập hồ sơ", "Registrar"),
    "secretary": ("Bí thư", "Secretary"),
    "reviewer": ("Chuyên viên thẩm định", "Committee reviewer"),
    "incharge": ("Cấp ủy viên phụ trách", "Committee member in charge"),
    "inspector": ("Thành viên tổ kiểm tra", "Inspector"),
    "lead_inspector": ("Tổ trưởng tổ kiểm tra", "Lead inspector"),
    "appraiser": ("Đại diện cơ quan thẩm định", "Appraiser"),
    "board_secretary": ("Thư ký cuộc họp Ban Thường vụ", "Secretary of the Standing Board's meeting"),
    "board_signatory": ("Người ký thay mặt Ban Thường vụ", "Signatory on behalf of the Standing Board"),
    "manager": ("Người quản lý chương trình", "Programme manager"),
    "auditor": ("Kiểm soát viên", "Auditor"),
    "administrator": ("Quản trị hệ thống", "Administrator"),
    "system": ("Hệ thống", "System"),
}

REACHES: dict[str, Words] = {
    "self": ("đơn vị mình", "own unit"),
    "children": ("các đơn vị trực thuộc trực tiếp", "units directly below"),
    "subtree": ("đơn vị mình và mọi đơn vị cấp dưới", "own unit and all units below"),
    "programme": ("mọi đơn vị trong chương trình", "all units in the programme"),
}

# Codes are the abbreviations inside a document's number. QyĐ is written QĐ there and shares its numbers with it.
DOCUMENT_TYPES: dict[str, Words] = {
    "NQ": ("Nghị quyết", "Resolution"),
    "CT": ("Chỉ thị", "Directive"),
    "KL": ("Kết luận", "Conclusion"),
    "QĐ": ("Quyết định", "Decision"),
    "QyĐ": ("Quy định", "Regulation"),
    "QC": ("Quy chế", "Rules"),
    "TB": ("Thông báo", "Notice"),
    "HD": ("Hướng dẫn", "Guidance"),
    "BC": ("Báo cáo", "Report"),
    "KH": ("Kế hoạch", "Plan"),
    "CTr": ("Chương trình", "Programme"),
    "ĐA": ("Đề án", "Scheme"),
    "TTr": ("Tờ trình", "Submission"),
    "CV": ("Công văn", "Official letter"),
    "BB": ("Biên bản", "Minutes"),
    "BS": ("Bản sao", "Copy"),
    "KTC": ("Khung tiêu chí", "Criteria framework"),
    "L": ("Luật", "Law"),
    "PL": ("Pháp lệnh", "Ordinance"),
    "NĐ": ("Nghị định", "Decree"),
    "TT": ("Thông tư", "Circular"),
    "TTLT": ("Thông tư liên tịch", "Joint circular"),
}

DOCUMENT_RELATIONS: dict[str, Words] = {
    "implements": ("thực hiện", "implements"),
    "cascades": ("cụ thể hóa", "cascades"),
    "amends": ("sửa đổi, bổ sung", "amends"),
    "replaces": ("thay thế", "replaces"),
    "cites": ("viện dẫn", "cites"),
}

VISIBILITIES: dict[str, Words] = {
    "internal": (
        "Nội bộ: công chúng chỉ thấy số, ngày và trích yếu",
        "Internal: the public sees number, date, subject",
    ),
    "public": ("Công khai", "Public"),
    "withdrawn": ("Ghi nhầm, đã rút", "Recorded by mistake, taken back"),
}

UNIT_KINDS: dict[str, Words] = {
    "trung_uong": ("Trung ương", "Central Committee"),
    "dang_bo_tinh": ("Đảng bộ tỉnh, thành phố", "Provincial or City Party organisation"),
    "dang_bo_huyen": ("Đảng bộ huyện, quận, thị xã", "District Party organisation"),
    "dang_bo_khoi": ("Đảng bộ Khối", "Bloc Party organisation"),
    "dang_bo_xa": (
        "Đảng bộ xã, phường, thị trấn, đặc khu",
        "Commune, Ward, Township or Special-zone Party organisation",
    ),
    "dang_bo_co_so": ("Đảng bộ cơ sở", "Grassroots Party organisation"),
    "chi_bo_co_so": ("Chi bộ cơ sở", "Grassroots Party cell"),
    "ngoai_so": ("Cơ quan ban hành ngoài sổ này", "Issuing body outside this register"),
    "chi_bo_truc_thuoc": ("Chi bộ trực thuộc đảng ủy cơ sở", "Party cell under a grassroots committee"),
}

# Said where a kind is chosen: what tells it from the next one.
UNIT_KIND_HINTS: dict[str, Words] = {
    "dang_bo_tinh": ("Trực thuộc Trung ương", "Directly under the Central Committee"),
    "dang_bo_huyen": (
        "Chỉ dùng cho thời gian trước ngày 01/7/2025, khi còn cấp huyện",
        "Only for the time before 1 July 2025, when there were districts",
    ),
    "dang_bo_khoi": (
        "Trực thuộc tỉnh ủy, thành ủy; gồm tổ chức đảng của các cơ quan, doanh nghiệp",
        "Under a provincial or city committee; of offices or enterprises",
    ),
    "dang_bo_xa": (
        "Trực thuộc tỉnh ủy, thành ủy; bên dưới có các đảng bộ cơ sở và chi bộ cơ sở",
        "Under a provincial or city committee, with grassroots organisations below",
    ),
    "dang_bo_co_so": (
        "Có đảng ủy cơ sở và các chi bộ trực thuộc, ví dụ: Đảng bộ Công ty Điện lực",
        "Has a grassroots committee and cells below, for example a power company",
    ),
    "chi_bo_co_so": (
        "Trực thuộc thẳng cấp trên cơ sở, không qua đảng ủy cơ sở nào, ví dụ: chi bộ thôn của Đảng bộ xã",
        "Directly under the level above the grassroots, for example the cell of a village in a commune",
    ),
    "chi_bo_truc_thuoc": (
        "Nằm trong một đảng bộ cơ sở, ví dụ: chi bộ phân xưởng của Đảng bộ Công ty",
        "Within a grassroots organisation, for example the cell of a workshop in a company",
    ),
}

UNIT_LEVELS: dict[str, Words] = {
    "central": ("Trung ương", "Central"),
    "province": ("Tỉnh, thành phố trực thuộc Trung ương", "Province or centrally run city"),
    "upper_grassroots": ("Cấp trên trực tiếp của tổ chức cơ sở đảng", "Level directly above the grassroots"),
    "grassroots": ("Tổ chức cơ sở đảng", "Grassroots Party organisation"),
    "sub_grassroots": ("Đảng bộ bộ phận", "Sectional Party organisation"),
    "cell_sub": ("Chi bộ trực thuộc đảng ủy cơ sở, đảng bộ bộ phận", "Cell under a grassroots or sectional committee"),
    "outside": ("Ngoài sổ này", "Outside this register"),
    "party_group": ("Tổ đảng", "Party group"),
}

CELL_TYPES: dict[str, Words] = {
    "thon_tdp": ("Chi bộ thôn, tổ dân phố", "Village or residential-group cell"),
    "co_quan": ("Chi bộ cơ quan hành chính, Đảng, đoàn thể", "Cell of an administrative, Party or mass organisation"),
    "su_nghiep": ("Chi bộ đơn vị sự nghiệp (trường học, y tế)", "Cell of a public service unit (school, health care)"),
    "doanh_nghiep": ("Chi bộ doanh nghiệp", "Enterprise cell"),
    "llvt": ("Chi bộ lực lượng vũ trang (quân sự, công an)", "Armed-forces cell (military, police)"),
}
