"""The same four approvals in a peer: `PYTHON bench/peers.py PEER DATABASE-URL CASES` (packages: bench/peers.txt).

Each approval is one durable transaction that locks the case, moves it and keeps a row of history. The peers check no
mandate, keep no idempotency key, tell nobody, and sign, seal and log nothing. Prints milliseconds a step as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any
from urllib.parse import urlsplit

ACTS = ("submit", "receive", "endorse", "approve")
WARM = 3


def main() -> None:
    """Run one peer."""
    peer, url, cases = sys.argv[1], sys.argv[2], int(sys.argv[3])
    start = {"django-fsm-2 + fsm-log": fsm, "SpiffWorkflow": spiff, "Viewflow": flows}[peer]
    begin = start(url)
    taken: list[float] = []
    for number in range(cases + WARM):
        step = begin()
        for act in ACTS:
            began = time.perf_counter()
            step(act)
            if number >= WARM:
                taken.append((time.perf_counter() - began) * 1000)
    print(json.dumps({"steps": len(taken), "ms": round(median(taken), 2)}))


def django_on(url: str, *apps: str) -> None:
    """Django with one database, durable like the register's."""
    import django
    from django.conf import settings

    if url.startswith("sqlite"):
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        database: dict[str, Any] = {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": url.removeprefix("sqlite:///"),
            "OPTIONS": {"init_command": pragmas, "transaction_mode": "IMMEDIATE"},
        }
    else:
        parts = urlsplit(url)
        host = dict(part.split("=") for part in parts.query.split("&"))["host"]
        database = {
            "ENGINE": "django.db.backends.postgresql", "NAME": parts.path.lstrip("/"), "HOST": host,
            "USER": parts.username, "PASSWORD": parts.password,
        }  # fmt: skip
    settings.configure(
        DATABASES={"default": database}, USE_TZ=True, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", *apps],
    )  # fmt: skip
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def fsm(url: str) -> Callable[[], Callable[[str], None]]:
    """A model with a protected state field and its log."""
    django_on(url, "django_fsm_log")
    from django.db import connection, models, transaction
    from django_fsm import FSMField, transition
    from django_fsm_log.decorators import fsm_log_by

    class Case(models.Model):
        state = FSMField(default="draft", protected=True)

        class Meta:
            app_label = "django_fsm_log"

        @fsm_log_by
        @transition(field=state, source="draft", target="submitted")
        def submit(self, by: Any = None) -> None: ...

        @fsm_log_by
        @transition(field=state, source="submitted", target="in_review")
        def receive(self, by: Any = None) -> None: ...

        @fsm_log_by
        @transition(field=state, source="in_review", target="endorsed")
        def endorse(self, by: Any = None) -> None: ...

        @fsm_log_by
        @transition(field=state, source="endorsed", target="approved")
        def approve(self, by: Any = None) -> None: ...

    with connection.schema_editor() as editor:
        editor.create_model(Case)
    from django.contrib.auth.models import User

    person = User.objects.create(username="somebody")

    def begin() -> Callable[[str], None]:
        key = Case.objects.create().pk

        def step(act: str) -> None:
            with transaction.atomic():
                case = Case.objects.select_for_update().get(pk=key)
                getattr(case, act)(by=person)
                case.save()

        return step

    return begin


def flows(url: str) -> Callable[[], Callable[[str], None]]:
    """A flow of four tasks for people, taken through its activations as its own views do."""
    django_on(url, "viewflow", "viewflow.workflow")
    from django.contrib.auth.models import User
    from django.db import transaction
    from viewflow import this
    from viewflow.workflow import flow
    from viewflow.workflow import models as home  # flows are found by the application they lie in
    from viewflow.workflow.models import Process, Task

    class Approval(flow.Flow):
        __module__ = home.__name__
        process_class = Process
        start = flow.StartHandle().Next(this.submit)
        submit = flow.View(lambda request: None).Next(this.receive)
        receive = flow.View(lambda request: None).Next(this.endorse)
        endorse = flow.View(lambda request: None).Next(this.approve)
        approve = flow.View(lambda request: None).Next(this.end)
        end = flow.End()

    home.Approval = Approval  # type: ignore[attr-defined]
    person = User.objects.create(username="somebody")

    class Request:
        user = person

    def begin() -> Callable[[str], None]:
        process = Approval.start.run()

        def step(act: str) -> None:
            with transaction.atomic(), Approval.lock(process.pk):
                task = Task.objects.get(process=process, status="NEW")
                activation = task.flow_task.activation_class(task)
                activation.assign(person)
                activation.start(Request())
                activation.execute()

        return step

    return begin


def spiff(url: str) -> Callable[[], Callable[[str], None]]:
    """Four manual tasks in a row; the instance is kept as JSON, as the library does it, with a row of history."""
    from SpiffWorkflow.serializer.json import JSONSerializer
    from SpiffWorkflow.specs import Simple, WorkflowSpec
    from SpiffWorkflow.task import TaskState
    from SpiffWorkflow.workflow import Workflow

    spec = WorkflowSpec("approval", addstart=True)
    last: Any = spec.start
    for act in ACTS:
        task = Simple(spec, act, manual=True)
        last.connect(task)
        last = task
    serializer, raw, mark = JSONSerializer(), connect(url), "?" if url.startswith("sqlite") else "%s"
    cursor = raw.cursor()
    cursor.execute("CREATE TABLE instance (id INTEGER PRIMARY KEY, state TEXT)")
    cursor.execute("CREATE TABLE history (instance INTEGER, act TEXT, at TEXT)")
    raw.commit()
    numbers = iter(range(1_000_000))
    for_update = "" if url.startswith("sqlite") else " FOR UPDATE"

    def begin() -> Callable[[str], None]:
        key, workflow = next(numbers), Workflow(spec)
        workflow.run_next()  # the start
        _begin(url, cursor)
        cursor.execute(f"INSERT INTO instance VALUES ({mark}, {mark})", (key, workflow.serialize(serializer)))
        raw.commit()

        def step(act: str) -> None:
            _begin(url, cursor)
            cursor.execute(f"SELECT state FROM instance WHERE id = {mark}{for_update}", (key,))
            workflow = Workflow.deserialize(serializer, cursor.fetchone()[0])
            task = next(iter(workflow.get_tasks(state=TaskState.READY, manual=True)), None)
            if task is None or task.task_spec.name != act:
                raise RuntimeError(f"{act} is not ready")
            task.run()
            state = workflow.serialize(serializer)
            cursor.execute(f"UPDATE instance SET state = {mark} WHERE id = {mark}", (state, key))
            cursor.execute(f"INSERT INTO history VALUES ({mark}, {mark}, {mark})", (key, act, str(time.time())))
            raw.commit()

        return step

    return begin


def _begin(url: str, cursor: Any) -> None:
    if url.startswith("sqlite"):
        cursor.execute("BEGIN IMMEDIATE")


def connect(url: str) -> Any:
    """The driver's own connection, durable like the register's."""
    if url.startswith("sqlite"):
        import sqlite3

        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection
    import psycopg

    return psycopg.connect(url.replace("+psycopg", ""))


if __name__ == "__main__":
    main()
