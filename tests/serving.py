"""A server that answers from a thread of the test's own, and is gone when the test is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from waitress import wasyncore


@contextmanager
def answering(server: Any) -> Iterator[int]:
    """Serve until the block ends; gives the port.

    The loop closes its own sockets, after the last request was answered. Closed from the test's thread they would
    be gone under the loop's `select`, and that fails now and then with a bad file descriptor in some later test.
    """
    loop = threading.Thread(target=server.run, daemon=True)
    loop.start()
    yield int(server.effective_port)
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(partial(wasyncore.close_all, server._map))  # it ends when nothing is open any more
    loop.join(timeout=10)
    assert not loop.is_alive()
