"""GeoPackage: every layer of a plan, the results of scenarios beside them, styled for QGIS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.export_tables import COVERAGE, covered_column, scenario_table
from layers.formats.layer_choice import chosen_layer
from layers.formats.outcome import BASELINE
from layers.geopackage import list_layers, read_layer, write_geopackage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from layers.formats.outcome import Outcome
    from layers.plan import Plan


def read(path: Path, layer: str) -> pd.DataFrame:
    """Return a layer of a GeoPackage.

    Raises:
        SourceError: it is not readable, or open in an edit session.
        PlanError: it is not a GeoPackage, is damaged, or the layer is not clear.
    """
    return read_layer(path, chosen_layer(path, list_layers(path), layer))


def write(plan: Plan, path: Path, outcomes: Sequence[Outcome]) -> None:
    """Write all layers, and each scenario's tables as `scenario_<id>_zones`, `…_changes`, ….

    The baseline's coverage is joined to the regions; that of coarser levels is in tables.

    Raises:
        SourceError: the file cannot be written, or is open in an edit session.
    """
    frames = {name: plan.frame(name) for name in plan.present}
    for outcome in outcomes:
        tables = dict(outcome.tables)
        if outcome.scenario == BASELINE:
            finest = f"coverage_{plan.terms.finest.code}"
            if finest in tables:
                frames["regions"] = _joined(plan.regions, tables.pop(finest))
            frames |= {name: table for name, table in tables.items() if name.startswith("coverage")}
        else:
            named = {"zones": outcome.zones} | tables
            frames |= {scenario_table(outcome.scenario, part): named[part] for part in named}
    write_geopackage(path, frames, {one.scenario: one.title for one in outcomes})


def _joined(regions: gpd.GeoDataFrame, coverage: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the regions with the figures of their coverage in columns of the same names."""
    table = coverage.set_index(COVERAGE.key).reindex(regions["adcode"])
    names = [str(name) for name in table.columns if covered_column(str(name))]
    joined: gpd.GeoDataFrame = regions.assign(**{name: table[name].to_numpy() for name in names})
    return joined
