"""Reach by road: a drag and a full measure of the China plan, held to plainer searches.

    python -m benchmarks.roads [--edits 1000] [--pairs 500] [--repeat 5] [--points 300000]

With `--points`, so many random points in the districts are the demand in place of the plan's own.
Prints processor time (the median and the 95th percentile), by road and by the straight line in
turn. Random edits are measured incrementally, and held to one search from all zones: in how many
nodes the least of the zones' own distances differs from it, and by how many people within each
radius. Pairs of a zone and a demand point drawn at random are held to networkx (extra `benchmark`).
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from benchmarks.coverage import machine
from benchmarks.own import RADII_KM, drawn, edited, read
from benchmarks.sample_data import china_plan, plan_with_points
from geo import CoverageMeter
from geo.coverage.network import Entries

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geo.coverage.network_reach import NetworkData
    from geo.zone import ZonePolygon
    from layers.geometry.edges import Floats

_STEPS = 20
_NEAR_KM = 1e-9


def spent_ms(work: Callable[[], object]) -> float:
    """Return the processor time of a piece of work."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1e3


def time_steps(meters: dict[str, CoverageMeter], zones: gpd.GeoDataFrame, dragged: int) -> None:
    """Print the time of a step of a drag with all tables, and of a full measure."""
    rows = np.random.default_rng(1).permutation(len(zones))[:dragged].tolist()
    steps: dict[str, list[float]] = {by: [] for by in meters}
    for row in rows:
        frames = [edited(zones, row, step) for step in range(_STEPS + 1)]
        for by, meter in meters.items():
            read(meter.measure(frames[0]))
            for frame in frames[1:]:
                steps[by].append(spent_ms(lambda m=meter, f=frame: read(m.measure(f))))
    for by, times in steps.items():
        median, p95 = np.percentile(times, [50, 95])
        print(f"step by {by}: median {median:.1f} ms, p95 {p95:.1f} ms ({len(times)} steps)")


def time_full(meters: dict[str, CoverageMeter], repeat: int) -> None:
    """Print the time of a full measure with all tables."""
    for by, meter in meters.items():
        times = [spent_ms(lambda m=meter: read(m.measure_fully())) for _ in range(repeat)]
        print(f"full measure by {by}: median {np.median(times):.0f} ms")


class Fields:
    """Each zone's own distances to the nodes, by its outline."""

    def __init__(self, network: NetworkData) -> None:
        self.network = network
        self._of: dict[bytes, tuple[Entries, Floats]] = {}

    def check(self, meter: CoverageMeter, zones: gpd.GeoDataFrame) -> tuple[int, float]:
        """Return how many nodes, and people within any radius, differ from one search."""
        coverage = meter.measure(zones)
        net = self.network.network
        least = np.full(net.nodes, np.inf)
        every = []
        for polygon in coverage.figures.polygons:
            entries, field = self._field(polygon)
            every.append(entries)
            np.minimum(least, field, out=least)
        joined = [np.concatenate(part) for part in zip(*every, strict=True)]
        order = np.argsort(joined[0], kind="stable")
        entries = Entries(*(part[order] for part in joined))
        whole = net.field(entries, RADII_KM[-1])
        same = np.isclose(whole, least, rtol=0, atol=_NEAR_KM)
        distance_km = self.network.nearest(coverage.figures.polygons)
        population = self.network.plan_data.population
        covered = [float(population[distance_km <= radius].sum()) for radius in RADII_KM]
        apart = np.abs(coverage.totals["covered_population"].to_numpy() - covered)
        return int((~same).sum()), float((apart / np.maximum(covered, 1)).max())

    def _field(self, polygon: ZonePolygon) -> tuple[Entries, Floats]:
        key = polygon.shape.wkb
        if key not in self._of:
            entries = self.network.network.entries(polygon)
            self._of[key] = entries, self.network.network.field(entries, RADII_KM[-1])
        return self._of[key]


