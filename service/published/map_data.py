"""The map of a published site: zones, land that changes, lines, regions with their covered share.

Shapes are for display only, packed on a grid (`service.map.display`). Longitudes continue above
180 where the map's extent does.
"""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo import Coverage
from layers.errors import SourceError
from layers.geometry.antimeridian import Extent, Shapes
from layers.messages import Message
from service.api.plan_session import PlanSession
from service.map.display import display_regions, display_shape, packed_lines, packed_shapes
from service.report.measured import Measured, row_mappings

_STEP_DEG = 2e-5
_PICTURE_PX = 1000  # the width of a map that shows the whole extent
_GRID = 4  # steps of a tolerance
_THOUSAND = 1000
_FAR = 100  # times the way to land that is gained: beyond any zone
_NEAR = 8  # how much wider than the land that changes its surroundings are
_FINER = 4  # how much finer these are at least than the whole map


class SiteMap:
    """The layers of the map of a plan, at the middle radius of its coverage."""

    def __init__(self, session: PlanSession, before: Coverage, radius: float) -> None:
        self._session, self._before, self._radius = session, before, radius
        west, south, east, north = session.extent
        self._tolerance_deg = max(east - west, north - south) / _PICTURE_PX
        finest = session.plan.levels[0]
        shown = display_regions(session.regions_on_map, finest, self._tolerance_deg)
        self._regions = shown[shown["adcode"].notna().to_numpy()].reset_index(drop=True)
        self._shares = self._shares_of(before)

    def opening(self) -> dict[str, Any]:
        """Return the first view of the map: its extent, the zones, the lines of the plan."""
        zones = self._zones(self._before.zone_frame)
        found = {"extent": list(self._session.extent), "zones": zones}
        if self._session.plan.has("map_lines"):
            found["lines"] = self._lines(self._tolerance_deg)
        return found

    def regions(self) -> dict[str, Any]:
        """Return the finest regions with their names, and their covered shares per mille."""
        packed = packed_shapes(self._regions.geometry.to_numpy(), self._tolerance_deg / _GRID)
        names = self._regions[["name", "name_zh"]].astype(object)
        named = names.where(names.notna(), None).to_numpy().tolist()
        return packed | {"names": named, "shares": self._shares}

    def of_scenario(self, one: Measured) -> dict[str, Any]:
        """Return the differences from the baseline: zones, land, shares by number of the region."""
        after = one.after.zone_frame
        land = self._session.frame_on_map(one.comparison.land_apart)
        shares = self._shares_of(one.after)
        pairs = enumerate(zip(self._shares, shares, strict=True))
        return {
            "changed": sorted(one.changed),
            "zones": self._zones(after[after["zone_id"].isin(one.changed)]),
            "land": {
                change: {
                    **_shapes(own),
                    "area_km2": [round(float(area), 4) for area in own["area_km2"]],
                }
                for change in ("gained", "lost")
                for own in (land[land["change"] == change],)
            },
            "shares": [[at, now] for at, (was, now) in pairs if was != now],
        }

    def around(self, one: Measured) -> dict[str, Any]:
        """Return the regions and lines about land that changes, in more detail; {} if far apart.

        `numbers` are those of the regions among all.
        """
        land = self._session.frame_on_map(one.comparison.land_apart)
        west, south, east, north = land.total_bounds if len(land) else self._session.extent
        side = _NEAR * max(east - west, north - south, self._tolerance_deg)
        tolerance_deg = side / _PICTURE_PX
        if tolerance_deg > self._tolerance_deg / _FINER:
            return {}
        middle = shapely.Point((west + east) / 2, (south + north) / 2)
        box = middle.buffer(side / 2, cap_style="square")
        every = self._session.regions_on_map
        own = every.iloc[sorted(every.sindex.query(box, predicate="intersects"))]
        shown = display_regions(own, self._session.plan.levels[0], tolerance_deg)
        numbers = {code: number for number, code in enumerate(self._regions["adcode"])}
        shown = shown[shown["adcode"].notna().to_numpy()]
        packed = packed_shapes(shown.geometry.to_numpy(), tolerance_deg / _GRID)
        found: dict[str, Any] = {
            "regions": packed | {"numbers": [numbers[code] for code in shown["adcode"]]}
        }
        if self._session.plan.has("map_lines"):
            found["lines"] = self._lines(tolerance_deg, box.bounds)
        return found

    def steps(self, steps: Sequence[Measured]) -> list[list[float]]:
        """Return where a boundary stands at each step, the baseline first: longitude, latitude.

        It is where the ray from the middle of the zone that gains most, through the land that the
        last step gains, leaves the zone.

        Raises:
            SourceError: there is no step, or none that moves the boundary of a zone outwards.
        """
        if not steps:
            raise SourceError(Message("published-steps-none"))
        unmoved = Message("published-steps-without-land", scenario=steps[-1].scenario.scenario)
        land = self._session.frame_on_map(steps[-1].comparison.land_apart)
        gained = land[land["change"] == "gained"]
        gained = gained[gained["zone_id"].isin(self._before.zone_frame["zone_id"])]
        if gained.empty:
            raise SourceError(unmoved)
        zone = str(gained["zone_id"].iloc[int(np.argmax(gained["area_km2"].to_numpy()))])
        towards = shapely.point_on_surface(gained.geometry[gained["zone_id"] == zone].union_all())
        frames = [self._before.zone_frame, *(one.after.zone_frame for one in steps)]
        shapes = [
            frame.geometry[frame["zone_id"] == zone].union_all()
            for frame in map(self._session.frame_on_map, frames)
        ]
        middle, to = (
            shapely.get_coordinates(point)[0]
            for point in (shapely.point_on_surface(shapes[0]), towards)
        )
        ray = shapely.LineString([middle, middle + _FAR * (to - middle)])
        cuts = [shapely.get_coordinates(ray.intersection(shape)) for shape in shapes]
        if not all(len(cut) for cut in cuts):
            raise SourceError(unmoved)
        far = [cut[np.argmax(np.hypot(*(cut - middle).T))] for cut in cuts]
        return [[round(float(x), 5), round(float(y), 5)] for x, y in far]

    def _zones(self, zones: gpd.GeoDataFrame) -> dict[str, Any]:
        shown = self._session.frame_on_map(zones).reset_index(drop=True)
        about = shown.reindex(columns=["zone_id", "name", "name_zh", "boundary_source"])
        about = about.astype(object).where(about.notna(), None)
        areas = self._session.plan.ellipsoid.area_km2(zones.geometry.to_numpy())
        rows = [
            {**row, "area_km2": round(float(area), 4)}
            for row, area in zip(row_mappings(about), areas, strict=True)
        ]
        return _shapes(shown) | {"about": rows}

    def _lines(self, tolerance_deg: float, box: Extent | None = None) -> dict[str, Any]:
        frame = self._session.frame_on_map(self._session.plan.frame("map_lines"))
        shapes = frame.geometry.to_numpy()
        if box is not None:
            shapes = shapely.clip_by_rect(shapes, *box)
        packed = packed_lines(shapely.simplify(shapes, tolerance_deg / 2), tolerance_deg / _GRID)
        return packed | {"kinds": frame["kind"].tolist()}

    def _shares_of(self, coverage: Coverage) -> list[int | None]:
        """Return the covered share of each finest region per mille, None without any figure."""
        table = coverage.regions
        finest = self._session.plan.levels[0].code
        own = table[(table["level"] == finest) & (table[coverage.radius_column] == self._radius)]
        counted = "population" if self._session.plan.has("demand") else "area_km2"
        by_code = own.set_index("adcode")
        with np.errstate(divide="ignore", invalid="ignore"):
            share = by_code[f"covered_{counted}"].to_numpy(float) / by_code[counted].to_numpy(float)
        of = dict(zip(by_code.index, share, strict=True))
        found = [of.get(code, np.nan) for code in self._regions["adcode"]]
        return [round(_THOUSAND * one) if np.isfinite(one) else None for one in found]


def _shapes(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    shown: Shapes = np.array([display_shape(shape) for shape in frame.geometry], dtype=object)
    return packed_shapes(shown, _STEP_DEG)
