"""The same question asked of other engines, as an analyst would write it for each.

Common to all: a zone's buffers are drawn in the UTM zone that it lies in (off by up to 0.16 %
of the radius, but quickest), those of one radius are dissolved, demand points are joined to them,
and districts are cut with them in a plane of equal area. Every engine has its points and
districts loaded, projected and, where it can, indexed before the clock starts.
"""

from __future__ import annotations

import importlib
from abc import ABC, abstractmethod
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from layers import Plan

EQUAL_AREA = "EPSG:6933"
QUARTER_SEGMENTS = 32  # of a buffer; 128 for a whole turn


class Engine(ABC):
    """An engine that covers people and land by district and radius."""

    name: str
    package: str
    errs = 1.0
    """How many times more than in UTM its buffers are off."""

    def __init__(self, plan: Plan, radii_km: tuple[float, ...]) -> None:
        self.plan, self.radii_km = plan, radii_km
        regions = plan.regions[["adcode", "geometry"]]
        self.districts: gpd.GeoDataFrame = regions.to_crs(EQUAL_AREA)
        self.demand = plan.demand[["adcode", "population", "geometry"]]

    @classmethod
    def version(cls) -> str:
        """Return the engine's version."""
        return version(cls.package)

    @abstractmethod
    def measure(self, zones: gpd.GeoDataFrame) -> pd.DataFrame:
        """Return `covered_population`, `covered_area_km2` by `adcode` and `radius_km` (index)."""


class SqlEngine(Engine):
    """An engine that is asked in SQL; the buffers of all radii and zones are one table."""

    def zones_table(self, zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return zones with the plane of each (`plane`), for every radius (`radius_m`)."""
        table = zones[["geometry"]].assign(plane=utm_of(zones))
        every = [table.assign(radius_m=radius * 1e3) for radius in self.radii_km]
        return gpd.GeoDataFrame(pd.concat(every))

    def joined(self, people: pd.DataFrame, land: pd.DataFrame) -> pd.DataFrame:
        """Return the two answers as one table."""
        answers = [
            answer.assign(radius_km=answer["radius_m"] / 1e3)
            .drop(columns="radius_m")
            .set_index(["adcode", "radius_km"])
            for answer in (people, land)
        ]
        return pd.concat(answers, axis=1).fillna(0.0)


class SedonaDb(SqlEngine):
    """SedonaDB, in one process."""

    name, package = "SedonaDB", "sedonadb"

    def __init__(self, plan: Plan, radii_km: tuple[float, ...]) -> None:
        super().__init__(plan, radii_km)
        self._session: Any = importlib.import_module("sedonadb").connect()
        for frame, view in ((self.districts, "districts"), (self.demand, "demand")):
            self._session.create_data_frame(frame).to_memtable().to_view(view)

    def measure(self, zones: gpd.GeoDataFrame) -> pd.DataFrame:
        """Ask for people and land in two queries over one table of dissolved buffers."""
        self._session.create_data_frame(self.zones_table(zones)).to_view("zones", overwrite=True)
        self._session.sql(f"""
            SELECT radius_m, ST_Transform(ST_Buffer(ST_Transform(geometry, plane), radius_m,
                   'quad_segs={QUARTER_SEGMENTS}'), 'EPSG:4490') AS geometry FROM zones
        """).to_memtable().to_view("buffers", overwrite=True)
        self._session.sql("""
            SELECT radius_m, part['geom'] AS geometry FROM (
                SELECT radius_m, unnest(ST_Dump(whole)) AS part FROM (
                    SELECT radius_m, ST_Union_Agg(geometry) AS whole
                    FROM buffers GROUP BY radius_m))
        """).to_memtable().to_view("reach", overwrite=True)
        people = self._session.sql("""
            SELECT d.adcode, r.radius_m, sum(d.population) AS covered_population
            FROM demand d JOIN reach r ON ST_Intersects(r.geometry, d.geometry)
            GROUP BY d.adcode, r.radius_m
        """).to_pandas()
        land = self._session.sql(f"""
            SELECT d.adcode, r.radius_m,
                   sum(ST_Area(ST_Intersection(d.geometry, r.geometry))) / 1e6 AS covered_area_km2
            FROM districts d JOIN
                 (SELECT radius_m, ST_Transform(geometry, '{EQUAL_AREA}') AS geometry FROM reach) r
                 ON ST_Intersects(d.geometry, r.geometry)
            GROUP BY d.adcode, r.radius_m
        """).to_pandas()
        return self.joined(people, land)


class DuckDb(SqlEngine):
    """DuckDB with its spatial extension, in memory."""

    name, package = "DuckDB spatial", "duckdb"

    def __init__(self, plan: Plan, radii_km: tuple[float, ...]) -> None:
        super().__init__(plan, radii_km)
        duckdb: Any = importlib.import_module("duckdb")
        wheel = importlib.import_module("duckdb_extension_spatial").__file__
        if wheel is None:
            raise ImportError("duckdb_extension_spatial")
        extension = next(Path(wheel).parent.rglob("spatial.duckdb_extension"))
        self._db = duckdb.connect(config={"allow_unsigned_extensions": "true"})
        self._db.execute(f"LOAD '{extension}'")
        self._load("districts", self.districts)
        self._load("demand", self.demand)

    def _load(self, name: str, frame: pd.DataFrame) -> None:
        plain = pd.DataFrame(frame.drop(columns="geometry"))
        plain["wkb"] = frame["geometry"].to_wkb()
        self._db.execute(f"""
            CREATE OR REPLACE TABLE {name} AS
            SELECT * EXCLUDE wkb, ST_GeomFromWKB(wkb) AS geometry FROM plain
        """)

    def measure(self, zones: gpd.GeoDataFrame) -> pd.DataFrame:
        """Ask for people and land in two queries over one table of dissolved buffers."""
        self._load("zones", self.zones_table(zones))
        self._db.execute(f"""
            CREATE OR REPLACE TABLE reach AS
            SELECT radius_m, unnest(ST_Dump(ST_Union_Agg(ST_Transform(
                ST_Buffer(ST_Transform(geometry, 'EPSG:4490', plane, always_xy := true),
                          radius_m, {QUARTER_SEGMENTS}),
                plane, 'EPSG:4490', always_xy := true)))).geom AS geometry
            FROM zones GROUP BY radius_m
        """)
        people = self._db.execute("""
            SELECT d.adcode, r.radius_m, sum(d.population) AS covered_population
            FROM demand d JOIN reach r ON ST_Intersects(d.geometry, r.geometry)
            GROUP BY d.adcode, r.radius_m
        """).df()
        land = self._db.execute(f"""
            SELECT d.adcode, r.radius_m,
                   sum(ST_Area(ST_Intersection(d.geometry, r.geometry))) / 1e6 AS covered_area_km2
            FROM districts d JOIN
                 (SELECT radius_m, ST_Transform(geometry, 'EPSG:4490', '{EQUAL_AREA}',
                                                always_xy := true) AS geometry FROM reach) r
                 ON ST_Intersects(d.geometry, r.geometry)
            GROUP BY d.adcode, r.radius_m
        """).df()
        return self.joined(people, land)


def utm_of(zones: gpd.GeoDataFrame) -> list[str]:
    """Return the UTM zone, as an EPSG code, of each zone of the northern hemisphere."""
    lon = zones.geometry.representative_point().x
    return [f"EPSG:{number}" for number in 32601 + np.floor((lon + 180) / 6).astype(int)]
