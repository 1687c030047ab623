"""All tables of a coverage by plain GeoPandas, as a competent analyst would write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.engines import EQUAL_AREA, QUARTER_SEGMENTS, Engine, utm_of

if TYPE_CHECKING:
    from layers import Plan

Reach = dict[float, gpd.GeoDataFrame]

ALBERS = "+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +ellps=GRS80 +units=m"
_LEVELS = ("adcode", "city_adcode", "province_adcode")
_FIGURES = ["area_km2", "covered_area_km2", "population", "covered_population"]


class GeoPandas(Engine):
    """GeoPandas: buffer, dissolve, overlay, sjoin, and the tables by groupby."""

    name, package = "GeoPandas", "geopandas"
    has_four = False
    """Whether it has the four tables alone: totals, ftzs, zones and regions."""

    def __init__(self, plan: Plan, radii_km: tuple[float, ...]) -> None:
        super().__init__(plan, radii_km)
        self._regions: pd.DataFrame = plan.regions.drop(columns="geometry")
        self._regions["area_km2"] = self.districts.geometry.area / 1e6
        people = self.demand.groupby("adcode")["population"].sum()
        self._regions["population"] = self._regions["adcode"].map(people)
        self._land = self.districts.assign(province=plan.regions["province_adcode"])
        self._gateways = plan.gateways.to_crs(EQUAL_AREA)
        self._customs = gpd.GeoDataFrame(plan.frame("customs_blocks")).to_crs(EQUAL_AREA)

    def measure(self, zones: gpd.GeoDataFrame) -> pd.DataFrame:
        """Cover people and land, by district and radius."""
        return self._covered(self._reach(zones))

    def four_tables(self, zones: gpd.GeoDataFrame) -> dict[str, pd.DataFrame]:
        """Return totals, ftzs, zones and regions."""
        return self._four(zones, self._reach(zones))

    def tables(self, zones: gpd.GeoDataFrame) -> dict[str, pd.DataFrame]:
        """Return totals, ftzs, zones, regions, sectors and violations."""
        reach = self._reach(zones)
        four = self._four(zones, reach)
        flat = zones.to_crs(EQUAL_AREA)
        return four | {
            "sectors": self._sectors(zones, reach),
            "violations": self._violations(flat, four["zones"], four["ftzs"]),
        }

    def _four(self, zones: gpd.GeoDataFrame, reach: Reach) -> dict[str, pd.DataFrame]:
        districts = self._by_district(self._covered(reach))
        by_level = [
            districts.groupby([code, "radius_km"])[_FIGURES].sum(min_count=1) for code in _LEVELS
        ]
        measured = self._zones(zones, zones.to_crs(EQUAL_AREA))
        return {
            "totals": districts.groupby("radius_km")[_FIGURES].sum(),
            "ftzs": self._ftzs(measured),
            "zones": measured,
            "regions": pd.concat(by_level),
        }

    def _reach(self, zones: gpd.GeoDataFrame) -> Reach:
        """Return, by radius, the dissolved buffers of all zones, in parts."""
        buffers: dict[float, list[gpd.GeoSeries]] = {radius: [] for radius in self.radii_km}
        for plane, near in zones.geometry.groupby(self.planes(zones)):
            flat = near.to_crs(plane)
            for radius, there in buffers.items():
                there.append(flat.buffer(radius * 1e3, QUARTER_SEGMENTS).to_crs(zones.crs))
        return {
            radius: gpd.GeoDataFrame(geometry=pd.concat(there)).dissolve().explode()
            for radius, there in buffers.items()
        }

    def planes(self, zones: gpd.GeoDataFrame) -> list[str]:
        """Return the plane in which each zone's buffers are drawn."""
        return utm_of(zones)

    def _covered(self, reach: Reach) -> pd.DataFrame:
        answers = {}
        for radius, area in reach.items():
            people = gpd.sjoin(self.demand, area, predicate="within")
            land = self._covered_land(area)
            km2 = land.area / 1e6
            answers[radius] = pd.DataFrame(
                {
                    "covered_population": people.groupby("adcode")["population"].sum(),
                    "covered_area_km2": km2.groupby(land["adcode"]).sum(),
                }
            )
        covered = pd.concat(answers, names=["radius_km", "adcode"]).fillna(0.0)
        return covered.swaplevel()

    def _covered_land(self, area: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        return gpd.overlay(self.districts, area.to_crs(EQUAL_AREA), how="intersection")

    def _by_district(self, covered: pd.DataFrame) -> pd.DataFrame:
        every = pd.concat([self._regions.assign(radius_km=radius) for radius in self.radii_km])
        joined = every.join(covered, on=["adcode", "radius_km"])
        joined["covered_area_km2"] = joined["covered_area_km2"].fillna(0.0)
        people = joined["covered_population"].fillna(0.0)
        joined["covered_population"] = people.where(joined["population"].notna())
        return joined

    def _zones(self, zones: gpd.GeoDataFrame, flat: gpd.GeoDataFrame) -> pd.DataFrame:
        geod = zones.crs.get_geod()
        area = flat.area / 1e6
        perimeter = np.array([geod.geometry_length(edge) for edge in zones.boundary]) / 1e3
        circle = np.pi * (flat.minimum_bounding_radius() / 1e3) ** 2
        table = pd.DataFrame(
            {
                "zone_id": zones["zone_id"],
                "ftz_id": zones["ftz_id"],
                "area_km2": area,
                "perimeter_km": perimeter,
                "polsby_popper": 4 * np.pi * area / perimeter**2,
                "reock": area / circle,
                "blocks": zones.count_geometries(),
            }
        )
        for kind, gateways in self._gateways.groupby("kind"):
            near = gpd.sjoin_nearest(flat[["geometry"]], gateways[["gateway_id", "geometry"]])
            table[kind] = near.loc[~near.index.duplicated(), "gateway_id"]
        return table

    def _ftzs(self, zones: pd.DataFrame) -> pd.DataFrame:
        table = self.plan.ftzs[["ftz_id", "cap_km2"]].copy()
        table["area_km2"] = table["ftz_id"].map(zones.groupby("ftz_id")["area_km2"].sum())
        return table.assign(headroom_km2=table["cap_km2"] - table["area_km2"])

    def _sectors(self, zones: gpd.GeoDataFrame, reach: Reach) -> pd.DataFrame:
        clusters = self.plan.clusters[["cluster_id", "sector", "weight", "geometry"]]
        by_radius = {}
        for radius, area in ({0.0: zones[["sectors", "geometry"]]} | reach).items():
            inside = gpd.sjoin(clusters, area, predicate="intersects")
            if radius == 0:
                pairs = zip(inside["sector"], inside["sectors"], strict=True)
                matched = inside[[sector in named.split(";") for sector, named in pairs]]
            once = inside.drop_duplicates("cluster_id")
            by_radius[radius] = once.groupby("sector")["weight"].agg(["count", "sum"])
        counted = matched.drop_duplicates("cluster_id").groupby("sector").size()
        table: pd.DataFrame = pd.concat(by_radius, names=["radius_km"]).reset_index()
        table["matched"] = table["sector"].map(counted).fillna(0)
        return table

    def _violations(
        self, flat: gpd.GeoDataFrame, zones: pd.DataFrame, ftzs: pd.DataFrame
    ) -> pd.DataFrame:
        """Return broken caps, overlaps, land outside the province, cut customs blocks."""
        over = ftzs[ftzs["headroom_km2"] < -1e-4 * ftzs["cap_km2"]]
        shapes = flat[["zone_id", "ftz_id", "geometry"]]
        pairs = gpd.overlay(shapes, shapes, how="intersection")
        pairs = pairs[pairs["zone_id_1"] < pairs["zone_id_2"]]
        province = self.plan.ftzs.set_index("ftz_id")["adcode"]
        own = gpd.overlay(shapes, self._land, how="intersection")
        own = own[own["province"] == own["ftz_id"].map(province)]
        inside = (own.area / 1e6).groupby(own["zone_id"]).sum()
        outside = zones["area_km2"] - zones["zone_id"].map(inside).fillna(0.0)
        cut = gpd.overlay(self._customs, shapes, how="difference")
        thin = zones[zones["polsby_popper"] < 0.05]
        found = {
            "cap": over["ftz_id"],
            "overlap": pairs["zone_id_1"],
            "outside_province": zones.loc[outside > 1e-6 * zones["area_km2"], "zone_id"],
            "customs_block_cut": cut["zone_id"],
            "min_compactness": thin["zone_id"],
        }
        table: pd.DataFrame = pd.concat(found, names=["rule"]).reset_index()
        return table


class ExactGeoPandas(GeoPandas):
    """GeoPandas with a plane for each zone, for distances as exact as ours: PROJ makes each."""

    name = "GeoPandas, a plane for each zone"

    def planes(self, zones: gpd.GeoDataFrame) -> list[str]:
        """Return the azimuthal equidistant plane about a point of each zone."""
        middle = zones.geometry.representative_point()
        return [
            f"+proj=aeqd +lat_0={lat} +lon_0={lon} +ellps=GRS80 +units=m"
            for lon, lat in zip(middle.x, middle.y, strict=True)
        ]


class AlbersGeoPandas(GeoPandas):
    """GeoPandas with everything in one Albers plane of China, the usual shortcut: no reprojection.

    Lengths there err by up to 5 %.
    """

    name = "GeoPandas, Albers"
    has_four = True
    errs = 20.0

    def __init__(self, plan: Plan, radii_km: tuple[float, ...]) -> None:
        super().__init__(plan, radii_km)
        self.demand = self.demand.to_crs(ALBERS)
        self.districts = self.districts.to_crs(ALBERS)

    def _reach(self, zones: gpd.GeoDataFrame) -> Reach:
        flat = zones.geometry.to_crs(ALBERS)
        reach: Reach = {}
        for radius in self.radii_km:
            buffers = flat.buffer(radius * 1e3, QUARTER_SEGMENTS)
            reach[radius] = gpd.GeoDataFrame(geometry=buffers).dissolve().explode()
        return reach

    def _covered_land(self, area: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        return gpd.overlay(self.districts, area, how="intersection")
