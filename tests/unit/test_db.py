"""The lock that writers of SQLite queue at."""

from __future__ import annotations

import threading

import pytest

from workflow_app import db


class Interrupted(threading.Event):
    """A wait that is broken off, as Ctrl-C or a time limit does."""

    def wait(self, timeout: float | None = None) -> bool:
        raise KeyboardInterrupt


class InterruptedTooLate(Interrupted):
    """Broken off when the lock was already handed over."""

    def wait(self, timeout: float | None = None) -> bool:
        lock.release()
        raise KeyboardInterrupt


lock = db.FairLock()


@pytest.mark.parametrize("event", [Interrupted, InterruptedTooLate])
def test_who_is_interrupted_while_waiting_keeps_nobody_else_waiting(
    monkeypatch: pytest.MonkeyPatch, event: type[threading.Event]
) -> None:
    lock.acquire()
    monkeypatch.setattr(db.threading, "Event", event)
    with pytest.raises(KeyboardInterrupt):
        lock.acquire()
    monkeypatch.undo()
    if event is Interrupted:
        lock.release()
    another = threading.Thread(target=lock.acquire, daemon=True)
    another.start()
    another.join(5)
    assert not another.is_alive()
    lock.release()
