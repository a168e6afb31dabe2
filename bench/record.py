"""What the documents of an agreement with six parties cost: setting the frozen text, making and sealing the record.

`python3 dev.py record [--times N]` prints one JSON object a line: seconds of processor time, and their ratio to the
limit. The times are those of this process, so that other work on the machine is not in them.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from statistics import median

from sqlalchemy import select

from tests import agreements
from tests.builders import MovableClock, build_district
from tests.signing import sign
from workflow_app.db import Database
from workflow_app.files import FileStore
from workflow_app.house import House
from workflow_app.models import File
from workflow_app.services import job, seal, setup
from workflow_app.settings import Settings
from workflow_app.transparency.keys import create_keys
from workflow_app.upgrade import upgrade
from workflow_app.word import copy_of

LIMIT = 1.0  # seconds of processor time for all documents of one agreement
WORD_LIMIT = 0.05  # made while somebody waits
CELLS = 5  # and the superior committee: six parties


def measure(folder: Path) -> tuple[float, float]:
    """An agreement of six parties brought into force: what its documents took, and its copy in Word."""
    from workflow_app.pdf import sealing  # loaded once in a server's life

    assert sealing.FIELD
    folder.mkdir(exist_ok=True)
    settings = Settings(mode="test", data_dir=folder, origin="bench.invalid/log")
    upgrade(settings.url)
    keys, files = create_keys(settings.keys_dir, settings.origin), FileStore(folder / "files")
    house = House(settings, Database(settings.url), MovableClock(), keys, files)
    setup.initialise(house)
    seal.create(house, "Huyện ủy")
    district = build_district(house, cells=CELLS)
    code = agreements.frozen(district)
    for part in ("board", *(name for name in district.mandates if name.startswith("secretary"))):
        sign(house, district.mandates[part], code)
        house.clock.advance(minutes=1)  # type: ignore[attr-defined]
    house.clock.advance(hours=2)  # type: ignore[attr-defined]
    before = time.process_time()
    job.run_due(house)
    documents = time.process_time() - before
    with house.db.reading() as session:
        made = len(session.scalars(select(File).where(File.media_type == "application/pdf")).all())
    assert made >= 2, "the frozen text and its record"
    house.db.close()
    before = time.process_time()
    copy_of(
        title="Giao ước", kind="Giao ước thi đua", issuer="Huyện ủy", recitals=["Quy chế thi đua"],
        articles=[(1, "Nội dung", [(f"Điều 1, khoản {n}", "Hoàn thành tốt nhiệm vụ") for n in range(1, 13)])],
        closing="", parties=[("Chi bộ", "Đơn vị")] * 6, case=code, version=1, digest="0" * 64, at=house.clock(),
    )  # fmt: skip
    return documents, time.process_time() - before


def main() -> None:
    """Print what was measured; the first round is left out: it also loads fonts and templates."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--times", type=int, default=5)
    took = []
    for _ in range(asked.parse_args().times + 1):
        with tempfile.TemporaryDirectory() as folder:
            took.append(measure(Path(folder)))
    for name, limit, place in (("documents", LIMIT, 0), ("word", WORD_LIMIT, 1)):
        middle = median(one[place] for one in took[1:])
        said = {"what": name, "first_s": round(took[0][place], 4), "median_s": round(middle, 4), "limit_s": limit}
        print(json.dumps({**said, "ratio": round(middle / limit, 3)}))


if __name__ == "__main__":
    main()
