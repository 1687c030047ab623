"""How good proposals on the China plan are, and how sure: against greedy choices and samples.

    python -m benchmarks.propose [marine] [swap] [zone] [national] … [--gap 0.01]
    python -m benchmarks.propose --tabled [--spread-km 2] [--keep FOLDER]
    python -m benchmarks.propose --by road [zhejiang] [hubei] …

Prints Markdown; without a name it runs all. With `--tabled` it prints of six questions whether a
planner would table the answer: what is left of the gain at other radii and in runs, how much of the
land is water of the context map, and how wide and long each piece is; `--keep` writes the
scenarios, for pictures (`zonewright export PLAN NAME.pdf --scenario NAME.yaml`). With `--by` it
holds answers by road to those by line: what either gains by road, and how much land they share.
Otherwise radii have no spread. **Greedy** takes one piece after another of the same candidates as
they are drawn first, the one that gains most or the one that gains most for its land, whichever
ends better; in a swap each piece with the cut that loses least. For a new zone it is the block
about the place with the most people beyond the radius. **Best sample** is the greatest gain of the
same objective by any sample scenario of `zonewright demo` that changes a zone of the same FTZs.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from benchmarks.sample_data import china_plan
from geo import CoverageMeter, Scenario
from geo.proposals import Proposal, Question, answer
from geo.proposals.blocks import block_at
from geo.proposals.ground import SLENDER, SLIM, Ground, ProposalTerms, room_km2
from geo.proposals.objective import Objective
from geo.proposals.objective_terms import parse_terms
from geo.proposals.reaching import Reaching
from geo.proposals.search import Search
from geo.proposals.task import Task
from geo.rules import violations
from geo.scenario.replay import replay
from geo.solver import Clock
from layers.china.samples import sample_scenarios
from layers.context import read_context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.coverage.way import By
    from geo.proposals.model import Choice
    from layers import Plan

_LEAST_GAIN = 1e-9


class Case(NamedTuple):
    """A question: FTZs (`all` with a cap, or none for a new zone), objective, km², or a swap."""

    ftzs: str
    objective: str
    km2: float | None


CASES = {
    "marine": Case("LN", "sector:marine_economy@50", 60.0),
    "swap": Case("SH", "population@50", None),
    "zone": Case("", "population@50", 20.0),
    "national": Case("all", "population@50", 5.0),
    "liaoning": Case("LN", "population@50", 20.0),
    "guangdong": Case("GD", "population@50", 20.0),
    "hubei": Case("HB", "population@50", 20.0),
    "fujian": Case("FJ", "population@50", 20.0),
    "zhejiang": Case("ZJ", "population@50", None),
}
BY_ROAD = ("zhejiang", "hubei", "guangdong", "swap")
TABLED = ("liaoning", "guangdong", "hubei", "fujian", "swap", "zone")


def greedy(choice: Choice) -> NDArray[np.bool_]:
    """Return what is chosen by taking one piece after another."""
    ended = [_greedy(choice, by_land=by_land) for by_land in (False, True)]
    return max(ended, key=choice.gain)


def _greedy(choice: Choice, *, by_land: bool) -> NDArray[np.bool_]:
    chosen = choice.today.copy()
    blocks = [row.columns for row in choice.rows if row.least == row.most == 1.0]
    states = {column for block in blocks for column in block}
    lobes = [column for column in range(choice.columns) if column not in states]
    while True:
        gain = choice.gain(chosen)
        best, most = None, 0.0
        for lobe in lobes:
            if chosen[lobe]:
                continue
            trial = chosen.copy()
            trial[lobe] = True
            if choice.gain(trial) <= gain + _LEAST_GAIN:
                continue
            for one in _with_cuts(choice, trial, blocks):
                more = choice.gain(one) - gain
                value = more / choice.cost[lobe] if by_land else more
                if more > _LEAST_GAIN and value > most:
                    best, most = one, value
        if best is None:
            return chosen
        chosen = best


def _with_cuts(
    choice: Choice, trial: NDArray[np.bool_], blocks: list[tuple[int, ...]]
) -> list[NDArray[np.bool_]]:
    """Return a choice as it is, or with the state of one block changed, where that is allowed."""
    if choice.allows(trial):
        return [trial]
    found = []
    for block in blocks:
        for column in block:
            other = trial.copy()
            other[list(block)] = False
            other[column] = True
            if choice.allows(other):
                found.append(other)
    return found


def worst_served(plan: Plan) -> str:
    """Return the province without FTZ that has the most people beyond 50 km of every zone."""
    regions = CoverageMeter(plan, 50.0).measure().regions
    own = regions[regions["level"] == plan.terms.coarsest.code]
    own = own[~own["adcode"].isin(plan.ftzs["adcode"])]
    beyond = own["population"] - own["covered_population"]
    return str(own["adcode"].iloc[int(beyond.to_numpy().argmax())])


def main() -> None:
    """Ask each question and print what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--gap", type=float, default=Question.gap)
    parser.add_argument("--tabled", action="store_true")
    parser.add_argument("--spread-km", type=float, default=Question.spread_km)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--by", choices=("road", "rail"))
    given = parser.parse_args()
    if unknown := set(given.cases) - set(CASES):
        parser.error(f"no case is called {', '.join(sorted(unknown))}")
    plan = china_plan()
    if given.tabled:
        tabled(plan, given.cases or TABLED, given.spread_km, given.keep)
        return
    if given.by is not None:
        by_another_way(plan, given.cases or BY_ROAD, given.by, given.gap)
        return
    print("| asked | status | gap | seconds | before | gain promised | measured | greedy |", end="")
    print(" best sample | land, km² | hard rules broken |")
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name in given.cases or CASES:
        print(_row(plan, CASES[name], given.gap), flush=True)


