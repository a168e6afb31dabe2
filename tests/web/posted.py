"""What each form would send about a case, filled in so that nothing but the right to act is missing."""

from __future__ import annotations

import io
import secrets
from typing import Any

from tests.builders import PASSWORD
from tests.matrix import One
from workflow_app.demo.paper import resolution_pdf

# These rest on the dossier, which is the first one, and not on the version of the case.
BESIDE = ("give_opinion", "enter_objection", "petition", "answer", "establish")
WORDS = {
    "text": "Đã xem xét và ghi rõ", "report": "Hoàn thành 100% chỉ tiêu", "reason": "thieu-nghi-quyet",
    "clause": "", "visit_on": "18/06/2025", "severity": "remedy", "subject": "N3.2", "outcome": "met",
    "body": "to-chuc", "verdict": "agree", "fact": "ky-luat", "name": "Nguyễn Văn Dân",
    "contact": "0900 000 000", "received_on": "26/05/2025", "admissible": "yes", "unit_name": "Tên khác",
    "title": "Danh hiệu khác", "in_favour": "3", "against": "0", "other": "0", "on": "20/05/2025",
    "c0-points": "8", "clauses-0-text": "Điều viết thêm", "contents-0-text": "Nội dung",
    "contents-0-measure": "01", "then": "record", "password": PASSWORD, "incharge": "", "members": "",
    "lead": "", "unit": "", "date": "12/5/2025", "resolution-number-mark": "1",
    "resolution-number-reason": "nghi-quyet-sai-the-thuc", "nonce": "0" * 32, "statement": "{}", "answer": "{}",
}  # fmt: skip


def form(endpoint: str, case: One) -> dict[str, Any]:
    """The fields of any form about this case; a form takes those it knows."""
    act = endpoint.partition(".")[2]
    seen = 1 if endpoint == f"recognition.{act}" and act in BESIDE else case.version
    fields = {
        **WORDS, "seen": seen, "key": secrets.token_urlsafe(16), "draft_seen": case.draft,
        "number": "1" if case.process == "recognition" else "12-QĐ/HU",
    }  # fmt: skip
    if endpoint == "recognition_paper.attach":
        fields["file-to-trinh"] = (io.BytesIO(resolution_pdf("2025")), "to-trinh.pdf")
    return fields
