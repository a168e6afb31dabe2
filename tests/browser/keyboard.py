"""Someone who only has a keyboard: Tab, Space, Enter and letters, and must always see where they are."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import FileChooser, Locator, TimeoutError, expect

from tests.browser.window import Window

# The outline may stand on the card around a radio button or box; the element itself must be inside the window.
WHERE = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect();
  const outlined = [e, e.closest(".choice")].some(x => x && getComputedStyle(x).outlineStyle === "solid"
    && parseFloat(getComputedStyle(x).outlineWidth) >= 3);
  return {name: e.name ?? "", text: e.textContent.trim(), outlined,
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth};
}"""
MOST_STOPS = 60


class Keyboard:
    """Moves through a window as far as the keys reach."""

    def __init__(self, window: Window) -> None:
        self.window, self.keys = window, window.tab.keyboard

    def to(self, wanted: str) -> None:
        """Press Tab until this field (by name) or this button or link (by its words) has the focus."""
        for _ in range(MOST_STOPS):
            self.keys.press("Tab")
            here = self.here()
            if wanted in (here["name"], here["text"]):
                return
        raise AssertionError(f"{wanted!r} is out of reach of the keyboard")

    def here(self) -> dict[str, Any]:
        """Where the focus is; it must be seen."""
        found: dict[str, Any] = self.window.tab.evaluate(WHERE)
        assert found["outlined"] and found["inside"], f"the focus cannot be seen: {found}"
        return found

    def writes(self, wanted: str, text: str) -> None:
        """Go to a field and type."""
        self.to(wanted)
        self.keys.type(text)

    def presses(self, wanted: str, key: str = "Enter", status: int = 200) -> None:
        """Go to a button or link that leads to another page and press it."""
        self.to(wanted)
        self.window.after(lambda: self.keys.press(key), status)

    def chooses(self, wanted: str, name: str, data: bytes) -> None:
        """Go to a field for a file, open the chooser of the system and choose."""
        self.to(wanted)
        opened = self._chooser() or self._chooser() or self._chooser()
        assert opened, "no chooser was opened"
        opened.set_files({"name": name, "mimeType": "application/pdf", "buffer": data})

    def _chooser(self) -> FileChooser | None:
        """Chromium opens none while it is still busy with the page before: whoever sees nothing presses again."""
        try:
            with self.window.tab.expect_file_chooser(timeout=8000) as opened:
                self.keys.press("Space")
            return opened.value
        except TimeoutError:
            return None

    def is_at(self, element: Locator) -> None:
        """The focus was put here by the page itself."""
        expect(element).to_be_focused()
