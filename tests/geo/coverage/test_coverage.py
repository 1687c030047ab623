"""Coverage over squares of a hundredth of a degree: by hand, by conservation, by brute force."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo import CoverageMeter, Merge, Scenario, apply, compare
from geo.coverage.growth import growth_table
from geo.coverage.nearest import access
from geo.coverage.scope import Scope
from geo.coverage.service_area import cells_along
from geo.indicators.purposes import purposes_of
from geo.indicators.sectors import known_sectors
from geo.indicators.strategies import strategic_members
from geo.tables.own_regions import counted_districts
from geo.tables.performance import yields
from layers import Plan
from layers.errors import MeasureError, PlanError, UnknownError
from layers.example import example_plan
from layers.geometry.ellipsoid import GRS80
from layers.schema.lists import each_listed
from tests.conftest import CRS, demand_frame, layer_frame, point, regions_frame, square, zones_frame
from tests.searching import examples

# the height of a square, and its width at its southern edge, by the geodesic
HEIGHT_KM = GRS80.geod.inv(120, 30, 120, 30.01)[2] / 1e3
WIDTH_KM = GRS80.geod.inv(120, 30, 120.01, 30)[2] / 1e3


def around(*people: tuple[shapely.Point, float], **layers: pd.DataFrame) -> Plan:
    """Return zone A, a square in a district of eleven by eleven, with people and more layers."""
    own: dict[str, pd.DataFrame] = {
        "zones": zones_frame(("A", "F", square(0))),
        "regions": regions_frame(("330101", square(-5, -5, 11))),
    }
    return Plan(own | ({"demand": demand_frame(*people)} if people else {}) | layers)


def row(table: pd.DataFrame, **key: object) -> pd.Series:
    """Return the one row of a table with these values."""
    found = table[(table[list(key)] == pd.Series(key)).all(axis=1)]
    assert len(found) == 1
    return found.iloc[0]


# ........................................................... people


def test_people_inside_a_zone_are_covered_at_radius_0_and_others_within_the_radius() -> None:
    # the first point lies in two zones, the second on a boundary, which is inside; two are due
    # north of the upper edge, at one and two heights; the last is outside the district
    inside = (point(0.5), 7), (point(1.4), 5), (point(1.401), 3)
    north = [(shapely.Point(120.005, 30.01 + n * 0.01), 10**n) for n in (1, 2)]
    zones = zones_frame(("A", "F", square(0)), ("B", "F", square(0.4)))
    plan = around(*inside, *north, (point(50), 4), zones=zones)
    radii = [0, HEIGHT_KM * 0.999, HEIGHT_KM * 1.001, HEIGHT_KM * 2.001]
    coverage = CoverageMeter(plan, radii).measure()
    assert coverage.totals["population"].tolist() == [129] * 4
    assert coverage.totals["covered_population"].tolist() == [12, 15, 25, 125]
    assert row(coverage.regions, level="district", radius_km=0)["population"] == 125


def test_a_region_without_demand_has_no_population_figure_rather_than_0(two_zones: Plan) -> None:
    two = regions_frame(("330101", square(-5, -5, 11)), ("340101", square(6, -5, 11)))
    plan = around((point(3), 10), regions=two)
    regions = CoverageMeter(plan, [1]).measure().regions
    for level, adcode in (("district", "340101"), ("city", "340100"), ("province", "340000")):
        figures = row(regions, level=level, adcode=adcode)
        assert figures[["population", "covered_population"]].isna().all()
    assert row(regions, level="district", adcode="330101")["covered_population"] == 0
    nobody = CoverageMeter(two_zones, [1]).measure().totals
    assert nobody["population"].isna().all()
    assert (nobody["covered_area_km2"] > 0).all()


def test_a_demand_point_belongs_to_the_district_of_its_adcode() -> None:
    plan = around(
        regions=regions_frame(("330101", square(-5, -5, 11)), ("330102", square(6, -5, 11))),
        demand=demand_frame((point(0.5), 10)).assign(adcode="330102"),
    )
    regions = CoverageMeter(plan, [1]).measure().regions
    assert row(regions, level="district", adcode="330102")["covered_population"] == 10


# ........................................................... land


def test_covered_land_is_the_square_its_sides_and_a_disc(two_zones: Plan) -> None:
    regions = CoverageMeter(two_zones, [0, 2]).measure().regions
    west = regions[(regions["level"] == "district") & (regions["adcode"] == "330101")]
    square_km2, around_km = GRS80.area_km2(square(0))[0], GRS80.perimeter_km(square(0))[0]
    inside_km2, covered_km2 = west["covered_area_km2"]
    assert inside_km2 == pytest.approx(square_km2, rel=1e-12)
    assert covered_km2 == pytest.approx(square_km2 + around_km * 2 + np.pi * 2**2, rel=2e-4)
    assert west["area_km2"].tolist() == pytest.approx([GRS80.area_km2(square(-5, -5, 11))[0]] * 2)
    for radius_km in (0, 2):
        at = regions[regions["radius_km"] == radius_km].groupby("level")["covered_area_km2"].sum()
        assert at["district"] == at["city"] == at["province"]


# ........................................................... clusters, gateways, zones, FTZs


def test_clusters_are_counted_inside_within_and_matched() -> None:
    zones = zones_frame(("A", "F", square(0)), ("B", "F", square(2)))
    # inside a zone that designates the sector, inside one that does not, between the two, far off
    places = [point(0.5), point(2.5), point(1.5), point(40)]
    columns = {"cluster_id": list("abcd"), "sector": "biopharma", "weight": [2, 3, 5, 7]}
    plan = around(
        zones=zones.assign(sectors=["biopharma;marine_economy", ""]),
        clusters=gpd.GeoDataFrame(columns, geometry=places, crs=CRS),
    )
    sectors = CoverageMeter(plan, [1]).measure().sectors
    assert sectors["radius_km"].tolist() == [0, 1]
    assert sectors["covered_clusters"].tolist() == [2, 3]
    assert sectors["covered_weight"].tolist() == [5, 10]
    assert sectors["matched_clusters"].tolist() == [1, 1]
    assert sectors["weight"].tolist() == [17, 17]


def test_a_zone_names_its_nearest_gateway_of_each_kind() -> None:
    gateways = layer_frame(
        [point(3, 0), point(2, 0), point(0.5)],
        gateway_id=["P1", "P2", "R1"],
        kind=["seaport", "seaport", "railport"],
    )
    rail, sea = CoverageMeter(around(gateways=gateways), [1]).measure().zones["gateways"].iloc[0]
    assert rail == {"kind": "railport", "gateway_id": "R1", "distance_km": 0}
    assert (sea["kind"], sea["gateway_id"]) == ("seaport", "P2")
    assert sea["distance_km"] == pytest.approx(WIDTH_KM, rel=1e-6)


def test_headroom_is_the_cap_less_the_area_of_all_blocks_and_null_without_a_cap() -> None:
    both = shapely.MultiPolygon([square(0), square(3)])
    plan = around(
        zones=zones_frame(("A", "F", both), ("B", "F", square(6)), ("H", "HI", square(9))),
        ftzs=pd.DataFrame({"ftz_id": ["F", "HI", "N"], "cap_km2": [5.0, None, 8.0]}),
    )
    coverage = CoverageMeter(plan, [1]).measure()
    zone, ftzs = coverage.zones.iloc[0], coverage.ftzs
    assert zone["blocks"] == 2
    assert zone["area_km2"] == pytest.approx(GRS80.area_km2([square(0), square(3)]).sum())
    assert zone["perimeter_km"] == pytest.approx(4 * (HEIGHT_KM + WIDTH_KM), rel=1e-4)
    area = GRS80.area_km2([square(0), square(3), square(6)]).sum()
    assert row(ftzs, ftz_id="F")["headroom_km2"] == pytest.approx(5 - area)
    assert np.isnan(row(ftzs, ftz_id="HI")["headroom_km2"])
    assert row(ftzs, ftz_id="N")[["area_km2", "headroom_km2"]].tolist() == [0, 8]


# ........................................................... access


def test_access_is_worked_out_over_everyone_however_far() -> None:
    far = shapely.Point(120.005, 40)
    access = CoverageMeter(around((point(0.5), 3), (far, 1)), [1]).measure().access.iloc[0]
    north_km = GRS80.geod.inv(120.005, 30.01, 120.005, 40)[2] / 1e3
    assert access["mean_km"] == pytest.approx(north_km / 4, rel=1e-9)
    assert access["median_km"] == 0
    assert access["p90_km"] == pytest.approx(north_km, rel=1e-9)
    # three people at nought and one far: the Lorenz curve is flat until the last quarter
    assert access["gini"] == pytest.approx(0.75)
    zones = zones_frame(("A", "F", square(0)), ("B", "F", square(0.5)), ("C", "F", square(3)))
    plan = around((point(0.75), 1), (point(3.5), 1), zones=zones)  # one in two zones
    assert CoverageMeter(plan, [1]).measure().access["mean_km"].iloc[0] == 0


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0.1, 1e6)), min_size=1, max_size=30))
@examples(40)
def test_gini_is_half_the_relative_mean_difference(people: Sequence[tuple[float, float]]) -> None:
    distance, weight = np.array(people).T
    mean = distance @ weight / weight.sum()
    if mean < 1e-6:
        return
    pairs = np.abs(distance[:, None] - distance) * weight[:, None] * weight
    naive = pairs.sum() / weight.sum() ** 2 / (2 * mean)
    assert access(distance, weight)["gini"] == pytest.approx(naive, abs=1e-9)


# ........................................................... exactness and both ways


@pytest.mark.parametrize(("radius_km", "lat"), [(25, 75), (500, 30)])
def test_points_near_the_radius_are_decided_as_by_pyproj(radius_km: float, lat: float) -> None:
    zone = shapely.Polygon(
        [(120, lat), (120.06, lat - 0.01), (120.08, lat + 0.05), (120.03, lat + 0.02)]
    )
    dense = shapely.get_coordinates(shapely.segmentize(zone, 2e-5))
    lon, lats, naive_m = [], [], []
    offsets_m = np.resize([-3, -0.5, -0.05, 0.05, 0.5, 3], 40)
    for azimuth, metres in zip(range(-180, 180, 9), offsets_m, strict=True):
        # out from the boundary point nearest to a place at about the radius, by radius and metres
        x, y, _ = GRS80.geod.fwd(120.04, lat, azimuth, radius_km * 1e3)
        towards, _, near = GRS80.geod.inv(*dense.T, np.full(len(dense), x), np.full(len(dense), y))
        start = dense[near.argmin()]
        x, y, _ = GRS80.geod.fwd(*start, towards[near.argmin()], radius_km * 1e3 + metres)
        here = np.full(len(dense), x), np.full(len(dense), y)
        lon.append(x)
        lats.append(y)
        naive_m.append(GRS80.geod.inv(*here, *dense.T)[2].min())
    people = ((shapely.Point(x, y), 2**n) for n, (x, y) in enumerate(zip(lon, lats, strict=True)))
    plan = around(
        *people,
        zones=zones_frame(("A", "F", zone)),
        regions=regions_frame(("330101", shapely.box(100, lat - 10, 140, lat + 10))),
    )
    covered = CoverageMeter(plan, [radius_km]).measure_fully().totals["covered_population"].iloc[0]
    expected = [n for n, distance in enumerate(naive_m) if distance <= radius_km * 1e3]
    assert 10 < len(expected) < 30
    # a power of two each: the sum tells which points were taken
    assert [n for n in range(40) if int(covered) >> n & 1] == expected


# ........................................................... what makes no sense


def test_what_makes_no_sense_is_refused_with_what_to_give(two_zones: Plan) -> None:
    for one in (-1, 1e-320, 0.09, float("nan"), float("inf"), 1e6, "far", None):
        with pytest.raises(MeasureError, match="must be"):
            CoverageMeter(two_zones, [one])
    for radii in ([], "25", True):
        with pytest.raises(MeasureError, match=r"must be of type Sequence|no radius given"):
            CoverageMeter(two_zones, radii)
    assert CoverageMeter(two_zones, np.array([2, 1])).radii_km == (1, 2)
    meter = CoverageMeter(two_zones, [1])
    for zones in (5, ["A"]):
        with pytest.raises(MeasureError, match=r"zones: a \w+ cannot be measured; give a Scenario"):
            meter.measure(zones)  # type: ignore[arg-type]
    with pytest.raises(PlanError, match=r"zones.zone_id: row 1 \(A\), row 2 \(A\) share an id"):
        meter.measure(two_zones.zones.assign(zone_id=["A", "A"]))
    with pytest.raises(MeasureError, match="after: must be of type Coverage, not int"):
        compare(meter.measure(), 5)  # type: ignore[arg-type]


@examples(40)
@given(st.integers(0, 2**32), st.floats(1e-4, 0.5), st.floats(0.001, 100))
def test_every_point_within_the_band_lies_in_a_cell(seed: int, band: float, size: float) -> None:
    rng = np.random.default_rng(seed)
    turn = np.sort(rng.uniform(0, 2 * np.pi, 12))
    ring = size * rng.uniform(0.2, 1, 12)[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    edge = shapely.linearrings(ring)
    lon, lat = rng.uniform(-1.2 * size - band, 1.2 * size + band, (2, 300))
    near = shapely.dwithin(edge, shapely.points(lon, lat), band)
    assert cells_along(edge, band, lon, lat)[near].all()


def test_growth_is_beside_the_nation_s_where_published_and_what_is_not_says_so() -> None:
    columns = ["ftz_id", "period", "growth_pct", "source", "verified"]
    rows = [
        ("CHN", "2024", 5.0, "nation's", False),
        ("F", "2024", 7.5, "zone's", True),
        ("F", "2025Q1", 2.0, "zone's", True),
        ("ALL", "2025Q1", 2.2, "theirs", True),
        ("CHN", "2025Q2", 4.5, "nation's", True),
    ]
    trade, ftzs = pd.DataFrame(rows, columns=columns), pd.DataFrame({"ftz_id": ["F", "G"]})
    plan = around(trade=trade, ftzs=ftzs)
    found = {(row.ftz_id, row.period): row for row in growth_table(plan).itertuples()}
    both, own = found["F", "2024"], found["F", "2025Q1"]
    assert (both.difference_pct, both.source) == (2.5, "zone's; national: nation's")
    assert (both.verified, both.code) == (False, None)
    assert (own.growth_pct, own.source, own.verified) == (2, "zone's", True)
    assert pd.isna(own.difference_pct)
    alone = found["ALL", "2025Q2"]
    assert (alone.national_growth_pct, bool(alone.verified)) == (4.5, True)
    assert alone.code == "measure-growth-nation-alone-published"
    assert alone.source == "only the nation's growth is published; national: nation's"
    assert pd.isna([alone.growth_pct, alone.difference_pct]).all()
    (silent,) = (row for (ftz, _), row in found.items() if ftz == "G")
    assert (silent.source, silent.verified) == ("no published figure", False)
    assert silent.code == "measure-growth-not-published"
    assert pd.isna(silent.growth_pct)


def test_growth_of_a_larger_area_is_no_growth_nor_trade_of_a_group() -> None:
    columns = ["ftz_id", "indicator", "period", "value", "unit", "source", "verified"]
    rows = [
        ("F", "trade", "2024", 5e9, "CNY", "own", True),
        ("G", "trade", "2024", 71.6, "percent_yoy_larger_area", "town's", True),
    ]
    performance, ftzs = pd.DataFrame(rows, columns=columns), pd.DataFrame({"ftz_id": ["F", "G"]})
    found = growth_table(around(performance=performance, ftzs=ftzs)).set_index("ftz_id")
    assert found["growth_pct"].isna().all()
    assert found["source"].to_dict() == {
        "F": "trade published, its growth not",
        "G": "no published figure",
    }


def test_a_part_of_a_plan_is_measured_by_itself() -> None:
    # zones W (biopharma) and E of FTZs F and G, 11 km apart, ten and thirty persons
    zones = zones_frame(("W", "F", square(0)), ("E", "G", square(10)))
    clusters = {"cluster_id": ["B", "M"], "sector": ["biopharma", "marine_economy"]}
    plan = Plan(
        {
            "zones": zones.assign(sectors=["biopharma;semiconductors", "marine_economy"]),
            "regions": regions_frame(("330101", square(-5, -5, 11)), ("330102", square(6, -5, 11))),
            "demand": demand_frame((point(0.5), 10), (point(10.5), 30)),
            "clusters": gpd.GeoDataFrame(clusters, geometry=[point(0.5), point(10.5)], crs=CRS),
        }
    )
    meter = CoverageMeter(plan, radii_km=(5,))
    whole = meter.measure()
    for text, ids, covered, sectors in (
        ("ftz:F", ["W"], 10, {"biopharma": (1, 1, 1), "marine_economy": (1, 0, 0)}),
        ("sector:marine_economy", ["E"], 30, {"marine_economy": (1, 1, 1)}),
        ("region:330102", ["W", "E"], 30, {"biopharma": (0, 0, 0), "marine_economy": (1, 1, 1)}),
    ):
        scope = Scope.parse(text, plan)
        part = scope.zones(whole.zone_frame)
        assert part["zone_id"].tolist() == ids
        own = whole if scope.kind == "region" else meter.measure(part)
        assert scope.totals(own)["covered_population"].tolist() == [covered]
        table = scope.sectors(own)
        at_5 = table[table["radius_km"] == 5].set_index("sector")
        columns = ["clusters", "covered_clusters", "matched_clusters"]
        assert {name: tuple(row) for name, row in at_5[columns].iterrows()} == sectors
    for text in (
        "ftz:X",
        "sector:tea",
        "region:1",
        "F",
        "zone:W",
        "",
        "ftz:",
        "sector:",
        "region:",
    ):
        with pytest.raises(UnknownError):
            Scope.parse(text, plan)


def test_a_list_of_sectors_means_the_same_with_spaces_and_chinese_semicolons() -> None:
    zones = zones_frame(("A", "F", square(0)), ("B", "F", square(2)))
    clusters = {"cluster_id": ["a"], "sector": ["marine_economy"]}
    plan = around(
        zones=zones.assign(sectors=["biopharma ; marine_economy；tea;", ""]),
        clusters=gpd.GeoDataFrame(clusters, geometry=[point(0.5)], crs=CRS),
    )
    measured = CoverageMeter(plan, [1]).measure()
    assert measured.sectors["matched_clusters"].tolist() == [1, 1]
    for sector in ("biopharma", "marine_economy", "tea"):
        assert Scope.parse(f"sector:{sector}", plan).zones(plan.zones)["zone_id"].tolist() == ["A"]
    for sector in ("", " marine_economy", "biopharma "):
        with pytest.raises(UnknownError):
            Scope.parse(f"sector:{sector}", plan)
    merged = apply(plan, Scenario.of(plan, [Merge(zones=["A", "B"])]))
    assert merged["sectors"].tolist() == ["biopharma;marine_economy;tea"]


def test_every_list_of_names_in_a_cell_means_the_same_with_spaces_and_chinese_semicolons() -> None:
    plan = example_plan()
    published = {"indicator": "trade", "period": "2024", "value": 8.0, "unit": "cny"}
    other = {
        "policies": pd.DataFrame({"policy": ["pilot"], "ftz_id": "G"}),
        "performance": pd.DataFrame({"ftz_id": ["F"], "zone_id": None} | published),
        "purposes": pd.DataFrame({"purpose": ["reach"], "indicators": None, "order": 1}),
    }
    for layer, column, cell in (
        ("zones", "sectors", "biopharma;marine_economy"),
        ("regions", "strategies", "COAST;PLAIN"),
        ("ftzs", "counts_regions", "330102;330102"),
        ("policies", "ftz_id", "F;G"),
        ("performance", "zone_id", "A;B"),
        ("purposes", "indicators", "covered_population;matched_clusters"),
    ):
        frame = other[layer] if layer in other else plan.frame(layer)
        none = "G" if column == "ftz_id" else None
        texts = none, cell, cell.replace(";", " ； "), f";{cell.replace(';', ' ;')}; "
        plans = [plan.with_layer(layer, frame.assign(**{column: text})) for text in texts]
        unlisted, *answers = map(_answers, plans)
        assert answers[0] == answers[1] == answers[2] != unlisted, (layer, column)


def _answers(plan: Plan) -> tuple[object, ...]:
    """Return what is read of every list of names in a plan."""
    coverage = CoverageMeter(plan, [5]).measure()
    return (
        coverage.sectors.to_csv(),
        yields(coverage).drop(columns="zone_id").to_csv(),
        counted_districts(plan, "F").tolist(),
        {key: rows.tolist() for key, rows in strategic_members(plan).items()},
        each_listed(plan.frame("policies"), "ftz_id")["ftz_id"].tolist(),
        known_sectors(plan),
        [(one.key, *map(str, one.indicators)) for one in purposes_of(plan)],
    )
