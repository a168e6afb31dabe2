"""Words for what stands against a table that somebody brings in: what is wrong, and the way to put it right."""

from __future__ import annotations

from .vocabulary import Words

HEADINGS: dict[str, Words] = {
    "unit.code": ("Mã đơn vị", "Unit code"),
    "event.kind": ("Việc", "What happens"),
    "event.unit": ("Đơn vị", "Unit"),
    "event.name": ("Tên mới", "New name"),
    "event.short_name": ("Tên gọn", "Short name"),
    "event.unit_kind": ("Loại hình", "Kind"),
    "event.cell_type": ("Loại chi bộ", "Kind of cell"),
    "event.parent": ("Trực thuộc", "Under"),
    "event.related": ("Đơn vị kế thừa, đơn vị gốc", "Successors, or split from"),
    "event.note": ("Ghi chú", "Note"),
    "unit.name": ("Tên đơn vị", "Unit name"),
    "unit.short_name": ("Tên ngắn", "Short name"),
    "unit.kind": ("Loại hình", "Kind"),
    "unit.cell_type": ("Loại chi bộ", "Kind of cell"),
    "unit.parent": ("Trực thuộc", "Under"),
    "unit.since": ("Hoạt động từ ngày", "Active since"),
    "class.unit": ("Đơn vị", "Unit"),
    "class.level": ("Mức xếp loại", "Level"),
    "class.points": ("Điểm", "Points"),
    "class.tasks": ("Nhiệm vụ được giao", "Tasks given"),
    "class.on_time": ("Nhiệm vụ đúng hạn", "Tasks on time"),
    "class.exceeded": ("Nhiệm vụ vượt mức", "Tasks exceeded"),
    "class.shortcomings": ("Hạn chế chưa khắc phục", "Shortcomings left"),
    "class.members": ("Đảng viên được xếp loại", "Members classified"),
    "class.members_good": ("Đảng viên tốt trở lên", "Members good or better"),
    "document.symbol": ("Số, ký hiệu", "Number and symbol"),
    "document.type": ("Loại văn bản", "Type of document"),
    "document.issued_on": ("Ngày ban hành", "Date of issue"),
    "document.issuer": ("Cơ quan ban hành", "Issuer"),
    "document.term": ("Nhiệm kỳ", "Term"),
    "document.subject": ("Trích yếu", "Subject"),
    "class.reviewed": ("Đã kiểm điểm cuối năm", "Yearly review held"),
    "class.disciplined": ("Bị kỷ luật trong năm", "Disciplined in the year"),
    "class.group": ("Nhóm tương đồng", "Group of like function"),
    "people.name": ("Họ và tên", "Full name"),
    "people.login": ("Tên đăng nhập", "User name"),
    "people.contact": ("Điện thoại hoặc thư điện tử", "Telephone or e-mail"),
    "people.another": ("Là người khác cùng tên", "Another person of that name"),
    "people.unit": ("Đơn vị", "Unit"),
    "people.role": ("Vai trò", "Role"),
    "people.reach": ("Phạm vi", "Reach"),
    "people.programme": ("Mã chương trình", "Programme code"),
    "people.title": ("Chức vụ", "Position"),
    "people.first": ("Có hiệu lực từ ngày", "Valid from"),
    "people.until": ("Đến hết ngày", "Until"),
    "people.document": ("Số văn bản giao nhiệm vụ", "Number of the paper"),
    "people.issued_on": ("Ngày ban hành văn bản", "Date of the paper"),
}

