"""Reach by road: equal to the plainest search of shortest ways over small networks."""

import heapq
import itertools
import math
import pickle
from collections import defaultdict
from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.sparse.csgraph import floyd_warshall

from geo import Coverage, CoverageMeter, compare
from geo.coverage.network import Network, Ties
from geo.coverage.network_lines import OTHER_EDGES_KM
from geo.coverage.network_reach import in_large_parts, network_around, railways_of, ways_of
from geo.coverage.travel import FARTHEST_KM, By
from geo.coverage.within_reach import within_reach
from geo.indicators import zone_gateways
from geo.tables import explain, what_would
from geo.zone import ZonePolygon
from layers import Plan
from layers.errors import MeasureError, PlanError
from layers.geometry.antimeridian import wrapped
from layers.geometry.edges import Floats, Ints
from layers.geometry.ellipsoid import GRS80
from layers.geometry.point_distance import Boundary
from tests.conftest import CRS
from tests.searching import examples

RADII_KM = (0, 2, 6, 20)
NEAR_KM = 5e-3
"""Edges of zones are straight in degrees, the search of the nearest street is in another plane."""
Line = list[tuple[float, float]]


def plan_of(
    zones: dict[str, shapely.Geometry],
    lines: list[Line],
    people: list[tuple[float, float]],
    oneway: list[bool] | None = None,
) -> Plan:
    """Return a plan of one district about its zones, with a network and a person at each place.

    Longitudes may go on beyond 180; the plan is cut there.
    """
    places = shapely.points([(turned(x), y) for x, y in people])
    west, south, east, north = shapely.total_bounds([*zones.values(), shapely.MultiPoint(people)])
    around = wrapped(shapely.box(west - 0.1, south - 0.1, east + 0.1, north + 0.1))
    ids = [str(number) for number in range(len(people))]
    streets = [shapely.LineString([(turned(x), y) for x, y in line]) for line in lines]
    weights = {"demand_id": ids, "population": 2.0 ** np.arange(len(ids))}
    layers = {
        "regions": ({"adcode": ["1"]}, [around]),
        "demand": (weights, places),
        "clusters": ({"cluster_id": ids, "sector": "biopharma"}, places),
        "gateways": ({"gateway_id": ids, "kind": "seaport"}, places),
        "network": ({"oneway": oneway or [False] * len(lines)}, streets),
    }
    frames = {
        name: gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)
        for name, (columns, shapes) in layers.items()
    }
    return Plan({"zones": frame(zones), **frames})


def turned(lon: float) -> float:
    return lon - 360 * (lon > 180)


def frame(zones: dict[str, shapely.Geometry]) -> gpd.GeoDataFrame:
    columns = {"zone_id": list(zones), "ftz_id": "F", "sectors": "biopharma"}
    return gpd.GeoDataFrame(columns, geometry=[*map(wrapped, zones.values())], crs=CRS)


def apart_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(GRS80.geod.inv(*one, *other)[2]) / 1e3


Node = tuple[float, float]


