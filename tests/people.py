"""People of the district, each in a browser of their own; the verbs of the stories.

A story says who does what; how it is typed and pressed stands here, once. What a person sees stays on `page`.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from tests import signing
from tests.authenticator import Device
from tests.builders import PASSWORD, PERIOD, District
from tests.page import Browser, Page
from workflow_app.demo.paper import resolution_pdf

PROGRAMME = "ds-bontot"
CONTENTS = [("Xây dựng quỹ khuyến học", "Mỗi quý 05 suất"), ("Sinh hoạt chuyên đề hằng quý", "Đủ 4 kỳ")]
ROADMAP = [("Ban hành nghị quyết", "30/6/2025", "Nguyễn Văn Sáng"), ("Tổ chức sinh hoạt", "30-09-2025", "Lê Thị Chiều")]


@dataclass(slots=True)
class Person:
    """One person who has signed in."""

    browser: Browser
    name: str
    district: District
    forms: dict[str, dict[str, str]] = field(default_factory=dict)  # pages kept open in another tab

    @property
    def page(self) -> Page:
        assert self.browser.page is not None
        return self.browser.page

    def signs_in(self) -> Page:
        """Sign in, at first or again after the session timed out; with the device, once there is one."""
        page = self.browser.sign_in(self.district.logins[self.name], PASSWORD)
        return self.shows_device() if page.path.endswith("/buoc-hai") else page

    def shows_device(self) -> Page:
        """The second step of signing in."""
        page = self.opens("/dang-nhap/khoa-truy-cap")
        return self.browser.submit("/khoa-truy-cap", answer=self.device().answers(page))

    def device(self) -> Device:
        """The device that signs for this person; signing in anew where it was only just added."""
        mandate = self.district.mandates[self.name]
        known = signing.known(self.district.house, mandate)
        if known is not None:
            self.browser.holds(known)
            return known
        made = signing.trusted_of(self.district.house, mandate)
        self.browser.holds(made)
        self.signs_in()
        return made

    def opens(self, path: str, status: int = 200) -> Page:
        return self.browser.get(path, status)

    def opens_case(self, code: str) -> Page:
        return self.opens(f"/ho-so/{code}")

    def sees(self, text: str) -> bool:
        return text in self.page.text

    # --- the unit ---

    def begins(self) -> str:
        """Start a registration from the programme's page and return its code."""
        self.opens(f"/chuong-trinh/{PROGRAMME}/{PERIOD}")
        self.browser.submit("/dang-ky")
        return self.page.path.split("/")[2]

    def writes(self, code: str, step: str, status: int = 200, then: str = "next", **values: Any) -> Page:
        """Fill one step in and go on."""
        self.opens(f"/ho-so/{code}/viet/{step}")
        return self.browser.submit(f"/viet/{step}", status, then=then, **values)

    def writes_resolution(self, code: str, number: str = "03-NQ/CB", date: str = "12/5/2025") -> Page:
        return self.writes(code, "nghi-quyet", number=number, date=date, file=paper())

    def writes_contents(self, code: str, rows: list[tuple[str, str]] | None = None) -> Page:
        return self.writes(code, "noi-dung", **row_values("contents", ("text", "measure"), rows or CONTENTS))

    def writes_roadmap(self, code: str, rows: list[tuple[str, str, str]] | None = None) -> Page:
        return self.writes(code, "lo-trinh", **row_values("roadmap", ("task", "due", "responsible"), rows or ROADMAP))

    def sends(self, code: str, status: int = 200) -> Page:
        """Hand in what was written."""
        self.opens(f"/ho-so/{code}/viet/kiem-tra")
        return self.browser.submit("/nop", status)

    def registers(self) -> str:
        """All of it, from the programme's page to the confirmation."""
        code = self.begins()
        self.writes_resolution(code)
        self.writes_contents(code)
        self.writes_roadmap(code)
        self.sends(code)
        return code

    def withdraws(self, code: str, why: str, status: int = 200) -> Page:
        return self.acts(code, "rut", status, text=why)

    # --- the committees above ---

    def receives(self, code: str, status: int = 200) -> Page:
        self.opens_case(code)
        return self.browser.submit("/tiep-nhan", status)

    def returns(self, code: str, status: int = 200, text: str = "", **marks: tuple[str, str]) -> Page:
        """Send fields back: `resolution_number=("reason code", "note")`."""
        values: dict[str, str] = {"text": text}
        for name, (reason, note) in marks.items():
            key = name.replace("_", "-")
            values |= {f"{key}-mark": "1", f"{key}-reason": reason, f"{key}-note": note}
        return self.acts(code, "yeu-cau-bo-sung", status, **values)

    def endorses(self, code: str, status: int = 200, text: str = "") -> Page:
        return self.acts(code, "nhat-tri", status, text=text)

    def approves(self, code: str, status: int = 200, text: str = "") -> Page:
        return self.acts(code, "chap-nhan", status, text=text)

    def rejects(self, code: str, reason: str, text: str, status: int = 200) -> Page:
        return self.acts(code, "khong-chap-nhan", status, reason=reason, text=text)

    def assigns(self, code: str, status: int = 200) -> Page:
        """Put the first member offered in charge."""
        self.opens(f"/ho-so/{code}/phan-cong")
        offered = self.page.all("input", type="radio", name="incharge")
        return self.browser.submit("/phan-cong", status, incharge=offered[0].get("value", ""))

    # --- any act, also on a page that was opened earlier ---

    def acts(self, code: str, path: str, status: int = 200, **values: str) -> Page:
        self.opens(f"/ho-so/{code}/{path}")
        return self.browser.submit(f"/{path}", status, **values)

    def keeps_open(self, code: str, path: str) -> None:
        """Open the page of an act and leave it lying there."""
        self.forms[path] = self.opens(f"/ho-so/{code}/{path}").form(f"/{path}")

    def sends_kept(self, code: str, path: str, status: int = 200, **values: str) -> Page:
        """Send the page that was left lying."""
        return self.browser.post(f"/ho-so/{code}/{path}", status, data={**self.forms[path], **values})


def paper(name: str = "nghi-quyet.pdf", data: bytes | None = None) -> tuple[io.BytesIO, str]:
    """A file to choose in a form."""
    return io.BytesIO(resolution_pdf(PERIOD) if data is None else data), name


def row_values(group: str, keys: tuple[str, ...], rows: Any) -> dict[str, str]:
    """The inputs of a repeating group."""
    return {f"{group}-{i}-{key}": value for i, row in enumerate(rows) for key, value in zip(keys, row, strict=True)}


def person(app: Flask, district: District, part: str) -> Person:
    """A person of the district, signed in."""
    found = Person(Browser(app.test_client()), part, district)
    found.signs_in()
    return found