# Under each column of the template: what to write.
HINTS: dict[str, Words] = {
    "class.unit": ("Mã hoặc tên đầy đủ của đơn vị trực thuộc", "Code or full name of a unit directly below"),
    "class.level": ("Ghi một trong bốn mức dưới đây", "One of the four levels below"),
    "class.points": ("Từ 0 đến 100; ghi khi quy định chấm điểm, ví dụ 92,5", "0 to 100 where points count"),
    "class.tasks": ("Chỉ ghi số lượng", "A number only"),
    "class.on_time": ("Chỉ ghi số lượng", "A number only"),
    "class.exceeded": ("Chỉ ghi số lượng", "A number only"),
    "class.shortcomings": ("Ghi 0 khi không còn", "0 when there are none"),
    "class.members": ("Chỉ ghi số lượng, không ghi tên", "A number only, no names"),
    "class.members_good": ("Chỉ ghi số lượng, không ghi tên", "A number only, no names"),
    "document.symbol": ("Ví dụ 518-KH/HU hoặc 30/2020/NĐ-CP", "Such as 518-KH/HU or 30/2020/NĐ-CP"),
    "document.type": ("Chỉ ghi khi ký hiệu không nói rõ loại", "Only where the symbol does not tell the type"),
    "document.issued_on": ("Như 05/06/2025", "Such as 05/06/2025"),
    "document.issuer": ("Tên cơ quan; ngoài sổ thì ghi đủ tên", "Its name; in full where it is not in the register"),
    "document.term": ("Ví dụ 2020-2025; bỏ trống thì lấy năm ban hành", "Such as 2020-2025; the year where left empty"),
    "document.subject": ("Được công khai; không ghi tên cá nhân", "Public; no names of persons"),
    "class.reviewed": ("Có hoặc Không", "Yes or No"),
    "class.disciplined": ("Có hoặc Không", "Yes or No"),
    "class.group": ("Để trống thì theo loại hình đơn vị", "Empty: by the kind of unit"),
    "event.kind": ("Mỗi dòng một việc đối với một đơn vị", "One thing that happens to one unit"),
    "event.unit": (
        "Tên đầy đủ hoặc mã. Đơn vị mới thì ghi một ký hiệu, ví dụ M1.",
        "Full name or code. A new unit gets a mark, such as M1.",
    ),
    "event.name": ("Khi thành lập hoặc đổi tên", "When founded or renamed"),
    "event.short_name": ("Để trống thì lấy theo tên mới", "Empty: as the new name"),
    "event.unit_kind": ("Khi thành lập hoặc chuyển cấp, loại hình", "When founded, or changed in level or kind"),
    "event.cell_type": ("Chỉ ghi khi đơn vị là chi bộ", "Only for cells"),
    "event.parent": (
        "Khi thành lập hoặc chuyển: tên, mã hoặc ký hiệu của cấp ủy trực tiếp",
        "When founded or moved: name, code or mark of the unit directly above",
    ),
    "event.related": (
        "Nhiều đơn vị thì cách nhau bằng dấu chấm phẩy; đơn vị đầu tiên nhận hồ sơ đang mở",
        "Several are parted by semicolons; the first takes over what is open",
    ),
    "event.note": ("Không bắt buộc", "Not required"),
    "unit.code": (
        "Để trống với đơn vị mới. Danh sách đã xuất có sẵn mã; xin giữ nguyên.",
        "Leave empty for a new unit. An exported list has the code; keep it.",
    ),
    "unit.name": ("Tên đầy đủ, ví dụ: Chi bộ Phòng Nội vụ", "The full name"),
    "unit.short_name": ("Để trống thì lấy theo tên đầy đủ", "Empty: as the full name"),
    "unit.kind": ("Ghi một trong các loại hình dưới đây", "One of the kinds below"),
    "unit.cell_type": ("Chỉ ghi với chi bộ; ghi một trong các loại dưới đây", "For cells only; one of the kinds below"),
    "unit.parent": (
        "Tên đầy đủ hoặc mã của đơn vị cấp trên, có thể là một dòng khác của tệp. Để trống: đơn vị đang mở trang",
        "The full name or code of the unit above; it may be another row. Empty: the unit whose page was open",
    ),
    "unit.since": ("dd/mm/yyyy, để trống thì tính từ hôm nay", "dd/mm/yyyy; empty: from today"),
    "people.name": (
        "Người có nhiều nhiệm vụ thì ghi mỗi nhiệm vụ một dòng, cùng họ tên và tên đăng nhập",
        "Somebody with several mandates has a row for each, with the same name and user name",
    ),
    "people.login": (
        "Để trống thì sổ đặt theo họ tên, ví dụ nguyen.van.an",
        "Empty: made of the name, for example nguyen.van.an",
    ),
    "people.contact": ("Chỉ người quản lý nhìn thấy", "Only managers see it"),
    "people.another": (
        "Ghi “Có” khi trong sổ đã có người cùng họ tên mà đây là người khác",
        "“Yes” when the register knows somebody of this name and this is another person",
    ),
    "people.unit": ("Tên đầy đủ hoặc mã đơn vị", "The full name or the code of the unit"),
    "people.role": ("Ghi một trong các vai trò dưới đây", "One of the roles below"),
    "people.reach": ("Để trống thì theo vai trò", "Empty: as is usual for the role"),
    "people.programme": ("Để trống nếu cho mọi chương trình", "Empty: for all programmes"),
    "people.title": ("Như trong quyết định, ví dụ: Bí thư chi bộ", "As in the decision"),
    "people.first": ("dd/mm/yyyy, để trống là từ hôm nay", "dd/mm/yyyy; empty: from today"),
    "people.until": ("dd/mm/yyyy, để trống khi chưa định ngày kết thúc", "dd/mm/yyyy; empty: no end is set"),
    "people.document": ("Ví dụ: 15-QĐ/ĐU", "For example 15-QĐ/ĐU"),
    "people.issued_on": ("dd/mm/yyyy", "dd/mm/yyyy"),
}

