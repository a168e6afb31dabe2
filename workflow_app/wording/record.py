"""What a sealed record says of itself; it is kept, and checked, in Vietnamese first."""

from __future__ import annotations

REASON = "Dấu điện tử của cơ quan: bảo đảm tệp không bị sửa từ khi lập"

HOW_TO = """CÁCH KIỂM TRA BẢN XÁC NHẬN NÀY (hồ sơ {code}, nhật ký {origin})

1. Tệp PDF mang đúng một chữ ký điện tử, là dấu điện tử của cơ quan. Chương trình đọc PDF phải báo tệp không bị sửa.
   Nếu có nhiều hơn một chữ ký, không có chữ ký nào, hoặc có phần thêm vào sau chữ ký: đừng tin tệp.
2. Kiểm tra toàn bộ, không cần mạng, bằng chương trình Sổ công nhận:
       workflow-app verify TỆP.pdf --vkey KHÓA
   KHÓA là tệp hai dòng khóa công khai của nhật ký, lấy từ nguồn đồng chí tin cậy (bản in, trang công khai). Bản trong
   tệp này (khoa-cong-khai.txt) chỉ để đối chiếu.
3. Tự kiểm tra:
   - SHA-256 của noi-dung.json là mã băm mà mọi bên đã ký; van-ban.pdf là bản để đọc của nội dung đó.
   - Mỗi muc-N.tlog-proof chứa mục N của nhật ký, đường băm tới đầu cây và điểm kiểm tra đã ký
     (c2sp.org/tlog-proof, c2sp.org/signed-note).
   - bang-chung-….json là câu trả lời của khóa người ký (WebAuthn) cho SHA-256 của lời ký (loi-ky-N.json).
   - gia-tri-da-mo.json: SHA-256(muối ‖ giá trị) phải bằng cam kết trong mục tương ứng.
   - ban-ghi.json nêu mã băm của mọi tệp; mục seal.adopted nêu mã băm của chứng thư dấu.

HOW TO CHECK THIS RECORD: the PDF must carry exactly one signature over the whole file, the organisation's seal.
`workflow-app verify FILE.pdf --vkey KEYS` checks everything without a network: seal, text, statements, device answers,
entries, proofs and checkpoint. KEYS are the two public keys of the journal, from a source that you trust.
"""