class Naive:
    """The plainest search: a graph whose streets are cut wherever something happens."""

    def __init__(self, lines: list[Line], oneway: list[bool]) -> None:
        self.lines, self.oneway = [shapely.LineString(line) for line in lines], oneway

    def way_km(self, zone: shapely.Geometry, place: tuple[float, float]) -> float:
        """Return the shortest way from a zone to a place, infinite if there is none."""
        if zone.intersects(shapely.Point(place)):
            return 0.0
        cuts: dict[int, set[float]] = {number: {0.0, 1.0} for number in range(len(self.lines))}
        access_km, tied, share = min(self.feet(shapely.Point(place)))
        cuts[tied].add(share)
        queue: list[tuple[float, Node]] = []
        spans: dict[int, list[tuple[float, float]]] = defaultdict(list)
        for block in shapely.get_parts(zone):
            inside = list(self.spans(block))
            for number, low, high in inside:
                spans[number].append((low, high))
                cuts[number].update((low, high))
            feet = [] if inside else self.feet(block)
            most_km = min(min(feet, default=(0.0,))[0] + OTHER_EDGES_KM, FARTHEST_KM)
            for egress_km, number, at in feet:
                if egress_km <= most_km:
                    cuts[number].add(at)
                    queue.append((egress_km, self.node(number, at)))
        for number, some in spans.items():
            held = (at for at in cuts[number] if any(low <= at <= high for low, high in some))
            queue += [(0.0, self.node(number, at)) for at in held]
        known = shortest(queue, self.arcs(cuts))
        return known.get(self.node(tied, share), math.inf) + access_km

    def feet(self, shape: shapely.Geometry) -> list[tuple[float, int, float]]:
        """Return how far each street is, which that is, and where on it is the nearest place."""
        boundary = Boundary(GRS80, shape) if shape.area else None
        found = []
        for number, line in enumerate(self.lines):
            low, high = 0.0, 1.0
            for _ in range(7):
                at = np.linspace(low, high, 41)
                xy = shapely.get_coordinates(
                    shapely.line_interpolate_point(line, at, normalized=True)
                )
                if boundary is None:
                    km = np.array([apart_km((shape.x, shape.y), (x, y)) for x, y in xy])
                else:
                    km = boundary.distance_km(xy[:, 0], xy[:, 1])
                best = int(km.argmin())
                low, high = at[max(best - 1, 0)], at[min(best + 1, 40)]
            found.append((float(km.min()), number, float(at[best])))
        return found

    def spans(self, block: shapely.Geometry) -> Iterator[tuple[int, float, float]]:
        """Yield each part of a street in a block: the street, from where to where on it."""
        for number, line in enumerate(self.lines):
            crossing = shapely.intersection(line, block)
            for part in [] if crossing.is_empty else shapely.get_parts(crossing):
                ends = shapely.line_locate_point(line, shapely.points(part.coords), normalized=True)
                yield number, float(ends.min()), float(ends.max())

    def node(self, number: int, at: float) -> Node:
        x, y = self.lines[number].interpolate(at, normalized=True).coords[0]
        return round(x % 360, 9), round(y, 9)

    def arcs(self, cuts: dict[int, set[float]]) -> dict[Node, list[tuple[float, Node]]]:
        arcs: dict[Node, list[tuple[float, Node]]] = defaultdict(list)
        for number, at in cuts.items():
            for one, other in itertools.pairwise(self.node(number, one) for one in sorted(at)):
                arcs[one].append((apart_km(one, other), other))
                if not self.oneway[number]:
                    arcs[other].append((apart_km(one, other), one))
        return arcs


def shortest(
    queue: list[tuple[float, Node]], arcs: dict[Node, list[tuple[float, Node]]]
) -> dict[Node, float]:
    heapq.heapify(queue)
    known: dict[Node, float] = {}
    while queue:
        km, here = heapq.heappop(queue)
        if here not in known:
            known[here] = km
            for step, there in arcs[here]:
                heapq.heappush(queue, (km + step, there))
    return known


def grid(rng: np.random.Generator, lon: float, lat: float) -> tuple[list[Line], list[bool]]:
    """Return most streets of a bent grid, some of them one way, and one apart from it."""
    place = {
        (x, y): (
            lon + 0.04 * x + rng.uniform(-0.01, 0.01),
            lat + 0.04 * y + rng.uniform(-0.01, 0.01),
        )
        for x in range(4)
        for y in range(4)
    }
    steps = [((x, y), (x + 1, y)) for x in range(3) for y in range(4)]
    steps += [((x, y), (x, y + 1)) for x in range(4) for y in range(3)]
    kept = [[place[one], place[other]] for one, other in steps if rng.random() < 0.8]
    kept.append([(lon + 0.2, lat), (lon + 0.2, lat + 0.05)])
    return kept, (rng.random(len(kept)) < 0.2).tolist()


