"""GeoPackage: every layer of a plan, with the results of scenarios, styled for QGIS."""

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from layers.formats.format import Format, Outcome
from layers.formats.gdal import read_with_gdal
from layers.formats.provenance import lines_of, provenance
from layers.formats.table import ReadOptions, Table, assumed_layer, chosen_layer
from layers.plan.geopackage import check_layer, list_layers, write_geopackage
from layers.plan.plan import Plan
from layers.scenario_id import BASELINE
from layers.schema.export_tables import COVERAGE, covered_column, scenario_table

_OWN = ("scenario", "title", "revision", "result", "data_date", "boundaries")  # of each scenario


def read(path: Path, layer: str, options: ReadOptions) -> Table:
    """Return a layer of a GeoPackage: the one by name, else the only one.

    Raises:
        SourceError: it is not readable, or open in an edit session.
        PlanError: it is not a GeoPackage, is damaged, the layer is ambiguous, or computed on
            reading, such as a view.
    """
    name = chosen_layer(path, list_layers(path), layer, options.layer)
    check_layer(path, name)
    table = read_with_gdal(path, "GPKG", name)
    assumptions = assumed_layer(name, layer, options.layer)
    return Table(table.frame, (*assumptions, *table.assumed))


def write(plan: Plan, path: Path, outcomes: Sequence[Outcome]) -> None:
    """Write all layers, and each scenario's tables as `scenario_<id>_zones`, `…_scorecard`, ….

    The baseline's coverage is joined to the regions; that of coarser levels is in tables. The
    file's metadata has its provenance, for each scenario as `scenario_<id>.revision`, ….

    Raises:
        SourceError: the file cannot be written, or is open in an edit session.
    """
    frames: dict[str, pd.DataFrame] = {name: plan.frame(name) for name in plan.present}
    for outcome in outcomes:
        tables = dict(outcome.tables)
        if outcome.scenario == BASELINE:
            finest = f"coverage_{plan.terms.finest.code}"
            if finest in tables:
                frames["regions"] = _joined(plan.regions, tables.pop(finest))
            frames |= {name: table for name, table in tables.items() if name.startswith("coverage")}
        else:
            named = {"zones": outcome.zones, **tables, **outcome.figures}
            frames |= {scenario_table(outcome.scenario, part): named[part] for part in named}
    metadata: dict[str, str] = {}
    for outcome in outcomes or [Outcome(BASELINE, "", plan.zones)]:
        named = lines_of(provenance(plan, outcome))
        of_scenario = {f"scenario_{outcome.scenario}.{it}": named.pop(it, "") for it in _OWN}
        metadata |= named | {it: text for it, text in of_scenario.items() if text}
    write_geopackage(path, frames, {one.scenario: one.title for one in outcomes}, metadata)


def _joined(regions: gpd.GeoDataFrame, coverage: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the regions with the figures of their coverage in columns of the same names."""
    table = coverage.set_index(COVERAGE.key).reindex(regions["adcode"])
    names = [str(name) for name in table.columns if covered_column(str(name))]
    joined: gpd.GeoDataFrame = regions.assign(**{name: table[name].to_numpy() for name in names})
    return joined


GEOPACKAGE = Format(
    ".gpkg",
    1,
    read,
    write_all=write,
    media_type="application/geopackage+sqlite3",
    parts=("layers", "scorecard"),
    content="GeoPackage",
)
