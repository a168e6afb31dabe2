"""Servers are killed while people work: nothing they were told is recorded may be missing, doubled or forked.

`python3 dev.py kills [--seeds N] [--database sqlite|postgresql] [--kills K] [--nodes]` makes a small register, and
for each seed starts two server processes on a copy of it, lets six people act over HTTP (some hang up before the
answer, and send the same form again), kills server processes at random moments with SIGKILL and starts them again,
on PostgreSQL also the database server itself. With `--nodes` everybody goes through nginx, and the servers through
pgbouncer, both as shipped in `deploy/`. Then the journal is verified, every acknowledged act is looked for, and every
checkpoint that was ever served is compared with the final tree. One line of JSON a seed and one for all; ends with 1
when anything was lost, doubled or forked, or an answer came that nobody should get.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy import func, select

from bench.crowd import Notes, at_work
from bench.front import nginx, pgbouncer
from bench.machines import Machine, Register, copy_register, make_register, wait_for
from bench.tree import Leaves
from tests.postgres import Cluster, Server
from workflow_app.house import House
from workflow_app.models import Entry, Leaf, Pending
from workflow_app.services.journal import body_of
from workflow_app.services.verify_journal import verify
from workflow_app.start import open_house
from workflow_app.transparency import checkpoint as checkpoints
from workflow_app.transparency.merkle import EMPTY_ROOT
from workflow_app.transparency.note import open_note

UNITS = 6
GOAL = 5.0  # seconds from a kill to the next act that is acknowledged
SETTLED = 5.0  # seconds in which every entry has its place in the tree


@dataclass(slots=True)
class Result:
    """What became of one seed."""

    database: str
    seed: int
    acts: int = 0  # acknowledged
    hang_ups: int = 0
    kills: int = 0  # of server processes
    crashes: int = 0  # of the database server
    checkpoints: int = 0  # different ones that were served
    lost: int = 0
    doubled: int = 0
    forked: int = 0
    findings: int = 0  # of `journal verify`
    unsettled: int = 0  # entries without a place in the tree after five seconds
    odd: int = 0  # answers that nobody should get
    longest_wait: float = 0.0  # seconds from a kill to the next act that was acknowledged

    @property
    def failed(self) -> bool:
        return any((self.lost, self.doubled, self.forked, self.findings, self.unsettled, self.odd))


def main(arguments: list[str] | None = None) -> int:
    """Run the seeds, print what became of them, and return 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="dev.py kills", description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--kills", type=int, default=6, help="in each seed")
    parser.add_argument("--nodes", action="store_true", help="PostgreSQL: behind nginx, and through pgbouncer")
    asked = parser.parse_args(arguments)
    if asked.nodes and asked.database != "postgresql":
        parser.error("--nodes wants --database postgresql")
    os.environ.pop("TEST_DATABASE_URL", None)  # a server that others use is not to be killed
    results = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(Server()) if asked.database == "postgresql" else None
        pattern = make_register(folder / "pattern", UNITS, server)
        seeds = range(asked.first, asked.first + asked.seeds)
        # All copies first: the connection over which they are made does not survive the first crash.
        registers = {seed: copy_register(pattern, folder / str(seed), server) for seed in seeds}
        for seed, register in registers.items():
            result = play(register, seed, asked.kills, server.cluster if server else None, nodes=asked.nodes)
            results.append(result)
            print(json.dumps(asdict(result)), flush=True)
    print(json.dumps(total(results)), flush=True)
    return 1 if any(result.failed for result in results) else 0


def total(results: list[Result]) -> dict[str, object]:
    """All seeds in one line."""
    counted = ("acts", "hang_ups", "kills", "crashes", "lost", "doubled", "forked", "findings", "unsettled", "odd")
    sums = {name: sum(getattr(result, name) for result in results) for name in counted}
    longest = max(result.longest_wait for result in results)
    return {"total": len(results), "database": results[0].database, **sums, "longest_wait": longest, "goal": GOAL}


def play(register: Register, seed: int, kills: int, cluster: Cluster | None, *, nodes: bool) -> Result:
    """One seed: people at work, kills, and the reckoning."""
    result = Result("postgresql" if cluster else "sqlite", seed)
    folder, settings = register.settings.data_dir, register.settings
    with ExitStack() as stack:
        if nodes:
            url = stack.enter_context(pgbouncer(settings.database_url))
            settings = replace(settings, database_url=url)
        machines = [Machine(settings, folder / f"server-{number}.log") for number in (1, 2)]
        for machine in machines:
            stack.callback(machine.stop)
            machine.start()
        wait_for(machines)
        doors = [stack.enter_context(nginx(folder / "nginx", machines))] if nodes else machines
        with at_work(doors, register.units, seed) as notes:
            _wait_for_acts(notes, 0)
            killed_at = _kill(machines, cluster, random.Random(seed), kills, result)
            wait_for(machines)
            _wait_for_acts(notes, killed_at[-1])
        _settle(register, result)
        _reckon(register, notes, killed_at, result)
    return result