def drawn(rng: np.random.Generator, lon: float, lat: float) -> shapely.MultiPolygon:
    """Return a zone of one block or two, each a few streets wide, or between streets."""
    blocks = []
    for _ in range(rng.integers(1, 3)):
        x, y = rng.uniform(-0.02, 0.16, 2) + np.array([lon, lat])
        angle, size = np.sort(rng.uniform(0, 2 * np.pi, 7)), rng.uniform(0.002, 0.03, 7)
        ring = np.column_stack([x + size * np.cos(angle), y + size * np.sin(angle)])
        blocks.append(shapely.make_valid(shapely.Polygon(ring)))
    union = shapely.union_all([shapely.convex_hull(block) for block in blocks])
    return shapely.MultiPolygon(shapely.get_parts(union).tolist())


@given(st.integers(0, 2**32), st.sampled_from([(120.0, 30.0), (10.0, 0.0), (50.0, 78.0)]))
@examples(4)
def test_distances_are_those_of_the_plainest_search(seed: int, at: tuple[float, float]) -> None:
    rng = np.random.default_rng(seed)
    lines, oneway = grid(rng, *at)
    people = [tuple(rng.uniform(-0.06, 0.22, 2) + at) for _ in range(10)]
    zones = {name: drawn(rng, *at) for name in "AB"}
    plan = plan_of(zones, lines, people, oneway)
    coverage = CoverageMeter(plan, RADII_KM, by="road").measure()
    plain = Naive(lines, oneway)
    naive = np.array([[plain.way_km(zone, place) for place in people] for zone in zones.values()])
    nearest = naive.min(axis=0)
    unsure = np.abs(nearest[None] - np.array(RADII_KM)[:, None]) < NEAR_KM
    unsure[0] = False  # inside is exact
    for radius, total, near in zip(RADII_KM, coverage.totals.itertuples(), unsure, strict=True):
        if not near.any():
            assert total.covered_population == (2.0 ** np.arange(10))[nearest <= radius].sum()
    for row, of_zone in zip(coverage.zones["gateways"], naive, strict=True):
        found = row[0]["distance_km"] if row else math.inf
        assert found == pytest.approx(of_zone.min(), abs=NEAR_KM)
    reached = nearest[np.isfinite(nearest)]
    if len(reached) == 10:
        weighted = (nearest * 2.0 ** np.arange(10)).sum() / (2.0**10 - 1)
        assert coverage.access["mean_km"].iloc[0] == pytest.approx(weighted, abs=NEAR_KM)
    else:
        assert np.isnan(coverage.access["mean_km"].iloc[0])
    for place, of_place in zip(people, naive.T, strict=True):
        way = coverage.ways.way(turned(place[0]), place[1])
        if way is None:
            assert np.isinf(of_place).all()
            continue
        assert [way.way_km, of_place[way.zone]] == pytest.approx([of_place.min()] * 2, abs=NEAR_KM)
        assert way.line_km <= way.way_km + NEAR_KM
        xy = shapely.get_coordinates(way.line)
        if way.way_km:
            assert tuple(xy[-1]) == pytest.approx(place)
            assert [*zones.values()][way.zone].distance(shapely.Point(xy[0])) < NEAR_KM / 50
        drawn_km = sum(apart_km(one, other) for one, other in itertools.pairwise(xy.tolist()))
        assert drawn_km == pytest.approx(way.way_km, abs=2 * NEAR_KM)


def same(one: Coverage, other: Coverage) -> None:
    for name in ("totals", "ftzs", "zones", "regions", "sectors", "access"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), rtol=1e-9, atol=0)


