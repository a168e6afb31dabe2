"""Words about signing by certificate, outside the register: why a file is refused."""

from __future__ import annotations

from .vocabulary import Words

REASONS: dict[str, Words] = {
    "certificate-not-expected": (
        "Chương trình này không nhận chữ ký số bằng chứng thư. Xin ký ngay trong hệ thống hoặc trên bản giấy.",
        "This programme takes no signatures by certificate. Sign in the system or on paper.",
    ),
    "certificate-overtaken": (
        "Trong lúc đồng chí ký, chữ ký của bên khác đã được nhận. Xin tải lại tệp mới nhất rồi ký lại.",
        "Another party's signature has been accepted meanwhile. Download the file again and sign that.",
    ),
    "certificate-key-used": (
        "Chứng thư này đã ký bản này cho một bên khác. Mỗi bên ký bằng chứng thư riêng của mình.",
        "This certificate has signed the text for another party. Each party signs with its own.",
    ),
    "certificate-not-set": (
        "Bản PDF để ký đang được tạo. Xin chờ ít phút rồi thử lại.",
        "The PDF to be signed is being made. Try again in a few minutes.",
    ),
    "certificate-no-roots": (
        "Hệ thống chưa được cài danh sách cơ quan chứng thực được tin. Xin báo người vận hành; tệp chưa được nhận.",
        "No certification authorities are configured here yet. Tell the operator; the file was not taken.",
    ),
    "certificate-too-large": (
        "Tệp đã ký lớn hơn mức cho phép. Xin ký lại đúng tệp đã tải về, không chèn thêm hình ảnh lớn.",
        "The signed file is larger than allowed. Sign the very file you downloaded, without large pictures.",
    ),
    "certificate-no-pdf": (
        "Tệp này không phải PDF. Xin chọn đúng tệp PDF đã ký.",
        "This is no PDF. Choose the PDF you signed.",
    ),
    "certificate-not-ours": (
        "Tệp này không giữ nguyên bản đã tải về: nội dung bị đổi, hoặc phần mềm ký đã ghi lại cả tệp. "
        "Xin tải lại tệp và ký bằng phần mềm chỉ ghi thêm chữ ký.",
        "This file does not keep the downloaded one as it was: it was changed, or the program wrote it anew. "
        "Download it again and sign with a program that only adds to it.",
    ),
    "certificate-other-version": (
        "Tệp này là của một bản trước của nội dung. Xin tải bản đang chờ ký rồi ký lại.",
        "This file is of an earlier version of the text. Download the one that awaits signature.",
    ),
    "certificate-other-agreement": (
        "Tệp này là của một bản ký kết khác. Xin kiểm tra số hồ sơ ở chân trang và chọn đúng tệp.",
        "This file is of another agreement. Compare the number at the foot of its pages and choose the right one.",
    ),
    "certificate-cut-back": (
        "Tệp này thiếu chữ ký của các bên đã ký trước. Xin tải lại tệp mới nhất rồi ký lại.",
        "This file lacks signatures that were accepted before. Download the newest file and sign that.",
    ),
    "certificate-unsigned": (
        "Tệp này chưa có chữ ký số mới. Xin ký bằng chứng thư rồi gửi lại tệp đã ký.",
        "This file has no new signature. Sign it by certificate and send the signed file.",
    ),
    "certificate-two": (
        "Tệp này có nhiều hơn một chữ ký số mới. Mỗi lần gửi chỉ thêm một chữ ký của bên mình.",
        "This file has more than one new signature. Each party adds exactly its own.",
    ),
    "certificate-field": (
        "Chữ ký số nằm ở ô của bên khác hoặc ở ô mới. Xin ký vào đúng ô của đơn vị mình trong bảng các bên ký.",
        "The signature stands in another party's field, or in a new one. Sign in your own field of the table.",
    ),
    "certificate-visible": (
        "Bản này có danh sách để mở nên chữ ký số không được hiện trên trang. Xin chọn kiểu chữ ký ẩn rồi ký lại.",
        "The list of parties is open, so signatures must not show on its pages. Choose an invisible signature.",
    ),
    "certificate-field-name": (
        "Tên ô chữ ký trong tệp quá dài hoặc có ký tự lạ. Xin ký lại, đặt tên ô ngắn gọn như “ChuKy1”.",
        "The name of the signature field is too long or holds odd characters. Sign again with a short one, “ChuKy1”.",
    ),
    "certificate-coverage": (
        "Tệp bị sửa sau khi ký: chữ ký số không bao trùm cả tệp. Xin tải lại tệp và ký lại, không sửa gì sau khi ký.",
        "The file was changed after it was signed. Download it again, sign it, and change nothing afterwards.",
    ),
    "certificate-changed": (
        "Ngoài chữ ký, tệp còn bị thay đổi chỗ khác. Xin tải lại tệp và chỉ ký vào ô của mình.",
        "More than the signature was changed in this file. Download it again and only sign in your own field.",
    ),
    "certificate-locks": (
        "Chữ ký này khóa tệp nên các bên sau không ký tiếp được. Xin ký lại theo kiểu ký thường: không chọn "
        "“chứng nhận tài liệu” hay “khóa tài liệu sau khi ký”.",
        "This signature locks the file, so that nobody could sign after it. Sign again without certifying the document "
        "and without locking it.",
    ),
    "certificate-broken": (
        "Chữ ký số không khớp với nội dung tệp, hoặc tệp hỏng khi gửi. Xin gửi lại; nếu vẫn vậy thì ký lại.",
        "The signature does not fit the file, or the file was damaged on its way. Send it again, or sign anew.",
    ),
    "certificate-foreign": (
        "Chứng thư không do cơ quan chứng thực mà hệ thống tin cậy cấp. Xin dùng chứng thư công vụ của mình.",
        "The certificate was not issued by an authority that is trusted here. Use your public-duty certificate.",
    ),
    "certificate-revoked": (
        "Chứng thư đã bị thu hồi. Xin dùng chứng thư đang có hiệu lực.",
        "The certificate was revoked. Use one that is in force.",
    ),
    "certificate-expired": (
        "Chứng thư đã hết hạn hoặc chưa có hiệu lực. Xin dùng chứng thư đang có hiệu lực.",
        "The certificate has expired, or is not in force yet. Use one that is in force.",
    ),
    "certificate-no-crl": (
        "Chưa kiểm tra được chứng thư có bị thu hồi hay không: hệ thống thiếu danh sách thu hồi còn hạn. "
        "Xin báo người vận hành cập nhật rồi gửi lại; tệp đã ký vẫn dùng được.",
        "Whether the certificate was revoked cannot be told: the list of revocations is missing or out of date. "
        "Ask the operator to renew it and send the file again; it need not be signed anew.",
    ),
    "certificate-weak": (
        "Chứng thư hoặc chữ ký dùng thuật toán đã quá yếu. Xin cập nhật phần mềm ký hoặc chứng thư.",
        "The certificate or the signature uses an algorithm that is too weak. Renew the program or the certificate.",
    ),
    "certificate-usage": (
        "Chứng thư này không được cấp để ký. Xin chọn chứng thư chữ ký số của mình.",
        "This certificate was not issued for signing. Choose your certificate for signatures.",
    ),
}