def _kill(
    machines: list[Machine], cluster: Cluster | None, chance: random.Random, kills: int, result: Result
) -> list[float]:
    """Kill and start again so many times; returns when each kill was."""
    killed_at = list[float]()
    for _ in range(kills):
        wait_for(machines, everyone=chance.random() < 0.7)  # else somebody dies while starting
        time.sleep(chance.uniform(0.2, 1.5))
        victims = chance.choice([machines[:1], machines[1:], machines[:1], machines[1:], machines])
        killed_at.append(time.monotonic())
        if cluster is not None and chance.random() < 0.4:
            cluster.crash()
            result.crashes += 1
            time.sleep(chance.uniform(0, 0.5))
            cluster.resume()
            continue
        for machine in victims:
            machine.kill()
            result.kills += 1
        time.sleep(chance.uniform(0, 0.3))
        for machine in victims:
            machine.start()
    return killed_at


def _wait_for_acts(notes: Notes, after: float) -> None:
    """Until everybody was told of an act that was begun after a moment."""
    until = time.monotonic() + 60
    while time.monotonic() < until and len({told.case for told in list(notes.told) if told.sent_at > after}) < UNITS:
        time.sleep(0.05)


def _settle(register: Register, result: Result) -> None:
    """The servers take every entry into the tree by themselves."""
    house, until = open_house(register.settings), time.monotonic() + SETTLED
    while _pending(house) and time.monotonic() < until:
        time.sleep(0.05)
    result.unsettled = _pending(house)
    house.db.close()


def _pending(house: House) -> int:
    with house.db.reading() as session:
        return session.scalar(select(func.count()).select_from(Pending)) or 0


def _reckon(register: Register, notes: Notes, killed_at: list[float], result: Result) -> None:
    """Compare what people were told with what is there."""
    house = open_house(register.settings)
    with house.db.reading() as session:
        bodies = [body_of(entry) for entry in session.scalars(select(Entry).order_by(Entry.id))]
    made = Counter(body["request"] for body in bodies if "request" in body)
    known = {(body.get("request"), body.get("case"), body["kind"]) for body in bodies}
    result.acts, result.hang_ups = len(notes.told), notes.hang_ups
    result.lost = sum((told.request, told.case, told.kind) not in known for told in notes.told)
    result.doubled = sum(number > 1 for number in made.values()) + len(set(made) - notes.sent)
    result.longest_wait = round(max((_wait(at, notes) for at in killed_at), default=0.0), 2)
    report = verify(house)
    result.findings = len(report.findings)
    result.checkpoints, result.forked = len(set(notes.checkpoints)), _forks(house, notes.checkpoints)
    result.odd = len(notes.odd)
    for line in (*notes.odd[:5], *map(str, report.findings[:5])):
        print(f"seed {result.seed}: {line}", file=sys.stderr)
    house.db.close()


def _wait(killed_at: float, notes: Notes) -> float:
    """From a kill to the first answer to a form that was sent after it; a long time when there was none."""
    return min((told.told_at for told in notes.told if told.sent_at > killed_at), default=killed_at + 60) - killed_at


def _forks(house: House, served: list[str]) -> int:
    """Checkpoints that are no prefix of the final tree, or that came after a larger one."""
    roots, wrong, largest = _roots(house), 0, 0
    for note in served:
        told = checkpoints.parse(open_note(note.encode(), house.keys.checkpoint_verifier).text)
        wrong += told.size < largest or roots.get(told.size) != told.root
        largest = max(largest, told.size)
    return wrong


def _roots(house: House) -> dict[int, bytes]:
    """The root of the final tree at every size it ever had, counted anew from its leaves."""
    with house.db.reading() as session:
        leaves = list(session.scalars(select(Leaf.hash).order_by(Leaf.index)))
    store, roots = Leaves(), {0: EMPTY_ROOT}
    for size, leaf in enumerate(leaves):
        roots[size + 1] = store.grow(size, [leaf]).root
    return roots


if __name__ == "__main__":
    sys.exit(main())
