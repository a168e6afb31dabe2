"""One step of a recognition: who takes it on what, what the entry seals with it, and by when the next one is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from states.recognition import OVER, PROCESS, Facts

from ..house import House
from ..models import Entry
from .actor import Actor
from .errors import NotFound
from .perform import Once, Receipt, Work, unit_of_work
from .reach import holders_of, people_of_unit
from .recognition_matter import Matter, facts_for, load_matter, sees

# Acts that come in beside each other: they rest on the dossier, not on what others said about it meanwhile.
BESIDE = ("give_opinion", "object", "petition", "answer", "establish")


@dataclass(slots=True)
class Step:
    """A case that is locked, with its matter and who acts."""

    work: Work
    actor: Actor
    matter: Matter
    request: Once | None

    def facts(self, **given: Any) -> Facts:
        """The facts, with what the act itself brings."""
        return facts_for(self.work, self.matter, self.actor, **given)

    def take(
        self, action: str, facts: Facts, sealed: Mapping[str, Any] = {}, change: Callable[[], None] = lambda: None
    ) -> Entry:
        """Take the step; `sealed` holds plain values by field. The rows change in `change`, and only there."""
        matter = self.matter

        person = {"person": {"name": self.actor.name, "title": self.actor.title}} if self.actor.account_id else {}
        return self.work.take(
            PROCESS,
            matter.case,
            action,
            facts,
            self.actor,
            sealed={field: matter.seal(field, value) for field, value in {**sealed, **person}.items()},
            request=self.request,
            change=change,
            due=lambda: matter.first_answer_due if matter.case.state in OVER else matter.case.due_at,
        )

    def tell_unit(self, entry: Entry, kind: str) -> Receipt:
        """Tell those who write for the unit."""
        return self._tell(entry, kind, people_of_unit(self.work, self.matter.holder.id))

    def tell(self, entry: Entry, kind: str, *of_roles: str) -> Receipt:
        """Tell those who hold a role over the unit."""
        return self._tell(entry, kind, holders_of(self.work, self.matter.case, self.matter.holder, *of_roles))

    def _tell(self, entry: Entry, kind: str, accounts: list[int]) -> Receipt:
        self.work.notify(entry, f"{PROCESS.name}.{kind}", accounts, code=self.matter.case.code)
        return self.work.receipt(entry)


@contextmanager
def step(
    house: House, mandate_id: int, code: str, action: str, seen: int, request: Once | None
) -> Iterator[Step]:
    """Lock the case, read who acts, and refuse what was decided on an older page; committed when the block ends."""
    with unit_of_work(house) as work:
        case = work.lock(code)
        actor = work.actor(mandate_id)
        work.once(actor, request)  # under the lock: of two equal forms at once the second sees the first's answer
        if case.process != PROCESS.name:
            raise NotFound(code)
        matter = load_matter(work, case)
        if not sees(actor, case, matter.holder):
            raise NotFound(code)
        if action not in BESIDE:
            work.check_seen(case, seen)
        elif seen != matter.recognition.dossier_no:
            work.check_seen(case, -1)  # the dossier that was read is not the one to be judged
        yield Step(work, actor, matter, request)


def seen_by(action: str, version: int, dossier_no: int) -> int:
    """What the form of an action carries as seen: the version of the case, or the number of the dossier."""
    return dossier_no if action in BESIDE else version