def by_another_way(plan: Plan, names: Sequence[str], by: By, gap: float) -> None:
    """Print what answers by road or rail gain by it, and what those by line do.

    Gains are means over the spread of radii, as they are sought, and those at the radius itself.
    """
    print(f"| asked | by {by} | gap | seconds | pieces | gain by {by} | at the radius |", end="")
    print(" of the answer by line | at the radius | in both, km² |")
    print(f"|---|---|{'---:|' * 8}")
    for name in names:
        case, found = CASES[name], {}
        ways: tuple[By, ...] = (by, "line")
        for way in ways:
            began = time.process_time()
            asked = replace(question_of(plan, case), by=way, gap=gap, runs=0)
            found[way] = answer(plan, asked), time.process_time() - began
        (own, seconds), (other, _) = found[by], found["line"]
        assert isinstance(own, Proposal)
        assert isinstance(other, Proposal)
        search, gains = Search.of(plan, replace(question_of(plan, case), by=by)), list[str]()
        for one in (own, other):
            after, before = search.meter.measure(one.scenario), search.baseline
            sought = search.objective, search.objective.at_threshold or search.objective
            gains += [f"{aims.value(after) - aims.value(before):,.0f}" for aims in sought]
        taken = [shapely.union_all([it.geometry for it in one.taken]) for one in (own, other)]
        both_km2 = float(plan.ellipsoid.area_km2([shapely.intersection(taken[0], taken[1])])[0])
        cells = (
            f"{case.ftzs}: {case.objective}, {case.km2 or 'a swap'}{' km²' if case.km2 else ''}",
            own.status,
            f"{own.gap:.3%}",
            f"{seconds:.0f}",
            str(len(own.pieces or ())),
            *gains,
            f"{both_km2:.1f} of {sum(it.area_km2 for it in own.taken):.1f}",
        )
        print(f"| {' | '.join(cells)} |", flush=True)


def question_of(plan: Plan, case: Case, spread_km: float = Question.spread_km) -> Question:
    """Return the question of a case that would be tabled."""
    return Question(
        objective=case.objective,
        ftzs=case.ftzs or (),
        province=None if case.ftzs else worst_served(plan),
        budget_km2=case.km2,
        swap=case.km2 is None,
        spread_km=spread_km,
        time_limit_s=1800.0,
    )


def tabled(plan: Plan, names: Sequence[str], spread_km: float, keep: Path | None) -> None:
    """Print whether the answers to some questions would be put before a meeting."""
    print("| asked | seconds | gain | at −2 km | −1 km | +1 km | +2 km | mean | worst |", end="")
    print(" in water | pieces: width × length, km | released |")
    print(f"|---|{'---:|' * 9}---|---|")
    for name in names:
        case, began = CASES[name], time.process_time()
        found = answer(plan, question_of(plan, case, spread_km))
        assert isinstance(found, Proposal)
        seconds, left = time.process_time() - began, found.robustness
        gains = [gain for by_km, gain in left.shifted if by_km]
        land = [piece.geometry for piece in found.taken]
        wet = sum(map(_water_deg2, land)) / sum(one.area for one in land)
        cells = (
            f"{case.ftzs or worst_served(plan)}{'' if case.km2 else ', a swap'}",
            f"{seconds:.1f}",
            f"{left.gain:,.0f}",
            *(f"{share:.0%}" for gain in gains if (share := left.share(gain)) is not None),
            *(f"{left.share(gain or 0.0) or 0.0:.0%}" for gain in (left.mean, left.worst)),
            f"{wet:.1%}",
            ", ".join(_size(plan, one) for one in land),
            ", ".join(f"{piece.zone_id} {piece.area_km2:.1f} km²" for piece in found.released),
        )
        print(f"| {' | '.join(cells)} |", flush=True)
        if keep is not None:
            (keep / f"{name}.yaml").write_text(found.scenario.to_yaml(), encoding="utf-8")


