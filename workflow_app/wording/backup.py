"""Why a backup cannot be made or restored; `{}` is the file, the folder or the number that it is about."""

from __future__ import annotations

from .vocabulary import Words

PROBLEMS: dict[str, Words] = {
    "folder-used": (
        "Thư mục {} không trống: một bản sao lưu không bao giờ trộn với tệp khác.",
        "{} is not empty: a backup never mixes with other files.",
    ),
    "no-checkpoint": ("Nhật ký chưa có đầu cây nào đã ký.", "The journal has no signed checkpoint yet."),
    "database-pooled": (
        "Sao lưu và khôi phục phải nối thẳng tới PostgreSQL, không qua pgbouncer (bỏ ?pooler=transaction)",
        "Backup and restore go to PostgreSQL itself, not through pgbouncer (no ?pooler=transaction)",
    ),
    "tool-missing": (
        "Không tìm thấy chương trình {}. Xin cài gói postgresql-client đúng phiên bản máy chủ.",
        "The program {} was not found; install postgresql-client of the server's version.",
    ),
    "tool-failed": ("Chương trình của PostgreSQL báo lỗi: {}", "The program of PostgreSQL failed: {}"),
    "database-unreachable": ("Không kết nối được với cơ sở dữ liệu: {}", "The database cannot be reached: {}"),
    "database-unreadable": ("Không đọc được bản sao cơ sở dữ liệu: {}", "The copy of the database cannot be read: {}"),
    "manifest-missing": (
        "Thư mục {} không có bản kê manifest.json: không phải bản sao lưu, hoặc bản sao lưu chưa làm xong.",
        "{} has no manifest.json: it is no backup, or one that was never finished.",
    ),
    "manifest-changed": (
        "Bản kê manifest.json đã bị sửa: {}",
        "manifest.json was changed: {}",
    ),
    "part-missing": ("Thiếu tệp {} của bản sao lưu.", "The part {} of the backup is missing."),
    "part-changed": ("Tệp {} không còn đúng như khi sao lưu.", "The part {} is no longer what was backed up."),
    "part-unknown": ("Tệp {} không có trong bản kê.", "The file {} is not in the manifest."),
    "checkpoint-differs": (
        "Cơ sở dữ liệu trong bản sao không khớp với đầu cây đã ký: {}",
        "The database in the backup does not agree with its signed checkpoint: {}",
    ),
    "keys-differ": (
        "Khóa {} tại đây không phải khóa của bản sao lưu này.",
        "The key {} here is not the key of this backup.",
    ),
    "other-database": (
        "Bản sao lưu này thuộc loại cơ sở dữ liệu {}; WORKFLOW_APP_DATABASE_URL nói khác.",
        "This backup is of a {} database; WORKFLOW_APP_DATABASE_URL says otherwise.",
    ),
    "later-version": (
        "Bản sao lưu do phiên bản mới hơn tạo ra (bảng {}). Xin cài phiên bản đó trước.",
        "The backup was made by a later version (tables {}); install that version first.",
    ),
    "mark-foreign": (
        "Tệp mốc đã công bố {} thuộc nhật ký khác, hoặc đã hỏng.",
        "The high-water file {} is of another journal, or damaged.",
    ),
    "target-used": (
        "Nơi phục hồi không trống: {}. Xin cất dữ liệu cũ đi trước; lệnh này không ghi đè lên bất cứ gì.",
        "The place to restore to is not empty: {}. Put the old data away first; nothing is ever overwritten.",
    ),
}
