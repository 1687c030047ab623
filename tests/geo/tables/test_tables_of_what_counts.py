"""What counts, overlaps, is unequal, and is won at the margin, beside naive recomputations."""

from itertools import combinations, product
from math import isnan, log

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.affinity import translate

from geo import Coverage, CoverageMeter, Expand, Move, Scenario, compare
from geo.comparison.contributions import contributions
from geo.comparison.table_diff import KEYS
from geo.coverage.plan_data import demand_attributes
from geo.tables import (
    NAMED_TABLES,
    development,
    explain,
    explained,
    inequality,
    margin,
    outside,
    overlap,
    own_regions,
    what_would,
    within,
)
from geo.tables.named_table import NamedTable
from layers import Plan
from layers.errors import MeasureError, UnknownError
from layers.example import example_plan
from layers.geometry.antimeridian import wrapped
from layers.geometry.point_distance import Boundary
from layers.plan.weights import named_as_figure
from layers.schema.figures import figures
from tests.conftest import CRS, layer_frame, point, regions_frame, square, zones_frame
from tests.searching import examples

CODES = ("330101", "330201", "440101", "810001")
RADII = (1.0, 3.0)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Return a plan of two to five zones, maybe of no group, over four districts, maybe at 180°."""
    east = draw(st.sampled_from([0.0, 59.97]))  # at 120° or at 180°
    at = st.tuples(st.integers(0, 14), st.integers(0, 6))
    zones = draw(st.lists(at, min_size=2, max_size=5, unique=True))
    people = draw(st.lists(st.tuples(at, st.sampled_from([0.0, 10, 25])), min_size=1, max_size=12))
    ftz = st.sampled_from(["F", "G", None])
    frames = {
        "zones": zones_frame(
            *((f"{n}片", draw(ftz), square(*where, 0.9)) for n, where in enumerate(zones))
        ),
        "regions": regions_frame(*((CODES[n], square(4 * n - 2, -4, 4)) for n in range(4))),
        "demand": layer_frame(
            [point(column + 0.3, row - 3.2) for (column, row), _ in people],
            demand_id=[str(n) for n in range(len(people))],
            population=[amount for _, amount in people],
            jobs=draw(st.lists(st.sampled_from([0.0, 1, 7]), min_size=12))[: len(people)],
        ),
    }
    for name, frame in frames.items():
        moved = [translate(shape, east) for shape in frame.geometry]
        frames[name] = frame.set_geometry([*map(within_180, moved)], crs=CRS)
    customs = draw(st.none() | st.lists(st.sampled_from(["", "港", None]), min_size=4, max_size=4))
    if customs is not None:
        frames["regions"] = frames["regions"].assign(customs_area=customs)
    counts = draw(st.sampled_from([None, "", "330000; 440101", "810000"]))
    groups = pd.DataFrame({"ftz_id": ["F", "G"], "adcode": ["330000", None]})
    return Plan(frames | {"ftzs": groups.assign(counts_regions=[counts, None])})


def within_180(shape: shapely.Geometry) -> shapely.Geometry:
    if shape.geom_type != "Point":
        return wrapped(shape)
    return shape if shape.x <= 180 else translate(shape, -360)


def naive(plan: Plan) -> list[dict[str, float]]:
    """Return by demand point its amounts, code and customs area, and its distance to each zone."""
    areas = plan.regions.get("customs_area", pd.Series([""] * 4)).fillna("")
    rows = []
    for place, people, jobs in zip(
        plan.demand.geometry, plan.demand["population"], plan.demand["jobs"], strict=True
    ):
        held = [n for n, shape in enumerate(plan.regions.geometry) if shape.intersects(place)]
        rows.append(
            {
                "population": people,
                "jobs": jobs,
                "code": CODES[held[0]] if held else "",
                "area": areas[held[0]] if held else None,
                "km": [
                    float(Boundary(plan.ellipsoid, shape).distance_km(place.x, place.y)[0])
                    for shape in plan.zones.geometry
                ],
            }
        )
    return rows


def same(got: float, expected: float) -> bool:
    return (isnan(got) and isnan(expected)) or got == pytest.approx(expected, abs=1e-9)


@given(plans(), st.sampled_from(["population", "jobs"]))
@examples(10)
def test_the_measures_are_those_of_a_naive_recomputation(plan: Plan, weight: str) -> None:
    coverage, points = CoverageMeter(plan, RADII).measure(), naive(plan)
    zones = plan.zones.reset_index(drop=True)
    counted = plan.ftzs.set_index("ftz_id")["counts_regions"].fillna("")
    provinces = {"F": counted["F"].replace(" ", "").split(";") if counted["F"] else ["330000"]}

    def counts(ftz: object, code: str) -> bool:
        return bool(code) and {code, f"{code[:2]}0000"} & {*provinces.get(ftz, [])} != set()

    def area_of(zone: int) -> object:
        inside = zones.geometry[zone].representative_point()
        areas = plan.regions.get("customs_area", pd.Series([""] * 4)).fillna("")
        held = [n for n, shape in enumerate(plan.regions.geometry) if shape.intersects(inside)]
        return areas[held[0]] if held else None

    has_customs = "customs_area" in plan.regions
    totals, groups = own_regions(coverage, weight)
    for row, radius in zip(totals.to_dict("records"), RADII, strict=True):
        reached = [[z for z, km in enumerate(each["km"]) if km <= radius] for each in points]
        pairs = list(zip(points, reached, strict=True))
        own = sum(
            p[weight] for p, by in pairs if any(counts(zones["ftz_id"][z], p["code"]) for z in by)
        )
        here = sum(
            p[weight] for p, by in pairs if p["code"] and any(area_of(z) == p["area"] for z in by)
        )
        covered, whole = sum(p[weight] for p, by in pairs if by), sum(p[weight] for p in points)
        assert same(row["amount"], whole)
        assert same(row["covered_amount"], covered)
        counts_any = any(counts("F", p["code"]) for p in points)
        assert same(row["own_amount"], own if counts_any else np.nan)
        assert same(row["other_amount"], covered - own if counts_any else np.nan)
        assert same(row["same_customs_amount"], here if has_customs else np.nan)
        assert same(row["across_customs_amount"], covered - here if has_customs else np.nan)
        one = groups[(groups["ftz_id"] == "F") & (groups["radius_km"] == radius)].iloc[0]
        its = [p for p, by in pairs if any(zones["ftz_id"][z] == "F" for z in by)]
        mine = sum(p[weight] for p in its if counts("F", p["code"]))
        assert same(one["own_amount"], mine if counts_any else np.nan)
        elsewhere = sum(p[weight] for p in its) - mine
        assert same(one["elsewhere_amount"], elsewhere if counts_any else np.nan)
        others = sum(p[weight] for p, by in pairs if by and counts("F", p["code"])) - mine
        assert same(one["other_amount"], others if counts_any else np.nan)

        people, by_zone = overlap(coverage, radius, weight)
        for number in range(4):
            expected = sum(p[weight] for p, by in pairs if min(len(by), 3) == number)
            assert same(people["amount"][number], expected)
        table = by_zone.set_index("zone_id")
        for z, zone_id in enumerate(zones["zone_id"]):
            sole = sum(p[weight] for p, by in pairs if by == [z])
            assert same(table.loc[zone_id, "sole_amount"], sole)
            shared = [
                sum(p[weight] for p, by in pairs if {z, other} <= {*by})
                for other in range(len(zones))
                if other != z
            ]
            assert same(table.loc[zone_id, "shared_amount"], max(shared))

        by_km = 0.7
        for got in margin(coverage, radius, by_km, weight).to_dict("records"):
            z = zones.index[zones["zone_id"] == got["zone_id"]][0]
            more = sum(p[weight] for p, by in pairs if not by and p["km"][z] <= radius + by_km)
            assert same(got["added_amount"], more)
    _check_inequality(coverage, points, weight)


def _check_inequality(coverage: object, points: list[dict], weight: str) -> None:
    table = inequality(coverage, "district", weight).set_index("radius_km")
    for radius in RADII:
        whole, got = dict.fromkeys(CODES, 0.0), dict.fromkeys(CODES, 0.0)
        for each in (each for each in points if each["code"]):
            whole[each["code"]] += each[weight]
            got[each["code"]] += each[weight] * (min(each["km"]) <= radius)
        codes = [code for code in CODES if whole[code] > 0]
        part = {code: whole[code] / sum(whole.values()) for code in codes}
        share = {code: got[code] / whole[code] for code in codes}
        mean = sum(part[code] * share[code] for code in codes)
        row = table.loc[radius]
        assert row["regions"] == len(codes)
        if not codes or mean == 0:
            assert isnan(row["gini"])
            assert isnan(row["theil"])
            continue
        pairs = product(codes, codes)
        gini = sum(part[a] * part[b] * abs(share[a] - share[b]) for a, b in pairs) / (2 * mean)
        theil = sum(part[c] * share[c] / mean * log(share[c] / mean) for c in codes if share[c] > 0)
        assert same(row["mean_share"], mean)
        assert same(row["gini"], gini)
        assert same(row["theil"], theil)
        assert share[row["least"]] == min(share.values()) == row["least_share"]


def test_what_the_margin_promises_is_what_the_edit_measures() -> None:
    # W stands free, 10 squares west of E: its land grows on all sides, E's as well
    plan = Plan(
        {
            "zones": zones_frame(("W", "F", square(0)), ("E", "F", square(10))),
            "regions": regions_frame(("330101", square(-20, -20, 60))),
            "demand": layer_frame(
                [point(-2.6), point(14)], demand_id=["1", "2"], population=[8.0, 9.0]
            ),
        }
    )
    meter = CoverageMeter(plan, 2)
    before, table = meter.measure(), margin(meter.measure(), 2, by_km=1).set_index("zone_id")
    wider = meter.measure(Scenario.of(plan, Expand(zone="W", by_km=1), scenario="wider"))
    grown_km2 = (wider.ftzs["area_km2"] - before.ftzs["area_km2"]).iloc[0]
    assert table.loc["W", "added_km2"] == pytest.approx(grown_km2, rel=1e-3)
    more = wider.totals["covered_population"] - before.totals["covered_population"]
    assert table.loc["W", "added_amount"] == more.iloc[0] == 8
    assert table.loc["W", "added_per_km2"] == pytest.approx(8 / grown_km2, rel=1e-3)
    with pytest.raises(MeasureError, match="by_km 0"):
        margin(before, 2, by_km=0)
    with pytest.raises(MeasureError, match="by_km: must be of type float"):
        margin(before, 2, by_km="x")  # type: ignore[arg-type]


def test_a_table_without_a_weight_of_choice_declares_its_figures_of_people(two_zones: Plan) -> None:
    def people(coverage: Coverage, radius_km: float) -> pd.DataFrame:
        return pd.DataFrame({"zone_id": coverage.zone_frame["zone_id"], "people": radius_km})

    asked = NamedTable(
        "own", 9, people, {"own": "zone_id"}, "one", figures={"own": figures("people")}
    )
    table = asked.declared(CoverageMeter(two_zones, [1, 5]).measure())["own"]
    assert [*table.columns] == ["zone_id", "radius_km", "weight", "people"]
    assert set(table["weight"]) == {"population"}


def test_what_no_plan_states_is_null_and_an_unknown_region_is_refused(two_zones: Plan) -> None:
    coverage = CoverageMeter(two_zones, [1, 5]).measure()  # neither demand nor groups
    for asked in NAMED_TABLES.values():
        for name, its_figures in asked.figures.items():
            table = asked.declared(coverage)[name]
            known = [one.name for one in its_figures if one.name != "added_km2"]
            assert table[known].isna().all(axis=None), (asked.name, name)
    groups = pd.DataFrame({"ftz_id": ["F"], "counts_regions": ["330000;999999"]})
    with pytest.raises(UnknownError, match="999999"):
        own_regions(CoverageMeter(two_zones.with_layer("ftzs", groups), 1).measure())
    for one, other in combinations(NAMED_TABLES.values(), 2):
        assert one.place != other.place


def every_table(before: Coverage, after: Coverage) -> dict[str, pd.DataFrame]:
    """Return all that is measured of a coverage, and of what changes it, by name."""
    both = compare(before, after)
    found = {f"{name} of coverage": getattr(after, name) for name in ("totals", "regions")}
    found |= {name: getattr(both, name) for name in ("totals", "regions", "population")}
    found |= {"zones": both.zone_population, "edits": contributions(before, [after])}
    found |= {"outside": outside(after), "explained": explained(after, "330102", 10)}
    found |= {"explain": explain(after, "330102", 10)}
    found |= dict(enumerate(within(after, "A", [1, 10])[:1]))
    for asked in NAMED_TABLES.values():
        options = {"radius_km": 10.0} if asked.radii == "one" else {}
        found |= {f"{asked.name} {key}": it for key, it in asked.tables(after, **options).items()}
    return found


def test_an_own_column_is_measured_wherever_people_are() -> None:
    plan = example_plan()
    plan = plan.with_layer("demand", plan.demand.assign(jobs=plan.demand["population"]))
    meter = CoverageMeter(plan, [5, 10])
    move = Scenario.of(plan, [Move(zone="B", dx_km=8, dy_km=0)])
    tables = every_table(meter.measure(), meter.measure(move))
    seen = set[str]()
    for name, table in tables.items():
        people = [one for one in map(str, table.columns) if "population" in one]
        for column in (one for one in people if not one.endswith("population_share")):
            own = table[column.replace("population", "jobs")].rename(column)
            pd.testing.assert_series_equal(own, table[column], obj=f"{name}: {column}")
            seen.add(name)
    assert len(seen) >= 13
    of_people, of_jobs = np.split(meter.measure(move).access.iloc[0].to_numpy(), 2)
    assert of_people.tolist() == of_jobs.tolist()


def test_no_own_column_is_named_as_a_column_of_a_table() -> None:
    plan = example_plan()
    meter = CoverageMeter(plan, [5, 10])
    before, after = meter.measure(), meter.measure(Scenario.of(plan, Expand(zone="B", by_km=1)))
    tables = [*every_table(before, after).values()]
    tables += [getattr(after, name) for name in KEYS]
    names = {str(name) for table in tables for name in table.columns}
    names -= {"population", *demand_attributes(plan)}
    found = {name for name in names if not named_as_figure(name)}
    of_others = ("_before", "_after", "_difference", "_cny", "_source", "_verified")
    assert not {name for name in found if not name.endswith(of_others)}


def test_an_own_column_that_is_named_as_a_figure_of_provinces_has_no_share_of_them() -> None:
    plan = example_plan()
    demand = plan.demand.assign(gdp_2024=1.0, gdp_2024_cny=2.0, gdp_cny=3.0)
    shares = development(CoverageMeter(plan.with_layer("demand", demand), [5]).measure())
    assert shares["gdp_cny"].tolist() == [3.0 * len(demand)]
    assert not [name for name in shares if str(name).startswith("covered_gdp_2024")]
    expected = development(CoverageMeter(plan, [5]).measure())
    pd.testing.assert_frame_equal(shares[expected.columns], expected)


def test_a_zone_that_reaches_an_own_column_alone_is_among_those_that_cover_a_region() -> None:
    plan = example_plan()
    far = plan.demand[["population"]].where(plan.demand["population"] < 0, 0.0)
    plan = plan.with_layer("demand", plan.demand.assign(population=far["population"]))
    table = explain(CoverageMeter(plan, [10]).measure(), "330102", 10)
    assert (table["covered_jobs"] > 0).any()


def test_an_own_column_needs_the_same_reach_as_the_same_people() -> None:
    plan = example_plan()
    plan = plan.with_layer("demand", plan.demand.assign(jobs=2 * plan.demand["population"]))
    coverage = CoverageMeter(plan, [5, 10]).measure()
    people, jobs = (what_would(coverage, "330102", 5, weight=one) for one in ("population", "jobs"))
    assert len(people)
    pd.testing.assert_frame_equal(people, jobs)
    with pytest.raises(UnknownError, match="no such column"):
        what_would(coverage, "330102", 5, weight="GDP")
