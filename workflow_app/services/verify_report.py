"""What `journal verify` finds, said so that a person can go and look: which table, row, column and entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .. import wording

MOST_FINDINGS = 1000

# code -> Vietnamese, English; codes of single entries and chains have their words in `wording`.
WORDS = {
    "differs": ("không khớp với nhật ký", "is not what the journal says"),
    "recomputed-differs": ("không khớp khi tính lại", "is not what follows from its source"),
    "row-missing": ("thiếu dòng mà nhật ký nói đến", "a row that the journal speaks of is missing"),
    "row-without-entry": ("có dòng không có mục nhật ký", "a row has no entry that speaks of it"),
    "entry-missing": ("thiếu mục mà cây nói đến", "the tree speaks of an entry that is missing"),
    "opening-differs": ("giá trị mở không khớp với cam kết", "salt and value are not those that were sealed"),
    "move-unknown": ("bước này không có trong bảng các bước", "the table of moves has no such step"),
    "fate-differs": ("hồ sơ không đi theo đợt sắp xếp", "the case did not go where the change says"),
    "leaf-gap": ("số thứ tự trong cây bị đứt quãng", "the numbering of the tree has a gap"),
    "pending-differs": ("danh sách chờ vào cây không khớp", "the list of entries waiting for the tree is not right"),
    "tile-unexpected": ("có mảnh cây không thuộc cây này", "a tile that a tree of this size does not have"),
    "checkpoint-unsigned": ("đầu cây không có chữ ký đúng", "the checkpoint is not signed by the journal's key"),
    "checkpoint-missing": ("thiếu đầu cây đã ký", "the tree is larger than its newest signed checkpoint"),
    "checkpoint-beyond": ("đầu cây lớn hơn cây", "a checkpoint larger than the tree"),
    "rolled-back": ("cơ sở dữ liệu cũ hơn bản đã công bố", "the database is behind, or beside, what was published"),
    "signed-file-refused": ("tệp ký số không qua kiểm tra", "the signed file does not pass"),
    "evidence-refused": ("bằng chứng chữ ký không đúng", "the evidence does not show what was signed"),
    "evidence-missing": ("bước này thiếu chữ ký cá nhân", "the step asks for a personal signature and has none"),
    "key-on-paper": (
        "khóa được xác nhận bằng giấy khi đã có người xác nhận được bằng khóa",
        "a key was trusted on paper although somebody could sign for it",
    ),
    "evidence-repeated": ("một chữ ký dùng cho hai mục", "one signature is used for two entries"),
    "key-untrusted": ("khóa ký chưa được xác nhận khi ký", "the key was not trusted for that person at that time"),
    "one-person": ("một người vừa nhập vừa đối chiếu", "the same person entered and attested it"),
    "file-missing": ("thiếu tệp trong kho", "the bytes of the file are gone"),
    "file-changed": ("tệp trong kho đã bị thay đổi", "the bytes of the file changed"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and where; `index` is the entry's place in the tree, if there is one."""

    code: str
    table: str
    row: str = ""
    column: str = ""
    index: int | None = None
    detail: str = ""

    def text(self, lang: str = "vi") -> str:
        """The finding as a sentence for people."""
        vi = lang == "vi"
        at = f"Phát hiện sai khác tại mục {self.index}: " if vi else f"entry {self.index}: "
        names = ("bảng", "dòng", "cột") if vi else ("table", "row", "column")
        place = zip(names, (self.table, self.row, self.column), strict=True)
        where = ", ".join(f"{name} {value}" for name, value in place if value)
        said = f"{where}: {_words(self.code, lang)}" + (f" ({self.detail})" if self.detail else "")
        return said if self.index is None else at + said

    def __str__(self) -> str:
        return self.text("en")


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome: how many entries the tree holds, and what is wrong; at most `MOST_FINDINGS` are kept."""

    size: int
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return not self.findings


@dataclass(slots=True)
class Findings:
    """Collects findings, up to a bound: a broken database must not fill the memory too."""

    found: list[Finding] = field(default_factory=list)

    def add(
        self, code: str, table: str, row: Any = "", column: str = "", index: int | None = None, detail: str = ""
    ) -> None:
        """Note one thing that is wrong."""
        finding = Finding(code, table, str(row), column, index, detail)
        if len(self.found) < MOST_FINDINGS and finding not in self.found[-20:]:
            self.found.append(finding)

    def compare(
        self,
        table: str,
        row: Any,
        index: int | None,
        columns: Mapping[str, tuple[Any, Any]],
        code: str = "differs",
    ) -> None:
        """One finding for each column whose value is not the expected one: column -> (actual, expected)."""
        for column, (actual, expected) in columns.items():
            if actual != expected or type(actual) is not type(expected):
                self.add(code, table, row, column, index, f"{_short(actual)} ≠ {_short(expected)}")


def _short(value: Any) -> str:
    text = value.hex() if isinstance(value, bytes) else str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


def _words(code: str, lang: str) -> str:
    if code in WORDS:
        return WORDS[code][lang != "vi"]
    try:
        return wording.finding_text(code, lang)
    except KeyError:
        return code
