"""The organisations of the demo: the real chain of superior bodies, and invented units, marked as such on screen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

EDITIONS = Path(__file__).parent.parent / "programmes"


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """One unit directly under the district."""

    name: str
    short_name: str
    kind: str
    cell_type: str | None = None


COMMUNES = [
    "An Bình", "Bình Hòa", "Cẩm Lĩnh", "Đồng Tâm", "Đức Thắng", "Hòa Lạc", "Hưng Thịnh", "Lộc An", "Minh Châu",
    "Ngọc Lâm", "Phú Mỹ", "Quang Trung", "Sơn Hà", "Tân Tiến", "Thuận Thành", "Vĩnh Phúc An",
]  # fmt: skip
OFFICES = [
    "Văn phòng Huyện ủy", "Ban Dân vận – Mặt trận", "Phòng Nội vụ", "Phòng Tài chính – Kế hoạch", "Phòng Tư pháp",
    "Phòng Nông nghiệp", "Thanh tra huyện", "Phòng Văn hóa – Thông tin", "Hội Nông dân", "Huyện đoàn",
]  # fmt: skip
SCHOOLS = [
    "Trường THPT Bình Minh", "Trường THPT Đông Sơn", "Trường Nội trú Sao Mai", "Trung tâm Y tế",
    "Trung tâm Giáo dục thường xuyên", "Ban Quản lý rừng Suối Vàng", "Đài Truyền thanh",
    "Trung tâm Dịch vụ nông nghiệp",
]  # fmt: skip
COMPANIES = [
    "Công ty Cà phê Ban Mai", "Công ty Cấp nước Suối Trong", "Hợp tác xã Hồ tiêu Xanh", "Công ty Môi trường Đô thị",
    "Công ty Thủy nông Đăk Mây", "Công ty Điện cơ Hòa Phát An", "Hợp tác xã Vận tải Đồng Tiến",
    "Công ty Lâm nghiệp Trường Sinh",
]  # fmt: skip
FORCES = [
    "Ban Chỉ huy Quân sự", "Công an huyện", "Đồn Biên phòng Núi Cao", "Viện Kiểm sát", "Tòa án", "Kho bạc",
    "Chi cục Thuế khu vực", "Hạt Kiểm lâm",
]  # fmt: skip


def all_units() -> list[DemoUnit]:
    """Fifty grassroots organisations: 16 committees and 34 cells of four types."""
    communes = [DemoUnit(f"Đảng bộ xã {name}", f"Xã {name}", "dang_bo_co_so") for name in COMMUNES]
    cells = [
        DemoUnit(f"Chi bộ {name}", name, "chi_bo_co_so", cell_type)
        for cell_type, names in (
            ("co_quan", OFFICES),
            ("su_nghiep", SCHOOLS),
            ("doanh_nghiep", COMPANIES),
            ("llvt", FORCES),
        )  # fmt: skip
        for name in names
    ]
    return communes + cells


def edition_source(period: str, programme: str = "ds-bontot") -> str:
    """The edition of a year as it is shipped."""
    return (EDITIONS / f"{programme}-{period}.toml").read_text(encoding="utf-8")


CONTENTS = [
    ("Xây dựng quỹ khuyến học của đơn vị", "Trao ít nhất 10 suất, tổng kết trước khi hết kỳ"),
    ("Nâng cao chất lượng sinh hoạt chuyên đề", "04 chuyên đề trong kỳ, dự họp từ 90% trở lên"),
    ("Hoàn thành chỉ tiêu nhiệm vụ chính trị được giao", "100% chỉ tiêu đúng hạn, có kiểm điểm giữa kỳ"),
    ("Mỗi tháng một việc làm cụ thể theo nghị quyết", "Mỗi việc có phân công người, thời hạn, kết quả"),
    ("Chỉnh trang tuyến đường, nhà văn hóa do đơn vị phụ trách", "01 tuyến đường tự quản, có biên bản nghiệm thu"),
    ("Bồi dưỡng nguồn phát triển đảng viên", "Ít nhất 02 quần chúng ưu tú được cử đi học lớp nhận thức"),
]
ROADMAP = [
    ("Ban hành nghị quyết, phân công chi ủy viên", {"2024": "2024-04-15", "2025": "2025-06-05"}),
    ("Sơ kết giữa kỳ, điều chỉnh biện pháp", {"2024": "2024-07-15", "2025": "2025-06-15"}),
    ("Hoàn thành nội dung đăng ký", {"2024": "2024-10-31", "2025": "2025-06-22"}),
    ("Tự chấm điểm, lập hồ sơ đề nghị", {"2024": "2024-11-15", "2025": "2025-06-25"}),
]
PEOPLE = [
    "Nguyễn Thị Hòa", "Trần Văn Bình", "Lê Thị Mai", "Phạm Quốc Tuấn", "Hoàng Thị Lan", "Vũ Đình Sơn", "Đặng Thị Thu",
    "Bùi Văn Khoa", "Đỗ Thị Hạnh", "Ngô Minh Đức", "Y Bhăm Niê", "H’Lan Êban", "K’Brôih", "Dương Thị Yến",
]  # fmt: skip
