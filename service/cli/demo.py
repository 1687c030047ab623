"""The command `demo`: the China plan, its coverage, one scenario, and the map."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from layers.errors import ZonewrightError
from layers.messages import Message
from service.cli.language import sentence
from service.cli.options import open_plan, open_store, write_scenario
from service.cli.progress import working
from service.cli.serve import DEFAULT_PORT, LOOPBACK, Port, run
from service.cli.tables import print_line, say, title_of

if TYPE_CHECKING:
    from geo import Scenario
    from layers import Plan
    from service.scenario_service import ScenarioService


def demo(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to write to; created if missing.")
    ] = Path("zonewright-demo"),
    serve: Annotated[bool, typer.Option(help="Serve the map at the end.")] = True,
    port: Port = DEFAULT_PORT,
) -> None:
    """Build the plan of China's free trade zones, measure it, compare a scenario, serve the map."""
    from layers.store import store_beside
    from service.server.process import listen

    with listen(LOOPBACK, port) if serve else nullcontext() as listener:
        path = directory / "china-ftz.gpkg"
        plan = _shown(path)
        if listener is not None:
            with open_store(store_beside(path)) as store:
                run(plan, store, listener)


def _shown(path: Path) -> Plan:
    """Write the plan and its scenarios if missing, and print a summary."""
    from geo import CoverageMeter, Scenario, compare
    from layers.china import sample_scenarios
    from layers.store import LOCAL, store_beside
    from service.cli.reports import print_comparison, print_plan, print_totals
    from service.scenario_service import ScenarioService

    path.parent.mkdir(parents=True, exist_ok=True)
    plan, done = _written_plan(path)
    scenarios = [Scenario.from_document(sample) for sample in sample_scenarios(plan)]
    for scenario in scenarios:
        done.append(_written_scenario(scenario, path.parent / "scenarios"))
    done += _written_tables(path.parent / "evaluation")
    with open_store(store_beside(path)) as store:
        saved = _keep(ScenarioService(plan, store, LOCAL), scenarios)
        done.append(Message("cli-demo-kept", file=str(store_beside(path)), scenarios=saved))
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
    """Save the scenarios in the store, visible to all; return how many were saved now.

    An existing one stays unchanged, unless it is based on a plan that has been replaced.
    """
    stored = {one.scenario: one for one in service.scenarios()}
    changed = 0
    for scenario in scenarios:
        present = stored.get(scenario.scenario)
        if present is None:
            service.create(scenario, sentence(Message("cli-demo-sample")), "public")
        elif present.baseline != service.plan.baseline and present.status == "draft":
            why = sentence(Message("cli-demo-sample-again"))
            service.save(present.scenario, scenario, present.etag, why)
        else:
            continue
        changed += 1
    return changed


def _written_plan(path: Path) -> tuple[Plan, list[Message]]:
    """Return the China plan as read from the file, with messages on the files written.

    A different plan in that place, perhaps edited by its owner, is kept under another name.
    """
    from layers.china import build_china_plan

    present = open_plan(path) if path.exists() else None
    with working("cli-building-china"):
        plan = build_china_plan()
    if present is not None and (present.baseline, present.layers) == (plan.baseline, plan.layers):
        return present, [Message("cli-demo-plan-same", file=str(path))]
    done = []
    if present is not None:
        renamed = path.with_stem(f"{path.stem}-{present.baseline.removeprefix('sha256:')[:8]}")
        path.replace(renamed)
        done.append(Message("cli-demo-plan-differs", file=str(renamed)))
    with working("cli-building-china"):
        plan.save(path)
    return open_plan(path), [*done, Message("cli-written", file=str(path))]


def _written_tables(folder: Path) -> list[Message]:
    """Write the samples of custom purposes and indicators if missing; return messages on them."""
    from layers.china import sample_tables

    folder.mkdir(exist_ok=True)
    done = []
    for name, content in sample_tables().items():
        path = folder / f"{name}.csv"
        if not path.exists():
            path.write_bytes(content)
            done.append(Message("cli-written", file=str(path)))
    return done


def _written_scenario(scenario: Scenario, folder: Path) -> Message:
    """Write a scenario unless one for the same baseline exists; return a message on it."""
    from geo import Scenario

    folder.mkdir(exist_ok=True)
    path = folder / f"{scenario.scenario}.yaml"
    try:
        present = Scenario.load(path) if path.exists() else None
    except ZonewrightError:
        present = None
    if present is not None and present.baseline == scenario.baseline:
        return Message("cli-demo-there", file=str(path))
    write_scenario(scenario, path)
    return Message("cli-written", file=str(path))
