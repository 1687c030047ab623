"""Reports of a small plan, and what stands in one."""

from collections.abc import Sequence

import geopandas as gpd
from conftest import CRS, point
from ruled_plan import plan_of

from geo import CoverageMeter, Expand, Scenario
from layers import Plan
from layers.messages import Language
from service.report.content import report
from service.report.document import Picture, Report, ReportTable, ReportText
from service.report.measured import Measured
from service.report.writer import Edition

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


PLAN = peopled()
WIDER = Scenario.of(PLAN, [Expand(zone="W", by_km=0.8)], scenario="wider", title="Wider west")


def measured(plan: Plan, scenarios: Sequence[Scenario]) -> list[Measured]:
    meter = CoverageMeter(plan, RADII)
    return [Measured.of(meter, meter.measure(), it) for it in scenarios]


def reported(
    plan: Plan = PLAN,
    scenarios: Sequence[Scenario] = (WIDER,),
    language: Language = "en",
    *,
    annex: bool = True,
) -> Report:
    meter = CoverageMeter(plan, RADII)
    before = meter.measure()
    ones = [Measured.of(meter, before, it) for it in scenarios]
    return report(plan, before, ones, Edition(language, "2026-11-25", annex=annex))


def tables(found: Report) -> dict[str, ReportTable]:
    blocks = [block for section in found.sections for block in section.single_blocks]
    return {block.caption: block for block in blocks if isinstance(block, ReportTable)}


def texts(found: Report) -> str:
    blocks = [block for section in found.sections for block in section.single_blocks]
    said = [(it.text, *it.points) for it in blocks if isinstance(it, ReportText)]
    return "\n".join(line for lines in said for line in lines)


def pictures(found: Report) -> list[Picture]:
    """Return the pictures of a report."""
    return [
        it for section in found.sections for it in section.single_blocks if isinstance(it, Picture)
    ]