FAULTS: dict[str, Words] = {
    "table-empty": (
        "Tệp chưa có dòng dữ liệu nào. Xin điền từ dòng 2 của tệp mẫu, lưu lại rồi chọn tệp lần nữa.",
        "The file has no row filled in. Fill in the template from row 2 on, save it and choose it again.",
    ),
    "table-too-large": (
        "Tệp lớn hơn {most} MB. Xin bỏ hình ảnh và trang tính thừa, hoặc chia thành nhiều tệp.",
        "The file is larger than {most} MB. Take out pictures and sheets that are not needed, or divide it.",
    ),
    "table-too-many": (
        "Tệp có hơn {most} dòng. Xin chia thành nhiều tệp.",
        "The file has more than {most} rows. Please divide it.",
    ),
    "table-bomb": (
        "Tệp bung ra lớn bất thường nên không được mở. Xin chép các dòng sang tệp mẫu mới tải về rồi lưu lại.",
        "The file unpacks to an unusual size and was not opened. Copy the rows into a fresh template and save that.",
    ),
    "table-broken": (
        "Tệp bị hỏng, không đọc được. Xin mở bằng Excel, chọn Lưu thành, kiểu “Excel Workbook (.xlsx)”, rồi chọn lại.",
        "The file is damaged. Open it in Excel, choose Save as, type “Excel Workbook (.xlsx)”, and choose that.",
    ),
    "table-encrypted": (
        "Tệp có mật khẩu nên không đọc được. Xin mở tệp, bỏ mật khẩu (Tệp, Thông tin, Bảo vệ sổ làm việc) rồi lưu lại.",
        "The file has a password. Open it, take the password off (File, Info, Protect Workbook) and save it.",
    ),
    "table-old": (
        "Tệp thuộc kiểu Excel cũ (.xls). Xin mở tệp, chọn Lưu thành, kiểu “Excel Workbook (.xlsx)”, rồi chọn lại.",
        "This is an old Excel file (.xls). Open it, choose Save as, type “Excel Workbook (.xlsx)”, and choose that.",
    ),
    "table-macros": (
        "Tệp có chứa macro nên không được nhận. Xin chọn Lưu thành, kiểu “Excel Workbook (.xlsx)”, rồi chọn lại.",
        "The file carries macros. Choose Save as, type “Excel Workbook (.xlsx)”, and choose that.",
    ),
    "table-kind": (
        "Đây chưa phải bảng Excel (.xlsx) hoặc CSV. Xin chép các dòng sang tệp mẫu, lưu lại rồi chọn tệp mẫu.",
        "This is neither an Excel workbook (.xlsx) nor CSV. Copy the rows into the template and choose that.",
    ),
    "table-merged": (
        "Có ô bị gộp, bắt đầu từ ô {seen}. Xin chọn cả bảng, bấm Bỏ gộp ô (Unmerge Cells), điền đủ từng ô rồi lưu lại.",
        "There are merged cells, from {seen} on. Select the table, press Unmerge Cells, fill in every cell and save.",
    ),
    "table-encoding": (
        "Không đọc được chữ tiếng Việt trong tệp. Xin mở bằng Excel, chọn Lưu thành, kiểu “CSV UTF-8” hoặc .xlsx.",
        "The letters of the file cannot be read. In Excel choose Save as, type “CSV UTF-8” or .xlsx.",
    ),
    "table-quotes": (
        "Dấu ngoặc kép mở ra mà không đóng đúng chỗ. Xin sửa ô có dấu ngoặc kép, hoặc lưu tệp thành .xlsx.",
        "A quotation mark is opened and not closed in its place. Put that cell right, or save the file as .xlsx.",
    ),
    "table-columns": (
        "Dòng đầu không có tên cột nào của tệp mẫu. Dòng đầu phải ghi: {names}. Xin dùng tệp mẫu.",
        "The first row has none of the headings of the template. It must say: {names}. Please use the template.",
    ),
    "table-column-unknown": (
        "Cột “{seen}” không có trong tệp mẫu. Xin xóa cột này, hoặc ghi lại tên cột đúng như tệp mẫu.",
        "The template has no column “{seen}”. Delete it, or write its heading as in the template.",
    ),
    "table-column-twice": (
        "Cột này có hai lần. Xin chỉ giữ một cột.",
        "This column is there twice. Keep one of them.",
    ),
    "table-column-missing": (
        "Thiếu cột này. Xin thêm lại cột với tên đúng như tệp mẫu.",
        "This column is missing. Add it again, with the heading of the template.",
    ),
    "table-beside": (
        "Có nội dung “{seen}” ở ô không thuộc cột nào. Xin xóa ô ấy; trong tệp CSV, nội dung có dấu phẩy phải đặt "
        "trong ngoặc kép.",
        "“{seen}” stands in a cell that belongs to no column. Clear it; in CSV, text with commas needs quotes.",
    ),
    "table-required": ("Ô này còn trống. Xin điền vào.", "This cell is empty. Please fill it in."),
    "table-formula": (
        "Ô này là công thức ({seen}). Xin chép ô rồi dán lại bằng Dán giá trị (Paste Values).",
        "This cell is a formula ({seen}). Copy it and paste it again with Paste Values.",
    ),
    "table-error": (
        "Ô này báo lỗi {seen}. Xin gõ lại nội dung của ô.",
        "This cell shows the error {seen}. Type its content again.",
    ),
    "table-time": (
        "Ô này là giờ ({seen}), không phải nội dung cần điền. Xin gõ lại.",
        "This cell holds a time of day ({seen}). Type its content again.",
    ),
    "table-not-text": (
        "Ô này là giá trị đúng/sai ({seen}). Xin gõ lại bằng chữ.",
        "This cell holds true or false ({seen}). Type it again in words.",
    ),
    "table-became-date": (
        "Excel đã đổi nội dung thành ngày {seen}. Xin chọn cả cột, đặt định dạng Văn bản (Text), rồi gõ lại ô này.",
        "Excel turned this into the day {seen}. Format the column as Text and type the cell again.",
    ),
    "table-letters": (
        "Chữ bị lỗi phông (“{seen}”). Xin chuyển sang bảng mã Unicode, hoặc gõ lại ô này, rồi lưu lại.",
        "The letters are broken (“{seen}”). Convert them to Unicode or type the cell again, and save.",
    ),
    "table-too-long": (
        "Nội dung dài quá {most} ký tự (“{seen}…”). Xin viết ngắn lại.",
        "This is longer than {most} characters (“{seen}…”). Please shorten it.",
    ),
    "table-number": (
        "“{seen}” không phải số nguyên. Xin chỉ ghi chữ số, ví dụ 12.",
        "“{seen}” is not a whole number. Write digits only, for example 12.",
    ),
    "table-date": (
        "“{seen}” không đọc được thành ngày. Xin ghi ngày/tháng/năm, ví dụ 05/02/2025.",
        "“{seen}” cannot be read as a day. Write day/month/year, for example 05/02/2025.",
    ),
    "table-date-none": (
        "Không có ngày {seen} trong lịch. Xin ghi ngày trước, tháng sau, ví dụ 05/02/2025.",
        "There is no day {seen}. Write the day first, then the month, for example 05/02/2025.",
    ),
    "table-date-number": (
        "Ô này là số {seen}, không phải ngày. Xin đặt định dạng Ngày (Date) cho ô, hoặc gõ lại, ví dụ 05/02/2025.",
        "This cell is the number {seen}, not a day. Format it as Date or type it again, for example 05/02/2025.",
    ),
    "table-choice": (
        "“{seen}” không có trong danh sách. Xin ghi một trong: {allowed}.",
        "“{seen}” is not in the list. Write one of: {allowed}.",
    ),
    "unit-parent-unknown": (
        "Không có đơn vị nào tên “{seen}” trong phạm vi được giao và trong tệp. Xin ghi đúng tên đầy đủ hoặc mã.",
        "No unit within your reach or in the file is called “{seen}”. Give its full name or its code.",
    ),
    "unit-parent-several": (
        "Có nhiều đơn vị tên “{seen}”. Xin ghi mã đơn vị thay cho tên.",
        "Several units are called “{seen}”. Give the unit's code instead.",
    ),
    "unit-parent-circle": (
        "Các dòng trực thuộc lẫn nhau thành vòng. Xin sửa lại đơn vị cấp trên.",
        "These rows stand under each other in a circle. Put the unit above right.",
    ),
    "unit-parent-not-leading": (
        "“{seen}” là chi bộ, không có đơn vị trực thuộc. Xin ghi đảng bộ cấp trên.",
        "“{seen}” is a cell and has no units under it. Name the committee above.",
    ),
    "unit-parent-out-of-reach": (
        "Đồng chí không phụ trách việc ghi đơn vị dưới “{seen}”. Việc này cần người quản lý cấp ấy làm.",
        "Entering units under “{seen}” is not yours to do. A manager there must do it.",
    ),
    "unit-kind-not-below": (
        "Loại hình này không đứng dưới “{seen}” được. Xin sửa loại hình hoặc đơn vị cấp trên.",
        "This kind cannot stand under “{seen}”. Put the kind or the unit above right.",
    ),
    "unit-name-to-come": (
        "Vào thời gian này đơn vị cấp trên có một đơn vị khác cùng tên. Xin sửa tên, hoặc ngày hoạt động.",
        "At that time another unit of this name stands there. Change the name or the day.",
    ),
    "unit-twice": (
        "Trùng với dòng {row} (“{seen}”) dưới cùng một cấp trên. Xin xóa một dòng.",
        "The same as row {row} (“{seen}”) under the same unit. Delete one of them.",
    ),
    "unit-differs": (
        "Khác với điều đã ghi trong sổ của “{name}”. Tệp không sửa đơn vị đã có; xin ghi như trong sổ hoặc xóa dòng.",
        "Not what the register says of “{name}”. A table changes no unit; write it as there or delete the row.",
    ),
    "unit-code-unknown": (
        "Không có đơn vị nào mang mã “{seen}” trong phạm vi được giao. Xin để trống nếu là đơn vị mới.",
        "No unit within your reach has the code “{seen}”. Leave it empty for a new unit.",
    ),
    "unit-day-to-come": (
        "Ngày này chưa đến. Xin ghi ngày đơn vị bắt đầu hoạt động, không sau hôm nay.",
        "This day is still to come. Give the day on which the unit began, not later than today.",
    ),
    "person-unit-unknown": (
        "Không có đơn vị nào tên “{seen}” trong phạm vi được giao. Xin ghi đúng tên đầy đủ hoặc mã đơn vị.",
        "No unit within your reach is called “{seen}”. Give its full name or its code.",
    ),
    "person-programme-unknown": (
        "Không có chương trình nào mang mã “{seen}”. Xin ghi đúng mã, hoặc để trống nếu cho mọi chương trình.",
        "No programme has the code “{seen}”. Give the right code, or leave it empty for all programmes.",
    ),
    "document-twice": (
        "Trùng với dòng {row}: cùng một văn bản. Xin xóa một dòng.",
        "The same document as row {row}. Delete one of them.",
    ),
    "person-twice": (
        "Trùng với dòng {row}: cùng người, cùng nhiệm vụ. Xin xóa một dòng; nếu là hai người, ghi hai tên đăng nhập.",
        "The same person and mandate as row {row}. Delete one; for two persons give two user names.",
    ),
    "person-known": (
        "Trong sổ đã có người cùng họ tên ({seen}). Nếu là người ấy, xin ghi tên đăng nhập {seen}; nếu là người khác, "
        "ghi “Có” vào cột Là người khác cùng tên.",
        "The register knows somebody of this name ({seen}). For that person give the user name {seen}; for another, "
        "write “Yes” in the column Another person of that name.",
    ),
    "person-several": (
        "Có nhiều người cùng họ tên này trong sổ. Xin ghi tên đăng nhập của người được giao.",
        "Several people have this name. Give the user name of the one who is meant.",
    ),
    "person-login-of-another": (
        "Tên đăng nhập này là của người có họ tên khác. Xin sửa họ tên hoặc tên đăng nhập.",
        "This user name belongs to somebody of another name. Put the name or the user name right.",
    ),
    "person-not-yours": (
        "Nhiệm vụ này đồng chí không giao được: cho chính mình, ngoài phạm vi, hoặc trên quyền. Xin bỏ dòng này.",
        "This mandate is not yours to give: to yourself, out of reach, or above your own. Take the row out.",
    ),
    "person-differs": (
        "Khác với nhiệm vụ đang ghi trong sổ. Tệp không sửa nhiệm vụ đã giao; xin ghi như trong sổ hoặc xóa dòng.",
        "Not as the mandate stands in the register. A table changes none; write it as there or delete the row.",
    ),
}
