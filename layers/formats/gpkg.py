"""GeoPackage: every layer of a plan, scenarios' zones beside them, coverage with the regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.formats.choosing import chosen_layer
from layers.geopackage import list_layers, read_layer, write_geopackage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from layers.plan import Plan


def read(path: Path, layer: str) -> pd.DataFrame:
    """Return a layer of a GeoPackage.

    Raises:
        SourceError: it is not readable, or open in an edit session.
        PlanError: it is not a GeoPackage, is damaged, or the layer is not clear.
    """
    return read_layer(path, chosen_layer(path, list_layers(path), layer))


def write(
    plan: Plan,
    path: Path,
    scenarios: Mapping[str, gpd.GeoDataFrame],
    coverage: pd.DataFrame | None,
) -> None:
    """Write all layers; each scenario's zones as `scenario_<id>_zones`.

    Raises:
        SourceError: the file cannot be written, or is open in an edit session.
    """
    frames = {name: plan.frame(name) for name in plan.present}
    if coverage is not None and not scenarios:
        frames["regions"] = with_coverage(plan.regions, coverage)
    frames |= {f"scenario_{name}_zones": zones for name, zones in scenarios.items()}
    write_geopackage(path, frames)


def with_coverage(regions: gpd.GeoDataFrame, coverage: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the districts with what is covered of each, three columns for each radius.

    `coverage` is a coverage's regions table (`adcode`, `level`, `radius_km`, figures). The columns
    are `covered_share_25km` (of the area, 0–1), `covered_population_25km` (persons) and
    `covered_population_share_25km` (0–1); a share of nothing is null.
    """
    out = regions
    districts = coverage[coverage["level"] == "district"]
    for radius_km, rows in districts.groupby("radius_km", sort=True):
        table = rows.set_index("adcode").reindex(regions["adcode"])
        area, people = table["area_km2"], table["population"]
        figures = {
            "covered_share": table["covered_area_km2"] / area.where(area > 0),
            "covered_population": table["covered_population"],
            "covered_population_share": table["covered_population"] / people.where(people > 0),
        }
        columns = {f"{name}_{radius_km:g}km": cells.to_numpy() for name, cells in figures.items()}
        out = out.assign(**columns)
    return out