@given(st.integers(0, 2**32), st.sampled_from([(120.0, 30.0), (179.95, 10.0)]))
@examples(5)
def test_any_sequence_of_edits_is_measured_as_from_nothing(
    seed: int, at: tuple[float, float]
) -> None:
    rng = np.random.default_rng(seed)
    lines, oneway = grid(rng, *at)
    people = [tuple(rng.uniform(-0.06, 0.22, 2) + at) for _ in range(40)]
    zones = {name: drawn(rng, *at) for name in "ABC"}
    meter = CoverageMeter(plan_of(zones, lines, people, oneway), RADII_KM, by="road")
    for step in range(6):
        if step == 3:
            del zones["A"]
        zones[str(rng.choice(list("BCD")))] = drawn(rng, *at)
        same(meter.measure(frame(zones)), meter.measure_fully(frame(zones)))


@pytest.mark.parametrize("by", ["road", "road_min"])
@given(seed=st.integers(0, 2**32))
@example(seed=10)  # no cluster is near
@examples(4)
def test_what_a_changed_zone_reaches_measures_the_change_as_the_whole_plan(
    seed: int, by: By
) -> None:
    rng = np.random.default_rng(seed)
    at = (120.0, 30.0)
    lines, oneway = grid(rng, *at)
    people = [tuple(rng.uniform(-0.06, 0.22, 2) + at) for _ in range(30)]
    zones = {name: drawn(rng, *at) for name in "ABC"}
    plan = plan_of(zones, lines, people, oneway)
    minutes = rng.uniform(0, 10, len(lines)) * (rng.random(len(lines)) < 0.9)
    plan = plan.with_layer("network", plan.frame("network").assign(minutes=minutes))
    west, south, east, north = plan.extent
    edges = np.linspace(west, east, 9)
    strips = [shapely.box(one, south, two, north) for one, two in itertools.pairwise(edges)]
    regions = {"adcode": [str(number) for number in range(8)]}
    plan = plan.with_layer("regions", gpd.GeoDataFrame(regions, geometry=strips, crs=CRS))
    radii = (0, 1, 3, 5)
    changed = frame(zones | {"B": drawn(rng, *at)})
    before, after = (CoverageMeter.of(plan, radii, by).measure(it) for it in (None, changed))
    part = within_reach([before, after])
    own = CoverageMeter.of(part, radii, by)
    for column in ("covered_population", "covered_clusters"):
        more, own_more = (
            (two - one).tolist()
            for one, two in (
                [_sums(it)[column] for it in (before, after)],
                [_sums(own.measure(it))[column] for it in (None, changed)],
            )
        )
        assert more == own_more
    assert len(part.frame("network")) <= len(lines)


def _sums(coverage: Coverage) -> pd.DataFrame:
    people = coverage.totals.set_index(coverage.radius_column)[["covered_population"]]
    clusters = coverage.sectors.groupby(coverage.radius_column)["covered_clusters"].sum()
    return people.join(clusters)


def square(x: float, y: float, side: float = 0.02) -> shapely.Polygon:
    return shapely.box(x, y, x + side, y + side)


def within(plan: Plan, radii_km: float | tuple[float, ...] = 10.0) -> list[float]:
    covered = CoverageMeter(plan, radii_km, by="road").measure().totals["covered_population"]
    return list(covered)


STREET: Line = [(120.0, 30.0), (120.2, 30.0)]


def test_a_way_begins_at_the_boundary_and_goes_along_the_edge_where_a_point_is_tied() -> None:
    zone = square(120.09, 29.99)  # the middle of one long edge, far from its ends
    plan = plan_of({"A": zone}, [STREET], [(120.12, 30.01)])
    along, access = apart_km((120.11, 30), (120.12, 30)), apart_km((120.12, 30), (120.12, 30.01))
    assert within(plan, (along + access - 1e-3, along + access + 1e-3)) == [0, 1]


def test_what_lies_within_a_limit_of_positions_is_what_a_way_from_each_reaches() -> None:
    rng = np.random.default_rng(3)
    lines, oneway = grid(rng, 120.0, 30.0)
    people = [(120 + x, 30 + y) for x, y in rng.uniform(-0.03, 0.15, (20, 2)).tolist()]
    plan = plan_of({"A": shapely.box(120, 30, 120.02, 30.02)}, lines, people, oneway)
    network, _ = network_around(plan, "road", 9.0)
    ties = network.tied(*np.array(people).T)
    edge, share, _ = network.positions((120.0, 30.0, 120.1, 30.1), 1.0)
    limit = rng.uniform(1, 9, len(people))
    within = network.within(ties, np.arange(len(people)), (edge, share), limit)
    assert within.tolist() == (ways_between(network, (edge, share), ties) <= limit).tolist()
    assert 0.1 < within.mean() < 0.9


