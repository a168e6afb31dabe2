"""Reading a TOML table strictly: every fault is noted with its place, and reading goes on to find the next one."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from .edition_values import Name, day_of

CODE = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")
POINTS = re.compile(r"(?:0|[1-9][0-9]{0,4})(?:\.[0-9]{1,2})?")
LARGEST = 2**53 - 1  # beyond it readers of JSON disagree


class Table:
    """One table and the place where it stands. A getter that finds a fault notes it and returns a harmless value."""

    def __init__(self, values: dict[str, Any], place: str, errors: list[str]) -> None:
        self._values, self._place, self._errors = dict(values), place, errors

    def at(self, key: str) -> str:
        """The place of a key, as an author looks for it: "registration.stages[0].role"."""
        return f"{self._place}.{key}" if self._place else key

    def fault(self, key: str, text: str) -> None:
        """Note what is wrong at a key."""
        self._errors.append(f"{self.at(key)}: {text}")

    def has(self, key: str) -> bool:
        """Whether an optional key is written and not yet read."""
        return key in self._values

    def finish(self) -> None:
        """Note every key that nobody asked for: a misspelt rule must not be silently dropped."""
        for key in self._values:
            self.fault(key, "khóa không có trong định dạng")

    def text(self, key: str, form: str = "", example: str = "") -> str:
        """A text that is not blank; with `form`, a regular expression, one written like the example."""
        value: str | None = self._take(key, str, "chuỗi ký tự")
        if value is not None and not value.strip():
            self.fault(key, "không được để trống")
        elif value and form and not re.fullmatch(form, value):
            self.fault(key, f"phải viết như {example!r}: {value!r}")
            return ""
        return value or ""

    def texts(self, key: str, least: int = 0) -> tuple[str, ...]:
        """A list of different texts, at least so many."""
        values = self._take(key, list, "danh sách")
        if values is None:
            return ()
        if len(values) < least:
            self.fault(key, f"phải có ít nhất {least} mục")
        for i, value in enumerate(values):
            if not isinstance(value, str):
                self.fault(f"{key}[{i}]", "phải là chuỗi ký tự")
        found = tuple(value for value in values if isinstance(value, str))
        self.different(key, found)
        return found

    def code(self, key: str, among: Collection[str] = (), what: str = "mã") -> str:
        """A code; with `among`, one that exists."""
        value = self.text(key)
        if value:
            self._known(key, value, among, what)
        return value

    def codes(self, key: str, among: Collection[str] = (), what: str = "mã", least: int = 0) -> tuple[str, ...]:
        """A list of different codes, at least so many."""
        values = self.texts(key, least)
        for i, value in enumerate(values):
            self._known(f"{key}[{i}]", value, among, what)
        return values

    def different(self, key: str, codes: Collection[str]) -> None:
        """Note each code that stands twice."""
        for code in sorted({code for code in codes if list(codes).count(code) > 1}):
            self.fault(key, f"trùng mã {code!r}")

    def count(self, key: str, least: int = 0, most: int = LARGEST) -> int:
        """A whole number from `least` to `most`."""
        value: int | None = self._take(key, int, "số nguyên")
        if value is not None and not least <= value <= most:
            self.fault(key, f"phải từ {least} đến {most}" if most < LARGEST else f"phải từ {least} trở lên")
        return value or 0

    def flag(self, key: str) -> bool:
        return bool(self._take(key, bool, "true hoặc false"))

    def day(self, key: str) -> date:
        return self._take(key, date, "ngày, ví dụ 2024-01-22") or date.min

    def month_day(self, key: str) -> str:
        """A day that every year has, "03-31"."""
        value = self.text(key, r"\d\d-\d\d", "03-31")
        try:
            day_of(value or "01-01", 2001)
        except ValueError:
            self.fault(key, f"không phải là ngày của mọi năm: {value!r}")
        return value

    def points(self, key: str) -> Decimal:
        """Points written as text, "30" or "7.5"."""
        return Decimal(self.text(key, POINTS.pattern, "7.5") or 0)

    def name(self, key: str) -> Name:
        """A name in both languages."""
        table = self.table(key)
        name = Name(table.text("vi"), table.text("en"))
        table.finish()
        return name

    def table(self, key: str) -> Table:
        return Table(self._take(key, dict, "bảng") or {}, self.at(key), self._errors)

    def tables(self, key: str) -> list[Table]:
        """A list of one table or more."""
        values = self._take(key, list, "danh sách các bảng")
        if values == []:
            self.fault(key, "phải có ít nhất một mục")
        rows = []
        for i, value in enumerate(values or []):
            if isinstance(value, dict):
                rows.append(Table(value, self.at(f"{key}[{i}]"), self._errors))
            else:
                self.fault(f"{key}[{i}]", "phải là bảng")
        return rows

    def _take(self, key: str, kind: type, what: str) -> Any:
        if key not in self._values:
            return self.fault(key, "thiếu")
        value = self._values.pop(key)
        if type(value) is not kind:  # exactly: Python takes true for an int and a time of day for a date
            return self.fault(key, f"phải là {what}")
        return value

    def _known(self, key: str, value: str, among: Collection[str], what: str) -> None:
        if among and value not in among:
            self.fault(key, f"{what} không có: {value!r}")
        elif not CODE.fullmatch(value):
            self.fault(key, f"không phải là mã: {value!r}")
