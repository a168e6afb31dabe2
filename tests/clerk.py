"""People who find the way by what the pages show: they type one address, and from there they click."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.builders import PASSWORD, District
from tests.page import Page
from tests.people import Person
from tests.signing import response_of

OpenBrowser = Callable[[str], Any]


@dataclass(slots=True)
class Clerk(Person):
    """One person at a desk or on a phone."""

    def comes_in(self) -> None:
        """Open the site, and sign in if it asks; what waits is there then."""
        self.browser.get("/")
        if "/dang-nhap" in self.page.links():
            self.browser.follow("Đăng nhập")
            self.browser.send("Đăng nhập", login=self.district.logins[self.name], password=PASSWORD)
            if self.page.path.endswith("/buoc-hai"):
                self.shows_device()

    def takes_up(self, code: str, queue: str = "") -> None:
        """Come in and open a case out of a queue."""
        self.comes_in()
        if queue:
            self.browser.follow(queue)
        self.browser.follow("", to=code)

    def does(self, words: str, status: int = 200, **values: Any) -> Page:
        """Press what has these words: a button here, or a link and then the button of the page it leads to."""
        if any(words == "".join(link.itertext()).strip() for link in self.page.all("a")):
            self.browser.follow(words)
        if "chưa có khóa nào được xác nhận" in self.page.text:
            path = self.page.path
            self.device()  # adds a key and has it vouched for, as the page says
            self.opens(path)
        page: Page = self.browser.send(words, status, **values)
        return self.signs() if page.all("form", data_module="sign") else page

    def signs(self, status: int = 200) -> Page:
        """Answer with the device what the page puts to this person."""
        statement = self.page.form()["statement"]
        page: Page = self.browser.send("Ký và thực hiện", status, answer=response_of(self.device(), statement))
        return page

    @property
    def code(self) -> str:
        """The code of the case that is open."""
        return next(part for part in reversed(self.page.path.split("/")) if part.count("-") == 2)


@dataclass(slots=True)
class Cast:
    """Everybody who has a part in a story; each comes in through a browser of their own."""

    district: District
    open_browser: OpenBrowser
    clerks: dict[str, Clerk] = field(default_factory=dict)

    def __call__(self, parts: str) -> list[Clerk]:
        """`cast("secretary reviewer")`: these people, in order."""
        return [self.one(part) for part in parts.split()]

    def one(self, part: str) -> Clerk:
        """One person, also one whose part has several words."""
        if part not in self.clerks:
            self.clerks[part] = Clerk(self.open_browser(part), part, self.district)
        return self.clerks[part]
