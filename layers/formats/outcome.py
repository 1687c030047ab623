"""The result of a scenario, as an export writes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

BASELINE = "baseline"


@dataclass(frozen=True)
class Outcome:
    """The result of a scenario: its zones, and what was measured of them for formats that hold it.

    `tables` are by the names of `layers.export_tables`: `changes` (land gained and lost against the
    baseline: `zone_id`, `change`, `area_km2`), `violations` (`rule`, `level`, `message`, …) and
    `coverage_<level>` (a region each, its figures by radius in columns), each with geometry in the
    plan's CRS. The outcome of the id `baseline` is that of the plan's own zones.
    """

    scenario: str
    title: str
    zones: gpd.GeoDataFrame
    tables: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
