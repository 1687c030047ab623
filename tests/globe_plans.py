"""A small plan anywhere on the globe, and edits of it by every verb, the same at any longitude."""

from math import cos, radians
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import strategies as st
from shapely.geometry import Polygon

from geo import Scenario
from geo.edits import Edit
from layers import Plan
from layers.geometry.antimeridian import wrapped

ELSEWHERE = 20.0
"""A longitude where nothing is cut."""

places = st.tuples(
    st.sampled_from([180.0, -180.0, 179.9, -179.95, -176.0, 0.0]) | st.floats(-180, 180),
    st.sampled_from([-83.5, -17.0, 0.0, 65.0, 83.5]) | st.floats(-83.5, 83.5),
)
"""A longitude and a latitude."""


class Place:
    """Shapes about a place, in steps of about a kilometre east and north.

    Where `turned_to` names a longitude, they are those about the place, turned to there about the
    axis.
    """

    def __init__(self, lon: float, lat: float, turned_to: float | None = None) -> None:
        self.lon, self.lat = lon, lat
        self.east = 0.01 / cos(radians(lat))
        self.turn = 0.0 if turned_to is None else turned_to - lon

    def at(self, east: float, north: float) -> tuple[float, float]:
        """Return a position whose longitude may go on beyond ±180."""
        return self.lon + self.turn + east * self.east, self.lat + north * 0.01

    def ring(self, *steps: tuple[float, float]) -> shapely.Polygon:
        """Return a polygon, by the steps to its corners."""
        return Polygon([self.at(*step) for step in steps])

    def box(self, west: float, south: float, east: float, north: float) -> shapely.Polygon:
        """Return a box, by steps."""
        return self.ring((west, south), (east, south), (east, north), (west, north))

    def frame(self, key: str, shapes: dict[str, shapely.Polygon]) -> gpd.GeoDataFrame:
        cut = [wrapped(shape) for shape in shapes.values()]
        return gpd.GeoDataFrame({key: list(shapes)}, geometry=cut, crs="EPSG:4490")


def plan_at(at: Place) -> Plan:
    """Return A and B, which share a border, C and D apart, in two provinces, all about a place."""
    zones = at.frame(
        "zone_id",
        {
            "A": at.box(-4, -2, 1, 2),
            "B": at.box(1, -2, 5, 2),
            "C": at.box(-2, 6, 3, 8),
            "D": at.box(-1, -9, 0.5, -7.5),
        },
    ).assign(ftz_id="F")
    regions = at.frame(
        "adcode", {"110000": at.box(-60, -50, 2, 30), "120000": at.box(2, -50, 60, 30)}
    ).assign(province_adcode=["110000", "120000"])
    points = [at.at(east, north) for east in range(-50, 51, 10) for north in range(-40, 25, 10)]
    x, y = np.array(points).T
    demand = gpd.GeoDataFrame(
        {"demand_id": [str(n) for n in range(len(x))], "population": np.arange(len(x)) + 1.0},
        geometry=shapely.points((x + 180) % 360 - 180, y),
        crs="EPSG:4490",
    )
    return Plan(
        {
            "zones": zones,
            "regions": regions,
            "ftzs": pd.DataFrame({"ftz_id": ["F"], "adcode": ["110000"], "cap_km2": [30.0]}),
            "exclusions": at.frame("exclusion_id", {"X": at.box(-1, 2.5, 1, 4)}),
            "demand": demand,
        }
    )


def edits_at(at: Place) -> dict[str, list[dict[str, Any]]]:
    """Return lists of edits by name: every verb once at least."""
    line = shapely.LineString([at.at(-0.7, -3), at.at(0.6, 3)]).wkt
    side = at.box(-0.5, -2, 1, 2).wkt
    outline = at.ring((-4, -2), (1, -2), (1, 2), (-1, 3.5), (-4, 2))
    return {
        "reshape": [{"reshape": {"zone": "A", "geometry": outline.wkt}}],
        "expand": [{"expand": {"zone": "A", "by_km": 1.5}}],
        "expand by a little": [{"expand": {"zone": "A", "by_km": 0.2}}],
        "shrink by a little": [{"shrink": {"zone": "B", "by_km": 0.15}}],
        "expand by next to nothing": [{"expand": {"zone": "A", "by_km": 0.01}}],
        "expand within limits": [
            {
                "expand": {
                    "zone": "A",
                    "to_area_km2": 30,
                    "keep_off": ["neighbours", "exclusions"],
                    "bearing": [270, 120],
                }
            }
        ],
        "shrink": [{"shrink": {"zone": "C", "to_area_km2": 5}}],
        "shrink within limits": [
            {"shrink": {"zone": "A", "by_km": 0.5, "within": at.box(-9, -9, 9, 0).wkt}}
        ],
        "move": [{"move": {"zone": "D", "dx_km": 4, "dy_km": -3}}],
        "move back": [
            {"move": {"zone": "B", "dx_km": 30, "dy_km": 0}},
            {"move": {"zone": "B", "dx_km": -30, "dy_km": 0}},
        ],
        "split": [{"split": {"zone": "A", "line": line, "into": ["A", "A2"]}}],
        "split by an area": [{"split": {"zone": "A", "geometry": side, "into": ["A", "A2"]}}],
        "merge": [{"merge": {"zones": ["A", "B"]}}],
        "split and merge": [
            {"split": {"zone": "A", "line": line, "into": ["A", "A2"]}},
            {"merge": {"zones": ["A2", "A"], "into": "A"}},
        ],
        "transfer": [{"transfer": {"from": "A", "to": "B", "geometry": side}}],
        "swap": [
            {
                "swap": {
                    "zone": "A",
                    "release": at.box(-4, -2, -3, 2).wkt,
                    "take": at.box(-3, -4, 1, -2).wkt,
                    "adjust": "take",
                }
            }
        ],
        "swap with a neighbour": [
            {
                "swap": {
                    "zone": "A",
                    "with": "B",
                    "release": at.box(-4, -2, -3, 2).wkt,
                    "take": at.box(1, -2, 2.5, 2).wkt,
                    "adjust": "release",
                }
            }
        ],
        "add": [{"add": {"zone": "N", "ftz": "F", "geometry": at.box(-2, -6, 2, -4).wkt}}],
        "remove and set": [{"remove": {"zone": "D"}}, {"set": {"zone": "A", "name": "Harbour"}}],
        "overlap": [{"move": {"zone": "C", "dx_km": 0.2, "dy_km": -5}}],
    }


def scenario_of(plan: Plan, edits: list[dict[str, Any]]) -> Scenario:
    document = {"scenario": "s", "title": "s", "baseline": plan.baseline, "edits": edits}
    return Scenario.from_document(document)


def edits_of(plan: Plan, edits: list[dict[str, Any]]) -> tuple[Edit, ...]:
    return scenario_of(plan, edits).edits
