"""What a check of the journal may find wrong, in one sentence each; the details stand in docs/journal-format.md."""

from __future__ import annotations

from .vocabulary import Words

FINDINGS: dict[str, Words] = {
    # evidence of personal signatures
    "evidence-too-long": ("Bằng chứng chữ ký dài quá mức.", "The evidence of a signature is too long."),
    "evidence-form": ("Bằng chứng chữ ký không đúng dạng.", "The evidence of a signature is not well formed."),
    "evidence-type": ("Khóa đã trả lời một việc khác, không phải ký.", "The key answered another question."),
    "evidence-statement": ("Khóa đã ký một nội dung khác.", "The key signed another statement."),
    "evidence-site": ("Chữ ký được tạo trên một trang khác.", "The signature was made on another site."),
    "evidence-presence": (
        "Thiết bị không kiểm tra người đang giữ máy khi ký.",
        "The device did not verify its holder when it signed.",
    ),
    "evidence-key": ("Khóa ký không phải khóa được chấp nhận.", "The key is none that is taken."),
    "evidence-signature": ("Chữ ký không đúng với khóa.", "The signature does not fit the key."),
    "evidence-entry": (
        "Nội dung đã ký không phải là nội dung của mục nhật ký này.",
        "What was signed is not what this entry says.",
    ),
    "evidence-missing": (
        "Bước này cần chữ ký cá nhân, nhưng mục nhật ký không có.",
        "This step asks for a personal signature, and the entry has none.",
    ),
    "evidence-repeated": (
        "Một chữ ký được dùng cho hai mục nhật ký.",
        "One signature is used for two entries.",
    ),
    "key-untrusted": (
        "Khóa ký không được xác nhận là của người này vào lúc ký.",
        "The key was not one that somebody had confirmed for this person when it signed.",
    ),
    "key-by-paper": (
        "Khóa ký được xác nhận theo biên bản trên giấy; riêng tệp này không cho biết lúc đó đã có ai có thể xác nhận "
        "bằng khóa. Xin đối chiếu với toàn bộ nhật ký.",
        "A key was taken by minutes on paper; this file alone cannot say whether somebody could have vouched for it "
        "with a key. Compare with the whole journal.",
    ),
    "record-reading-copy": (
        "Các trang của bản xác nhận là để đọc; phần được kiểm tra là các tệp kèm và mục nhật ký nêu ở đây.",
        "The pages of the record are for reading; what is checked are the files and entries inside, as told here.",
    ),
    "key-on-paper": (
        "Khóa ký được xác nhận theo biên bản trên giấy trong khi đã có người có thể xác nhận bằng khóa.",
        "A key was taken by minutes on paper while somebody could have vouched for it with a key.",
    ),
    "evidence-differs": (
        "Bằng chứng chữ ký không mang đúng giá trị băm ghi trong mục nhật ký.",
        "The evidence of a signature does not have the digest that the entry names.",
    ),
    "evidence-withheld": (
        "Bản này không kèm bằng chứng của một số chữ ký, nên các chữ ký đó chưa được kiểm tra.",
        "This copy lacks the evidence of some signatures, which were not checked.",
    ),
    "evidence-by-file": (
        "Một số chữ ký là chữ ký số bằng chứng thư trong tệp PDF; gói này chỉ nêu giá trị băm của các tệp đó. "
        "Muốn kiểm tra, mở tệp bằng phần mềm đọc chữ ký số.",
        "Some signatures were given by certificate inside PDF files, of which only the digests were compared. "
        "To check them open the files with a reader of signed PDF.",
    ),
    # keys and notes
    "key-name": ("Tên của khóa không đúng dạng.", "The name of a key is not well formed."),
    "key-exists": (
        "Tệp khóa đã có; không ghi đè lên khóa đang dùng.",
        "The key file exists; a key in use is never overwritten.",
    ),
    "key-missing": ("Không đọc được tệp khóa.", "The key file cannot be read."),
    "key-permissions": (
        "Tệp khóa phải chỉ để chủ sở hữu đọc được (chmod 600).",
        "The key file must be readable by its owner only (chmod 600).",
    ),
    "key-purpose": ("Khóa này dùng cho mục đích khác.", "This key is meant for another purpose."),
    "key-shared": (
        "Đầu cây và mục nhật ký phải ký bằng hai khóa khác nhau.",
        "Checkpoints and entries must be signed with different keys.",
    ),
    # the seal and the sealed record of an agreement
    "seal-unreadable": (
        "Khóa hoặc chứng thư của dấu điện tử bị hỏng, hoặc mật khẩu của khóa sai hay thiếu.",
        "The key or the certificate of the seal is damaged, or the passphrase is wrong or missing.",
    ),
    "seal-type": (
        "Dấu điện tử phải dùng khóa P-256, hoặc RSA từ 2048 bit.",
        "A seal needs a P-256 key, or RSA of 2048 bits or more.",
    ),
    "seal-certificate": (
        "Chứng thư không phải của khóa đi cùng.",
        "The certificate is not of the key beside it.",
    ),
    "seal-count": (
        "Tệp không mang đúng một chữ ký: có thể đã bị cắt bớt hoặc ký thêm.",
        "The file does not carry exactly one signature: it was cut back, or signed once more.",
    ),
    "seal-broken": (
        "Tệp không còn là tệp đã được đóng dấu điện tử.",
        "The file is not the one that was sealed.",
    ),
    "seal-coverage": (
        "Có phần được thêm vào tệp sau khi đóng dấu điện tử.",
        "Something was added to the file after the seal.",
    ),
    "seal-stamp": (
        "Dấu thời gian không có hoặc không phải của dấu điện tử này.",
        "The timestamp is missing, or not of this seal.",
    ),
    "seal-files": (
        "Các tệp kèm quá nhiều, quá lớn, hoặc được giấu hay đóng gói khác cách của một bản xác nhận.",
        "The files inside are too many, too large, hidden, or packed as those of a record never are.",
    ),
    "record-too-long": (
        "Tệp quá lớn, hoặc việc kiểm tra tốn quá nhiều thời gian hay bộ nhớ.",
        "The file is too large, or checking it takes too much time or memory.",
    ),
    "seal-unknown": (
        "Nhật ký không nêu dấu điện tử này là dấu của cơ quan.",
        "The journal does not name this seal as the organisation's.",
    ),
    "seal-unstamped": (
        "Thời điểm đóng dấu do máy đóng dấu ghi, không có dịch vụ cấp dấu thời gian bảo đảm.",
        "The time of the seal is what the sealing machine said; no timestamping service vouches for it.",
    ),
    "record-form": ("Bản xác nhận không đúng dạng.", "The record is not well formed."),
    "file-differs": (
        "Một tệp kèm theo không mang đúng mã băm đã ghi.",
        "A file inside does not have the digest that is named.",
    ),
    "file-unknown": ("Có tệp kèm mà bản xác nhận không nêu.", "There is a file that the record does not name."),
    "text-differs": (
        "Nội dung không phải là nội dung các bên đã ký.",
        "The text is not the one that the parties signed.",
    ),
    "record-differs": (
        "Điều bản xác nhận nói về giao ước không đúng với nội dung đã ký và nhật ký.",
        "What the record says of the agreement is not what the signed text and the journal say.",
    ),
    "party-unproven": (
        "Chữ ký này có trước khi dùng khóa truy cập: chỉ mục nhật ký nói về nó, không có bằng chứng của người ký.",
        "This signature is older than passkeys: only the entry speaks for it, without evidence of the signer.",
    ),
    "party-differs": (
        "Danh sách bên ký không đúng với nhật ký.",
        "Who signed is not what the journal says.",
    ),
    "key-type": ("Đây không phải là khóa Ed25519.", "This is not an Ed25519 key."),
    "key-unreadable": (
        "Tệp khóa bị hỏng, hoặc mật khẩu của khóa sai hay thiếu.",
        "The key file is damaged, or its passphrase is wrong or missing.",
    ),
    "origin-form": ("Tên gốc của nhật ký không đúng dạng.", "The origin of the log is not well formed."),
    "vkey-form": ("Khóa công khai không đúng dạng.", "The public key is not well formed."),
    "vkey-id": ("Mã nhận dạng không khớp với khóa công khai.", "The identifier does not belong to the public key."),
    "vkey-type": ("Loại khóa công khai này không được hỗ trợ.", "Public keys of this type are not supported."),
    "vkey-missing": (
        "Thiếu khóa công khai của nhật ký, nên không kiểm tra được chữ ký.",
        "The log's public keys are missing, so no signature can be checked.",
    ),
    "vkey-differs": (
        "Gói dữ liệu ghi khóa công khai khác với khóa đáng tin cậy.",
        "The package names other public keys than the trusted ones.",
    ),
    "keys-from-package": (
        "Khóa công khai lấy từ chính gói dữ liệu: gói tự bảo đảm cho mình. Xin đối chiếu khóa với nguồn khác.",
        "The keys come from the package being checked: it vouches for itself. Compare the keys with another source.",
    ),
    "note-bad-signature": ("Chữ ký không khớp với nội dung.", "The signature does not match the text."),
    "note-control-character": ("Văn bản đã ký có ký tự điều khiển.", "The signed text has control characters."),
    "note-encoding": ("Văn bản đã ký không phải là UTF-8.", "The signed text is not UTF-8."),
    "note-form": ("Văn bản đã ký không đúng dạng.", "The signed text is not well formed."),
    "note-too-long": ("Văn bản đã ký dài quá mức cho phép.", "The signed text is longer than allowed."),
    "note-unsigned": ("Không có chữ ký nào của khóa đã biết.", "No known key signed the text."),
    # canonical form
    "number": (
        "Một con số không được viết theo dạng duy nhất cho phép.",
        "A number is not written in its only allowed way.",
    ),
    "base64": (
        "Dữ liệu base64 không được viết theo dạng duy nhất cho phép.",
        "Base64 data is not written in its only allowed way.",
    ),
    "json": ("Nội dung không phải là JSON hợp lệ.", "The content is not valid JSON."),
    "json-key": ("Tên trường không chỉ gồm ký tự ASCII.", "The name of a field is not plain ASCII."),
    "json-not-canonical": ("Nội dung JSON không ở dạng chuẩn duy nhất.", "The JSON is not in its canonical form."),
    "json-number": (
        "Có số không được phép trong nội dung (số thực hoặc dạng viết lạ).",
        "The content has a number that is not allowed (a float or an odd spelling).",
    ),
    "json-number-too-large": ("Có số nguyên lớn quá mức cho phép.", "A whole number is larger than allowed."),
    "json-too-deep": ("Nội dung JSON lồng nhau quá sâu.", "The JSON is nested too deeply."),
    "json-type": ("Có giá trị không thuộc loại được phép.", "A value is of a type that is not allowed."),
    "text-not-nfc": ("Chữ không ở dạng Unicode NFC.", "Text is not in Unicode form NFC."),
    "text-surrogate": ("Chữ có ký tự Unicode không trọn vẹn.", "Text has an incomplete Unicode character."),
    "salt-length": ("Muối của cam kết không dài đúng 32 byte.", "The salt of a commitment is not 32 bytes long."),
    # entries
    "entry-form": ("Mục nhật ký không đúng dạng.", "The entry is not well formed."),
    "entry-key-missing": ("Mục nhật ký thiếu trường bắt buộc.", "The entry lacks a field that its kind must have."),
    "entry-key-purpose": ("Khóa này không dùng để ký mục nhật ký.", "This key is not meant for signing entries."),
    "entry-key-unknown": (
        "Mục nhật ký có trường không được phép.",
        "The entry has a field that its kind does not have.",
    ),
    "entry-kind-unknown": ("Loại mục nhật ký không có trong danh mục.", "The kind of the entry is not known."),
    "entry-missing": ("Gói bằng chứng không kèm mục nhật ký.", "The proof does not carry the entry."),
    "entry-not-canonical": ("Mục nhật ký không ở dạng chuẩn duy nhất.", "The entry is not in its canonical form."),
    "entry-not-in-tree": (
        "Mục nhật ký không phải là mục đã được ký vào cây.",
        "The entry is not the one that the signed tree holds.",
    ),
    "entry-repeated": ("Cùng một mục nhật ký xuất hiện hai lần.", "The same entry appears twice."),
    "entry-signature": ("Chữ ký của mục nhật ký không đúng.", "The signature of the entry is not right."),
    "entry-too-long": ("Mục nhật ký dài quá mức cho phép.", "The entry is longer than allowed."),
    "entry-value": ("Mục nhật ký có giá trị không hợp lệ.", "The entry has a value that is not valid."),
    "entries-missing": ("Thiếu mục nhật ký so với số mục đã ký.", "There are fewer entries than were signed for."),
    # the history of a case and of mandates
    "seq": (
        "Số thứ tự trong hồ sơ không liên tục: thiếu hoặc thừa một bước.",
        "The numbering within the file is broken: a step is missing or added.",
    ),
    "prev": (
        "Mục này không nối với mục trước của cùng hồ sơ.",
        "The entry does not link to the file's previous entry.",
    ),
    "from": (
        "Trạng thái trước không khớp với mục trước của hồ sơ.",
        "The state before does not match the file's previous entry.",
    ),
    "at": ("Thời điểm sớm hơn mục trước của cùng hồ sơ.", "The time is earlier than the file's previous entry."),
    "process": ("Hồ sơ đổi sang quy trình khác giữa chừng.", "The file changes to another process midway."),
    "journal-created": (
        "Mục mở đầu nhật ký không đúng chỗ, hoặc ghi tên gốc hay khóa khác.",
        "The founding entry is out of place, or names another origin or other keys.",
    ),
    "edition-unpublished": (
        "Phiên bản chương trình chưa được ban hành khi được dùng.",
        "An edition of a programme is used before it was published.",
    ),
    "change-unknown": (
        "Mục thuộc một đợt sắp xếp tổ chức chưa được ghi, hoặc đã khép lại.",
        "An entry belongs to a change of the organisation that was not recorded, or is settled.",
    ),
    "change-early": (
        "Đợt sắp xếp tổ chức có hiệu lực trước ngày của mình.",
        "A change of the organisation takes effect before its day.",
    ),
    "round-unknown": (
        "Đợt đăng ký được đóng hoặc kéo dài chưa từng mở.",
        "A round is closed or extended that was never opened.",
    ),
    "round-not-open": (
        "Đợt đăng ký được đóng vào ngày không mở.",
        "A round is closed on a day on which it was not open.",
    ),
    "round-not-longer": (
        "Đợt đăng ký được kéo dài khi đã hết hạn, mở lại khi còn mở, hoặc bị rút ngắn.",
        "A round is extended when it was over, opened again while it was open, or made shorter.",
    ),
    "mandate-missing": ("Việc làm không kèm nhiệm vụ được giao.", "The act names no mandate."),
    "mandate-unknown": ("Nhiệm vụ chưa từng được giao trong nhật ký.", "The mandate was never granted in the log."),
    "mandate-of-another": ("Nhiệm vụ này được giao cho người khác.", "The mandate was granted to somebody else."),
    "mandate-role": (
        "Vai trò hoặc phạm vi không đúng với nhiệm vụ được giao.",
        "The role or reach is not that of the mandate.",
    ),
    "mandate-not-in-force": (
        "Nhiệm vụ không có hiệu lực vào ngày thực hiện.",
        "The mandate was not in force on the day of the act.",
    ),
    "mandate-ended": ("Nhiệm vụ đã kết thúc trước ngày thực hiện.", "The mandate had ended before the day of the act."),
    "mandate-ended-twice": ("Một nhiệm vụ bị kết thúc hai lần.", "A mandate is ended twice."),
    "mandate-second-person": (
        "Nhiệm vụ do chính người đề nghị hoặc người nhận duyệt.",
        "A mandate was granted by its proposer or its holder.",
    ),
    "mandate-proposal": ("Nhiệm vụ được giao khác với đề nghị.", "A mandate was granted otherwise than proposed."),
    "mandate-stand-in": (
        "Nhiệm vụ làm thay không khớp với nhiệm vụ của người vắng mặt.",
        "A mandate held in somebody's place does not fit that person's own.",
    ),
    "mandate-passed-on": (
        "Người làm thay đã giao hoặc kết thúc một nhiệm vụ.",
        "Somebody who only stands in granted or ended a mandate.",
    ),
    # tree, checkpoint, proof
    "checkpoint-empty": (
        "Số mục và giá trị băm gốc của đầu cây không đi với nhau.",
        "Size and root of the signed tree head do not go together.",
    ),
    "checkpoint-form": ("Đầu cây đã ký không đúng dạng.", "The signed tree head is not well formed."),
    "checkpoint-origin": ("Đầu cây đã ký thuộc nhật ký khác.", "The signed tree head belongs to another log."),
    "beyond-checkpoint": (
        "Có dữ liệu nằm ngoài phần đã được đầu cây này bảo đảm.",
        "Some data lies beyond what this signed tree head covers.",
    ),
    "no-earlier-checkpoint": (
        "Không có đầu cây cũ để so: chưa loại trừ được khả năng nhật ký bị viết lại từ đầu.",
        "There is no earlier tree head to compare with: a log rewritten from its beginning cannot be ruled out.",
    ),
    "log-rewritten": (
        "Phần đầu của nhật ký không còn như khi đã ký trước đây: nhật ký đã bị viết lại.",
        "The beginning of the log is not what was signed before: the log was rewritten.",
    ),
    "log-shrank": (
        "Nhật ký ngắn hơn so với lần đã ký trước đây: có mục bị mất.",
        "The log is shorter than what was signed before: entries were lost.",
    ),
    "root-differs": ("Giá trị băm gốc không khớp với đầu cây đã ký.", "The root does not match the signed tree head."),
    "proof-differs": (
        "Bằng chứng không dẫn từ mục nhật ký tới giá trị băm gốc đã ký.",
        "The proof does not lead from the entry to the signed root.",
    ),
    "proof-form": ("Tệp bằng chứng không đúng dạng.", "The proof file is not well formed."),
    "hash-length": ("Một giá trị băm không dài đúng 32 byte.", "A digest is not 32 bytes long."),
    "index-outside": ("Vị trí nằm ngoài cây.", "The index lies outside the tree."),
    "size-outside": ("Số mục nằm ngoài cây.", "The size lies outside the tree."),
    "bundle": ("Một bó mục nhật ký không trọn vẹn.", "A bundle of entries is not complete."),
    "tile-differs": ("Một mảnh cây không khớp với các mục nhật ký.", "A tile does not match the entries."),
    "tile-length": ("Một mảnh cây dài không đúng số byte.", "A tile has the wrong number of bytes."),
    "tile-name": ("Tên của mảnh cây không đúng dạng.", "The name of a tile is not well formed."),
    "tile-not-in-parent": ("Một mảnh cây không khớp với mảnh ở tầng trên.", "A tile does not match the tile above it."),
    "tile-path": ("Đường dẫn của mảnh cây không đúng dạng.", "The path of a tile is not well formed."),
    "tile-width": ("Độ rộng của mảnh cây không đúng.", "The width of a tile is not right."),
    # files of the package, openings
    "archive-form": (
        "Tệp archive.json không đúng định dạng của gói lưu trữ.",
        "archive.json does not have the form of an archive.",
    ),
    "archive-head": (
        "Gói lưu trữ nêu nhật ký hoặc số mục khác với điểm chốt đi kèm.",
        "The archive names another journal or another size than its checkpoint.",
    ),
    "archive-reading-copy": (
        "Bản PDF và tên đơn vị là để đọc; phần được kiểm tra là các mục nhật ký, giá trị và tệp trong gói.",
        "The PDF and the names of units are for reading; what is checked are the entries, values and files.",
    ),
    "case-broken": (
        "Chuỗi các bước của một hồ sơ trong gói lưu trữ bị đứt.",
        "The chain of a case's steps is broken in the archive.",
    ),
    "case-state": (
        "Trạng thái ghi trong gói lưu trữ khác với bước cuối của hồ sơ.",
        "The archive shows a case in another state than its last step.",
    ),
    "edition-differs": (
        "Văn bản quy tắc trong gói không phải bản đã ban hành trong nhật ký.",
        "The rules in the archive are not those that the journal says were published.",
    ),
    "entry-differs": (
        "Gói lưu trữ ghi khác với mục nhật ký đã ký.",
        "The archive says something else than the signed entry.",
    ),
    "entry-unproven": (
        "Mục này chưa vào nhật ký công khai khi lập gói lưu trữ.",
        "This entry was not in the public log yet when the archive was written.",
    ),
    "file-unproven": (
        "Không có mục nào được mở nêu tệp này, nên gói không chứng minh được tệp đã được nộp.",
        "No entry that may be opened names this file, so the archive does not prove that it was handed in.",
    ),
    "file-missing": (
        "Thiếu một tệp trong gói dữ liệu, hoặc không đọc được.",
        "A file of the package is missing or cannot be read.",
    ),
    "file-unexpected": ("Có tệp không thuộc gói dữ liệu.", "There is a file that does not belong to the package."),
    "opening-differs": (
        "Nội dung được mở không khớp với cam kết trong nhật ký.",
        "What was opened does not match the commitment in the log.",
    ),
    "opening-form": ("Phần mở nội dung không đúng dạng.", "The openings are not well formed."),
    "opening-unknown-entry": (
        "Có nội dung được mở cho một mục không có trong nhật ký.",
        "Something was opened for an entry that the log does not have.",
    ),
    "opening-unknown-field": (
        "Có nội dung được mở cho một trường mà mục nhật ký không niêm phong.",
        "Something was opened for a field that the entry does not seal.",
    ),
}