def ways_between(network: Network, at: tuple[Ints, Floats], ties: Ties) -> Floats:
    """Return how far it is from each position to each tied point, by all paths between nodes."""
    (edge, share), cost = at, network.cost
    arcs = np.full((network.nodes, network.nodes), np.inf)
    two_way = ~network.oneway
    np.minimum.at(arcs, (network.start, network.end), cost)
    np.minimum.at(arcs, (network.end[two_way], network.start[two_way]), cost[two_way])
    between = floyd_warshall(arcs)
    leaving = [(network.end[edge], (1 - share) * cost[edge])]
    leaving += [(network.start[edge], np.where(two_way[edge], share * cost[edge], np.inf))]
    from_end = two_way[ties.edge] | (ties.share == 1)
    back = np.where(from_end, (1 - ties.share) * cost[ties.edge], np.inf)
    arriving = [(network.start[ties.edge], ties.share * cost[ties.edge])]
    arriving += [(network.end[ties.edge], back)]
    ways = [
        first[:, None] + between[np.ix_(node, last)] + rest
        for node, first in leaving
        for last, rest in arriving
    ]
    more = ties.share - share[:, None]
    along = (edge[:, None] == ties.edge) & (two_way[ties.edge] | (more >= 0))
    direct = np.where(along, np.abs(more) * cost[ties.edge], np.inf)
    return np.asarray(np.min([*ways, direct], axis=0) + ties.access, float)


def test_no_way_leads_to_another_part_of_the_network_or_against_a_street_of_one_way() -> None:
    zone = square(120.09, 29.99)
    island: Line = [(120.12, 30.01), (120.14, 30.01)]
    assert within(plan_of({"A": zone}, [STREET, island], [(120.12, 30.01)]), 500) == [0]
    place = (120.05, 30.0)
    assert within(plan_of({"A": zone}, [STREET], [place], [True]), 500) == [0]
    assert within(plan_of({"A": zone}, [STREET[::-1]], [place], [True]), 500) == [1]


def test_who_lives_far_from_any_road_is_said_and_beyond_a_limit_is_not_reached() -> None:
    people = [(120.05, 30.0), (120.05, 30.07), (120.05, 30.17), (120.05, 30.19)]  # 8, 19, 21 km
    plan = plan_of({"A": square(120.09, 29.99)}, [STREET], people)
    assert within(plan, 100) == [1 + 2 + 4]  # not 8
    coverage = CoverageMeter(plan, 100, by="road").measure()
    (said,) = coverage.far_from_network
    assert (said.code, said.params["people"]) == ("measure-far-from-network", 2 + 4)
    assert CoverageMeter(plan, 10, by="road").measure().far_from_network == []
    assert CoverageMeter(plan, 100).measure().far_from_network == []


def test_who_is_joined_to_a_road_across_a_water_is_said() -> None:
    people = [(120.05, 30.01), (120.05, 30.04)]
    plan = plan_of({"A": square(120.09, 29.99)}, [STREET], people)
    waters = gpd.GeoDataFrame(
        {"water_id": ["W"]}, geometry=[shapely.box(120.04, 30.02, 120.06, 30.03)], crs=CRS
    )
    coverage = CoverageMeter(plan.with_layer("waters", waters), 50, by="road").measure()
    (said,) = coverage.far_from_network
    assert (said.code, said.params["people"]) == ("measure-across-water", 2)


