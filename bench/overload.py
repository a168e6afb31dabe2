"""Ten times what the server can bear: who is turned away, how, and how soon all is normal again.

`python3 dev.py overload [--people N] [--seconds S]` makes a demo, starts the server in a process of its own, lets 50
people of every role sign in, and then N clients with their cookies open tasks, cases and public pages without a pause.
Prints one JSON object: pages a second before and during the rush, the answers by status and the slowest of each in
milliseconds, how many 503 came without `Retry-After`, other failures, and after how many seconds a page takes what it
took before (three in a row within twice the slowest calm one).
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import re
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import structlog

from bench.people import PUBLIC, Person, serving
from workflow_app.demo import seed
from workflow_app.services import session as sessions
from workflow_app.settings import Settings
from workflow_app.start import open_house

SIGNED_IN = 50
CALM = 4  # people who open one page after another: about as many as the server answers at a time
CASES = r'href="(/(?:ho-so|giao-uoc|danh-gia|xet-cong-nhan)/[^"?]+)"'


def main() -> None:
    """Measure, and end with 1 when an answer was neither a page nor a calm refusal."""
    parser = argparse.ArgumentParser(prog="dev.py overload", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=20)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory() as folder:
        settings = seed.seed(Settings(mode="demo", data_dir=Path(folder) / "demo"))
        house = open_house(settings)
        accounts = [pseudonym for pseudonym, _, _ in sessions.list_prepared(house)]
        house.db.close()
        with serving(Path(folder) / "demo") as port:
            found = measure(port, accounts, asked.people, asked.seconds)
    print(json.dumps(found))
    sys.exit(1 if found["failures"] or found["without_retry_after"] else 0)


def measure(port: int, accounts: list[str], people: int, seconds: float) -> dict[str, Any]:
    """A calm time, the rush, and the time after it."""
    visits = [_signed_in(port, accounts[number * 7 % len(accounts)]) for number in range(SIGNED_IN)]
    calm, rush = Rush(port, visits), Rush(port, visits)
    calm.run(CALM, seconds / 4)
    rush.run(people, seconds)
    ended = time.perf_counter()
    bound, quick = 2 * max(calm.taken["200"]), 0
    while quick < 3 and time.perf_counter() - ended < 60:
        status, taken = rush.ask(random.choice(visits))
        quick = quick + 1 if status == "200" and taken <= bound else 0
    return {
        "people": people,
        "calm_a_second": round(len(calm.taken["200"]) / (seconds / 4)),
        "pages_a_second": round(len(rush.taken["200"]) / seconds),
        "answers": {status: len(taken) for status, taken in sorted(rush.taken.items())},
        "slowest_ms": {status: round(max(taken)) for status, taken in sorted(rush.taken.items())},
        "without_retry_after": rush.bare,
        "failures": rush.failures,
        "normal_after_s": round(time.perf_counter() - ended, 1),
    }


def _signed_in(port: int, account: str) -> tuple[str, list[str]]:
    """The cookie of somebody signed in, and the pages that he or she opens."""
    person = Person(port, defaultdict(list), Counter())
    person.sign_in(account)
    cases = re.findall(CASES, person.open("tasks", "/nhiem-vu"))
    person.connection.close()
    return person.cookie, ["/nhiem-vu", "/nhiem-vu", *cases[:5], *PUBLIC]


class Rush:
    """So many clients at once, each asking again as soon as it was answered."""

    def __init__(self, port: int, visits: list[tuple[str, list[str]]]) -> None:
        self.port, self.visits = port, visits
        self.taken: dict[str, list[float]] = defaultdict(list)
        self.failures, self.bare = Counter[str](), 0

    def run(self, clients: int, seconds: float) -> None:
        until = time.monotonic() + seconds

        def work(number: int) -> None:
            while time.monotonic() < until:
                self.ask(self.visits[number % len(self.visits)])

        threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def ask(self, visit: tuple[str, list[str]]) -> tuple[str, float]:
        """One page of somebody's: the status of the answer, and its milliseconds."""
        cookie, pages = visit
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        began, status = time.perf_counter(), ""
        try:
            connection.request("GET", random.choice(pages), headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            status = str(answer.status)
            self.bare += answer.status == 503 and not answer.getheader("Retry-After")
        except (OSError, http.client.HTTPException) as error:
            self.failures[type(error).__name__] += 1
        finally:
            connection.close()
        taken = (time.perf_counter() - began) * 1000
        if status:
            self.taken[status].append(taken)
            if status >= "400" and status != "503":
                self.failures[status] += 1
        return status, taken


if __name__ == "__main__":
    main()
