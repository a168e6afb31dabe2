"""The three programmes beside the district and the bloc of enterprises: Quỳnh Phụ, Nam Định and Hà Nội."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from states.returns_rules import first_of, next_month

from ..house import House
from ..models import Unit
from ..services import unit
from ..services.perform import Work, unit_of_work
from . import ha_noi, nam_dinh, quynh_phu_years
from .authority import Authority
from .device import Devices
from .quynh_phu import PROVINCE, SINCE
from .stage import Cast, SeedClock, Stage

FIRST_MONTH, LAST_MONTH, CITY_BEGINS = "2024-06", "2025-05", "2025-01"


@dataclass(slots=True)
class Beside:
    """Where they are played, and the bodies above that all programmes share."""

    quynh_phu: Stage
    known: dict[str, str]  # codes of the units of Quỳnh Phụ by name
    centre: int
    thai_binh: int

    def diary(self) -> list[tuple[date, Callable[[], object]]]:
        """What happens on which day while the two years of the district are played."""
        bloc, city = (self._stage(one.found) for one in (nam_dinh, ha_noi))
        stage = self.quynh_phu
        told: list[tuple[date, Callable[[], object]]] = [
            (date(2024, 6, 3), lambda: nam_dinh.bring_in(bloc())),
            (date(2024, 6, 3), lambda: nam_dinh.trace_back(bloc())),
            (date(2024, 12, 20), lambda: nam_dinh.classify(bloc())),
            (date(2025, 4, 21), partial(quynh_phu_years.open_round, stage, 2025)),
            (date(2025, 5, 19), partial(quynh_phu_years.go_on, stage)),
            (date(2025, 6, 5), partial(quynh_phu_years.end, stage, self.known)),
        ]
        month = FIRST_MONTH
        while month <= LAST_MONTH:
            on = first_of(next_month(month)).replace(day=4)
            told.append((on, _of_month(nam_dinh.report, bloc, month)))
            if month >= CITY_BEGINS:
                told.append((on, _of_month(ha_noi.report, city, month)))
            month = next_month(month)
        return sorted(told, key=lambda one: one[0])

    def _stage(self, found: Callable[[Work, Unit], Cast]) -> Callable[[], Stage]:
        """A stage that is set up when it is first played on."""
        made: list[Stage] = []

        def get() -> Stage:
            if not made:
                own = self.quynh_phu
                with unit_of_work(own.house) as work:
                    cast = found(work, work.session.get_one(Unit, self.centre))
                made.append(Stage(own.house, own.clock, cast, own.devices, own.authority))
            return made[0]

        return get


def _of_month(report: Callable[[Stage, str], None], stage: Callable[[], Stage], month: str) -> Callable[[], None]:
    return lambda: report(stage(), month)


def found(house: House, clock: SeedClock, devices: Devices, issuer: Authority) -> Beside:
    """The bodies above, and Quỳnh Phụ, which begins first."""
    with unit_of_work(house) as work:
        system = work.system()
        centre = unit.found(
            work, system, name="Ban Chấp hành Trung ương Đảng", short_name="Trung ương", kind="trung_uong",
            level="central", parent=None, valid_from=SINCE,
        )  # fmt: skip
        thai_binh, hung_yen = (
            unit.found(
                work, system, name=name, short_name=name.replace("Đảng bộ tỉnh", "Tỉnh ủy"), kind="dang_bo_tinh",
                level="province", parent=centre, valid_from=SINCE,
            )
            for name in (PROVINCE, quynh_phu_years.HUNG_YEN)
        )  # fmt: skip
        cast, known = quynh_phu_years.found(work, centre, thai_binh, hung_yen)
        return Beside(Stage(house, clock, cast, devices, issuer, 1), known, centre.id, thai_binh.id)