@pytest.mark.parametrize(("lat", "reached", "said"), [(30.08, 3, "no"), (30.2, 2, "yes")])
def test_a_part_of_a_zone_far_from_any_road_is_said_and_beyond_a_limit_reaches_nobody_by_road(
    lat: float, reached: int, said: str
) -> None:
    people = [(120.19, 30.0), (120.1, lat + 0.005)]  # the other is inside
    plan = plan_of({"A": square(120.09, lat)}, [STREET], people)
    coverage = CoverageMeter(plan, 40, by="road").measure()
    assert coverage.totals["covered_population"].tolist() == [reached]
    of_zone = coverage.far_from_network[-1]
    assert (of_zone.code, of_zone.params["beyond"]) == ("measure-zone-far-from-network", said)
    assert of_zone.params["egress_km"] == pytest.approx(110.85 * (lat - 30), rel=1e-3)


def test_a_part_that_no_road_enters_is_left_by_others_than_the_nearest_too() -> None:
    north: Line = [(120.0, 30.03), (120.2, 30.03)]
    near, far = (
        shapely.box(120.09, 30.004, 120.11, 30.024),
        shapely.box(120.09, 30.004, 120.11, 30.01),
    )
    people = [(120.1, 30.031), (120.1, 29.999)]
    assert within(plan_of({"A": near}, [STREET, north], people), 2) == [1 + 2]  # 0.4 and 0.7 km off
    assert within(plan_of({"A": far}, [STREET, north], people), 4) == [2]  # 0.4 and 2.2 km off


def test_a_zone_and_people_far_from_a_whole_network_have_one_edge_each_to_look_at() -> None:
    lines = [[(120 + x / 50, 30.0), (120.02 + x / 50, 30.0)] for x in range(50)]
    plan = plan_of({"A": square(100.0, 30.0)}, lines, [(100.05, 30.0), (120.5, 30.001)])
    network = CoverageMeter(plan, 50, by="road").measure().network
    assert network is not None
    points = np.asarray(shapely.points([(100.05, 30.0), (120.5, 30.001)]))
    shapes, _, _ = network.network._near(points)
    assert np.bincount(shapes)[0] == 1  # not most of them
    assert network.nearest(CoverageMeter(plan, 50).measure().figures.polygons)[0] == math.inf


def test_of_two_edges_between_the_same_nodes_the_shorter_counts() -> None:
    detour: Line = [STREET[0], (120.1, 30.2), STREET[1]]
    zone, place = square(119.99, 29.99), (120.2, 29.999)
    for lines in ([STREET, detour], [detour, STREET]):
        assert within(plan_of({"A": zone}, lines, [place]), 25) == [1]


def test_no_way_is_shorter_than_the_straight_line_and_land_is_unknown() -> None:
    rng = np.random.default_rng(7)
    lines, _ = grid(rng, 120.0, 30.0)
    people = [tuple(rng.uniform(-0.06, 0.22, 2) + np.array([120, 30])) for _ in range(60)]
    plan = plan_of({"A": drawn(rng, 120, 30), "B": drawn(rng, 120, 30)}, lines, people)
    meter = CoverageMeter(plan, 5)
    line, road = meter.measure(), meter.at(5, by="road").measure()
    assert (road.nearest_km >= line.nearest_km - 1e-6).all()
    assert road.totals["covered_area_km2"].isna().all()
    assert road.regions["covered_area_km2"].isna().all()
    assert repr(road).endswith("within 5 km by road>")
    same(pickle.loads(pickle.dumps(road)), road)  # noqa: S301  our own


def test_gateways_in_minutes_are_named_so() -> None:
    plan = plan_of({"A": square(120.09, 29.99)}, [STREET], [(120.15, 30.0)])
    plan = plan.with_layer("network", plan.frame("network").assign(minutes=[10.0]))
    columns = {"gateway_id": ["G"], "kind": "seaport"}
    port = gpd.GeoDataFrame(columns, geometry=[shapely.Point(120.15, 30)], crs=CRS)
    plan = plan.with_layer("gateways", port)
    (row,) = zone_gateways(CoverageMeter(plan, radii_min=[30], by="road").measure()).to_dict(
        "records"
    )
    assert row["distance_min"] == pytest.approx(0.04 / 0.2 * 10, rel=1e-3)


