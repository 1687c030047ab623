"""The command `measure`: the coverage of a plan's or a scenario's zones."""

from pathlib import Path
from typing import Annotated

import typer

from geo.coverage.travel import radii_and_travel
from layers.errors import MeasureError
from layers.messages import Message
from layers.scenario_id import BASELINE
from service.cli.options import (
    AsJson,
    Levels,
    PlanPath,
    RadiiKm,
    RadiiMin,
    ScenarioName,
    StoreUrl,
    Way,
    find_scenario,
    level_codes,
    of_levels,
    open_plan,
)
from service.cli.progress import counting, working
from service.cli.tables import print_json, say_zones_outside, warn, warn_of_replay, warn_of_weights

DemandFolder = Annotated[
    Path | None,
    typer.Option("--demand-parts", metavar="FOLDER", help="Demand in partitions: GeoParquet."),
]
SchedulerAddress = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler; else this machine."),
]


def measure(
    plan: PlanPath,
    scenario: ScenarioName = BASELINE,
    radius_km: RadiiKm = None,
    radius_min: RadiiMin = None,
    by: Way = "line",
    level: Levels = None,
    demand_parts: DemandFolder = None,
    scheduler: SchedulerAddress = None,
    store: StoreUrl = None,
    json: AsJson = False,
) -> None:
    """Measure the coverage of the zones of a plan or a scenario.

    With --demand-parts a partitioned GeoParquet data set, which may be larger than memory, replaces
    the plan's demand. Distances of single points (access) are then null. With --by road,
    distances are the shortest ways along the plan's layer network, else along the roads or railways
    of the world's map; covered land is then null. With --radius-min they are minutes, of a plan
    whose network has them. A column of the demand with a value that is missing or negative is not
    measured: standard error reports this.
    """
    from geo import CoverageMeter
    from geo.coverage import Workers, measure_partitions
    from geo.coverage.targets import plan_targets, together
    from layers.plan.partitions import DemandParts
    from service.cli.reports import print_coverage
    from service.documents.coverage import measure_document

    radii, travel = radii_and_travel(radius_km, radius_min, by)
    if demand_parts is not None and travel.mode != "line":
        alone = Message("measure-by-line-alone")
        raise MeasureError(alone.at("--demand-parts"))
    if scheduler is not None and demand_parts is None:
        raise MeasureError(Message("cli-scheduler-alone"))
    opened = open_plan(plan, hashes=True)
    levels = level_codes(opened, level)
    edited = find_scenario(opened, scenario, store)
    if demand_parts is None:
        with working("cli-measuring"):
            coverage = CoverageMeter.of(opened, radii, travel).measure(edited)
            document = measure_document(coverage)
        warn_of_weights(opened)
    else:
        parts = DemandParts.open(demand_parts, opened.crs)
        with counting("cli-measuring-partitions") as progress:
            workers = Workers(scheduler, progress=progress)
            coverage = measure_partitions(opened, parts, edited, radii, workers=workers)
        measured = set(coverage.targets["target"])
        wanted = map(str, together(plan_targets(opened), edited.targets if edited else ()))
        if left := tuple(target for target in wanted if target not in measured):
            warn(Message("measure-targets-in-partitions", targets=left))
        document = measure_document(coverage)
    warn_of_replay(coverage.notice)
    say_zones_outside(opened, coverage.zone_frame, json=json)
    if json:
        document["regions"] = of_levels(document["regions"], levels)
        print_json(document)
    else:
        print_coverage(coverage, levels or [opened.terms.coarsest.code])
