"""The command `demo`: the China plan, its coverage, one scenario, and the map."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from geo import CoverageMeter, Scenario, compare
from layers import Plan
from layers.china import build_china_plan, sample_scenarios
from layers.errors import ZonewrightError
from layers.messages import Message
from layers.store import LOCAL, store_beside
from service.cli.names import title_of
from service.cli.options import open_plan, open_store, working, write_scenario
from service.cli.reports import print_comparison, print_plan, print_totals
from service.cli.serve import DEFAULT_PORT, LOOPBACK, Port, run
from service.cli.tables import print_line, say
from service.scenario_service import ScenarioService
from service.server.process import listen


def demo(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to write to; made if need be.")
    ] = Path("zonewright-demo"),
    serve: Annotated[bool, typer.Option(help="Serve the map at the end.")] = True,
    port: Port = DEFAULT_PORT,
) -> None:
    """Build the plan of China's free trade zones, measure it, compare a scenario, serve the map."""
    with listen(LOOPBACK, port) if serve else nullcontext() as listener:
        path = directory / "china-ftz.gpkg"
        plan = _shown(path)
        if listener is not None:
            with open_store(store_beside(path)) as store:
                run(plan, store, listener)


def _shown(path: Path) -> Plan:
    """Write the plan and its scenarios where they are missing, and print what they say."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plan, done = _written_plan(path)
    scenarios = [Scenario.from_document(sample) for sample in sample_scenarios(plan)]
    for scenario in scenarios:
        done.append(_written_scenario(scenario, path.parent / "scenarios"))
    with open_store(store_beside(path)) as store:
        kept = _keep(ScenarioService(plan, store, LOCAL), scenarios)
        done.append(Message("cli-demo-kept", file=str(store_beside(path)), scenarios=kept))
    with working("cli-measuring"):
        meter = CoverageMeter(plan)
        before, after = meter.measure(), meter.measure(scenarios[0])
    for message in done:
        say(message)
    print_plan(plan, before.scenario, before.zone_frame)
    print_totals(before)
    print_line("")
    print_line(f"{scenarios[0].scenario}: {title_of(scenarios[0])}")
    print_comparison(compare(before, after), list(before.plan.terms.codes[-2:][:1]))
    return plan


def _keep(service: ScenarioService, scenarios: list[Scenario]) -> int:
    """Keep the scenarios in the store, for all to see; return how many were kept now.

    One that is there is left as it is, unless it was made over a plan that is there no more.
    """
    there = {one.scenario: one for one in service.scenarios()}
    changed = 0
    for scenario in scenarios:
        kept = there.get(scenario.scenario)
        if kept is None:
            service.create(scenario, "A sample", "public")
        elif kept.baseline != service.plan.baseline and kept.status == "draft":
            service.save(kept.scenario, scenario, kept.etag, "Made over the plan as it is now")
        else:
            continue
        changed += 1
    return changed


def _written_plan(path: Path) -> tuple[Plan, list[Message]]:
    """Return the China plan as a file holds it, and what was done.

    A plan there that differs, perhaps by its owner's edits, is kept under another name.
    """
    there = open_plan(path) if path.exists() else None
    with working("cli-building-china"):
        plan = build_china_plan()
    if there is not None and (there.baseline, there.layers) == (plan.baseline, plan.layers):
        return there, [Message("cli-demo-plan-same", file=str(path))]
    done = []
    if there is not None:
        kept = path.with_stem(f"{path.stem}-{there.baseline.removeprefix('sha256:')[:8]}")
        path.replace(kept)
        done.append(Message("cli-demo-plan-differs", file=str(kept)))
    with working("cli-building-china"):
        plan.save(path)
    return open_plan(path), [*done, Message("cli-written", file=str(path))]


def _written_scenario(scenario: Scenario, folder: Path) -> Message:
    """Write a scenario unless one for the same baseline is there; return what was done."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{scenario.scenario}.yaml"
    try:
        there = Scenario.load(path) if path.exists() else None
    except ZonewrightError:
        there = None
    if there is not None and there.baseline == scenario.baseline:
        return Message("cli-demo-there", file=str(path))
    write_scenario(scenario, path)
    return Message("cli-written", file=str(path))