def test_a_region_is_explained_in_minutes() -> None:
    plan = plan_of({"A": square(120.09, 29.99)}, [STREET], [(120.15, 30.0), (120.13, 30.0)])
    plan = plan.with_layer("network", plan.frame("network").assign(minutes=[20.0]))
    coverage = CoverageMeter(plan, radii_min=[3, 30], by="road").measure()
    (zone,) = explain(coverage, "1", 3).to_dict("records")
    far, near = ((x - 120.11) / 0.2 * 20 for x in (120.15, 120.13))
    assert zone["distance_min"] == pytest.approx(near, rel=1e-3)
    would = what_would(coverage, "1", 3, shares=[1.0])
    assert would["needed_min"].tolist() == pytest.approx([far], rel=1e-3)
    assert would["farther_min"].tolist() == pytest.approx([far - 3], rel=1e-2)


def test_railways_and_roads_of_a_plan_are_told_apart_by_their_kind() -> None:
    plan = plan_of({"A": square(120.09, 29.99)}, [STREET, STREET], [(120.15, 30.0)])
    network = plan.frame("network").assign(kind=["Railway", None])
    plan = plan.with_layer("network", network)
    meter = CoverageMeter(plan, 10, by="road")
    assert meter._network is not None
    assert len(meter._network.network.start) == 1
    assert len(railways_of(plan)) == 1


def test_nothing_is_measured_by_rail_and_the_refusal_says_why() -> None:
    plan = plan_of({"A": square(120.09, 29.99)}, [STREET], [(120.15, 30.0)])
    assert "rail" not in ways_of(plan)
    for by in ("rail", "rail_min"):
        with pytest.raises(MeasureError, match="anywhere along a track"):
            CoverageMeter.of(plan, 10, by)


def test_radii_in_minutes_are_named_so_and_never_mixed_with_km() -> None:
    people = [(120.095, 30.0), (120.15, 30.0), (120.15, 30.01), (120.195, 30.0)]
    plan = plan_of({"A": square(120.09, 29.99)}, [STREET], people)
    plan = plan.with_layer("network", plan.frame("network").assign(minutes=[20.0]))
    meter = CoverageMeter(plan, radii_min=[3.9, 4.1, 7], by="road")
    coverage = meter.measure()
    assert (meter.by, meter.unit, coverage.by, coverage.unit) == ("road", "min") * 2
    assert coverage.totals["radius_min"].tolist() == [3.9, 4.1, 7]
    assert coverage.totals["covered_population"].tolist() == [1, 3, 7]
    assert str(coverage) == (
        "<Coverage of baseline in plan: 6.7% within 3.9 min, 20.0% within 4.1 min, "
        "46.7% within 7 min by road>"
    )
    assert {"mean_min", "median_min"} < set(coverage.access)
    (gateway,) = coverage.zones["gateways"].iloc[0]
    assert gateway["distance_min"] == 0
    assert pickle.loads(pickle.dumps(meter)).measure().totals.equals(coverage.totals)  # noqa: S301
    again = pickle.loads(pickle.dumps(coverage))  # noqa: S301  our own
    assert compare(coverage, again).totals["covered_population_difference"].tolist() == [0, 0, 0]
    moved = coverage.zone_frame.set_geometry([square(120.16, 29.99)], crs=CRS)
    crossing = compare(coverage, meter.measure(moved)).population
    assert crossing.query("radius_min == 7")["entering_population"].tolist() == [8]
    with pytest.raises(MeasureError, match=r"\(3.9, 4.1, 7\) min and \(3.9, 4.1, 7\) km differ"):
        compare(coverage, meter.at(meter.radii_km, by="road").measure())
    with pytest.raises(MeasureError, match="in km and in minutes"):
        CoverageMeter(plan, 5, radii_min=5, by="road")
    with pytest.raises(MeasureError, match="a straight line has none"):
        CoverageMeter(plan, radii_min=5)


