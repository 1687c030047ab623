"""How fast location models are solved: published families, spopt beside, millions of points.

    python -m benchmarks.locate [families] [spopt] [large] [--time-limit-s 60] [--nodes 200 …]

Prints Markdown; without a name it runs all three. What is measured, docs/benchmarks.md says.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from importlib.metadata import version

import numpy as np
import pulp
import scipy.sparse as sp
from spopt.locate import LSCP, MCLP, PMedian

from benchmarks.location_instances import instances, plane_costs
from geo.locate import Location, Options, Points, lscp, mclp, p_median
from layers.geometry.ellipsoid import GRS80

PARTS = ("families", "spopt", "large")
_MOST_BY_SPOPT = 500  # nodes of a p-median: n² variables, half a gigabyte at a thousand
_NEAR = 30  # sites that a sparse matrix has for each demand point, in the mean


def families(time_limit_s: float) -> None:
    """Solve the published families."""
    print("| family | model | nodes | asked | seconds | objective | gap | status |")
    print("|---|---|---:|---|---:|---:|---:|---|")
    found = []
    for one in instances():
        answer = one.solve(Options(time_limit_s=time_limit_s))
        found.append(answer)
        row = (
            one.family,
            one.model,
            len(one.cost),
            one.asked,
            f"{answer.seconds:.1f}",
            "–" if answer.objective is None else f"{answer.objective:,.10g}",
            "–" if answer.gap is None else f"{answer.gap:.3%}",
            answer.status,
        )
        print("|", " | ".join(map(str, row)), "|", flush=True)
    proven = [one.seconds for one in found if one.status == "optimal"]
    print(f"\n{len(proven)} of {len(found)} proven, in the median in {np.median(proven):.2f} s.\n")


def beside_spopt(nodes: list[int], time_limit_s: float) -> None:
    """Build and solve the same models by spopt on HiGHS and by Zonewright."""
    print("| model | nodes | costs | spopt: build | spopt: solve | Zonewright | times as fast |")
    print("|---|---:|---|---:|---:|---:|---:|")
    for count in nodes:
        cost, weights = plane_costs(count, count, 30, whole=False)
        radius = float(np.quantile(cost[: min(count, 500)], _NEAR / count))
        p = max(count // 50, 5)
        reach = float(np.quantile(cost[: min(count, 500)], min(6 / p, 1)))
        for model in ("lscp", "mclp", "p_median"):
            for kind in ("dense", "sparse"):
                if model == "p_median" and count > _MOST_BY_SPOPT:
                    continue
                _one_beside(model, kind, (cost, weights, radius, reach, p), time_limit_s)


def _one_beside(model: str, kind: str, instance: tuple, time_limit_s: float) -> None:
    cost, weights, radius, reach, p = instance
    limit = reach if model == "p_median" else radius
    given = _within(cost, limit) if kind == "sparse" else cost
    options = Options(time_limit_s=time_limit_s)
    start = time.perf_counter()
    if model == "lscp":
        own = lscp(given, radius, options)
    elif model == "mclp":
        own = mclp(given, weights, radius, p, options)
    else:
        own = p_median(given, weights, p, options)
    seconds = time.perf_counter() - start
    build, solve, objective = _by_spopt(model, kind, instance, time_limit_s)
    ratio = f"{(build + solve) / seconds:.0f}"
    if objective is None:
        ratio = f"> {ratio}"
    else:
        assert own.objective is not None
        assert abs(objective - own.objective) <= 1e-6 * abs(own.objective), (model, kind, objective)
    if own.status != "optimal":
        ratio += f" (gap {own.gap:.2%})" if own.gap is not None else " (unsolved)"
    row = (model, len(cost), kind, f"{build:.2f} s", f"{solve:.2f} s", f"{seconds:.2f} s", ratio)
    print("|", " | ".join(map(str, row)), "|", flush=True)


def _within(cost: np.ndarray, limit: float) -> sp.csr_array:
    """Return the costs up to a limit as a sparse matrix, stored zeros too."""
    row, column = np.nonzero(cost <= limit)
    return sp.csr_array((cost[row, column], (row, column)), shape=cost.shape)


def _by_spopt(
    model: str, kind: str, instance: tuple, time_limit_s: float
) -> tuple[float, float, float | None]:
    """Return seconds of building and solving, and the objective, None if it was not proven.

    spopt takes arrays alone: what a sparse matrix leaves out is a cost that nobody would choose.
    """
    cost, weights, radius, reach, p = instance
    start = time.perf_counter()
    if model == "lscp":
        problem = LSCP.from_cost_matrix(cost, radius)
    elif model == "mclp":
        problem = MCLP.from_cost_matrix(cost, weights, service_radius=radius, p_facilities=p)
    else:
        far = cost if kind == "dense" else np.where(cost <= reach, cost, 1e6)
        problem = PMedian.from_cost_matrix(far, weights, p_facilities=p)
    build = time.perf_counter() - start
    start = time.perf_counter()
    engine = pulp.HiGHS(msg=False, timeLimit=time_limit_s, gapRel=0)
    problem.problem.solve(engine)
    solve = time.perf_counter() - start
    done = problem.problem.status == pulp.LpStatusOptimal and solve < time_limit_s
    return build, solve, float(pulp.value(problem.problem.objective)) if done else None


def large(points: int, sites: int) -> None:
    """Cover millions of demand points."""
    draw = np.random.default_rng(5)
    towns = draw.random((300, 2)) * [40, 25] + [80, 22]
    near = towns[draw.integers(0, 300, points // 2)] + draw.normal(0, 0.8, (points // 2, 2))
    spread = draw.random((points - points // 2, 2)) * [40, 25] + [80, 22]
    demand = np.vstack([near, spread])
    places = draw.random((sites, 2)) * [40, 25] + [80, 22]
    weights = draw.random(points) * 100
    print(f"{points:,} demand points, {sites} sites:\n")
    print("| model | distance | seconds, all told | objective | gap |")
    print("|---|---|---:|---:|---:|")
    for name, ellipsoid, radius in (("plane", None, 3.0), ("geodesic", GRS80, 300.0)):
        for model in ("mclp", "lscp"):
            start = time.perf_counter()
            cost = Points(demand, places, ellipsoid)
            wide = radius * 3.5  # so that somebody is within reach of all
            answer = mclp(cost, weights, radius, 10) if model == "mclp" else lscp(cost, wide)
            _tell(model, name, time.perf_counter() - start, answer)


def _tell(model: str, name: str, seconds: float, answer: Location) -> None:
    objective = "–" if answer.objective is None else f"{answer.objective:,.6g}"
    print(f"| {model} | {name} | {seconds:.1f} | {objective} | {answer.gap} |", flush=True)


def main() -> None:
    """Run the parts that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all by default")
    parser.add_argument("--time-limit-s", type=float, default=60.0)
    parser.add_argument("--nodes", type=int, nargs="+", default=[200, 500, 1000, 2000, 5000])
    parser.add_argument("--points", type=int, default=5_000_000)
    parser.add_argument("--sites", type=int, default=100)
    asked = parser.parse_args()
    names = ("highspy", "spopt", "pulp", "numpy", "scipy")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    load = os.getloadavg()[0]
    print(
        f"Python {platform.python_version()}, {versions}; {os.cpu_count()} cores, load {load:.1f}\n"
    )
    if not asked.parts or "families" in asked.parts:
        families(asked.time_limit_s)
    if not asked.parts or "spopt" in asked.parts:
        beside_spopt(asked.nodes, asked.time_limit_s)
    if not asked.parts or "large" in asked.parts:
        large(asked.points, asked.sites)


if __name__ == "__main__":
    main()