def check_edits(meter: CoverageMeter, zones: gpd.GeoDataFrame, count: int) -> None:
    """Measure random edits one after the other, and print what differs from one search."""
    rng = np.random.default_rng(2)
    fields = Fields(network_of(meter))
    nodes, people = 0, 0.0
    frame = zones
    for number in range(count):
        row = int(rng.integers(len(frame)))
        if number % 10 == 9:
            frame = zones if len(frame) < len(zones) - 5 else frame.drop(index=row)
            frame = frame.reset_index(drop=True)
        else:
            shape = drawn(frame.geometry.iloc[row], int(rng.integers(100)))
            frame = frame.copy()
            frame.loc[row, "geometry"] = shape
        if number % 50 == 49:
            frame = zones  # so that outlines do not grow without end
        differing, share = fields.check(meter, frame)
        nodes, people = nodes + differing, max(people, share)
    print(f"{count} random edits: {nodes} differing nodes, people differ by {people:.1e} at most")


def network_of(meter: CoverageMeter) -> NetworkData:
    """Return the network of a meter by road."""
    network = meter.measure().network
    assert network is not None
    return network


def check_pairs(meter: CoverageMeter, count: int) -> None:
    """Print by how much the ways of random pairs differ from those of networkx."""
    rng = np.random.default_rng(3)
    plan_data = network_of(meter)
    net = plan_data.network
    graph = nx.Graph()
    for start, end, km in zip(
        net.start.tolist(), net.end.tolist(), net.length_km.tolist(), strict=True
    ):
        if not graph.has_edge(start, end) or graph[start][end]["weight"] > km:
            graph.add_edge(start, end, weight=km)
    demand = plan_data.plan_data.demand
    ties = net.tied(demand.lon, demand.lat)
    polygons = meter.measure().figures.polygons
    worst, compared = 0.0, 0
    each = 10
    while compared < count:
        row = int(rng.integers(len(polygons)))
        found_km = plan_data.distance_km(polygons[row], "demand", 500.0)
        node, seed_km, _ = net.seeds(net.entries(polygons[row]))
        graph.add_node("zone")
        for one, km in sorted(zip(node.tolist(), seed_km.tolist(), strict=True), reverse=True):
            if not graph.has_edge("zone", one) or graph["zone"][one]["weight"] > km:
                graph.add_edge("zone", one, weight=km)
        ways = nx.single_source_dijkstra_path_length(graph, "zone", cutoff=500.0)
        graph.remove_node("zone")
        tied_to_zone = np.isin(ties.edge, net.entries(polygons[row]).edge)
        may = np.flatnonzero(np.isfinite(found_km) & (found_km > 0) & ~tied_to_zone)
        wanted = min(each, len(may), count - compared)
        for point in rng.choice(may, size=wanted, replace=False).tolist():
            edge, share = ties.edge[point], ties.share[point]
            length_km = net.length_km[edge]
            ends = (net.start[edge], share * length_km), (net.end[edge], (1 - share) * length_km)
            plain = min(ways.get(int(one), np.inf) + km for one, km in ends)
            plain += ties.access[point]
            if np.isfinite(plain):
                worst = max(worst, abs(plain - found_km[point]) / plain)
                compared += 1
    print(f"{compared} pairs by networkx: differ by {worst:.1e} of the way at most")


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=1_000)
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--dragged", type=int, default=20, help="zones")
    parser.add_argument("--points", type=int, help="of demand, in place of the plan's own")
    asked = parser.parse_args()
    print(machine())
    plan = china_plan() if asked.points is None else plan_with_points(asked.points)
    print(f"{len(plan.demand):,} demand points")
    meters = {"line": CoverageMeter(plan, RADII_KM)}
    start = time.process_time()
    meters["road"] = meters["line"].at(RADII_KM, by="road")
    print(f"{network_of(meters['road']).network}")
    print(f"preparation by road: {time.process_time() - start:.1f} s")
    time_full(meters, asked.repeat)
    time_steps(meters, plan.zones, asked.dragged)
    check_pairs(meters["road"], asked.pairs)
    check_edits(meters["road"], plan.zones, asked.edits)


if __name__ == "__main__":
    main()