def test_an_edge_that_takes_no_time_is_no_inside_of_a_zone() -> None:
    plan = plan_of({"A": square(120.09, 29.99)}, [STREET], [(120.1, 30.0), (120.15, 30.0)])
    plan = plan.with_layer("network", plan.frame("network").assign(minutes=[0.0]))
    meter = CoverageMeter(plan, radii_min=0, by="road")
    assert meter.measure().totals["covered_population"].tolist() == [1]
    assert meter.at(0.1).measure().totals["covered_population"].tolist() == [3]
    with pytest.raises(PlanError, match=r"network.minutes: row 1 is below 0"):
        plan.with_layer("network", plan.frame("network").assign(minutes=[-1.0]))


def test_what_is_kept_of_a_block_is_of_no_other_block_nor_of_another_draft() -> None:
    street, lane = [(120.0, 30.0), (120.2, 30.0)], [(120.0, 30.03), (120.2, 30.03)]
    tall = shapely.Polygon([(120.05, 29.99), (120.1, 29.99), (120.1, 30.04), (120.05, 30.04)])
    notched = shapely.Polygon([*tall.exterior.coords[:3], (120.06, 30.01), (120.05, 30.04)])
    other = square(120.15, 29.99)
    drafts = [[tall, other], [notched, other], [tall.union(other)], [other, notched], [tall, tall]]
    plan = plan_of({"A": tall}, [street, lane], [(120.15, 30.0)])
    kept, _ = network_around(plan, "road", 10)
    assert shapely.box(*tall.bounds) == shapely.box(*notched.bounds)
    for draft in [*drafts, *drafts[::-1]]:
        polygons = [ZonePolygon(GRS80, shapely.MultiPolygon(shapely.get_parts(it))) for it in draft]
        fresh, _ = network_around(plan, "road", 10)
        found, expected = kept.entries_of_each(polygons), fresh.entries_of_each(polygons)
        for one, plain in zip(found, expected, strict=True):
            for part, other_part in zip(one, plain, strict=True):
                assert part.tolist() == other_part.tolist()
    own = [kept.entries(ZonePolygon(GRS80, it)) for it in (tall, notched)]
    inside = [float((one.last - one.first).sum()) for one in own]
    assert inside[1] < 0.9 * inside[0]


def test_a_network_without_minutes_measures_none() -> None:
    plan = plan_of({"A": square(120.09, 29.99)}, [STREET], [(120.1, 30)])
    with pytest.raises(MeasureError, match="layer network has none; give its lines a column min"):
        CoverageMeter(plan, radii_min=5, by="road")
    assert ways_of(plan)[:2] == ["line", "road"]
    assert not {"road_min", "rail_min"} & set(ways_of(plan))


def test_where_there_is_no_road_it_says_so() -> None:
    around = shapely.box(-140, -5, -139.9, -4.9)
    zones = gpd.GeoDataFrame({"zone_id": ["A"], "ftz_id": "F"}, geometry=[around], crs=CRS)
    regions = gpd.GeoDataFrame({"adcode": ["1"]}, geometry=[around], crs=CRS)
    plan = Plan({"zones": zones, "regions": regions})
    with pytest.raises(MeasureError, match="there is no road around the plan"):
        CoverageMeter(plan, 10, by="road")
    with pytest.raises(MeasureError, match="no such way of measuring; there are line, road"):
        CoverageMeter(plan, 10, by="air")  # type: ignore[arg-type]


def test_pieces_that_a_simplification_cut_off_are_left_out() -> None:
    long, short = np.arange(30), np.array([100, 101])
    start, end = np.concatenate([long[:-1], short[:1]]), np.concatenate([long[1:], short[1:]])
    assert in_large_parts(start, end).tolist() == [True] * 29 + [False]
    assert in_large_parts(short[:1], short[1:]).tolist() == [True]