def _water_deg2(land: BaseGeometry) -> float:
    """Return how much of some land is water of the context map, in square degrees."""
    west, south, east, north = land.bounds
    box = west - 0.1, south - 0.1, east + 0.1, north + 0.1
    near = read_context(box)
    ashore, lakes = (
        shapely.union_all(shapely.make_valid(shapely.clip_by_rect(shapes, *box)))
        for shapes in (near.land, near.lakes)
    )
    dry = shapely.difference(shapely.intersection(land, ashore), lakes)
    return float(land.area - dry.area)


def _size(plan: Plan, land: BaseGeometry) -> str:
    """Return the sides of the narrowest rectangle around some land."""
    middle = land.centroid
    flat = plan.ellipsoid.plane(middle.x, middle.y).forward(land)
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(flat))
    width, length = sorted(np.linalg.norm(np.diff(corners[:3], axis=0), axis=1) / 1e3)
    return f"{width:.1f} × {length:.1f}"


def _row(plan: Plan, case: Case, gap: float) -> str:
    started = time.process_time()
    ftzs = _ftzs(plan, case)
    asked = replace(question_of(plan, case, 0.0), ftzs=ftzs, gap=gap, runs=0)
    found = answer(plan, asked)
    assert isinstance(found, Proposal)
    seconds = time.process_time() - started
    zones = replay(plan, found.scenario).zones
    broken = violations(plan, zones, found.scenario.rules)["level"] == "hard"
    where = ",".join(ftzs) if 0 < len(ftzs) < 5 else f"{len(ftzs)} FTZs"
    land = "a swap" if case.km2 is None else f"{case.km2:g} km²"
    cells = (
        f"{where if ftzs else worst_served(plan)}: {case.objective}, {land}",
        found.status,
        f"{found.gap:.3%}",
        f"{seconds:.1f}",
        f"{found.before:,.0f}",
        f"{found.promised - found.before:,.0f}",
        f"{found.measured - found.before:,.0f}",
        f"{_greedy_gain(plan, case, ftzs):,.0f}",
        _sample_gain(plan, case, ftzs, found),
        f"{sum(piece.area_km2 for piece in found.taken):.2f}",
        str(int(broken.sum())),
    )
    return f"| {' | '.join(cells)} |"


def _ftzs(plan: Plan, case: Case) -> list[str]:
    if case.ftzs == "all":
        return [*plan.ftzs.loc[plan.ftzs["cap_km2"].notna(), "ftz_id"]]
    return [case.ftzs] if case.ftzs else []


def _greedy_gain(plan: Plan, case: Case, ftzs: list[str]) -> float:
    terms = parse_terms(plan, [case.objective])
    baseline = CoverageMeter(plan, terms[0].radius_km).measure()
    aims = Objective.of(baseline, terms)
    if not ftzs:
        return _greedy_site(plan, case, aims, ~aims.covered(baseline))
    swap = case.km2 is None
    question = Question(objective=[case.objective], ftzs=ftzs, budget_km2=case.km2, swap=swap)
    room = room_km2(plan, question)
    for slender in (SLENDER, SLIM):
        asked = ProposalTerms(room, swap, slender=slender)
        choice = Task.of(plan, baseline, aims, asked, Clock(600.0)).choice
        gain = choice.gain(greedy(choice))
        if gain > 0:
            break
    return gain


def _greedy_site(plan: Plan, case: Case, aims: Objective, open_: NDArray[np.bool_]) -> float:
    """Return what the block about the most people beyond the radius in the province gains."""
    regions = plan.regions
    own = regions[plan.terms.coarsest.column] == worst_served(plan)
    province = shapely.union_all(regions.geometry[own].to_numpy())
    inside = shapely.contains_xy(province, aims.lon, aims.lat) & open_
    place = int(np.where(inside, aims.worth, -1.0).argmax())
    block = block_at(Ground(plan), aims.lon[place], aims.lat[place], case.km2 or 0.0)
    reached = Reaching(plan.ellipsoid, aims).reached(block) & open_
    return float(aims.worth[reached].sum())


def _sample_gain(plan: Plan, case: Case, ftzs: list[str], found: Proposal) -> str:
    """Return the greatest gain of the samples that change a zone of the FTZs, or a dash."""
    terms = parse_terms(plan, [case.objective])
    meter = CoverageMeter(plan, terms[0].radius_km)
    aims = Objective.of(meter.measure(), terms)
    own = set(plan.zones.loc[plan.zones["ftz_id"].isin(ftzs), "zone_id"])
    gains = []
    for document in sample_scenarios(plan):
        scenario = Scenario.from_document(document)
        coverage = meter.measure(scenario)
        was = dict(zip(plan.zones["zone_id"], plan.zones.geometry, strict=True))
        after = replay(plan, scenario).zones
        now = dict(zip(after["zone_id"], after.geometry, strict=True))
        changed = {zone for zone, shape in was.items() if not shape.equals(now.get(zone))}
        if changed & own:
            gains.append(aims.value(coverage) - found.before)
    return f"{max(gains):,.0f}" if gains else "–"


if __name__ == "__main__":
    main()
