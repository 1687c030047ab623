"""A map as a sheet to print or a picture, drawn as a job that a request waits for."""

from pathlib import Path
from typing import Any, ClassVar, Literal

import geopandas as gpd
from pydantic import BaseModel

from geo import compare
from geo.coverage.scope import Scope
from geo.coverage.travel import Travel
from layers import Plan
from layers.geometry.antimeridian import Extent, smallest_extent
from layers.messages import Language
from layers.runtime.extras import require
from service.jobs.work import Work

SHOWN, AGAINST = "shown", "against"
"""The scenarios that a sheet is given: the one it shows, and the one it is compared with."""

_SECONDS = 900.0
_MARGIN = 0.12


class SheetJob(BaseModel):
    """The content of a sheet of two scenarios, at one radius.

    `extent` is in the map's longitudes; without it, it is that of the zones of `aim`, else of the
    plan. Users cannot start one directly: `/api/sheet` starts it and waits.
    """

    gives_parts: ClassVar[bool] = False
    named: ClassVar[tuple[str, ...]] = ()
    seconds: ClassVar[float] = _SECONDS

    kind: Literal["sheet"] = "sheet"
    suffix: str
    lang: Language
    radius: float
    travel: Travel
    extent: Extent | None
    aim: str
    paper: str
    title: str
    layers: tuple[str, ...]
    tint: Literal["people", "land"]
    change: bool

    def check(self) -> None:
        """Check that a sheet can be drawn.

        Raises:
            ZonewrightError: what draws it is not installed.
        """
        require("reports", "typst")

    def work(self, plan: Plan, by: Work) -> dict[str, Any]:
        """Draw the sheet and return its name and size.

        Raises:
            ZonewrightError: a scenario does not apply, or nothing is within the scope.
        """
        from service.report.measured import Measured  # noqa: PLC0415
        from service.report.render import day_of  # noqa: PLC0415
        from service.report.sheet import sheet  # noqa: PLC0415  slow to load
        from service.report.writer import Edition  # noqa: PLC0415

        meter = by.meter(plan).at((self.radius,), by=self.travel)
        shown, against = (by.scenarios[name] for name in (SHOWN, AGAINST))
        before, after = (meter.measure(one.scenario) for one in (against, shown))
        one = None
        if shown.scenario is not None:
            one = Measured(shown.scenario, compare(before, after), shown.record)
        content = sheet(
            plan,
            before if one is not None else after,
            one,
            self.suffix,
            Edition(self.lang, day_of(plan), by.review_number),
            extent=self.extent or self._around(plan, after.zone_frame),
            paper=self.paper,
            title=self.title,
            layers=self.layers,
            tint=self.tint,
            is_change=self.change,
            maps=by.maps(plan, self.lang),
        )
        out: Path = by.folder / f"{plan.name}-{after.scenario}{self.suffix}"
        out.write_bytes(content)
        return {"file": out.name, "bytes": len(content)}

    def _around(self, plan: Plan, zones: gpd.GeoDataFrame) -> Extent | None:
        """Return the extent about the zones of the scope; None for the whole plan."""
        if not self.aim:
            return None
        own = Scope.parse(self.aim, plan).zones(zones)
        west, south, east, north = smallest_extent([own.geometry.to_numpy()])
        margin = _MARGIN * max(east - west, north - south)
        return west - margin, south - margin, east + margin, north + margin
