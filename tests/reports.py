"""Reports of a small plan, and what stands in one."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Any

import geopandas as gpd
import pypdf
import shapely
from ruled_plan import plan_of

from geo import Coverage, CoverageMeter, Expand, Scenario
from layers import Plan
from layers.messages import Language
from service.report.content import report
from service.report.document import Picture, Report, ReportBanner, ReportTable, ReportText
from service.report.measured import Measured
from service.report.writer import Edition
from tests.conftest import CRS, point

RADII = (1.0, 2.0, 5.0)


def peopled() -> Plan:
    """Return the plan of `ruled_plan` with people and clusters, names and a title."""
    plan = plan_of()
    frames = {name: plan.frame(name) for name in plan.present}
    zones = plan.zones.assign(name=["West", "East"], name_zh=["西片区", "东片区"])
    at = [point(x) for x in (0.5, 2.5, 5.5, 16.0)]
    people = {"demand_id": list("abcd"), "population": [1000.0, 200.0, 30.0, 4.0]}
    clusters = {"cluster_id": ["c"], "sector": ["biopharma"], "weight": 1.0, "name": "Lab"}
    return Plan(
        {
            **frames,
            "zones": zones,
            "demand": gpd.GeoDataFrame(people, geometry=at, crs=CRS),
            "clusters": gpd.GeoDataFrame(clusters, geometry=[point(2.2)], crs=CRS),
        }
    )


def across_180_degrees() -> Plan:
    """Return a plan of one zone and one region, both on either side of 180°."""
    both, wide = (
        shapely.MultiPolygon(
            [shapely.box(180 - deg, -deg, 180, deg), shapely.box(-180, -deg, deg - 180, deg)]
        )
        for deg in (0.1, 2)
    )
    zones = gpd.GeoDataFrame({"zone_id": ["Z"], "ftz_id": ["F"]}, geometry=[both], crs=CRS)
    land = gpd.GeoDataFrame({"adcode": ["1"]}, geometry=[wide], crs=CRS)
    return Plan({"zones": zones, "regions": land})


PLAN = peopled()
WIDER = Scenario.of(PLAN, [Expand(zone="W", by_km=0.8)], scenario="wider", title="Wider west")


@cache
def _measured(plan: Plan) -> tuple[CoverageMeter, Coverage]:
    """Return the meter of a plan, and its baseline."""
    meter = CoverageMeter(plan, RADII)
    return meter, meter.measure()


def measured(plan: Plan, scenario: Scenario, record: dict[str, Any] | None = None) -> Measured:
    return Measured.of(*_measured(plan), scenario, record)


def reported(
    plan: Plan = PLAN,
    scenarios: Sequence[Scenario | Measured] = (WIDER,),
    language: Language = "en",
    record: dict[str, Any] | None = None,
    *,
    annex: bool = True,
    most_maps: int = 40,
) -> Report:
    ones = [it if isinstance(it, Measured) else measured(plan, it, record) for it in scenarios]
    number = "GS(2026)1" if record else None
    edition = Edition(language, "2026-11-25", number, annex=annex, most_maps=most_maps)
    return report(plan, _measured(plan)[1], ones, edition)


@cache
def usual(language: Language = "en") -> Report:
    """Return the report of the plan and `WIDER`, with its annex."""
    return reported(language=language)


def pdf_text(content: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)


def with_layers(plan: Plan = PLAN, **layers: Any) -> Plan:
    return Plan({name: plan.frame(name) for name in plan.present} | layers)


def tables(found: Report) -> dict[str, ReportTable]:
    blocks = [block for section in found.sections for block in section.single_blocks]
    return {block.caption: block for block in blocks if isinstance(block, ReportTable)}


def texts(found: Report) -> str:
    blocks = [block for section in found.sections for block in section.single_blocks]
    said = [(it.text, *it.points) for it in blocks if isinstance(it, ReportText)]
    said += [
        (f"{mark} {heading}", *lines)
        for it in blocks
        if isinstance(it, ReportBanner)
        for mark, heading, lines in it.entries
    ]
    return "\n".join(line for lines in said for line in lines)


def pictures(found: Report) -> list[Picture]:
    return [
        it for section in found.sections for it in section.single_blocks if isinstance(it, Picture)
    ]
