"""The verbs of an agreement: what its issuer and its parties do on its pages."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from tests.authenticator import Device
from tests.builders import PERIOD, District
from tests.page import Browser, Page
from tests.people import PROGRAMME, Person, paper, row_values
from tests.signing import response_of


@dataclass(slots=True)
class Party(Person):
    """One person who has signed in and speaks for the issuer or for a party."""

    def opens_case(self, code: str) -> Page:
        return self.opens(f"/giao-uoc/{code}")

    # --- the issuer ---

    def writes(self, *clauses: str) -> str:  # type: ignore[override]
        """Begin an agreement on the programme's page, write it, and return its code."""
        code = self.begins()
        self._fills_in(code, clauses)
        return code

    def begins(self) -> str:
        """Begin an agreement, and leave it as the programme's template has it."""
        self.opens(f"/chuong-trinh/{PROGRAMME}/{PERIOD}")
        self.browser.submit("/giao-uoc")
        return self.page.path.split("/")[2]

    def _fills_in(self, code: str, clauses: tuple[str, ...]) -> None:
        page = self.opens(f"/giao-uoc/{code}/viet")
        kept = {box.get("name", ""): box.get("value", "") for box in page.all("input", type="hidden")}
        ids = [kept.get(f"clauses-{i}-id", "") for i in range(len(clauses))]
        typed = {name: value for name, value in page.form("/viet").items() if value and name not in kept}
        blank = {name: "" for name in typed if name.startswith(("recitals-", "clauses-"))}
        rows = blank | row_values("clauses", ("id", "text"), list(zip(ids, clauses, strict=True)))
        self.browser.submit("/viet", then="next", **rows)

    def circulates(self, code: str, status: int = 200) -> Page:
        return self.acts(code, "gui-gop-y", status)

    def revises(self, code: str, *clauses: str) -> None:
        self.acts(code, "sua")
        self._fills_in(code, clauses)

    def freezes(self, code: str, status: int = 200) -> Page:
        return self.acts(code, "chot", status)

    def reopens(self, code: str, why: str, status: int = 200) -> Page:
        return self.acts(code, "mo-lai", status, text=why)

    # --- the parties ---

    def comments(self, code: str, text: str, clause: str = "", status: int = 200) -> Page:
        return self.acts(code, "gop-y", status, text=text, clause=clause)

    def signs(self, code: str, status: int = 200, device: Device | None = None) -> Page:
        device = device or self.device()
        statement = self.opens(f"/giao-uoc/{code}/ky").form("/ky")["statement"]
        return self.browser.submit("/ky", status, answer=response_of(device, statement))

    def declines(self, code: str, why: str, status: int = 200) -> Page:
        return self.acts(code, "tu-choi", status, text=why)

    # --- on paper ---

    def enters_paper(self, code: str, digest: str, on: str, status: int = 200, **signers: str) -> Page:
        """Write minutes down, `seat_2="name of who signed"`, and look at them once more."""
        page = self.opens(f"/giao-uoc/{code}/ban-giay")
        chosen = {}
        for seat, name in signers.items():
            (field,) = page.all("select", name=seat.replace("_", "-"))
            options = [one for one in field.iter("option") if name in "".join(one.itertext())]
            chosen[seat.replace("_", "-")] = options[0].get("value", "")
        return self.browser.submit("/ban-giay", status, scan=paper("bien-ban.pdf"), digest=digest, on=on, **chosen)

    def confirms_paper(self, status: int = 200) -> Page:
        """Sign what was written down."""
        having = {"nonce": next(one.get("value", "") for one in self.page.all("input", name="nonce"))}
        statement = self.page.form("/ban-giay", having)["statement"]
        return self.browser.submit("/ban-giay", status, having, answer=response_of(self.device(), statement))

    def opens_scan(self, code: str, number: int = 1) -> None:
        """Take the scan from the page on which it is attested."""
        page = self.opens(f"/giao-uoc/{code}/ban-giay/{number}")
        answer = self.browser.client.get(page.link("Mở bản quét"))
        assert answer.status_code == 200 and answer.mimetype == "application/pdf"

    def attests(self, code: str, number: int = 1, status: int = 200) -> Page:
        """Compare, and sign that it is so."""
        device = self.device()
        statement = self.opens(f"/giao-uoc/{code}/ban-giay/{number}").form(f"/{number}")["statement"]
        return self.browser.submit(f"/{number}", status, answer=response_of(device, statement))

    # --- on the pages of an agreement ---

    def acts(self, code: str, path: str, status: int = 200, **values: str) -> Page:
        self.opens(f"/giao-uoc/{code}/{path}")
        return self.browser.submit(f"/{path}", status, **values)

    def keeps_open(self, code: str, path: str) -> None:
        self.forms[path] = self.opens(f"/giao-uoc/{code}/{path}").form(f"/{path}")

    def sends_kept(self, code: str, path: str, status: int = 200, **values: str) -> Page:
        return self.browser.post(f"/giao-uoc/{code}/{path}", status, data={**self.forms[path], **values})


def party(app: Flask, district: District, part: str) -> Party:
    """A person of the district, signed in."""
    found = Party(Browser(app.test_client()), part, district)
    found.signs_in()
    return found
